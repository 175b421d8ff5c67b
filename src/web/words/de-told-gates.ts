const come =
  '{count} von {of, plural, one {{of} Server} other {{of} Servern}} {count, plural, one {erfüllt} other {erfüllen}} es{tail}.';
const noneYet = 'Noch kein Server der Welle ist so weit, dass es sich messen lässt.';
const acceptedToo = '{count} als fehlgeschlagen hingenommen und nicht mitgezählt';

/** Was ein Tor misst, nach dem Englischen, das der Server sagt. */
export const deToldGates: Readonly<Record<string, string>> = {
  'Nothing was measured.': 'Nichts wurde gemessen.',
  'The wave has no host.': 'Die Welle hat keinen Server.',
  'No host of the wave is left to measure.': 'Kein Server der Welle ist übrig, an dem etwas zu messen wäre.',
  '{count} accepted as failed and not counted.': `${acceptedToo}.`,
  '{more} joined since and not counted.':
    '{more, plural, one {{more} kam seither dazu und zählt} other {{more} kamen seither dazu und zählen}} nicht mit.',
  '{open} gone since and still counted.':
    '{open, plural, one {{open} verschwand seither und zählt} other {{open} verschwanden seither und zählen}} weiter mit.',
  '{count} accepted as failed and not counted, {more} joined since and not counted.': `${acceptedToo}, {more} seither dazugekommen und nicht mitgezählt.`,
  '{count} accepted as failed and not counted, {open} gone since and still counted.': `${acceptedToo}, {open} seither verschwunden und weiter mitgezählt.`,
  '{more} joined since and not counted, {open} gone since and still counted.':
    '{more} seither dazugekommen und nicht mitgezählt, {open} seither verschwunden und weiter mitgezählt.',
  '{count} accepted as failed and not counted, {more} joined since and not counted, {open} gone since and still counted.': `${acceptedToo}, {more} seither dazugekommen und nicht mitgezählt, {open} seither verschwunden und weiter mitgezählt.`,

  '{count} of {of} {hosts} verified, {failed} failed, {unproven} ended without proof, {open} open; {share} % are demanded.':
    '{count} von {of, plural, one {{of} Server} other {{of} Servern}} nachgewiesen, {failed} fehlgeschlagen, {unproven} ohne Nachweis beendet, {open} offen; verlangt sind {share} %.',
  'Health: {count} of {of} {hosts} pass{tail}.': `Gesundheit: ${come}`,
  'Health: no host of the wave has come so far that it can be measured.': `Gesundheit: ${noneYet}`,
  'Detection: {count} of {of} {hosts} pass{tail}.': `Erkennung: ${come}`,
  'Detection: no host of the wave has come so far that it can be measured.': `Erkennung: ${noneYet}`,
  'Detection: no proof is named that would show it.': 'Erkennung: Kein Nachweis ist genannt, der es zeigen würde.',
  'Proofs: {count} of {of} {hosts} pass{tail}.': `Nachweise: ${come}`,
  'Proofs: no host of the wave has come so far that it can be measured.': `Nachweise: ${noneYet}`,
  'Proofs: no proof is named that would show it.': 'Nachweise: Kein Nachweis ist genannt, der es zeigen würde.',
  'Soak of {ago}: {count} of {of} {hosts} pass{tail}.': `Ruhezeit von {ago}: ${come}`,
  'Soak of {ago}: no host of the wave has come so far that it can be measured.': `Ruhezeit von {ago}: ${noneYet}`,

  'Query {query}: not run yet.': 'Abfrage {query}: noch nicht gelaufen.',
  'Query {query}: broke off with {code}; it is run again.':
    'Abfrage {query}: mit {code} abgebrochen; sie läuft noch einmal.',
  'Query {query}: its last run is too old.': 'Abfrage {query}: Ihr letzter Lauf ist zu alt.',
  'Query {query}: rows for {count} of {of} {hosts}, {names}.':
    'Abfrage {query}: Zeilen zu {count} von {of, plural, one {{of} Server} other {{of} Servern}}, {names}.',
  'Query {query}: the answer was cut at the row limit.':
    'Abfrage {query}: Die Antwort wurde an der Grenze der Zeilen abgeschnitten.',
  'Query {query}: {count} rows name no host that we know.':
    'Abfrage {query}: {count, plural, one {{count} Zeile nennt} other {{count} Zeilen nennen}} keinen Server, den wir kennen.',
  'Query {query}: no rows, but {count} {hosts} are not switched yet.':
    'Abfrage {query}: keine Zeilen, aber {count, plural, one {{count} Server ist} other {{count} Server sind}} noch nicht umgestellt.',
  'Query {query}: no rows, but its tables do not reach past the last switch.':
    'Abfrage {query}: keine Zeilen, aber ihre Tabellen reichen nicht über den letzten Wechsel hinaus.',
  'Query {query}: no rows for {count} {hosts}.':
    'Abfrage {query}: keine Zeilen zu {count, plural, one {{count} Server} other {{count} Servern}}.',

  '“{question}”: nobody has answered.': '„{question}“: Niemand hat geantwortet.',
  '“{question}”: {person} says no.': '„{question}“: {person} sagt nein.',
  '“{question}”: {person} says yes.': '„{question}“: {person} sagt ja.',
  '“{question}”: {person} said yes {ago} ago, which is too long.':
    '„{question}“: {person} sagte vor {ago} ja, das ist zu lange her.',
  '“{question}”: {person} said no {ago} ago, which is too long.':
    '„{question}“: {person} sagte vor {ago} nein, das ist zu lange her.',
  '“{question}”: {person} said no before the last host was switched.':
    '„{question}“: {person} sagte nein, bevor der letzte Server umgestellt war.',
  '“{question}”: {person} said yes before all hosts were switched.':
    '„{question}“: {person} sagte ja, bevor alle Server umgestellt waren.',
  '“{question}”: {person} said yes before the last host was switched.':
    '„{question}“: {person} sagte ja, bevor der letzte Server umgestellt war.',

  'Rollback drill: {host} failed it: its second attempt ended {word}.':
    'Geübte Rücknahme: {host} bestand sie nicht: Sein zweiter Versuch endete so: {word}.',
  'Rollback drill: {host} went back and was moved again.':
    'Geübte Rücknahme: {host} ging zurück und zog noch einmal um.',
  'Rollback drill: no host was rolled back yet.': 'Geübte Rücknahme: Noch kein Server wurde zurückgenommen.',
  'Rollback drill: {names} on the way, not verified again yet.':
    'Geübte Rücknahme: {names} unterwegs, noch nicht wieder nachgewiesen.',
  'The gate behind wave {wave} asks for a drill.': 'Das Tor nach Welle {wave} verlangt eine geübte Rücknahme.',
  'The gate after wave {wave} failed.': 'Das Tor nach Welle {wave} ist nicht erfüllt.',
};

/** Was hinter einer Messung von einzelnen Servern gesagt wird. */
export const deToldOfHosts: Readonly<Record<string, string>> = {
  'and {more} more': 'und {more} weitere',
  'ended watches: {names}': 'nicht mehr überwacht: {names}',
  'new watches that were accepted: {names}': 'neu überwacht und hingenommen: {names}',
  'open since before: {names}': 'offen wie zuvor: {names}',
  'expected: {names}': 'erwartet: {names}',
  '{host}: not seen protected by the new sensor yet': '{host}: noch nicht vom neuen Sensor geschützt gesehen',
  '{host}: not seen protected': '{host}: nicht geschützt gesehen',
  '{host}: last seen protected {ago} ago': '{host}: zuletzt vor {ago} geschützt gesehen',
  '{host}: protected for {ago}': '{host}: seit {ago} geschützt',
  '{host}: its move failed': '{host}: Sein Umzug schlug fehl',
  '{host}: not under the new sensor': '{host}: nicht unter dem neuen Sensor',
  '{host}: not known: {names}': '{host}: nicht bekannt: {names}',
  '{host}: judged too long ago: {names}': '{host}: vor zu langer Zeit beurteilt: {names}',
  '{host}: does not apply: {names}': '{host}: trifft nicht zu: {names}',
  '{host}: {names} fails': '{host}: {names} nicht erfüllt',
  '{host}: {names} fail': '{host}: {names} nicht erfüllt',
  '{host}: its health issues were not read': '{host}: Seine Integritätsprobleme wurden nicht gelesen',
  '{host}: its health issues could not be read ({code})':
    '{host}: Seine Integritätsprobleme waren nicht zu lesen ({code})',
  '{host}: its health was read before the switch': '{host}: Seine Gesundheit wurde vor dem Wechsel gelesen',
  '{host}: the reading of its health is too old': '{host}: Seine Gesundheit wurde vor zu langer Zeit gelesen',
  '{host}: {names}; what was open before is not known': '{host}: {names}; was davor offen war, ist nicht bekannt',
  '{host}: new since the switch: {names}': '{host}: neu seit dem Wechsel: {names}',
  '{host}: cannot be compared: {names}': '{host}: nicht vergleichbar: {names}',
  '{host}: only the new sensor watches for {names}': '{host}: Nur der neue Sensor achtet auf {names}',
};
