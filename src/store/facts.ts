import { type RawBuilder, sql } from 'kysely';
import type { FactDocument } from '../domain/fact.ts';
import type { HostId, TenantId } from '../domain/ids.ts';
import { sources } from '../domain/source.ts';
import type { Instant } from '../domain/time.ts';
import type {
  DeviceOwner,
  DocumentMark,
  FactStore,
  HostToEvaluate,
  OldestEvidence,
  PinnedDocument,
} from '../engine/ports/store.ts';
import { isCited } from './citations.ts';
import type { Database } from './database.ts';
import { isJudgedIn, latestReading, observedAt } from './freshness.ts';
import { hostColumns } from './hosts.ts';
import { idset } from './recordset.ts';
import { type DocumentRecord, type HostRecord, toDocument, toHost } from './rows.ts';

type DigestedRecord = DocumentRecord & { readonly digest: string };
type PinnedRecord = Omit<PinnedDocument, 'origin'> & { readonly origin: FactDocument['origin'] | null };

/** Hosts whose documents or rules changed are due before the epoch, so that they come first and can be asked for alone. */
export const changedUntil = 0;

export function factStore(database: Database): FactStore {
  return {
    async documents(tenantId, hostIds) {
      const { rows } = await database.read((db) =>
        sql<
          DocumentRecord & { digest: string }
        >`SELECT d.host_id, d.source, d.digest, ${observedAt(sql`d`)} AS observed_at,
            d.facts, d.origin FROM ${idset(tenantId, hostIds)}
          JOIN fact_document d ON d.tenant_id = k.tenant_id AND d.host_id = k.id ORDER BY d.host_id, d.source`.execute(
          db,
        ),
      );
      return rows.map((row) => ({ ...toDocument(row), digest: row.digest }));
    },
    documentMarks: (tenantId, hostIds) => documentMarks(database, tenantId, hostIds),
    async pinnedDocuments(tenantId, digests) {
      const { rows } = await database.read((db) =>
        sql<PinnedRecord>`SELECT a.digest, a.source, a.facts, a.origin FROM ${idset(tenantId, digests)}
          JOIN fact_archive a ON a.tenant_id = k.tenant_id AND a.digest = k.id ORDER BY a.digest`.execute(db),
      );
      return rows.map(({ origin, ...pinned }) => ({ ...pinned, ...(origin ? { origin } : {}) }));
    },
    hostsToEvaluate: (tenantId, now, limit) =>
      toEvaluate(
        database,
        sql`SELECT ${evaluated} FROM host h WHERE h.tenant_id = ${tenantId} AND h.evaluate_at <= ${now ?? changedUntil}
          ORDER BY h.evaluate_at LIMIT ${limit}`,
      ),
    hostsInTurn: (tenantId, now, limit) =>
      toEvaluate(
        database,
        // Each host is looked up by itself; LIMIT keeps the planner from reading all hosts of the tenant instead.
        sql`SELECT ${evaluated} FROM campaign c CROSS JOIN LATERAL (
            SELECT m.tenant_id, m.host_id FROM move m WHERE m.tenant_id = c.tenant_id AND m.campaign_id = c.campaign_id
              AND m.is_open AND m.phase = 'waiting' AND m.wave <= c.open_wave ORDER BY m.wave, m.move_id) AS q
          CROSS JOIN LATERAL (
            SELECT * FROM host o WHERE o.tenant_id = q.tenant_id AND o.host_id = q.host_id LIMIT 1) AS h
          WHERE c.tenant_id = ${tenantId} AND c.state = 'running' AND c.in_flight < c.cap
            AND h.evaluate_at > ${changedUntil} AND h.evaluate_at <= ${now} LIMIT ${limit}`,
      ),
    oldestEvidence: (tenantId, now) => oldestEvidence(database, tenantId, now),
    async deviceOwners(tenantId, deviceIds) {
      // A device id that a document held once is not looked for when the document is replaced; what counts is what stands in it now.
      const { rows } = await database.read((db) =>
        sql<{ device_id: string; host_id: DeviceOwner['hostId']; fqdn: string; source: DeviceOwner['source'] }>`
          SELECT v.device_id, v.host_id, h.fqdn, v.source FROM ${idset(tenantId, deviceIds)}
          JOIN host_device v ON v.tenant_id = k.tenant_id AND v.device_id = k.id
          JOIN host h ON h.tenant_id = v.tenant_id AND h.host_id = v.host_id
          JOIN fact_document d ON d.tenant_id = v.tenant_id AND d.host_id = v.host_id AND d.source = v.source
          WHERE strpos(lower(d.facts::text), v.device_id) > 0
          ORDER BY v.device_id, v.host_id, v.source`.execute(db),
      );
      return rows.map((row) => ({
        deviceId: row.device_id,
        hostId: row.host_id,
        fqdn: row.fqdn,
        source: row.source,
      }));
    },
  };
}

/** So many of the oldest documents are looked at first: nearly always one of them is cited, and finding the oldest few needs no sorting of all. */
const firstLooked = 500;

/** The oldest document that a verdict which is in force cites. */
async function oldestEvidence(
  database: Database,
  tenantId: TenantId,
  now: Instant,
): Promise<OldestEvidence | undefined> {
  const first = await oldestCited(database, tenantId, now, sql`LIMIT ${firstLooked}`);
  return first ?? oldestCited(database, tenantId, now, sql`OFFSET 0`);
}

/**
 * All documents of hosts whose verdict is in force, the oldest first, and of them the first that the verdict cites: verdicts are long texts, so they are opened
 * from the oldest document on and only until one fits.
 */
async function oldestCited(
  database: Database,
  tenantId: TenantId,
  now: Instant,
  part: RawBuilder<unknown>,
): Promise<OldestEvidence | undefined> {
  const believed = Object.entries(sources).map(([kind, { maxAgeMs }]) => ({ kind, since: now - maxAgeMs }));
  const lastSeen = sql`greatest(d.observed_at, seen.read_at)`;
  const { rows } = await database.read((db) =>
    sql<{ host_id: OldestEvidence['hostId']; name: string; source: OldestEvidence['source']; observed_at: number }>`
      SELECT o.host_id, o.name, o.source, o.observed_at FROM (
        SELECT h.tenant_id, h.host_id, h.name, d.source, ${lastSeen} AS observed_at
        FROM host h JOIN fact_document d ON d.tenant_id = h.tenant_id AND d.host_id = h.host_id
          JOIN json_to_recordset(${JSON.stringify(believed)}::text::json) AS b(kind text, since bigint)
            ON b.kind = split_part(d.source, '/', 1)
          ${latestReading(sql`d`)}
        WHERE h.tenant_id = ${tenantId} AND h.valid_until >= ${now} AND h.verdict_basis = h.basis
          AND h.verdict IN ('pass', 'fail') AND ${isJudgedIn(sql`d`)} AND ${lastSeen} >= b.since
        ORDER BY observed_at, h.host_id, d.source ${part}) AS o
      WHERE EXISTS (SELECT 1 FROM eligibility e WHERE e.tenant_id = o.tenant_id AND e.host_id = o.host_id
        AND ${isCited(sql`o.source`)})
      ORDER BY o.observed_at, o.host_id, o.source LIMIT 1`.execute(db),
  );
  const [row] = rows;
  return row && { hostId: row.host_id, name: row.name, source: row.source, observedAt: row.observed_at };
}

type MarkRecord = readonly [
  source: DocumentMark['source'],
  digest: string,
  observedAt: number,
  origin: FactDocument['origin'] | null,
];

/** A row a host: six rows of a few words each cost more to send and to read than they hold. */
async function documentMarks(database: Database, tenantId: TenantId, hostIds: readonly HostId[]) {
  const { rows } = await database.read((db) =>
    sql<{ host_id: HostId; marks: readonly MarkRecord[] }>`SELECT d.host_id,
        json_agg(json_build_array(d.source, d.digest, greatest(d.observed_at, seen.read_at), d.origin) ORDER BY d.source) AS marks
      FROM ${idset(tenantId, hostIds)} JOIN fact_document d ON d.tenant_id = k.tenant_id AND d.host_id = k.id
        ${latestReading(sql`d`)}
      GROUP BY d.host_id ORDER BY d.host_id`.execute(db),
  );
  return rows.map(({ host_id, marks }) => ({
    hostId: host_id,
    marks: marks.map(
      ([source, digest, observedAt, origin]): DocumentMark => ({
        ...{ source, digest, observedAt },
        ...(origin ? { origin } : {}),
      }),
    ),
  }));
}

const evaluated = sql`${hostColumns}, h.tenant_id, h.basis, h.evaluate_at`;

/** Hosts with the documents that verdicts stand on, in one statement, so that the documents and the basis are of the same instant: a verdict is only taken while its basis stands. */
async function toEvaluate(database: Database, due: RawBuilder<unknown>): Promise<readonly HostToEvaluate[]> {
  const { rows } = await database.read((db) =>
    sql<HostRecord & { basis: string; documents: readonly DigestedRecord[] | null }>`WITH due AS (${due})
      SELECT due.*, (
        SELECT json_agg(json_build_object('host_id', d.host_id, 'source', d.source, 'digest', d.digest,
          'observed_at', ${observedAt(sql`d`)}, 'facts', d.facts, 'origin', d.origin) ORDER BY d.source)
        FROM fact_document d WHERE d.tenant_id = due.tenant_id AND d.host_id = due.host_id AND ${isJudgedIn(sql`d`)}) AS documents
      FROM due ORDER BY due.evaluate_at, due.host_id`.execute(db),
  );
  return rows.map((row) => ({
    host: toHost(row),
    documents: (row.documents ?? []).map((one) => ({ ...toDocument(one), digest: one.digest })),
    factsDigest: row.basis,
  }));
}
