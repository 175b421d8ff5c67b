import { as, type EffectId, type HostId, type MoveId } from '../domain/ids.ts';
import type { Campaign } from '../domain/plan.ts';
import type { Instant } from '../domain/time.ts';
import { openTask } from './advance-moves.ts';
import { type EngineContext, journeyOf, rulesOf } from './context.ts';
import { evaluate } from './evaluate-hosts.ts';
import { changeMove, sightingOf } from './moves.ts';
import type {
  Connection,
  EffectDraft,
  HostRow,
  MoveRow,
  MoveWrite,
  Reading,
  TaskWrite,
  Tenant,
} from './ports/store.ts';
import { migrateRequests, queueLook, queueLookEveryMs, queueReading, sensorMigrations } from './readings.ts';

/** One request carries at most ten servers, all of one wave (I6). */
const serversPerRequest = 10;
const waitsPerPass = 500;

/** Gives free slots to queued moves, one campaign after the other. @returns how many were granted. */
export async function grantStarts(
  context: EngineContext,
  tenant: Tenant,
  campaigns: readonly Campaign[],
  connection: Connection | undefined,
  readings: readonly Reading[],
): Promise<number> {
  let granted = 0;
  let isWaiting = false;
  for (const campaign of campaigns) {
    if (campaign.state !== 'running') continue;
    const { campaignId } = campaign;
    const waiting = await context.store.moves(tenant.tenantId, { campaignId, phase: ['waiting'] }, { top: 1 });
    if (waiting.value.length === 0) continue;
    isWaiting = true;
    granted += await grantCampaign(context, tenant, campaign, connection, readings);
  }
  await lookAgain(context, tenant, readings, isWaiting);
  return granted;
}

/** A move that waits for its turn has no clock of its own, so the queue has one. */
async function lookAgain(
  context: EngineContext,
  tenant: Tenant,
  readings: readonly Reading[],
  isWaiting: boolean,
): Promise<void> {
  const { tenantId } = tenant;
  const now = context.clocks.tenantNow(tenantId);
  const look = readings.find((reading) => reading.resource === queueLook);
  if (look ? look.dueAt > now : !isWaiting) return;
  const dueAt = now + (isWaiting ? queueLookEveryMs.waiting : queueLookEveryMs.empty);
  await context.store.commit({ tenantId, at: now, readings: [queueReading(tenantId, dueAt)] });
}

async function grantCampaign(
  context: EngineContext,
  tenant: Tenant,
  campaign: Campaign,
  connection: Connection | undefined,
  readings: readonly Reading[],
): Promise<number> {
  const now = context.clocks.tenantNow(tenant.tenantId);
  const obstacle = await campaignObstacle(context, tenant, campaign, connection, readings, now);
  const granted = obstacle === null ? await grantStartable(context, tenant, campaign, now) : 0;
  await recordWaits(context, tenant, campaign, obstacle, now);
  return granted;
}

/** What keeps a whole campaign from starting anything now; null when nothing does. */
async function campaignObstacle(
  context: EngineContext,
  tenant: Tenant,
  campaign: Campaign,
  connection: Connection | undefined,
  readings: readonly Reading[],
  now: Instant,
): Promise<string | null> {
  if (!connection) return 'connection-missing';
  if (!connection.isArmed) return 'connection-not-armed';
  const list = readings.find((reading) => reading.resource === sensorMigrations);
  if (list?.problem) return list.problem.code;
  const request = readings.find((reading) => reading.resource === migrateRequests);
  if (request && request.dueAt > now && campaign.plan.channel === 'graph')
    return request.problem?.code ?? 'service-asked-to-wait';
  const alarms = await context.store.tasks(
    tenant.tenantId,
    { state: ['open'], kind: ['commit-unproven'] },
    { top: 200 },
  );
  if (alarms.value.some((task) => task.campaignId === campaign.campaignId)) return 'commit-passed-unproven';
  return null;
}

async function grantStartable(
  context: EngineContext,
  tenant: Tenant,
  campaign: Campaign,
  now: Instant,
): Promise<number> {
  const { tenantId } = tenant;
  const journey = journeyOf(context, campaign.journey);
  const { chosen, refused } = await choose(context, tenant, campaign, now);
  const writes: MoveWrite[] = refused.flatMap(({ move, waitingFor }) =>
    move.waitingFor === waitingFor
      ? []
      : [changeMove(context, journey, move, { state: move.state, waitingFor, actor: 'engine' }, now)],
  );
  const tasks: TaskWrite[] = [];
  const pins: string[] = [];
  const starters: { move: MoveRow; host: HostRow }[] = [];
  for (const { move, host, documents: own } of chosen) {
    const event = journey.granted(now, rulesOf(tenant, campaign.edition), campaign.plan.channel);
    const outcome = journey.next(move.state, event);
    if (!outcome.ok) continue;
    const snapshot = own.map((document) => document.digest);
    pins.push(...snapshot);
    const state = outcome.state;
    const write = changeMove(
      context,
      journey,
      move,
      { state, event, snapshot, waitingFor: journey.waitingFor(state), actor: 'engine' },
      now,
    );
    writes.push(write);
    starters.push({ move: { ...move, state }, host });
    if (campaign.plan.channel === 'portal')
      tasks.push(openTask(context, tenant, journey.portalStartTask({ ...move, state }, host), now));
  }
  if (writes.length === 0) return 0;
  const effects =
    campaign.plan.channel === 'graph'
      ? effectsOf(
          context,
          campaign,
          starters.map(({ move }) => move),
          now,
        )
      : [];
  const outcome = await context.store.commit({ tenantId, at: now, moves: writes, tasks, effects, pins });
  if (outcome.seq !== null) context.onCommit(tenantId);
  return outcome.capExceeded ? 0 : starters.length - outcome.lost.length;
}

type StoredFactDocument = Awaited<ReturnType<EngineContext['store']['documents']>>[number];

interface Candidate {
  readonly move: MoveRow;
  readonly host: HostRow;
  readonly documents: readonly StoredFactDocument[];
}

/** How often the next in line are looked at in one pass, when those before them turn out not to be ready. */
const mostRounds = 10;

/**
 * Judges those whose turn it is once more on what is known this instant, by the evidence that this plan demands (I4).
 * One that is not ready gives its slot to the next in line: it must not hold up servers that are.
 */
async function choose(context: EngineContext, tenant: Tenant, campaign: Campaign, now: Instant) {
  const chosen: Candidate[] = [];
  const refused: { move: MoveRow; waitingFor: string }[] = [];
  const seen: MoveId[] = [];
  let free = Number.POSITIVE_INFINITY;
  for (let round = 0; round < mostRounds && free > 0; round += 1) {
    const found = await context.store.startable(tenant.tenantId, campaign.campaignId, now, seen);
    const batch = found.slice(0, free);
    if (batch.length === 0) break;
    free = 0;
    for (const candidate of await gathered(context, tenant, batch)) {
      const waitingFor = obstacleOf(context, tenant, campaign, candidate, now);
      if (waitingFor === null) chosen.push(candidate);
      else {
        refused.push({ move: candidate.move, waitingFor });
        free += 1;
      }
    }
    seen.push(...batch.map((move) => move.moveId));
  }
  return { chosen, refused };
}

async function gathered(
  context: EngineContext,
  tenant: Tenant,
  moves: readonly MoveRow[],
): Promise<readonly Candidate[]> {
  const hostIds = moves.map((move) => move.hostId);
  const hosts = new Map((await context.store.hostsById(tenant.tenantId, hostIds)).map((host) => [host.hostId, host]));
  const documents = new Map<HostId, StoredFactDocument[]>(hostIds.map((hostId) => [hostId, []]));
  for (const document of await context.store.documents(tenant.tenantId, hostIds))
    documents.get(document.hostId)?.push(document);
  return moves.flatMap((move) => {
    const host = hosts.get(move.hostId);
    return host ? [{ move, host, documents: documents.get(move.hostId) ?? [] }] : [];
  });
}

/** Why a server may not start now, or null. */
function obstacleOf(
  context: EngineContext,
  tenant: Tenant,
  campaign: Campaign,
  { host, documents }: Candidate,
  now: Instant,
): string | null {
  const eligibility = evaluate(context, tenant, campaign.journey, { host, documents }, campaign.plan.demand, now);
  const sighting = sightingOf(host);
  const isStartable =
    sighting !== undefined && journeyOf(context, campaign.journey).isStartable(sighting.migrationState);
  if (eligibility.verdict === 'pass' && isStartable) return null;
  return eligibility.verdict === 'fail' ? 'not-eligible' : 'evidence-missing';
}

function effectsOf(
  context: EngineContext,
  campaign: Campaign,
  moves: readonly MoveRow[],
  now: Instant,
): readonly EffectDraft[] {
  const effects: EffectDraft[] = [];
  for (const wave of new Set(moves.map((move) => move.wave))) {
    const ofWave = moves.filter((move) => move.wave === wave);
    for (let at = 0; at < ofWave.length; at += serversPerRequest) {
      const group = ofWave.slice(at, at + serversPerRequest);
      effects.push({
        effectId: as<EffectId>(context.identity.newId()),
        kind: 'migrate',
        moveIds: group.map((move) => move.moveId),
        campaignId: campaign.campaignId,
        // A move that was withdrawn before it was sent is granted again, perhaps in the same instant: its version tells the two apart.
        key: `migrate:${group
          .map((move) => `${move.moveId}@${move.version}`)
          .sort()
          .join('+')}`,
        dueAt: now,
      });
    }
  }
  return effects;
}

/** Every wait has a reason, and it is logged when it changes. */
async function recordWaits(
  context: EngineContext,
  tenant: Tenant,
  campaign: Campaign,
  obstacle: string | null,
  now: Instant,
): Promise<void> {
  const journey = journeyOf(context, campaign.journey);
  const changed = await context.store.queuedWaits(tenant.tenantId, campaign.campaignId, now, obstacle, waitsPerPass);
  if (changed.length === 0) return;
  const moves = changed.map(({ move, waitingFor }) =>
    changeMove(context, journey, move, { state: move.state, waitingFor, actor: 'engine' }, now),
  );
  const outcome = await context.store.commit({ tenantId: tenant.tenantId, at: now, moves });
  if (outcome.seq !== null) context.onCommit(tenant.tenantId);
}
