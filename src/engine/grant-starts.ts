import type { Campaign } from '../domain/campaign/campaign.ts';
import type { CampaignId } from '../domain/ids.ts';
import type { TaskDraft, TaskState } from '../domain/task.ts';
import type { Instant } from '../domain/time.ts';
import { openTask } from './advance-moves.ts';
import { approvalObstacle } from './approvals.ts';
import { chooseStarts, hasOwnReason } from './choose-starts.ts';
import { type EngineContext, journeyOf, rulesOf } from './context.ts';
import { seenAts } from './evaluate-hosts.ts';
import { taskEvent } from './events.ts';
import { type KnownCampaigns, knownCampaigns } from './known-campaigns.ts';
import { changeMove } from './moves.ts';
import { startTask } from './portal-starts.ts';
import type {
  Agenda,
  Connection,
  FactPin,
  HostRow,
  MoveRow,
  MoveWrite,
  Reading,
  TaskWrite,
  Tenant,
} from './ports/store.ts';
import {
  isShortTrouble,
  migrateRequests,
  queueLook,
  queueLookEveryMs,
  queueReading,
  sensorMigrations,
} from './readings.ts';
import { isStartUndecided } from './start-decisions.ts';
import {
  calendarObstacle,
  connectionObstacle,
  createStartDoor,
  durationsOf,
  unprovenObstacle,
} from './start-limits.ts';
import { startRequests } from './start-requests.ts';
import { startView } from './start-view.ts';

const waitsPerPass = 500;

/**
 * What keeps a whole campaign from starting anything, and who is told so. People keep each of its servers. What only starts ask for keeps those whose wave
 * is open, and the others wait for an earlier wave as before; of a source that is asked again within minutes only the next in line are told. A long queue
 * is not told anew each night, or each minute.
 */
interface Obstacle {
  readonly reason: string;
  readonly keeps: 'everybody' | 'open-wave' | 'next-in-line';
}

/** What a campaign's queue looks like at one instant: what may start, and what waits for another reason than the one that is stored. */
interface QueueView {
  readonly obstacle: Obstacle | null;
  readonly startable: readonly MoveRow[];
  readonly waits: readonly { readonly move: MoveRow; readonly waitingFor: string }[];
}

/** Everything that granting goes by. The views are those of running campaigns in which something waits. */
interface Queues {
  readonly connection: Connection | undefined;
  readonly known: KnownCampaigns;
  readonly campaigns: readonly Campaign[];
  readonly readings: readonly Reading[];
  readonly views: ReadonlyMap<CampaignId, QueueView>;
}

/** Looks through the queues of all campaigns. Changes nothing. */
export async function lookThroughQueues(
  context: EngineContext,
  tenant: Tenant,
  connection: Connection | undefined,
  agenda: Pick<Agenda, 'seq' | 'campaigns' | 'readings'>,
): Promise<Queues> {
  const known = await knownCampaigns(context, tenant.tenantId, agenda);
  const { campaigns } = known;
  const { readings } = agenda;
  const views = new Map<CampaignId, QueueView>();
  const seen = { connection, known, campaigns, readings, views };
  for (const campaign of campaigns) {
    if (campaign.state !== 'running' || !known.unfinished.get(campaign.campaignId)?.isWaiting) continue;
    views.set(campaign.campaignId, await viewQueue(context, tenant, campaign, seen));
  }
  return seen;
}

async function viewQueue(
  context: EngineContext,
  tenant: Tenant,
  campaign: Campaign,
  seen: Omit<Queues, 'views'>,
): Promise<QueueView> {
  const { tenantId } = tenant;
  const { campaignId } = campaign;
  const now = context.clocks.tenantNow(tenantId);
  const obstacle = await campaignObstacle(context, tenant, campaign, seen, now);
  const isNextAsked = obstacle === null || obstacle.keeps === 'next-in-line';
  const [next, waits] = await Promise.all([
    isNextAsked ? context.store.startable(tenantId, campaignId, now) : [],
    queuedWaits(context, campaign, obstacle, now),
  ]);
  if (obstacle === null) return { obstacle, startable: next, waits };
  return { obstacle, startable: [], waits: [...waits, ...waitsOfNext(next, obstacle.reason, waits)] };
}

function queuedWaits(
  { store }: EngineContext,
  { tenantId, campaignId }: Campaign,
  obstacle: Obstacle | null,
  now: Instant,
): Promise<QueueView['waits']> {
  const ofCampaign =
    obstacle === null || obstacle.keeps === 'next-in-line'
      ? null
      : { reason: obstacle.reason, isForAll: obstacle.keeps === 'everybody' };
  return store.queuedWaits(tenantId, campaignId, now, ofCampaign, waitsPerPass);
}

/** Both were asked for at once, and a move that changed between them is written once. */
function waitsOfNext(next: readonly MoveRow[], waitingFor: string, others: QueueView['waits']): QueueView['waits'] {
  const told = new Set(others.map(({ move }) => move.moveId));
  return next
    .filter((move) => move.waitingFor !== waitingFor && !hasOwnReason(move) && !told.has(move.moveId))
    .map((move) => ({ move, waitingFor }));
}

/** Gives free slots to queued moves, one campaign after the other. @returns how many were granted. */
export async function grantStarts(context: EngineContext, tenant: Tenant, queues: Queues): Promise<number> {
  let granted = 0;
  for (const campaign of queues.campaigns) {
    const seen = queues.views.get(campaign.campaignId);
    if (!seen) continue;
    // What was granted to another campaign may have changed this one's queue.
    const view = granted === 0 ? seen : await viewQueue(context, tenant, campaign, queues);
    granted += await grantCampaign(context, tenant, campaign, view);
  }
  await lookAgain(context, tenant, queues.readings, queues.views.size > 0);
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
  const dueAt = now + (isWaiting ? queueLookEveryMs.waiting : queueLookEveryMs.empty);
  const isDue = look ? look.dueAt <= now : isWaiting;
  // A wait that is over is no trouble any more, and nothing to look at.
  const over = readings.filter(
    ({ resource, problem, dueAt: until }) => resource === migrateRequests && problem && until <= now,
  );
  const changed = [
    ...(isDue ? [queueReading(tenantId, dueAt)] : []),
    ...over.map((reading) => ({ ...reading, problem: null, failures: 0, dueAt: now + queueLookEveryMs.empty })),
  ];
  if (changed.length > 0) await context.store.commit({ tenantId, at: now, readings: changed });
}

async function grantCampaign(
  context: EngineContext,
  tenant: Tenant,
  campaign: Campaign,
  { obstacle, startable, waits }: QueueView,
): Promise<number> {
  const { tenantId } = tenant;
  const now = context.clocks.tenantNow(tenantId);
  const { starts, isChanged } =
    obstacle === null ? await grantStartable(context, tenant, campaign, startable, now) : nothingGranted;
  const left = isChanged ? await queuedWaits(context, campaign, obstacle, now) : waits;
  await recordWaits(context, tenant, campaign, left, now);
  return starts;
}

/** How many moves may start, and whether any move was written: then reasons to wait are others than those that were seen before. */
interface Granted {
  readonly starts: number;
  readonly isChanged: boolean;
}

const nothingGranted: Granted = { starts: 0, isChanged: false };

/** What keeps a whole campaign from starting anything now; null when nothing does. */
async function campaignObstacle(
  context: EngineContext,
  tenant: Tenant,
  campaign: Campaign,
  seen: Omit<Queues, 'views'>,
  now: Instant,
): Promise<Obstacle | null> {
  const trouble = troubleOf(campaign, seen.readings, now);
  const byPeople = connectionObstacle(seen.connection) ?? (await undecidedBy(context, tenant, campaign, now));
  if (byPeople !== null) return { reason: byPeople, keeps: 'everybody' };
  if (trouble?.keeps === 'open-wave') return trouble;
  const closed = calendarObstacle(tenant, campaign.plan.rules, durationsOf(context, tenant, campaign), now);
  if (closed !== null) return { reason: closed, keeps: 'open-wave' };
  const unproven = await unprovenObstacle(context, campaign, seen.known.alarms, now);
  return unproven === null ? trouble : { reason: unproven, keeps: 'everybody' };
}

/** What people have still to decide before anything starts. */
async function undecidedBy(
  context: EngineContext,
  tenant: Tenant,
  campaign: Campaign,
  now: Instant,
): Promise<string | null> {
  const { openWave } = campaign.progress;
  const unapproved = await approvalObstacle(context, tenant.tenantId, campaign, openWave, now);
  return unapproved ?? (isStartUndecided(context, tenant, campaign, openWave) ? 'start-undecided' : null);
}

/** What ails the sources without which nothing starts; null when nothing does. */
function troubleOf({ plan }: Campaign, readings: readonly Reading[], now: Instant): Obstacle | null {
  const list = readings.find(({ resource, problem }) => resource === sensorMigrations && problem !== null);
  const request = readings.find(
    ({ resource, problem, dueAt }) => resource === migrateRequests && problem !== null && dueAt > now,
  );
  const source = list ?? (plan.channel === 'graph' ? request : undefined);
  if (!source?.problem) return null;
  return { reason: source.problem.code, keeps: isShortTrouble(source, now) ? 'next-in-line' : 'open-wave' };
}

async function grantStartable(
  context: EngineContext,
  tenant: Tenant,
  campaign: Campaign,
  startable: readonly MoveRow[],
  now: Instant,
): Promise<Granted> {
  const { tenantId } = tenant;
  const journey = journeyOf(context, campaign.journey);
  if (startable.length === 0) return nothingGranted;
  const { rules } = campaign.plan;
  const durations = durationsOf(context, tenant, campaign);
  const commitAfterMs = durations.observationMs;
  const view = await startView(context, tenantId, { campaignId: campaign.campaignId, rules, commitAfterMs, now });
  const door = createStartDoor(campaign, view, durations, now);
  const { chosen, refused } = await chooseStarts(context, tenant, campaign, startable, door.enter, now);
  const writes: MoveWrite[] = refused.flatMap(({ move, waitingFor }) =>
    move.waitingFor === waitingFor
      ? []
      : [changeMove(context, journey, move, { state: move.state, waitingFor, actor: 'engine' }, now)],
  );
  const asks: TaskDraft[] = [];
  const pins: FactPin[] = [];
  const starters: { move: MoveRow; host: HostRow }[] = [];
  for (const { move, host, documents: own } of chosen) {
    const event = journey.granted(now, rulesOf(tenant, campaign.edition), campaign.plan.channel);
    const outcome = journey.next(move.state, event);
    if (!outcome.ok) continue;
    const snapshot = own.map((document) => document.digest);
    pins.push(...snapshot.map((digest) => ({ hostId: host.hostId, digest })));
    const state = outcome.state;
    const write = changeMove(
      context,
      journey,
      move,
      {
        state,
        event,
        snapshot,
        seen: seenAts(own),
        waitingFor: journey.waitingFor(state),
        grantedAt: now,
        actor: 'engine',
      },
      now,
    );
    writes.push(write);
    starters.push({ move: { ...move, state }, host });
    if (campaign.plan.channel === 'portal')
      asks.push(startTask(context, tenant, campaign, { move: { ...move, state }, host, now }));
  }
  if (writes.length === 0) return nothingGranted;
  const effects =
    campaign.plan.channel === 'graph'
      ? startRequests(
          context,
          campaign,
          starters.map(({ move }) => move),
          now,
        )
      : [];
  const limits = starters.length === 0 ? [] : door.limits();
  const tasks = await askToPress(context, tenant, asks, now);
  const outcome = await context.store.commit({ tenantId, at: now, moves: writes, limits, tasks, effects, pins });
  if (outcome.seq !== null) context.onCommit(tenantId);
  return { starts: outcome.capExceeded ? 0 : starters.length - outcome.lost.length, isChanged: true };
}

/** Whoever was asked before, until a hold of the server took that back or the start was declined, is asked again by the same task: its key is that of the move. */
export async function askToPress(
  context: EngineContext,
  tenant: Tenant,
  asks: readonly TaskDraft[],
  now: Instant,
  over: readonly TaskState[] = ['withdrawn', 'declined'],
): Promise<readonly TaskWrite[]> {
  if (asks.length === 0) return [];
  const keys = asks.map(({ key }) => key);
  const page = await context.store.tasks(tenant.tenantId, { keys, state: over }, { top: keys.length });
  const before = new Map(page.value.map((task) => [task.key, task]));
  return asks.map((draft) => {
    const opened = openTask(context, tenant, draft, now);
    const earlier = before.get(draft.key);
    if (earlier === undefined) return opened;
    const task = { ...opened.task, taskId: earlier.taskId, version: earlier.version + 1 };
    const events = [taskEvent(context.identity, 'engine', 'task-opened', task)];
    return { task, expectedVersion: earlier.version, events };
  });
}

/** Every wait has a reason, and it is logged when it changes. */
async function recordWaits(
  context: EngineContext,
  tenant: Tenant,
  campaign: Campaign,
  waits: QueueView['waits'],
  now: Instant,
): Promise<void> {
  if (waits.length === 0) return;
  const journey = journeyOf(context, campaign.journey);
  const moves = waits.map(({ move, waitingFor }) =>
    changeMove(context, journey, move, { state: move.state, waitingFor, actor: 'engine' }, now),
  );
  const outcome = await context.store.commit({ tenantId: tenant.tenantId, at: now, moves });
  if (outcome.seq !== null) context.onCommit(tenant.tenantId);
}
