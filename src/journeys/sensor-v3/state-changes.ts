import { planActed } from '../../domain/commit-guard.ts';
import { type ProblemRef, problem } from '../../domain/problem.ts';
import { hourMs, type Instant, minuteMs } from '../../domain/time.ts';
import type {
  Abandoned,
  Committed,
  EventKind,
  External,
  Failed,
  Migrating,
  MoveEvent,
  Observing,
  Overdue,
  Requested,
  Reverted,
  RolledBack,
  Running,
  Seen,
} from './states.ts';

/* What each rule of the table does to a state. The table in transitions.ts says when; nothing here is called from anywhere else. */

type EventOf<K extends EventKind> = Extract<MoveEvent, { kind: K }>;

/** Two readings of v2.x this far apart, with no other between them, are no stale answer. Ours, not Microsoft's. */
const readyTwiceAfterMs = 5 * minuteMs;
/** So long after v3.x was seen no answer is from before it, however stale: until then "migrating" may be about the attempt that has just ended. Ours. */
const noLongerStaleMs = hourMs;

export function requested(event: EventOf<'granted'>): Requested {
  const { at, startByAt, deadlineAt, expectedBy, inPortal } = event;
  return {
    kind: 'requested',
    requestedAt: at,
    startByAt,
    deadlineAt,
    expectedBy,
    isAccepted: false,
    isUncertain: false,
    ...(inPortal ? { inPortal } : {}),
  };
}

function running(event: EventOf<'migrating-seen'>): Running {
  return {
    startedFrom: event.from,
    startedAt: event.since,
    expectedBy: event.expectedBy,
    deadlineAt: event.deadlineAt,
  };
}

export function external(event: EventOf<'migrating-seen'>): External {
  return { kind: 'external', ...running(event) };
}

export function migrating(state: Requested, event: EventOf<'migrating-seen'>): Migrating {
  // It cannot have begun before it was asked for, whatever the interval between two readings allows.
  return { kind: 'migrating', ...running(event), startedFrom: Math.max(event.from, state.requestedAt) };
}

export function stillRunning<S extends Migrating | External>(state: S): S {
  return state.readySeenAt === undefined ? state : without(state, 'readySeenAt');
}

export function readyWhileRunning<S extends Migrating | External>(state: S, event: Seen): S | Reverted {
  if (isPastDeadline(state, event.at)) return revertedBy(event, causeOf(state, 'timed-out'));
  if (state.readySeenAt === undefined) return { ...state, readySeenAt: event.at };
  if (event.at - state.readySeenAt < readyTwiceAfterMs) return state;
  return revertedBy(event, causeOf(state, 'reverted-early'));
}

/** The service calls the server Not ready while it migrates it: something is missing, though it does not say what. */
export function notReadyWhileRunning<S extends Migrating | External>(state: S, event: Seen): S {
  return state.prerequisiteLostAt === undefined ? { ...state, prerequisiteLostAt: event.at, lost: [] } : state;
}

/** A check that passed at the start fails now (S3-21). */
export function rememberLost<S extends Running & { readonly kind: string }>(
  state: S,
  event: EventOf<'prerequisite-lost'>,
): S {
  const lost = [...new Set([...(state.lost ?? []), ...event.lost])].sort();
  if (lost.join() === (state.lost ?? []).join()) return state;
  return { ...state, prerequisiteLostAt: state.prerequisiteLostAt ?? event.at, lost };
}

export function overdueFromRequested(state: Requested, at: Instant): Overdue {
  const { requestedAt, expectedBy, deadlineAt } = state;
  return {
    kind: 'overdue',
    overdueAt: at,
    overdueFrom: 'requested',
    startedFrom: requestedAt,
    startedAt: requestedAt,
    expectedBy,
    deadlineAt,
  };
}

export function overdueFromRunning(state: Migrating | External, event: EventOf<'deadline-passed'>): Overdue {
  const { readySeenAt: _, ...rest } = state;
  return { ...rest, kind: 'overdue', overdueAt: event.at, overdueFrom: state.kind };
}

export function revertedAfterDeadline(state: Overdue, event: Seen): Reverted {
  return revertedBy(event, causeOf(state, 'timed-out'));
}

function revertedBy(event: Seen, cause: ProblemRef): Reverted {
  return {
    kind: 'reverted',
    revertedAt: event.at,
    problem: cause,
    ...(event.isProtecting ? { protectedAt: event.at } : {}),
  };
}

/** The service counts from its own start, which lies between two of our readings: its two hours may end before ours. */
function isPastDeadline(state: Running, at: Instant): boolean {
  return at >= state.startedFrom + (state.deadlineAt - state.startedAt);
}

/** A lost prerequisite is the cause; how the attempt ended is only its form. */
function causeOf(
  state: Pick<Running, 'prerequisiteLostAt' | 'lost'>,
  code: 'timed-out' | 'reverted-early' | 'migration-failed',
): ProblemRef {
  if (state.prerequisiteLostAt !== undefined) {
    const which = state.lost && state.lost.length > 0 ? `: ${state.lost.join(', ')}` : '';
    return problem('prerequisite-lost', `The server lost a prerequisite while it migrated${which}.`);
  }
  const details = {
    'timed-out': 'The server did not complete within two hours, and the service ended the attempt.',
    'reverted-early': 'The service reports Ready for migration again although two hours have not passed.',
    'migration-failed': 'The service reports Migration failed.',
  } as const;
  return problem(code, details[code]);
}

/**
 * The service's word "failed". After two hours it is the other name of the time-out (the page says both), and the server is back on v2.x.
 */
export function failedWhileRunning(state: Migrating | External | Overdue, event: Seen): Failed | Reverted {
  if (state.kind === 'overdue' || isPastDeadline(state, event.at))
    return revertedBy(event, causeOf(state, 'timed-out'));
  return failed(state.kind, event, causeOf(state, 'migration-failed'));
}

function failed(from: Failed['failedFrom'], event: Seen, cause: ProblemRef): Failed {
  return {
    kind: 'failed',
    failedAt: event.at,
    failedFrom: from,
    problem: cause,
    ...(event.isProtecting ? { protectedAt: event.at } : {}),
  };
}

export function failedAtStart(
  at: Instant,
  code: 'migrate-refused' | 'accepted-never-started' | 'request-lost',
): Failed {
  const details = {
    'migrate-refused': 'The service listed the server as failed in its answer.',
    'accepted-never-started': 'The service accepted the request; the server did not begin to migrate.',
    'request-lost': 'The request left, its answer was lost, and the server did not begin to migrate.',
  } as const;
  // v2.x never stopped: the server is as protected as before the request.
  return {
    kind: 'failed',
    failedAt: at,
    failedFrom: 'requested',
    problem: problem(code, details[code]),
    protectedAt: at,
  };
}

/** A retry starts while the service still says failed (S3-09), so that word means something new only once the start is overdue. */
export function failedWhileRequested(state: Requested, event: Seen): Requested | Failed {
  return event.at < state.startByAt ? state : failed('requested', event, causeOf({}, 'migration-failed'));
}

export function startMissed(state: Requested, event: EventOf<'start-missed'>): Failed {
  return failedAtStart(event.at, state.isUncertain || !state.isAccepted ? 'request-lost' : 'accepted-never-started');
}

export function lateStart(state: Failed, event: EventOf<'migrating-seen'>): Migrating | ProblemRef {
  if (state.failedFrom !== 'requested') {
    return problem(
      'move-transition-illegal',
      'The attempt had failed after it began; this is another attempt, started by somebody else.',
    );
  }
  return { kind: 'migrating', ...running(event) };
}

export function observing(event: EventOf<'up-to-date-seen'>, isLate: boolean): Observing {
  return {
    kind: 'observing',
    seenFrom: event.from,
    seenAt: event.since,
    isLate,
    rollbackUntilAt: event.rollbackUntilAt,
    commitDueAt: event.commitDueAt,
    ...(event.isProtecting ? { protectedAt: event.at } : {}),
  };
}

export function stillObserving(given: Observing, event: EventOf<'up-to-date-seen'>): Observing {
  const state = given.mayBeAnother ? observedAnew(given, event) : given;
  const sure = state.readySeenAt === undefined ? state : without(state, 'readySeenAt');
  const mended = sure.problem === undefined ? sure : without(sure, 'problem');
  if (mended.protectedAt !== undefined || !event.isProtecting) return mended;
  return { ...mended, protectedAt: event.at };
}

/** The earliest end of its week stays that of the attempt before; the latest is that of an attempt that ended only now, and so is what evidence must be younger than. */
function observedAnew(state: Observing, event: EventOf<'up-to-date-seen'>): Observing {
  const { mayBeAnother: _may, protectedAt: _protected, ...rest } = state;
  return {
    ...rest,
    seenAt: Math.max(state.seenAt, event.since),
    commitDueAt: Math.max(state.commitDueAt, event.commitDueAt),
  };
}

export function rolledBack(
  state: Observing,
  event: Seen & { readonly kind: 'ready-seen' | 'not-ready-seen' | 'migrating-seen' | 'failed-seen' },
): Observing | RolledBack {
  // After the earliest end of the week nobody could roll back any more: a v2.x reading then is doubtful, and is shown, not believed.
  if (state.rollbackAskedAt === undefined && state.rollbackUntilAt !== null && event.from > state.commitDueAt)
    return regressed(state);
  // One reading may be a stale one: believed, it would end the observation of a server that goes on to its commit unseen.
  if (state.readySeenAt === undefined) return { ...state, readySeenAt: event.at };
  if (event.at - state.readySeenAt < readyTwiceAfterMs) return state;
  // What migrates again loses its protection at any moment: it stays in flight until that attempt is known as one.
  const isProtected = event.isProtecting && event.kind !== 'migrating-seen';
  return {
    kind: 'rolledBack',
    rolledBackAt: event.at,
    wasAsked: state.rollbackAskedAt !== undefined,
    ...(state.rollbackAskedFor === 'drill' ? { isDrill: true } : {}),
    ...(isProtected ? { protectedAt: event.at } : {}),
  };
}

/**
 * The service says that a server on v3.x migrates, or failed to. Where v2.x was seen that is another attempt, after a way back that nobody saw; where v3.x is
 * reported all the while it may be one.
 */
export function tookBack(
  state: Observing,
  event: EventOf<'migrating-seen'> | EventOf<'failed-seen'>,
): Observing | RolledBack {
  const isAgain = event.kind === 'migrating-seen' && state.readySeenAt !== undefined;
  const isOfNow = event.at - state.seenAt >= noLongerStaleMs;
  if (isOfNow && (event.isBack || isAgain)) return rolledBack(regressed(state), event);
  const doubted = regressed(state.readySeenAt === undefined ? state : without(state, 'readySeenAt'));
  if (doubted.mayBeAnother || event.at - event.since < readyTwiceAfterMs) return doubted;
  return { ...doubted, mayBeAnother: true };
}

function regressed(state: Observing): Observing {
  if (state.problem !== undefined) return state;
  return {
    ...state,
    problem: problem('state-regressed', 'The service had reported Up to date and now reports something else.'),
  };
}

export function askRollback(state: Observing, event: EventOf<'rollback-asked'>): Observing | ProblemRef {
  if (state.rollbackUntilAt === null) {
    return problem('rollback-not-promised', 'The edition in force does not say that a rollback exists.');
  }
  if (event.at >= state.rollbackUntilAt) {
    return problem(
      'rollback-too-late',
      `The observation may have ended at ${new Date(state.rollbackUntilAt).toISOString()}.`,
    );
  }
  const { askedFor } = event;
  if (askedFor === 'plan') return askedBack(raised(state, [planActed]), event);
  return askedBack(state, event);
}

function askedBack(state: Observing, { at, askedFor, waits, isNamed }: EventOf<'rollback-asked'>): Observing {
  // Who let it commit in between had answered the first wish: the second one is another.
  const isAnswered = (state.letCommit?.at ?? Number.NEGATIVE_INFINITY) > (state.rollbackAskedAt ?? 0);
  const isFirst = state.rollbackAskedAt === undefined;
  if (isFirst || isAnswered) {
    return {
      ...state,
      rollbackAskedAt: at,
      ...(askedFor === undefined ? {} : { rollbackAskedFor: askedFor }),
      // What a person was asked to press is on its way already.
      ...(isFirst && waits === true ? { rollbackWaitsSince: at } : {}),
      ...(isFirst && isNamed === true ? { isRollbackNamed: true } : {}),
    };
  }
  // Whoever wants it back in earnest is not answered with a drill.
  const isInEarnest = state.rollbackAskedFor !== undefined && askedFor === undefined;
  const wanted = isInEarnest ? without(state, 'rollbackAskedFor') : state;
  const isDecidedNow = isNamed === true && wanted.rollbackWaitsSince !== undefined && !wanted.isRollbackNamed;
  return isDecidedNow ? { ...wanted, isRollbackNamed: true } : wanted;
}

/** Its turn came: the floor bears it. */
export function beginRollback(state: Observing): Observing | ProblemRef {
  if (state.rollbackWaitsSince !== undefined) return without(state, 'rollbackWaitsSince');
  return problem('move-transition-illegal', 'No way back waits for its turn.');
}

/** As if nobody had asked. */
export function withdrawRollback(state: Observing): Observing {
  const {
    rollbackAskedAt: _at,
    rollbackAskedFor: _for,
    rollbackWaitsSince: _since,
    isRollbackNamed: _named,
    ...rest
  } = state;
  return rest;
}

export function commit(state: Observing, event: EventOf<'commit-due'>): Committed | ProblemRef {
  if (event.at < state.commitDueAt) return problem('move-transition-illegal', 'The observation has not ended.');
  return {
    kind: 'committed',
    committedAt: event.at,
    switchedAt: state.seenAt,
    by: 'clock',
    isProven: event.isProven,
    ...(state.protectedAt === undefined ? {} : { protectedAt: state.protectedAt }),
    ...(isDeclared(state, event.missing ?? []) ? { isDeclared: true } : {}),
  };
}

/**
 * A decision covers what was missing when it was made, and counts only if it was made before the commit can have happened, and nobody wanted the server back
 * since; of one instant the way back counts.
 */
function isDeclared({ letCommit, rollbackAskedAt, rollbackUntilAt }: Observing, missing: readonly string[]): boolean {
  if (letCommit === undefined || missing.length === 0) return false;
  if (rollbackAskedAt !== undefined && rollbackAskedAt >= letCommit.at) return false;
  const isInTime = rollbackUntilAt === null || letCommit.at <= rollbackUntilAt;
  return isInTime && missing.every((proof) => letCommit.covers.includes(proof));
}

/** Each is raised once; whoever looks again finds it here. */
export function raiseAlarms(state: Observing, { hours }: EventOf<'commit-alarm'>): Observing {
  return raised(state, hours);
}

function raised(state: Observing, hours: readonly number[]): Observing {
  const before = state.alarms ?? [];
  const more = hours.filter((hour) => !before.includes(hour));
  return more.length === 0 ? state : { ...state, alarms: [...before, ...more] };
}

/** Whoever lets it be committed has answered a way back that nobody was asked to press yet. */
export function allowCommit(state: Observing, { origin, at, covers }: EventOf<'commit-allowed'>): Observing {
  const answered = state.rollbackWaitsSince === undefined ? state : withdrawRollback(state);
  return { ...(origin === 'plan' ? raised(answered, [planActed]) : answered), letCommit: { origin, at, covers } };
}

export function protectedAgain<S extends Reverted | Failed | RolledBack>(state: S, event: Seen): S {
  return state.protectedAt !== undefined || !event.isProtecting ? state : { ...state, protectedAt: event.at };
}

export function abandoned(event: EventOf<'abandoned'>): Abandoned {
  return { kind: 'abandoned', abandonedAt: event.at, because: event.because };
}

function without<S extends object, K extends keyof S>(state: S, name: K): S {
  const { [name]: _, ...rest } = state;
  return rest as S;
}
