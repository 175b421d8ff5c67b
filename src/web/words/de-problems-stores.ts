import type { ProblemWords } from './language.ts';

/** Was an einem Speicher und seinen versiegelten Archiven falsch sein kann. */
export const deStoreProblems = {
  'archive-changed': {
    title: 'Ein versiegeltes Archiv ist nicht, was versiegelt wurde',
    remedy:
      'Die Datei lassen, wie sie ist, und dieses Archiv aus einer anderen Kopie des Ordners nehmen; das Protokoll nennt seine Prüfsumme.',
  },
  'archive-missing': {
    title: 'Ein versiegeltes Archiv fehlt',
    remedy:
      'Die Datei aus der Einzelheit in ihren Ordner zurücklegen, aus einer Sicherung des Datenverzeichnisses oder der Maschine, die sie versiegelte.',
  },
  'archive-unknown': {
    title: 'Das Protokoll kennt kein solches Archiv',
    remedy:
      'Es kann von einem anderen Mandanten oder einem seither zurückgespielten Speicher sein, oder sein Schreiben wurde unterbrochen; lässt man es weg, geht nichts verloren, wovon das Protokoll berichtet.',
  },
  'archive-unreadable': {
    title: 'Das ist kein ganzes Archiv eines Protokolls',
    remedy:
      'Die Datei nehmen, wie sie geschrieben wurde; eine, die abgeschnitten oder unterwegs geändert wurde, beweist nichts.',
  },
  'archive-unsigned': {
    title: 'Ein versiegeltes Archiv hat keine gültige Unterschrift',
    remedy:
      'Nichts davon glauben. Es aus einer anderen Kopie nehmen und den Schlüssel mit einem Fingerabdruck aus anderer Quelle vergleichen („changeguard report key“).',
  },
  'store-locked': {
    title: 'Ein anderer Prozess benutzt dieses Datenverzeichnis',
    remedy: 'Den anderen Prozess beenden, oder mit ihm sprechen: Die Befehlszeile findet ihn von selbst.',
  },
  'store-newer': {
    title: 'Der Speicher wurde von einer neueren Version gemacht',
    remedy: 'Die neuere Version ausführen; umgestellt wird nur vorwärts.',
  },
  'store-not-shared': {
    title: 'Dieser Speicher gehört einem einzigen Prozess',
    remedy:
      'Einen PostgreSQL-Server angeben: --store postgres://... oder CHANGEGUARD_STORE. „changeguard store copy --from local --to postgres://...“ nimmt alles mit.',
  },
  'store-unavailable': {
    title: 'Die Datenbank ist nicht zu erreichen',
    remedy: 'Nichts: Es wird wieder versucht. Nach dem Datenbankserver sehen.',
  },
  'dump-unreadable': {
    title: 'Das ist kein ganzer Auszug eines Speichers',
    remedy:
      'Geschrieben wurde nichts. Einen anderen Auszug nehmen; einer, der abgeschnitten oder unterwegs geändert wurde, kann nicht zurückgespielt werden.',
  },
  'store-copy-unproven': {
    title: 'Die Kopie war nicht zu beweisen',
    remedy:
      'Geschrieben wurde nichts. Siehe die Einzelheit; „changeguard report log --verify“ auf dem Original zeigt, ob sein Protokoll ganz ist.',
  },
  'store-empty': {
    title: 'Es gibt nichts zu kopieren',
    remedy: 'Den Speicher nennen, der die Daten hat: local, disk oder eine Adresse postgres://.',
  },
  'store-full': {
    title: 'Der Datenträger der Datenbank ist voll',
    remedy: 'Dort Platz schaffen, dann neu starten. Nichts, was bestätigt wurde, ist verloren.',
  },
  'store-missing': {
    title: 'Die Datenbank dieses Datenverzeichnisses ist weg',
    remedy:
      'Den Ordner aus der Einzelheit zurücklegen, oder einen Auszug in ein leeres Datenverzeichnis zurückspielen: „changeguard store restore FILE --data DIRECTORY“.',
  },
  'store-not-empty': {
    title: 'Im Ziel ist etwas',
    remedy:
      'Eine leere Datenbank angeben, oder mit --data ein anderes Datenverzeichnis; nichts, was da ist, wird je überschrieben.',
  },
  'store-not-started': {
    title: 'Die lokale Datenbank startete nicht',
    remedy:
      'In Ordnung bringen, was die Einzelheit nennt, dann neu starten; das ganze Protokoll ist postgres.log neben der Datenbank.',
  },
  'store-older': {
    title: 'Der Speicher wurde von einer älteren Version gemacht',
    remedy: 'Ihn zuerst auf diese Version bringen: „changeguard store migrate --store STORE“.',
  },
  'store-programs-missing': {
    title: 'Es gibt kein PostgreSQL, das laufen könnte',
    remedy:
      'PostgreSQL 15 oder neuer installieren, oder den Ordner seiner Programme mit --postgres-bin oder CHANGEGUARD_POSTGRES_BIN nennen.',
  },
  'store-programs-unusable': {
    title: 'Das genannte PostgreSQL ist nicht zu gebrauchen',
    remedy:
      'Den Ordner nennen, in dem die Programme „postgres“ und „initdb“ von PostgreSQL 15 oder neuer sind, oder --postgres-bin weglassen.',
  },
  'store-unsafe': {
    title: 'Dieser Speicher kann vergessen, was er bestätigt hat',
    remedy:
      'Alles in einen Speicher übernehmen, der Wort hält („changeguard store copy --to local“, oder ein PostgreSQL mit seiner Adresse), und den Server darauf starten. Wer trotzdem hier weitermachen muss, schaltet mit --accept-unsafe-store scharf; es steht im Protokoll.',
  },
  'store-version': {
    title: 'Die Datenbank wurde von einer anderen Version von PostgreSQL gemacht',
    remedy:
      'Diese Version installieren, oder ihre Programme mit --postgres-bin nennen. Um zu einer anderen zu kommen, sie einmal so öffnen und kopieren: „changeguard store copy --from local --to STORE“.',
  },
  'sample-refused': {
    title: 'Hier kann kein Beispiel aufgebaut werden',
    remedy:
      '„changeguard serve“ mit --sample oder ohne --no-sample starten; eines mit einem eigenen Datenverzeichnis lässt dieses, wie es ist: --data DIRECTORY.',
  },
  'twin-elsewhere': {
    title: 'Der Zwilling dieses Mandanten ist in einem anderen Prozess',
    remedy: 'Mit --server den Server fragen, der ihn hat; läuft keiner, einen auf diesem Datenverzeichnis starten.',
  },
} as const satisfies Readonly<Record<string, ProblemWords>>;
