import type { Campaign, SelectionSince } from '../domain/campaign/campaign.ts';
import { wavesOf } from '../domain/campaign/campaign.ts';
import type { TenantId } from '../domain/ids.ts';
import { hourMs, type Instant } from '../domain/time.ts';
import { exclusion } from '../domain/waves/exclusion.ts';
import { watchOf } from './campaign-attempts.ts';
import { changeCampaign } from './campaign-changes.ts';
import type { EngineContext } from './context.ts';
import type { HostFilter, HostRow, Reading, Tenant } from './ports/store.ts';
import { parseSelector, selectKnown } from './select.ts';

/** States in which a late wave can still join. */
const joinable: ReadonlySet<Campaign['state']> = new Set(['running', 'paused', 'tripped']);
export function takesLateWaves({ state }: Pick<Campaign, 'state'>): boolean {
  return joinable.has(state);
}

/** How often a selection is made anew: that looks at every host of it, and servers are not built by the minute. */
const lookEveryMs = hourMs;
/** When a worker last looked at each selection; another worker, or this one after a restart, merely looks once more. */
const looks = new WeakMap<EngineContext, Map<string, Instant>>();

/**
 * Makes the selections of campaigns anew after a list was read, and keeps what became of each beside its frozen numbers. Nobody joins by this: that
 * takes a late wave, and a person who applies it. @returns how many changed.
 */
export async function lookAtSelections(
  context: EngineContext,
  tenant: Tenant,
  { campaigns, readings }: { readonly campaigns: readonly Campaign[]; readonly readings: readonly Reading[] },
): Promise<number> {
  const { tenantId } = tenant;
  let changed = 0;
  for (const campaign of campaigns) {
    const now = context.clocks.tenantNow(tenantId);
    if (!takesLateWaves(campaign) || !isDue(context, campaign, now)) continue;
    const { joined, ready, gone } = await selectionNow(context, campaign, readings);
    const since: SelectionSince = { joined: joined.length, ready: ready.length, gone: gone.length };
    if (isSame(campaign.progress.since, since)) continue;
    const progress = { ...campaign.progress, since };
    const write = changeCampaign(context, 'engine', campaign, progress);
    const outcome = await context.store.commit({ tenantId, at: now, campaigns: [write] });
    if (outcome.seq !== null) context.onCommit(tenantId);
    changed += outcome.lost.length === 0 ? 1 : 0;
  }
  return changed;
}

function isDue(context: EngineContext, { campaignId, createdAt }: Campaign, now: Instant): boolean {
  const known = looks.get(context) ?? new Map<string, Instant>();
  looks.set(context, known);
  const last = known.get(campaignId) ?? createdAt;
  if (now >= last && now < last + lookEveryMs) return false;
  known.set(campaignId, now);
  return true;
}

function isSame(before: SelectionSince = { joined: 0, ready: 0, gone: 0 }, now: SelectionSince): boolean {
  return before.joined === now.joined && before.ready === now.ready && before.gone === now.gone;
}

interface SelectionNow {
  readonly joined: readonly HostRow[];
  readonly ready: readonly HostRow[];
  /** Names as they stand in the plan. */
  readonly gone: readonly string[];
}

/** The selection of a campaign as it would be made now, held against its waves. */
export async function selectionNow(
  context: EngineContext,
  campaign: Campaign,
  readings: readonly Reading[],
): Promise<SelectionNow> {
  const others = await othersNow(context, campaign);
  return {
    joined: joinedAmong(campaign, others),
    ready: await freeAmong(context, campaign.tenantId, others),
    gone: await goneNow(context, campaign, readings),
  };
}

/** Whom the selection takes now, and the plan did not know. */
export async function joinedNow(context: EngineContext, campaign: Campaign): Promise<readonly HostRow[]> {
  return joinedAmong(campaign, await othersNow(context, campaign));
}

/** Those of the selection who are in no wave: nearly all of it is, and is not read to be left out. */
function othersNow(context: EngineContext, campaign: Campaign): Promise<readonly HostRow[]> {
  const planned = plannedHosts(campaign).map(({ hostId }) => hostId);
  return selectKnown(context, campaign.tenantId, campaign.plan.selector, planned);
}

function plannedHosts(campaign: Campaign) {
  return wavesOf(campaign).flatMap((wave) => wave.hosts);
}

function joinedAmong({ plan }: Campaign, others: readonly HostRow[]): readonly HostRow[] {
  const leftOut = new Set<string>(plan.excluded.map((host) => host.hostId));
  return others.filter(({ hostId }) => !leftOut.has(hostId));
}

/** Names as they stand in the plan of those whom the service names no more; looked for among all of them by one condition. */
async function goneNow(
  context: EngineContext,
  campaign: Campaign,
  readings: readonly Reading[],
): Promise<readonly string[]> {
  const filter = goneFilter(campaign, readings);
  const gone = new Set<string>();
  for (let after: string | undefined, isLast = false; !isLast; ) {
    const page = await context.store.hosts(campaign.tenantId, filter, { top: 200, after });
    for (const { hostId } of page.value) gone.add(hostId);
    after = page.after;
    isLast = after === undefined;
  }
  return plannedHosts(campaign).flatMap(({ hostId, name }) => (gone.has(hostId) ? [name] : []));
}

/** What `isGone` says of one host, of all hosts of a campaign. */
function goneFilter(campaign: Campaign, readings: readonly Reading[]): HostFilter {
  const { readAt, darkAfterMs } = watchOf(readings);
  if (readAt === null) return { hostIds: [] };
  return { hostIds: plannedHosts(campaign).map(({ hostId }) => hostId), seenBefore: readAt - darkAfterMs };
}

/**
 * Those whom one of these numbers counts, as a filter of hosts: a page of them is a page of rows, and not the selection of a whole campaign read to show
 * its first fifty. Where facts choose (role, system, tag), it is their merging that says who is believed, and the hosts are named.
 */
export async function sinceFilter(
  context: Pick<EngineContext, 'store' | 'clocks'>,
  campaign: Campaign,
  which: keyof SelectionSince,
): Promise<HostFilter> {
  const { tenantId, plan } = campaign;
  if (which === 'gone') return goneFilter(campaign, await context.store.readings(tenantId));
  const planned = plannedHosts(campaign).map(({ hostId }) => hostId);
  const chosen = await chosenBy(context, tenantId, plan.selector);
  if (which === 'ready') return { ...chosen, otherThan: planned, isAble: true };
  return { ...chosen, otherThan: [...planned, ...plan.excluded.map(({ hostId }) => hostId)] };
}

async function chosenBy(
  context: Pick<EngineContext, 'store' | 'clocks'>,
  tenantId: TenantId,
  selector: string,
): Promise<HostFilter> {
  const filter = parseSelector(selector);
  if (!filter.role && !filter.system && !filter.tag) return filter;
  return { hostIds: (await selectKnown(context, tenantId, selector)).map(({ hostId }) => hostId) };
}

async function freeAmong(
  { store }: EngineContext,
  tenantId: TenantId,
  rows: readonly HostRow[],
): Promise<readonly HostRow[]> {
  const able = rows.filter((row) => exclusion({ ...row, isBusy: false }) === undefined);
  const moves =
    able.length === 0
      ? []
      : await store.activeMoves(
          tenantId,
          able.map(({ hostId }) => hostId),
        );
  const busy = new Set<string>(moves.map((move) => move.hostId));
  return able.filter(({ hostId }) => !busy.has(hostId));
}

/** The service names it no more, although its list can be read: for as long as a server must be silent to count as dark. */
export function isGone(row: HostRow | undefined, readings: readonly Reading[]): boolean {
  const { readAt, darkAfterMs } = watchOf(readings);
  return row === undefined || (readAt !== null && row.seenAt !== null && row.seenAt < readAt - darkAfterMs);
}
