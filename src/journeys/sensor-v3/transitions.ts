import type { Transition } from '../../domain/move.ts';
import { type ProblemRef, problem } from '../../domain/problem.ts';
import { type Instant, minuteMs } from '../../domain/time.ts';
import type {
  Abandoned,
  Committed,
  EventKind,
  External,
  Failed,
  Migrating,
  MoveEvent,
  MoveState,
  Observing,
  Overdue,
  Requested,
  Reverted,
  RolledBack,
  Running,
  Seen,
  StateKind,
} from './states.ts';

type StateOf<K extends StateKind> = Extract<MoveState, { kind: K }>;
type EventOf<K extends EventKind> = Extract<MoveEvent, { kind: K }>;

/** Two readings of Ready this far apart are no stale answer. Ours, not Microsoft's. */
export const readyTwiceAfterMs = 5 * minuteMs;

interface Rule<S extends MoveState = MoveState, E extends MoveEvent = MoveEvent> {
  /** Everything the rule can lead to; the drawing and the tests read it. */
  readonly to: readonly StateKind[];
  /** Why, in a few words, for the drawing. */
  readonly why: string;
  readonly apply: (state: S, event: E) => MoveState | ProblemRef;
}

type Table = { readonly [S in StateKind]: { readonly [E in EventKind]?: Rule<StateOf<S>, EventOf<E>> } };

/** Every legal pair of state and event. A pair that is not here is refused with `move-transition-illegal`. */
export const transitions: Table = {
  queued: {
    granted: { to: ['requested'], why: 'its turn came', apply: (_, event) => requested(event) },
    'migrating-seen': { to: ['external'], why: 'somebody else started it', apply: (_, event) => external(event) },
    'up-to-date-seen': {
      to: ['observing'],
      why: 'somebody else moved it between two readings',
      apply: (_, event) => observing(event, false),
    },
    abandoned: { to: ['abandoned'], why: 'taken out', apply: (_, event) => abandoned(event) },
  },
  requested: {
    withdrawn: {
      to: ['queued'],
      why: 'not startable when read again before sending',
      apply: (_, event) => ({ kind: 'queued', since: event.at }),
    },
    accepted: {
      to: ['requested'],
      why: 'the service took the request',
      apply: (state) => ({ ...state, isAccepted: true, isUncertain: false }),
    },
    'answer-lost': {
      to: ['requested'],
      why: 'sent, no answer: only reading tells',
      apply: (state) => ({ ...state, isUncertain: true }),
    },
    refused: {
      to: ['failed'],
      why: 'the service did not take it',
      apply: (_, event) => failedAtStart(event.at, 'migrate-refused'),
    },
    'migrating-seen': { to: ['migrating'], why: 'it began', apply: (state, event) => migrating(state, event) },
    'up-to-date-seen': {
      to: ['observing'],
      why: 'it began and ended between two readings',
      apply: (_, event) => observing(event, false),
    },
    'failed-seen': {
      to: ['requested', 'failed'],
      why: 'failed; an earlier failure shows until the service has begun',
      apply: failedWhileRequested,
    },
    'ready-seen': { to: ['requested'], why: 'not begun yet', apply: (state) => state },
    'not-ready-seen': { to: ['requested'], why: 'not begun yet', apply: (state) => state },
    'start-missed': { to: ['failed'], why: 'accepted or sent, never begun', apply: startMissed },
    'deadline-passed': {
      to: ['overdue'],
      why: 'silence is failure',
      apply: (state, event) => overdueFromRequested(state, event.at),
    },
  },
  migrating: {
    'migrating-seen': { to: ['migrating'], why: 'still at it', apply: stillRunning },
    'up-to-date-seen': { to: ['observing'], why: 'v3.x is ready', apply: (_, event) => observing(event, false) },
    'failed-seen': {
      to: ['failed'],
      why: 'the service says so',
      apply: (state, event) => failed(state.kind, event, 'migration-failed'),
    },
    'ready-seen': {
      to: ['migrating', 'reverted'],
      why: 'twice, five minutes apart: reverted before the deadline',
      apply: readyWhileRunning,
    },
    'not-ready-seen': { to: ['migrating'], why: 'a prerequisite was lost on the way', apply: lostPrerequisite },
    'deadline-passed': { to: ['overdue'], why: 'two hours', apply: overdueFromRunning },
  },
  external: {
    'migrating-seen': { to: ['external'], why: 'still at it', apply: stillRunning },
    'up-to-date-seen': { to: ['observing'], why: 'v3.x is ready', apply: (_, event) => observing(event, false) },
    'failed-seen': {
      to: ['failed'],
      why: 'the service says so',
      apply: (state, event) => failed(state.kind, event, 'migration-failed'),
    },
    'ready-seen': {
      to: ['external', 'reverted'],
      why: 'twice, five minutes apart: reverted before the deadline',
      apply: readyWhileRunning,
    },
    'not-ready-seen': { to: ['external'], why: 'a prerequisite was lost on the way', apply: lostPrerequisite },
    'deadline-passed': { to: ['overdue'], why: 'two hours', apply: overdueFromRunning },
  },
  overdue: {
    'migrating-seen': { to: ['overdue'], why: 'late, keeps its slot', apply: (state) => state },
    'up-to-date-seen': {
      to: ['observing'],
      why: 'late, but v3.x is ready',
      apply: (_, event) => observing(event, true),
    },
    'ready-seen': {
      to: ['reverted'],
      why: 'the automatic revert',
      apply: (state, event) => revertedAfterDeadline(state, event),
    },
    'not-ready-seen': {
      to: ['reverted'],
      why: 'back on v2.x, a prerequisite is missing',
      apply: (state, event) =>
        revertedAfterDeadline({ ...state, prerequisiteLostAt: state.prerequisiteLostAt ?? event.at }, event),
    },
    'failed-seen': {
      to: ['failed'],
      why: 'failed by time-out',
      apply: (state, event) => failed(state.kind, event, 'timed-out'),
    },
  },
  observing: {
    'up-to-date-seen': { to: ['observing'], why: 'still v3.x; protection frees the slot', apply: stillObserving },
    'ready-seen': { to: ['observing', 'rolledBack'], why: 'v2.x again', apply: rolledBack },
    'not-ready-seen': { to: ['observing', 'rolledBack'], why: 'v2.x again', apply: rolledBack },
    'migrating-seen': { to: ['observing'], why: 'the service took its word back', apply: regressed },
    'failed-seen': { to: ['observing'], why: 'the service took its word back', apply: regressed },
    'rollback-asked': { to: ['observing'], why: 'while it is promised', apply: askRollback },
    'rollback-withdrawn': {
      to: ['observing'],
      why: 'the person changed their mind',
      apply: (state) => without(state, 'rollbackAskedAt'),
    },
    'commit-due': {
      to: ['committed'],
      why: 'the week is over: no way back',
      apply: (state, event) => commit(state, event),
    },
  },
  committed: {
    'rollback-asked': {
      to: [],
      why: 'no way back',
      apply: () => problem('rollback-too-late', 'The migration is committed; the server stays on v3.x.'),
    },
    'up-to-date-seen': { to: ['committed'], why: 'as it should be', apply: (state) => state },
  },
  reverted: {
    acknowledged: {
      to: ['reverted'],
      why: 'somebody looked',
      apply: (state, event) => ({ ...state, acknowledgedAt: state.acknowledgedAt ?? event.at }),
    },
    'ready-seen': { to: ['reverted'], why: 'v2.x protects again', apply: protectedAgain },
    'not-ready-seen': { to: ['reverted'], why: 'v2.x protects again', apply: protectedAgain },
  },
  failed: {
    acknowledged: {
      to: ['failed'],
      why: 'somebody looked',
      apply: (state, event) => ({ ...state, acknowledgedAt: state.acknowledgedAt ?? event.at }),
    },
    'ready-seen': { to: ['failed'], why: 'v2.x protects', apply: protectedAgain },
    'not-ready-seen': { to: ['failed'], why: 'v2.x protects', apply: protectedAgain },
    'failed-seen': { to: ['failed'], why: 'still failed', apply: protectedAgain },
    'migrating-seen': { to: ['migrating'], why: 'the service began late', apply: lateStart },
    'up-to-date-seen': {
      to: ['observing'],
      why: 'the service finished late',
      apply: (_, event) => observing(event, true),
    },
  },
  rolledBack: {
    'ready-seen': { to: ['rolledBack'], why: 'v2.x protects again', apply: protectedAgain },
    'not-ready-seen': { to: ['rolledBack'], why: 'v2.x protects again', apply: protectedAgain },
  },
  abandoned: {},
};

/** The one way a move changes. Pure; a pair that is not in the table is refused with a code. */
export function next(state: MoveState, event: MoveEvent): Transition<MoveState> {
  const rule = transitions[state.kind][event.kind] as Rule | undefined;
  if (!rule) {
    return {
      ok: false,
      problem: problem('move-transition-illegal', `"${event.kind}" cannot happen to a move that is ${state.kind}.`),
    };
  }
  const outcome = rule.apply(state, event);
  if ('code' in outcome) return { ok: false, problem: outcome };
  return { ok: true, state: outcome, changed: outcome !== state };
}

function requested(event: EventOf<'granted'>): Requested {
  const { at, startByAt, deadlineAt, expectedBy } = event;
  return {
    kind: 'requested',
    requestedAt: at,
    startByAt,
    deadlineAt,
    expectedBy,
    isAccepted: false,
    isUncertain: false,
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

function external(event: EventOf<'migrating-seen'>): External {
  return { kind: 'external', ...running(event) };
}

function migrating(state: Requested, event: EventOf<'migrating-seen'>): Migrating {
  // It cannot have begun before it was asked for, whatever the interval between two readings allows.
  return { kind: 'migrating', ...running(event), startedFrom: Math.max(event.from, state.requestedAt) };
}

function stillRunning<S extends Migrating | External>(state: S): S {
  return state.readySeenAt === undefined ? state : without(state, 'readySeenAt');
}

function readyWhileRunning<S extends Migrating | External>(state: S, event: Seen): S | Reverted {
  if (state.readySeenAt === undefined) return { ...state, readySeenAt: event.at };
  if (event.at - state.readySeenAt < readyTwiceAfterMs) return state;
  return {
    kind: 'reverted',
    revertedAt: event.at,
    problem: problem(
      'reverted-early',
      'The service reports Ready for migration again although two hours have not passed.',
    ),
    ...(event.isProtecting ? { protectedAt: event.at } : {}),
  };
}

function lostPrerequisite<S extends Migrating | External>(state: S, event: Seen): S {
  return state.prerequisiteLostAt === undefined ? { ...state, prerequisiteLostAt: event.at } : state;
}

function overdueFromRequested(state: Requested, at: Instant): Overdue {
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

function overdueFromRunning(state: Migrating | External, event: EventOf<'deadline-passed'>): Overdue {
  const { readySeenAt: _, ...rest } = state;
  return { ...rest, kind: 'overdue', overdueAt: event.at, overdueFrom: state.kind };
}

function revertedAfterDeadline(state: Overdue, event: Seen): Reverted {
  const lost = state.prerequisiteLostAt !== undefined;
  return {
    kind: 'reverted',
    revertedAt: event.at,
    problem: lost
      ? problem(
          'prerequisite-lost',
          'The server lost a prerequisite while it migrated, and did not complete within two hours.',
        )
      : problem('timed-out', 'The server is Ready for migration again after the deadline.'),
    ...(event.isProtecting ? { protectedAt: event.at } : {}),
  };
}

function failed(from: Failed['failedFrom'], event: Seen, code: 'migration-failed' | 'timed-out'): Failed {
  return {
    kind: 'failed',
    failedAt: event.at,
    failedFrom: from,
    problem: problem(
      code,
      code === 'timed-out'
        ? 'The service reports Migration failed after the deadline.'
        : 'The service reports Migration failed.',
    ),
    ...(event.isProtecting ? { protectedAt: event.at } : {}),
  };
}

function failedAtStart(at: Instant, code: 'migrate-refused' | 'accepted-never-started' | 'request-lost'): Failed {
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
function failedWhileRequested(state: Requested, event: Seen): Requested | Failed {
  return event.at < state.startByAt ? state : failed('requested', event, 'migration-failed');
}

function startMissed(state: Requested, event: EventOf<'start-missed'>): Failed {
  return failedAtStart(event.at, state.isUncertain || !state.isAccepted ? 'request-lost' : 'accepted-never-started');
}

function lateStart(state: Failed, event: EventOf<'migrating-seen'>): Migrating | ProblemRef {
  if (state.failedFrom !== 'requested') {
    return problem(
      'move-transition-illegal',
      'The attempt had failed after it began; this is another attempt, started by somebody else.',
    );
  }
  return { kind: 'migrating', ...running(event) };
}

function observing(event: EventOf<'up-to-date-seen'>, isLate: boolean): Observing {
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

function stillObserving(state: Observing, event: Seen): Observing {
  const mended = state.problem === undefined ? state : without(state, 'problem');
  if (mended.protectedAt !== undefined || !event.isProtecting) return mended;
  return { ...mended, protectedAt: event.at };
}

function rolledBack(state: Observing, event: Seen): Observing | RolledBack {
  // After the earliest end of the week nobody could roll back any more: a v2.x reading then is doubtful, and is shown, not believed.
  if (state.rollbackAskedAt === undefined && state.rollbackUntilAt !== null && event.from > state.commitDueAt)
    return regressed(state);
  return {
    kind: 'rolledBack',
    rolledBackAt: event.at,
    wasAsked: state.rollbackAskedAt !== undefined,
    ...(event.isProtecting ? { protectedAt: event.at } : {}),
  };
}

function regressed(state: Observing): Observing {
  if (state.problem !== undefined) return state;
  return {
    ...state,
    problem: problem('state-regressed', 'The service had reported Up to date and now reports something else.'),
  };
}

function askRollback(state: Observing, event: EventOf<'rollback-asked'>): Observing | ProblemRef {
  if (state.rollbackUntilAt === null) {
    return problem('rollback-not-promised', 'The edition in force does not say that a rollback exists.');
  }
  if (event.at >= state.rollbackUntilAt) {
    return problem(
      'rollback-too-late',
      `The observation may have ended at ${new Date(state.rollbackUntilAt).toISOString()}.`,
    );
  }
  return state.rollbackAskedAt === undefined ? { ...state, rollbackAskedAt: event.at } : state;
}

function commit(state: Observing, event: EventOf<'commit-due'>): Committed | ProblemRef {
  if (event.at < state.commitDueAt) return problem('move-transition-illegal', 'The observation has not ended.');
  return {
    kind: 'committed',
    committedAt: event.at,
    switchedAt: state.seenAt,
    by: 'clock',
    isProven: event.isProven,
  };
}

function protectedAgain<S extends Reverted | Failed | RolledBack>(state: S, event: Seen): S {
  return state.protectedAt !== undefined || !event.isProtecting ? state : { ...state, protectedAt: event.at };
}

function abandoned(event: EventOf<'abandoned'>): Abandoned {
  return { kind: 'abandoned', abandonedAt: event.at, because: event.because };
}

function without<S extends object, K extends keyof S>(state: S, name: K): S {
  const { [name]: _, ...rest } = state;
  return rest as S;
}
