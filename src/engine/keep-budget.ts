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
import type { KnownCampaigns } from './known-campaigns.ts';
import type { Reading, Tenant, TroubleRow } from './ports/store.ts';

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
  known: KnownCampaigns,
  readings: readonly Reading[],
): Promise<number> {
  const held = known.campaigns.filter(
    (campaign) => isUnderWay(campaign) && campaign.state !== 'stopping' && campaign.state !== 'aborting',
  );
  if (held.length === 0) return 0;
  const undeclared = await undeclaredCommits(context, tenant, known.alarms);
  let changed = 0;
  for (const campaign of held) {
    const cause =
      undeclared.get(campaign.campaignId) ?? (await overBudget(context, tenant, campaign, known.seq, readings));
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
  seq: number,
  readings: readonly Reading[],
): Promise<Cause | undefined> {
  const now = context.clocks.tenantNow(tenant.tenantId);
  const watch = watchOf(readings);
  const signSince =
    watch.readAt !== null && isSearchDue(context, campaign, now) ? watch.readAt - watch.darkAfterMs : null;
  const troubles = await troublesOf(context, campaign, seq, signSince);
  if (troubles.length === 0) return undefined;
  const failures = failuresAmong(context, campaign, troubles, watch);
  const verdict = judgeBudget(failures, campaign.progress.steering.accepted, campaign.plan.rules.budget);
  return verdict.kind === 'tripped' ? verdict : undefined;
}

/** Attempts that went wrong, as they were read last: each went wrong with an entry of the log, and stays as it is until there is another. */
const knownTroubles = new WeakMap<EngineContext, Map<CampaignId, { seq: number; troubles: readonly TroubleRow[] }>>();

/** @param seq where the log was before this; hosts that went dark are asked for whenever they are searched. */
async function troublesOf(
  context: EngineContext,
  { tenantId, campaignId }: Campaign,
  seq: number,
  signSince: Instant | null,
): Promise<readonly TroubleRow[]> {
  const known = knownTroubles.get(context) ?? new Map<CampaignId, { seq: number; troubles: readonly TroubleRow[] }>();
  knownTroubles.set(context, known);
  const last = known.get(campaignId);
  if (signSince === null && last?.seq === seq) return last.troubles;
  const troubles = await context.store.troubles(tenantId, campaignId, signSince);
  if (signSince === null) known.set(campaignId, { seq, troubles });
  return troubles;
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
async function undeclaredCommits(
  context: EngineContext,
  { tenantId }: Tenant,
  alarms: KnownCampaigns['alarms'],
): Promise<ReadonlyMap<CampaignId, Cause>> {
  const open = alarms.filter(({ kind }) => kind === 'commit-unproven');
  const hostIds = open.flatMap((task) => task.hostId ?? []);
  if (hostIds.length === 0) return new Map();
  const names = new Map((await context.store.hostsById(tenantId, hostIds)).map((host) => [host.hostId, host.name]));
  const causes = new Map<CampaignId, Cause>();
  for (const { campaignId, hostId } of open) {
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
