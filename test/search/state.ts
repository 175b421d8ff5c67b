import type { Attempt } from '../../src/domain/budget.ts';
import type { Steering } from '../../src/domain/campaign/steering.ts';
import { as, type HostId, type MoveId } from '../../src/domain/ids.ts';
import { hourMs } from '../../src/domain/time.ts';
import { schedule } from '../../src/journeys/sensor-v3/schedule.ts';
import type { MoveState } from '../../src/journeys/sensor-v3/states.ts';

/* What a small campaign looks like at one instant, and what can be read from it. */

/** A small campaign; a search goes through one. */
export interface Setting {
  readonly name: string;
  readonly cap: number;
  readonly failures: number;
  /** The last hour that is looked at. */
  readonly hours: number;
  /** How many read the campaign, and say later what they mean to do; none: whatever is said is said to the campaign as it is. */
  readonly operators: 0 | 2;
  /** Somebody else starts servers in the portal too. */
  readonly hasOthers: boolean;
  /** Answers get lost, and sensors are seen before they protect. */
  readonly hasDoubts: boolean;
}

export interface ServerState {
  readonly move: MoveState;
  readonly attempt: number;
  /** What the last reading said. */
  readonly isProtected: boolean;
  readonly isPinned: boolean;
  /** The campaign started it; what somebody else starts takes a slot, and no rule of ours keeps it from starting or failing. */
  readonly isOurs: boolean;
}

/** What an operator has read and is about to say: it counts only if the campaign is still the one that was read. */
export type Intent = 'pause' | 'resume' | 'resume-accepting' | 'stop' | 'abort' | null;

export interface SearchState {
  readonly hour: number;
  readonly servers: readonly ServerState[];
  readonly openWave: number;
  readonly steering: Steering;
  readonly intents: readonly { readonly says: Intent; readonly isStale: boolean }[];
  /** The most attempts that were under way or had failed when it was held: so many may count as failures without a start too many. */
  readonly atTrip: number;
  /** Set by the step that led here: what a start broke. */
  readonly broken: string | null;
}

export interface Step {
  readonly what: string;
  readonly state: SearchState;
}

export const places = [
  { name: 'A1', site: 'A', domain: 'd', wave: 1 },
  { name: 'A2', site: 'A', domain: 'd', wave: 2 },
  { name: 'B1', site: 'B', domain: 'd', wave: 2 },
] as const;
export function withServer(state: SearchState, at: number, server: ServerState): SearchState {
  return { ...state, servers: state.servers.map((one, index) => (index === at ? server : one)) };
}

export function attemptsOf({ servers, hour }: SearchState): readonly Attempt[] {
  return servers.map(({ move, attempt }, at): Attempt => {
    const { phase, deadlineAt } = schedule(move, hour * hourMs);
    const { problem } = move as { readonly problem?: { readonly code: Attempt['problem'] } };
    return {
      moveId: idOf(at, attempt),
      hostId: as<HostId>(`host-${at}`),
      name: places[at]?.name ?? '',
      isOfCampaign: true,
      phase,
      kind: move.kind,
      problem: problem?.code ?? null,
      deadlineAt,
      lastSignAt: phase === 'observing' ? hour * hourMs : null,
      isDrill: false,
      strata: [],
    };
  });
}

function idOf(at: number, attempt: number): MoveId {
  return as<MoveId>(`move-${at}-${attempt}`);
}

export function watchOf({ hour }: SearchState) {
  return { readAt: hour * hourMs, darkAfterMs: 3 * hourMs };
}

export function isAccepted({ servers, steering }: SearchState, at: number): boolean {
  return steering.accepted.some(({ moveId }) => moveId === idOf(at, servers[at]?.attempt ?? 0));
}

export function isGoingBack(move: MoveState): boolean {
  return move.kind === 'observing' && move.rollbackAskedAt !== undefined && move.rollbackWaitsSince === undefined;
}

/** By the words of the invariants, not by the engine's table of schedules. */
export function isInFlight({ move }: ServerState): boolean {
  if (['requested', 'migrating', 'external', 'overdue'].includes(move.kind)) return true;
  if (move.kind === 'observing') return move.protectedAt === undefined || isGoingBack(move);
  if (move.kind === 'rolledBack') return move.protectedAt === undefined;
  if (move.kind === 'failed' || move.kind === 'reverted')
    return move.protectedAt === undefined || move.acknowledgedAt === undefined;
  return false;
}

export function hasFailed({ move }: ServerState): boolean {
  return ['failed', 'reverted', 'rolledBack'].includes(move.kind);
}

export function isResting(move: MoveState): boolean {
  return ['queued', 'committed', 'abandoned', 'failed', 'reverted', 'rolledBack'].includes(move.kind);
}
