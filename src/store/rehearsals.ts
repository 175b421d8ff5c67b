import { sql } from 'kysely';
import type { Rehearsal } from '../domain/rehearsal/result.ts';
import type { RehearsalRow, RehearsalStore } from '../engine/ports/store.ts';
import type { Database } from './database.ts';
import { idset } from './recordset.ts';

interface RehearsalRecord {
  readonly plan_digest: string;
  readonly digest: string;
  readonly rehearsed_at: number;
  readonly rehearsed_by: string;
  readonly estate: RehearsalRow['estate'];
  readonly is_anonymous: boolean;
  readonly seeds: number;
  readonly finished: number;
}

function toRow(row: RehearsalRecord): RehearsalRow {
  return {
    planDigest: row.plan_digest,
    digest: row.digest,
    rehearsedAt: row.rehearsed_at,
    rehearsedBy: row.rehearsed_by,
    estate: row.estate,
    isAnonymous: row.is_anonymous,
    seeds: row.seeds,
    finished: row.finished,
  };
}

export function rehearsalStore(database: Database): RehearsalStore {
  return {
    async newestRehearsals(tenantId, planDigests) {
      if (planDigests.length === 0) return [];
      const { rows } = await database.read((db) =>
        sql<RehearsalRecord>`SELECT r.plan_digest, r.digest, r.rehearsed_at, r.rehearsed_by, r.estate, r.is_anonymous,
            r.seeds, r.finished
          FROM ${idset(tenantId, planDigests)} CROSS JOIN LATERAL (
            SELECT * FROM rehearsal o WHERE o.tenant_id = k.tenant_id AND o.plan_digest = k.id
            ORDER BY o.place DESC, o.digest LIMIT 1) AS r
          ORDER BY r.plan_digest`.execute(db),
      );
      return rows.map(toRow);
    },
    async rehearsalDocument(tenantId, planDigest, digest) {
      const { rows } = await database.read((db) =>
        sql<{ document: Rehearsal }>`SELECT document FROM rehearsal
          WHERE tenant_id = ${tenantId} AND plan_digest = ${planDigest} AND digest = ${digest}`.execute(db),
      );
      return rows[0]?.document;
    },
  };
}
