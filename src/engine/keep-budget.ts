import { judgeBudget } from '../domain/budget.ts';
import type { Campaign } from '../domain/campaign/campaign.ts';
import { steer } from '../domain/campaign/steering.ts';
import type { CampaignId } from '../domain/ids.ts';
import { type Instant, minuteMs } from '../domain/time.ts';
import { openTask } from './advance-moves.ts';
import { failuresAmong, watchOf } from './campaign-attempts.ts';
import { changeCampaign, isUnderWay } from './campaign-changes.ts';
import type { EngineContext } from './context.ts';
import { trippedTask } from './gate-tasks.ts';
import type { Reading, Tenant } from './ports/store.ts';

/** How often a campaign is searched for hosts that went dark: that looks at every switched host, and hours decide it. */
const darkSearchEveryMs = 15 * minuteMs;

/** When a worker last searched each campaign; another worker, or this one after a restart, merely searches once more. */
const searches = new WeakMap<EngineContext, Map<CampaignId, Instant>>();

/**
 * Trips every campaign that has failed more than its budget allows (I8), or of which a server passed its commit undeclared (I11). Asked in every
 * look of what is stored now, so that it does not matter who recorded the failure. @returns how many changed.
 */
export async function keepBudgets(
  context: EngineContext,
  tenant: Tenant,
  campaigns: readonly Campaign[],
  readings: readonly Reading[],
): Promise<number> {
  const held = campaigns.filter(
    (campaign) => isUnderWay(campaign) && campaign.state !== 'stopping' && campaign.state !== 'aborting',
  );
  if (held.length === 0) return 0;
  const undeclared = await undeclaredCommits(context, tenant);
  let changed = 0;
  for (const campaign of held) {
    const cause = undeclared.get(campaign.campaignId) ?? (await overBudget(context, tenant, campaign, readings));
    if (cause && (await trip(context, tenant, campaign, cause.because, cause.names))) changed += 1;
  }
  return changed;
}

interface Cause {
  readonly because: string;
  readonly names: readonly string[];
}

async function overBudget(
  context: EngineContext,
  tenant: Tenant,
  campaign: Campaign,
  readings: readonly Reading[],
): Promise<Cause | undefined> {
  const now = context.clocks.tenantNow(tenant.tenantId);
  const watch = watchOf(readings);
  const signSince =
    watch.readAt !== null && isSearchDue(context, campaign, now) ? watch.readAt - watch.darkAfterMs : null;
  const troubles = await context.store.troubles(tenant.tenantId, campaign.campaignId, signSince);
  if (troubles.length === 0) return undefined;
  const failures = failuresAmong(context, campaign, troubles, watch);
  const verdict = judgeBudget(failures, campaign.progress.steering.accepted, campaign.plan.rules.budget);
  return verdict.kind === 'tripped' ? verdict : undefined;
}

function isSearchDue(context: EngineContext, { campaignId }: Campaign, now: Instant): boolean {
  const known = searches.get(context) ?? new Map<CampaignId, Instant>();
  searches.set(context, known);
  const last = known.get(campaignId);
  if (last !== undefined && now >= last && now < last + darkSearchEveryMs) return false;
  known.set(campaignId, now);
  return true;
}

/** Campaigns with a server that was committed unproven, and on which nobody has decided yet. */
async function undeclaredCommits(context: EngineContext, tenant: Tenant): Promise<ReadonlyMap<CampaignId, Cause>> {
  const { tenantId } = tenant;
  const open = await context.store.tasks(tenantId, { state: ['open'], kind: ['commit-unproven'] }, { top: 200 });
  const hostIds = open.value.flatMap((task) => task.hostId ?? []);
  if (hostIds.length === 0) return new Map();
  const names = new Map((await context.store.hostsById(tenantId, hostIds)).map((host) => [host.hostId, host.name]));
  const causes = new Map<CampaignId, Cause>();
  for (const { campaignId, hostId } of open.value) {
    const name = hostId && names.get(hostId);
    if (campaignId === undefined || name === undefined) continue;
    const others = causes.get(campaignId)?.names ?? [];
    causes.set(campaignId, {
      because: 'A server was committed before its evidence was complete, and nobody had decided that.',
      names: [...others, name].sort(),
    });
  }
  return causes;
}

/** Holds a campaign in the name of the engine, and tells a person what to do. @returns whether anything changed. */
async function trip(
  context: EngineContext,
  tenant: Tenant,
  campaign: Campaign,
  because: string,
  names: readonly string[],
): Promise<boolean> {
  const { tenantId } = tenant;
  const at = context.clocks.tenantNow(tenantId);
  const outcome = steer(campaign.progress.steering, { kind: 'trip', at, because, names });
  if (!outcome.ok || !outcome.changed) return false;
  const progress = { ...campaign.progress, steering: outcome.state, lookAt: null };
  const isNew = campaign.state !== 'tripped';
  const written = await context.store.commit({
    tenantId,
    at,
    campaigns: [changeCampaign(context, 'engine', campaign, progress, because)],
    tasks: isNew ? [openTask(context, tenant, trippedTask(campaign, because, names, at), at)] : [],
  });
  if (written.seq !== null) context.onCommit(tenantId);
  return written.lost.length === 0;
}
