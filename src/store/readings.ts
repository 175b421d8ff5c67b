import { type RawBuilder, sql } from 'kysely';
import type { TenantId } from '../domain/ids.ts';
import type { NamesSince, Reading, ReadingClaim, ReadingStore } from '../engine/ports/store.ts';
import type { Database } from './database.ts';
import { texts } from './recordset.ts';

export interface ReadingRecord {
  readonly tenant_id: Reading['tenantId'];
  readonly resource: string;
  readonly read_at: number | null;
  readonly due_at: number;
  readonly problem: Reading['problem'];
  readonly failures: number;
}

export function readingStore(database: Database): ReadingStore {
  return {
    async claimReading({ tenantId, resource, worker, gone = [], tenantNow, machineNow, leaseMs, force = false }) {
      const { rows } = await database.statement((db) =>
        sql<ReadingClaim>`INSERT INTO reading (tenant_id, resource, read_at, due_at, problem, failures, claimed_until, claimed_by)
          VALUES (${tenantId}, ${resource}, NULL, ${tenantNow}, NULL, 0, ${machineNow + leaseMs}, ${worker})
          ON CONFLICT (tenant_id, resource) DO UPDATE SET claimed_until = excluded.claimed_until,
            claimed_by = excluded.claimed_by
          WHERE (reading.claimed_until <= ${machineNow} OR reading.claimed_by = ANY(${texts(gone)}))
            AND (reading.due_at <= ${tenantNow} OR ${force})
          RETURNING version`.execute(db),
      );
      return rows[0];
    },
    async readings(tenantId) {
      const { rows } = await database.read((db) =>
        sql<ReadingRecord>`SELECT * FROM reading WHERE tenant_id = ${tenantId} ORDER BY resource`.execute(db),
      );
      return rows.map(toReading);
    },
    async namesSince(tenantId, seq) {
      const { rows } = await database.read((db) =>
        sql<NamesSince>`SELECT seq, ${hasNewNames(tenantId, seq)} AS "hasNewNames"
          FROM log_head WHERE tenant_id = ${tenantId}`.execute(db),
      );
      return rows[0] ?? { seq: 0, hasNewNames: true };
    },
  };
}

export function toReading(row: ReadingRecord): Reading {
  return {
    tenantId: row.tenant_id,
    resource: row.resource,
    readAt: row.read_at,
    dueAt: row.due_at,
    problem: row.problem,
    failures: row.failures,
  };
}

/** Whoever knows no place of the log knows nothing. */
function hasNewNames(tenantId: TenantId, seq: number | undefined): RawBuilder<unknown> {
  return seq === undefined
    ? sql`true`
    : sql`EXISTS (SELECT 1 FROM log_event WHERE tenant_id = ${tenantId} AND seq > ${seq}
        AND kind IN ('host-registered', 'host-changed'))`;
}
