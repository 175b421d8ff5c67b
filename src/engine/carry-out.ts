import type { Campaign } from '../domain/campaign/campaign.ts';
import { effectOf } from '../domain/campaign/steering.ts';
import type { TaskKind } from '../domain/task.ts';
import { withdraw, withdrawn } from './advance-moves.ts';
import { isUnderWay } from './campaign-changes.ts';
import { type EngineContext, journeyOf } from './context.ts';
import { changeMove } from './moves.ts';
import { takeBackUnpressed } from './portal-starts.ts';
import type { MoveRow, TaskWrite, Tenant } from './ports/store.ts';

/** Moves a transaction; a page holds no more. */
const atOnce = 200;
/** Why a move waits while its whole campaign starts nothing. */
const reasons: Readonly<Partial<Record<Campaign['state'], string>>> = {
  paused: 'campaign-paused',
  tripped: 'campaign-tripped',
};

/**
 * Does what the steering of campaigns means for their moves, as far as it is not done: whoever steered it may have gone away in between.
 * @returns how many moves changed.
 */
export async function carryOutSteering(
  context: EngineContext,
  tenant: Tenant,
  campaigns: readonly Campaign[],
): Promise<number> {
  let changed = 0;
  for (const campaign of campaigns) {
    if (!isUnderWay(campaign) || campaign.state === 'running') continue;
    const effect = effectOf(campaign.progress.steering);
    const reason = reasons[campaign.state];
    // Held or ended, it starts nothing (I6): neither by a request nor by a hand.
    changed += await takeBackUnpressed(context, tenant, campaign, reason ?? 'campaign-stopped');
    if (effect.abandonsWaiting) changed += await abandonWaiting(context, tenant, campaign);
    if (effect.rollsBack) changed += await askBack(context, tenant, campaign);
    if (reason !== undefined) changed += await recordHold(context, campaign, reason);
  }
  return changed;
}

/** What waits never starts. */
async function abandonWaiting(context: EngineContext, tenant: Tenant, campaign: Campaign): Promise<number> {
  const { tenantId, campaignId, progress } = campaign;
  const { steering } = progress;
  const because = 'because' in steering ? steering.because : '';
  const actor = 'by' in steering ? steering.by : 'engine';
  let changed = 0;
  for (;;) {
    const page = await context.store.moves(tenantId, { campaignId, phase: ['waiting'] }, { top: atOnce });
    const written = await abandon(context, tenant, page.value, { because, actor });
    changed += written;
    if (page.value.length < atOnce || written === 0) return changed;
  }
}

/** Takes moves out that have not started. @returns how many. */
async function abandon(
  context: EngineContext,
  tenant: Tenant,
  moves: readonly MoveRow[],
  { because, actor }: { readonly because: string; readonly actor: string },
): Promise<number> {
  const { tenantId } = tenant;
  const at = context.clocks.tenantNow(tenantId);
  const moot: string[] = [];
  const writes = moves.flatMap((move) => {
    const journey = journeyOf(context, move.journey);
    const event = { kind: 'abandoned', at, because };
    const outcome = journey.next(move.state, event);
    if (!outcome.ok) return [];
    moot.push(...journey.mootTasks({ ...move, state: outcome.state }));
    return [changeMove(context, journey, move, { state: outcome.state, event, waitingFor: null, because, actor }, at)];
  });
  if (writes.length === 0) return 0;
  const tasks = await withdrawn(context, tenant, moot, at);
  const outcome = await context.store.commit({ tenantId, at, moves: writes, tasks });
  if (outcome.seq !== null) context.onCommit(tenantId);
  const lost = new Set<string>(outcome.lost);
  return writes.filter((write) => !lost.has(write.moveId)).length;
}

/** Asks whatever can still go back, once each: whoever declined the task of a server has decided for it. Each begins when the floor bears it. */
async function askBack(context: EngineContext, tenant: Tenant, campaign: Campaign): Promise<number> {
  const { tenantId, campaignId, journey: journeyId, progress } = campaign;
  const { steering } = progress;
  const journey = journeyOf(context, journeyId);
  const at = context.clocks.tenantNow(tenantId);
  const event = { kind: 'rollback-asked', at, waits: true };
  let changed = 0;
  for (let after: string | undefined; ; ) {
    const page = await context.store.moves(tenantId, { campaignId, phase: ['observing'] }, { top: atOnce, after });
    const able = page.value.flatMap((move) => {
      const outcome = journey.next(move.state, event);
      return outcome.ok && outcome.changed ? [{ ...move, state: outcome.state, before: move }] : [];
    });
    if (able.length > 0) changed += await askThese(context, tenant, able, event, steering);
    if (page.after === undefined) return changed;
    after = page.after;
  }
}

async function askThese(
  context: EngineContext,
  tenant: Tenant,
  able: readonly (MoveRow & { readonly before: MoveRow })[],
  event: { readonly kind: string; readonly at: number },
  steering: Campaign['progress']['steering'],
): Promise<number> {
  const { tenantId } = tenant;
  const rows = await context.store.hostsById(
    tenantId,
    able.map((move) => move.hostId),
  );
  const hosts = new Map(rows.map((host) => [host.hostId, host]));
  const drafts = able.flatMap((move) => {
    const journey = journeyOf(context, move.journey);
    const host = hosts.get(move.hostId);
    if (host === undefined) return [];
    return [{ move, keys: [journey.rollbackTask(move, host).key, journey.rollbackKeptTask(move, host).key] }];
  });
  const keys = drafts.flatMap((draft) => draft.keys);
  const known = await context.store.tasks(tenantId, { keys }, { top: keys.length });
  const asked = new Set(known.value.map((task) => task.key));
  const fresh = drafts.filter((draft) => !draft.keys.some((key) => asked.has(key)));
  if (fresh.length === 0) return 0;
  const because = 'because' in steering ? steering.because : undefined;
  const actor = 'by' in steering ? steering.by : 'engine';
  const outcome = await context.store.commit({
    tenantId,
    at: event.at,
    moves: fresh.map(({ move }) => {
      const journey = journeyOf(context, move.journey);
      const waitingFor = journey.waitingFor(move.state);
      return changeMove(
        context,
        journey,
        move.before,
        { state: move.state, event, waitingFor, because, actor },
        event.at,
      );
    }),
  });
  if (outcome.seq !== null) context.onCommit(tenantId);
  const lost = new Set<string>(outcome.lost);
  return fresh.filter(({ move }) => !lost.has(move.moveId)).length;
}

/** Every wait has a reason, also where it is a person's. */
async function recordHold(context: EngineContext, campaign: Campaign, reason: string): Promise<number> {
  const { tenantId, campaignId } = campaign;
  const journey = journeyOf(context, campaign.journey);
  const at = context.clocks.tenantNow(tenantId);
  let changed = 0;
  for (;;) {
    const waits = await context.store.queuedWaits(tenantId, campaignId, at, { reason, isForAll: true }, atOnce);
    if (waits.length === 0) return changed;
    const moves = waits.map(({ move, waitingFor }) =>
      changeMove(context, journey, move, { state: move.state, waitingFor, actor: 'engine' }, at),
    );
    const outcome = await context.store.commit({ tenantId, at, moves });
    if (outcome.seq !== null) context.onCommit(tenantId);
    changed += moves.length - outcome.lost.length;
    if (waits.length < atOnce || outcome.lost.length > 0) return changed;
  }
}

/** Tasks about a campaign as a whole that its new state has made pointless. */
export async function closeTasksOf(
  context: EngineContext,
  { tenantId, campaignId }: Pick<Campaign, 'tenantId' | 'campaignId'>,
  kinds: readonly TaskKind[],
): Promise<readonly TaskWrite[]> {
  const at = context.clocks.tenantNow(tenantId);
  const page = await context.store.tasks(tenantId, { campaignId, kind: kinds, state: ['open'] }, { top: atOnce });
  return page.value.map((task) => withdraw(context, task, at));
}
