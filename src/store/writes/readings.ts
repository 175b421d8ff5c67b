import { sql } from 'kysely';
import type { TenantId } from '../../domain/ids.ts';
import type { Reading } from '../../engine/ports/store.ts';
import type { Db } from '../database.ts';
import { recordset } from '../recordset.ts';

/** The time of a reading never goes back: it is the time of everything that the list said again. */
export async function writeReadings(db: Db, tenantId: TenantId, readings: readonly Reading[]): Promise<void> {
  if (readings.length === 0) return;
  const latest = new Map(readings.map((reading) => [reading.resource, reading]));
  const rows = [...latest.values()]
    .sort((a, b) => (a.resource < b.resource ? -1 : 1))
    .map((reading) => ({
      resource: reading.resource,
      read_at: reading.readAt,
      due_at: reading.dueAt,
      problem: reading.problem === null ? null : JSON.stringify(reading.problem),
      failures: reading.failures,
    }));
  await sql`INSERT INTO reading (tenant_id, resource, read_at, due_at, problem, failures, claimed_until, version)
    SELECT w.tenant_id, w.resource, w.read_at, w.due_at, w.problem::json, w.failures, 0,
      CASE WHEN w.problem IS NULL THEN 1 ELSE 0 END
    FROM ${recordset(tenantId, rows, 'resource text, read_at bigint, due_at bigint, problem text, failures integer')}
    ON CONFLICT (tenant_id, resource) DO UPDATE SET read_at = greatest(reading.read_at, excluded.read_at),
      due_at = excluded.due_at, problem = excluded.problem, failures = excluded.failures, claimed_until = 0,
      version = reading.version + excluded.version`.execute(db);
}
