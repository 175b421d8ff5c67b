import { type RawBuilder, sql } from 'kysely';
import type { TenantId } from '../domain/ids.ts';
import type { AnswerCount, AnswerRow, AnswerStore, HostFilter } from '../engine/ports/store.ts';
import type { Database } from './database.ts';
import { latestReading, observedAt } from './freshness.ts';
import { aboutHosts } from './hosts.ts';
import { keyOf, pageSize, toPage } from './pages.ts';
import { texts } from './recordset.ts';

interface AnswerRecord {
  readonly host_id: AnswerRow['hostId'];
  readonly name: string;
  readonly name_key: string;
  readonly fqdn: string;
  readonly site: string;
  readonly observed_at: number;
  readonly facts: AnswerRow['facts'];
  readonly is_listed: boolean;
}

interface CountRecord {
  readonly source: AnswerCount['source'];
  readonly rows: number;
  readonly listed: number;
  readonly oldest_at: number;
  readonly newest_at: number;
}

/** What queries said lies in the documents of hosts already, each of which its list keeps as new as itself: there is no second copy of it. */
export function answerStore(database: Database): AnswerStore {
  return {
    async answerRows(tenantId, { source, within }, page) {
      const key = keyOf(page.after, 2);
      const behind = key === undefined ? sql`true` : sql`(h.name_key, h.host_id) > (${key[0]}, ${key[1]})`;
      // The document of each host is looked up by its key, so that a page ends with its last row and nothing is sorted.
      const { rows } = await database.read((db) =>
        sql<AnswerRecord>`SELECT h.host_id, h.name, h.name_key, h.fqdn, h.site, d.observed_at, d.facts, d.is_listed
          FROM host h CROSS JOIN LATERAL (
            SELECT ${observedAt(sql`fact_document`)} AS observed_at, fact_document.facts,
              fact_document.list IS NOT NULL AS is_listed
            FROM fact_document WHERE fact_document.tenant_id = h.tenant_id AND fact_document.host_id = h.host_id
              AND fact_document.source = ${source} AND ${isSeen(within)} LIMIT 1) AS d
          WHERE h.tenant_id = ${tenantId} AND ${behind}
          ORDER BY h.name_key, h.host_id LIMIT ${pageSize(page) + 1}`.execute(db),
      );
      return toPage(rows, page, { value: toAnswerRow, key: (row) => [row.name_key, row.host_id] });
    },
    async answerCounts(tenantId: TenantId, { sources, within }) {
      const { rows } = await database.read((db) =>
        sql<CountRecord>`SELECT fact_document.source, count(*) AS rows, count(fact_document.list) AS listed,
            min(${lastSeen}) AS oldest_at, max(${lastSeen}) AS newest_at
          FROM fact_document ${latestReading(sql`fact_document`)}
          WHERE fact_document.tenant_id = ${tenantId} AND fact_document.source = ANY(${texts(sources)})
            AND ${isSeen(within)}
          GROUP BY fact_document.source ORDER BY fact_document.source`.execute(db),
      );
      return rows.map((row) => ({
        source: row.source,
        rows: row.rows,
        listed: row.listed,
        oldestAt: row.oldest_at,
        newestAt: row.newest_at,
      }));
    },
  };
}

/** As `observedAt` says it, beside `latestReading`: all of them are looked at anyway. */
const lastSeen = sql`greatest(fact_document.observed_at, seen.read_at)`;

function isSeen(within: HostFilter | undefined): RawBuilder<unknown> {
  return within === undefined ? sql`true` : aboutHosts('fact_document', within);
}

function toAnswerRow(row: AnswerRecord): AnswerRow {
  return {
    hostId: row.host_id,
    name: row.name,
    fqdn: row.fqdn,
    site: row.site,
    observedAt: row.observed_at,
    facts: row.facts,
    isListed: row.is_listed,
  };
}
