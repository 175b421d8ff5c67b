import { saysProtecting, sensorGeneration } from '../domain/coverage.ts';
import { as, type MoveId } from '../domain/ids.ts';
import type { Journey, Sighting } from '../domain/journey.ts';
import type { MoveEventBase, MoveOrigin, MoveStateBase } from '../domain/move.ts';
import type { ProofVerdict } from '../domain/proof.ts';
import type { Instant } from '../domain/time.ts';
import type { EngineContext } from './context.ts';
import { moveEvent } from './events.ts';
import type { HostRow, MoveRow, MoveWrite } from './ports/store.ts';

/** What changes with a move besides its state. */
interface MoveChange {
  readonly state: MoveStateBase;
  /** What happened; undefined for a change that is none of the table (a new waiting reason, new proofs). */
  readonly event?: MoveEventBase | undefined;
  readonly waitingFor?: string | null | undefined;
  readonly proofs?: readonly ProofVerdict[] | undefined;
  readonly snapshot?: readonly string[] | undefined;
  /** When the documents of the snapshot were observed. */
  readonly seen?: Readonly<Record<string, Instant>> | undefined;
  readonly because?: string | undefined;
  /** When it was given its slot, where that happens now. */
  readonly grantedAt?: Instant | undefined;
  readonly actor: string;
}

/** The write that brings a move from one row to the next; everything about slots and schedules is asked of the journey. */
export function changeMove(
  context: EngineContext,
  journey: Journey,
  row: MoveRow,
  change: MoveChange,
  now: Instant,
): MoveWrite {
  const schedule = journey.schedule(change.state, now);
  const waitingFor = change.waitingFor === undefined ? row.waitingFor : change.waitingFor;
  const isNewWait = waitingFor !== row.waitingFor;
  const write = {
    moveId: row.moveId,
    hostId: row.hostId,
    campaignId: row.campaignId,
    journey: row.journey,
    attempt: row.attempt,
    origin: row.origin,
    wave: row.wave,
    state: change.state,
    schedule,
    waitingFor,
    waitingSince: waitingFor === null ? null : isNewWait ? now : row.waitingSince,
    snapshot: change.snapshot ?? row.snapshot,
    proofs: change.proofs ?? row.proofs,
    createdAt: row.createdAt,
    grantedAt: change.grantedAt,
    expectedVersion: row.version,
    slotDelta: slotDelta(row.campaignId !== null, row.schedule.inFlight, schedule.inFlight),
  } as const;
  // Looking again without a new state, reason or proof is no event: only the schedule moves on.
  const isNews =
    change.event !== undefined || isNewWait || change.snapshot !== undefined || proofsDiffer(row.proofs, write.proofs);
  return {
    ...write,
    isLook: write.proofs === row.proofs && !isNews && isAsStored(write, row),
    events: isNews ? [moveEvent(context.identity, change.actor, write, change.event, change)] : [],
  };
}

/** Whether the state is the one that the row holds, and what it occupies too. */
function isAsStored({ state, schedule }: Pick<MoveWrite, 'state' | 'schedule'>, row: MoveRow): boolean {
  const { phase, inFlight, isActive } = row.schedule;
  return (
    state === row.state && schedule.phase === phase && schedule.inFlight === inFlight && schedule.isActive === isActive
  );
}

/** What a move waits for now: the reason of a way back that is kept stands with the move, not in its state. */
export function waitOf(journey: Journey, move: MoveRow, state: MoveStateBase): string | null {
  const isKept = journey.waitingBack(move.state) !== undefined && journey.waitingBack(state) !== undefined;
  return isKept ? move.waitingFor : journey.waitingFor(state);
}

/** The write that begins an attempt. */
export function beginMove(
  context: EngineContext,
  journey: Journey,
  given: {
    readonly host: HostRow | { readonly hostId: HostRow['hostId'] };
    readonly campaignId: MoveRow['campaignId'];
    readonly attempt: number;
    readonly origin: MoveOrigin;
    readonly wave: number;
    readonly state: MoveStateBase;
    readonly event?: MoveEventBase | undefined;
    readonly actor: string;
    readonly waitingFor?: string | null;
  },
  now: Instant,
): MoveWrite {
  const schedule = journey.schedule(given.state, now);
  const write = {
    moveId: as<MoveId>(context.identity.newId()),
    hostId: given.host.hostId,
    campaignId: given.campaignId,
    journey: journey.id,
    attempt: given.attempt,
    origin: given.origin,
    wave: given.wave,
    state: given.state,
    schedule,
    waitingFor: given.waitingFor ?? null,
    waitingSince: given.waitingFor ? now : null,
    snapshot: [],
    proofs: [],
    createdAt: now,
    expectedVersion: 0,
    slotDelta: slotDelta(given.campaignId !== null, false, schedule.inFlight),
  } as const;
  return { ...write, events: [moveEvent(context.identity, given.actor, write, given.event)] };
}

function slotDelta(isOfCampaign: boolean, before: boolean, after: boolean): -1 | 0 | 1 {
  if (!isOfCampaign || before === after) return 0;
  return after ? 1 : -1;
}

function proofsDiffer(before: readonly ProofVerdict[], after: readonly ProofVerdict[]): boolean {
  if (before.length !== after.length) return true;
  return after.some((proof, at) => {
    const old = before[at];
    return old?.proof !== proof.proof || old.verdict !== proof.verdict || old.reason !== proof.reason;
  });
}

/** What the service says about a host now, as its row keeps it; undefined before the first reading. */
export function sightingOf(row: HostRow, lost: readonly string[] = []): Sighting | undefined {
  if (row.seenAt === null || row.stateSince === null) return undefined;
  return {
    migrationState: row.migrationState,
    generation: sensorGeneration(row.sensorVersion),
    isProtecting: saysProtecting(row),
    lost,
    from: row.stateFrom ?? row.stateSince,
    since: row.stateSince,
    at: row.seenAt,
  };
}
