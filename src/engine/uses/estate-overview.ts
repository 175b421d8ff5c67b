import type { Campaign } from '../../domain/campaign/campaign.ts';
import { serversNeeded } from '../../domain/floor/floor.ts';
import type { TenantId } from '../../domain/ids.ts';
import type { Verdict } from '../../domain/verdict.ts';
import { type EngineContext, tenantOf } from '../context.ts';
import type { OverviewOutcome } from '../control.ts';
import { freshMs, protectionShown, shownAt } from '../start-view.ts';

const mostBlockers = 10;

/** The estate at a glance: sites nearest to their floor first, and what frees most servers when it is mended. */
export async function overview(context: EngineContext, tenantId: TenantId): Promise<OverviewOutcome> {
  const { store } = context;
  await tenantOf(context, tenantId);
  const now = context.clocks.tenantNow(tenantId);
  const shown = shownAt(await store.readings(tenantId), now);
  const [view, campaigns, commits, blockers, oldestEvidence] = await Promise.all([
    protectionShown(context, tenantId, shown),
    store.campaigns(tenantId),
    store.commitHours(tenantId),
    blockersOf(context, tenantId),
    store.oldestEvidence(tenantId, now),
  ]);
  const going = campaigns.filter((campaign) => !ended.has(campaign.state));
  const sites = [...view.sites]
    .map(([site, count]) => ({ site, count, floor: highestFloor(going, count.servers) }))
    .sort((a, b) => a.count.protected - a.floor - (b.count.protected - b.floor) || (a.site < b.site ? -1 : 1));
  const decidesUntil = shown.readAt === null ? null : shown.readAt + freshMs;
  return { now, readAt: shown.readAt, decidesUntil, sites, commits, blockers, oldestEvidence };
}

const ended: ReadonlySet<Campaign['state']> = new Set(['finished', 'stopped']);

/** Every campaign keeps to its own floor, so the highest one is what stands; without a campaign it is the least that any would keep. */
function highestFloor(campaigns: readonly Campaign[], servers: number): number {
  const floors = campaigns.flatMap(({ plan, late }) => [plan, ...late].map(({ rules }) => rules.floor));
  return Math.max(...[{ servers: 1, share: 0 }, ...floors].map((floor) => serversNeeded(servers, floor)));
}

async function blockersOf(context: EngineContext, tenantId: TenantId): Promise<OverviewOutcome['blockers']> {
  const counted = await context.store.reasonCounts(tenantId);
  const worst = counted.toSorted((a, b) => b.alone - a.alone || b.hosts - a.hosts).slice(0, mostBlockers);
  return Promise.all(worst.map(async (row) => ({ ...row, verdict: await exampleOf(context, tenantId, row.reason) })));
}

/** What to do stands in the verdict of a host, so one that has the reason is looked at. */
async function exampleOf(context: EngineContext, tenantId: TenantId, reason: string): Promise<Verdict | undefined> {
  const [host] = (await context.store.hosts(tenantId, { reason: [reason] }, { top: 1 })).value;
  if (host === undefined) return undefined;
  const [eligibility] = await context.store.eligibility(tenantId, [host.hostId], 'sensor-v3');
  return eligibility?.verdicts.find((verdict) => verdict.reason === reason);
}
