import { sql } from 'kysely';
import type { FactDocument } from '../domain/fact.ts';
import type { FactStore, PinnedDocument } from '../engine/ports/store.ts';
import type { Database } from './database.ts';
import { hostSelection } from './hosts.ts';
import { texts } from './recordset.ts';
import { type DocumentRecord, type HostRecord, toDocument, toHost } from './rows.ts';

type PinnedRecord = Omit<PinnedDocument, 'origin'> & { readonly origin: FactDocument['origin'] | null };

export function factStore(database: Database): FactStore {
  return {
    async documents(tenantId, hostIds) {
      const { rows } = await database.read((db) =>
        sql<
          DocumentRecord & { digest: string }
        >`SELECT host_id, source, digest, observed_at, facts, origin FROM fact_document
          WHERE tenant_id = ${tenantId} AND host_id = ANY(${texts(hostIds)}) ORDER BY host_id, source`.execute(db),
      );
      return rows.map((row) => ({ ...toDocument(row), digest: row.digest }));
    },
    async pinnedDocuments(tenantId, digests) {
      const { rows } = await database.read((db) =>
        sql<PinnedRecord>`SELECT digest, source, facts, origin FROM fact_archive
          WHERE tenant_id = ${tenantId} AND digest = ANY(${texts(digests)}) ORDER BY digest`.execute(db),
      );
      return rows.map(({ origin, ...pinned }) => ({ ...pinned, ...(origin ? { origin } : {}) }));
    },
    async hostsToEvaluate(tenantId, now, limit) {
      // One statement, so that the documents and the basis are of the same instant: a verdict is only taken while its basis stands.
      const { rows } = await database.read((db) =>
        sql<HostRecord & { basis: string; documents: readonly DocumentRecord[] | null }>`
          WITH due AS (${hostSelection} WHERE h.tenant_id = ${tenantId} AND h.evaluate_at <= ${now}
            ORDER BY h.evaluate_at LIMIT ${limit})
          SELECT due.*, (
            SELECT json_agg(json_build_object('host_id', d.host_id, 'source', d.source, 'observed_at', d.observed_at,
              'facts', d.facts, 'origin', d.origin) ORDER BY d.source)
            FROM fact_document d WHERE d.tenant_id = ${tenantId} AND d.host_id = due.host_id) AS documents
          FROM due ORDER BY due.evaluate_at, due.host_id`.execute(db),
      );
      return rows.map((row) => ({
        host: toHost(row),
        documents: (row.documents ?? []).map(toDocument),
        factsDigest: row.basis,
      }));
    },
  };
}
