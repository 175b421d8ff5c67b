import { defaultRules } from '../domain/campaign/default-rules.ts';
import type { HostId, MoveId, ReceiverId, TenantId } from '../domain/ids.ts';
import type { LogEvent } from '../domain/log.ts';
import { commitAlarmHour, type NoticeClue, noticeKinds, noticeOf, remedyOf, toldEvents } from '../domain/notice.ts';
import { quietUntil } from '../domain/quiet-hours.ts';
import { hourMs, type Instant, minuteMs, type ObservedInstant } from '../domain/time.ts';
import type { EngineContext } from './context.ts';
import type { NoticeWords } from './ports/notify.ts';
import type { GatheredNotices, MoveRow, Notice, ReceiverRow } from './ports/store.ts';

/** Events a look. */
const eventsAtOnce = 500;
/** What can wait is gathered for so long, so that a burst is one message. */
const gatheringMs = minuteMs;
/**
 * How often coming commits are looked at, and how far ahead. Servers of a wave are committed minutes apart: who were told of each at its own minute
 * would soon look at none. So an alarm comes up to an hour early, never late, for all at once.
 */
export const deadlinesEveryMs = 45 * minuteMs;
const deadlinesAheadMs = hourMs;

type NoticeWrite = GatheredNotices['notices'][number];

/**
 * Finds what the receivers of a tenant must be told: in the log since the last look, and among the commits that come. Reads and writes the store and
 * nothing else. Each receiver has a cursor of its own, which moves in the transaction that keeps what was found; so every event is found once,
 * whoever looks and whenever a worker dies, and no other commit has to know of receivers.
 */
export async function gatherNotices(context: EngineContext, tenantId: TenantId): Promise<void> {
  const { notify, store } = context;
  if (!notify) return;
  for (const receiver of await store.receivers(tenantId)) {
    if (receiver.isEnabled) await gatherFor(context, notify.words, receiver);
  }
}

async function gatherFor(context: EngineContext, words: NoticeWords, row: ReceiverRow): Promise<void> {
  const { store } = context;
  const { tenantId, receiverId } = row;
  let { cursor, deadlinesAt } = row;
  for (;;) {
    const now = context.clocks.tenantNow(tenantId);
    const head = await store.logHead(tenantId);
    const areDeadlinesDue = now >= deadlinesAt + deadlinesEveryMs || now < deadlinesAt;
    if (head.seq <= cursor && !areDeadlinesDue) return;
    const events = await store.events(tenantId, { afterSeq: cursor, kinds: toldEvents }, eventsAtOnce);
    const isLast = events.length < eventsAtOnce;
    const found = await fromLog(context, words, row, events, now);
    const commits = areDeadlinesDue && isLast ? await fromDeadlines(context, words, row, now) : [];
    const lastSeq = events.at(-1)?.seq ?? cursor;
    const to = isLast ? Math.max(head.seq, lastSeq) : lastSeq;
    if (areDeadlinesDue && isLast) deadlinesAt = now;
    const gathered = { tenantId, receiverId, from: cursor, to, deadlinesAt, ...found };
    const isOurs = await store.recordNotices({ ...gathered, notices: [...found.notices, ...commits] });
    if (!isOurs || isLast) return;
    cursor = to;
  }
}

async function fromLog(
  context: EngineContext,
  words: NoticeWords,
  receiver: ReceiverRow,
  events: readonly LogEvent[],
  now: Instant,
): Promise<Pick<GatheredNotices, 'notices' | 'ended'>> {
  const told = events
    .filter((event) => !isOwnTrouble(event, receiver.receiverId))
    .map((event) => ({ event, ...noticeOf(event) }));
  const servers = await serversOf(
    context,
    receiver.tenantId,
    told.flatMap(({ notice, whenEnded }) => [notice ?? [], whenEnded ?? []].flat()),
  );
  let notices: NoticeWrite[] = [];
  const ended = new Map<string, NoticeWrite | null>();
  const write = (clue: NoticeClue, event: LogEvent) => {
    const server = servers(clue);
    const { title, isAlarm } = noticeKinds[clue.kind];
    const { noticeId, kind } = clue;
    const notice: Notice = {
      noticeId,
      kind,
      title,
      isAlarm,
      at: event.at,
      server,
      sentence: words.ofEvent(event, server),
      remedy: remedyOf(kind, { server, problem: clue.problem }),
      seq: event.seq,
    };
    return timed(receiver, notice, clue, now);
  };
  for (const { event, notice, ends, whenEnded } of told) {
    // What began and ended within these events was never told, and need not be.
    notices = notices.filter(({ topic }) => topic === null || !ends.includes(topic));
    for (const topic of ends)
      ended.set(topic, whenEnded && isWanted(receiver, whenEnded) ? write(whenEnded, event) : null);
    if (notice && isWanted(receiver, notice)) notices.push(write(notice, event));
  }
  return { notices, ended: [...ended].map(([topic, tells]) => ({ topic, tells })) };
}

/** It could not be told that it cannot be told. */
function isOwnTrouble(event: LogEvent, receiverId: ReceiverId): boolean {
  return event.subjectType === 'receiver' && event.subjectId === receiverId;
}

function isWanted({ kinds }: ReceiverRow, { kind }: Pick<NoticeClue, 'kind'>): boolean {
  return kinds === null || kinds.includes(kind);
}

/** An alarm goes out at once, or after its grace; everything else is gathered, and held back while it is quiet. */
function timed(
  { quietHours }: ReceiverRow,
  notice: Notice,
  { topic, graceMs }: Pick<NoticeClue, 'topic' | 'graceMs'>,
  now: Instant,
): NoticeWrite {
  // The grace of something that is long past is over.
  const due = notice.isAlarm ? Math.max(now, notice.at + graceMs) : now + gatheringMs;
  const until = notice.isAlarm || quietHours === null ? null : quietUntil(quietHours, due);
  return { notice, dueAt: until ?? due, isHeld: until !== null, topic };
}

/** Servers that are committed soon, each told once for every one of the alarm hours. */
async function fromDeadlines(
  context: EngineContext,
  words: NoticeWords,
  receiver: ReceiverRow,
  now: Instant,
): Promise<readonly NoticeWrite[]> {
  if (!isWanted(receiver, { kind: 'commit-due' })) return [];
  const { tenantId } = receiver;
  // All that are observed: the store knows the latest end, and how much earlier it may be over, hours or days, is known to the state.
  const moves = await context.store.commitsDue(tenantId, Number.MAX_SAFE_INTEGER);
  const hoursOf = await alarmHoursOf(context, tenantId, moves);
  const due = moves.flatMap((move) => {
    const hour = commitAlarmHour(endOf(move), now, { hours: hoursOf(move), aheadMs: deadlinesAheadMs });
    return hour === undefined ? [] : [{ move, hour }];
  });
  if (due.length === 0) return [];
  const hosts = await context.store.hostsById(
    tenantId,
    due.map(({ move }) => move.hostId),
  );
  const names = new Map(hosts.map((host) => [host.hostId, host.name]));
  return due.map(({ move, hour }) => {
    const server = names.get(move.hostId) ?? null;
    const missing = move.proofs.filter(
      ({ isRequired, verdict }) => isRequired && verdict !== 'pass' && verdict !== 'notApplicable',
    );
    const notice: Notice = {
      noticeId: `commit-due:${move.moveId}:${hour}`,
      kind: 'commit-due',
      title: noticeKinds['commit-due'].title,
      isAlarm: noticeKinds['commit-due'].isAlarm,
      at: now,
      server,
      sentence: words.ofCommit({
        server,
        commitDueAt: endOf(move).latest,
        rollbackUntilAt: rollbackUntilAtOf(move),
        now,
        missing: missing.map(({ title }) => title),
      }),
      remedy: remedyOf('commit-due', { server }),
      seq: null,
    };
    return timed(receiver, notice, { topic: null, graceMs: 0 }, now);
  });
}

/** The hours of the plan by which a move goes; of one that belongs to none, or whose campaign is not known, those of a plan that says nothing. */
async function alarmHoursOf(
  context: EngineContext,
  tenantId: TenantId,
  moves: readonly MoveRow[],
): Promise<(move: MoveRow) => readonly number[]> {
  const campaignIds = [...new Set(moves.flatMap(({ campaignId }) => campaignId ?? []))];
  const campaigns = await context.store.campaignsById(tenantId, campaignIds);
  const hours = new Map(campaigns.map(({ campaignId, plan }) => [campaignId, plan.rules.commitGuard.alarmHours]));
  const { alarmHours } = defaultRules.commitGuard;
  return ({ campaignId }) => (campaignId !== null && hours.get(campaignId)) || alarmHours;
}

/** When it is over, at the earliest and at the latest. The journey owns the state; that one under observation says so is what its schedule is made of. */
function endOf(move: MoveRow): ObservedInstant {
  const { commitDueAt } = move.state as { commitDueAt?: unknown };
  const latest = typeof commitDueAt === 'number' ? commitDueAt : (move.schedule.deadlineAt ?? Number.NEGATIVE_INFINITY);
  return { earliest: rollbackUntilAtOf(move) ?? latest, latest };
}

/** null: no way back is promised. */
function rollbackUntilAtOf({ state }: MoveRow): Instant | null {
  return (state as { readonly rollbackUntilAt?: Instant | null }).rollbackUntilAt ?? null;
}

/** The name of the server that a clue is about, looked up for all at once. */
async function serversOf(
  context: EngineContext,
  tenantId: TenantId,
  clues: readonly NoticeClue[],
): Promise<(clue: NoticeClue) => string | null> {
  const { store } = context;
  const moveIds = [...new Set(clues.flatMap(({ hostId, moveId }) => (hostId === undefined && moveId ? [moveId] : [])))];
  const moves = moveIds.length === 0 ? [] : await store.movesById(tenantId, moveIds);
  const hostOfMove = new Map<MoveId, HostId>(moves.map((move) => [move.moveId, move.hostId]));
  const hostIdOf = ({ hostId, moveId }: NoticeClue) => hostId ?? (moveId && hostOfMove.get(moveId));
  const hostIds = [...new Set(clues.flatMap((clue) => hostIdOf(clue) ?? []))];
  const hosts = hostIds.length === 0 ? [] : await store.hostsById(tenantId, hostIds);
  const names = new Map(hosts.map((host) => [host.hostId, host.name]));
  return (clue) => {
    const hostId = hostIdOf(clue);
    return (hostId && names.get(hostId)) ?? null;
  };
}
