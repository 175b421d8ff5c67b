import type { Transition } from '../../domain/move.ts';
import { type ProblemRef, problem } from '../../domain/problem.ts';
import {
  abandoned,
  allowCommit,
  askRollback,
  beginRollback,
  commit,
  external,
  failedAtStart,
  failedWhileRequested,
  failedWhileRunning,
  lateStart,
  migrating,
  notReadyWhileRunning,
  observing,
  overdueFromRequested,
  overdueFromRunning,
  protectedAgain,
  raiseAlarms,
  readyWhileRunning,
  rememberLost,
  requested,
  revertedAfterDeadline,
  rolledBack,
  startMissed,
  stillObserving,
  stillRunning,
  tookBack,
  withdrawRollback,
} from './state-changes.ts';
import type { EventKind, MoveEvent, MoveState, StateKind } from './states.ts';

type StateOf<K extends StateKind> = Extract<MoveState, { kind: K }>;
type EventOf<K extends EventKind> = Extract<MoveEvent, { kind: K }>;

interface Rule<S extends MoveState = MoveState, E extends MoveEvent = MoveEvent> {
  /** Everything the rule can lead to; the drawing and the tests read it. */
  readonly to: readonly StateKind[];
  /** Why, in a few words, for the drawing. */
  readonly why: string;
  readonly apply: (state: S, event: E) => MoveState | ProblemRef;
}

type Table = { readonly [S in StateKind]: { readonly [E in EventKind]?: Rule<StateOf<S>, EventOf<E>> } };

/** The rows of a migration that runs; `kind` is what it stays while nothing ends it. */
function whileRunning<K extends 'migrating' | 'external'>(kind: K): Table[K] {
  const rules: Table['migrating'] & Table['external'] = {
    'prerequisite-lost': { to: [kind], why: 'a check that passed fails now', apply: rememberLost },
    'migrating-seen': { to: [kind], why: 'still at it', apply: stillRunning },
    'up-to-date-seen': { to: ['observing'], why: 'v3.x is ready', apply: (_, event) => observing(event, false) },
    'failed-seen': {
      to: ['failed', 'reverted'],
      why: 'the service says so; after two hours it is the time-out',
      apply: failedWhileRunning,
    },
    'ready-seen': {
      to: [kind, 'reverted'],
      why: 'twice five minutes apart, or after two hours: reverted',
      apply: readyWhileRunning,
    },
    'not-ready-seen': { to: [kind], why: 'a prerequisite was lost on the way', apply: notReadyWhileRunning },
    'deadline-passed': { to: ['overdue'], why: 'two hours', apply: overdueFromRunning },
  };
  return rules;
}

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
  // Whoever started it, it runs the same course.
  migrating: whileRunning('migrating'),
  external: whileRunning('external'),
  overdue: {
    'prerequisite-lost': { to: ['overdue'], why: 'a check that passed fails now', apply: rememberLost },
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
    'failed-seen': { to: ['reverted'], why: 'the other name of the time-out', apply: failedWhileRunning },
  },
  observing: {
    'up-to-date-seen': { to: ['observing'], why: 'still v3.x; protection frees the slot', apply: stillObserving },
    'ready-seen': {
      to: ['observing', 'rolledBack'],
      why: 'twice, five minutes apart: v2.x again',
      apply: rolledBack,
    },
    'not-ready-seen': {
      to: ['observing', 'rolledBack'],
      why: 'twice, five minutes apart: v2.x again',
      apply: rolledBack,
    },
    'migrating-seen': {
      to: ['observing', 'rolledBack'],
      why: 'the service took its word back; with v2.x, twice five minutes apart: back, and started again',
      apply: tookBack,
    },
    'failed-seen': {
      to: ['observing', 'rolledBack'],
      why: 'the service took its word back; with v2.x, twice five minutes apart: back, and another attempt failed',
      apply: tookBack,
    },
    'rollback-asked': { to: ['observing'], why: 'while it is promised', apply: askRollback },
    'rollback-begun': { to: ['observing'], why: 'its turn came: the floor bears it', apply: beginRollback },
    'rollback-withdrawn': { to: ['observing'], why: 'the person changed their mind', apply: withdrawRollback },
    'commit-alarm': { to: ['observing'], why: 'the commit comes near, evidence is missing', apply: raiseAlarms },
    'commit-allowed': {
      to: ['observing'],
      why: 'decided: it may be committed without that evidence',
      apply: allowCommit,
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
    'failed-seen': { to: ['reverted'], why: 'shown until it is Ready again', apply: protectedAgain },
    acknowledged: {
      to: ['reverted'],
      why: 'somebody looked',
      apply: (state, event) => ({ ...state, acknowledgedAt: state.acknowledgedAt ?? event.at }),
    },
    'ready-seen': { to: ['reverted'], why: 'v2.x protects again', apply: protectedAgain },
    'not-ready-seen': { to: ['reverted'], why: 'v2.x protects again', apply: protectedAgain },
    'protected-again': {
      to: ['reverted'],
      why: 'another attempt followed, and a sensor protects',
      apply: protectedAgain,
    },
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
    'protected-again': {
      to: ['failed'],
      why: 'another attempt followed, and a sensor protects',
      apply: protectedAgain,
    },
    'migrating-seen': { to: ['migrating'], why: 'the service began late', apply: lateStart },
    'up-to-date-seen': {
      to: ['observing'],
      why: 'the service finished late',
      apply: (_, event) => observing(event, true),
    },
  },
  rolledBack: {
    acknowledged: {
      to: ['rolledBack'],
      why: 'another attempt followed',
      apply: (state, event) => ({ ...state, acknowledgedAt: state.acknowledgedAt ?? event.at }),
    },
    'ready-seen': { to: ['rolledBack'], why: 'v2.x protects again', apply: protectedAgain },
    'not-ready-seen': { to: ['rolledBack'], why: 'v2.x protects again', apply: protectedAgain },
    'protected-again': {
      to: ['rolledBack'],
      why: 'another attempt followed, and a sensor protects',
      apply: protectedAgain,
    },
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
