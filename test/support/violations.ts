import type { Campaign } from '../../src/domain/campaign/campaign.ts';
import type { HostId } from '../../src/domain/ids.ts';
import { hourMs, type Instant } from '../../src/domain/time.ts';
import type { HostCoverage } from '../../src/engine/ports/outcomes.ts';
import type { MoveRow } from '../../src/engine/ports/store.ts';
import type { Observing } from '../../src/journeys/sensor-v3/states.ts';
import { steeringViolations } from './steering-violations.ts';
import type { World } from './world.ts';

/*
 * Checkers outside the engine: they read the store and the twin's own ledger and share no code with what they check.
 * A violation is a sentence that begins with the id of the invariant.
 */

/** What a world was judged by last. */
interface Seen {
  /** The last link of the log before it was read. */
  readonly seq: number;
  readonly at: Instant;
  readonly campaigns: readonly Campaign[];
  readonly moves: readonly MoveRow[];
  readonly granted: ReadonlySet<HostId>;
}
const lastSeen = new WeakMap<World, Seen>();

/**
 * Moves and campaigns change with a link of the log, so that they are read anew when it has a further one: a turned clock stops a thousand times without
 * any, and reading them took a third of all that was played. What changes without a link, a look at a move, is read once an hour, and that nothing
 * else does is I16, which is held against the log at the end.
 */
async function seen(world: World): Promise<Seen> {
  const { store, tenantId } = world;
  const { seq } = await store.logHead(tenantId);
  const at = world.twin.clock.now();
  const last = lastSeen.get(world);
  if (last?.seq === seq && at - last.at < hourMs) return last;
  return readAnew(world, seq);
}

async function readAnew(world: World, seq: number): Promise<Seen> {
  const { store, tenantId } = world;
  const { campaigns, moves } = await store.views(tenantId);
  const flight = await store.inFlight(tenantId, 0);
  const granted = new Set(flight.flatMap(({ hostId, grantedAt }) => (grantedAt === null ? [] : [hostId])));
  const all = { seq, at: world.twin.clock.now(), campaigns, moves, granted };
  lastSeen.set(world, all);
  return all;
}

/** What must hold at every instant of any campaign. */
export async function violationsNow(world: World): Promise<readonly string[]> {
  return violationsIn(await seen(world), world.twin.clock.now());
}

function violationsIn({ campaigns, moves, granted }: Seen, now: Instant): readonly string[] {
  const found: string[] = [];
  for (const campaign of campaigns) {
    const own = moves.filter((move) => move.campaignId === campaign.campaignId && move.schedule.inFlight);
    const inFlight = own.length;
    // What began without asking us, goes back, or takes its word back, is no start of ours: it counts, and nothing else may start, but no cap refuses it.
    const isNoStart = ({ waitingFor, state }: (typeof own)[number]) =>
      state.kind === 'rolledBack' ||
      waitingFor === 'rollback-in-portal' ||
      (state.kind === 'observing' && (state as Partial<Observing>).problem !== undefined);
    const given = own.filter((move) => granted.has(move.hostId) && !isNoStart(move)).length;
    if (given > campaign.cap) found.push(`I2: ${given} of ${campaign.name} are in flight, its cap is ${campaign.cap}.`);
    if (campaign.inFlight !== inFlight)
      found.push(`I2: the counter of ${campaign.name} says ${campaign.inFlight}, ${inFlight} are in flight.`);
  }
  const active = moves.filter((move) => move.schedule.isActive).map((move) => move.hostId);
  if (new Set(active).size !== active.length) found.push('I5: a host has two changes in flight.');
  for (const move of moves) {
    const { deadlineAt, phase } = move.schedule;
    if (phase === 'inFlight' && deadlineAt !== null && now > deadlineAt + hourMs)
      found.push(`I7: a move rests ${move.state.kind}, an hour past its deadline.`);
    if (phase !== 'ended' && move.waitingFor === null)
      found.push(`I14: a move that is ${move.state.kind} waits and does not say for what.`);
  }
  return found;
}

/**
 * What must hold when all is said: the log is the truth, and the twin's ledger agrees with what we think happened.
 * `lagMs`: how old the service's answers may have been, under a fault that makes them so; what we saw then may be true of any instant since.
 */
export async function violationsAtTheEnd(world: World, lagMs = 0): Promise<readonly string[]> {
  const log = await world.control.verifyLog(world.tenantId);
  const { seq } = await world.store.logHead(world.tenantId);
  return [
    ...violationsIn(await readAnew(world, seq), world.twin.clock.now()),
    ...log.breaks.map((one) => `I12: link ${one.seq}: ${one.detail}`),
    ...log.differences.map((one) => `I16: ${one}`),
    ...(await steeringViolations(world)),
    ...(await disagreements(world, lagMs)),
  ];
}

async function disagreements(world: World, lagMs: number): Promise<readonly string[]> {
  const ledger = new Map(world.twin.ledger().servers.map((server) => [server.host.toLowerCase(), server]));
  const { moves } = await world.store.views(world.tenantId);
  return (await world.control.coverage(world.tenantId)).flatMap((seen) => {
    const truth = ledger.get(seen.host.fqdn);
    return truth
      ? ofServer(world, seen, truth, { moves, lagMs })
      : [`I17: the ledger does not know ${seen.host.fqdn}.`];
  });
}

type ServerLedger = ReturnType<World['twin']['ledger']>['servers'][number];

function ofServer(
  world: World,
  { host, intervals }: HostCoverage,
  truth: ServerLedger,
  { moves, lagMs }: { readonly moves: readonly MoveRow[]; readonly lagMs: number },
): readonly string[] {
  const found: string[] = [];
  const attempts = moves.filter((move) => move.hostId === host.hostId && move.origin === 'campaign').length;
  const byHand = world.portalStarts.filter((server) => server === host.name).length;
  if (truth.migrateCalls > attempts + byHand)
    found.push(`I10: ${truth.migrateCalls} requests for ${host.name} in ${attempts} attempts.`);
  if (truth.restarts > 0) found.push(`I10: a running migration of ${host.name} was started again.`);
  if (truth.duplicateMs > 0)
    found.push(`S3-06: two sensors of ${host.name} sent the same data for ${truth.duplicateMs} ms.`);
  for (const seen of intervals) {
    if (seen.by === 'unknown') continue;
    const there = truth.intervals.filter(
      (one) => one.fromAt <= seen.from && (one.toAt === null || seen.from - lagMs < one.toAt),
    );
    if (!there.some((one) => one.by === seen.by || one.by === 'both'))
      found.push(
        `I17: ${new Date(seen.from).toISOString()} we saw ${host.name} protected by ${seen.by}, the ledger says ${there.map((one) => one.by).join(', ')}.`,
      );
  }
  return found;
}
