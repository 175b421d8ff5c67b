/** Prüfungen und Nachweise: wie sie heißen, was zu tun ist, wie man an Belege kommt, wie man selbst prüft. */
export const deCheckSentences: Readonly<Record<string, string>> = {
  'Domain controller': 'Domänencontroller',
  'No additional identity role': 'Keine weitere Identitätsrolle',
  'Sensor v2.x version': 'Version des Sensors v2.x',
  'Operating system': 'Betriebssystem',
  'Cumulative update': 'Kumulatives Update',
  'Defender for Endpoint deployed': 'Defender for Endpoint eingerichtet',
  'Updater service of sensor v2.x': 'Updaterdienst des Sensors v2.x',
  'Defender for Endpoint sensor running': 'Sensor von Defender for Endpoint läuft',
  'Onboarding policy': 'Onboarding-Richtlinie',
  'Device id registered': 'Gerätekennung eingetragen',
  'Defender for Endpoint sensor version': 'Version des Sensors von Defender for Endpoint',
  'Same identity in both products': 'Dieselbe Identität in beiden Produkten',
  'Sensor v2.x connected': 'Sensor v2.x verbunden',
  'No feature of v2.x is needed': 'Nichts, was nur v2.x kann, wird gebraucht',
  'The service agrees': 'Der Dienst stimmt überein',
  'Streamlined onboarding package applied': 'Optimiertes Onboarding-Paket angewendet',
  'Streamlined connection active': 'Optimierte Verbindung aktiv',
  'Streamlined host contacted': 'Host der optimierten Verbindung erreicht',
  'Streamlined URLs reached': 'URLs der optimierten Verbindung erreicht',

  'Only sensors on domain controllers are migrated. Keep sensor v2.x on this server.':
    'Nur Sensoren auf Domänencontrollern werden migriert. Sensor v2.x auf diesem Server behalten.',
  'Keep sensor v2.x on this server; it stays as it is and does not hold up the campaign. Moving the role elsewhere lets it migrate.':
    'Sensor v2.x auf diesem Server behalten; er bleibt, wie er ist, und hält die Kampagne nicht auf. Zieht die Rolle auf einen anderen Server um, kann er migrieren.',
  'Update the sensor v2.x to the version named, and switch delayed update off for it if that holds it back.':
    'Den Sensor v2.x auf die genannte Version bringen, und für ihn die verzögerte Aktualisierung abschalten, wenn sie ihn aufhält.',
  'Only servers get a sensor v3.x: see that the evidence is of this server, or leave the device out.':
    'Nur Server bekommen einen Sensor v3.x: Prüfen Sie, ob der Beleg von diesem Server ist, oder lassen Sie das Gerät aus.',
  'Replace the server by one with Windows Server 2019 or later, or upgrade it.':
    'Den Server durch einen mit Windows Server 2019 oder neuer ersetzen, oder ihn aktualisieren.',
  'Install the required cumulative update or a later one, and restart the server.':
    'Das verlangte kumulative Update oder ein neueres installieren und den Server neu starten.',
  'Onboard the server to Microsoft Defender for Endpoint.': 'Den Server in Microsoft Defender for Endpoint aufnehmen.',
  'Start the service AATPSensorUpdater; if it does not stay up, reinstall sensor v2.x.':
    'Den Dienst AATPSensorUpdater starten; bleibt er nicht oben, Sensor v2.x neu installieren.',
  'Start the Sense service (MsSense.exe), and see that the onboarding to Defender for Endpoint was completed.':
    'Den Dienst Sense (MsSense.exe) starten und nachsehen, ob die Aufnahme in Defender for Endpoint abgeschlossen ist.',
  'Onboard the server to Defender for Endpoint again. Servers onboarded by Defender for Cloud alone often lack this value.':
    'Den Server noch einmal in Defender for Endpoint aufnehmen. Servern, die nur Defender for Cloud aufnahm, fehlt dieser Wert oft.',
  'See that the onboarding to Defender for Endpoint was completed; onboard again when the id stays empty.':
    'Nachsehen, ob die Aufnahme in Defender for Endpoint abgeschlossen ist; bleibt die Kennung leer, noch einmal aufnehmen.',
  'Update the Defender for Endpoint sensor; it comes with Windows Update.':
    'Den Sensor von Defender for Endpoint aktualisieren; er kommt mit Windows Update.',
  'Leave exactly one live record with the current name for the server.':
    'Für den Server genau einen lebenden Eintrag mit dem jetzigen Namen lassen.',
  'Restore the connection of sensor v2.x to Defender for Identity on port 443; delete the entry when the server is gone.':
    'Die Verbindung des Sensors v2.x zu Defender for Identity auf Port 443 wiederherstellen; gibt es den Server nicht mehr, den Eintrag löschen.',
  'Accept the loss in writing (complete the task that asks for it), or keep v2.x on the servers that serve the feature.':
    'Den Verlust schriftlich hinnehmen (die Aufgabe erledigen, die danach fragt), oder v2.x auf den Servern behalten, die es brauchen.',
  'Look at the reasons in the details pane of the sensor in the Defender portal, and collect the evidence again.':
    'Die Gründe im Detailbereich des Sensors im Defender-Portal ansehen und die Belege neu erheben.',
  'Download the streamlined package in the portal and apply it.':
    'Das optimierte Paket im Portal herunterladen und anwenden.',
  'Restart the host, or mdatp on Linux, after the package was applied.':
    'Nach dem Anwenden des Pakets den Host neu starten, unter Linux mdatp.',
  'See why the contact fails: event 5 names host and code.':
    'Nachsehen, warum der Kontakt fehlschlägt: Ereignis 5 nennt Host und Code.',
  'Open outbound TCP 443 to *.endpoint.security.microsoft.com in firewall and proxy.':
    'In Firewall und Proxy ausgehend TCP 443 zu *.endpoint.security.microsoft.com öffnen.',
  'Install the required cumulative update or a later one, and restart the server. If it receives hotpatches, collect host facts on it first: hotpatches have numbers of their own.':
    'Das verlangte kumulative Update oder ein neueres installieren und den Server neu starten. Bekommt er Hotpatches, auf ihm zuerst Tatsachen des Hosts erheben: Hotpatches haben eigene Nummern.',
  'See under which name the server is registered; offboard and onboard it again to register the current one.':
    'Nachsehen, unter welchem Namen der Server eingetragen ist; ihn abmelden und neu aufnehmen, damit der jetzige eingetragen wird.',
  'In the Defender portal under Assets > Devices, find the stale records of this server and remove them.':
    'Im Defender-Portal unter Assets > Devices die veralteten Einträge dieses Servers suchen und entfernen.',
  'Offboard the server from Defender for Endpoint and onboard it again, so that the current name is registered.':
    'Den Server von Defender for Endpoint abmelden und neu aufnehmen, damit der jetzige Name eingetragen wird.',
  'Remove the stale record in the Defender portal under Assets > Devices; wait until the record with the current id reports.':
    'Den veralteten Eintrag im Defender-Portal unter Assets > Devices entfernen; warten, bis sich der Eintrag mit der jetzigen Kennung meldet.',
  'Look the build up; when it is supported, add its required revision as an override of updateBaselines.':
    'Den Build nachschlagen; wird er unterstützt, seine verlangte Revision als eigenen Wert von updateBaselines eintragen.',
  'Wait; the move follows it. Nothing is started twice.': 'Warten; der Umzug folgt ihr. Nichts wird zweimal begonnen.',
  'Nothing: there is nothing left to migrate here.': 'Nichts: Hier bleibt nichts zu migrieren.',
  'Activate sensor v3.x on it as a new sensor, or install sensor v2.x first.':
    'Auf ihm Sensor v3.x als neuen Sensor aktivieren, oder zuerst Sensor v2.x installieren.',

  'Read the sensor from Graph or Sensors.csv, and the roles from hunting or host facts.':
    'Den Sensor aus Graph oder Sensors.csv lesen, die Rollen aus der Suche oder aus Tatsachen des Hosts.',
  'Run the device identity hunting query, or collect host facts on the server.':
    'Die Suchabfrage der Geräteidentität ausführen, oder auf dem Server Tatsachen des Hosts erheben.',
  'Connect the tenant, import Sensors.csv, or collect host facts on the server.':
    'Den Mandanten verbinden, Sensors.csv einlesen, oder auf dem Server Tatsachen des Hosts erheben.',
  'Run the device identity hunting query, or collect host facts on the server (CurrentBuild and UBR).':
    'Die Suchabfrage der Geräteidentität ausführen, oder auf dem Server Tatsachen des Hosts erheben (CurrentBuild und UBR).',
  'Run the device identity hunting query, or import an export of the device inventory.':
    'Die Suchabfrage der Geräteidentität ausführen, oder einen Export des Geräteinventars einlesen.',
  'Collect host facts on the server; Graph does not show services.':
    'Auf dem Server Tatsachen des Hosts erheben; Graph zeigt keine Dienste.',
  'Run the Client Analyzer or collect host facts on the server; Graph does not show services.':
    'Auf dem Server den Client Analyzer ausführen oder Tatsachen des Hosts erheben; Graph zeigt keine Dienste.',
  'Run the Client Analyzer or collect host facts on the server; Graph does not show the registry.':
    'Auf dem Server den Client Analyzer ausführen oder Tatsachen des Hosts erheben; Graph zeigt die Registrierung nicht.',
  'Run the Client Analyzer, collect host facts, or run the device identity hunting query.':
    'Den Client Analyzer ausführen, Tatsachen des Hosts erheben, oder die Suchabfrage der Geräteidentität ausführen.',
  'Run the device identity hunting query or the Client Analyzer, or collect host facts.':
    'Die Suchabfrage der Geräteidentität oder den Client Analyzer ausführen, oder Tatsachen des Hosts erheben.',
  'Run the device identity hunting query, and collect host facts on the server.':
    'Die Suchabfrage der Geräteidentität ausführen und auf dem Server Tatsachen des Hosts erheben.',
  'Connect the tenant, or import Sensors.csv.': 'Den Mandanten verbinden, oder Sensors.csv einlesen.',
  'Look in the Defender portal under Settings > Identities at VPN and Syslog notifications, and record yes or none for each on the tenant.':
    'Im Defender-Portal unter Settings > Identities nach VPN und Syslog notifications sehen, und für jedes beim Mandanten ja oder keines festhalten.',
  'Run the Client Analyzer on the host and give its result.':
    'Auf dem Host den Client Analyzer ausführen und sein Ergebnis einlesen.',
  'Export Microsoft-Windows-SENSE/Operational from the host and give the file.':
    'Auf dem Host Microsoft-Windows-SENSE/Operational exportieren und die Datei einlesen.',
  'Run the Client Analyzer with -o and the streamlined package, or "mdatp connectivity test".':
    'Den Client Analyzer mit -o und dem optimierten Paket ausführen, oder „mdatp connectivity test“.',
  'Collect SenseId (40 hexadecimal digits) on the server; hunting shows the same form.':
    'Auf dem Server SenseId (40 Hexadezimalziffern) erheben; die Suche zeigt dieselbe Form.',
  'See the update history on the server, or install the next baseline update and collect again.':
    'Auf dem Server den Updateverlauf ansehen, oder das nächste Baseline-Update installieren und neu erheben.',
  'Look the number up in the Windows Server release table and add it as an override of updateBaselines.':
    'Die Nummer in der Tabelle der Windows-Server-Versionen nachschlagen und als eigenen Wert von updateBaselines eintragen.',
  'Look the build up in the Windows Server release table.':
    'Den Build in der Tabelle der Windows-Server-Versionen nachschlagen.',
  'Collect host facts on the server again; when they still say so, mend what fails and do not rely on the service.':
    'Auf dem Server neu Tatsachen des Hosts erheben; sagen sie noch dasselbe, in Ordnung bringen, was nicht besteht, und sich nicht auf den Dienst verlassen.',

  'Not covered by the Client Analyzer.': 'Der Client Analyzer prüft es nicht.',
  'Device operating system, in the head of the result.': 'Device operating system, im Kopf des Ergebnisses.',
  'OS build, in the head of the result; compare it with the number for its branch.':
    'OS build, im Kopf des Ergebnisses; mit der Nummer für seinen Zweig vergleichen.',
  'Onboarding state and organisation id, in the device section of the result.':
    'Onboarding state und organisation id, im Geräteteil des Ergebnisses.',
  'Sense service status must read Running.': 'Bei Sense service status muss Running stehen.',
  'RegOnboardingInfoPolicy.Json in the result must not be empty; the connectivity log says so when the value was not found.':
    'RegOnboardingInfoPolicy.Json im Ergebnis darf nicht leer sein; das Verbindungsprotokoll sagt, wenn der Wert nicht gefunden wurde.',
  'The Device ID field must hold a value.': 'Im Feld Device ID muss ein Wert stehen.',
  'Sense version shows it, with a warning when it is below the recommended one.':
    'Sense version zeigt sie, mit einer Warnung, wenn sie unter der empfohlenen liegt.',
  'Compare device name and device id in the result with the portal.':
    'Gerätename und Gerätekennung im Ergebnis mit dem Portal vergleichen.',
  'RegOnboardingInfoPolicy.Json holds a partnerGeoLocation that begins with GW_.':
    'In RegOnboardingInfoPolicy.Json steht eine partnerGeoLocation, die mit GW_ beginnt.',
  '"Device Onboarded via Streamlined Connectivity" reads YES.':
    'Bei „Device Onboarded via Streamlined Connectivity“ steht YES.',
  'Run with -o or -g, so that the streamlined URLs are tested; every URL must be reached by one proxy mode.':
    'Mit -o oder -g ausführen, damit die URLs der optimierten Verbindung geprüft werden; jede muss über eine der Proxyarten erreicht werden.',

  'On the server, run "nltest /dsgetdc:" or look in Active Directory Users and Computers under Domain Controllers.':
    'Auf dem Server „nltest /dsgetdc:“ ausführen, oder in Active Directory Users and Computers unter Domain Controllers nachsehen.',
  'In Server Manager, or with Get-WindowsFeature and Get-Service, see that AD FS (adfssrv), AD CS (certsvc) and Entra Connect (ADSync) are not installed.':
    'Im Server Manager, oder mit Get-WindowsFeature und Get-Service, nachsehen, dass AD FS (adfssrv), AD CS (certsvc) und Entra Connect (ADSync) nicht installiert sind.',
  'Look at the sensor in Programs and Features, or at the file version of the AATPSensor service.':
    'Den Sensor unter Programme und Features ansehen, oder die Dateiversion des Dienstes AATPSensor.',
  'Run winver and read the build.': 'winver ausführen und den Build ablesen.',
  'Run winver and read the build with its revision.': 'winver ausführen und den Build mit seiner Revision ablesen.',
  'In the Defender portal under Assets > Devices, find the server and read its onboarding status.':
    'Im Defender-Portal unter Assets > Devices den Server suchen und seinen Onboarding-Status ablesen.',
  'Run "sc query AATPSensorUpdater"; the state must be RUNNING.':
    '„sc query AATPSensorUpdater“ ausführen; der Zustand muss RUNNING sein.',
  'Run "sc query sense"; the state must be RUNNING (its program is MsSense.exe).':
    '„sc query sense“ ausführen; der Zustand muss RUNNING sein (sein Programm ist MsSense.exe).',
  'See that HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows Advanced Threat Protection has a filled OnboardingInfo value. OnboardedInfo without Policies does not count.':
    'Nachsehen, dass unter HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows Advanced Threat Protection der Wert OnboardingInfo gefüllt ist. OnboardedInfo ohne Policies zählt nicht.',
  'Read SenseMachineId (or SenseId) below HKLM\\SOFTWARE\\Microsoft\\Windows Advanced Threat Protection.':
    'SenseMachineId (oder SenseId) unter HKLM\\SOFTWARE\\Microsoft\\Windows Advanced Threat Protection ablesen.',
  'Read the file version of MsSense.exe in %ProgramFiles%\\Windows Defender Advanced Threat Protection.':
    'Die Dateiversion von MsSense.exe in %ProgramFiles%\\Windows Defender Advanced Threat Protection ablesen.',
  'In the Defender portal under Assets > Devices, search the server: exactly one record, with its current full name.':
    'Im Defender-Portal unter Assets > Devices den Server suchen: genau ein Eintrag, mit seinem jetzigen vollen Namen.',
  'In the Defender portal under Settings > Identities > Sensors, the sensor must not be disconnected or unreachable.':
    'Im Defender-Portal darf der Sensor unter Settings > Identities > Sensors nicht getrennt oder unerreichbar sein.',
  'In the Defender portal under Settings > Identities, see whether VPN and Syslog notifications are configured.':
    'Im Defender-Portal unter Settings > Identities nachsehen, ob VPN und Syslog notifications eingerichtet sind.',
  'In the Defender portal under Settings > Identities > Sensors, read the Migration state; the details pane names the service’s reasons.':
    'Im Defender-Portal unter Settings > Identities > Sensors den Migration state ablesen; der Detailbereich nennt die Gründe des Dienstes.',
  'Look for GW_ in the OnboardingInfo value below Policies.': 'Im Wert OnboardingInfo unter Policies nach GW_ suchen.',
  'Linux and macOS: "mdatp health --details edr" shows edr_partner_geo_location with GW_.':
    'Linux und macOS: „mdatp health --details edr“ zeigt edr_partner_geo_location mit GW_.',
  'Look for event 4 with a host below endpoint.security.microsoft.com in Microsoft-Windows-SENSE/Operational.':
    'In Microsoft-Windows-SENSE/Operational nach Ereignis 4 mit einem Host unter endpoint.security.microsoft.com suchen.',
  'Linux and macOS: "mdatp connectivity test" shows OK for every URL.':
    'Linux und macOS: „mdatp connectivity test“ zeigt für jede URL OK.',

  'Sensor v3.x runs': 'Sensor v3.x läuft',
  'Connect the tenant; the sensor is read from Graph by itself.':
    'Den Mandanten verbinden; der Sensor wird von selbst aus Graph gelesen.',
  'Sensor health': 'Zustand des Sensors',
  'Grant SecurityIdentitiesHealth.Read.All to the connection; health issues are read from Graph by itself.':
    'Der Verbindung SecurityIdentitiesHealth.Read.All erteilen; Gesundheitsmeldungen werden von selbst aus Graph gelesen.',
  'Configuration kept': 'Konfiguration erhalten',
  'Grant SecurityIdentitiesSensors.Read.All to the connection; the settings are read from Graph by itself.':
    'Der Verbindung SecurityIdentitiesSensors.Read.All erteilen; die Einstellungen werden von selbst aus Graph gelesen.',
  'Sensor v2.x disabled, still installed': 'Sensor v2.x abgeschaltet, noch installiert',
  'Collect host facts on the server after the switch and import them; Graph does not show services.':
    'Nach dem Wechsel auf dem Server Tatsachen des Hosts erheben und einlesen; Graph zeigt keine Dienste.',
  'Detection coverage': 'Erkennung lückenlos',
  'Grant ThreatHunting.Read.All to the connection; identity events are counted by a hunting query.':
    'Der Verbindung ThreatHunting.Read.All erteilen; Identitätsereignisse zählt eine Suchabfrage.',
};
