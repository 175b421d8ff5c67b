import type { HostId } from '../domain/ids.ts';
import type { Sighting } from '../domain/journey.ts';
import type { Instant } from '../domain/time.ts';
import { type EngineContext, journeyOf, rulesOf } from './context.ts';
import { beginMove, changeMove, sightingOf } from './moves.ts';
import type { HostRow, MoveRow, MoveWrite, Tenant } from './ports/store.ts';

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
  const candidates = running.flatMap(({ hostId, from }) => {
    const move = active.get(hostId);
    const journey = journeyOf(context, move?.journey ?? 'sensor-v3');
    const sighting = runningBetween(from, now, now);
    // A move that is under way, or that began late, is what we see here; one that had ended was tried again by somebody else.
    if (move && (move.schedule.phase !== 'ended' || journey.observe(move.state, sighting, rules))) return [];
    return [{ hostId, from, move, journey }];
  });
  // Nearly always all that runs is under way already.
  if (candidates.length === 0) return [];
  const candidateIds = candidates.map(({ hostId }) => hostId);
  const [attempts, hosts] = await Promise.all([
    context.store.attempts(tenant.tenantId, candidateIds),
    context.store.hostsById(tenant.tenantId, candidateIds),
  ]);
  const known = new Map(hosts.map((host) => [host.hostId, host]));
  return candidates.flatMap(({ hostId, from, move, journey }) => {
    const state = journey.adopted(runningSince(known.get(hostId), from, now), rules);
    if (!state) return [];
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

/** An earlier reading may have said it already, while another attempt had not been seen to end: then it runs since that one. */
function runningSince(host: HostRow | undefined, from: Instant, now: Instant): Sighting {
  const said = host?.migrationState === 'migrating' ? sightingOf(host) : undefined;
  return runningBetween(said?.from ?? from, said?.since ?? now, now);
}

function runningBetween(from: Instant, since: Instant, at: Instant): Sighting {
  return { migrationState: 'migrating', generation: 'unknown', isProtecting: undefined, lost: [], from, since, at };
}

function supersede(context: EngineContext, move: MoveRow, now: Instant): MoveWrite | undefined {
  const journey = journeyOf(context, move.journey);
  const event = { kind: 'acknowledged', at: now };
  const outcome = journey.next(move.state, event);
  if (!outcome.ok) return undefined;
  const because = 'Somebody started another attempt outside changeguard.';
  return changeMove(context, journey, move, { state: outcome.state, event, because, actor: 'engine' }, now);
}
