import { sql } from 'kysely';
import type { TenantStore } from '../engine/ports/store.ts';
import type { Database } from './database.ts';
import { prepared } from './prepared.ts';
import { type TenantRecord, toTenant } from './rows.ts';

export function tenantStore(database: Database): TenantStore {
  return {
    async tenants() {
      const { rows } = await database.read((db) =>
        sql<TenantRecord>`SELECT * FROM tenant ORDER BY tenant_id`.execute(db),
      );
      return rows.map(toTenant);
    },
    async tenant(tenantId) {
      const { rows } = await database.read((db) =>
        sql<TenantRecord>`${prepared}SELECT * FROM tenant WHERE tenant_id = ${tenantId}`.execute(db),
      );
      return rows[0] && toTenant(rows[0]);
    },
    async markTwin(tenantId, twinAt) {
      await database.statement((db) =>
        sql`UPDATE tenant SET twin_at = ${twinAt} WHERE tenant_id = ${tenantId}`.execute(db),
      );
    },
  };
}
