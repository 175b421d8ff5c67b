import { sql } from 'kysely';
import type { TenantId } from '../../domain/ids.ts';
import type { RehearsalWrite } from '../../engine/ports/store.ts';
import type { Written } from '../commit.ts';
import type { Db } from '../database.ts';
import { recordset } from '../recordset.ts';

const columns = `plan_digest text, digest text, rehearsed_at bigint, rehearsed_by text, estate text, is_anonymous boolean,
  seeds integer, finished integer, document text`;

/** Keeps rehearsals; one that came out as an earlier one did is that one, and the newest again. */
export async function writeRehearsals(db: Db, tenantId: TenantId, writes: readonly RehearsalWrite[]): Promise<Written> {
  if (writes.length === 0) return { events: [], lost: [] };
  const rows = writes.map(({ row, rehearsal }) => ({
    plan_digest: row.planDigest,
    digest: row.digest,
    rehearsed_at: row.rehearsedAt,
    rehearsed_by: row.rehearsedBy,
    estate: row.estate,
    is_anonymous: row.isAnonymous,
    seeds: row.seeds,
    finished: row.finished,
    document: JSON.stringify(rehearsal),
  }));
  const added = await sql<{
    digest: string;
  }>`INSERT INTO rehearsal (tenant_id, plan_digest, digest, rehearsed_at, place,
      rehearsed_by, estate, is_anonymous, seeds, finished, document)
    SELECT w.tenant_id, w.plan_digest, w.digest, w.rehearsed_at,
      coalesce((SELECT seq FROM log_head l WHERE l.tenant_id = w.tenant_id), 0) + 1, w.rehearsed_by, w.estate, w.is_anonymous, w.seeds,
      w.finished, w.document::json
    FROM ${recordset(tenantId, rows, columns)}
    ON CONFLICT (tenant_id, plan_digest, digest) DO UPDATE SET rehearsed_at = excluded.rehearsed_at,
      rehearsed_by = excluded.rehearsed_by, place = excluded.place
    RETURNING digest`.execute(db);
  const kept = new Set(added.rows.map((row) => row.digest));
  return {
    events: writes.filter(({ row }) => kept.has(row.digest)).flatMap((write) => write.events),
    lost: writes.flatMap(({ row }) => (kept.has(row.digest) ? [] : [row.digest])),
  };
}
