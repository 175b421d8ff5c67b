import { beginning, type Campaign } from '../../domain/campaign/campaign.ts';
import { as, type CampaignId, type TenantId } from '../../domain/ids.ts';
import type { Plan } from '../../domain/plan/document.ts';
import { ProblemError } from '../../domain/problem.ts';
import { refuseUnapproved } from '../approvals.ts';
import { type EngineContext, journeyOf } from '../context.ts';
import type { Actor, ApplyOutcome, PlanOutcome, ShadowRow } from '../control.ts';
import { campaignEvent } from '../events.ts';
import type { HostRow } from '../ports/store.ts';
import { queueReading } from '../readings.ts';
import { refuseUnsafeStore } from '../unsafe-store.ts';
import { savedPlan, savePlan } from './approvals.ts';
import { campaignToJoin, joinCampaign, queuedMoves } from './late-waves.ts';
import { refuseOutdated, refuseSecondTime, refuseUnsound, requestsOf, warningsOf } from './plan-checks.ts';

/** Starts exactly this plan, as a campaign or as a late wave of one, or says what it would send. A read-only connection gives a shadow campaign, which sends nothing. */
export async function applyPlan(
  context: EngineContext,
  actor: Actor,
  tenantId: TenantId,
  plan: Plan,
  dryRun: boolean,
): Promise<ApplyOutcome> {
  await refuseUnsound(context, tenantId, plan);
  const connection = await context.store.connection(tenantId);
  if (!connection) throw new ProblemError('connection-missing', 'A plan can only be applied through a connection.');
  // A late wave belongs to a campaign that sends; where the connection is read-only by now, it waits for it.
  const isShadow = !connection.isArmed && plan.joins === undefined;
  // A store may have been copied since it was armed.
  if (connection.isArmed) refuseUnsafeStore(context, connection);
  await refuseSecondTime(context, tenantId, plan, isShadow);
  const joined = plan.joins === undefined ? undefined : await campaignToJoin(context, tenantId, plan);
  await refuseUnapproved(context, tenantId, plan);
  const hosts = await refuseOutdated(context, tenantId, plan);
  const wouldSend = requestsOf(plan, hosts, connection);
  const warnings = await warningsOf(context, tenantId, plan, connection);
  if (dryRun) return { campaign: null, isDryRun: true, isShadow, wouldSend, warnings };
  const campaign = joined
    ? await joinCampaign(context, actor, joined, plan)
    : await beginCampaign(context, actor, tenantId, plan, isShadow);
  return { campaign, isDryRun: false, isShadow, wouldSend, warnings };
}

/** Saves a plan that was made elsewhere, so that others can approve it. Who hands it in counts as its author. */
export async function handInPlan(
  context: EngineContext,
  actor: Actor,
  tenantId: TenantId,
  plan: Plan,
): Promise<PlanOutcome> {
  await refuseUnsound(context, tenantId, plan);
  await savePlan(context, actor, tenantId, plan);
  return savedPlan(context, tenantId, plan.digest);
}

async function beginCampaign(
  context: EngineContext,
  actor: Actor,
  tenantId: TenantId,
  plan: Plan,
  isShadow: boolean,
): Promise<Campaign> {
  const now = context.clocks.tenantNow(tenantId);
  const kind = isShadow ? 'shadow' : 'running';
  const campaign: Campaign = {
    tenantId,
    campaignId: campaignIdOf(plan, isShadow),
    name: plan.name,
    journey: plan.journey,
    edition: plan.edition,
    state: kind,
    plan,
    late: [],
    cap: plan.rules.caps.inFlight,
    inFlight: 0,
    progress: beginning(plan, { kind, since: now, accepted: [] }, now),
    version: 1,
    createdAt: now,
    createdBy: actor,
  };
  const moves = isShadow ? [] : await queuedMoves(context, actor, campaign, plan, 0);
  const outcome = await context.store.commit({
    tenantId,
    at: now,
    campaigns: [
      { campaign, expectedVersion: 0, events: [campaignEvent(context.identity, actor, 'campaign-created', campaign)] },
    ],
    moves,
    readings: [queueReading(tenantId, now)],
  });
  context.onCommit(tenantId);
  if (outcome.lost.includes(campaign.campaignId))
    throw new ProblemError('plan-applied-already', `It is the campaign "${campaign.name}".`);
  if (outcome.lost.length > 0) {
    context.log.warn(
      { tenant: tenantId, campaign: campaign.campaignId, lost: outcome.lost.length },
      'Some hosts became busy while the plan was applied.',
    );
  }
  return campaign;
}

/**
 * One plan is one campaign, so that its id follows from the plan: of two people who apply it in the same moment the second finds the row of the
 * first. With an id of its own it would begin a campaign that has no servers and never ends. The time of the plan comes first, as in every id.
 */
function campaignIdOf({ createdAt, digest }: Plan, isShadow: boolean): CampaignId {
  const time = Math.max(0, createdAt).toString(16).padStart(12, '0').slice(-12);
  // What was only compared may be applied in earnest afterwards.
  const own = isShadow ? digest.slice(32) : digest;
  const parts = [time.slice(0, 8), time.slice(8), `7${own.slice(0, 3)}`, `8${own.slice(3, 6)}`, own.slice(6, 18)];
  return as<CampaignId>(parts.join('-'));
}

/** Our verdicts against what the portal did meanwhile, host by host; a host of which nothing is known yet is undecided. */
export async function shadowScore(
  context: EngineContext,
  tenantId: TenantId,
  campaignId: CampaignId,
): Promise<readonly ShadowRow[]> {
  const campaign = await context.store.campaign(tenantId, campaignId);
  if (!campaign) throw new ProblemError('not-found', 'There is no such campaign.');
  const ours = new Map<string, string>([
    ...campaign.plan.waves.flatMap((wave) => wave.hosts.map((host) => [host.hostId, 'eligible'] as const)),
    ...campaign.plan.excluded.map((host) => [host.hostId, host.reason] as const),
  ]);
  const journey = journeyOf(context, campaign.journey);
  const hosts = await context.store.hostsById(
    tenantId,
    [...ours.keys()].map((id) => as<HostRow['hostId']>(id)),
  );
  return hosts.map((host) => {
    const our = ours.get(host.hostId) ?? '';
    const outcome = host.moveState;
    const agrees = journey.agreement(our === 'eligible', host.migrationState, outcome);
    return { server: host.name, ours: our, service: host.migrationState, outcome, agrees };
  });
}
