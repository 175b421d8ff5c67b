import type { enProof } from './en-proof.ts';

/** Dasselbe auf Deutsch: Nachweise, Schlüssel der Pakete, und jetzt nachweisen. */
export const deProof: Readonly<Record<keyof typeof enProof, string>> = {
  'rail.proof': 'Nachweis',
  'proof.files': 'Dateien',
  'proof.title': 'Nachweis',
  'proof.all': 'Alle Nachweise',
  'proof.of-campaign': 'Der Kampagne',
  'campaign.proofs': 'Nachweise',
  'campaign.proofs-of': 'Nachweise von {name}',
  'proof.kinds': 'Was es beweist',
  'proof.none': 'Noch kein Versuch wurde beurteilt: Nichts ist bewiesen.',
  'proof.of-all': '{count, plural, one {von # Versuch} other {von # Versuchen}}',
  'proof.of-shown': '{count, plural, one {vom neuesten Versuch} other {von den # neuesten Versuchen; weitere unten}}',
  'queries.title': 'Abfragen',
  'queries.text':
    'Was changeguard in der erweiterten Suche fragt: wann es zuletzt lief, was es sagte, und der Text, um es selbst auszuführen; der Befehl zeigt dasselbe. Diese Seite führt nichts aus.',
  'queries.run': 'Letzter Lauf',
  'queries.run.of': 'Letzter Lauf von {id}',
  'queries.run.read': 'zuletzt gelungen',
  'queries.run.never': 'noch nie gelungen',
  'queries.run.again': 'läuft wieder spätestens',
  'queries.run.fails-since': 'Mit diesem Problem seit',
  'queries.run.tries':
    '{count, plural, one {# Versuch schlug fehl} other {# Versuche hintereinander schlugen fehl}}; wann zuletzt versucht wurde, ist nicht aufbewahrt.',
  'queries.run.no-connection':
    'changeguard führt sie nicht aus, weil kein Dienst verbunden ist. Wer sie ausführen will, kopiert sie in die erweiterte Suche des Defender-Portals.',
  'queries.run.archived':
    'changeguard führt sie nicht aus, weil der Mandant archiviert ist. Was sie vorher sagte, bleibt.',
  'queries.run.bring-in':
    'Um ihr Ergebnis einzubringen, wird es dort als CSV exportiert und mit der Zeit importiert, zu der sie lief; es gilt als {kind}.',
  'queries.run.no-way':
    'Ihr Ergebnis lässt sich nicht einbringen: Nur wer sie ausführt, sieht es. Sobald ein Dienst verbunden ist, kommt es von selbst.',
  'queries.run.rows':
    '{count, plural, one {Eine Zeile von # Server ist aufbewahrt.} other {Zeilen von # Servern sind aufbewahrt.}}',
  'queries.run.current':
    '{current, plural, =0 {Keine davon sagte} one {# davon sagte} other {# davon sagte}} der letzte Lauf, {earlier, number} ein früherer.',
  'queries.run.no-rows': 'Keine Zeile ist aufbewahrt.',
  'queries.run.seen': 'Gesehen',
  'queries.run.pace':
    'Sie läuft alle {busy, number} h, solange etwas in Bewegung ist, sonst alle {idle, number} h. Eine Zeile, die älter als {believed, number} h ist, entscheidet nichts.',
  'queries.rows.show': 'Zeigen, was {id} von jedem Server sagte',
  'queries.rows.hide': 'Verbergen, was {id} sagte',
  'queries.rows.label': 'Was {id} von jedem Server sagte',
  'queries.rows.said': 'Was sie sagte',
  'queries.rows.standing': 'Stand',
  'queries.rows.count': '{shown, number} von {count, plural, one {# Zeile} other {# Zeilen}} gezeigt.',
  'queries.kql': 'KQL von {id}',
  'queries.copy': 'Die Abfrage {id} kopieren',
  'queries.proves': 'Was sie beweist:',
  'queries.proves-not': 'Was sie nicht beweist',
  'queries.proofs': 'Nachweise, die nach ihr beurteilt werden',
  'queries.gates': 'Schranken, die mit ihr gemessen werden',
  'queries.without': 'Nachweise, die keine Abfrage gibt',
  'queries.without.text': 'Woher ihre Belege kommen',
  'proof.moves': 'Was wodurch bewiesen wurde',
  'proof.none-fit': 'Kein Versuch, der hier steht, passt.',
  'proof.unjudged': 'Noch keine.',
  'verify.title': 'Jetzt nachweisen',
  'verify.do': 'Nachweise sammeln und beurteilen',
  'verify.selector': 'Welche Server',
  'verify.selector.hint': 'Etwa site:Berlin oder BER-DC1; leer: alle',
  'verify.refresh': 'Erst den Dienst lesen',
  'verify.refresh.yes': 'Ja',
  'verify.refresh.no': 'Nein, nach dem Bekannten urteilen',
  'verify.none': 'Kein Versuch passt: Nichts ist bewiesen.',
  'verify.found':
    '{complete, plural, one {# Versuch vollständig} other {# Versuche vollständig}}, {incomplete, number} unvollständig.',
  'keys.title': 'Schlüssel der Beweispakete',
  'keys.text':
    'Ein Paket ist mit einem Schlüssel dieses Dienstes unterschrieben. Wer eines bekommt, vergleicht dessen Fingerabdruck mit diesen.',
  'keys.none': 'Noch kein Paket wurde gemacht.',
  'keys.current': 'Mit ihm werden neue Pakete unterschrieben',
  'keys.new': 'Einen anderen Schlüssel machen',
  'keys.new.text':
    'Die private Hälfte des alten wird vernichtet; seine Pakete bleiben prüfbar. Geben Sie den neuen Fingerabdruck allen, die sie prüfen.',
  'chain.sealed': '{events} weitere Ereignisse aus {links} alten Gliedern liegen in versiegelten Archiven.',
  'sealed.in-log':
    '{entries, plural, one {# älteres Ereignis liegt} other {# ältere Ereignisse liegen}} bis zum Glied {link} ({until}) in versiegelten Archiven und nicht in dieser Liste.',
  'sealed.in-timeline':
    'Vom ganzen Protokoll {entries, plural, one {liegt # älteres Ereignis} other {liegen # ältere Ereignisse}} bis zum Glied {link} ({until}) in versiegelten Archiven; was bis dahin mit diesem Server geschah, kann darunter sein und steht nicht in dieser Liste.',
  'sealed.how':
    'Die Archive liegen auf dem Rechner des Dienstes, jedes eine mit gzip gepackte Datei aus JSON-Zeilen. Der erste Befehl sagt, welches welche Glieder hat, der zweite beweist sie gegen dieses Protokoll.',
  'queries.lint': 'Was ihr Text sagt',
  'queries.lint.fine': 'in Ordnung',
  'queries.lint.look': 'zweimal hinsehen',
  'queries.lint.wrong': 'falsch',
};
