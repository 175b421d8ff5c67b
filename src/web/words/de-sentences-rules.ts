/** Was zu Regeln des Regelwerks angemerkt ist, was Suchabfragen beweisen, wie Stellvertreter antworten und welche Störungen es gibt. */
export const deRuleSentences: Readonly<Record<string, string>> = {
  'Windows Server 2019. A change log of May 2026 called Server 2025 not supported; this page accepts 2019 and later, and July 2026 confirmed it.':
    'Windows Server 2019. Ein Änderungsprotokoll vom Mai 2026 nannte Server 2025 nicht unterstützt; diese Seite nimmt 2019 und neuer an, und der Juli 2026 bestätigte es.',
  'The page names one build, 20348.4893, which is Server 2022’s. Numbers of different branches cannot be compared: taken literally it would refuse every 2019 server and pass every 2025 server. The release table gives the same update of 2026-03-10 for the other branches.':
    'Die Seite nennt einen Build, 20348.4893, den von Server 2022. Nummern verschiedener Zweige sind nicht vergleichbar: Wörtlich genommen wiese sie jeden Server 2019 zurück und ließe jeden Server 2025 durch. Die Versionstabelle nennt für die anderen Zweige dasselbe Update vom 10.3.2026.',
  'The page lists no such condition.': 'Die Seite führt keine solche Bedingung auf.',
  'In the portal only; no public API for it is known.': 'Nur im Portal; eine öffentliche API dafür ist nicht bekannt.',
  'No page says how soon an accepted request shows as Migrating.':
    'Keine Seite sagt, wie bald ein angenommener Auftrag als Migrating erscheint.',
  'As long as any reading of Graph is believed.': 'So lange, wie jeder Lesung von Graph geglaubt wird.',
  'What only the server itself shows (services, registry) and what the page says the service checks before it calls a server ready.':
    'Was nur der Server selbst zeigt (Dienste, Registrierung) und wovon die Seite sagt, dass der Dienst es prüft, bevor er einen Server bereit nennt.',
  'RPC auditing needs the tag of an asset rule.': 'Die RPC-Überwachung braucht das Tag einer Bestandsregel.',
  'The page names high load as a cause and gives no number.':
    'Die Seite nennt hohe Last als Ursache und gibt keine Zahl an.',
  'The window of our own query.': 'Das Fenster unserer eigenen Abfrage.',
  'Load differs by hour and day; a fall below a twentieth is more than that.':
    'Last ist je nach Stunde und Tag verschieden; ein Rückgang unter ein Zwanzigstel ist mehr als das.',
  'The page names two keys, Status and, below Policies, OnboardingInfo. Both are collected; the one below Policies decides.':
    'Die Seite nennt zwei Schlüssel, Status und, unter Policies, OnboardingInfo. Beide werden erhoben; der unter Policies entscheidet.',
  'No page asks for it: where the service and our checks disagree, somebody has old or wrong evidence.':
    'Keine Seite verlangt es: Wo der Dienst und unsere Prüfungen sich widersprechen, hat jemand alte oder falsche Belege.',
  'The page now says only that an outdated sensor is not ready; this is the last number it gave.':
    'Die Seite sagt nun nur, dass ein veralteter Sensor nicht bereit ist; das ist die letzte Zahl, die sie nannte.',
  'The page says July 2026. Only the number for Server 2019 is known, from community posts; for the others a build is refused up to the newest one known to be older, and unknown above it.':
    'Die Seite sagt Juli 2026. Nur die Nummer für Server 2019 ist bekannt, aus Beiträgen der Community; bei den anderen wird ein Build bis zum neuesten, der bekanntlich älter ist, zurückgewiesen, und ist darüber unbekannt.',
  'No longer stated; kept as the time after which we look and raise an alarm.':
    'Nicht mehr genannt; behalten als die Zeit, nach der wir nachsehen und Alarm geben.',
  'No longer stated; kept as the time in which we ask for the proofs.':
    'Nicht mehr genannt; behalten als die Zeit, in der wir die Nachweise verlangen.',
  'No longer stated: none is promised.': 'Nicht mehr genannt: Keine ist versprochen.',
  'No longer stated: the switch itself must be treated as final.':
    'Nicht mehr genannt: Der Wechsel selbst ist als endgültig zu behandeln.',
  'The page of this edition asks for the onboarding and names no key any more.':
    'Die Seite dieser Ausgabe verlangt die Aufnahme und nennt keinen Schlüssel mehr.',
  'No longer on the page of this edition.': 'Nicht mehr auf der Seite dieser Ausgabe.',
  'As in 2026-03; and the update where its number is not known to us, because the service knows it.':
    'Wie in 2026-03; und das Update, wo wir seine Nummer nicht kennen, weil der Dienst sie kennt.',

  'devices of which Defender for Endpoint says that their sensor is not active':
    'Geräte, von denen Defender for Endpoint sagt, dass ihr Sensor nicht aktiv ist',
  'servers with more than one device record': 'Server mit mehr als einem Geräteeintrag',
  'Device records of the onboarded servers': 'Geräteeinträge der aufgenommenen Server',
  'Which device records the service has, and what the newest row of each says of its build, its version and its state. Two records of one name are two devices to the service.':
    'Welche Geräteeinträge der Dienst hat, und was die neueste Zeile eines jeden über Build, Version und Zustand sagt. Zwei Einträge eines Namens sind für den Dienst zwei Geräte.',
  'A row is as old as its Timestamp: one from before the switch says nothing of the new sensor.':
    'Eine Zeile ist so alt wie ihr Timestamp: Eine von vor dem Wechsel sagt nichts über den neuen Sensor.',
  'A server without a row was not seen; that is neither well nor broken.':
    'Ein Server ohne Zeile wurde nicht gesehen; das heißt weder gesund noch defekt.',
  'An answer at the row limit of the place where it is run may be cut off, and what is missing may be the record that matters.':
    'Eine Antwort, die an die Zeilengrenze ihres Ortes stößt, kann abgeschnitten sein, und was fehlt, kann der Eintrag sein, auf den es ankommt.',
  'Identity events of the last hour by server': 'Identitätsereignisse der letzten Stunde, nach Server',
  'From which servers identity events came within the last hour, how many, and when the last one did.':
    'Von welchen Servern in der letzten Stunde Identitätsereignisse kamen, wie viele, und wann das letzte.',
  'Events are counted an hour back: right after the switch they may be those of sensor v2.x.':
    'Gezählt wird eine Stunde zurück: Gleich nach dem Wechsel können es die des Sensors v2.x sein.',
  'Events arrive with a delay, so the newest minutes are never whole.':
    'Ereignisse kommen verspätet an, darum sind die neuesten Minuten nie vollständig.',
  'No event in a quiet hour is no proof of a broken sensor; compare it with what came before the switch.':
    'Kein Ereignis in einer stillen Stunde beweist keinen defekten Sensor; mit dem vergleichen, was vor dem Wechsel kam.',

  'A task is done 30 minutes after it is opened, at any hour.':
    'Eine Aufgabe ist 30 Minuten, nachdem sie sich öffnet, erledigt, zu jeder Stunde.',
  'Approvals that the plan demands are given before the start, and again when they run out.':
    'Freigaben, die der Plan verlangt, werden vor dem Start gegeben, und wieder, wenn sie ablaufen.',
  'What is wrong with a server that failed or is overdue is mended, and the server is tried once more; a second failure leaves it on v2.x.':
    'Was einem Server fehlt, der fehlschlug oder überfällig ist, wird behoben, und er wird noch einmal versucht; ein zweiter Fehlschlag lässt ihn auf v2.x.',
  'A campaign that tripped goes on without those that failed, by name; the 9th time it is ended.':
    'Eine von der Steuerung angehaltene Kampagne geht ohne die weiter, die fehlschlugen, beim Namen; beim 9. Mal wird sie beendet.',
  'A gate that stays undecided is let pass, and servers that cannot start are left out; a question at a gate is answered with yes.':
    'Ein Tor, das unentschieden bleibt, wird durchgelassen, und Server, die nicht beginnen können, werden ausgelassen; eine Frage am Tor wird mit Ja beantwortet.',
  'A server whose evidence is complete is let be committed. Where evidence is missing, what is wrong is mended and host facts are collected; no more is decided, and the default of the plan takes over.':
    'Ein Server, dessen Nachweis vollständig ist, darf endgültig werden. Wo Belege fehlen, wird behoben, was nicht stimmt, und Tatsachen des Hosts werden erhoben; mehr wird nicht entschieden, und es gilt, was der Plan vorsieht.',
  'A rollback that the plan asks for is pressed in the portal. A server that was rolled back stays pinned.':
    'Eine Rücknahme, die der Plan verlangt, wird im Portal gedrückt. Ein zurückgenommener Server bleibt festgehalten.',
  'Where a collector runs today it brings host facts every 20 hours until the evidence of the server is complete.':
    'Wo heute ein Sammler läuft, bringt er alle 20 Stunden Tatsachen des Hosts, bis der Nachweis des Servers vollständig ist.',
  'Aftercare, clean-up and support cases are left open.': 'Nachsorge, Aufräumen und Supportfälle bleiben offen.',

  'A call is answered 429 with Retry-After in seconds.':
    'Ein Aufruf wird mit 429 und Retry-After in Sekunden beantwortet.',
  'A call is answered 429 and does not say when to come back.':
    'Ein Aufruf wird mit 429 beantwortet, ohne zu sagen, wann man wiederkommen soll.',
  'A call is answered 503 serviceNotAvailable; nothing was done.':
    'Ein Aufruf wird mit 503 serviceNotAvailable beantwortet; getan wurde nichts.',
  'A call gets no answer. Whether it took effect before the silence is seeded, or set by `moment`.':
    'Ein Aufruf bekommt keine Antwort. Ob er vor der Stille wirkte, ist ausgelost oder durch `moment` gesetzt.',
  'The connection breaks, before or after the effect, seeded or set by `moment`.':
    'Die Verbindung bricht, vor oder nach der Wirkung, ausgelost oder durch `moment` gesetzt.',
  'The answer is right and late by `delayMs` of the wall clock.':
    'Die Antwort ist richtig und kommt um `delayMs` der Wanduhr zu spät.',
  'All tokens issued so far stop working: 401 InvalidAuthenticationToken.':
    'Alle bisher ausgestellten Token gelten nicht mehr: 401 InvalidAuthenticationToken.',
  'An administrator takes back consent for `permission`, or for all: 403, and new tokens lack the role.':
    'Ein Administrator nimmt die Zustimmung zu `permission` oder zu allem zurück: 403, und neuen Token fehlt die Rolle.',
  'A whole read shows the estate as it was `lagMs` ago, a day at most.':
    'Eine ganze Lesung zeigt die Umgebung, wie sie vor `lagMs` war, höchstens vor einem Tag.',
  'A hunting result is cut at `rows` rows and does not say so.':
    'Ein Suchergebnis ist nach `rows` Zeilen abgeschnitten und sagt es nicht.',
  'Changes of a sensor show only `lagMs` later, a day at most.':
    'Änderungen eines Sensors zeigen sich erst `lagMs` später, höchstens einen Tag.',
  'Some reads, half of them unless `rate` says otherwise, show another migration state than the true one.':
    'Manche Lesungen, die Hälfte, wenn `rate` nichts anderes sagt, zeigen einen anderen Migrationszustand als den wahren.',
  'A sensor shows an enum member that no published schema knows.':
    'Ein Sensor zeigt einen Wert einer Aufzählung, den kein veröffentlichtes Schema kennt.',
  'A 200 names a sensor as failed although it could have been migrated.':
    'Eine 200 nennt einen Sensor fehlgeschlagen, obwohl er hätte migriert werden können.',
  'The sensor goes to migrating, nothing ever begins, and the deadline reverts it.':
    'Der Sensor geht auf Migrating, nichts beginnt je, und die Frist nimmt ihn zurück.',
  'A 200 names the sensor as accepted, and the service forgets it: the state never changes.':
    'Eine 200 nennt den Sensor angenommen, und der Dienst vergisst ihn: Der Zustand ändert sich nie.',
  'The finished v3 sensor has another sensor id than the v2 sensor had.':
    'Der fertige Sensor v3 hat eine andere Kennung, als der Sensor v2 hatte.',
  'The service commits before its stated week is over (after `afterCompletionMs`). Graph shows no commit at all; it shows when the portal refuses the rollback.':
    'Der Dienst macht endgültig, bevor seine genannte Woche vorbei ist (nach `afterCompletionMs`). Graph zeigt es gar nicht; es zeigt sich, wenn das Portal die Rücknahme verweigert.',
  'A second live device record appears under the name of the server.':
    'Unter dem Namen des Servers erscheint ein zweiter lebender Geräteeintrag.',
  'The server is gone: no sensor, no report, no collector.':
    'Der Server ist weg: kein Sensor, keine Meldung, kein Sammler.',
  'The server restarts and is away for some minutes.': 'Der Server startet neu und ist einige Minuten weg.',
  'The proxy begins to break and inspect TLS.': 'Der Proxy beginnt, TLS aufzubrechen und mitzulesen.',
  'TLS 1.2 is switched off on the server.': 'Auf dem Server wird TLS 1.2 abgeschaltet.',
  'A Group Policy stops new services from being created or started.':
    'Eine Gruppenrichtlinie verhindert, dass neue Dienste angelegt oder gestartet werden.',
  'The server is too busy for the new sensor to start.':
    'Der Server ist zu beschäftigt, als dass der neue Sensor starten könnte.',
  'The server gets another name; Defender for Endpoint keeps the old one.':
    'Der Server bekommt einen anderen Namen; Defender for Endpoint behält den alten.',
  'The server was offboarded and onboarded again: a new device id, the old record stays.':
    'Der Server wurde abgemeldet und neu aufgenommen: eine neue Gerätekennung, der alte Eintrag bleibt.',
  'A prerequisite goes away: `prerequisite` names it, otherwise it is drawn.':
    'Eine Voraussetzung fällt weg: `prerequisite` nennt sie, sonst wird sie ausgelost.',
  'Outbound 443 to the cloud is closed.': 'Ausgehend 443 zur Cloud ist geschlossen.',
  'The Sense service hangs while starting.': 'Der Dienst Sense hängt beim Starten.',
  'The service calls the server ready when it is not, or the reverse.':
    'Der Dienst nennt den Server bereit, wenn er es nicht ist, oder umgekehrt.',
  'Somebody starts the migration in the portal.': 'Jemand beginnt die Migration im Portal.',
};
