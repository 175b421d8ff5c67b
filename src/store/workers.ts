import { sql } from 'kysely';
import type { TenantHold, WorkerRow, WorkerStore } from '../engine/ports/store.ts';
import type { Database, Db } from './database.ts';
import { texts } from './recordset.ts';

interface WorkerRecord {
  readonly worker_id: string;
  readonly kind: WorkerRow['kind'];
  readonly host: string;
  readonly process: number;
  readonly version: string;
  readonly started_at: number;
  readonly seen_at: number;
}

interface HoldRecord {
  readonly tenant_id: TenantHold['tenantId'];
  readonly worker_id: string;
  readonly held_until: number;
}

export function workerStore(database: Database): WorkerStore {
  return {
    beat: (worker, heldUntil) =>
      database.write(async (db) => {
        await sql`INSERT INTO worker (worker_id, kind, host, process, version, started_at, seen_at)
          VALUES (${worker.workerId}, ${worker.kind}, ${worker.host}, ${worker.process}, ${worker.version},
            ${worker.startedAt}, ${worker.seenAt})
          ON CONFLICT (worker_id) DO UPDATE SET seen_at = excluded.seen_at`.execute(db);
        await sql`UPDATE tenant_worker SET held_until = ${heldUntil} WHERE worker_id = ${worker.workerId}`.execute(db);
        const holds = await sql<HoldRecord>`SELECT * FROM tenant_worker ORDER BY tenant_id`.execute(db);
        return { workers: await workersIn(db), holds: holds.rows.map(toHold) };
      }),
    async takeTenant({ tenantId, workerId, heldUntil }, machineNow) {
      const { rows } = await database.statement((db) =>
        sql`INSERT INTO tenant_worker (tenant_id, worker_id, held_until) VALUES (${tenantId}, ${workerId}, ${heldUntil})
          ON CONFLICT (tenant_id) DO UPDATE SET worker_id = excluded.worker_id, held_until = excluded.held_until
          WHERE tenant_worker.worker_id = excluded.worker_id OR tenant_worker.held_until <= ${machineNow}
          RETURNING tenant_id`.execute(db),
      );
      return rows.length === 1;
    },
    async leaveTenants(workerId, tenantIds) {
      await database.statement((db) =>
        sql`DELETE FROM tenant_worker WHERE tenant_id = ANY(${texts(tenantIds)}) AND worker_id = ${workerId}`.execute(
          db,
        ),
      );
    },
    endWorker: (workerId) =>
      database.write(async (db) => {
        await sql`DELETE FROM tenant_worker WHERE worker_id = ${workerId}`.execute(db);
        await sql`DELETE FROM worker WHERE worker_id = ${workerId}`.execute(db);
      }),
    workers: () => database.read(workersIn),
    async sweepWorkers(seenBefore) {
      await database.statement((db) => sql`DELETE FROM worker WHERE seen_at < ${seenBefore}`.execute(db));
    },
  };
}

async function workersIn(db: Db): Promise<readonly WorkerRow[]> {
  const { rows } = await sql<WorkerRecord>`SELECT * FROM worker ORDER BY started_at, worker_id`.execute(db);
  return rows.map((row) => ({
    workerId: row.worker_id,
    kind: row.kind,
    host: row.host,
    process: row.process,
    version: row.version,
    startedAt: row.started_at,
    seenAt: row.seen_at,
  }));
}

function toHold(row: HoldRecord): TenantHold {
  return { tenantId: row.tenant_id, workerId: row.worker_id, heldUntil: row.held_until };
}
