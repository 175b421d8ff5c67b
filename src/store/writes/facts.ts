import { type RawBuilder, sql } from 'kysely';
import { deviceIdsOf } from '../../domain/device-id.ts';
import type { SourceId } from '../../domain/fact.ts';
import type { HostId, TenantId } from '../../domain/ids.ts';
import { isJudged } from '../../domain/source.ts';
import type { Instant } from '../../domain/time.ts';
import type { FactPin, FactWrite } from '../../engine/ports/store.ts';
import type { Db } from '../database.ts';
import { observedAt } from '../freshness.ts';
import { documentset, recordset } from '../recordset.ts';
import type { Revival } from './hosts.ts';

interface WrittenFacts {
  readonly changed: readonly string[];
  readonly revived: readonly Revival[];
  readonly documentsOf: ReadonlyMap<string, string>;
}

interface Touched extends DocumentKey {
  readonly lapsed_at: Instant | null;
}

interface DocumentKey {
  readonly host_id: HostId;
  readonly source: SourceId;
}

/**
 * Puts documents. One that says what the stored one says only moves its time, and its text does not travel to the database.
 * A document that was observed before the stored one changes nothing: an old file that is imported late must not hide what is known since.
 * @returns the hosts of which documents that verdicts stand on changed, those with such a document that had grown too old and is fresh again, and when it had, and what the basis of a host that was not
 * stored before holds of its documents: these are all that it has.
 */
export async function writeFacts(
  db: Db,
  tenantId: TenantId,
  writes: readonly FactWrite[],
  /** The hosts that are stored; a new one has no document that could be equal. */
  known: { has(hostId: string): boolean },
): Promise<WrittenFacts> {
  if (writes.length === 0) return { changed: [], revived: [], documentsOf: new Map() };
  const latest = new Map<string, FactWrite>();
  for (const write of writes) {
    const key = `${write.hostId} ${write.source}`;
    const other = latest.get(key);
    if (other === undefined || write.observedAt >= other.observedAt) latest.set(key, write);
  }
  const comparable = [...latest.values()].filter((write) => known.has(write.hostId));
  const touched = comparable.length === 0 ? [] : await touchEqual(db, tenantId, comparable);
  const settled = new Set(touched.map((row) => `${row.host_id} ${row.source}`));
  const rest = [...latest].filter(([key]) => !settled.has(key)).map(([, write]) => write);
  return {
    changed: await store(db, tenantId, rest, known),
    revived: touched
      .filter(isJudged)
      .flatMap((row) => (row.lapsed_at === null ? [] : [{ hostId: row.host_id, lapsedAt: row.lapsed_at }])),
    documentsOf: documentsOf(rest.filter((write) => !known.has(write.hostId))),
  };
}

/** Source and digest of each document of a host, as the basis has them. */
function documentsOf(writes: readonly FactWrite[]): ReadonlyMap<string, string> {
  const lines = new Map<string, string[]>();
  for (const { hostId, source, digest } of writes.filter(isJudged)) {
    const line = `${source} ${digest}`;
    const others = lines.get(hostId);
    if (others) others.push(line);
    else lines.set(hostId, [line]);
  }
  return new Map([...lines].map(([hostId, own]) => [hostId, own.sort().join('\n')]));
}

/** Moves the time of unchanged documents, and notes the list that says them; returns them, and of each that had been too old until now since when. */
async function touchEqual(db: Db, tenantId: TenantId, writes: readonly FactWrite[]): Promise<readonly Touched[]> {
  const keys = writes.map((write) => ({
    host_id: write.hostId,
    source: write.source,
    digest: write.digest,
    observed_at: write.observedAt,
    max_age: write.maxAgeMs,
    list: write.list,
  }));
  const columns = 'host_id text, source text, digest text, observed_at bigint, max_age bigint, list text';
  const { rows } = await sql<Touched>`UPDATE fact_document d
    SET observed_at = greatest(w.observed_before, w.observed_at), list = w.list
    FROM (
      SELECT w.*, (SELECT ${observedAt(sql`f`)} FROM fact_document f
        WHERE f.tenant_id = w.tenant_id AND f.host_id = w.host_id AND f.source = w.source) AS observed_before
      FROM ${recordset(tenantId, keys, columns)} OFFSET 0) AS w
    WHERE d.tenant_id = w.tenant_id AND d.host_id = w.host_id AND d.source = w.source AND d.digest = w.digest
    RETURNING d.host_id, d.source,
      CASE WHEN w.observed_before + w.max_age < w.observed_at THEN w.observed_before + w.max_age END AS lapsed_at`.execute(
    db,
  );
  return rows;
}

/** Puts documents that are not there in this form. @returns the hosts of those that were put. */
async function store(
  db: Db,
  tenantId: TenantId,
  writes: readonly FactWrite[],
  known: { has(hostId: string): boolean },
): Promise<readonly string[]> {
  const [old, fresh] = [
    writes.filter((write) => known.has(write.hostId)),
    writes.filter((write) => !known.has(write.hostId)),
  ];
  // A new host has no document to be replaced: an insert that looks for none, and tells nothing back, takes a third less time.
  const changed = await insert(db, tenantId, old, replacingOlder);
  await insert(db, tenantId, fresh, sql``);
  await writeDevices(db, tenantId, writes);
  return [...changed, ...fresh].filter(isJudged).map(({ hostId }) => hostId);
}

const replacingOlder = sql`ON CONFLICT (tenant_id, host_id, source) DO UPDATE SET digest = excluded.digest,
      observed_at = excluded.observed_at, list = excluded.list, facts = excluded.facts, origin = excluded.origin
    WHERE ${observedAt(sql`fact_document`)} <= excluded.observed_at RETURNING host_id, source`;

async function insert(
  db: Db,
  tenantId: TenantId,
  writes: readonly FactWrite[],
  onConflict: RawBuilder<unknown>,
): Promise<readonly Pick<FactWrite, 'hostId' | 'source'>[]> {
  if (writes.length === 0) return [];
  const rows = writes.map((write) => ({
    host_id: write.hostId,
    source: write.source,
    digest: write.digest,
    observed_at: write.observedAt,
    list: write.list,
  }));
  const columns = 'host_id text, source text, digest text, observed_at bigint, list text';
  const documents = {
    facts: writes.map((write) => write.text ?? JSON.stringify(write.facts)),
    origin: writes.map((write) => write.origin && JSON.stringify(write.origin)),
  };
  const written = await sql<DocumentKey>`INSERT INTO fact_document
      (tenant_id, host_id, source, digest, observed_at, list, facts, origin)
    SELECT w.tenant_id, w.host_id, w.source, w.digest, w.observed_at, w.list, w.facts, w.origin
    FROM ${documentset(tenantId, rows, columns, documents)}
    ${onConflict}`.execute(db);
  return written.rows.map((row) => ({ hostId: row.host_id, source: row.source }));
}

/** Notes which device ids the documents give to their hosts, so that evidence finds its host by them. Most documents hold none. */
async function writeDevices(db: Db, tenantId: TenantId, writes: readonly FactWrite[]): Promise<void> {
  const rows = writes.flatMap(({ hostId, source, facts }) =>
    deviceIdsOf(facts).map((deviceId) => ({ device_id: deviceId, host_id: hostId, source })),
  );
  if (rows.length === 0) return;
  await sql`INSERT INTO host_device (tenant_id, device_id, host_id, source)
    SELECT DISTINCT w.tenant_id, w.device_id, w.host_id, w.source
    FROM ${recordset(tenantId, rows, 'device_id text, host_id text, source text')}
    ORDER BY 2, 3, 4 ON CONFLICT (tenant_id, device_id, host_id, source) DO NOTHING`.execute(db);
}

/** Copies documents that a decision cites to where nothing replaces them; the same content, whosever it is, is kept once. */
export async function pinDocuments(db: Db, tenantId: TenantId, pins: readonly FactPin[]): Promise<void> {
  if (pins.length === 0) return;
  const keys = pins.map(({ hostId, digest }) => ({ host_id: hostId, digest }));
  await sql`INSERT INTO fact_archive (tenant_id, digest, source, facts, origin)
    SELECT DISTINCT ON (f.digest) f.tenant_id, f.digest, f.source, f.facts, f.origin
    FROM ${recordset(tenantId, keys, 'host_id text, digest text')}
    JOIN fact_document f ON f.tenant_id = w.tenant_id AND f.host_id = w.host_id AND f.digest = w.digest
    ORDER BY f.digest ON CONFLICT (tenant_id, digest) DO NOTHING`.execute(db);
}
