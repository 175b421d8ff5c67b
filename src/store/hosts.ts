import { type RawBuilder, sql } from 'kysely';
import type { HostId, JourneyId, TenantId } from '../domain/ids.ts';
import type { Eligibility } from '../domain/verdict.ts';
import type { HostCounts, HostFilter, HostKey, HostPage, HostPageRequest, HostStore } from '../engine/ports/store.ts';
import type { Database } from './database.ts';
import { seenAt } from './freshness.ts';
import { commitIsDue, protectionIs } from './host-standing.ts';
import { keyOf, pageSize, toPage } from './pages.ts';
import { prepared } from './prepared.ts';
import { idset, texts } from './recordset.ts';
import { type HostRecord, toHost } from './rows.ts';

/**
 * The state of a host's newest move, looked up for each host that is shown. Not copied into the host, so that a transition writes no host;
 * and not joined, because the planner then reads all moves of the tenant for one page.
 */
const moveState = sql`(CASE WHEN h.move_id IS NOT NULL THEN
  (SELECT m.state_kind FROM move m WHERE m.tenant_id = h.tenant_id AND m.move_id = h.move_id) END)`;

/** What a host is read as; what the store keeps for itself stays there. */
export const hostColumns = sql`h.host_id, h.name, h.name_key, h.fqdn, h.domain, h.site, h.sensor_id, h.migration_state,
  h.sensor_version, h.sensor_type, h.health_status, h.service_status, ${seenAt(sql`h`)} AS seen_at, h.state_from, h.state_since, h.verdict,
  h.disposition, h.reasons, h.edition, h.valid_until, h.verdict_basis, h.is_pinned, h.move_id, h.version,
  ${moveState} AS move_state`;

export const hostSelection = sql`SELECT ${hostColumns} FROM host h`;

/** Behind every text in the order of the bytes of UTF-8, so that a prefix is a range of the index. */
const lastCharacter = '\u{10FFFF}';

const keysAtOnce = 20_000;

export function hostStore(database: Database): HostStore {
  return {
    hosts: (tenantId, filter, page) => hostPage(database, tenantId, filter, page),
    async host(tenantId, hostId) {
      const { rows } = await database.read((db) =>
        sql<HostRecord>`${hostSelection} WHERE h.tenant_id = ${tenantId} AND h.host_id = ${hostId}`.execute(db),
      );
      return rows[0] && toHost(rows[0]);
    },
    async hostsByKeys(tenantId, { sensorIds, fqdns, names }) {
      const nameKeys = names.map((name) => name.toLowerCase());
      const { rows } = await database.read((db) =>
        sql<HostRecord>`${hostSelection} JOIN (
            SELECT f.tenant_id, f.host_id FROM ${idset(tenantId, sensorIds)}
              JOIN host f ON f.tenant_id = k.tenant_id AND f.sensor_id = k.id
            UNION SELECT f.tenant_id, f.host_id FROM ${idset(tenantId, fqdns)}
              JOIN host f ON f.tenant_id = k.tenant_id AND f.fqdn = k.id
            UNION SELECT f.tenant_id, f.host_id FROM ${idset(tenantId, nameKeys)}
              JOIN host f ON f.tenant_id = k.tenant_id AND f.name_key = k.id) AS found
          ON h.tenant_id = found.tenant_id AND h.host_id = found.host_id ORDER BY h.host_id`.execute(db),
      );
      return rows.map(toHost);
    },
    async hostsById(tenantId, hostIds) {
      const { rows } = await database.read((db) =>
        sql<HostRecord>`${hostSelection} JOIN ${idset(tenantId, hostIds)} ON h.tenant_id = k.tenant_id AND h.host_id = k.id`.execute(
          db,
        ),
      );
      return rows.map(toHost);
    },
    hostCounts: (tenantId) => hostCounts(database, tenantId),
    hostIndex: (tenantId) => hostIndex(database, tenantId),
    async eligibility(tenantId: TenantId, hostIds: readonly HostId[], journey: JourneyId) {
      const { rows } = await database.read((db) =>
        sql<{ document: Eligibility }>`SELECT e.document FROM eligibility e
          JOIN ${idset(tenantId, hostIds)} ON e.tenant_id = k.tenant_id AND e.host_id = k.id
          WHERE e.journey = ${journey} ORDER BY e.host_id`.execute(db),
      );
      return rows.map((row) => row.document);
    },
    async reasonCounts(tenantId) {
      const { rows } = await database.read((db) =>
        sql<{ reason: string; hosts: number; alone: number }>`
          SELECT r.reason, count(*) AS hosts, count(*) FILTER (WHERE cardinality(h.reasons) = 1) AS alone
          FROM host h CROSS JOIN LATERAL unnest(h.reasons) AS r(reason)
          WHERE h.tenant_id = ${tenantId} GROUP BY r.reason ORDER BY hosts DESC, r.reason`.execute(db),
      );
      return rows;
    },
  };
}

async function hostPage(
  database: Database,
  tenantId: TenantId,
  filter: HostFilter,
  page: HostPageRequest,
): Promise<HostPage> {
  const after = keyOf(page.after, 2);
  const chosen = hostConditions(filter);
  const whole = [sql`h.tenant_id = ${tenantId}`, ...chosen];
  const conditions = after ? [...whole, sql`(h.name_key, h.host_id) > (${after[0]}, ${after[1]})`] : whole;
  // The whole estate is what is asked for again and again, with its count; a selection is planned for its own values: which index is best depends on them.
  const isWhole = chosen.length === 0;
  const select = isWhole
    ? sql`${prepared}SELECT ${hostColumns}, ${total(tenantId)} AS total FROM host h`
    : hostSelection;
  // The limit stands in the text: the plan for any limit would be made for a tenth of all rows.
  const inOrder = sql`WHERE ${sql.join(conditions, sql` AND `)}
    ORDER BY h.name_key, h.host_id LIMIT ${sql.lit(pageSize(page) + 1)}`;
  // What is skipped is counted off in the index: only the hosts of the page are read.
  const rest = page.skip
    ? sql`JOIN (SELECT h.tenant_id, h.host_id FROM host h ${inOrder} OFFSET ${page.skip}) AS shown USING (tenant_id, host_id)
        ORDER BY h.name_key, h.host_id`
    : inOrder;
  const { rows } = await database.read((db) => sql<HostRecord & { total?: number }>`${select} ${rest}`.execute(db));
  const hosts = toPage(rows, page, { value: toHost, key: (row) => [row.name_key, row.host_id] });
  if (!isWhole) return page.isCounted ? { ...hosts, total: await countHosts(database, whole) } : hosts;
  // Behind the last host there is no row to bring the count along.
  return { ...hosts, total: rows[0]?.total ?? (await hostCounts(database, tenantId)).total };
}

async function countHosts(database: Database, conditions: readonly RawBuilder<unknown>[]): Promise<number> {
  const { rows } = await database.read((db) =>
    sql<{ hosts: number }>`SELECT count(*) AS hosts FROM host h WHERE ${sql.join(conditions, sql` AND `)}`.execute(db),
  );
  return rows[0]?.hosts ?? 0;
}

/** Kept by deltas with every host that is registered. */
function total(tenantId: TenantId): RawBuilder<unknown> {
  return sql`(SELECT hosts FROM host_count WHERE tenant_id = ${tenantId} AND kind = 'total' AND value = '')`;
}

/** What the filter says of a host that is called `h`. */
function hostConditions(filter: HostFilter): RawBuilder<unknown>[] {
  const conditions: RawBuilder<unknown>[] = [];
  const oneOf = (column: string, values: readonly string[] | undefined) => {
    if (values) conditions.push(sql`${sql.raw(column)} = ANY(${texts(values)})`);
  };
  oneOf('h.migration_state', filter.migrationState);
  oneOf(`COALESCE(h.verdict, 'none')`, filter.verdict);
  oneOf('h.disposition', filter.disposition);
  oneOf('h.site', filter.site);
  oneOf('h.domain', filter.domain);
  oneOf('h.host_id', filter.hostIds);
  if (filter.moveState) conditions.push(sql`${moveState} = ANY(${texts(filter.moveState)})`);
  if (filter.role) conditions.push(anyDocument(filter.role.map((role) => `"${asPattern(role)}"`)));
  if (filter.system) conditions.push(anyDocument(filter.system.flatMap(systemPatterns)));
  if (filter.tag) conditions.push(anyDocument(filter.tag.map((tag) => `"${asWritten(tag)}"`)));
  if (filter.check) conditions.push(blockedBy(filter.check));
  if (filter.reason) conditions.push(sql`h.reasons && ${texts(filter.reason)}`);
  if (filter.onlyReason) conditions.push(sql`cardinality(h.reasons) = 1 AND h.reasons && ${texts(filter.onlyReason)}`);
  if (filter.protection) conditions.push(protectionIs(filter.protection));
  if (filter.commitDue) conditions.push(commitIsDue(filter.commitDue));
  if (filter.concern) conditions.push(concernOf(filter.concern));
  if (filter.names) {
    const names = texts(filter.names.map((name) => name.toLowerCase()));
    conditions.push(sql`(h.name_key = ANY(${names}) OR h.fqdn = ANY(${names}))`);
  }
  if (filter.search) {
    const from = filter.search.toLowerCase();
    const to = from + lastCharacter;
    conditions.push(sql`((h.name_key >= ${from} AND h.name_key < ${to}) OR (h.fqdn >= ${from} AND h.fqdn < ${to}))`);
  }
  if (filter.within) conditions.push(...hostConditions(filter.within));
  return conditions;
}

/** Looked up for each host by the index of its move or its tasks: most hosts have neither. */
function concernOf({ campaignsOf, hasOpenTask }: NonNullable<HostFilter['concern']>): RawBuilder<unknown> {
  const ways: RawBuilder<unknown>[] = [];
  if (campaignsOf !== undefined)
    ways.push(sql`EXISTS (SELECT 1 FROM move m JOIN campaign c ON c.tenant_id = m.tenant_id AND c.campaign_id = m.campaign_id
      WHERE m.tenant_id = h.tenant_id AND m.move_id = h.move_id AND c.created_by = ${campaignsOf})`);
  if (hasOpenTask === true)
    ways.push(
      sql`EXISTS (SELECT 1 FROM task t WHERE t.tenant_id = h.tenant_id AND t.host_id = h.host_id AND t.state = 'open')`,
    );
  return ways.length === 0 ? sql`FALSE` : sql`(${sql.join(ways, sql` OR `)})`;
}

/** Says that a row of another table is about one of these hosts. */
export function aboutHosts(table: 'move' | 'task', filter: HostFilter): RawBuilder<unknown> {
  const own = sql`h.tenant_id = ${sql.ref(`${table}.tenant_id`)} AND h.host_id = ${sql.ref(`${table}.host_id`)}`;
  return sql`EXISTS (SELECT 1 FROM host h WHERE ${sql.join([own, ...hostConditions(filter)], sql` AND `)})`;
}

/** Looks at the text of a document and not into it: json that holds a character which PostgreSQL cannot take would end the statement. */
function anyDocument(patterns: readonly string[]): RawBuilder<unknown> {
  return sql`EXISTS (SELECT 1 FROM fact_document d WHERE d.tenant_id = h.tenant_id AND d.host_id = h.host_id
    AND d.facts::text ~* ANY(${texts(patterns)}))`;
}

/** Somewhere in the name of the system, whatever stands before it there; or the whole number of its build. */
function systemPatterns(part: string): readonly string[] {
  const named = `"os[.]productName":"(?:[^"\\\\]|\\\\.)*${asWritten(part)}`;
  return /^\d+$/.test(part) ? [named, `"os[.]build":${part}[,}]`] : [named];
}

/** As JSON has it; a hyphen may be a space there. */
function asWritten(part: string): string {
  return asPattern(JSON.stringify(part).slice(1, -1)).replaceAll('-', '[ -]');
}

/** A letter of any script stands for itself; a backslash before one would not. */
function asPattern(text: string): string {
  return text.replace(/[!-,./:-@[-`{-~]/g, '\\$&');
}

function blockedBy(checks: readonly string[]): RawBuilder<unknown> {
  return sql`EXISTS (SELECT 1 FROM eligibility e CROSS JOIN LATERAL json_array_elements(e.document->'verdicts') v
    WHERE e.tenant_id = h.tenant_id AND e.host_id = h.host_id AND v->>'check' = ANY(${texts(checks)})
    AND v->>'verdict' IN ('fail', 'unknown'))`;
}

async function hostCounts(database: Database, tenantId: TenantId): Promise<HostCounts> {
  const { rows } = await database.read((db) =>
    sql<{ kind: string; value: string; hosts: number }>`${prepared}SELECT kind, value, hosts FROM host_count
      WHERE tenant_id = ${tenantId} AND hosts <> 0 ORDER BY kind, value`.execute(db),
  );
  const of = (kind: string) =>
    Object.fromEntries(rows.filter((row) => row.kind === kind).map((row) => [row.value, row.hosts]));
  return {
    total: rows.find((row) => row.kind === 'total')?.hosts ?? 0,
    byMigrationState: of('migrationState'),
    byVerdict: of('verdict'),
    byDisposition: of('disposition'),
  };
}

async function hostIndex(database: Database, tenantId: TenantId): Promise<readonly HostKey[]> {
  const keys: HostKey[] = [];
  for (let after = ''; ; ) {
    const { rows } = await database.read((db) =>
      sql<Pick<HostRecord, 'host_id' | 'name' | 'fqdn' | 'sensor_id'>>`SELECT host_id, name, fqdn, sensor_id FROM host
        WHERE tenant_id = ${tenantId} AND host_id > ${after} ORDER BY host_id LIMIT ${keysAtOnce}`.execute(db),
    );
    for (const row of rows)
      keys.push({
        hostId: row.host_id,
        name: row.name,
        fqdn: row.fqdn,
        ...(row.sensor_id === null ? {} : { sensorId: row.sensor_id }),
      });
    const last = rows.at(-1);
    if (last === undefined || rows.length < keysAtOnce) return keys;
    after = last.host_id;
  }
}
