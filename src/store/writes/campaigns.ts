import { sql } from 'kysely';
import type { TenantId } from '../../domain/ids.ts';
import type { CampaignWrite } from '../../engine/ports/store.ts';
import type { Written } from '../commit.ts';
import type { Db } from '../database.ts';
import { recordset } from '../recordset.ts';

const columns = `campaign_id text, name text, journey text, edition text, state text, plan text, cap integer,
  open_wave integer, progress text, look_at bigint, created_at bigint, created_by text, expected_version integer`;

/** Inserts and changes campaigns. Their plans are never changed. Their slot count is left alone: only moves change it (`slotDelta`), and a new one starts at 0. */
export async function writeCampaigns(db: Db, tenantId: TenantId, writes: readonly CampaignWrite[]): Promise<Written> {
  if (writes.length === 0) return { events: [], lost: [] };
  const rows = writes.map(({ campaign, expectedVersion }) => ({
    campaign_id: campaign.campaignId,
    name: campaign.name,
    journey: campaign.journey,
    edition: campaign.edition,
    state: campaign.state,
    plan: expectedVersion === 0 ? JSON.stringify(campaign.plan) : undefined,
    cap: campaign.cap,
    open_wave: campaign.progress.openWave,
    progress: JSON.stringify(campaign.progress),
    look_at: campaign.progress.lookAt ?? undefined,
    created_at: campaign.createdAt,
    created_by: campaign.createdBy,
    expected_version: expectedVersion,
  }));
  const changed = await sql<{ campaign_id: string }>`UPDATE campaign c SET name = w.name, edition = w.edition,
      state = w.state, cap = w.cap, open_wave = w.open_wave, progress = w.progress::json, look_at = w.look_at,
      version = c.version + 1
    FROM ${recordset(tenantId, rows, columns)}
    WHERE c.tenant_id = w.tenant_id AND c.campaign_id = w.campaign_id AND c.version = w.expected_version
    RETURNING c.campaign_id`.execute(db);
  const added = await sql<{ campaign_id: string }>`INSERT INTO campaign (tenant_id, campaign_id, name, journey, edition,
      state, plan, cap, in_flight, open_wave, progress, look_at, version, created_at, created_by)
    SELECT w.tenant_id, w.campaign_id, w.name, w.journey, w.edition, w.state, w.plan::json, w.cap, 0,
      w.open_wave, w.progress::json, w.look_at, 1, w.created_at, w.created_by
    FROM ${recordset(tenantId, rows, columns)} WHERE w.expected_version = 0
    ON CONFLICT (tenant_id, campaign_id) DO NOTHING RETURNING campaign_id`.execute(db);
  const stored = new Set([...changed.rows, ...added.rows].map((row) => row.campaign_id));
  const survivors = writes.filter((write) => stored.has(write.campaign.campaignId));
  return {
    events: survivors.flatMap((write) => write.events),
    lost: writes.map((write) => write.campaign.campaignId).filter((id) => !stored.has(id)),
  };
}
