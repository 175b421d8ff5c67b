import type { ServerExtra } from '../../contract/servers.ts';
import { mayStart } from '../../domain/calendar/may-start.ts';
import { startHoursOf } from '../../domain/calendar/start-hours.ts';
import type { Campaign } from '../../domain/campaign/campaign.ts';
import type { FactDocument } from '../../domain/fact.ts';
import { identityRoles } from '../../domain/fact-keys.ts';
import type { CampaignId, HostId, TenantId } from '../../domain/ids.ts';
import { mergeFacts } from '../../domain/merge-facts.ts';
import type { Instant } from '../../domain/time.ts';
import type { HostRow, Store, Tenant } from '../../engine/ports/store.ts';
import { longestMoveMs } from '../../report/longest-move.ts';
import type { ServerExtras } from '../../report/server.ts';
import { serverAttemptShape, waitsForOpening } from '../../report/server-attempt.ts';

type Reading = Pick<Store, 'movesById' | 'campaignsById' | 'tenant' | 'documents'>;

interface Asked {
  readonly tenantId: TenantId;
  readonly rows: readonly HostRow[];
  readonly now: Instant;
  /** Whether whoever asks sees all hosts. */
  readonly isWhole: boolean;
}

/**
 * What was asked for beside the servers of a page, by host: a statement or two for all of them together, and none for what nobody asked for. Most
 * servers of a large estate were never tried, and nothing is read for those.
 */
export async function extrasOf(
  store: Reading,
  wanted: readonly ServerExtra[],
  asked: Asked,
): Promise<(row: HostRow) => ServerExtras | undefined> {
  if (wanted.length === 0) return () => undefined;
  const [attempts, roles] = await Promise.all([
    wanted.includes('attempt') ? attemptsOf(store, asked) : undefined,
    wanted.includes('roles') ? rolesOf(store, asked) : undefined,
  ]);
  return ({ hostId }) => ({
    ...(attempts === undefined ? {} : { attempt: attempts.get(hostId) ?? null }),
    ...(roles === undefined ? {} : { roles: roles.get(hostId) ?? null }),
  });
}

async function attemptsOf(store: Reading, { tenantId, rows, now, isWhole }: Asked) {
  const hosts = new Map(rows.flatMap((row) => (row.moveId === null ? [] : [[row.moveId, row] as const])));
  const moves = hosts.size === 0 ? [] : await store.movesById(tenantId, [...hosts.keys()]);
  const campaignIds = [...new Set(moves.flatMap(({ campaignId }) => campaignId ?? []))];
  const found = campaignIds.length === 0 ? [] : await store.campaignsById(tenantId, campaignIds);
  const campaigns = new Map(found.map((campaign) => [campaign.campaignId, campaign]));
  const waiting = new Set(moves.filter(waitsForOpening).flatMap(({ campaignId }) => campaignId ?? []));
  const tenant = waiting.size === 0 ? undefined : await store.tenant(tenantId);
  const openings = new Map<CampaignId, Instant | null>(
    found
      .filter(({ campaignId }) => waiting.has(campaignId))
      .map((campaign) => [campaign.campaignId, tenant === undefined ? null : opensAt(campaign, tenant, now)]),
  );
  return new Map(
    moves.map((move) => {
      const isPinned = hosts.get(move.moveId)?.isPinned ?? false;
      const campaign = move.campaignId === null ? undefined : campaigns.get(move.campaignId);
      const opening = move.campaignId === null ? undefined : openings.get(move.campaignId);
      return [
        move.hostId,
        serverAttemptShape({ move, campaign, isWhole, isPinned, opensAt: opening ?? null }, now),
      ] as const;
    }),
  );
}

/** When the calendars of a campaign and of its tenant are open for long enough; null where they never are, or cannot be read. */
function opensAt({ plan, edition }: Campaign, { facts, overrides }: Tenant, now: Instant): Instant | null {
  const reading = startHoursOf({ plan: plan.rules.calendars, tenant: facts.calendars });
  if (!reading.ok) return null;
  const decision = mayStart(reading.hours, now, longestMoveMs(edition, overrides));
  if (decision.kind === 'may-start') return now;
  return decision.next.kind === 'at' ? decision.next.at : null;
}

/** Of fresh evidence alone: a role that was seen long ago is not known. */
async function rolesOf(store: Reading, { tenantId, rows, now }: Asked) {
  const documents = await store.documents(
    tenantId,
    rows.map(({ hostId }) => hostId),
  );
  const byHost = new Map<HostId, FactDocument[]>();
  for (const document of documents) byHost.set(document.hostId, [...(byHost.get(document.hostId) ?? []), document]);
  return new Map<HostId, string[]>(
    [...byHost].flatMap(([hostId, own]) => {
      const value = mergeFacts(hostId, own, now).fresh.get('roles')?.value;
      return Array.isArray(value) ? [[hostId, inOrder(value)] as const] : [];
    }),
  );
}

function inOrder(roles: readonly string[]): string[] {
  const known: readonly string[] = identityRoles;
  return [...known.filter((role) => roles.includes(role)), ...roles.filter((role) => !known.includes(role))];
}
