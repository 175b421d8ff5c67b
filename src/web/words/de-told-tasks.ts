const cannotGoBack = 'danach führt nichts mehr zurück.';

/** Überschriften, Schritte, Auswahl und Warnungen von Aufgaben, nach dem Englischen, das der Server sagt. */
export const deToldTasks: Readonly<Record<string, string>> = {
  'Start the migration of {host} in the portal': 'Die Migration von {host} im Portal beginnen',
  'In the Defender portal open Settings > Identities > On-premises > Sensors.':
    'Im Defender-Portal Settings > Identities > On-premises > Sensors öffnen.',
  'Select {host} ({domain}); its migration state must say Ready for migration.':
    '{host} ({domain}) auswählen; sein Migrationszustand muss „Ready for migration“ sein.',
  'Choose Migrate, read the prompt, and confirm.': '„Migrate“ wählen, die Rückfrage lesen und bestätigen.',
  'Proof: the state changes to Migrating; it is read every minute.':
    'Nachweis: Der Zustand wechselt zu „Migrating“; er wird jede Minute gelesen.',
  'Press only while this task is open: it is taken back when the server may not start any more, and asked again when it may.':
    'Nur drücken, solange diese Aufgabe offen ist: Sie entfällt, wenn der Server nicht mehr beginnen darf, und wird wieder gestellt, wenn er es darf.',
  'When it is not to start at all, decline: the server is held until somebody releases it.':
    'Soll er gar nicht beginnen, ablehnen: Der Server wird angehalten, bis jemand ihn freigibt.',
  'I started it': 'Ich habe sie begonnen',
  'After the observation week the migration is committed and cannot be undone.':
    'Nach der Woche der Beobachtung ist die Migration endgültig und nicht mehr zurückzunehmen.',

  'Roll {host} back to sensor v2.x in the portal': '{host} im Portal auf Sensor v2.x zurücknehmen',
  'Drill: roll {host} back to sensor v2.x in the portal': 'Übung: {host} im Portal auf Sensor v2.x zurücknehmen',
  'The gate behind its wave asks for it: one server goes back and is moved again, to show that it can.':
    'Das Tor nach seiner Welle verlangt es: Ein Server geht zurück und zieht noch einmal um, um zu zeigen, dass er es kann.',
  'Open the details of {host} and choose the way back to sensor v2.x.':
    'Die Einzelheiten von {host} öffnen und den Weg zurück zu Sensor v2.x wählen.',
  'Do it before the service commits the migration.': 'Es tun, bevor der Dienst die Migration endgültig macht.',
  'Do it before {at} UTC: afterwards nothing can go back.': `Es vor {at} UTC tun: ${cannotGoBack}`,
  'Proof: the server reports sensor v2.x again; it is read every minute.':
    'Nachweis: Der Server meldet wieder Sensor v2.x; das wird jede Minute gelesen.',
  'Proof: the server reports sensor v2.x again; it is read every five minutes.':
    'Nachweis: Der Server meldet wieder Sensor v2.x; das wird alle fünf Minuten gelesen.',
  'I rolled it back': 'Ich habe ihn zurückgenommen',

  '{host} waits for its way back: the floor has no room for it':
    '{host} wartet auf seinen Weg zurück: Der Mindestschutz lässt keinen Platz dafür',
  'Too few servers of its site or domain are seen protected, so that its way back would break the floor. It begins by itself as soon as it would not.':
    'Zu wenige Server seines Standorts oder seiner Domäne sind als geschützt zu sehen, sodass sein Weg zurück den Mindestschutz bräche. Er beginnt von selbst, sobald er das nicht mehr täte.',
  'Ways back of one site go one after the other. Where another server is dark or unprotected, see what is wrong there: changeguard overview':
    'Wege zurück eines Standorts gehen nacheinander. Wo ein anderer Server schweigt oder ungeschützt ist, dort nachsehen, was nicht stimmt: changeguard overview',
  'Where no second server is known, to ask for this one alone is the decision: changeguard rollback {host} --because REASON':
    'Wo kein zweiter Server bekannt ist, ist es die Entscheidung, diesen allein zurückzuverlangen: changeguard rollback {host} --because GRUND',
  'What has not begun by {at} UTC is lost: the server stays on v3.x.':
    'Was bis {at} UTC nicht begonnen hat, ist verloren: Der Server bleibt auf v3.x.',
  'Take the way back off: it stays on v3.x': 'Den Weg zurück absagen: Er bleibt auf v3.x',
  'The migration cannot be undone after its observation week.':
    'Nach der Woche der Beobachtung ist die Migration nicht mehr zurückzunehmen.',

  '{host} neither ends its migration nor goes back: look at it':
    '{host} beendet seine Migration nicht und geht auch nicht zurück: nachsehen',
  'See that the server runs, that its sensor runs, and that it reaches the service.':
    'Nachsehen, ob der Server läuft, ob sein Sensor läuft und ob er den Dienst erreicht.',
  'See what is wrong: changeguard diagnose {host}': 'Nachsehen, was nicht stimmt: changeguard diagnose {host}',
  'See what it says of {host}; the list is read every five minutes.':
    'Nachsehen, was dort von {host} steht; die Liste wird alle fünf Minuten gelesen.',
  'Once the cause is addressed, the service ends the migration or goes back. Until then the server keeps its slot.':
    'Ist die Ursache behoben, beendet der Dienst die Migration oder geht zurück. Bis dahin behält der Server seinen Platz.',
  'The cause is addressed: wait for the service': 'Die Ursache ist behoben: auf den Dienst warten',

  '{host}: attempt {attempt} was reverted; try again?': '{host}: Versuch {attempt} fiel zurück; noch einmal versuchen?',
  '{host}: attempt {attempt} failed; try again?': '{host}: Versuch {attempt} schlug fehl; noch einmal versuchen?',
  'What happened: {title}.': 'Was geschah: {title}.',
  'Address the cause on the server or in the network.': 'Die Ursache auf dem Server oder im Netz beheben.',
  'Choose retry for another attempt, or accept to leave it on v2.x.':
    '„Retry“ für einen weiteren Versuch wählen, oder „accept“, um ihn auf v2.x zu lassen.',
  'The cause is addressed: try again': 'Die Ursache ist behoben: noch einmal versuchen',
  'Leave it on v2.x': 'Auf v2.x lassen',
  '{host} went back in a drill: release it, and move it again?':
    '{host} ging in einer Übung zurück: freigeben und noch einmal umziehen?',
  'See that sensor v2.x protects it again: changeguard estate show {host}':
    'Nachsehen, ob ihn Sensor v2.x wieder schützt: changeguard estate show {host}',
  'Released, it is moved again by its campaign; the gate passes when that is verified.':
    'Freigegeben zieht er mit seiner Kampagne noch einmal um; das Tor ist erfüllt, wenn das nachgewiesen ist.',
  'Release it, and move it again': 'Freigeben und noch einmal umziehen',
  '{host} was rolled back: release it for another attempt?':
    '{host} wurde zurückgenommen: für einen weiteren Versuch freigeben?',
  'Find out why it was rolled back.': 'Herausfinden, warum er zurückgenommen wurde.',
  'Release it only when the reason is gone; until then no plan takes it.':
    'Ihn erst freigeben, wenn der Grund nicht mehr besteht; bis dahin nimmt ihn kein Plan.',
  'Release it': 'Freigeben',
  '{host} was committed before its evidence was complete':
    '{host} wurde endgültig, bevor sein Nachweis vollständig war',
  'See what is missing: changeguard verify {host}': 'Nachsehen, was fehlt: changeguard verify {host}',
  'Complete the evidence now, or decide to live without it. Until then its campaign starts no other server.':
    'Den Nachweis jetzt vervollständigen, oder entscheiden, ohne ihn zu leben. Bis dahin beginnt seine Kampagne keinen anderen Server.',
  'Verified afterwards': 'Nachträglich bewiesen',
  'Accepted without complete evidence': 'Ohne vollständigen Nachweis hingenommen',
  'The migration cannot be undone any more.': 'Die Migration ist nicht mehr zurückzunehmen.',
  '{host} will be committed, and evidence is missing: decide':
    '{host} wird bald endgültig, und Nachweise fehlen: entscheiden',
  'Missing: {names}. See how to get it: changeguard verify {host}':
    'Es fehlt: {names}. Nachsehen, wie man es bekommt: changeguard verify {host}',
  'With complete evidence nothing has to be decided.': 'Mit vollständigem Nachweis ist nichts zu entscheiden.',
  'Or decide before {at} UTC: afterwards nothing can go back.': `Oder vor {at} UTC entscheiden: ${cannotGoBack}`,
  'When nobody decides, it goes as the plan says.': 'Entscheidet niemand, geht es, wie der Plan es sagt.',
  'Go back to sensor v2.x': 'Zurück zu Sensor v2.x',
  'Let it be committed without that evidence': 'Ohne diesen Nachweis endgültig werden lassen',
  'The migration cannot be undone then.': 'Die Migration ist dann nicht mehr zurückzunehmen.',

  'Sensor v3.x has no {either}: accept the loss?': 'Sensor v3.x hat keine {either}: den Verlust hinnehmen?',
  'Find out who relies on it (SIEM, VPN monitoring) and whether it can be replaced.':
    'Herausfinden, wer sich darauf verlässt (SIEM, Überwachung des VPN), und ob es zu ersetzen ist.',
  'Accept it in writing here, or decline and leave the servers that serve it on v2.x.':
    'Ihn hier schriftlich hinnehmen, oder ablehnen und die Server, die es leisten, auf v2.x lassen.',
  'The loss is accepted': 'Der Verlust ist hingenommen',
  'After the commit of a server there is no way back to the feature on it.':
    'Ist ein Server endgültig, führt auf ihm kein Weg zurück zu dieser Funktion.',

  'Configure RPC auditing for {host}': 'Die RPC-Überwachung für {host} einrichten',
  'From sensor {version} on nothing is to be done; complete this task once the server shows that version.':
    'Ab Sensor {version} ist nichts zu tun; diese Aufgabe erledigen, sobald der Server diese Version zeigt.',
  'In the Defender portal open System > Settings > Microsoft Defender XDR > Asset Rule Management.':
    'Im Defender-Portal System > Settings > Microsoft Defender XDR > Asset Rule Management öffnen.',
  'Make or extend the rule that adds the tag "Unified Sensor RPC Audit", so that it covers {host}.':
    'Die Regel, die das Tag „Unified Sensor RPC Audit“ vergibt, anlegen oder so erweitern, dass sie für {host} gilt.',
  'Allow up to an hour for the tag to apply.': 'Bis zu einer Stunde warten, bis das Tag gilt.',
  'Proof: the health issue "Sensor v3.x RPC Audit Misconfigured" is not open for this server.':
    'Nachweis: Das Integritätsproblem „Sensor v3.x RPC Audit Misconfigured“ ist für diesen Server nicht offen.',
  'Turn on automatic Windows event auditing': 'Die automatische Überwachung von Windows-Ereignissen einschalten',
  'In the Defender portal open Settings > Identities > Advanced features.':
    'Im Defender-Portal Settings > Identities > Advanced features öffnen.',
  'Turn on automatic Windows auditing configuration. What was configured for v2.x is kept and converted; automatic auditing checks it every day.':
    'Die automatische Einrichtung der Windows-Überwachung einschalten. Was für v2.x eingerichtet war, bleibt und wird übernommen; die automatische Überwachung prüft es täglich.',
  'See that no Group Policy writes other audit settings to domain controllers: it would win.':
    'Nachsehen, ob keine Gruppenrichtlinie den Domänencontrollern andere Einstellungen der Überwachung gibt: Sie würde sich durchsetzen.',
  'Proof: Graph reports automatic auditing as on, and the audit health issues close within a day.':
    'Nachweis: Graph meldet die automatische Überwachung als eingeschaltet, und die Integritätsprobleme der Überwachung schließen sich binnen eines Tages.',
  'Keep auditing by hand or policy': 'Die Überwachung von Hand oder durch Richtlinien belassen',
  'Let sensors act as the local system, not as a gMSA': 'Sensoren als lokales System handeln lassen, nicht als gMSA',
  'In the Defender portal open Settings > Identities > Manage action accounts.':
    'Im Defender-Portal Settings > Identities > Manage action accounts öffnen.',
  'If a group managed service account is configured there, remove it and use the sensor’s local system account.':
    'Ist dort ein gruppenverwaltetes Dienstkonto eingerichtet, es entfernen und das lokale Systemkonto des Sensors verwenden.',
  'Choose the sensor’s local system account; it then holds for every sensor of the tenant.':
    'Das lokale Systemkonto des Sensors wählen; es gilt dann für jeden Sensor des Mandanten.',
  'When none is configured, complete the task with "None was configured".':
    'Ist keines eingerichtet, die Aufgabe mit „Keines war eingerichtet“ erledigen.',
  'Proof: no API shows this setting; write down who looked and what was set.':
    'Nachweis: Keine API zeigt diese Einstellung; aufschreiben, wer nachsah und was eingestellt war.',
  'Local system is used now': 'Das lokale System handelt jetzt',
  'None was configured': 'Keines war eingerichtet',
  'Keep the gMSA for now': 'Die gMSA vorerst behalten',
  'As long as a gMSA is configured for action accounts, response actions and attack disruption do not work on servers with sensor v3.x. The setting is the tenant’s: changing it changes the remaining v2.x sensors too.':
    'Solange für Aktionskonten eine gMSA eingerichtet ist, wirken Gegenmaßnahmen und die Unterbrechung von Angriffen auf Servern mit Sensor v3.x nicht. Die Einstellung gehört dem Mandanten: Wer sie ändert, ändert auch die übrigen Sensoren v2.x.',
  'Uninstall sensor v2.x from {host}': 'Sensor v2.x von {host} deinstallieren',
  'Choose a time in which the server may restart.': 'Eine Zeit wählen, in der der Server neu starten darf.',
  'Uninstall the sensor in Programs and Features, or run "Azure ATP sensor Setup.exe" /quiet /uninstall.':
    'Den Sensor unter „Programme und Features“ deinstallieren, oder "Azure ATP sensor Setup.exe" /quiet /uninstall ausführen.',
  'If an entry of status Unknown is left on the Sensors page of the portal, delete that one.':
    'Bleibt auf der Seite Sensors des Portals ein Eintrag im Zustand „Unknown“ zurück, diesen löschen.',
  'Proof: collect host facts again; sensor v2.x is no longer installed.':
    'Nachweis: Serverfakten neu erheben; Sensor v2.x ist nicht mehr installiert.',
  'Leave it installed': 'Installiert lassen',
  'The server may restart. After this there is no sensor v2.x to go back to.':
    'Der Server startet vielleicht neu. Danach gibt es keinen Sensor v2.x mehr, zu dem es zurückginge.',
  'Remove Npcap from {host}': 'Npcap von {host} entfernen',
  'Does anything else on {host} use Npcap?': 'Braucht auf {host} noch etwas anderes Npcap?',
  'Nothing else on the server was found to use Npcap.': 'Auf dem Server fand sich nichts anderes, das Npcap braucht.',
  'Find out whether another program captures packets with Npcap (Wireshark, Nmap, monitoring agents); ask the server’s owner.':
    'Herausfinden, ob ein anderes Programm mit Npcap Pakete aufzeichnet (Wireshark, Nmap, Überwachungsagenten); den Besitzer des Servers fragen.',
  'Only when nothing else uses it, uninstall Npcap in Programs and Features.':
    'Nur wenn es nichts anderes braucht, Npcap unter „Programme und Features“ deinstallieren.',
  'Leaving it installed does sensor v3.x no harm.': 'Bleibt es installiert, schadet es Sensor v3.x nicht.',
  Removed: 'Entfernt',
  'Something else uses it; left installed': 'Etwas anderes braucht es; installiert gelassen',
  Done: 'Erledigt',
  'Not needed here': 'Hier nicht nötig',

  'Open a support case for {host}': 'Für {host} einen Supportfall eröffnen',
  'Run the Client Analyzer on the server and keep its result file.':
    'Den Client Analyzer auf dem Server laufen lassen und seine Ergebnisdatei aufheben.',
  'In the Defender portal open the help pane and choose to contact support, product Defender for Identity.':
    'Im Defender-Portal den Hilfebereich öffnen und den Support anfragen, Produkt Defender for Identity.',
  'Attach the result file, the sensor id, the times of the attempt and the client request ids from the log.':
    'Ergebnisdatei, Sensorkennung, Zeiten des Versuchs und die Kennungen der Anfragen aus dem Protokoll beifügen.',
  'Case opened; its number is the reason': 'Fall eröffnet; seine Nummer ist der Grund',
  'Solved without a case': 'Ohne Fall gelöst',
};

/** Aufgaben, die von einer Kampagne handeln, nicht von einem Server. */
export const deToldCampaignTasks: Readonly<Record<string, string>> = {
  'Wave {wave} of "{name}" waits for the approval of one more person other than {author}.':
    'Welle {wave} von „{name}“ wartet auf die Zustimmung einer weiteren Person außer {author}.',
  'Wave {wave} of "{name}" waits for the approval of {count} more people other than {author}.':
    'Welle {wave} von „{name}“ wartet auf die Zustimmung von {count, number} weiteren Personen außer {author}.',
  'The approval of Wave {wave} of "{name}" ran out; it needs that of one more person other than {author}.':
    'Die Zustimmung zu Welle {wave} von „{name}“ ist abgelaufen; es braucht die einer weiteren Person außer {author}.',
  'The approval of Wave {wave} of "{name}" ran out; it needs that of {count} more people other than {author}.':
    'Die Zustimmung zu Welle {wave} von „{name}“ ist abgelaufen; es braucht die von {count, number} weiteren Personen außer {author}.',
  'The approval of "{name}" ran out; it needs that of one more person other than {author}.':
    'Die Zustimmung zu „{name}“ ist abgelaufen; es braucht die einer weiteren Person außer {author}.',
  'The approval of "{name}" ran out; it needs that of {count} more people other than {author}.':
    'Die Zustimmung zu „{name}“ ist abgelaufen; es braucht die von {count, number} weiteren Personen außer {author}.',
  '"{name}" waits for the approval of one more person other than {author}.':
    '„{name}“ wartet auf die Zustimmung einer weiteren Person außer {author}.',
  '"{name}" waits for the approval of {count} more people other than {author}.':
    '„{name}“ wartet auf die Zustimmung von {count, number} weiteren Personen außer {author}.',
  '{name}, after wave {wave}: {question}': '{name}, nach Welle {wave}: {question}',
  'The next wave begins only with a yes; a no holds the campaign.':
    'Die nächste Welle beginnt nur mit einem Ja; ein Nein hält die Kampagne an.',
  Yes: 'Ja',
  No: 'Nein',
  '{name}: the gate after wave {wave} failed; go on?':
    '{name}: Das Tor nach Welle {wave} ist nicht erfüllt; weitermachen?',
  '{name}: the gate after wave {wave} is undecided; go on?':
    '{name}: Das Tor nach Welle {wave} ist ohne Ergebnis; weitermachen?',
  'These have not started and will not by themselves: {names} and {more} more.':
    'Diese haben nicht begonnen und werden es von selbst nicht: {names} und {more} weitere.',
  'These have not started and will not by themselves: {names}.':
    'Diese haben nicht begonnen und werden es von selbst nicht: {names}.',
  'It is judged anew by itself: bring the evidence that is missing, and it may pass.':
    'Es wird von selbst neu beurteilt: Kommen die fehlenden Belege dazu, ist es vielleicht erfüllt.',
  'To go on without it is your decision, and is kept in the log as yours.':
    'Ohne es weiterzumachen ist Ihre Entscheidung und steht als Ihre im Protokoll.',
  'The campaign is held as well: changeguard hold resume "{name}" --because REASON':
    'Auch die Kampagne ist angehalten: changeguard hold resume "{name}" --because REASON',
  'Leave out {count} that cannot start': '{count} auslassen, die nicht beginnen können',
  'Let the next wave begin all the same': 'Die nächste Welle trotzdem beginnen lassen',
  'End it: finish what runs, start no more': 'Beenden: zu Ende bringen, was läuft, nichts mehr beginnen',

  '{name} is held: {rest}': '{name} ist angehalten: {rest}',
  'It is about {names} and {more} more. See what is wrong: changeguard diagnose SERVER':
    'Es geht um {names} und {more} weitere. Nachsehen, was nicht stimmt: changeguard diagnose SERVER',
  'It is about {names}. See what is wrong: changeguard diagnose SERVER':
    'Es geht um {names}. Nachsehen, was nicht stimmt: changeguard diagnose SERVER',
  'Address the cause, and do the tasks of these servers. Nothing starts meanwhile; what runs goes on.':
    'Die Ursache beheben und die Aufgaben dieser Server erledigen. Inzwischen beginnt nichts; was läuft, läuft weiter.',
  'Go on without them: changeguard hold resume "{name}" --because REASON --accept {names}':
    'Ohne sie weitermachen: changeguard hold resume "{name}" --because REASON --accept {names}',
  'Go on without them: changeguard hold resume "{name}" --because REASON':
    'Ohne sie weitermachen: changeguard hold resume "{name}" --because REASON',
  'Or end it: changeguard hold stop "{name}" --because REASON':
    'Oder sie beenden: changeguard hold stop "{name}" --because REASON',
  'Go on; what failed is accepted by name': 'Weitermachen; was fehlschlug, wird mit Namen hingenommen',
  'A server was committed before its evidence was complete, and nobody had decided that.':
    'Ein Server wurde endgültig, bevor sein Nachweis vollständig war, und niemand hatte das entschieden.',

  '{count} failures; the budget of the campaign allows {limit}.':
    '{count} Fehlschläge; das Budget der Kampagne erlaubt {limit}.',
  '{count} failure; the budget of the campaign allows {limit}.':
    '{count} Fehlschlag; das Budget der Kampagne erlaubt {limit}.',
  '{count} failures in {name}; the budget allows {limit} there.':
    '{count} Fehlschläge in {name}; das Budget erlaubt dort {limit}.',
  '{count} failure in {name}; the budget allows {limit} there.':
    '{count} Fehlschlag in {name}; das Budget erlaubt dort {limit}.',

  '{name}, wave {wave}: no way back is promised; start all the same?':
    '{name}, Welle {wave}: Kein Weg zurück ist versprochen; trotzdem beginnen?',
  'Edition {edition} promises no way back: each of its {count} servers is final as soon as its request has left.':
    'Fassung {edition} verspricht keinen Weg zurück: Jeder ihrer {count} Server ist endgültig, sobald seine Anforderung gesendet ist.',
  'See who goes, and what is known of them: changeguard status "{name}"':
    'Nachsehen, wer geht und was von ihnen bekannt ist: changeguard status "{name}"',
  'Start it only when you would also leave every one of them as it then is.':
    'Sie nur beginnen, wenn Sie auch jeden von ihnen so lassen würden, wie er dann ist.',
  'Let wave {wave} start': 'Welle {wave} beginnen lassen',
  'No server of it can be taken back to its old sensor by anything that is promised.':
    'Nichts, was versprochen ist, bringt einen Server von ihr zu seinem alten Sensor zurück.',
  '{name}: {count} are in flight, and its cap is {limit}':
    '{name}: {count} sind unterwegs, und ihre Grenze ist {limit}',
  'Begun without a slot: {names}. The service took up a request late that had counted as failed, or somebody started it in the portal.':
    'Ohne Platz begonnen: {names}. Der Dienst nahm eine Anforderung spät auf, die als fehlgeschlagen galt, oder jemand begann es im Portal.',
  'What runs cannot be taken back. Nothing of the campaign starts until fewer than {limit} are in flight again; then this task closes by itself.':
    'Was läuft, ist nicht zurückzuholen. Nichts von der Kampagne beginnt, bis wieder weniger als {limit} unterwegs sind; dann schließt sich diese Aufgabe von selbst.',
  'See where they stand: changeguard status "{name}"': 'Nachsehen, wie es um sie steht: changeguard status "{name}"',
  'I have seen it': 'Ich habe es gesehen',

  'The service is read again': 'Der Dienst wird wieder gelesen',
  'One server could go in a late wave of "{name}"': 'Ein Server könnte in einer späten Welle von „{name}“ gehen',
  '{count} servers could go in a late wave of "{name}"':
    '{count} Server könnten in einer späten Welle von „{name}“ gehen',
};
