import { beginning, type Campaign } from '../../domain/campaign/campaign.ts';
import { as, type CampaignId, type TenantId } from '../../domain/ids.ts';
import { type Plan, planDigest } from '../../domain/plan/document.ts';
import { faultsOfRules } from '../../domain/plan/rule-faults.ts';
import { ProblemError } from '../../domain/problem.ts';
import { exclusion } from '../../domain/waves/exclusion.ts';
import { refuseUnapproved } from '../approvals.ts';
import { type EngineContext, journeyOf, rulesOf, tenantOf } from '../context.ts';
import type { Actor, ApplyOutcome, PlanOutcome, ShadowRow } from '../control.ts';
import { campaignEvent } from '../events.ts';
import { beginMove } from '../moves.ts';
import type { Connection, HostRow } from '../ports/store.ts';
import { queueReading } from '../readings.ts';
import { evaluateAll } from '../tick.ts';
import { savedPlan, savePlan } from './approvals.ts';
import { calendarFaults, candidatesOf, gateFaults, refuseFaults } from './plans.ts';

const serversPerRequest = 10;

/** Starts exactly this plan, or says what it would send. A read-only connection gives a shadow campaign, which sends nothing. */
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
  const isShadow = !connection.isArmed;
  await refuseSecondTime(context, tenantId, plan, isShadow);
  await refuseUnapproved(context, tenantId, plan);
  const hosts = await refuseOutdated(context, tenantId, plan);
  const wouldSend = requestsOf(plan, hosts, connection);
  const warnings = await warningsOf(context, tenantId, plan, connection);
  if (dryRun) return { campaign: null, isDryRun: true, isShadow, wouldSend, warnings };
  const campaign = await beginCampaign(context, actor, tenantId, plan, isShadow);
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

/** Whoever writes a plan by hand gets no further than whoever asks for one. */
async function refuseUnsound(context: EngineContext, tenantId: TenantId, plan: Plan): Promise<void> {
  if (plan.tenantId !== tenantId) throw new ProblemError('not-found', 'The plan is not one of this tenant.');
  if (planDigest(plan, context.identity.sha256) !== plan.digest) {
    throw new ProblemError('plan-digest-wrong', 'The digest in the document does not fit its content.');
  }
  const durations = journeyOf(context, plan.journey).durations(rulesOf(await tenantOf(context, tenantId)));
  refuseFaults([...calendarFaults(plan.rules), ...gateFaults(plan.rules), ...faultsOfRules(plan.rules, durations)]);
}

async function refuseSecondTime(
  context: EngineContext,
  tenantId: TenantId,
  plan: Plan,
  isShadow: boolean,
): Promise<void> {
  const campaigns = await context.store.campaigns(tenantId);
  const earlier = campaigns.find(
    (campaign) => campaign.plan.digest === plan.digest && (isShadow || campaign.state !== 'shadow'),
  );
  if (earlier) throw new ProblemError('plan-applied-already', `It is the campaign "${earlier.name}".`);
}

/** A plan is applied to the estate it was made for, or not at all; what changed since is said by name. */
async function refuseOutdated(
  context: EngineContext,
  tenantId: TenantId,
  plan: Plan,
): Promise<ReadonlyMap<string, HostRow>> {
  const tenant = await tenantOf(context, tenantId);
  await evaluateAll(context, tenant);
  const planned = plan.waves.flatMap((wave) => wave.hosts);
  const rows = await context.store.hostsById(
    tenantId,
    planned.map((host) => host.hostId),
  );
  const byId = new Map(rows.map((row) => [row.hostId, row]));
  const candidates = new Map(
    (await candidatesOf(context, tenantId, rows, context.clocks.tenantNow(tenantId))).map((candidate) => [
      candidate.hostId,
      candidate,
    ]),
  );
  const changes: { at: string; message: string }[] = [];
  if (tenant.edition !== plan.edition)
    changes.push({ at: 'edition', message: `The tenant works by edition ${tenant.edition} now.` });
  for (const host of planned) {
    const candidate = candidates.get(host.hostId);
    const why = candidate ? exclusion(candidate)?.detail : 'It is not known any more.';
    if (why) changes.push({ at: host.name, message: why });
  }
  if (changes.length > 0)
    throw new ProblemError('plan-outdated', `${changes.length} things changed since the plan was made.`, {
      errors: changes,
    });
  return byId;
}

function requestsOf(
  plan: Plan,
  hosts: ReadonlyMap<string, HostRow>,
  connection: Connection,
): ApplyOutcome['wouldSend'] {
  if (plan.channel === 'portal') return [];
  return plan.waves.flatMap((wave) => {
    const groups = Array.from({ length: Math.ceil(wave.hosts.length / serversPerRequest) }, (_, at) =>
      wave.hosts.slice(at * serversPerRequest, (at + 1) * serversPerRequest),
    );
    return groups.map((group) => ({
      method: 'POST',
      path: `${connection.graphUrl}/beta/security/identities/sensorMigration/migrate`,
      body: { sensorIds: group.map((host) => hosts.get(host.hostId)?.sensorId ?? '') },
      servers: group.map((host) => host.name),
    }));
  });
}

async function warningsOf(
  context: EngineContext,
  tenantId: TenantId,
  plan: Plan,
  connection: Connection,
): Promise<readonly string[]> {
  const tenant = await tenantOf(context, tenantId);
  const warnings = [
    ...journeyOf(context, plan.journey).warnings({ edition: plan.edition, overrides: tenant.overrides }),
  ];
  if (!connection.isArmed)
    warnings.push(
      'The connection is read-only: nothing is sent; the campaign only compares our verdicts with what the portal does.',
    );
  if (tenant.facts.automaticActivation) {
    warnings.push('Automatic activation is on in this tenant: the service changes servers outside any plan.');
  }
  return warnings;
}

async function beginCampaign(
  context: EngineContext,
  actor: Actor,
  tenantId: TenantId,
  plan: Plan,
  isShadow: boolean,
): Promise<Campaign> {
  const now = context.clocks.tenantNow(tenantId);
  const journey = journeyOf(context, plan.journey);
  const kind = isShadow ? 'shadow' : 'running';
  const campaign: Campaign = {
    tenantId,
    campaignId: campaignIdOf(plan, isShadow),
    name: plan.name,
    journey: plan.journey,
    edition: plan.edition,
    state: kind,
    plan,
    cap: plan.rules.caps.inFlight,
    inFlight: 0,
    progress: beginning(plan, { kind, since: now, accepted: [] }, now),
    version: 1,
    createdAt: now,
    createdBy: actor,
  };
  const planned = plan.waves.flatMap((wave, at) => wave.hosts.map((host) => ({ host, wave: at + 1 })));
  const attempts = await context.store.attempts(
    tenantId,
    planned.map(({ host }) => host.hostId),
  );
  const moves = isShadow
    ? []
    : planned.map(({ host, wave }) =>
        beginMove(
          context,
          journey,
          {
            host,
            campaignId: campaign.campaignId,
            attempt: (attempts.get(host.hostId) ?? 0) + 1,
            origin: 'campaign',
            wave,
            state: journey.queued(now),
            actor,
            waitingFor: 'its-turn',
          },
          now,
        ),
      );
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
