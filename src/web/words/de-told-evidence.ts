/** Was ein Nachweis sah, nach dem Englischen, das der Server sagt. */
export const deToldProofs: Readonly<Record<string, string>> = {
  'Sensor v3.x has not been seen on this server yet.': 'Sensor v3.x wurde auf diesem Server noch nicht gesehen.',
  'Nothing: it is judged by itself once the service reports the switch.':
    'Nichts: Es wird von selbst beurteilt, sobald der Dienst den Wechsel meldet.',
  '{title} was read {ago} before the switch was seen.': '{title}: {ago} vor dem gesehenen Wechsel gelesen.',
  '{title}: what is known is too old.': '{title}: Was bekannt ist, ist zu alt.',
  '{title}: not known.': '{title}: nicht bekannt.',
  'The service reports sensor {version} again.': 'Der Dienst meldet wieder Sensor {version}.',
  'The reported version is {version}, not 3.x.': 'Die gemeldete Version ist {version}, nicht 3.x.',
  'The state of the sensor’s service is not known.': 'Der Zustand des Dienstes des Sensors ist nicht bekannt.',
  'Sensor {version} is running.': 'Sensor {version} läuft.',
  'Sensor {version} is {word}.': 'Sensor {version} ist {word}.',
  'Not known: {titles}.': 'Nicht bekannt: {titles}.',
  'Description, domain controllers and network adapters are as before.':
    'Beschreibung, Domänencontroller und Netzwerkadapter sind wie zuvor.',
  'The service of sensor v2.x still runs beside v3.x.': 'Der Dienst des Sensors v2.x läuft noch neben v3.x.',
  'Sensor v2.x was uninstalled after the commit.': 'Sensor v2.x wurde deinstalliert, nachdem es endgültig war.',
  'Sensor v2.x is gone before the commit, and with it the way back.':
    'Sensor v2.x ist weg, bevor es endgültig ist, und mit ihm der Weg zurück.',
  'The service of sensor v2.x is {word}, and it is still installed.':
    'Der Dienst des Sensors v2.x ist {word}, und er ist noch installiert.',
  'The service of sensor v2.x is {word} although it is installed.':
    'Der Dienst des Sensors v2.x ist {word}, obwohl er installiert ist.',
  'The events were counted less than {ago} after the switch and may be those of v2.x.':
    'Die Ereignisse wurden weniger als {ago} nach dem Wechsel gezählt und sind vielleicht die von v2.x.',
  'Wait: they are counted again by themselves.': 'Warten: Sie werden von selbst noch einmal gezählt.',
  'No identity event from this server since the switch.': 'Seit dem Wechsel kein Identitätsereignis von diesem Server.',
  '{count} events in an hour now; how many there were before the switch was not measured.':
    'Jetzt {count} Ereignisse in einer Stunde; wie viele es vor dem Wechsel waren, wurde nicht gemessen.',
  'Judge the number yourself and record the decision on the task.':
    'Die Zahl selbst beurteilen und die Entscheidung an der Aufgabe festhalten.',
  '{count} identity events in an hour now, {of} before the switch: far fewer.':
    'Jetzt {count} Identitätsereignisse in einer Stunde, vor dem Wechsel {of}: weit weniger.',
  '{count} identity events in an hour now, {of} before the switch.':
    'Jetzt {count} Identitätsereignisse in einer Stunde, vor dem Wechsel {of}.',
  'Wait for a busier hour; they are counted again by themselves.':
    'Auf eine Stunde mit mehr Betrieb warten; sie werden von selbst noch einmal gezählt.',
  'Healthy, no open issue; expected and not counted: {names}.':
    'Gesund, kein offenes Problem; erwartet und nicht mitgezählt: {names}.',
  'Healthy, no open issue.': 'Gesund, kein offenes Problem.',
  'The service says {word}; open: {names}; what was open before the switch is not known.':
    'Der Dienst sagt {word}; offen: {names}; was vor dem Wechsel offen war, ist nicht bekannt.',
  'The service says {word}; what was open before the switch is not known.':
    'Der Dienst sagt {word}; was vor dem Wechsel offen war, ist nicht bekannt.',
  'Compare with the health issues page of the portal and record the decision on the task.':
    'Mit der Seite der Integritätsprobleme des Portals vergleichen und die Entscheidung an der Aufgabe festhalten.',
  'New since the switch: {tailed}.': 'Neu seit dem Wechsel: {tailed}.',
  'Healthy, no new issue{tail}.': 'Gesund, kein neues Problem{tail}.',
  'The service says {word} and names no open issue.': 'Der Dienst sagt {word} und nennt kein offenes Problem.',
  'Look at the health issues page of the portal; it is read again by itself.':
    'Die Seite der Integritätsprobleme des Portals ansehen; sie wird von selbst noch einmal gelesen.',
  'No new issue{tail}.': 'Kein neues Problem{tail}.',
  // What it was and is may hold the sign that stands between changes.
  '{changes}.': '{changes}.',
};

/** Was darin aufgezählt wird. */
export const deToldInProofs: Readonly<Record<string, string>> = {
  '{title} before the switch': '{title} vor dem Wechsel',
  '{title}: was {value}, is {now}': '{title}: war {value}, ist {now}',
  '{title} after the switch': '{title} nach dem Wechsel',
  'ended watches of v2.x: {names}': 'nur von v2.x überwacht: {names}',
  'open since before the switch: {names}': 'offen wie vor dem Wechsel: {names}',
};

/** Was eine Prüfung sah. */
export const deToldChecks: Readonly<Record<string, string>> = {
  '{title}: last seen as {value} {ago} ago ({source}), which is too old to decide on.':
    '{title}: vor {ago} zuletzt als „{value}“ gesehen ({source}), zu alt für eine Entscheidung.',
  '{title}: last seen as {value} at a time that has not come yet ({source}), which is too old to decide on.':
    '{title}: zuletzt als „{value}“ gesehen, zu einer Zeit, die noch nicht war ({source}); darauf lässt sich nichts entscheiden.',
  '{title}: the source could not tell.': '{title}: Die Quelle konnte es nicht sagen.',
  'The service itself calls the server ready, which it does only when this holds.':
    'Der Dienst selbst nennt den Server bereit, und das tut er nur, wenn dies gilt.',

  '{title}: believed {value} ({source}) over {sources}.':
    '{title}: geglaubt wird „{value}“ ({source}), nicht {sources}.',
  '{source} stands nearer to the server than {sources}.': '{source} steht näher am Server als {sources}.',
  '{source} stands nearer to the server than {sources}, although {other} is newer by {ago}; collect it again to settle it.':
    '{source} steht näher am Server als {sources}, obwohl {other} um {ago} neuer ist; neu erheben, um es zu klären.',
  '{source} is the newest of equally near sources.': '{source} ist die neueste von gleich nahen Quellen.',
  '{source} is the newest of equally near sources, although {other} is newer by {ago}; collect it again to settle it.':
    '{source} ist die neueste von gleich nahen Quellen, obwohl {other} um {ago} neuer ist; neu erheben, um es zu klären.',

  'No required revision is known for build {version}.': 'Für Build {version} ist keine verlangte Revision bekannt.',
  'The server receives hotpatches and its revision is not known.':
    'Der Server bekommt Hotpatches, und seine Revision ist nicht bekannt.',
  '{version}; {product} needs {least} ({update}).': '{version}; {product} braucht {least} ({update}).',
  '{version} comes from hotpatches, whose numbers do not show whether {update} is in.':
    '{version} kommt aus Hotpatches, deren Nummern nicht zeigen, ob es {update} enthält.',
  '{version} ({installed}) is older than {least} ({update}), which {product} needs.':
    '{version} ({installed}) ist älter als {least} ({update}); das braucht {product}.',
  '{version} ({installed}) is older than {update}, which {product} needs.':
    '{version} ({installed}) ist älter als {update}; das braucht {product}.',
  '{version} is older than {least} ({update}), which {product} needs.':
    '{version} ist älter als {least} ({update}); das braucht {product}.',
  '{version} is older than {update}, which {product} needs.':
    '{version} ist älter als {update}; das braucht {product}.',
  '{version} is newer than {least}, but the number of {update} for {product} is not known to us.':
    '{version} ist neuer als {least}, aber die Nummer für {product} ({update}) kennen wir nicht.',
  'The number is from community posts.': 'Die Nummer stammt aus Foren.',
  // A value of a tenant's own has a note in somebody's own words.
  '{version}; {product} needs {least} ({update}). {note}': '{version}; {product} braucht {least} ({update}). {note}',
  '{version} ({installed}) is older than {least} ({update}), which {product} needs. {note}':
    '{version} ({installed}) ist älter als {least} ({update}); das braucht {product}. {note}',
  '{version} is older than {least} ({update}), which {product} needs. {note}':
    '{version} ist älter als {least} ({update}); das braucht {product}. {note}',
  'No device id is registered on the server.': 'Auf dem Server ist keine Gerätekennung eingetragen.',
  'The registered device id is empty.': 'Die eingetragene Gerätekennung ist leer.',
  '"{id}" is neither a GUID nor 40 hexadecimal digits.': '„{id}“ ist weder eine GUID noch 40 hexadezimale Ziffern.',
  'The device id has the GUID form.': 'Die Gerätekennung hat die Form einer GUID.',
  'The device id has the form of 40 hexadecimal digits.':
    'Die Gerätekennung hat die Form von 40 hexadezimalen Ziffern.',
  'The sensor is a standalone one, on a server beside the domain controllers.':
    'Der Sensor ist ein eigenständiger, auf einem Server neben den Domänencontrollern.',
  'The service knows the sensor as {type}.': 'Der Dienst kennt den Sensor als {type}.',
  'The server does not hold the domain controller role.': 'Der Server hat nicht die Rolle eines Domänencontrollers.',
  'The service reports a sensor type that we do not know.':
    'Der Dienst meldet eine Art von Sensor, die wir nicht kennen.',
  'The sensor and the roles both say domain controller.': 'Sensor und Rollen sagen beide Domänencontroller.',
  'Defender for Endpoint reports the server as onboarded.': 'Defender for Endpoint meldet den Server als aufgenommen.',
  'Defender for Endpoint reports "{status}".': 'Defender for Endpoint meldet „{status}“.',
  'The tenant uses {both}, which sensor v3.x does not have.':
    'Der Mandant verwendet {both}; das hat Sensor v3.x nicht.',
  'Nobody said whether the tenant uses {both}; sensor v3.x has neither.':
    'Niemand sagte, ob der Mandant {both} verwendet; Sensor v3.x hat beides nicht.',
  'The tenant uses neither VPN integration nor syslog notifications.':
    'Der Mandant verwendet weder VPN-Anbindung noch Syslog-Meldungen.',
  'The tenant uses {both}; the loss was accepted: {because}.':
    'Der Mandant verwendet {both}; der Verlust wurde hingenommen: {because}.',
  'One live record, with the server’s name and device id.':
    'Ein lebender Eintrag, mit Namen und Gerätekennung des Servers.',
  'One live record, with the server’s name; which device id the server itself has, nobody has told.':
    'Ein lebender Eintrag mit dem Namen des Servers; welche Gerätekennung der Server selbst hat, hat niemand gesagt.',
  'Defender for Endpoint has no live device record under this name.':
    'Defender for Endpoint hat unter diesem Namen keinen lebenden Geräteeintrag.',
  'Defender for Endpoint has {count} live device records under this name.':
    'Defender for Endpoint hat unter diesem Namen {count} lebende Geräteeinträge.',
  'The server is called {name}, Defender for Endpoint knows it as {device}.':
    'Der Server heißt {name}, Defender for Endpoint kennt ihn als {device}.',
  'The device id on the server and the one of its record have different forms.':
    'Die Gerätekennung auf dem Server und die seines Eintrags haben verschiedene Formen.',
  'The device id on the server is not the one of its record in Defender for Endpoint.':
    'Die Gerätekennung auf dem Server ist nicht die seines Eintrags in Defender for Endpoint.',
  'This edition migrates domain controllers with AD FS, AD CS or Entra Connect too.':
    'Diese Fassung migriert auch Domänencontroller mit AD FS, AD CS oder Entra Connect.',
  'No other identity role was found.': 'Keine andere Identitätsrolle wurde gefunden.',
  'The server also runs {both}.': 'Auf dem Server läuft auch {both}.',
  'The OnboardingInfo value below Policies is present.': 'Der Wert OnboardingInfo unter Policies ist vorhanden.',
  'The OnboardingInfo value below Policies is missing.': 'Der Wert OnboardingInfo unter Policies fehlt.',
  'OnboardedInfo (without Policies) is there and does not count.':
    'OnboardedInfo (ohne Policies) ist da und zählt nicht.',
  'The Status key is {word} while the Policies value is {there}; the Policies value decides.':
    'Der Schlüssel Status ist {word}, der Wert unter Policies ist {there}; der Wert unter Policies entscheidet.',
  'Build {version} is older than Windows Server 2019 ({least}).':
    'Build {version} ist älter als Windows Server 2019 ({least}).',
  'Build {version} is no Windows Server release that this rulebook knows.':
    'Build {version} ist keine Fassung von Windows Server, die dieses Regelwerk kennt.',
  '{product} is no Windows Server.': '{product} ist kein Windows Server.',
  'Build {version} is that of Windows Server {product} and of Windows {least}, and nothing says which of them this is.':
    'Build {version} ist der von Windows Server {product} und der von Windows {least}, und nichts sagt, welches von beiden dies ist.',
  'The revision of build {version} is not known; that of another build, which another source says, shows nothing.':
    'Die Revision von Build {version} ist nicht bekannt; die eines anderen Builds, die eine andere Quelle nennt, zeigt nichts.',
  'Windows Server {product} (build {version}).': 'Windows Server {product} (Build {version}).',
  'The Sense service (MsSense.exe) is running.': 'Der Dienst Sense (MsSense.exe) läuft.',
  'The Sense service (MsSense.exe) is {word}.': 'Der Dienst Sense (MsSense.exe) ist {word}.',
  '"{version}" is not a version that can be compared.': '„{version}“ ist keine Version, die sich vergleichen lässt.',
  'Version {version}; {least} is required.': 'Version {version}; verlangt ist {least}.',
  'Version {version}; {least} is our own minimum, as this edition gives no number.':
    'Version {version}; {least} ist unser eigenes Mindestmaß, denn diese Fassung nennt keine Zahl.',
  'Version {version} is older than {least}, which is required.':
    'Version {version} ist älter als die verlangte {least}.',
  'Version {version} is older than {least}, which is our own minimum, as this edition gives no number.':
    'Version {version} ist älter als {least}; das ist unser eigenes Mindestmaß, denn diese Fassung nennt keine Zahl.',
  'Version {version}; at least {least} is required.': 'Version {version}; verlangt ist mindestens {least}.',
  'Version {version} is older than {least}; delayed update is on for this sensor.':
    'Version {version} ist älter als {least}; die verzögerte Aktualisierung ist für diesen Sensor eingeschaltet.',
  'Version {version} is older than {least}.': 'Version {version} ist älter als {least}.',
  'Sensor v3.x ({version}) is reported.': 'Sensor v3.x ({version}) ist gemeldet.',
  'An earlier attempt failed; the service allows a retry in this state.':
    'Ein früherer Versuch schlug fehl; der Dienst erlaubt in diesem Zustand einen weiteren.',
  'The service is migrating this server now.': 'Der Dienst migriert diesen Server gerade.',
  'The service reports the migration as completed.': 'Der Dienst meldet die Migration als abgeschlossen.',
  'The service reports a state that we do not know.': 'Der Dienst meldet einen Zustand, den wir nicht kennen.',
  'The service calls the server ready, and no check of ours says otherwise.':
    'Der Dienst nennt den Server bereit, und keine unserer Prüfungen sagt etwas anderes.',
  'The service calls the server ready, our checks do not: {names}.':
    'Der Dienst nennt den Server bereit, unsere Prüfungen nicht: {names}.',
  'The service and our checks both say not ready.': 'Der Dienst und unsere Prüfungen sagen beide: nicht bereit.',
  'The service says not ready; the evidence we have does not show why.':
    'Der Dienst sagt: nicht bereit; die Belege, die wir haben, zeigen nicht, warum.',
  'Every check of ours passes, yet the service says not ready.':
    'Jede unserer Prüfungen ist erfüllt, und doch sagt der Dienst: nicht bereit.',
  'This edition has no condition on the connection of sensor v2.x.':
    'Diese Fassung stellt an die Verbindung des Sensors v2.x keine Bedingung.',
  'The service reports the sensor as {word}.': 'Der Dienst meldet den Sensor als {word}.',
  'The sensor is connected ({word}).': 'Der Sensor ist verbunden ({word}).',
  'The service reports "{status}", which we do not know.': 'Der Dienst meldet „{status}“, was wir nicht kennen.',
  'The server has no sensor v2.x, so there is nothing to migrate.':
    'Der Server hat keinen Sensor v2.x; es gibt nichts zu migrieren.',
  'AATPSensorUpdater is running.': 'AATPSensorUpdater läuft.',
  'AATPSensorUpdater is {word}.': 'AATPSensorUpdater ist {word}.',
  'The server already runs sensor v3.x; sensor v2.x is meant to be disabled.':
    'Auf dem Server läuft schon Sensor v3.x; Sensor v2.x soll deaktiviert sein.',

  'The onboarding policy is of the streamlined package.': 'Die Onboarding-Richtlinie ist die des optimierten Pakets.',
  'The onboarding policy is of the standard package.': 'Die Onboarding-Richtlinie ist die des Standardpakets.',
  'The active onboarding is streamlined.': 'Das aktive Onboarding ist das optimierte.',
  'The active onboarding is the standard one.': 'Das aktive Onboarding ist das herkömmliche.',
  'The partner geography is {name}.': 'Die Partnergeografie ist {name}.',
  'There is no partner geography: the connection is the standard one.':
    'Es gibt keine Partnergeografie: Die Verbindung ist die herkömmliche.',
  'No good contact with a streamlined host was seen.':
    'Kein guter Kontakt mit einem Host der optimierten Verbindung wurde gesehen.',
  'No good contact with a streamlined host was seen since the onboarding was completed {at}.':
    'Seit das Onboarding {at} abgeschlossen wurde, wurde kein guter Kontakt mit einem Host der optimierten Verbindung gesehen.',
  'No good contact with a streamlined host was seen since the offboarding was completed {at}.':
    'Seit das Offboarding {at} abgeschlossen wurde, wurde kein guter Kontakt mit einem Host der optimierten Verbindung gesehen.',
  'The last contact was with {host}, a host of the standard connection.':
    'Der letzte Kontakt war mit {host}, einem Host der herkömmlichen Verbindung.',
  'The contact with {host} failed after the last good one.':
    'Der Kontakt mit {host} schlug nach dem letzten guten fehl.',
  'The contact failed after the last good one.': 'Der Kontakt schlug nach dem letzten guten fehl.',
  'A streamlined host was contacted {at}.': 'Ein Host der optimierten Verbindung wurde {at} erreicht.',
  'Only the standard URLs were tested, which proves nothing here.':
    'Nur die herkömmlichen URLs wurden geprüft, was hier nichts beweist.',
  'All streamlined URLs were reached.': 'Alle URLs der optimierten Verbindung wurden erreicht.',
  'Some streamlined URLs were not reached.': 'Einige URLs der optimierten Verbindung wurden nicht erreicht.',
};

/** Was darin in einer Liste oder in Klammern steht. */
export const deToldInChecks: Readonly<Record<string, string>> = {
  'VPN integration': 'VPN-Anbindung',
  'syslog notifications': 'Syslog-Meldungen',
  'AD FS': 'AD FS',
  'AD CS': 'AD CS',
  'Entra Connect': 'Entra Connect',
  'the July 2026 cumulative update': 'das kumulative Update vom Juli 2026',
  'in no row of the release table': 'in keiner Zeile der Veröffentlichungstabelle',
  '{update}, out of band, of {day} (community posts)': '{update}, außer der Reihe, vom {day} (aus Foren)',
  '{update}, of {day} (community posts)': '{update}, vom {day} (aus Foren)',
  '{update}, out of band, of {day}': '{update}, außer der Reihe, vom {day}',
  '{update}, of {day}': '{update}, vom {day}',
  'an update': 'ein Update',
  '{value} ({source})': '„{value}“ ({source})',
};

/** Quellen von Belegen; was in ihnen ein Programm oder eine Liste von Microsoft ist, behält seinen Namen. */
export const deToldSources: Readonly<Record<string, string>> = {
  'Host facts collected on the server': 'Auf dem Server erhobene Tatsachen',
  'Output of sc query': 'Ausgabe von sc query',
  'Registry export': 'Export der Registrierung',
  'Output of ver or systeminfo': 'Ausgabe von ver oder systeminfo',
  'SENSE event log': 'Ereignisprotokoll von SENSE',
  'Output of mdatp health': 'Ausgabe von mdatp health',
  'Output of mdatp health --details edr': 'Ausgabe von mdatp health --details edr',
  'Defender for Endpoint Client Analyzer': 'Client Analyzer von Defender for Endpoint',
  'Output of mdatp connectivity test': 'Ausgabe von mdatp connectivity test',
  'Log of sensor v2.x': 'Protokoll des Sensors v2.x',
  'Deployment log of sensor v2.x': 'Installationsprotokoll des Sensors v2.x',
  'Report of Test-MdiReadiness': 'Bericht von Test-MdiReadiness',
  'Graph sensorMigration': 'Graph sensorMigration',
  'Graph sensors': 'Graph sensors',
  'Graph sensorCandidates': 'Graph sensorCandidates',
  'Graph healthIssues': 'Graph healthIssues',
  'Advanced hunting, device identity': 'Erweiterte Suche, Identität des Geräts',
  'Advanced hunting, identity activity': 'Erweiterte Suche, Identitätsereignisse',
  'Exported sensor list': 'Exportierte Liste der Sensoren',
  'Exported device inventory': 'Exportiertes Geräteinventar',
  'Exported list of AD computers': 'Exportierte Liste der AD-Computer',
  'Connectivity as seen from changeguard': 'Verbindung, wie changeguard sie sieht',
  'A person’s statement': 'Aussage eines Menschen',
};

/** Wörter an einer Stelle: Zustände von Diensten und Sensoren, ja und nein. */
export const deToldWords: Readonly<Record<string, string>> = {
  running: 'läuft',
  stopped: 'angehalten',
  startPending: 'im Start begriffen',
  starting: 'im Start begriffen',
  absent: 'nicht vorhanden',
  disabled: 'deaktiviert',
  reverted: 'zurückgefallen',
  failed: 'fehlgeschlagen',
  rolledBack: 'zurückgenommen',
  abandoned: 'aufgegeben',
  healthy: 'gesund',
  notHealthyLow: 'nicht gesund (niedrig)',
  notHealthyMedium: 'nicht gesund (mittel)',
  notHealthyHigh: 'nicht gesund (hoch)',
  present: 'vorhanden',
  missing: 'nicht vorhanden',
  yes: 'ja',
  no: 'nein',
  none: 'keine',
  'not there': 'nicht da',
};
