const cutOff = 'das Portal zeigt höchstens 30.000 und schneidet den Rest ab.';

/** Was vom Text einer Abfrage bekannt ist, nach dem Englischen, das der Server sagt. */
export const deToldLint: Readonly<Record<string, string>> = {
  'arg_max is asked for the time first: it takes the newest row.':
    'arg_max fragt zuerst nach der Zeit: Es nimmt die neueste Zeile.',
  'arg_max is asked for {by} first: it takes the row in which that is largest, whenever that was, and not the newest.':
    'arg_max fragt zuerst nach {by}: Es nimmt die Zeile, in der das am größten ist, wann immer das war, und nicht die neueste.',
  '{columns}: asked before the newest row is taken, so that it is the newest that fits; a newer one may say otherwise.':
    '{columns}: gefragt, bevor die neueste Zeile genommen wird, sodass es die neueste passende ist; eine neuere sagt vielleicht anderes.',
  'It says how far back it reads.': 'Sie sagt, wie weit sie zurückliest.',
  'It says no time: it reads all that advanced hunting keeps, 30 days.':
    'Sie sagt keine Zeit: Sie liest alles, was Advanced Hunting aufbewahrt, 30 Tage.',
  'It says how many rows its answer has at most.': 'Sie sagt, wie viele Zeilen ihre Antwort höchstens hat.',
  'Its answer has a row for every event: the portal shows 30,000 at most, and cuts off the rest.': `Ihre Antwort hat eine Zeile für jedes Ereignis: ${cutOff}`,
  'Its answer has a row for each {by}: the portal shows 30,000 at most, and cuts off the rest.': `Ihre Antwort hat eine Zeile für jedes {by}: ${cutOff}`,
  '{column} is compared with ==, letter by letter; =~ takes capital and small letters alike.':
    '{column} wird mit == verglichen, Buchstabe für Buchstabe; =~ nimmt große und kleine gleich.',
};
