import type { EventClause, EventSays } from '../contract/event-story.ts';
import { migrationStateNames } from '../domain/host.ts';
import type { LogEventKind } from '../domain/log.ts';
import { codeInWords } from './check-catalogue.ts';
import { codeOf } from './event-code.ts';
import { type Told, type ToldEvent, toldOf } from './event-payload.ts';

type Rule = (told: Told) => readonly EventClause[];

/** What the first piece says, and what stands behind it where the event has it. */
function tells(says: EventSays, values: Omit<EventClause, 'says'> = {}, ...more: readonly (readonly EventClause[])[]) {
  return [{ says, ...values }, ...more.flat()];
}

const ofTenants = {
  'tenant-created': (told) => tells('tenant-created', named(told)),
  'tenant-changed': (told) => tells('tenant-changed', {}, nameIf('edition', told.text('edition'))),
  'tenant-archived': (told) => tells('tenant-archived', named(told)),
  'tenant-reopened': (told) => tells('tenant-reopened', named(told)),
  'tenant-deleted': (told) => tells('tenant-deleted', named(told)),
  'connection-changed': (told) => tells('connection-changed', {}, armed(told)),
  'report-key-made': (told) =>
    tells('report-key-made', { name: (told.text('fingerprint') ?? told.subject).slice(0, 16) }),
  'log-sealed': (told) => {
    const links = { first: told.number('firstSeq') ?? 0, last: told.number('lastSeq') ?? 0 };
    const name = told.text('file');
    return name === undefined ? tells('log-sealed-unnamed', links) : tells('log-sealed', { ...links, name });
  },
} satisfies Partial<Record<LogEventKind, Rule>>;

const ofServers = {
  'host-registered': (told) => tells('host-registered', named(told)),
  'host-changed': (told) => tells('host-changed', named(told)),
  'host-seen': (told) => {
    const name = migrationStateName(told.text('migrationState'));
    const version = told.text('sensorVersion');
    const sensor: readonly EventClause[] = version === undefined ? [] : [{ says: 'with-sensor', version }];
    return name === undefined ? tells('host-seen-new', {}, sensor) : tells('host-seen', { name }, sensor);
  },
  'host-held': (told) => tells('host-held', named(told)),
  'host-released': (told) => tells('host-released', named(told)),
  'verdict-changed': (told) => {
    const verdict = told.text('verdict');
    const because = reasons(told.codes('reasons'));
    if (verdict === undefined) return tells('verdict-anew', {}, because);
    return tells('verdict-changed', { what: codeOf('verdict', verdict) }, because);
  },
  'evidence-imported': (told) => {
    const name = told.personal('fileName');
    const rows = countIf('rows', told.count('rows'));
    return name === undefined
      ? tells('evidence-imported-unnamed', {}, rows)
      : tells('evidence-imported', { name }, rows);
  },
  'reading-changed': (told) => {
    const name = told.text('resource') ?? told.subject;
    const code = told.text('code');
    return code === undefined
      ? tells('reading-changed', { name })
      : tells('reading-failed', { name }, faultOf(told, code));
  },
} satisfies Partial<Record<LogEventKind, Rule>>;

const ofPlans = {
  'plan-saved': (told) => tells('plan-saved', named(told), countIf('servers', told.count('servers'))),
  'plan-rehearsed': (told) => tells('plan-rehearsed', {}, countIf('seeds', told.count('seeds'))),
  'approval-given': (told) => decided('approval-given', told, decision(told)),
  'approval-refused': (told) => decided('approval-refused', told, decision(told)),
  'approval-withdrawn': (told) =>
    decided('approval-withdrawn', told, becauseIf('comment', told.personal('withdrawnBecause'))),
  'campaign-created': (told) => tells('campaign-created', named(told)),
  'campaign-changed': (told) =>
    tells('campaign-changed', named(told), codeIf('state', 'campaign', told.kindOf('state'))),
} satisfies Partial<Record<LogEventKind, Rule>>;

const ofMoves = {
  'move-created': (told) => tells('move-created', { number: told.number('attempt') ?? 1 }, stateOfMove(told)),
  'move-changed': (told) => {
    const kind = told.kindOf('event');
    const came = [...stateOfMove(told), ...codeIf('waiting', 'wait', told.text('waitingFor'))];
    if (kind === undefined) return tells('move-changed-somehow', {}, came);
    return tells('move-changed', { what: codeOf('happened', kind) }, came);
  },
  'wait-changed': (told) => {
    const code = told.text('waitingFor') ?? told.text('reason');
    return code === undefined ? tells('wait-over') : tells('wait-changed', { what: codeOf('wait', code) });
  },
  refused: (told) => {
    const asked = told.text('asked');
    const because = faultOf(told, told.text('code'));
    return asked === undefined
      ? tells('refused-somehow', {}, because)
      : tells('refused', { what: codeOf('asked', asked) }, because);
  },
  'effect-sent': (told) => tells('effect-sent', {}, countIf('servers', told.count('moveIds'))),
  'effect-settled': (told) =>
    tells(
      'effect-settled',
      {},
      countIf('servers', told.count('moves')),
      codeIf('effect-became', 'effect', told.text('state')),
      faultOf(told, told.text('problem'), 'fault-found'),
    ),
  'proofs-judged': () => tells('proofs-judged'),
  'commit-passed-unproven': () => tells('commit-passed-unproven'),
  'task-opened': (told) => tells('task-opened', titled(told)),
  'task-closed': (told) =>
    tells('task-closed', titled(told), codeIf('choice', 'choice', told.text('choice') ?? told.text('state'))),
} satisfies Partial<Record<LogEventKind, Rule>>;

const ofPeople = {
  'access-changed': (told) => {
    const what = told.text('what');
    if (what === undefined) return tells('access-changed-somehow', {}, detail(told));
    return tells('access-changed', { what: codeOf('access', what) }, detail(told));
  },
  'signed-in': (told) => tells('signed-in', {}, detail(told)),
  'receiver-changed': (told) => {
    const what = told.text('what') ?? 'changed';
    return Object.hasOwn(receiverChanges, what)
      ? tells(receiverChanges[what as keyof typeof receiverChanges], named(told))
      : tells('receiver-otherwise', { ...named(told), what: codeOf('receiver', what) });
  },
  'receiver-broken': (told) => tells('receiver-broken', named(told), faultOf(told, told.text('code'))),
} satisfies Partial<Record<LogEventKind, Rule>>;

const receiverChanges = {
  added: 'receiver-added',
  changed: 'receiver-changed',
  'switched-on': 'receiver-switched-on',
  'switched-off': 'receiver-switched-off',
  tested: 'receiver-tested',
  removed: 'receiver-removed',
} as const satisfies Readonly<Record<string, EventSays>>;

/** One rule a kind, for every language: the English sentence is filled from what it gives as well. */
const rules: Readonly<Record<LogEventKind, Rule>> = { ...ofTenants, ...ofServers, ...ofPlans, ...ofMoves, ...ofPeople };

/** Who did what, and why, in pieces that every surface says in its own language. A kind of a newer version is told by its code. */
export function eventStory(event: ToldEvent): readonly EventClause[] {
  const told = toldOf(event);
  const rule: Rule = Object.hasOwn(rules, event.kind)
    ? rules[event.kind]
    : () => tells('other', { what: codeOf('kind', event.kind) });
  const actor = told.personal('actor');
  const because = told.personal('because') ?? told.text('because');
  const [first, ...more] = rule(told);
  return [
    ...(first === undefined ? [] : [{ ...first, ...(actor === undefined ? {} : { actor }) }]),
    ...more,
    because === undefined ? { says: 'end' } : { says: 'because', because },
  ];
}

function named(told: Told): { readonly name: string } {
  return { name: told.personal('name') ?? told.personal('fqdn') ?? told.subject };
}

/** Titles of tasks are the server's, in English. */
function titled(told: Told): { readonly words: string } {
  const kind = told.text('kind');
  return { words: told.personal('title') ?? (kind === undefined ? told.subject : codeInWords(kind).toLowerCase()) };
}

function migrationStateName(state = ''): string | undefined {
  return Object.hasOwn(migrationStateNames, state)
    ? migrationStateNames[state as keyof typeof migrationStateNames]
    : undefined;
}

/** On a plan, or on one wave of it. */
function decided(
  says: 'approval-given' | 'approval-refused' | 'approval-withdrawn',
  told: Told,
  more: readonly EventClause[],
): readonly EventClause[] {
  const number = told.number('wave') ?? 0;
  const person = says === 'approval-withdrawn' ? told.personal('person') : undefined;
  const values = { name: told.subject.slice(0, 12), ...(person === undefined ? {} : { person }) };
  return number === 0 ? tells(says, values, more) : tells(`${says}-wave`, { ...values, number }, more);
}

function decision(told: Told): readonly EventClause[] {
  return [...nameIf('ticket', told.personal('ticket')), ...becauseIf('comment', told.personal('comment'))];
}

function reasons(codes: readonly string[]): readonly EventClause[] {
  return codes.map((code, at) => ({ says: at === 0 ? 'reason' : 'next-reason', what: codeOf('reason', code) }));
}

function stateOfMove(told: Told): readonly EventClause[] {
  return codeIf('state', 'move', told.kindOf('state'));
}

function armed({ payload }: Told): readonly EventClause[] {
  if (payload.isArmed === true) return [{ says: 'armed' }];
  return payload.isArmed === false ? [{ says: 'read-only' }] : [];
}

/** A problem by its title, with what was said of it at the time. */
function faultOf(told: Told, code: string | undefined, says: EventSays = 'fault'): readonly EventClause[] {
  return code === undefined ? [] : [{ says, what: codeOf('problem', code) }, ...detail(told)];
}

function detail(told: Told): readonly EventClause[] {
  const words = told.personal('detail') ?? told.text('detail');
  return words === undefined ? [] : [{ says: 'detail', words: withoutStop(words) }];
}

function codeIf(says: EventSays, of: Parameters<typeof codeOf>[0], code: string | undefined): readonly EventClause[] {
  return code === undefined ? [] : [{ says, what: codeOf(of, code) }];
}

function countIf(says: EventSays, count: number | undefined): readonly EventClause[] {
  return count === undefined ? [] : [{ says, count }];
}

function nameIf(says: EventSays, name: string | undefined): readonly EventClause[] {
  return name === undefined ? [] : [{ says, name }];
}

function becauseIf(says: EventSays, because: string | undefined): readonly EventClause[] {
  return because === undefined ? [] : [{ says, because: withoutStop(because) }];
}

/** What stands in brackets within a sentence does not end one. */
function withoutStop(text: string): string {
  return text.replace(/\.$/, '');
}
