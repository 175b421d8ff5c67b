import type { enProof } from './en-proof.ts';

/** Dasselbe auf Deutsch: Nachweise, Schlüssel der Pakete, und jetzt nachweisen. */
export const deProof: Readonly<Record<keyof typeof enProof, string>> = {
  'rail.proof': 'Nachweis',
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
    'Was changeguard in der erweiterten Suche fragt, um es selbst auszuführen; der Befehl zeigt dasselbe. Hier wird nichts ausgeführt.',
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
};
