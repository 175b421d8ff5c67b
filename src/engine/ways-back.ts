import { defaultRules } from '../domain/campaign/default-rules.ts';
import { waysBackWait } from '../domain/floor/ways-back.ts';
import type { CampaignId, MoveId, TenantId } from '../domain/ids.ts';
import type { WaitingBack } from '../domain/journey.ts';
import type { Instant } from '../domain/time.ts';
import { withdrawn } from './advance-moves.ts';
import { type EngineContext, journeyOf, rulesOf } from './context.ts';
import { askToPress } from './grant-starts.ts';
import { changeMove } from './moves.ts';
import type { HostRow, MoveRow, Reading, StartLimit, Tenant } from './ports/store.ts';
import { sensorMigrations } from './readings.ts';
import { createDoorBack } from './start-limits.ts';
import { classOf, freshMs, startView } from './start-view.ts';

/** Moves a page. */
const atOnce = 200;

interface Candidate {
  readonly move: MoveRow;
  readonly host: HostRow;
  readonly wanted: WaitingBack;
}

interface Kept extends Candidate {
  readonly waitingFor: string;
}

interface Decision {
  readonly begins: readonly Candidate[];
  readonly kept: readonly Kept[];
  /** What those that begin may not overshoot when they are written. */
  readonly limits: readonly StartLimit[];
}

/**
 * Lets ways back begin, whoever asked for them, as far as the floor bears it (I1, X-03): the one place where a person is asked to press one. From then until
 * the old sensor is seen protecting, the server is in a disruptive step, for starts and for other ways back. What is kept says why, and its turn comes by
 * itself. Those with the least time left go first. After its last moment none begins: then nothing can go back any more.
 * @returns how many began.
 */
export async function beginWaysBack(context: EngineContext, tenant: Tenant): Promise<number> {
  const { tenantId } = tenant;
  const moves = await waitingMoves(context, tenantId);
  if (moves.length === 0) return 0;
  const now = context.clocks.tenantNow(tenantId);
  let begun = 0;
  // Recorded one after the other: what begins counts for those of the next campaign.
  for await (const decision of decisions(context, tenant, moves, await hostsOf(context, tenantId, moves), now))
    begun += await record(context, tenant, decision, now);
  return begun;
}

/**
 * What each of these moves, in the state of being asked back, would wait for beside those that wait already; null: it would begin. Changes nothing. What
 * would begin at the same time in another campaign is not counted.
 */
export async function foreseeWaysBack(
  context: EngineContext,
  tenant: Tenant,
  asked: readonly Pick<Candidate, 'move' | 'host'>[],
): Promise<ReadonlyMap<MoveId, string | null>> {
  const { tenantId } = tenant;
  const own = new Set(asked.map(({ move }) => move.moveId));
  const waiting = (await waitingMoves(context, tenantId)).filter(({ moveId }) => !own.has(moveId));
  const hosts = new Map(await hostsOf(context, tenantId, waiting));
  for (const { host } of asked) hosts.set(host.hostId, host);
  const moves = byUrgency(context, [...waiting, ...asked.map(({ move }) => move)]);
  const foreseen = new Map<MoveId, string | null>();
  for await (const { begins, kept } of decisions(context, tenant, moves, hosts, context.clocks.tenantNow(tenantId))) {
    for (const { move } of begins) foreseen.set(move.moveId, null);
    for (const { move, waitingFor } of kept) foreseen.set(move.moveId, waitingFor);
  }
  return foreseen;
}

/** Which ways back begin now and which are kept: first those that lose nothing, whatever the floor says, then those of each campaign. */
async function* decisions(
  context: EngineContext,
  tenant: Tenant,
  moves: readonly MoveRow[],
  hosts: ReadonlyMap<string, HostRow>,
  now: Instant,
): AsyncGenerator<Decision> {
  const candidates = moves.flatMap((move): readonly Candidate[] => {
    const wanted = journeyOf(context, move.journey).waitingBack(move.state);
    const host = hosts.get(move.hostId);
    const isPossible = wanted !== undefined && (wanted.until === null || now < wanted.until);
    return host && isPossible ? [{ move, host, wanted }] : [];
  });
  const readings = await context.store.readings(tenant.tenantId);
  const list = readings.find(({ resource }) => resource === sensorMigrations);
  const losesNothing = (one: Candidate) => one.move.schedule.inFlight || !mayProtect(one.host, list, now);
  const free = candidates.filter(losesNothing);
  yield { begins: free, kept: [], limits: [] };
  // Asked for between two readings: what the next one says comes first.
  if (list?.problem === null && !isRead(list, now)) return;
  for (const own of byCampaign(candidates.filter((one) => !free.includes(one))))
    yield await decisionOf(context, tenant, own, now);
}

/** Those of one campaign, against its floor; without a campaign the floor is the least that there is. */
async function decisionOf(
  context: EngineContext,
  tenant: Tenant,
  candidates: readonly [Candidate, ...Candidate[]],
  now: Instant,
): Promise<Decision> {
  const { campaignId, journey } = candidates[0].move;
  const campaign = campaignId === null ? undefined : await context.store.campaign(tenant.tenantId, campaignId);
  const rules = campaign?.plan.rules ?? defaultRules;
  const durations = journeyOf(context, journey).durations(rulesOf(tenant, campaign?.edition));
  const view = await startView(context, tenant.tenantId, { campaignId: undefined, rules, commitAfterMs: null, now });
  const door = createDoorBack(rules, view, durations, now);
  const begins: Candidate[] = [];
  const kept: Kept[] = [];
  for (const candidate of candidates) {
    const waitingFor = door.enter(candidate.host, candidate.wanted.isNamed);
    if (waitingFor === null) begins.push(candidate);
    else kept.push({ ...candidate, waitingFor });
  }
  return { begins, kept, limits: door.limits() };
}

/** What began is asked of a person; what is kept is told with its reason. Counted once more as it is written, so that two engines overshoot no floor. */
async function record(context: EngineContext, tenant: Tenant, found: Decision, now: Instant): Promise<number> {
  const { tenantId } = tenant;
  const event = { kind: 'rollback-begun', at: now };
  const begins = found.begins.flatMap(({ move, host }) => {
    const journey = journeyOf(context, move.journey);
    const outcome = journey.next(move.state, event);
    return outcome.ok ? [{ move, host, journey, state: outcome.state }] : [];
  });
  // Why it waits is logged when it changes.
  const kept = found.kept.filter(({ move, waitingFor }) => move.waitingFor !== waitingFor);
  if (begins.length + kept.length === 0) return 0;
  const asks = begins.map(({ move, host, journey, state }) => journey.rollbackTask({ ...move, state }, host));
  const tells = kept.map(({ move, host }) => journeyOf(context, move.journey).rollbackKeptTask(move, host));
  const moot = begins.flatMap(({ move, journey, state }) => journey.mootTasks({ ...move, state }));
  const outcome = await context.store.commit({
    tenantId,
    at: now,
    moves: [
      ...begins.map(({ move, journey, state }) =>
        changeMove(
          context,
          journey,
          move,
          { state, event, waitingFor: journey.waitingFor(state), actor: 'engine' },
          now,
        ),
      ),
      ...kept.map(({ move, waitingFor }) =>
        changeMove(
          context,
          journeyOf(context, move.journey),
          move,
          { state: move.state, waitingFor, actor: 'engine' },
          now,
        ),
      ),
    ],
    tasks: [
      ...(await askToPress(context, tenant, [...asks, ...tells], now, ['withdrawn', 'declined', 'done'])),
      ...(await withdrawn(context, tenant, moot, now)),
    ],
    limits: begins.length === 0 ? [] : found.limits,
  });
  if (outcome.seq !== null) context.onCommit(tenantId);
  const lost = new Set<string>(outcome.lost);
  return outcome.capExceeded ? 0 : begins.filter(({ move }) => !lost.has(move.moveId)).length;
}

async function waitingMoves(context: EngineContext, tenantId: TenantId): Promise<readonly MoveRow[]> {
  const moves: MoveRow[] = [];
  const filter = { phase: ['observing'], waitingFor: waysBackWait } as const;
  for (let after: string | undefined; ; ) {
    const page = await context.store.moves(tenantId, filter, { top: atOnce, after });
    moves.push(...page.value);
    if (page.after === undefined) break;
    after = page.after;
  }
  return byUrgency(context, moves);
}

function byUrgency(context: EngineContext, moves: readonly MoveRow[]): readonly MoveRow[] {
  const urgency = (move: MoveRow) => {
    const { until, askedAt } = journeyOf(context, move.journey).waitingBack(move.state) ?? { until: null, askedAt: 0 };
    return { until: until ?? Number.MAX_SAFE_INTEGER, askedAt };
  };
  return moves
    .map((move) => ({ move, ...urgency(move) }))
    .sort((a, b) => a.until - b.until || a.askedAt - b.askedAt || (a.move.moveId < b.move.moveId ? -1 : 1))
    .map(({ move }) => move);
}

async function hostsOf(
  context: EngineContext,
  tenantId: TenantId,
  moves: readonly MoveRow[],
): Promise<ReadonlyMap<string, HostRow>> {
  const rows = await context.store.hostsById(
    tenantId,
    moves.map(({ hostId }) => hostId),
  );
  return new Map(rows.map((host) => [host.hostId, host]));
}

function isRead(list: Reading | undefined, now: Instant): boolean {
  return list?.problem === null && (list.readAt ?? 0) >= now - freshMs;
}

/**
 * Whether a way back may take protection away. What is seen unprotected, and what gives no sign although the list was read, loses nothing. Where the list
 * itself is old nobody knows, and the worst is assumed.
 */
function mayProtect(host: HostRow, list: Reading | undefined, now: Instant): boolean {
  const isFresh = (host.seenAt ?? 0) >= now - freshMs;
  if (!isFresh && !isRead(list, now)) return true;
  return classOf({ ...host, isFresh }) === 'protected';
}

/** In the order of the most urgent of each. */
function byCampaign(candidates: readonly Candidate[]): readonly (readonly [Candidate, ...Candidate[]])[] {
  const groups = new Map<CampaignId | null, [Candidate, ...Candidate[]]>();
  for (const one of candidates) {
    const group = groups.get(one.move.campaignId);
    if (group === undefined) groups.set(one.move.campaignId, [one]);
    else group.push(one);
  }
  return [...groups.values()];
}
