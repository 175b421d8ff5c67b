import type { Failure } from '../../domain/budget.ts';
import type { Campaign } from '../../domain/campaign/campaign.ts';
import { effectOf, type Steering, type SteeringEvent, steer } from '../../domain/campaign/steering.ts';
import type { CampaignId, TenantId } from '../../domain/ids.ts';
import { ProblemError } from '../../domain/problem.ts';
import { failuresAmong, plannedOf, watchOf } from '../campaign-attempts.ts';
import { changeCampaign } from '../campaign-changes.ts';
import { carryOutSteering, closeTasksOf } from '../carry-out.ts';
import { type EngineContext, journeyOf, tenantOf } from '../context.ts';
import type { Actor, HoldOrder, HoldOutcome } from '../control.ts';
import { unpressedStarts } from '../portal-starts.ts';
import type { CampaignWrite, MoveRow, TaskWrite } from '../ports/store.ts';
import { queueReading } from '../readings.ts';

/** Holds, resumes or ends a campaign, or says what that would do. What follows for its moves is done at once, and again by the loop if it is cut off. */
export async function hold(
  context: EngineContext,
  actor: Actor,
  tenantId: TenantId,
  campaignId: CampaignId,
  order: HoldOrder,
  dryRun: boolean,
): Promise<HoldOutcome> {
  const tenant = await tenantOf(context, tenantId);
  const campaign = await context.store.campaign(tenantId, campaignId);
  if (!campaign) throw new ProblemError('not-found', 'There is no such campaign.');
  if (order.version !== undefined && order.version !== campaign.version)
    throw new ProblemError('version-outdated', 'The campaign changed since you looked at it.');
  const at = context.clocks.tenantNow(tenantId);
  const { write, steering } = await steerBy(context, actor, campaign, order);
  const follows = await followsFrom(context, campaign, steering);
  const accepted = namesOf(steering).slice(namesOf(campaign.progress.steering).length);
  if (dryRun)
    return { campaign: { ...write.campaign, version: campaign.version }, isDryRun: true, accepted, ...follows };
  const written = await context.store.commit({
    tenantId,
    at,
    // Tasks that were closed for a campaign which is as it was would leave it held, and nobody asked.
    isWhole: true,
    campaigns: [write],
    tasks: await tasksToClose(context, campaign, steering),
    readings: order.verb === 'resume' ? [queueReading(tenantId, at)] : [],
  });
  if (written.seq !== null) context.onCommit(tenantId);
  if (written.lost.length > 0)
    throw new ProblemError('version-outdated', 'The campaign changed in the same moment; look at it and ask again.');
  await carryOutSteering(context, tenant, [write.campaign]);
  const stored = (await context.store.campaign(tenantId, campaignId)) ?? write.campaign;
  return { campaign: stored, isDryRun: false, accepted, ...follows };
}

/** What an order comes to: the write and the new state. `named` accepts those of whom the trip spoke, as far as they failed. @throws ProblemError */
export async function steerBy(
  context: EngineContext,
  actor: Actor,
  campaign: Campaign,
  order: Omit<HoldOrder, 'accepts'> & { readonly accepts?: readonly string[] | 'named' | undefined },
): Promise<{ readonly write: CampaignWrite; readonly steering: Steering }> {
  const outcome = steer(campaign.progress.steering, await eventOf(context, actor, campaign, order));
  if (!outcome.ok) throw new ProblemError(outcome.problem.code, outcome.problem.detail);
  // Whatever was said of the open wave is judged anew at once.
  const lookAt = order.verb === 'resume' ? context.clocks.tenantNow(campaign.tenantId) : null;
  const progress = { ...campaign.progress, steering: outcome.state, lookAt };
  return { write: changeCampaign(context, actor, campaign, progress, order.because), steering: outcome.state };
}

function namesOf({ accepted }: Steering): readonly string[] {
  return accepted.map(({ name }) => name);
}

async function eventOf(
  context: EngineContext,
  by: Actor,
  campaign: Campaign,
  { verb, because, accepts = [], way = 'keep' }: Parameters<typeof steerBy>[3],
): Promise<SteeringEvent> {
  const at = context.clocks.tenantNow(campaign.tenantId);
  if (verb === 'abort') return { kind: verb, at, by, because, way };
  if (verb !== 'resume') return { kind: verb, at, by, because };
  const { tenantId, campaignId, plan } = campaign;
  await refuseUndecided(context, campaign);
  const readings = await context.store.readings(tenantId);
  const watch = watchOf(readings);
  const signSince = watch.readAt === null ? null : watch.readAt - watch.darkAfterMs;
  const troubles = await context.store.troubles(tenantId, campaignId, signSince);
  const failures = failuresAmong(context, campaign, troubles, watch);
  const unproven = accepts.length === 0 ? [] : await endedUnproven(context, campaign, failures);
  const able = new Set([...failures, ...unproven].map(({ name }) => name));
  const { steering } = campaign.progress;
  const named = steering.kind === 'tripped' ? steering.names.filter((name) => able.has(name)) : [];
  return {
    kind: verb,
    at,
    by,
    because,
    accepts: accepts === 'named' ? named : accepts,
    failures,
    unproven,
    budget: plan.rules.budget,
  };
}

/** A server that passed its commit undeclared is decided on by itself, so that nobody resumes past it (I11). */
async function refuseUndecided(context: EngineContext, campaign: Campaign): Promise<void> {
  const { tenantId, campaignId } = campaign;
  const open = await context.store.tasks(
    tenantId,
    { campaignId, kind: ['commit-unproven'], state: ['open'] },
    { top: 200 },
  );
  if (open.value.length === 0) return;
  const planned = plannedOf(campaign);
  const names = open.value.map((task) => (task.hostId && planned.get(task.hostId)?.name) ?? task.taskId);
  throw new ProblemError(
    'failures-not-accepted',
    `Decide first on what was committed unproven: changeguard task done commit-unproven:${names[0]}.`,
    { errors: names.map((name) => ({ at: name, message: 'It was committed before its evidence was complete.' })) },
  );
}

/** Attempts that ended without failure and without proof; a person may go on without them too. */
async function endedUnproven(context: EngineContext, campaign: Campaign, failures: readonly Failure[]) {
  const failed = new Set<string>(failures.map(({ moveId }) => moveId));
  const planned = plannedOf(campaign);
  const ended = await movesOf(context, campaign, { phase: ['ended'] });
  return ended
    .filter(({ moveId }) => !failed.has(moveId))
    .map(({ moveId, hostId }) => ({ moveId, hostId, name: planned.get(hostId)?.name ?? hostId }));
}

/** What becomes of the moves of a campaign that is steered so. */
async function followsFrom(context: EngineContext, campaign: Campaign, steering: Steering): Promise<Follows> {
  const effect = effectOf(steering);
  const planned = plannedOf(campaign);
  const named = (moves: readonly MoveRow[]) => moves.map(({ hostId }) => planned.get(hostId)?.name ?? hostId).sort();
  const unpressed =
    steering.kind === 'running' ? [] : (await unpressedStarts(context, campaign)).map(({ move }) => move);
  const waiting = effect.abandonsWaiting ? await movesOf(context, campaign, { phase: ['waiting'] }) : [];
  const observing = effect.rollsBack ? await movesOf(context, campaign, { phase: ['observing'] }) : [];
  const journey = journeyOf(context, campaign.journey);
  const event = { kind: 'rollback-asked', at: context.clocks.tenantNow(campaign.tenantId) };
  const able = observing.filter((move) => journey.next(move.state, event).ok);
  const takenBack = new Set<string>(unpressed.map(({ moveId }) => moveId));
  const underWay = (await movesOf(context, campaign, { phase: ['inFlight'] })).filter(
    ({ moveId }) => !takenBack.has(moveId),
  );
  const abandoned = effect.abandonsWaiting ? [...waiting, ...unpressed] : [];
  return { abandons: named(abandoned), rollsBack: named(able), finishes: named(underWay) };
}

type Follows = Pick<HoldOutcome, 'abandons' | 'rollsBack' | 'finishes'>;

async function movesOf(
  context: EngineContext,
  { tenantId, campaignId }: Campaign,
  filter: { readonly phase: readonly MoveRow['schedule']['phase'][] },
): Promise<readonly MoveRow[]> {
  const moves: MoveRow[] = [];
  for (let after: string | undefined; ; ) {
    const page = await context.store.moves(tenantId, { ...filter, campaignId }, { top: 200, after });
    moves.push(...page.value);
    if (page.after === undefined) return moves;
    after = page.after;
  }
}

/** A campaign that goes on, or that nobody can resume any more, is not asked about what held it. */
function tasksToClose(context: EngineContext, campaign: Campaign, to: Steering): Promise<readonly TaskWrite[]> {
  if (to.kind === 'paused') return Promise.resolve([]);
  if (to.kind === 'running') return closeTasksOf(context, campaign, ['campaign-tripped']);
  return closeTasksOf(context, campaign, ['campaign-tripped', 'gate-decision', 'gate-question', 'start-decision']);
}
