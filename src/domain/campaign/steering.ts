import { type Acceptable, type AcceptedFailure, acceptFailures, type Failure, judgeBudget } from '../budget.ts';
import { type ProblemRef, problem } from '../problem.ts';
import type { Instant } from '../time.ts';
import type { FailureBudget } from './rules.ts';

/**
 * How a campaign is held and ended. Only `running` starts moves. Nothing that was tripped goes on without a person, and nothing that was
 * stopped goes on at all: that takes a new plan.
 */
export type Steering = Running | Paused | Tripped | Stopping | Aborting | Stopped | Finished | Shadow;

/** Failures with which a person went on, over the whole campaign: they leave the count and are never forgotten. */
interface Rebased {
  readonly accepted: readonly AcceptedFailure[];
}
/** Who decided it, and why. */
interface Decided {
  readonly by: string;
  readonly because: string;
}
interface Running extends Rebased {
  readonly kind: 'running';
  readonly since: Instant;
}
interface Paused extends Rebased, Decided {
  readonly kind: 'paused';
  readonly since: Instant;
}
/** The engine held it: the budget is exceeded, a gate failed, or a server passed its commit undeclared. */
interface Tripped extends Rebased {
  readonly kind: 'tripped';
  readonly since: Instant;
  readonly because: string;
  readonly names: readonly string[];
}
/** What runs is finished; nothing is started any more. */
interface Stopping extends Rebased, Decided {
  readonly kind: 'stopping';
  readonly since: Instant;
}
/** `keep`: what was moved stays moved. `roll-back`: whatever still can is asked back. */
interface Aborting extends Rebased, Decided {
  readonly kind: 'aborting';
  readonly since: Instant;
  readonly way: AbortWay;
}
interface Stopped extends Rebased {
  readonly kind: 'stopped';
  readonly since: Instant;
  readonly after: 'stop' | 'abort' | 'trip';
  readonly because: string;
}
interface Finished extends Rebased {
  readonly kind: 'finished';
  readonly since: Instant;
}
/** Nothing is sent; our verdicts are scored against what the portal does. */
interface Shadow extends Rebased {
  readonly kind: 'shadow';
  readonly since: Instant;
}
export type AbortWay = 'keep' | 'roll-back';

/** What can happen to a campaign. Every event carries all it needs, so that the log replays to the same state. */
export type SteeringEvent =
  | ({ readonly kind: 'pause'; readonly at: Instant } & Decided)
  | ({
      readonly kind: 'resume';
      readonly at: Instant;
      /** Hosts without which the campaign goes on, by name. */
      readonly accepts: readonly string[];
      readonly failures: readonly Failure[];
      /** Attempts that ended without failure and without proof: they can be accepted as well. */
      readonly unproven: readonly Acceptable[];
      readonly budget: FailureBudget;
    } & Decided)
  | ({ readonly kind: 'stop'; readonly at: Instant } & Decided)
  | ({ readonly kind: 'abort'; readonly at: Instant; readonly way: AbortWay } & Decided)
  | { readonly kind: 'trip'; readonly at: Instant; readonly because: string; readonly names: readonly string[] }
  /** No move is active any more. */
  | { readonly kind: 'finish'; readonly at: Instant };

export type SteeringKind = Steering['kind'];
export type SteeringEventKind = SteeringEvent['kind'];

type StateOf<K extends SteeringKind> = Extract<Steering, { kind: K }>;
type EventOf<K extends SteeringEventKind> = Extract<SteeringEvent, { kind: K }>;

interface Rule<S extends Steering = Steering, E extends SteeringEvent = SteeringEvent> {
  /** Everything the rule can lead to; the drawing and the tests read it. */
  readonly to: readonly SteeringKind[];
  /** Why, in a few words, for the drawing. */
  readonly why: string;
  readonly apply: (state: S, event: E) => Steering | ProblemRef;
}

type Table = { readonly [S in SteeringKind]: { readonly [E in SteeringEventKind]?: Rule<StateOf<S>, EventOf<E>> } };

/** What people may do to a campaign that could still go on. */
const ends = {
  stop: { to: ['stopping'], why: 'finish what runs, start no more', apply: stopping },
  abort: { to: ['aborting'], why: 'start no more; keep, or roll back what can be', apply: aborting },
} as const;

/** Every legal pair of state and event. A pair that is not here is refused with `campaign-state`. */
export const steering: Table = {
  running: {
    pause: {
      to: ['paused'],
      why: 'no new starts',
      apply: ({ accepted }, { at, by, because }) => ({ kind: 'paused', since: at, by, because, accepted }),
    },
    trip: { to: ['tripped'], why: 'too many failures, a gate, a passage', apply: tripped },
    ...ends,
    finish: { to: ['finished'], why: 'every move has ended', apply: finished },
  },
  paused: {
    resume: { to: ['running'], why: 'what failed is mended or accepted by name', apply: resumed },
    trip: { to: ['tripped'], why: 'what runs goes on, and can fail', apply: tripped },
    ...ends,
    finish: { to: ['finished'], why: 'nothing was left to start', apply: finished },
  },
  tripped: {
    resume: { to: ['running'], why: 'what failed is mended or accepted by name', apply: resumed },
    trip: { to: ['tripped'], why: 'one more; the first reason stays', apply: trippedAgain },
    ...ends,
    finish: {
      to: ['stopped'],
      why: 'nobody resumed it, so it is no success',
      apply: (state, { at }) => stopped(state, at, 'trip'),
    },
  },
  stopping: {
    abort: { ...ends.abort, why: 'not even what runs is wanted' },
    // It starts nothing anyway; what failed is seen in its moves.
    trip: { to: ['stopping'], why: 'nothing starts any more', apply: (state) => state },
    finish: { to: ['stopped'], why: 'what ran has ended', apply: (state, { at }) => stopped(state, at, 'stop') },
  },
  aborting: {
    trip: { to: ['aborting'], why: 'nothing starts any more', apply: (state) => state },
    finish: {
      to: ['stopped'],
      why: 'what ran or went back has ended',
      apply: (state, { at }) => stopped(state, at, 'abort'),
    },
  },
  stopped: {},
  finished: {},
  shadow: {
    stop: {
      to: ['stopped'],
      why: 'nothing runs, so nothing has to end',
      apply: ({ accepted }, { at, because }) => ({ kind: 'stopped', since: at, after: 'stop', because, accepted }),
    },
    finish: { to: ['finished'], why: 'everything was scored', apply: finished },
  },
};

/** The one way a campaign is steered. Pure; a pair that is not in the table is refused with a code, and so is a decision without a reason. */
export function steer(
  state: Steering,
  event: SteeringEvent,
):
  | { readonly ok: true; readonly state: Steering; readonly changed: boolean }
  | { readonly ok: false; readonly problem: ProblemRef } {
  const rule = steering[state.kind][event.kind] as Rule | undefined;
  if (!rule) {
    return {
      ok: false,
      problem: problem('campaign-state', `"${event.kind}" cannot happen to a campaign that is ${state.kind}.`),
    };
  }
  if ('by' in event && event.because.trim().length < shortestReason)
    return { ok: false, problem: problem('reason-missing', `"${event.kind}" needs a reason.`) };
  const outcome = rule.apply(state, event);
  if ('code' in outcome) return { ok: false, problem: outcome };
  return { ok: true, state: outcome, changed: outcome !== state };
}

/** As long as the reason that tasks ask for. */
const shortestReason = 3;

/** What a state means for the moves of the campaign. */
interface SteeringEffect {
  /** Moves that wait may start. */
  readonly starts: boolean;
  /** Moves that wait never will: they are abandoned. */
  readonly abandonsWaiting: boolean;
  /** Moves that can still go back are asked back. */
  readonly rollsBack: boolean;
}

export function effectOf(state: Steering): SteeringEffect {
  return {
    starts: state.kind === 'running',
    abandonsWaiting: state.kind === 'stopping' || state.kind === 'aborting' || state.kind === 'stopped',
    rollsBack: state.kind === 'aborting' && state.way === 'roll-back',
  };
}

function tripped({ accepted }: Running | Paused, { at, because, names }: EventOf<'trip'>): Tripped {
  return { kind: 'tripped', since: at, because, names, accepted };
}

function trippedAgain(state: Tripped, { names }: EventOf<'trip'>): Tripped {
  const all = [...new Set([...state.names, ...names])].sort();
  return all.length === state.names.length ? state : { ...state, names: all };
}

function stopping({ accepted }: Rebased, { at, by, because }: EventOf<'stop'>): Stopping {
  return { kind: 'stopping', since: at, by, because, accepted };
}

function aborting({ accepted }: Rebased, { at, by, because, way }: EventOf<'abort'>): Aborting {
  return { kind: 'aborting', since: at, by, because, way, accepted };
}

function stopped({ accepted, because }: Tripped | Stopping | Aborting, at: Instant, after: Stopped['after']): Stopped {
  return { kind: 'stopped', since: at, after, because, accepted };
}

function finished({ accepted }: Rebased, { at }: EventOf<'finish'>): Finished {
  return { kind: 'finished', since: at, accepted };
}

/** Goes on from a new base: what was accepted by name leaves the count; what is beyond the budget and was not accepted refuses. */
function resumed(state: Paused | Tripped, event: EventOf<'resume'>): Running | ProblemRef {
  const { at, by, because, accepts, failures, unproven, budget } = event;
  const more = acceptFailures({ from: [...failures, ...unproven], names: accepts, by, because, at });
  if (!more.ok) return more.problem;
  const known = new Set<string>(state.accepted.map((one) => one.moveId));
  const accepted = [...state.accepted, ...more.accepted.filter((one) => !known.has(one.moveId))];
  const verdict = judgeBudget(failures, accepted, budget);
  if (verdict.kind === 'tripped')
    return problem('failures-not-accepted', `${verdict.because} Not accepted: ${verdict.names.join(', ')}.`);
  return { kind: 'running', since: at, accepted };
}
