import { type Campaign, joinedBy, wavesOf } from '../../domain/campaign/campaign.ts';
import { canonicalJson, type Json } from '../../domain/canonical.ts';
import type { CampaignId, TenantId } from '../../domain/ids.ts';
import { type Plan, type PlanBody, planDigest } from '../../domain/plan/document.ts';
import { predict } from '../../domain/plan/prediction.ts';
import { ProblemError } from '../../domain/problem.ts';
import { exclusionTold } from '../../domain/waves/exclusion.ts';
import { layOutWaves } from '../../domain/waves/lay-out.ts';
import { changeCampaign } from '../campaign-changes.ts';
import { type EngineContext, journeyOf, rulesOf, tenantOf } from '../context.ts';
import type { Actor } from '../control.ts';
import { beginMove } from '../moves.ts';
import type { SelectionOutcome } from '../ports/outcomes.ts';
import type { MoveWrite } from '../ports/store.ts';
import { queueReading } from '../readings.ts';
import { selectionNow, takesLateWaves } from '../selections.ts';
import { startView } from '../start-view.ts';
import { evaluateAll } from '../tick.ts';
import { savePlan } from './approvals.ts';
import { candidatesOf, everybody, openTimes, refusal } from './plans.ts';

/**
 * A plan for those whom the selector of a campaign takes now and who are in none of its waves: who joined since, and who was left out and is able now.
 * It is a document like any other, with a digest and, where the campaign demands it, an approval of its own; applied, it becomes the last wave.
 */
export async function makeLatePlan(
  context: EngineContext,
  actor: Actor,
  tenantId: TenantId,
  campaignId: CampaignId,
): Promise<Plan> {
  const campaign = await context.store.campaign(tenantId, campaignId);
  if (!campaign) throw new ProblemError('not-found', 'There is no such campaign.');
  refuseOver(campaign);
  const tenant = await tenantOf(context, tenantId);
  await evaluateAll(context, tenant);
  const now = context.clocks.tenantNow(tenantId);
  const { rules, strata } = campaign.plan;
  const { ready, joined } = await selectionNow(context, campaign, await context.store.readings(tenantId));
  const journeyNow = journeyOf(context, campaign.journey);
  const durations = journeyNow.durations(rulesOf(tenant, campaign.edition));
  const commitAfterMs = durations.observationMs;
  const view = await startView(context, tenantId, { campaignId, rules, commitAfterMs, now });
  // Who joined and cannot go stands in the document with the reason, as in every plan.
  const hosts = [...new Map([...joined, ...ready].map((host) => [host.hostId, host])).values()];
  const laid = layOutWaves(await candidatesOf(context, tenantId, hosts, now), view, rules.floor, {
    strata,
    hasCanary: false,
    order: { kind: 'count', hosts: everybody },
  });
  if (!laid.ok) throw refusal(laid.faults);
  if (laid.waves.length === 0) {
    const why = hosts.length === 0 ? 'Nobody joined' : 'None of those who joined is proven eligible and free';
    throw new ProblemError('plan-empty', `${why} since "${campaign.name}" was planned.`, {
      errors: laid.excluded.map((host) => exclusionTold(host, journeyNow.reasonTitle)),
    });
  }
  const round = campaign.late.length + 1;
  const waves = laid.waves.map((wave) => ({ ...wave, name: `late ${round}` }));
  const { journey, edition, selector, channel, demand, digest: joins } = campaign.plan;
  const body: PlanBody = {
    ...{ schema: 'changeguard.plan/2', tenantId, journey, edition },
    name: `${campaign.name}, late wave ${round}`,
    joins,
    ...{ author: actor, createdAt: now, selector, strata, waves, excluded: laid.excluded, rules },
    prediction: predict(waves, view, rules, durations, openTimes(tenant, rules), now),
    ...{ channel, demand },
  };
  const plan: Plan = { ...body, digest: planDigest(body, context.identity.sha256) };
  await savePlan(context, actor, tenantId, plan);
  return plan;
}

/** Who joined and who is gone since the plan of a campaign was made. */
export async function selectionSince(
  context: EngineContext,
  tenantId: TenantId,
  campaignId: CampaignId,
): Promise<SelectionOutcome> {
  const campaign = await context.store.campaign(tenantId, campaignId);
  if (!campaign) throw new ProblemError('not-found', 'There is no such campaign.');
  const { joined, gone } = await selectionNow(context, campaign, await context.store.readings(tenantId));
  return { joined: joined.map((host) => host.name).sort(), gone: [...gone].sort() };
}

/** Which campaign a plan joins. Whoever writes such a plan by hand gets no other rules than those that hold there. */
export async function campaignToJoin(context: EngineContext, tenantId: TenantId, plan: Plan): Promise<Campaign> {
  const campaigns = await context.store.campaigns(tenantId);
  const campaign = campaigns.find(({ plan: { digest }, state }) => digest === plan.joins && state !== 'shadow');
  if (!campaign) throw new ProblemError('not-found', 'The campaign that this plan joins is not there.');
  refuseOver(campaign);
  const bound = ['journey', 'edition', 'channel', 'demand', 'strata', 'rules'] as const;
  const other = bound.filter((key) => textOf(plan[key]) !== textOf(campaign.plan[key]));
  const planned = new Set<string>(wavesOf(campaign).flatMap((wave) => wave.hosts.map((host) => host.hostId)));
  const twice = plan.waves.flatMap((wave) => wave.hosts).filter((host) => planned.has(host.hostId));
  const errors = [
    ...other.map((at) => ({ at, message: `A late wave keeps to what the plan of "${campaign.name}" says.` })),
    ...twice.map(({ name }) => ({ at: name, message: `It is in a wave of "${campaign.name}" already.` })),
  ];
  if (errors.length > 0)
    throw new ProblemError('rules-invalid', `This cannot be a late wave of "${campaign.name}".`, { errors });
  return campaign;
}

/** Appends the waves of a plan to a campaign, with an attempt for every host in them. */
export async function joinCampaign(
  context: EngineContext,
  actor: Actor,
  campaign: Campaign,
  plan: Plan,
): Promise<Campaign> {
  const { tenantId } = campaign;
  // The campaign knows it by its digest: the document has to be kept first.
  await savePlan(context, actor, tenantId, plan);
  const now = context.clocks.tenantNow(tenantId);
  const because = `${plan.name} joins by plan ${plan.digest.slice(0, 12)}.`;
  const write = changeCampaign(context, actor, campaign, joinedBy(campaign, plan, { by: actor, at: now }), because);
  const moves = await queuedMoves(context, actor, campaign, plan, wavesOf(campaign).length);
  const outcome = await context.store.commit({
    tenantId,
    at: now,
    campaigns: [write],
    moves,
    readings: [queueReading(tenantId, now)],
  });
  if (outcome.seq !== null) context.onCommit(tenantId);
  if (outcome.lost.includes(campaign.campaignId))
    throw new ProblemError('version-outdated', 'The campaign changed in the same moment; apply the plan again.');
  if (outcome.lost.length > 0)
    context.log.warn(
      { tenant: tenantId, campaign: campaign.campaignId, lost: outcome.lost.length },
      'Some hosts became busy while they joined.',
    );
  return { ...write.campaign, late: [...campaign.late, plan] };
}

/** An attempt for every host of a plan; `before` waves of the campaign stand in front of its own. */
export async function queuedMoves(
  context: EngineContext,
  actor: Actor,
  { tenantId, campaignId, journey: journeyId }: Campaign,
  { waves }: Plan,
  before: number,
): Promise<readonly MoveWrite[]> {
  const now = context.clocks.tenantNow(tenantId);
  const journey = journeyOf(context, journeyId);
  const planned = waves.flatMap((wave, at) => wave.hosts.map((host) => ({ host, wave: before + at + 1 })));
  const attempts = await context.store.attempts(
    tenantId,
    planned.map(({ host }) => host.hostId),
  );
  return planned.map(({ host, wave }) => {
    const attempt = (attempts.get(host.hostId) ?? 0) + 1;
    const begun = { host, campaignId, attempt, wave, actor, state: journey.queued(now) };
    return beginMove(context, journey, { ...begun, origin: 'campaign', waitingFor: 'its-turn' }, now);
  });
}

function refuseOver(campaign: Campaign): void {
  if (takesLateWaves(campaign)) return;
  throw new ProblemError('campaign-state', `"${campaign.name}" is ${campaign.state}; nobody can join it.`);
}

function textOf(value: unknown): string {
  return canonicalJson(value as Json);
}
