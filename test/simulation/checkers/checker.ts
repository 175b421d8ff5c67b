import type { World } from '../../support/world.ts';
import type { Chronicle, LinkTold, MoveStory } from '../chronicle.ts';

/** A request with an effect, as it left for the service. */
export interface Sent {
  readonly at: number;
  readonly sensorIds: readonly string[];
  /** When the list of states was asked for last before it. */
  readonly listReadAt: number;
  /** The states of the campaigns, as the log had told them until then. */
  readonly campaignStates: ReadonlyMap<string, string>;
  /** Servers that people held then, by the name under which the twin knows them. */
  readonly held: readonly string[];
}

/** Everything a checker may look at: the log, the store, and the truth of the twin. Never what the engine thinks. */
export interface Sight {
  readonly world: World;
  readonly chronicle: Chronicle;
  readonly now: number;
  /** Requests since the last look. */
  readonly sent: readonly Sent[];
  /** The longest time between two looks of the engine until now, faults of its own machine included. */
  readonly longestPauseMs: number;
  /** How old what the service says may be, by the faults of this seed. */
  readonly lagMs: number;
  /** Every tenant of the store has a domain of its own, by its seed. */
  readonly seed: number;
}

/** One invariant. A violation is a sentence; the id stands before it. */
export interface Checker {
  readonly id: string;
  /** After each link of the log. */
  readonly link?: (sight: Sight, link: LinkTold) => readonly string[];
  /** At every stop of the clock. */
  readonly stop?: (sight: Sight) => readonly string[];
  /** When all is said. */
  readonly end?: (sight: Sight) => readonly string[] | Promise<readonly string[]>;
}

/** Asked back, and not waiting for its turn: somebody may press it at any moment. */
export function isGoingBack({ state }: Pick<MoveStory, 'state'>): boolean {
  return state.kind === 'observing' && state.rollbackAskedAt !== undefined && state.rollbackWaitsSince === undefined;
}

/** From requested until verified-protected again; a failure until somebody looked (the words of I2, not the engine's table). */
export function isInFlight({ state }: MoveStory): boolean {
  switch (state.kind) {
    case 'requested':
    case 'migrating':
    case 'external':
    case 'overdue':
      return true;
    case 'observing':
      return state.protectedAt === undefined || isGoingBack({ state });
    case 'rolledBack':
      return state.protectedAt === undefined;
    case 'reverted':
    case 'failed':
      return state.protectedAt === undefined || state.acknowledgedAt === undefined;
    default:
      return false;
  }
}

/** Neither as before nor for good. */
export function isUnsettled(move: MoveStory): boolean {
  return isInFlight(move) || move.state.kind === 'observing';
}

export function nameOf(sight: Sight, move: MoveStory): string {
  return sight.chronicle.hosts.get(move.hostId)?.name ?? move.hostId;
}

export function instant(at: number): string {
  return new Date(at).toISOString();
}
