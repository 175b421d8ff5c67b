import type { Campaign } from '../domain/campaign/campaign.ts';
import { keptBackBy } from '../domain/host-hold.ts';
import type { Task, TaskDraft } from '../domain/task.ts';
import type { Instant } from '../domain/time.ts';
import { openTask, withdraw } from './advance-moves.ts';
import { startObstacleOf, waveObstacles } from './choose-starts.ts';
import { type EngineContext, journeyOf } from './context.ts';
import { taskEvent } from './events.ts';
import type { KnownCampaigns } from './known-campaigns.ts';
import { knownDocuments } from './known-documents.ts';
import { changeMove } from './moves.ts';
import type { HostRow, MoveRow, TaskWrite, Tenant } from './ports/store.ts';
import {
  calendarObstacle,
  connectionObstacle,
  createStartDoor,
  durationsOf,
  latestStartAt,
  unprovenObstacle,
} from './start-limits.ts';
import { startView } from './start-view.ts';

/** Starts a transaction, and tasks a page. */
const atOnce = 200;

/** A start that a person was asked to press in the portal and that nobody has, as far as was said and read. */
interface Unpressed {
  readonly move: MoveRow;
  /** Open, or declined before its server was released and the start granted anew. */
  readonly task: Task;
}

/** The task by which a person is asked to press a start: until the last instant at which it may leave, and for a day at most. */
export function startTask(
  context: EngineContext,
  tenant: Tenant,
  campaign: Campaign,
  { move, host, now }: { readonly move: MoveRow; readonly host: HostRow; readonly now: Instant },
): TaskDraft {
  const draft = journeyOf(context, campaign.journey).portalStartTask(move, host);
  const { dueAt = Number.POSITIVE_INFINITY } = draft;
  const until = latestStartAt(tenant, campaign.plan.rules, durationsOf(context, tenant, campaign), now);
  return until !== null && until < dueAt ? { ...draft, dueAt: until } : draft;
}

/**
 * Whoever presses one that was taken back all the same starts a move of the portal's: it is seen, and counts as that. One whose task was completed is
 * none of these: its person says that it is pressed, and only reading tells what became of it.
 */
export async function unpressedStarts(
  context: EngineContext,
  { tenantId, campaignId, plan }: Campaign,
): Promise<readonly Unpressed[]> {
  if (plan.channel !== 'portal') return [];
  const filter = { campaignId, kind: ['portal-start'], state: ['open', 'declined'] } as const;
  const found: Unpressed[] = [];
  for (let after: string | undefined; ; ) {
    const page = await context.store.tasks(tenantId, filter, { top: atOnce, after });
    const byMove = new Map(page.value.flatMap((task) => (task.moveId ? [[task.moveId, task] as const] : [])));
    const moves = await context.store.movesById(tenantId, [...byMove.keys()]);
    for (const move of moves) {
      const task = byMove.get(move.moveId);
      if (task && move.state.kind === 'requested') found.push({ move, task });
    }
    if (page.after === undefined) return found;
    after = page.after;
  }
}

/** All of a campaign that starts nothing now go back to the queue, with their tasks. @returns how many. */
export async function takeBackUnpressed(
  context: EngineContext,
  tenant: Tenant,
  campaign: Campaign,
  because: string,
): Promise<number> {
  const unpressed = await unpressedStarts(context, campaign);
  return takeBack(
    context,
    tenant,
    campaign,
    unpressed.map((start) => ({ ...start, because })),
  );
}

/**
 * A request is looked at once more before it leaves; a person may press for as long as the task is open, so whatever must hold for a start is asked as long
 * (I3, I4, I6, I13). Nothing is asked here that granting does not ask as well: what is taken back is not granted before that has passed.
 * Only one that nobody pressed in time may be granted at once, and asks anew.
 * @returns how many starts changed.
 */
export async function keepPortalStarts(
  context: EngineContext,
  tenant: Tenant,
  campaigns: readonly Campaign[],
  alarms: KnownCampaigns['alarms'],
): Promise<number> {
  let changed = 0;
  for (const campaign of campaigns) {
    if (campaign.state !== 'running' || campaign.plan.channel !== 'portal') continue;
    const unpressed = await unpressedStarts(context, campaign);
    if (unpressed.length === 0) continue;
    const now = context.clocks.tenantNow(tenant.tenantId);
    const rows = await context.store.hostsById(
      tenant.tenantId,
      unpressed.map(({ move }) => move.hostId),
    );
    const hosts = new Map(rows.map((host) => [host.hostId, host]));
    const obstacleOf = await obstacles(context, tenant, campaign, { alarms, unpressed, hosts: rows, now });
    const over: (Unpressed & { readonly because: string })[] = [];
    const declined: (Unpressed & { readonly host: HostRow })[] = [];
    for (const start of unpressed) {
      const host = hosts.get(start.move.hostId);
      if (host === undefined) continue;
      const because = await obstacleOf(start, host);
      if (because !== null) over.push({ ...start, because });
      else if (start.task.state === 'declined') declined.push({ ...start, host });
    }
    changed += await takeBack(context, tenant, campaign, over);
    changed += await askAgain(context, tenant, campaign, declined, now);
  }
  return changed;
}

type ObstacleOf = (start: Unpressed, host: HostRow) => Promise<string | null>;

/**
 * Why a start may not be pressed now. That the list of states cannot be read for a moment takes nothing back: what it said is believed for as long as it is
 * evidence, and not longer (I4).
 */
async function obstacles(
  context: EngineContext,
  tenant: Tenant,
  campaign: Campaign,
  {
    alarms,
    unpressed,
    hosts,
    now,
  }: {
    readonly alarms: KnownCampaigns['alarms'];
    readonly unpressed: readonly Unpressed[];
    readonly hosts: readonly HostRow[];
    readonly now: Instant;
  },
): Promise<ObstacleOf> {
  const toAll = await obstacleToAll(context, tenant, campaign, alarms, now);
  if (toAll !== null) return async () => toAll;
  const ofWave = waveObstacles(context, tenant, campaign, now);
  const documents = await knownDocuments(
    context,
    tenant.tenantId,
    hosts.map(({ hostId }) => hostId),
  );
  const enter = await limitsOf(context, tenant, campaign, unpressed, now);
  return async ({ move, task }, host) => {
    const candidate = { move, host, documents: documents.get(host.hostId) ?? [] };
    const own =
      (await ofWave(move.wave)) ?? keptBackBy(host) ?? startObstacleOf(context, tenant, campaign, candidate, now);
    // Nobody pressed it while that was asked: it is asked anew, rather than called lost.
    const unheard = task.dueAt !== undefined && now > task.dueAt ? 'start-unpressed' : null;
    return own ?? unheard ?? enter(host);
  };
}

/**
 * Floors and caps as they stand without what nobody has pressed, each of which is then counted as if it were granted now. What is counted by the day or since
 * the last start was counted when it was granted.
 */
async function limitsOf(
  context: EngineContext,
  tenant: Tenant,
  campaign: Campaign,
  unpressed: readonly Unpressed[],
  now: Instant,
): Promise<(host: HostRow) => string | null> {
  const { campaignId, plan } = campaign;
  const caps = { ...plan.rules.caps, startsPerDay: null, commitsPerDay: null, spreadMs: 0 };
  const rules = { ...plan.rules, caps };
  const durations = durationsOf(context, tenant, campaign);
  const without = new Set(unpressed.map(({ move }) => move.hostId));
  const asked = { campaignId, rules, commitAfterMs: durations.observationMs, now, without };
  const view = await startView(context, tenant.tenantId, asked);
  return createStartDoor({ ...campaign, plan: { ...plan, rules } }, view, durations, now).enter;
}

async function obstacleToAll(
  context: EngineContext,
  tenant: Tenant,
  campaign: Campaign,
  alarms: KnownCampaigns['alarms'],
  now: Instant,
): Promise<string | null> {
  const readOnly = connectionObstacle(await context.store.connection(tenant.tenantId));
  if (readOnly !== null) return readOnly;
  const closed = calendarObstacle(tenant, campaign.plan.rules, durationsOf(context, tenant, campaign), now);
  return closed ?? unprovenObstacle(context, campaign, alarms, now);
}

/** They go back to the queue with their tasks taken back: both or neither, since whoever completes the task in the same moment has pressed. */
async function takeBack(
  context: EngineContext,
  { tenantId }: Tenant,
  campaign: Campaign,
  starts: readonly (Unpressed & { readonly because: string })[],
): Promise<number> {
  const journey = journeyOf(context, campaign.journey);
  const at = context.clocks.tenantNow(tenantId);
  const able = starts.flatMap(({ move, task, because }) => {
    const event = { kind: 'withdrawn', at, because };
    const outcome = journey.next(move.state, event);
    if (!outcome.ok) return [];
    const change = { state: outcome.state, event, waitingFor: because, actor: 'engine' };
    return [{ write: changeMove(context, journey, move, change, at), task }];
  });
  let changed = 0;
  for (let from = 0; from < able.length; from += atOnce) {
    const some = able.slice(from, from + atOnce);
    const outcome = await context.store.commit({
      tenantId,
      at,
      isWhole: true,
      moves: some.map(({ write }) => write),
      tasks: some.flatMap(({ task }) => (task.state === 'open' ? [withdraw(context, task, at)] : [])),
    });
    // Whoever was faster is looked at in the next pass.
    if (outcome.seq === null) continue;
    context.onCommit(tenantId);
    changed += some.length;
  }
  return changed;
}

/** Whoever declined, until the server was released, is asked again by the same task: its key is that of the move. */
async function askAgain(
  context: EngineContext,
  tenant: Tenant,
  campaign: Campaign,
  starts: readonly (Unpressed & { readonly host: HostRow })[],
  now: Instant,
): Promise<number> {
  if (starts.length === 0) return 0;
  const tasks = starts.map(({ move, host, task: earlier }): TaskWrite => {
    const { task: opened } = openTask(context, tenant, startTask(context, tenant, campaign, { move, host, now }), now);
    const task = { ...opened, taskId: earlier.taskId, version: earlier.version + 1 };
    return {
      task,
      expectedVersion: earlier.version,
      events: [taskEvent(context.identity, 'engine', 'task-opened', task)],
    };
  });
  const outcome = await context.store.commit({ tenantId: tenant.tenantId, at: now, tasks });
  if (outcome.seq !== null) context.onCommit(tenant.tenantId);
  return tasks.length - outcome.lost.length;
}
