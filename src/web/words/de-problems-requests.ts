import type { ProblemWords } from './language.ts';

/** Was an einer Anfrage, einer Anmeldung oder einem Mandanten falsch sein kann. */
export const deRequestProblems = {
  'request-invalid': {
    title: 'Die Anfrage ist nicht zu verstehen',
    remedy: 'Berichtigen, was unter errors steht, und noch einmal senden.',
  },
  'rules-invalid': {
    title: 'Die Regeln des Plans ergeben keinen Sinn',
    remedy: 'Berichtigen, was unter errors steht: Nichts, was keinen Sinn ergibt, wird als „aus“ gelesen.',
  },
  'not-found': {
    title: 'Das gibt es nicht',
    remedy: 'Die Kennung prüfen; die Liste zeigt, was es gibt.',
  },
  'method-not-allowed': {
    title: 'Diese Methode gibt es hier nicht',
    remedy: '/api/openapi.json sagt, was es gibt.',
  },
  'if-match-missing': {
    title: 'Die Änderung sagt nicht, welchen Stand sie ändert',
    remedy: 'Noch einmal lesen und das ETag in If-Match mitsenden.',
  },
  'version-outdated': {
    title: 'Jemand hat es geändert, seit es gelesen wurde',
    remedy: 'Noch einmal lesen, die Änderung ansehen und neu entscheiden.',
  },
  'idempotency-key-missing': {
    title: 'Die Anfrage bewirkt etwas und hat keinen Idempotency-Key',
    remedy: 'Den Header Idempotency-Key mitsenden; eine UUID ist ein guter.',
  },
  'idempotency-key-reused': {
    title: 'Der Idempotency-Key gehörte zu einem anderen Inhalt',
    remedy: 'Für eine neue Anfrage einen neuen Schlüssel nehmen.',
  },
  'idempotency-key-busy': {
    title: 'Die erste Anfrage mit diesem Idempotency-Key läuft noch',
    remedy: 'Einen Augenblick warten und dieselbe Anfrage noch einmal senden.',
  },
  'sign-in-required': {
    title: 'Niemand ist angemeldet',
    remedy: '„changeguard login“ ausführen oder ein gültiges API-Token mitsenden.',
  },
  'token-expired': {
    title: 'Das API-Token ist abgelaufen',
    remedy: 'Einen Administrator um ein neues bitten.',
  },
  'upload-token-used': {
    title: 'Das Hochladetoken hat seine Datei gebracht',
    remedy: 'Ein neues machen: „changeguard estate upload-token make HOST“.',
  },
  'sign-in-link-used': {
    title: 'Der Anmeldelink ist verbraucht oder abgelaufen',
    remedy: 'Auf der Maschine, auf der changeguard läuft, „changeguard admin sign-in-link“ ausführen.',
  },
  'permission-missing': {
    title: 'Die eigene Rolle erlaubt das nicht',
    remedy: 'Jemanden bitten, dessen Rolle es erlaubt, oder einen Administrator um die Rolle.',
  },
  'too-many-requests': {
    title: 'Zu viele Anfragen',
    remedy: 'Warten, so lange wie Retry-After sagt.',
  },
  'csrf-token-wrong': {
    title: 'Die Anfrage trägt nicht das Token ihrer Sitzung',
    remedy: '/api/v1/me lesen und csrfToken daraus im Header X-CSRF-Token mitsenden.',
  },
  'host-refused': {
    title: 'Die Anfrage ging an einen Namen, der nicht unserer ist',
    remedy:
      'Die Adresse nehmen, die „changeguard serve“ ausgab, oder ihn mit dem Namen starten, auf den er hören soll.',
  },
  'media-type-unsupported': {
    title: 'Inhalte dieser Art werden hier nicht gelesen',
    remedy: 'application/json senden; Belege dürfen Dateien jeder Art sein.',
  },
  'secret-shown-once': {
    title: 'Das Geheimnis wurde einmal gezeigt und nicht aufbewahrt',
    remedy:
      'Ging die erste Antwort verloren, widerrufen, was dabei entstand, und mit einem neuen Idempotency-Key noch einmal bitten.',
  },
  'not-ready': {
    title: 'changeguard ist nicht bereit',
    remedy: 'Einen Augenblick warten; hält es an, „changeguard doctor“ ausführen.',
  },
  'payload-too-large': {
    title: 'Die Sendung ist zu groß',
    remedy: 'Die Datei teilen und die Teile einlesen.',
  },
  'selection-too-large': {
    title: 'Es passen mehr Server, als eine Auswahl fassen darf',
    remedy: 'Auf einmal weniger auswählen, mit site:, domain: oder state:, und die anderen danach.',
  },
  'internal-error': {
    title: 'Auf unserer Seite ging etwas kaputt',
    remedy:
      'Nichts ist halb getan: Jede Änderung ist eine Transaktion. Im Protokoll nach der Kennung der Anfrage sehen.',
  },
  'sign-in-refused': {
    title: 'Das meldet niemanden an',
    remedy:
      'Namen und Passwort prüfen. Nach mehreren Fehlversuchen wird bis zu 15 Minuten nichts angenommen: warten oder einen Administrator fragen.',
  },
  'setup-link-used': {
    title: 'Der Einrichtungslink ist verbraucht oder abgelaufen',
    remedy: 'Einen Administrator um einen neuen bitten: „changeguard people password NAME“.',
  },
  'password-weak': {
    title: 'Das Passwort ist nicht lang genug',
    remedy:
      'Mindestens 12 Zeichen nehmen: Ein paar Wörter hintereinander sind leicht zu behalten und schwer zu erraten.',
  },
  'name-taken': {
    title: 'Jemand heißt schon so',
    remedy: 'Einen anderen Namen nehmen oder das Konto mit „changeguard people list“ ansehen.',
  },
  'origin-refused': {
    title: 'Die Anfrage kommt von einer fremden Seite',
    remedy:
      'Das Portal unter seiner eigenen Adresse öffnen. Hinter einem Proxy den Server mit --public-url dieser Adresse starten.',
  },
  'hosts-restricted': {
    title: 'Das eigene Konto sieht einen Teil der Hosts, und hier geht es um alle',
    remedy:
      'Server, Umzüge und Aufgaben der eigenen Hosts sind lesbar. Für den Rest jemanden fragen, dessen Konto alle Hosts sieht.',
  },
  'entra-not-set-up': {
    title: 'Die Anmeldung mit Microsoft Entra ID ist hier nicht eingerichtet',
    remedy: 'Mit Namen und Passwort anmelden oder den Server mit --sign-in FILE starten.',
  },
  'entra-unreachable': {
    title: 'Microsoft Entra ID antwortet nicht, wie es sollte',
    remedy:
      'Noch einmal versuchen. Bleibt es so, Aussteller, Client-ID und Geheimnis in der Datei von --sign-in prüfen.',
  },
  'entra-refused': {
    title: 'Die Anmeldung mit Microsoft Entra ID hält nicht',
    remedy:
      'Auf der Anmeldeseite im selben Fenster von vorn beginnen. Bleibt es so, findet ein Administrator den Grund im Protokoll.',
  },
  'entra-no-role': {
    title: 'Nichts gibt hier eine Rolle',
    remedy: 'Einen Administrator um eine Gruppe oder App-Rolle bitten, die in der Datei von --sign-in steht.',
  },
  'entra-groups-overage': {
    title: 'Mehr Gruppen, als Microsoft Entra ID in ein Token schreibt',
    remedy:
      'In der App-Registrierung nur „Groups assigned to the application“ senden, oder App-Rollen vergeben und diese in der Datei von --sign-in nennen.',
  },
  'tenant-missing': {
    title: 'Es gibt noch keinen Mandanten',
    remedy:
      'Mit „changeguard admin tenant create NAME“ einen machen und ihn dann mit „changeguard connect add“ verbinden.',
  },
  'tenant-unnamed': {
    title: 'Es gibt mehrere Mandanten, und keiner ist genannt',
    remedy:
      'Einen mit Namen oder Kennung nennen: --tenant NAME bei einem Befehl, den Header Changeguard-Tenant bei einer Anfrage. „changeguard admin tenant list“ zeigt sie.',
  },
  'tenant-archived': {
    title: 'Der Mandant ist archiviert',
    remedy:
      'Dort beginnt nichts, und aus seiner Cloud wird nichts gelesen. „changeguard admin tenant reopen --because REASON“ nimmt ihn wieder auf.',
  },
  'tenant-busy': {
    title: 'Der Mandant hat Umzüge, die nicht vorbei sind',
    remedy:
      'Kampagnen, deren Server noch warten, beenden („changeguard hold stop“), die anderen endgültig werden lassen oder zurücknehmen; dann archivieren.',
  },
  'tenant-not-archived': {
    title: 'Nur ein archivierter Mandant kann gelöscht werden',
    remedy: 'Ihn exportieren, archivieren („changeguard admin tenant archive“) und vorher ansehen, was noch offen ist.',
  },
  'tenant-name-differs': {
    title: 'So heißt der Mandant nicht',
    remedy: 'Den Namen genau so schreiben, wie „changeguard admin tenant list“ ihn zeigt; gelöscht wurde nichts.',
  },
  'export-unreadable': {
    title: 'Das ist kein ganzer Export eines Mandanten',
    remedy:
      'Die Datei nehmen, wie sie geschrieben wurde; eine, die abgeschnitten oder unterwegs geändert wurde, beweist nichts.',
  },
} as const satisfies Readonly<Record<string, ProblemWords>>;
