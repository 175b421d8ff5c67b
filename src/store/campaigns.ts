import { sql } from 'kysely';
import type { CampaignStore } from '../engine/ports/store.ts';
import type { Database } from './database.ts';
import { type CampaignRecord, toCampaign } from './rows.ts';

export function campaignStore(database: Database): CampaignStore {
  return {
    async campaigns(tenantId) {
      const { rows } = await database.read((db) =>
        sql<CampaignRecord>`SELECT * FROM campaign WHERE tenant_id = ${tenantId}
          ORDER BY created_at, campaign_id`.execute(db),
      );
      return rows.map(toCampaign);
    },
    async campaign(tenantId, campaignId) {
      const { rows } = await database.read((db) =>
        sql<CampaignRecord>`SELECT * FROM campaign
          WHERE tenant_id = ${tenantId} AND campaign_id = ${campaignId}`.execute(db),
      );
      return rows[0] && toCampaign(rows[0]);
    },
  };
}
