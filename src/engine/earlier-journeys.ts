import type { HostId, JourneyId } from '../domain/ids.ts';
import { comesFirst, earlierThan, type JourneyStanding } from '../domain/journey-order.ts';
import { isComplete } from '../domain/proof.ts';
import type { Instant } from '../domain/time.ts';
import { journeyOrder } from '../journeys/order.ts';
import type { EngineContext } from './context.ts';
import { evaluate } from './evaluate-hosts.ts';
import type { HostToEvaluate, MoveRow, Tenant } from './ports/store.ts';

const movesAtOnce = 200;

/**
 * Which earlier journeys still keep each host from this one, over all campaigns; hosts that nothing keeps are left out. Asked when a plan is made
 * and again before each start: what is to be moved there may have become known only since. Costs nothing where no earlier journey is installed.
 */
export async function earlierJourneys(
  context: EngineContext,
  tenant: Tenant,
  journey: JourneyId,
  items: readonly Pick<HostToEvaluate, 'host' | 'documents'>[],
  now: Instant,
): Promise<ReadonlyMap<HostId, readonly JourneyId[]>> {
  const installed = earlierThan(journey, journeyOrder).filter((earlier) => context.journeys.has(earlier));
  if (installed.length === 0 || items.length === 0) return new Map();
  const moves = await movesOf(
    context,
    tenant,
    items.map(({ host }) => host.hostId),
  );
  const kept = new Map<HostId, readonly JourneyId[]>();
  for (const item of items) {
    const { hostId } = item.host;
    const own = moves.filter((move) => move.hostId === hostId);
    const first = comesFirst(journey, journeyOrder, (earlier) =>
      installed.includes(earlier) ? standingOf(context, tenant, earlier, item, own, now) : undefined,
    );
    if (first.length > 0) kept.set(hostId, first);
  }
  return kept;
}

/** Unknown never passes: whatever the journey does not rule out may still have to be moved. */
function standingOf(
  context: EngineContext,
  tenant: Tenant,
  journey: JourneyId,
  item: Pick<HostToEvaluate, 'host' | 'documents'>,
  moves: readonly MoveRow[],
  now: Instant,
): JourneyStanding {
  const attempts = moves.filter((move) => move.journey === journey).sort((a, b) => b.attempt - a.attempt);
  if (attempts.some((move) => move.schedule.isActive)) return 'under-way';
  const [newest] = attempts;
  if (newest?.state.kind === 'committed') return isComplete(newest.proofs) ? 'settled' : 'ended-unproven';
  return evaluate(context, tenant, journey, item, 'service', now).disposition === 'moves' ? 'due' : 'settled';
}

async function movesOf(
  { store }: EngineContext,
  { tenantId }: Tenant,
  hostIds: readonly HostId[],
): Promise<readonly MoveRow[]> {
  const moves: MoveRow[] = [];
  for (let after: string | undefined; ; ) {
    const page = await store.moves(tenantId, { hostIds }, { top: movesAtOnce, after });
    moves.push(...page.value);
    if (page.after === undefined) return moves;
    after = page.after;
  }
}
