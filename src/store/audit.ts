import { sql } from 'kysely';
import type { TenantId } from '../domain/ids.ts';
import type { AuditStore } from '../engine/ports/store.ts';
import type { Database } from './database.ts';
import { texts } from './recordset.ts';

export function auditStore(database: Database): AuditStore {
  return {
    async auditNews(collector) {
      const { rows } = await database.read((db) =>
        sql<{ tenant_id: TenantId; seq: number; head_seq: number }>`
          SELECT h.tenant_id, coalesce(c.seq, 0)::bigint AS seq, h.seq AS head_seq FROM log_head h
          LEFT JOIN audit_cursor c ON c.tenant_id = h.tenant_id AND c.collector = ${collector}
          WHERE h.seq > coalesce(c.seq, 0) ORDER BY h.tenant_id`.execute(db),
      );
      return rows.map((row) => ({ tenantId: row.tenant_id, seq: row.seq, headSeq: row.head_seq }));
    },
    async claimAudit({ tenantId, collector, worker, gone = [], machineNow, leaseMs }) {
      const { rows } = await database.statement((db) =>
        sql<{ fence: number; seq: number }>`
          INSERT INTO audit_cursor (tenant_id, collector, seq, fence, worker, lease_until)
          VALUES (${tenantId}, ${collector}, 0, 1, ${worker}, ${machineNow + leaseMs})
          ON CONFLICT (tenant_id, collector) DO UPDATE SET fence = audit_cursor.fence + 1, worker = excluded.worker,
            lease_until = excluded.lease_until
          WHERE audit_cursor.lease_until <= ${machineNow} OR audit_cursor.worker = excluded.worker
            OR audit_cursor.worker = ANY(${texts(gone)})
          RETURNING fence, seq`.execute(db),
      );
      return rows[0] && { tenantId, collector, fence: rows[0].fence, seq: rows[0].seq };
    },
    async moveAudit({ tenantId, collector, fence }, seq, sentAt) {
      const { rows } = await database.statement((db) =>
        sql`UPDATE audit_cursor SET seq = ${seq}, sent_at = ${sentAt}
          WHERE tenant_id = ${tenantId} AND collector = ${collector} AND fence = ${fence} RETURNING seq`.execute(db),
      );
      return rows.length === 1;
    },
    async releaseAudit({ tenantId, collector, fence }) {
      await database.statement((db) =>
        sql`UPDATE audit_cursor SET lease_until = 0
          WHERE tenant_id = ${tenantId} AND collector = ${collector} AND fence = ${fence}`.execute(db),
      );
    },
  };
}
