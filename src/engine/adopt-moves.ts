import type { HostId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import { type EngineContext, journeyOf, rulesOf } from './context.ts';
import { beginMove, changeMove } from './moves.ts';
import type { MoveRow, MoveWrite, Tenant } from './ports/store.ts';

/** A host that the service says migrates. */
export interface Running {
  readonly hostId: HostId;
  /** When it was seen last before, which is the earliest that it can have begun. */
  readonly from: Instant;
}

/** Moves that somebody else started: they take a slot and a host like ours do (design decision 9). */
export async function adoptions(
  context: EngineContext,
  tenant: Tenant,
  running: readonly Running[],
  now: Instant,
): Promise<readonly MoveWrite[]> {
  if (running.length === 0) return [];
  const hostIds = running.map(({ hostId }) => hostId);
  const moves = await context.store.activeMoves(tenant.tenantId, hostIds);
  const active = new Map(moves.map((move) => [move.hostId, move]));
  const rules = rulesOf(tenant);
  const found = running.flatMap(({ hostId, from }) => {
    const move = active.get(hostId);
    const journey = journeyOf(context, move?.journey ?? 'sensor-v3');
    const sighting = {
      migrationState: 'migrating',
      generation: 'unknown',
      isProtecting: undefined,
      lost: [],
      from,
      since: now,
      at: now,
    } as const;
    // A move that is under way, or that began late, is what we see here; one that had ended was tried again by somebody else.
    if (move && (move.schedule.phase !== 'ended' || journey.observe(move.state, sighting, rules))) return [];
    const state = journey.adopted(sighting, rules);
    return state ? [{ hostId, move, journey, state }] : [];
  });
  // Nearly always all that runs is under way already.
  if (found.length === 0) return [];
  const attempts = await context.store.attempts(
    tenant.tenantId,
    found.map(({ hostId }) => hostId),
  );
  return found.flatMap(({ hostId, move, journey, state }) => {
    const begun = beginMove(
      context,
      journey,
      {
        host: { hostId },
        campaignId: null,
        attempt: (attempts.get(hostId) ?? 0) + 1,
        origin: 'external',
        wave: 0,
        state,
        actor: 'engine',
        waitingFor: journey.waitingFor(state),
      },
      now,
    );
    const superseded = move ? supersede(context, move, now) : undefined;
    return superseded ? [superseded, begun] : move ? [] : [begun];
  });
}

function supersede(context: EngineContext, move: MoveRow, now: Instant): MoveWrite | undefined {
  const journey = journeyOf(context, move.journey);
  const event = { kind: 'acknowledged', at: now };
  const outcome = journey.next(move.state, event);
  if (!outcome.ok) return undefined;
  const because = 'Somebody started another attempt outside changeguard.';
  return changeMove(context, journey, move, { state: outcome.state, event, because, actor: 'engine' }, now);
}
