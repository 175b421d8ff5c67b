/** Woran eine Ursache erkannt wurde und wie man sie nachweist, nach dem Englischen, das der Server sagt. */
export const deToldCauses: Readonly<Record<string, string>> = {
  'The migration is not complete after two hours; the service reverts the server.':
    'Die Migration ist nach zwei Stunden nicht fertig; der Dienst nimmt den Server zurück.',
  'The state changes to Migration failed.': 'Der Zustand wechselt zu „Migration failed“.',
  'The host does not report to Defender for Endpoint, or a migration runs into the two hours.':
    'Der Host meldet sich nicht bei Defender for Endpoint, oder eine Migration läuft in die zwei Stunden.',
  'The host does not report to Defender for Endpoint, or a migration fails.':
    'Der Host meldet sich nicht bei Defender for Endpoint, oder eine Migration schlägt fehl.',
  'The server is not ready; several conditions on Defender for Endpoint fail together.':
    'Der Server ist nicht bereit; mehrere Bedingungen an Defender for Endpoint sind zusammen nicht erfüllt.',
  'Look the server up in the Defender portal under Assets > Devices.':
    'Den Server im Defender-Portal unter Assets > Devices suchen.',
  'The server reports to Defender for Endpoint, yet the onboarding policy is missing.':
    'Der Server meldet sich bei Defender for Endpoint, aber die Onboarding-Richtlinie fehlt.',
  'See in the portal how the server was onboarded.': 'Im Portal nachsehen, wie der Server aufgenommen wurde.',
  'The version of sensor v2.x is too old although sensors update themselves.':
    'Die Version des Sensors v2.x ist zu alt, obwohl sich Sensoren selbst aktualisieren.',
  'See on the Sensors page of the portal whether delayed update is on.':
    'Auf der Seite Sensors des Portals nachsehen, ob die verzögerte Aktualisierung eingeschaltet ist.',
  'Collect host facts on the server; the collector tests both services. "changeguard probe" gives a hint, from where it runs.':
    'Auf dem Server Tatsachen des Hosts erheben; der Sammler prüft beide Dienste. "changeguard probe" gibt einen Hinweis, von dort, wo es läuft.',
  'Test both services from the server, with and without the proxy.':
    'Beide Dienste vom Server aus prüfen, mit dem Proxy und ohne ihn.',
  'Collect host facts at the hour of the attempt, or read the load in your monitoring.':
    'Zur Stunde des Versuchs Tatsachen des Hosts erheben, oder die Last in Ihrer Überwachung ablesen.',
  'The state changes to Migration failed, or the migration runs into the two hours.':
    'Der Zustand wechselt zu „Migration failed“, oder die Migration läuft in die zwei Stunden.',
  'Run gpresult on the server and look into the log of other protection software; collect host facts.':
    'Auf dem Server gpresult ausführen und in das Protokoll anderer Schutzprogramme sehen; Tatsachen des Hosts erheben.',
  'Run "w32tm /query /status" on the server.': 'Auf dem Server "w32tm /query /status" ausführen.',
  'The service took the request, or the answer was lost, and nothing began.':
    'Der Dienst nahm die Anforderung an, oder die Antwort ging verloren, und nichts begann.',
  'Look in the Defender portal whether the server shows Migrating.':
    'Im Defender-Portal nachsehen, ob der Server „Migrating“ zeigt.',
  'The switch is done, and the sensor stopped or has health issues.':
    'Die Umstellung ist geschehen, und der Sensor hielt an oder hat Integritätsprobleme.',
  'Look at the sensor’s page in the Defender portal.': 'Die Seite des Sensors im Defender-Portal ansehen.',
  'Run the device identity hunting query and collect host facts, or search the server under Assets > Devices.':
    'Die Suchabfrage der Geräteidentität ausführen und Tatsachen des Hosts erheben, oder den Server unter Assets > Devices suchen.',
  'Run the Client Analyzer’s connectivity test on the server, and collect host facts; "changeguard probe" gives a hint, from where it runs.':
    'Auf dem Server den Verbindungstest des Client Analyzer ausführen und Tatsachen des Hosts erheben; "changeguard probe" gibt einen Hinweis, von dort, wo es läuft.',
  'Run "nslookup" with each of these names on the host.': 'Auf dem Host "nslookup" mit jedem dieser Namen ausführen.',
  'Run the Client Analyzer’s connectivity test and look for 407, or look into the log of the proxy.':
    'Den Verbindungstest des Client Analyzer ausführen und nach 407 sehen, oder in das Protokoll des Proxys sehen.',
  'Collect host facts on the server, or look at the certificate that the server sees for a service URL.':
    'Auf dem Server Tatsachen des Hosts erheben, oder das Zertifikat ansehen, das der Server für eine URL des Dienstes sieht.',
  'Collect host facts on the server.': 'Auf dem Server Tatsachen des Hosts erheben.',
  'Run "sc query sense" and the Client Analyzer on the server.':
    'Auf dem Server "sc query sense" und den Client Analyzer ausführen.',
  'The log of SENSE ends with a failed contact (event 5 or 67).':
    'Das Protokoll von SENSE endet mit einem fehlgeschlagenen Kontakt (Ereignis 5 oder 67).',
  'Look for events 4 and 5 in Microsoft-Windows-SENSE/Operational on the host.':
    'Auf dem Host in Microsoft-Windows-SENSE/Operational nach den Ereignissen 4 und 5 suchen.',
  'The package was applied and the host still uses the old connection.':
    'Das Paket wurde angewendet, und der Host verwendet noch die alte Verbindung.',
  'Run the Client Analyzer and compare the onboarding policy with the active onboarding.':
    'Den Client Analyzer ausführen und die Onboarding-Richtlinie mit dem aktiven Onboarding vergleichen.',
  'The host reports to another tenant than its policy says.':
    'Der Host meldet sich bei einem anderen Mandanten, als seine Richtlinie sagt.',
  'Compare the onboarding package with the tenant in which the device is listed.':
    'Das Onboarding-Paket mit dem Mandanten vergleichen, in dem das Gerät steht.',
  'The host is offboarded again after it was onboarded.':
    'Der Host wird wieder abgemeldet, nachdem er aufgenommen wurde.',
  'Look for the offboarding value below Policies in the registry.':
    'In der Registrierung unter Policies nach dem Wert zum Abmelden suchen.',
  'The Sense service does not start, or another program runs in its name.':
    'Der Dienst Sense startet nicht, oder ein anderes Programm läuft unter seinem Namen.',
  'Compare ImagePath of the service Sense with that of a healthy host.':
    'ImagePath des Dienstes Sense mit dem eines gesunden Hosts vergleichen.',
  'Run "w32tm /query /status" on the host.': 'Auf dem Host "w32tm /query /status" ausführen.',
  'Look into the log of the other protection software at the time of the attempt.':
    'In das Protokoll des anderen Schutzprogramms zur Zeit des Versuchs sehen.',
  'The connectivity test is good and proves nothing about the streamlined connection.':
    'Der Verbindungstest ist gut und beweist für die optimierte Verbindung nichts.',
  'Look which hosts the connectivity part of the analyzer’s log names.':
    'Nachsehen, welche Hosts der Teil über die Verbindung im Protokoll des Analyzers nennt.',
  'mdatp is installed and does not report.': 'mdatp ist installiert und meldet sich nicht.',
  'Run "mdatp health --field licensed" on the device.': 'Auf dem Gerät "mdatp health --field licensed" ausführen.',
  'mdatp reports health issues.': 'mdatp meldet Integritätsprobleme.',
  'Run "mdatp health" on the device.': 'Auf dem Gerät "mdatp health" ausführen.',
  'The migration failed or the sensor does not work, and no cause was found.':
    'Die Migration schlug fehl oder der Sensor arbeitet nicht, und keine Ursache wurde gefunden.',
  'The Defender for Endpoint sensor is running, healthy and sending events.':
    'Der Sensor von Defender for Endpoint läuft, ist gesund und sendet Ereignisse.',
  'Exclude the other possible causes first.': 'Zuerst die anderen möglichen Ursachen ausschließen.',
  'The migration failed or the server is not ready, and no cause was found.':
    'Die Migration schlug fehl oder der Server ist nicht bereit, und keine Ursache wurde gefunden.',
  'Not known of the Defender for Endpoint sensor: {titles}.':
    'Vom Sensor von Defender for Endpoint ist nicht bekannt: {titles}.',
  'No identity event was seen in the last hour.': 'In der letzten Stunde wurde kein Identitätsereignis gesehen.',
  'Import the result of the Client Analyzer and the host facts document.':
    'Das Ergebnis des Client Analyzer und das Dokument mit den Tatsachen des Hosts einlesen.',
  'A prerequisite that held at the start does not hold now.':
    'Eine Voraussetzung, die beim Beginn erfüllt war, ist es jetzt nicht mehr.',
  'The server is not ready for migration.': 'Der Server ist für die Migration nicht bereit.',

  'Not known: the identity in both products.': 'Nicht bekannt: die Identität in beiden Produkten.',
  'Not known: the onboarding to Defender for Endpoint.': 'Nicht bekannt: die Aufnahme in Defender for Endpoint.',
  'Not known: the load at the time of the attempt.': 'Nicht bekannt: die Last zur Zeit des Versuchs.',
  'Not known: the clock.': 'Nicht bekannt: die Uhr.',
  'Not known: whether a proxy inspects TLS.': 'Nicht bekannt: ob ein Proxy in TLS hineinsieht.',
  'Not known: whether Sense runs and is healthy.': 'Nicht bekannt: ob Sense läuft und gesund ist.',
  'Not known: "{title}".': 'Nicht bekannt: „{title}“.',
  'The Sense service is not installed.': 'Der Dienst Sense ist nicht installiert.',
  'OnboardedInfo is there and the OnboardingInfo value below Policies is not.':
    'OnboardedInfo ist da, der Wert OnboardingInfo unter Policies ist es nicht.',
  'Version {version} is too old and delayed update is on.':
    'Version {version} ist zu alt, und die verzögerte Aktualisierung ist eingeschaltet.',
  'Through the proxy only {name} is reached.': 'Über den Proxy wird nur {name} erreicht.',
  'The processor is {load} % busy.': 'Der Prozessor ist zu {load} % ausgelastet.',
  'The clock is {count} s off.': 'Die Uhr weicht um {count} s ab.',
  'The request was accepted and no start was seen.': 'Die Anforderung wurde angenommen, und kein Beginn wurde gesehen.',
  'The answer was lost and no start was seen.': 'Die Antwort ging verloren, und kein Beginn wurde gesehen.',
  'Sensor {version} is {word}: {names}.': 'Sensor {version} ist {word}: {names}.',
  'The server does not reach Defender for Identity on port 443.':
    'Der Server erreicht Defender for Identity auf Port 443 nicht.',
  'A policy on the server keeps new services from being created.':
    'Eine Richtlinie auf dem Server verhindert, dass neue Dienste angelegt werden.',
  'TLS 1.2 is off on the server; older versions are not accepted.':
    'TLS 1.2 ist auf dem Server abgeschaltet; ältere Versionen werden nicht angenommen.',
  'The Client Analyzer finds the clock wrong.': 'Der Client Analyzer findet die Uhr falsch.',
  'Not reached: {changes}.': 'Nicht erreicht: {changes}.',
  'The server does not reach Defender for Endpoint on port 443.':
    'Der Server erreicht Defender for Endpoint auf Port 443 nicht.',
  'The proxy answers 407: it wants credentials, and a service has none.':
    'Der Proxy antwortet mit 407: Er will Anmeldedaten, und ein Dienst hat keine.',
  'One test reached Defender for Endpoint on port 443, another did not.':
    'Ein Test erreichte Defender for Endpoint auf Port 443, ein anderer nicht.',
  'Names of the service are not resolved: {names}.': 'Namen des Dienstes werden nicht aufgelöst: {names}.',
  'Names of the service are not resolved.': 'Namen des Dienstes werden nicht aufgelöst.',
  'The proxy answers with its own certificate.': 'Der Proxy antwortet mit seinem eigenen Zertifikat.',
  'The chain ends in "{issuer}".': 'Die Kette endet in „{issuer}“.',
  'The newest contact with the service failed ({causes}).':
    'Der neueste Kontakt mit dem Dienst schlug fehl ({causes}).',
  'The newest contact with the service failed.': 'Der neueste Kontakt mit dem Dienst schlug fehl.',
  'The newest contact with {host} failed ({causes}).': 'Der neueste Kontakt mit {host} schlug fehl ({causes}).',
  'The newest contact with {host} failed.': 'Der neueste Kontakt mit {host} schlug fehl.',
  'The Sense service is {word}.': 'Der Dienst Sense ist {word}.',
  'Defender for Endpoint reports its sensor as "{status}".':
    'Defender for Endpoint meldet seinen Sensor als „{status}“.',
  'The new package is applied and not yet active.': 'Das neue Paket ist angewendet und noch nicht aktiv.',
  'The policy is of the streamlined package, the active onboarding is not.':
    'Die Richtlinie ist die des optimierten Pakets, das aktive Onboarding ist es nicht.',
  'The onboarding policy belongs to another tenant than the active onboarding.':
    'Die Onboarding-Richtlinie gehört zu einem anderen Mandanten als das aktive Onboarding.',
  'An offboarding value lies beside the onboarding policy.':
    'Neben der Onboarding-Richtlinie liegt ein Wert zum Abmelden.',
  'The image path of the Sense service is not the one that was installed.':
    'Der Pfad des Programms des Dienstes Sense ist nicht der, der installiert wurde.',
  'Other protection software is installed: {names}.': 'Andere Schutzprogramme sind installiert: {names}.',
  'Only the standard URLs were tested, and the package is a streamlined one.':
    'Nur die herkömmlichen URLs wurden geprüft, und das Paket ist ein optimiertes.',
  'mdatp reports that it has no licence.': 'mdatp meldet, dass es keine Lizenz hat.',
  'mdatp reports that it is not healthy: {names}.': 'mdatp meldet, dass es nicht gesund ist: {names}.',
  'mdatp reports that it is not healthy.': 'mdatp meldet, dass es nicht gesund ist.',
};

/** Warum etwas nicht erreicht wurde. */
export const deToldInCauses: Readonly<Record<string, string>> = {
  'other ({causes})': 'anderes ({causes})',
  '{name} ({causes})': '{name} ({causes})',
  'timed out': 'keine Antwort in der Zeit',
  'name not resolved': 'Name nicht aufgelöst',
  'no connection': 'keine Verbindung',
  'connection cut': 'Verbindung abgebrochen',
  'TLS failed': 'TLS fehlgeschlagen',
  'no proxy script found': 'kein Proxyskript gefunden',
  'refused with 403': 'mit 403 abgewiesen',
  'the proxy wants credentials': 'der Proxy will Anmeldedaten',
  'whether it is running': 'ob er läuft',
  'whether it is healthy': 'ob er gesund ist',
  'whether it is sending events': 'ob er Ereignisse sendet',
  'no reason given': 'ohne Angabe eines Grundes',
  'code {name}': 'Code {name}',
};
