import type { Json } from './canonical.ts';
import type { HostId, MoveId } from './ids.ts';
import type { LogEvent, LogEventKind } from './log.ts';
import type { ProblemCode } from './problem.ts';
import { problems } from './problem-catalogue.ts';
import { hourMs, type Instant, minuteMs, type ObservedInstant } from './time.ts';

type Members = Readonly<Record<string, Json | undefined>>;

/** One kind of what people are told without asking. */
interface NoticeRow {
  readonly title: string;
  /** Told at once, in quiet hours too. Everything else is gathered, and waits for the morning. */
  readonly isAlarm: boolean;
  /** What a person does next; `{server}` stands for the server it is about. */
  readonly remedy: string;
  /** The event of the log that is told. A kind without it is made of no single event: by a clock, or because somebody asks. */
  readonly of?: LogEventKind;
  /** Which events of that kind; left out: all. */
  readonly when?: (payload: Members) => boolean;
  /** What makes it one and the same, however often events show it; left out: the place of the event in the log. */
  readonly mark?: (payload: Members) => string;
  /** The state of things that begins with it. While one is open it is not told again, and when it ends before it was told it is not told at all. */
  readonly topic?: (payload: Members, subjectId: string) => string;
  /** How long it may still turn out to be nothing. */
  readonly graceMs?: number;
}

/** Passing troubles of the network are no news; a service that is away for longer is. */
const passingMs = 15 * minuteMs;
/** Tasks about something that is told by a notice of its own. */
const toldOtherwise = ['acknowledge-failure', 'unpin', 'commit-unproven', 'campaign-tripped'];
const forPersons = [
  'connection-credential-refused',
  'connection-consent-missing',
  'connection-permission-missing',
  'connection-secret-missing',
];

/**
 * Everything that receivers can be told, one row a kind. A new kind is a row here, and nowhere else: receivers choose among the rows, and the
 * reference is printed from them.
 */
const rows = {
  'move-failed': {
    title: 'A migration failed',
    isAlarm: true,
    remedy: 'changeguard diagnose {server}; then decide: changeguard task show acknowledge-failure:{server}',
    of: 'move-changed',
    when: begins('failed', 'failedAt'),
    mark: since('failedAt'),
  },
  'move-reverted': {
    title: 'The service took a server back to sensor v2.x',
    isAlarm: true,
    remedy: 'changeguard diagnose {server}; then decide: changeguard task show acknowledge-failure:{server}',
    of: 'move-changed',
    when: begins('reverted', 'revertedAt'),
    mark: since('revertedAt'),
  },
  'move-rolled-back': {
    title: 'A server was rolled back',
    isAlarm: false,
    remedy: 'It is pinned until somebody releases it: changeguard task show unpin:{server}',
    of: 'move-changed',
    when: begins('rolledBack', 'rolledBackAt'),
    mark: since('rolledBackAt'),
  },
  'commit-due': {
    title: 'A server will soon be committed for good',
    isAlarm: true,
    remedy:
      'changeguard verify {server}; while it is possible, the way back is: changeguard rollback {server} --because REASON',
  },
  'commit-passed-unproven': {
    title: 'A server was committed before its evidence was complete',
    isAlarm: true,
    remedy: 'changeguard task show commit-unproven:{server}',
    of: 'commit-passed-unproven',
  },
  'campaign-created': {
    title: 'A campaign was started',
    isAlarm: false,
    remedy: 'changeguard status',
    of: 'campaign-created',
  },
  'campaign-finished': {
    title: 'A campaign has finished',
    isAlarm: false,
    remedy: 'changeguard report campaign',
    of: 'campaign-changed',
    when: (payload) => payload.state === 'finished',
  },
  'campaign-stopped': {
    title: 'A campaign was stopped',
    isAlarm: true,
    remedy: 'changeguard status',
    of: 'campaign-changed',
    when: (payload) => payload.state === 'stopped',
  },
  // Told once, however often the campaign changes while it is held; it is held until a person does something, so it waits for nobody's morning.
  'campaign-tripped': {
    title: 'A campaign is held: too much failed, or its gate did',
    isAlarm: true,
    remedy: 'changeguard status; what to do, and how to go on, stands in its task: changeguard task list',
    of: 'campaign-changed',
    when: (payload) => payload.state === 'tripped',
    mark: (payload) => String(membersOf(membersOf(payload.progress).steering).since),
  },
  'campaign-changed': {
    title: 'A campaign was changed',
    isAlarm: false,
    remedy: 'changeguard status',
    of: 'campaign-changed',
    when: (payload) => !['finished', 'stopped', 'tripped'].includes(String(payload.state)),
  },
  'task-opened': {
    title: 'Somebody is needed',
    isAlarm: false,
    remedy: 'changeguard task list',
    of: 'task-opened',
    when: (payload) => !toldOtherwise.includes(String(payload.kind)),
    topic: (_, subjectId) => `task:${subjectId}`,
  },
  'connection-lost': {
    title: 'The service cannot be read',
    isAlarm: true,
    remedy: 'changeguard doctor',
    of: 'reading-changed',
    when: (payload) => typeof payload.code === 'string' && !forPersons.includes(payload.code),
    topic: (payload) => `reading:${payload.resource}`,
    graceMs: passingMs,
  },
  'connection-refused': {
    title: 'The service lets us in no more',
    isAlarm: true,
    remedy: 'changeguard doctor',
    of: 'reading-changed',
    when: (payload) => forPersons.includes(String(payload.code)),
    topic: (payload) => `refused:${payload.resource}`,
  },
  'connection-restored': {
    title: 'The service can be read again',
    isAlarm: false,
    remedy: 'Nothing; what was due meanwhile is looked at now.',
  },
  'receiver-broken': {
    title: 'Another receiver of notifications gets none any more',
    isAlarm: true,
    remedy: 'changeguard notify list',
    of: 'receiver-broken',
  },
  test: {
    title: 'A test: this receiver is reached',
    isAlarm: false,
    remedy: 'Nothing; somebody asked for it with "changeguard notify test".',
  },
} as const satisfies Readonly<Record<string, NoticeRow>>;

export type NoticeKind = keyof typeof rows;

export const noticeKinds: Readonly<Record<NoticeKind, NoticeRow>> = rows;

/** What ends a topic. What was told of it is told to be over, where there is a kind for that. */
const endings: readonly {
  readonly of: LogEventKind;
  readonly when?: (payload: Members) => boolean;
  readonly topics: (payload: Members, subjectId: string) => readonly string[];
  readonly tells?: NoticeKind;
}[] = [
  { of: 'task-closed', topics: (_, subjectId) => [`task:${subjectId}`] },
  {
    of: 'reading-changed',
    when: (payload) => payload.code === null,
    topics: ({ resource }) => [`reading:${resource}`, `refused:${resource}`],
    tells: 'connection-restored',
  },
];

/** The events that can be news; no others need be read. */
export const toldEvents: readonly LogEventKind[] = [
  ...new Set([...Object.values(noticeKinds).flatMap(({ of }) => of ?? []), ...endings.map(({ of }) => of)]),
];

/** A notice that an event of the log gives cause for, before it has words. */
export interface NoticeClue {
  readonly kind: NoticeKind;
  /** The same whenever it is made of the same thing, so that nobody is told twice. */
  readonly noticeId: string;
  readonly topic: string | null;
  readonly graceMs: number;
  readonly hostId?: HostId | undefined;
  readonly moveId?: MoveId | undefined;
  readonly problem?: ProblemCode | undefined;
}

/** What an event means to receivers: a notice, the end of topics, both, or nothing. */
interface Told {
  readonly notice?: NoticeClue | undefined;
  readonly ends: readonly string[];
  /** Told only where one of the topics had been told. */
  readonly whenEnded?: NoticeClue | undefined;
}

export function noticeOf(event: LogEvent): Told {
  const payload = membersOf(event.payload);
  const kinds = Object.keys(noticeKinds) as NoticeKind[];
  const kind = kinds.find((name) => isOf(noticeKinds[name], event, payload));
  const ending = endings.find((one) => isOf(one, event, payload));
  return {
    notice: kind === undefined ? undefined : clueOf(kind, event, payload),
    ends: ending?.topics(payload, event.subjectId) ?? [],
    whenEnded: ending?.tells === undefined ? undefined : clueOf(ending.tells, event, payload),
  };
}

function isOf(row: Pick<NoticeRow, 'of' | 'when'>, event: LogEvent, payload: Members): boolean {
  return row.of === event.kind && (row.when?.(payload) ?? true);
}

function clueOf(kind: NoticeKind, event: LogEvent, payload: Members): NoticeClue {
  const { mark, topic, graceMs = 0 } = noticeKinds[kind];
  const { hostId } = payload;
  const stated = membersOf(membersOf(payload.state).problem).code ?? payload.code;
  return {
    kind,
    noticeId: mark ? `${kind}:${event.subjectId}:${mark(payload)}` : `${kind}:${event.seq}.${event.ordinal}`,
    topic: topic?.(payload, event.subjectId) ?? null,
    graceMs,
    ...(typeof hostId === 'string' ? { hostId: hostId as HostId } : {}),
    ...(event.subjectType === 'host' ? { hostId: event.subjectId as HostId } : {}),
    ...(event.subjectType === 'move' ? { moveId: event.subjectId as MoveId } : {}),
    ...(isProblem(stated) ? { problem: stated } : {}),
  };
}

/** What to do about it: first what the problem itself says, then where to look. */
export function remedyOf(
  kind: NoticeKind,
  about: { server?: string | null; problem?: ProblemCode | undefined },
): string {
  const row = noticeKinds[kind].remedy.replaceAll('{server}', about.server ?? 'SERVER');
  return about.problem === undefined ? row : `${problems[about.problem].remedy} ${row}`;
}

/**
 * The nearest of the hours that has come, or comes within `aheadMs`: whoever looks so often tells nobody too late, and of a whole wave at once.
 * Whoever hears of a server late is told once, not of every hour that was missed. It is counted to the earliest end of the observation, after which
 * nobody can go back any more; until the latest one it may still turn out well, and whoever was not told yet is told.
 */
export function commitAlarmHour(
  endsAt: ObservedInstant,
  now: Instant,
  { hours, aheadMs = 0 }: { readonly hours: readonly number[]; readonly aheadMs?: number },
): number | undefined {
  if (now >= endsAt.latest) return undefined;
  const left = endsAt.earliest - now;
  const come = hours.filter((hour) => left <= hour * hourMs + aheadMs);
  return come.length === 0 ? undefined : Math.min(...come);
}

/** A state tells of its beginning only in the event that led to it; every later event of the move repeats it. */
function begins(kind: string, instant: string): (payload: Members) => boolean {
  return (payload) => {
    const state = membersOf(payload.state);
    return state.kind === kind && state[instant] === membersOf(payload.event).at;
  };
}

function since(instant: string): (payload: Members) => string {
  return (payload) => String(membersOf(payload.state)[instant]);
}

function membersOf(value: Json | undefined): Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {};
}

function isProblem(code: Json | undefined): code is ProblemCode {
  return typeof code === 'string' && Object.hasOwn(problems, code);
}
