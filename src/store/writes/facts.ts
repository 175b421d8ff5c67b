import { sql } from 'kysely';
import type { TenantId } from '../../domain/ids.ts';
import type { FactWrite } from '../../engine/ports/store.ts';
import type { Db } from '../database.ts';
import { idset, recordset } from '../recordset.ts';

interface DocumentKey {
  readonly host_id: string;
  readonly source: string;
}

/**
 * Puts documents. One that says what the stored one says only moves its time, and its text does not travel to the database.
 * A document that was observed before the stored one changes nothing: an old file that is imported late must not hide what is known since.
 * @returns the hosts whose documents changed.
 */
export async function writeFacts(db: Db, tenantId: TenantId, writes: readonly FactWrite[]): Promise<readonly string[]> {
  if (writes.length === 0) return [];
  const latest = new Map<string, FactWrite>();
  for (const write of writes) {
    const key = `${write.hostId} ${write.source}`;
    const other = latest.get(key);
    if (other === undefined || write.observedAt >= other.observedAt) latest.set(key, write);
  }
  const settled = await touchEqual(db, tenantId, [...latest.values()]);
  const rest = [...latest].filter(([key]) => !settled.has(key)).map(([, write]) => write);
  return rest.length === 0 ? [] : replace(db, tenantId, rest);
}

/** Moves the time of unchanged documents; returns the keys that need nothing more. */
async function touchEqual(db: Db, tenantId: TenantId, writes: readonly FactWrite[]): Promise<ReadonlySet<string>> {
  const keys = writes.map((write) => ({
    host_id: write.hostId,
    source: write.source,
    digest: write.digest,
    observed_at: write.observedAt,
  }));
  const { rows } =
    await sql<DocumentKey>`UPDATE fact_document d SET observed_at = greatest(d.observed_at, w.observed_at)
    FROM ${recordset(tenantId, keys, 'host_id text, source text, digest text, observed_at bigint')}
    WHERE d.tenant_id = w.tenant_id AND d.host_id = w.host_id AND d.source = w.source AND d.digest = w.digest
    RETURNING d.host_id, d.source`.execute(db);
  return new Set(rows.map((row) => `${row.host_id} ${row.source}`));
}

async function replace(db: Db, tenantId: TenantId, writes: readonly FactWrite[]): Promise<readonly string[]> {
  const documents = writes.map((write) => ({
    host_id: write.hostId,
    source: write.source,
    digest: write.digest,
    observed_at: write.observedAt,
    facts: JSON.stringify(write.facts),
    origin: write.origin === undefined ? undefined : JSON.stringify(write.origin),
  }));
  const { rows } = await sql<DocumentKey>`INSERT INTO fact_document
      (tenant_id, host_id, source, digest, observed_at, facts, origin)
    SELECT w.tenant_id, w.host_id, w.source, w.digest, w.observed_at, w.facts::json, w.origin::json
    FROM ${recordset(tenantId, documents, 'host_id text, source text, digest text, observed_at bigint, facts text, origin text')}
    ON CONFLICT (tenant_id, host_id, source) DO UPDATE SET digest = excluded.digest, observed_at = excluded.observed_at,
      facts = excluded.facts, origin = excluded.origin
    WHERE fact_document.observed_at <= excluded.observed_at
    RETURNING host_id, source`.execute(db);
  return rows.map((row) => row.host_id);
}

/** Copies documents that a decision cites to where nothing replaces them; the same content, whosever it is, is kept once. */
export async function pinDocuments(db: Db, tenantId: TenantId, digests: readonly string[]): Promise<void> {
  if (digests.length === 0) return;
  const sorted = [...digests].sort();
  await sql`INSERT INTO fact_archive (tenant_id, digest, source, facts, origin)
    SELECT k.tenant_id, d.digest, d.source, d.facts, d.origin
    FROM ${idset(tenantId, sorted)} CROSS JOIN LATERAL (
      SELECT f.digest, f.source, f.facts, f.origin FROM fact_document f
      WHERE f.tenant_id = k.tenant_id AND f.digest = k.id LIMIT 1) AS d
    ON CONFLICT (tenant_id, digest) DO NOTHING`.execute(db);
}
