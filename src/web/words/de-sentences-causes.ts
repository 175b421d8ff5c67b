/** Woran es liegen kann, wenn ein Server nicht bereit ist oder fehlschlug, und was dann zu tun ist. */
export const deCauseSentences: Readonly<Record<string, string>> = {
  'Not onboarded to Defender for Endpoint': 'Nicht in Defender for Endpoint aufgenommen',
  'Onboard the server to Microsoft Defender for Endpoint; the other conditions follow from it.':
    'Den Server in Microsoft Defender for Endpoint aufnehmen; die anderen Bedingungen folgen daraus.',
  'Onboarded without the policy value, as by Defender for Cloud':
    'Aufgenommen ohne den Wert der Richtlinie, wie es Defender for Cloud tut',
  'Onboard the server again with the onboarding package or policy; OnboardedInfo alone does not count.':
    'Den Server mit dem Onboarding-Paket oder der Richtlinie noch einmal aufnehmen; OnboardedInfo allein zählt nicht.',
  'Delayed update holds sensor v2.x back': 'Verzögerte Aktualisierung hält den Sensor v2.x auf',
  'Switch delayed update off for this sensor on the Sensors page, and wait for the update.':
    'Auf der Seite Sensors die verzögerte Aktualisierung für diesen Sensor abschalten und die Aktualisierung abwarten.',
  'Defender for Endpoint cannot be reached on port 443': 'Defender for Endpoint ist auf Port 443 nicht zu erreichen',
  'Open outbound TCP 443 to the Defender for Endpoint service URLs in firewall and proxy, then retry.':
    'In Firewall und Proxy ausgehend TCP 443 zu den URLs von Defender for Endpoint öffnen, dann wiederholen.',
  'Names of the service are not resolved': 'Namen des Dienstes werden nicht aufgelöst',
  'Let the DNS servers of the host resolve the names that its connectivity test did not find, then retry.':
    'Die DNS-Server des Hosts die Namen auflösen lassen, die sein Verbindungstest nicht fand, dann wiederholen.',
  'The proxy wants credentials': 'Der Proxy verlangt Anmeldedaten',
  'Let the service URLs pass the proxy without authentication: the sensor runs as a service and cannot answer a question for credentials.':
    'Die URLs des Dienstes ohne Anmeldung durch den Proxy lassen: Der Sensor läuft als Dienst und kann nach Anmeldedaten nicht gefragt werden.',
  'The proxy inspects TLS': 'Der Proxy liest in TLS mit',
  'Exempt the Defender for Endpoint and Defender for Identity URLs from TLS inspection, then retry.':
    'Die URLs von Defender for Endpoint und Defender for Identity vom Mitlesen in TLS ausnehmen, dann wiederholen.',
  'TLS 1.2 is not enabled': 'TLS 1.2 ist nicht eingeschaltet',
  'Enable TLS 1.2 on the server (and disable older versions where policy asks for it), then retry.':
    'Auf dem Server TLS 1.2 einschalten (und ältere Versionen ausschalten, wo eine Richtlinie es verlangt), dann wiederholen.',
  'The Sense service does not respond': 'Der Dienst Sense antwortet nicht',
  'See with the Client Analyzer that Sense (MsSense.exe) runs and is healthy, restart the server if it hangs, then retry.':
    'Mit dem Client Analyzer nachsehen, dass Sense (MsSense.exe) läuft und gesund ist, den Server neu starten, wenn er hängt, dann wiederholen.',
  'The newest contact with the service failed': 'Der neueste Kontakt mit dem Dienst schlug fehl',
  'See from the host and the code of the event which way is closed: DNS, proxy, firewall or TLS; open it, then wait for event 4.':
    'An Host und Code des Ereignisses sehen, welcher Weg versperrt ist: DNS, Proxy, Firewall oder TLS; ihn öffnen, dann auf Ereignis 4 warten.',
  'The new package waits for a restart': 'Das neue Paket wartet auf einen Neustart',
  'Restart the host (Windows), or the service (Linux: mdatp; macOS: restart or the two launchctl commands).':
    'Den Host neu starten (Windows), oder den Dienst (Linux: mdatp; macOS: Neustart oder die zwei Befehle von launchctl).',
  'The onboarding policy is of another tenant': 'Die Onboarding-Richtlinie ist von einem anderen Mandanten',
  'Find out which tenant the host belongs to, remove the other policy, and onboard with the package of the right tenant.':
    'Herausfinden, zu welchem Mandanten der Host gehört, die andere Richtlinie entfernen, und mit dem Paket des richtigen aufnehmen.',
  'An offboarding policy is present': 'Eine Offboarding-Richtlinie ist vorhanden',
  'Remove the offboarding policy from the host: of the two, the newer is carried out, and that may be the wrong one.':
    'Die Offboarding-Richtlinie vom Host entfernen: Von beiden wird die neuere ausgeführt, und das kann die falsche sein.',
  'The image path of Sense was changed': 'Der Programmpfad von Sense wurde geändert',
  'Treat it as an incident: find who changed the service, restore its image path, and restart the host.':
    'Es als Vorfall behandeln: herausfinden, wer den Dienst änderte, seinen Programmpfad wiederherstellen und den Host neu starten.',
  'The clock of the host is wrong': 'Die Uhr des Hosts geht falsch',
  'Let the host take the time from its domain, and see that the domain has the true time.':
    'Den Host die Zeit von seiner Domäne nehmen lassen, und nachsehen, dass die Domäne die richtige hat.',
  'Other protection software may block the new service': 'Andere Schutzsoftware blockiert vielleicht den neuen Dienst',
  'Allow the service of the new sensor in the other protection software, then retry.':
    'Den Dienst des neuen Sensors in der anderen Schutzsoftware erlauben, dann wiederholen.',
  'The test was made against the old URLs': 'Geprüft wurden die alten URLs',
  'Run the Client Analyzer again with -o and the streamlined package, or -g and the geography (GW_US, GW_EU, GW_UK, GW_AU).':
    'Den Client Analyzer noch einmal mit -o und dem optimierten Paket ausführen, oder mit -g und der Geografie (GW_US, GW_EU, GW_UK, GW_AU).',
  'mdatp has no licence': 'mdatp hat keine Lizenz',
  'Onboard the device with the package of the tenant, and see that the tenant has a licence for it.':
    'Das Gerät mit dem Paket des Mandanten aufnehmen, und nachsehen, dass der Mandant eine Lizenz dafür hat.',
  'mdatp is not healthy': 'mdatp ist nicht gesund',
  'Mend the health issues that mdatp names.': 'In Ordnung bringen, was mdatp meldet.',
  'Defender for Identity cannot be reached on port 443': 'Defender for Identity ist auf Port 443 nicht zu erreichen',
  'Open outbound TCP 443 to the Defender for Identity service URLs in firewall and proxy, then retry.':
    'In Firewall und Proxy ausgehend TCP 443 zu den URLs von Defender for Identity öffnen, dann wiederholen.',
  'The proxy lets only one of the two services through': 'Der Proxy lässt nur einen der beiden Dienste durch',
  'Configure the proxy for both Defender for Endpoint and Defender for Identity, then retry.':
    'Den Proxy für Defender for Endpoint und für Defender for Identity einrichten, dann wiederholen.',
  'The server is too busy': 'Der Server ist zu beschäftigt',
  'Retry at a time of lower activity; look for what loads the server.':
    'Zu einer Zeit wiederholen, in der weniger geschieht; suchen, was den Server belastet.',
  'A policy or protection software blocks new services': 'Eine Richtlinie oder Schutzsoftware blockiert neue Dienste',
  'Allow the service of sensor v3.x to be created and started on domain controllers, in Group Policy and in any other endpoint protection, then retry.':
    'In den Gruppenrichtlinien und in jeder anderen Schutzsoftware erlauben, dass der Dienst des Sensors v3.x auf Domänencontrollern angelegt und gestartet wird, dann wiederholen.',
  'Several device records for one server': 'Mehrere Geräteeinträge für einen Server',
  'In the Defender portal under Assets > Devices, find the stale records of this server and remove them, then retry.':
    'Im Defender-Portal unter Assets > Devices die veralteten Einträge dieses Servers suchen und entfernen, dann wiederholen.',
  'No device record under the server’s name': 'Kein Geräteeintrag unter dem Namen des Servers',
  'Find the name under which the server is registered; offboard and onboard it again to register the current one, then retry.':
    'Den Namen suchen, unter dem der Server eingetragen ist; ihn abmelden und neu aufnehmen, damit der jetzige eingetragen wird, dann wiederholen.',
  'Renamed after onboarding': 'Nach der Aufnahme umbenannt',
  'Offboard the server from Defender for Endpoint and onboard it again, so that the current name is registered, then retry.':
    'Den Server von Defender for Endpoint abmelden und neu aufnehmen, damit der jetzige Name eingetragen wird, dann wiederholen.',
  'Re-onboarded under a new device id': 'Unter neuer Gerätekennung noch einmal aufgenommen',
  'Remove the stale record in the Defender portal under Assets > Devices, wait until the current one reports, then retry.':
    'Den veralteten Eintrag im Defender-Portal unter Assets > Devices entfernen, warten, bis sich der jetzige meldet, dann wiederholen.',
  'Nothing wrong found on the server': 'Auf dem Server wurde nichts Falsches gefunden',
  'Run the Client Analyzer on the server and keep its result file. In the Defender portal open the help pane and choose to contact support, product Defender for Identity. Attach the result file, the sensor id, the times of the attempt and the client request ids from the log.':
    'Auf dem Server den Client Analyzer ausführen und seine Ergebnisdatei aufheben. Im Defender-Portal den Hilfebereich öffnen und den Support verständigen, Produkt Defender for Identity. Die Ergebnisdatei, die Kennung des Sensors, die Zeiten des Versuchs und die Kennungen der Anfragen aus dem Protokoll beifügen.',
  'Too little is known to tell': 'Es ist zu wenig bekannt, um es zu sagen',
  'Run the Client Analyzer on the server, collect host facts, and import both.':
    'Auf dem Server den Client Analyzer ausführen, Tatsachen des Hosts erheben, und beides einlesen.',
  'The server’s clock is off': 'Die Uhr des Servers weicht ab',
  'Bring the server’s clock within five minutes of the true time, then retry.':
    'Die Uhr des Servers auf fünf Minuten genau an die richtige Zeit bringen, dann wiederholen.',
  'The request had no effect': 'Die Anforderung bewirkte nichts',
  'Retry; when it happens again, open a support case with the request id from the log.':
    'Wiederholen; geschieht es noch einmal, einen Supportfall mit der Kennung der Anfrage aus dem Protokoll eröffnen.',
  'Sensor v3.x is not healthy': 'Sensor v3.x ist nicht gesund',
  'Mend the health issues named on the sensor’s page. During the observation roll back in time when that does not help; after the commit open a support case.':
    'In Ordnung bringen, was auf der Seite des Sensors gemeldet ist. Hilft das nicht, während der Beobachtung rechtzeitig zurücknehmen; ist er endgültig, einen Supportfall eröffnen.',
};
