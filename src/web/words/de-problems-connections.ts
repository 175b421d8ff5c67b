import type { ProblemWords } from './language.ts';

/** Was an einer Verbindung, einem Empfänger oder einem Bericht falsch sein kann. */
export const deConnectionProblems = {
  'connection-unreachable': {
    title: 'Der Dienst ist nicht zu erreichen',
    remedy:
      'Von der Maschine aus, auf der changeguard läuft, Namensauflösung, Port 443 und Proxy prüfen („changeguard doctor“).',
  },
  'connection-timed-out': {
    title: 'Der Dienst antwortete nicht rechtzeitig',
    remedy: 'Nichts: Es wird wieder versucht. Hält es an, „changeguard doctor“ ausführen.',
  },
  'connection-throttled': {
    title: 'Der Dienst bittet um weniger Anfragen',
    remedy: 'Nichts: Es wird wieder versucht, sobald der Dienst es erlaubt.',
  },
  'connection-unavailable': {
    title: 'Der Dienst ist nicht verfügbar',
    remedy: 'Nichts: Es wird wieder versucht.',
  },
  'connection-credential-refused': {
    title: 'Die Anmeldedaten wurden zurückgewiesen',
    remedy:
      'Client-Geheimnis oder Zertifikat erneuern und die Verbindung darauf verweisen, oder berichtigen, was die Einzelheit nennt; siehe docs/operate/connect.md.',
  },
  'connection-consent-missing': {
    title: 'Das Verzeichnis hat der Anwendung nicht zugestimmt',
    remedy:
      'Einen Administrator des Verzeichnisses der Anwendung zustimmen lassen (API-Berechtigungen); siehe docs/operate/connect.md.',
  },
  'connection-clock-off': {
    title: 'Die Uhren dieser Maschine und des Dienstes stimmen nicht überein',
    remedy:
      'Die Uhr dieser Maschine von einem Zeitdienst stellen lassen; geht sie richtig, ist das gezeigte Zertifikat abgelaufen, oft das eines Proxys.',
  },
  'connection-certificate-invalid': {
    title: 'Das Zertifikat der Verbindung ist nicht zu gebrauchen',
    remedy:
      'Ein gültiges Zertifikat und seinen RSA-Schlüssel, beide als PEM, dorthin legen, wo die Verbindung sucht; siehe docs/operate/connect.md.',
  },
  'connection-proxy-refused': {
    title: 'Der Proxy lässt uns nicht durch',
    remedy:
      'In HTTPS_PROXY Proxy, Benutzer und Passwort nennen, oder in NO_PROXY, was an ihm vorbeigeht; siehe docs/operate/connect.md.',
  },
  'connection-untrusted': {
    title: 'Dem Zertifikat des Dienstes wird nicht vertraut',
    remedy:
      'Liest hier ein Proxy in TLS mit, den Dienst davon ausnehmen oder seine Zertifizierungsstelle in NODE_EXTRA_CA_CERTS angeben; siehe docs/operate/connect.md.',
  },
  'connection-secret-missing': {
    title: 'Das Geheimnis der Verbindung ist nicht zu lesen',
    remedy: 'Die Umgebungsvariable oder die Datei bereitstellen, die die Verbindung nennt.',
  },
  'connection-permission-missing': {
    title: 'Der Anwendung fehlt eine Berechtigung',
    remedy: 'Die Berechtigung aus der Einzelheit erteilen und ihr zustimmen; siehe docs/operate/connect.md.',
  },
  'connection-answer-invalid': {
    title: 'Der Dienst antwortete etwas, was wir nicht verstehen',
    remedy:
      'Die Kennung der Anfrage aus dem Protokoll aufheben und den Fehler melden; nichts wurde darauf hin entschieden.',
  },
  'connection-refused-request': {
    title: 'Der Dienst wies die Anfrage zurück',
    remedy: 'Siehe die Einzelheit; die Kennung der Anfrage steht im Protokoll.',
  },
  'cloud-lacks-feature': {
    title: 'Diesen Aufruf hat die Cloud nicht',
    remedy:
      'Im Portal beginnen (--channel portal) und mit „changeguard estate import“ einbringen, was Graph nicht sagt; docs/operate/connect.md sagt, was jede Cloud hat.',
  },
  'connection-not-armed': {
    title: 'Die Verbindung liest nur',
    remedy:
      'Ein Administrator schaltet sie mit „changeguard connect arm“ scharf; bis dahin zeigt ein Beginn nur, was gesendet würde.',
  },
  'connection-exists': {
    title: 'Der Mandant hat schon eine Verbindung',
    remedy: 'Die vorhandene ändern oder einen anderen Mandanten anlegen.',
  },
  'connection-missing': {
    title: 'Der Mandant hat keine Verbindung',
    remedy: 'Ihn mit „changeguard connect“ verbinden.',
  },
  'receiver-exists': {
    title: 'Einen Empfänger dieses Namens gibt es',
    remedy: 'Einen anderen Namen nehmen, oder den vorhandenen mit „changeguard notify remove NAME“ entfernen.',
  },
  'receivers-too-many': {
    title: 'Der Mandant hat so viele Empfänger, wie er haben darf',
    remedy: 'Einen entfernen, oder einen Empfänger seine Nachrichten weitergeben lassen.',
  },
  'receiver-secret-missing': {
    title: 'Ein Geheimnis des Empfängers ist nicht zu lesen oder zu gebrauchen',
    remedy: 'Umgebungsvariable oder Datei aus der Einzelheit so bereitstellen, dass der Server sie sieht.',
  },
  'receiver-unreachable': {
    title: 'Der Empfänger ist nicht zu erreichen',
    remedy:
      'Von der Maschine aus, auf der changeguard läuft, Namen, Port und Zertifikat prüfen; inzwischen wird es wieder versucht.',
  },
  'receiver-timed-out': {
    title: 'Der Empfänger antwortete nicht rechtzeitig',
    remedy: 'Nichts: Es wird wieder versucht. Hält es an, nach dem Empfänger sehen.',
  },
  'receiver-throttled': {
    title: 'Der Empfänger bittet um weniger Nachrichten',
    remedy: 'Nichts: Es wird wieder versucht, sobald der Empfänger es erlaubt.',
  },
  'receiver-unavailable': {
    title: 'Der Empfänger ist nicht verfügbar',
    remedy: 'Nichts: Es wird wieder versucht. Hält es an, nach dem Empfänger sehen.',
  },
  'receiver-not-private': {
    title: 'Der Empfänger bietet keine vertrauliche Verbindung',
    remedy:
      'Den Mailserver STARTTLS mit einem Zertifikat anbieten lassen, dem diese Maschine vertraut, oder smtps:// nehmen.',
  },
  'receiver-redirects': {
    title: 'Der Empfänger verweist woandershin',
    remedy: 'Ihn unter der Adresse neu anlegen, auf die er verweist; Weiterleitungen wird nicht gefolgt.',
  },
  'receiver-refused': {
    title: 'Der Empfänger wies die Nachricht zurück',
    remedy:
      'Siehe die Einzelheit; dort Adresse, Anmeldedaten oder Berechtigung berichtigen, dann „changeguard notify test NAME“ ausführen.',
  },
  'audit-undelivered': {
    title: 'Ein Sammler bekam den Nachweis der Vorgänge nicht',
    remedy:
      'Nichts geht verloren: Es wird wieder gesendet. Den Sammler ansehen, Namen, Port und Zertifikat; „changeguard doctor“ versucht die Verbindung.',
  },
  'report-key-unusable': {
    title: 'Der Schlüssel, der Beweispakete unterschreibt, ist nicht zu gebrauchen',
    remedy:
      'In Ordnung bringen, was die Einzelheit nennt; ist er verloren oder konnten andere ihn lesen, macht ein Administrator einen neuen: „changeguard report key --renew --because REASON“.',
  },
  'period-invalid': {
    title: 'Der Zeitraum des Berichts ergibt keinen Sinn',
    remedy: 'Zwei Zeitpunkte mit Zone angeben, den früheren zuerst.',
  },
  'pack-unreadable': {
    title: 'Die Datei ist kein Beweispaket',
    remedy:
      'Sie von dort, wo sie gemacht wurde, neu kopieren; ein Paket ist ein ZIP, das „changeguard report campaign NAME --format pack“ schreibt.',
  },
  'pack-key-unreadable': {
    title: 'Der Schlüssel zum Prüfen ist nicht zu verstehen',
    remedy:
      'Einen Fingerabdruck aus 64 Hexadezimalziffern angeben, oder eine Datei mit dem öffentlichen Schlüssel in PEM.',
  },
} as const satisfies Readonly<Record<string, ProblemWords>>;
