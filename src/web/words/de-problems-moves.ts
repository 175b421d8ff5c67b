import type { ProblemWords } from './language.ts';

/** Was an einem Umzug, einem Plan, seiner Freigabe und Probe oder einer Kampagne falsch sein kann. */
export const deMoveProblems = {
  'move-transition-illegal': {
    title: 'Das kann in diesem Zustand nicht geschehen',
    remedy: 'Den Zustand des Umzugs ansehen; docs/reference/states.md sagt, was von dort aus möglich ist.',
  },
  'rollback-too-late': {
    title: 'Die Beobachtung kann vorbei sein; eine Rücknahme ist nicht mehr zu versprechen',
    remedy:
      'Endgültig bleibt der Server auf v3.x. Den Zustand des Sensors prüfen; arbeitet er nicht, einen Supportfall eröffnen.',
  },
  'rollback-not-observing': {
    title: 'Nur ein Umzug unter Beobachtung kann zurückgenommen werden',
    remedy: 'Vor dem Wechsel nimmt der Dienst ihn von selbst zurück; ist er endgültig, geht es nicht mehr.',
  },
  'rollback-not-promised': {
    title: 'Diese Ausgabe des Regelwerks nennt keine Rücknahme',
    remedy: 'Im Defender-Portal nachsehen, ob eine angeboten wird, und bezeugen, was getan wurde.',
  },
  'host-pinned': {
    title: 'Der Host wurde zurückgenommen und wird festgehalten',
    remedy: 'Herausfinden, warum er zurückgenommen wurde; dann die Aufgabe erledigen, die ihn freigibt.',
  },
  'host-busy': {
    title: 'An dem Host ist eine andere Änderung unterwegs',
    remedy: 'Warten, bis der andere Umzug vorbei ist, oder diesen Host auslassen.',
  },
  'timed-out': {
    title: 'Die Migration war nach zwei Stunden nicht fertig; der Dienst nahm den Server auf v2.x zurück',
    remedy:
      'Den Server untersuchen, die Ursache beheben, dann wiederholen; eine Zeit wählen, in der weniger geschieht.',
  },
  'reverted-early': {
    title: 'Der Server ging vor der Frist auf v2.x zurück',
    remedy: 'Den Server untersuchen, bevor es wiederholt wird.',
  },
  'migration-failed': {
    title: 'Der Dienst meldet, dass die Migration fehlschlug',
    remedy:
      'Auf dem Server den Client Analyzer ausführen; ist alles in Ordnung, einen Supportfall eröffnen. Wiederholen geht auch, solange der Zustand noch „Migration failed“ heißt.',
  },
  'migrate-refused': {
    title: 'Der Dienst nahm diesen Server nicht an',
    remedy: 'Den Server noch einmal prüfen: Zwischen Prüfung und Anforderung kann er sich geändert haben.',
  },
  'accepted-never-started': {
    title: 'Der Dienst nahm die Anforderung an und begann nie',
    remedy:
      'Wiederholen; geschieht es noch einmal, einen Supportfall mit der Kennung der Anfrage aus dem Protokoll eröffnen.',
  },
  'request-lost': {
    title: 'Die Anforderung wurde gesendet, ihre Antwort ging verloren, und der Server begann nicht',
    remedy: 'Wiederholen: Dieser Versuch wird nie zweimal gesendet, ein neuer Versuch ist eine neue Anforderung.',
  },
  'prerequisite-lost': {
    title: 'Während der Migration ging eine Voraussetzung verloren',
    remedy:
      'Nachsehen, welche Prüfung jetzt nicht besteht, sie in Ordnung bringen und wiederholen, wenn der Dienst den Server zurückgenommen hat.',
  },
  'commit-passed-unproven': {
    title: 'Die Beobachtung endete, bevor der Nachweis vollständig war',
    remedy:
      'Den Server jetzt prüfen; arbeitet v3.x nicht, einen Supportfall eröffnen. Die Entscheidung an der Aufgabe festhalten.',
  },
  'state-regressed': {
    title: 'Der Dienst nahm einen Zustand zurück, den er gemeldet hatte',
    remedy: 'Den Server im Portal ansehen; solange es geht, zurücknehmen, wenn v3.x ihn nicht schützt.',
  },
  'plan-digest-wrong': {
    title: 'Der Plan wurde geändert, nachdem er gemacht war',
    remedy: 'Einen neuen Plan machen; ein Plan beginnt genau so, wie er gemacht wurde.',
  },
  'plan-outdated': {
    title: 'Die Umgebung hat sich geändert, seit der Plan gemacht wurde',
    remedy: 'Ansehen, was sich nach den Angaben unter errors geändert hat, und einen neuen Plan machen.',
  },
  'plan-empty': {
    title: 'Kein Host bleibt übrig, der umziehen könnte',
    remedy: '„changeguard check“ ausführen: Es sagt, warum jeder ausgelassen ist.',
  },
  'plan-applied-already': {
    title: 'Dieser Plan wurde schon begonnen',
    remedy: 'Seine Kampagne mit „changeguard status“ ansehen.',
  },
  'feature-loss-not-accepted': {
    title: 'Sensor v3.x fehlt etwas, was dieser Mandant nutzt, und niemand hat den Verlust hingenommen',
    remedy: 'Die Aufgabe, die danach fragt, mit einem Grund erledigen, oder die Server auf v2.x lassen.',
  },
  'task-choice-invalid': {
    title: 'Diese Wahl bietet die Aufgabe nicht an',
    remedy: 'Die Aufgabe ansehen; sie nennt, was zur Wahl steht und was jedes braucht.',
  },
  'task-closed': {
    title: 'Die Aufgabe ist geschlossen',
    remedy: 'Es bleibt nichts zu tun; das Protokoll sagt, wer sie geschlossen hat.',
  },
  'task-order': {
    title: 'Ein anderer Schritt kommt zuerst',
    remedy: 'Zuerst den Schritt erledigen, den die Einzelheit nennt.',
  },
  'approval-missing': {
    title: 'Der Plan ist nicht freigegeben',
    remedy:
      'Jemand anderes als sein Autor sieht ihn an und gibt ihn frei: „changeguard approve PLAN“; „changeguard approve --list“ zeigt, wer es tat.',
  },
  'approval-expired': {
    title: 'Die Freigabe des Plans ist abgelaufen',
    remedy: 'Wer ihn freigab, sieht ihn noch einmal an: „changeguard approve PLAN“.',
  },
  'approval-refused': {
    title: 'Jemand hat den Plan abgelehnt',
    remedy:
      'Einen Plan machen, der auf die Ablehnung antwortet; oder wer ablehnte, nimmt es zurück: „changeguard approve PLAN --withdraw --because REASON“.',
  },
  'approval-own': {
    title: 'Niemand gibt einen eigenen Plan frei',
    remedy: 'Jemand anderen mit der Rolle approver bitten: „changeguard approve PLAN“.',
  },
  'approval-not-demanded': {
    title: 'Der Plan verlangt keine Freigabe',
    remedy: 'Einen Plan machen, der es tut: Wie viele ihn freigeben, ist eine seiner Regeln.',
  },
  'approval-wave-wrong': {
    title: 'Dieser Teil des Plans kann nicht für sich freigegeben werden',
    remedy:
      'Mit --wave eine Welle nennen, wo der Plan nach Wellen freigegeben wird, und keine, wo er es als Ganzes wird.',
  },
  'approval-too-long': {
    title: 'So lange kann eine Freigabe nicht gelten',
    remedy: 'Eine kürzere Zeit angeben, oder keine: Dann gilt sie so lange, wie der Plan sagt.',
  },
  'approval-none-own': {
    title: 'Es gibt nichts Eigenes zurückzuziehen',
    remedy:
      '„changeguard approve --list“ ansehen. Was jemand anderes freigab, ist aufzuhalten: „changeguard approve PLAN --refuse“.',
  },
  'rehearsal-too-large': {
    title: 'Die Umgebung ist zu groß, um geprobt zu werden',
    remedy: 'Weniger Standorte und Domänen auf einmal planen und jeden Plan für sich proben.',
  },
  'course-missing': {
    title: 'Kein Verlauf einer Probe ist aufbewahrt',
    remedy: 'Den Plan proben: „changeguard rehearse PLAN“ oder „Proben“ auf seiner Seite.',
  },
  'rehearsal-running': {
    title: 'Eine Probe läuft schon',
    remedy: 'Warten, bis sie fertig ist: „changeguard rehearse PLAN --show“ sagt, wie weit sie ist.',
  },
  'rehearsal-failed': {
    title: 'Die Probe brach ab',
    remedy:
      'Nichts Wirkliches wurde berührt. Mit --seeds 1 noch einmal versuchen; bricht sie wieder ab, ist das ein Fehler von uns: ihn mit dem Seed melden.',
  },
  'campaign-state': {
    title: 'Das geht bei einer Kampagne in diesem Zustand nicht',
    remedy:
      'Den Zustand mit „changeguard status“ ansehen. Was beendet wurde, geht nicht weiter: für die übrigen Server einen neuen Plan machen.',
  },
  'reason-missing': {
    title: 'Es braucht einen Grund',
    remedy: 'Für alle, die das Protokoll lesen, mit ein paar Worten sagen, warum: --because "REASON".',
  },
  'failures-not-accepted': {
    title: 'Es schlugen mehr Umzüge fehl, als die Kampagne verlieren darf',
    remedy:
      'Die Ursachen beheben; dann fortsetzen und die Server, ohne die es weitergeht, beim Namen und mit einem Grund hinnehmen.',
  },
  'failure-unknown': {
    title: 'Einen Fehlschlag dieses Namens gibt es nicht hinzunehmen',
    remedy: 'Server nennen, deren Umzug fehlschlug oder ohne Nachweis endete; „changeguard status“ führt sie auf.',
  },
  'lease-lost': {
    title: 'Ein anderer Arbeiter hat die Arbeit übernommen',
    remedy: 'Nichts: Der andere tut sie.',
  },
} as const satisfies Readonly<Record<string, ProblemWords>>;
