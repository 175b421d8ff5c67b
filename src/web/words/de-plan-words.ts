import type { PlanSaying } from '../../contract/plan-words.ts';

const more = '{more, plural, =0 {} other { und {more} weitere}}';
const people = '{people, plural, one {einen Menschen} other {{people} Menschen}}';
const changes =
  '{isNow, select, yes {, jetzt offen} other {}}{here, select, yes {, Uhren werden umgestellt} other {}}{zones, plural, =0 {} other {, Uhren werden umgestellt in {inZones}}}';
const final = '{isFinal, select, yes {; hat ein Server begonnen, ist kein Rückweg mehr versprochen} other {}}';

/** Was von einem Plan zu sagen ist, auf Deutsch; die Tabelle des Englischen hat dieselben Namen. */
export const dePlanWords: Readonly<Record<PlanSaying, string>> = {
  head: '{name}  {servers, plural, one {{servers} Server} other {{servers} Server}} in {waves, plural, one {{waves} Welle} other {{waves} Wellen}}',
  origin:
    'Reise {journey} · Ausgabe {edition} · begonnen {channel, select, graph {über Graph} other {als Aufgabe im Portal}} · Belege {demand, select, host {des Servers selbst} other {des Dienstes oder des Servers}}',
  joins:
    'schließt sich dem Plan {digest} als späte Welle an: Sie beginnt, wenn das Tor hinter der letzten Welle bestanden ist',
  made: 'gemacht von {author}, {at} · Prüfsumme {digest}',

  'who-when': 'Wer wann geht, wenn nichts fehlschlägt',
  'wave-number': 'Welle {number}',
  'wave-name': 'Welle {number} {name}',
  wave: `{wave} ({count})  {names}${more}`,
  unpredicted: '! Über sie ist nichts vorausgesagt.',
  starts: 'beginnt {span}',
  ends: 'alle wieder geschützt {span}',
  'would-not-start': '! begänne nicht: {held}',
  held: `{names}${more}, wartet {wait} ({reason})`,
  'more-waves': 'und {count, plural, one {{count} weitere Welle} other {{count} weitere Wellen}} (--json zeigt alle)',
  at: '{earliest}',
  between: '{earliest} bestenfalls, {latest} schlimmstenfalls',
  open: '{earliest} bestenfalls, schlimmstenfalls nie',
  never: 'nie, wie die Dinge stehen',

  'how-low': 'Wie weit der Schutz sinkt',
  lowest: '{group}  {coverage}{wave, plural, =0 {} other {, Welle {wave}}}',
  coverage:
    '{lowest} von {servers} geschützt, {share, number} %{unknown, plural, =0 {} other {..{best, number} % ({unknown} unbekannt)}}; {needed, plural, =0 {kein zweiter Server springt ein} other {Untergrenze {needed}{isBroken, select, yes {, unterschritten, bevor etwas beginnt} other {}}}}',
  'more-groups': 'und {count} weitere, keine davon niedriger (--json zeigt alle)',
  site: 'Standort {name}',
  domain: 'Domäne {name}',
  'no-site': 'der unbekannte Standort',
  'no-domain': 'die unbekannte Domäne',

  'starts-allowed': 'Wann Starts erlaubt sind',
  'opening-always': `Immer offen${changes}`,
  'opening-until': `Bis {closes} {zone} ({utc} UTC)${changes}`,
  'opening-from': `Ab {opens} {zone} ({utc} UTC)${changes}`,
  opening: `{opens} bis {closes} {zone} ({utc} UTC)${changes}`,
  hours: '{from}–{to}',
  days: '{from} bis {to}',
  'no-opening': 'Keine Öffnung vor {at}.',
  'no-other-opening': 'Keine weitere Öffnung vor {at}.',
  unreadable: '! {what}',

  'no-way-back': 'Was ab wann nicht mehr umkehrbar ist',
  'no-return': `Welle {wave}  ihr erster Server ab {first}; die ganze ab {all}${final}`,
  'no-return-only': `Der erste Server ab {first}; alle ab {all}${final}`,

  'what-holds': 'Was gilt',
  caps: 'Auf einmal: {caps}.',
  'cap-in-flight': 'höchstens {count} unterwegs',
  'cap-site': '{count} an einem Standort',
  'cap-domain': '{count} in einer Domäne',
  'cap-starts': '{count, plural, one {{count} Start} other {{count} Starts}} am Tag',
  'cap-commits': '{count} endgültig am Tag',
  'cap-blast-radius': '{count} Server weder wie vorher noch endgültig',
  'cap-spread': '{duration} zwischen zwei Starts an einem Standort',
  floor:
    'Untergrenze: an jedem Standort und in jeder Domäne mindestens {servers, plural, one {{servers} Server} other {{servers} Server}}{hasShare, select, yes { und {share, number} % davon} other {}} geschützt und in keinem störenden Schritt.',
  waiver: 'Ausnahme für {group} bis {at}: {because}',
  'budget-none': 'Der erste Fehlschlag hält es an.',
  budget:
    'Hält an bei mehr als {failures, plural, one {{failures} Fehlschlag} other {{failures} Fehlschlägen}} insgesamt{hasKind, select, yes {, oder mehr als {ofKind} bei Servern einer Art} other {}}.',
  gate: 'Zwischen Wellen: {conditions}.',
  'gate-moves': 'jeder Umzug der Welle ist nachgewiesen',
  'gate-success-share': '{share, number} % von ihr gelangen',
  'gate-soak': '{duration} sind vergangen, seit der neue Sensor ihren letzten Server schützt',
  'gate-health':
    'keine neue Gesundheitsmeldung von denen, auf die beide Sensoren achten{accepted, plural, =0 {} other { (hingenommen von denen, auf die nur der neue achtet: {watches})}}',
  'gate-detection': 'Erkennungen und Telemetrie sind wie zuvor',
  'gate-proofs': 'auf jedem Server nachgewiesen: {proofs}',
  'gate-hunting': 'die Abfrage {query} findet keinen ihrer Server',
  'gate-manual': 'ein Mensch beantwortet „{question}“',
  'gate-rollback-drill': 'einer ihrer Server wurde zurückgenommen und zog noch einmal um',
  'any-hour': 'Beginnt zu jeder Stunde.',
  calendars: 'Beginnt nur, solange alle offen sind: {calendars}.',
  guard:
    'Vor dem Endgültigen: Alarme {hours} davor; entscheidet niemand und fehlen Belege, {then, select, rollback {wird rechtzeitig eine Rücknahme erbeten} other {wird es endgültig}}.',
  'no-approval': 'Niemand muss ihn freigeben.',
  approval: `Freigegeben durch ${people} außer dem Autor{perWave, select, yes {, jede Welle für sich} other {}}; eine Freigabe gilt {duration}.`,

  'standing-free': 'braucht keine Freigabe',
  'standing-granted': 'freigegeben',
  'standing-missing': `wartet auf ${people} außer dem Autor`,
  'standing-expired': `seine Freigabe ist abgelaufen; braucht ${people} außer dem Autor`,
  'standing-refused': 'abgelehnt von {by}',

  'irreversible-unpromised':
    'Die Ausgabe {edition} verspricht keine Rücknahme: Der Wechsel auf v3.x ist selbst schon als endgültig zu nehmen.',
  irreversible:
    'Ein Server kann nach seinem Wechsel {period} lang im Defender-Portal zurückgenommen werden; danach macht der Dienst ihn von selbst endgültig, und er bleibt auf v3.x.',

  'warning-switch-final':
    'Diese Ausgabe nennt keine Rücknahme: Der Wechsel jedes Servers ist als endgültig zu behandeln.',
  'warning-service-reverts':
    'Ein Server, der nach {duration} nicht fertig ist, wird vom Dienst auf v2.x zurückgenommen.',
  'warning-read-only':
    'Die Verbindung liest nur: Nichts wird gesendet; die Kampagne vergleicht nur unsere Urteile mit dem, was das Portal tut.',
  'warning-automatic-activation':
    'In diesem Mandanten ist die automatische Aktivierung an: Der Dienst ändert Server außerhalb jedes Plans.',
};
