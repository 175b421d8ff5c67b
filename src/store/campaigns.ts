import { sql } from 'kysely';
import type { WaveView } from '../domain/gate/wave-view.ts';
import type { CampaignId, TenantId } from '../domain/ids.ts';
import type { Plan } from '../domain/plan/document.ts';
import type { FirstForm } from '../domain/plan/first-form.ts';
import type { CampaignStore } from '../engine/ports/store.ts';
import type { Database } from './database.ts';
import { idset, texts } from './recordset.ts';
import { type CampaignRecord, toCampaign, toPlan } from './rows.ts';

const columns = sql`campaign_id, tenant_id, name, journey, edition, state, cap, in_flight, progress, version, created_at, created_by`;

export function campaignStore(database: Database): CampaignStore {
  const plans = planStore(database);
  const late = latePlanStore(database);
  const withPlans = async (tenantId: TenantId, rows: readonly CampaignRecord[]) => {
    const known = await plans(
      tenantId,
      rows.map((row) => row.campaign_id),
    );
    const joined = await late(tenantId, [...new Set(rows.flatMap(lateDigests))]);
    return rows.flatMap((row) => {
      const plan = known.get(row.campaign_id);
      return plan
        ? [
            toCampaign(
              row,
              plan,
              lateDigests(row).flatMap((digest) => joined.get(digest) ?? []),
            ),
          ]
        : [];
    });
  };
  return {
    async campaigns(tenantId) {
      const { rows } = await database.read((db) =>
        sql<CampaignRecord>`SELECT ${columns} FROM campaign WHERE tenant_id = ${tenantId}
          ORDER BY created_at, campaign_id`.execute(db),
      );
      return withPlans(tenantId, rows);
    },
    async campaign(tenantId, campaignId) {
      const { rows } = await database.read((db) =>
        sql<CampaignRecord>`SELECT ${columns} FROM campaign
          WHERE tenant_id = ${tenantId} AND campaign_id = ${campaignId}`.execute(db),
      );
      return (await withPlans(tenantId, rows))[0];
    },
    async campaignsById(tenantId, campaignIds) {
      if (campaignIds.length === 0) return [];
      const { rows } = await database.read((db) =>
        sql<CampaignRecord>`SELECT ${columns} FROM campaign
          WHERE tenant_id = ${tenantId} AND campaign_id = ANY(${texts(campaignIds)})`.execute(db),
      );
      return withPlans(tenantId, rows);
    },
    async gateViews(tenantId, digests) {
      if (digests.length === 0) return [];
      const { rows } = await database.read((db) =>
        sql<{ digest: string; view: WaveView }>`SELECT v.digest, v.document AS view FROM ${idset(tenantId, digests)}
          JOIN gate_view v ON v.tenant_id = k.tenant_id AND v.digest = k.id ORDER BY v.digest`.execute(db),
      );
      return rows;
    },
  };
}

function lateDigests({ progress }: CampaignRecord): readonly string[] {
  return progress.steering === undefined ? [] : (progress.late ?? []).map(({ digest }) => digest);
}

/** Plans of thousands of servers are long; more than these are not under way at once. */
const mostPlans = 20;

/**
 * Plans by campaign, read once: a campaign does what its plan says or nothing, so that no plan is ever changed, and every look at a tenant wants the
 * campaigns of it.
 */
function planStore(database: Database) {
  const kept = new Map<CampaignId, Plan>();
  return async (tenantId: TenantId, campaignIds: readonly CampaignId[]): Promise<ReadonlyMap<CampaignId, Plan>> => {
    const missing = campaignIds.filter((campaignId) => !kept.has(campaignId));
    const { rows } =
      missing.length === 0
        ? { rows: [] }
        : await database.read((db) =>
            sql<{
              campaign_id: CampaignId;
              plan: Plan | FirstForm;
            }>`SELECT c.campaign_id, c.plan FROM ${idset(tenantId, missing)}
              JOIN campaign c ON c.tenant_id = k.tenant_id AND c.campaign_id = k.id`.execute(db),
          );
    const found = new Map(rows.map((row) => [row.campaign_id, toPlan(row.plan)]));
    for (const campaignId of campaignIds) {
      const plan = kept.get(campaignId);
      if (plan) found.set(campaignId, plan);
    }
    for (const [campaignId, plan] of found) {
      kept.delete(campaignId);
      kept.set(campaignId, plan);
    }
    for (const campaignId of kept.keys()) if (kept.size > mostPlans) kept.delete(campaignId);
    return found;
  };
}

/** Plans of late waves by digest. They were saved before they joined, and are as fixed as those that begin a campaign. */
function latePlanStore(database: Database) {
  const kept = new Map<string, Plan>();
  return async (tenantId: TenantId, digests: readonly string[]): Promise<ReadonlyMap<string, Plan>> => {
    const missing = digests.filter((digest) => !kept.has(digest));
    if (missing.length > 0) {
      const { rows } = await database.read((db) =>
        sql<{ digest: string; document: Plan }>`SELECT p.digest, p.document FROM ${idset(tenantId, missing)}
          JOIN plan p ON p.tenant_id = k.tenant_id AND p.digest = k.id`.execute(db),
      );
      for (const { digest, document } of rows) kept.set(digest, document);
    }
    const found = new Map(digests.flatMap((digest) => (kept.has(digest) ? [[digest, kept.get(digest) as Plan]] : [])));
    for (const digest of kept.keys()) if (kept.size > mostPlans && !found.has(digest)) kept.delete(digest);
    return found;
  };
}
