import { z } from 'zod';
import { instant } from './words.ts';

const servers = '{servers, plural, one {{servers} server} other {{servers} servers}}';
const more = '{more, plural, =0 {} other { and {more} more}}';
const people = '{people, plural, one {{people} person} other {{people} people}}';
const changes =
  '{isNow, select, yes {, open now} other {}}{here, select, yes {, clocks change} other {}}{zones, plural, =0 {} other {, clocks change in {inZones}}}';

/**
 * What can be said of a plan, in English: the command line and the portal's English page fill in these very messages, and other languages have
 * their own for each. They are ICU messages of the simplest kind: {name}, {name, number}, plural and select.
 */
export const planWords = {
  head: `{name}  ${servers} in {waves, plural, one {{waves} wave} other {{waves} waves}}`,
  origin:
    'journey {journey} · edition {edition} · started by {channel, select, graph {Graph} other {a task in the portal}} · evidence of {demand, select, host {the host itself} other {the service or the host}}',
  joins: 'joins plan {digest} as a late wave: it begins when the gate behind the last wave has passed',
  made: 'made by {author}, {at} · digest {digest}',

  'who-when': 'Who goes when, if nothing fails',
  'wave-number': 'wave {number}',
  'wave-name': 'wave {number} {name}',
  wave: `{wave} ({count})  {names}${more}`,
  unpredicted: '! Nothing is predicted of it.',
  starts: 'starts {span}',
  ends: 'all protected again {span}',
  'would-not-start': '! would not start: {held}',
  held: `{names}${more}, waiting {wait} ({reason})`,
  'more-waves': 'and {count, plural, one {{count} more wave} other {{count} more waves}} (--json shows all)',
  at: '{earliest}',
  between: '{earliest} at best, {latest} at worst',
  open: '{earliest} at best, at worst never',
  never: 'never, as things are',

  'how-low': 'How low coverage gets',
  lowest: '{group}  {coverage}{wave, plural, =0 {} other {, wave {wave}}}',
  coverage:
    '{lowest} of {servers} protected, {share, number} %{unknown, plural, =0 {} other {..{best, number} % ({unknown} unknown)}}; {needed, plural, =0 {no second server stands in} other {floor {needed}{isBroken, select, yes {, broken before anything starts} other {}}}}',
  'more-groups': 'and {count} more, none of them lower (--json shows all)',
  site: 'site {name}',
  domain: 'domain {name}',
  'no-site': 'the unknown site',
  'no-domain': 'the unknown domain',

  'starts-allowed': 'When starts are allowed',
  'opening-always': `Always open${changes}`,
  'opening-until': `Until {closes} {zone} ({utc} UTC)${changes}`,
  'opening-from': `From {opens} {zone} ({utc} UTC) on${changes}`,
  opening: `{opens} to {closes} {zone} ({utc} UTC)${changes}`,
  hours: '{from}-{to}',
  days: '{from} to {to}',
  'no-opening': 'No opening before {at}.',
  'no-other-opening': 'No other opening before {at}.',
  unreadable: '! {what}',

  'no-way-back': 'What cannot be undone from when',
  'no-return':
    'wave {wave}  its first server from {first}; all of it from {all}{isFinal, select, yes {; no way back is promised once a server has started} other {}}',
  'no-return-only':
    'The first server from {first}; all of it from {all}{isFinal, select, yes {; no way back is promised once a server has started} other {}}',

  'what-holds': 'What holds',
  caps: 'At once: {caps}.',
  'cap-in-flight': 'at most {count} in flight',
  'cap-site': '{count} in a site',
  'cap-domain': '{count} in a domain',
  'cap-starts': '{count, plural, one {{count} start} other {{count} starts}} a day',
  'cap-commits': '{count, plural, one {{count} commit} other {{count} commits}} a day',
  'cap-blast-radius': '{count, plural, one {{count} server} other {{count} servers}} neither as before nor committed',
  'cap-spread': '{duration} between two starts at a site',
  floor: `Floor: at least ${servers}{hasShare, select, yes { and {share, number} % of them} other {}} protected and not in a disruptive step, in every site and domain.`,
  waiver: 'Waiver for {group} until {at}: {because}',
  'budget-none': 'The first failure stops it.',
  budget:
    'Stops at more than {failures, plural, one {{failures} failure} other {{failures} failures}} in all{hasKind, select, yes {, or more than {ofKind} of one kind of host} other {}}.',
  gate: 'Between waves: {conditions}.',
  'gate-moves': 'every move of the wave is verified',
  'gate-success-share': '{share, number} % of it succeeded',
  'gate-soak': '{duration} passed since its last host was protected by the new sensor',
  'gate-health':
    'no new health issue of those that both sensors watch{accepted, plural, =0 {} other { (accepted of those that only the new one watches: {watches})}}',
  'gate-detection': 'detections and telemetry are as before',
  'gate-proofs': 'proved on every host: {proofs}',
  'gate-hunting': 'the query {query} finds none of its hosts',
  'gate-manual': 'a person answers "{question}"',
  'gate-rollback-drill': 'one of its hosts was rolled back and moved again',
  'any-hour': 'Starts at any hour.',
  calendars: 'Starts only while all are open: {calendars}.',
  guard:
    'Before a commit: alarms {hours} ahead; when nobody decides and evidence is missing, {then, select, rollback {a rollback is asked for in time} other {the commit is let pass}}.',
  'no-approval': 'Nobody has to approve it.',
  approval:
    'Approved by {people, plural, one {one person} other {{people} people}} other than the author{perWave, select, yes {, for each wave} other {}}; an approval is good for {duration}.',

  'standing-free': 'needs no approval',
  'standing-granted': 'approved',
  'standing-missing': `waits for ${people} other than the author`,
  'standing-expired': `its approval ran out; needs ${people} other than the author`,
  'standing-refused': 'refused by {by}',

  'irreversible-unpromised': 'Edition {edition} promises no rollback: take the switch to v3.x itself as final.',
  irreversible:
    'A server can be rolled back in the Defender portal until {period} after its switch; then the service commits it by itself and it stays on v3.x for good.',

  'warning-switch-final': 'This edition states no rollback: treat the switch of each server as final.',
  'warning-service-reverts': 'A server that does not complete within {duration} is reverted to v2.x by the service.',
  'warning-read-only':
    'The connection is read-only: nothing is sent; the campaign only compares our verdicts with what the portal does.',
  'warning-automatic-activation':
    'Automatic activation is on in this tenant: the service changes servers outside any plan.',
} as const;
export type PlanSaying = keyof typeof planWords;

const says = z.enum(Object.keys(planWords) as [PlanSaying, ...PlanSaying[]]);

/** A local time is on the clocks of a place and stands in no zone; the year stands there where it is another one than when the plan was made. */
const simple = z.union([
  z.string(),
  z.number(),
  z.object({ at: instant }),
  z.object({ local: z.string(), form: z.enum(['hour', 'day', 'year']) }).describe('On the clocks of a place'),
  z.object({ wait: z.string().describe('A stable code'), words: z.string() }),
  z.object({ told: z.string() }).describe('A sentence that no code stands for'),
]);
export type PlanValue = z.infer<typeof simple>;

/** What is said, and of what: no sentence yet, so that every surface says it in its own language and zone. */
export const planClause = z.object({ says, values: z.record(z.string(), simple) }).meta({ id: 'PlanClause' });
export type PlanClause = z.infer<typeof planClause>;

const clauses = z.object({ clauses: z.array(planClause), joined: z.string().describe('What stands between them') });

/** A line of a plan: its English sentence, and what that is made of. */
export const planLine = z
  .object({
    text: z.string(),
    isDeeper: z.boolean().describe('It belongs to the line above'),
    says,
    values: z.record(z.string(), z.union([simple, clauses])),
  })
  .meta({ id: 'PlanLine' });
export type PlanLine = z.infer<typeof planLine>;

export const planPassage = z.object({ title: planLine, lines: z.array(planLine) }).meta({ id: 'PlanPassage' });
export type PlanPassage = z.infer<typeof planPassage>;
