import { type RawBuilder, sql } from 'kysely';
import type { HostId, JourneyId, TenantId } from '../domain/ids.ts';
import type { Eligibility } from '../domain/verdict.ts';
import type { HostCounts, HostFilter, HostKey, HostPage, HostPageRequest, HostStore } from '../engine/ports/store.ts';
import type { Database } from './database.ts';
import { seenAt } from './freshness.ts';
import { type HostSorting, hostSorting } from './host-order.ts';
import { commitIsDue, evidenceAgeIs, isAble, proofIs, protectionIs, waveIs } from './host-standing.ts';
import { pageSize, toPage } from './pages.ts';
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
  h.disposition, h.reasons, h.edition, h.valid_until, h.verdict_basis, h.is_pinned, h.hold, h.move_id, h.version,
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
    async hostPlaces(tenantId) {
      const { rows } = await database.read((db) =>
        sql<{ domain: string; site: string }>`SELECT DISTINCT domain, site FROM host
          WHERE tenant_id = ${tenantId} ORDER BY domain, site`.execute(db),
      );
      const each = (names: readonly string[]) => [...new Set(names)].filter((name) => name !== '').sort();
      return { domains: each(rows.map(({ domain }) => domain)), sites: each(rows.map(({ site }) => site)) };
    },
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
  const sorting = hostSorting(page.order, page.after);
  const chosen = hostConditions(filter);
  const whole = [sql`h.tenant_id = ${tenantId}`, ...chosen];
  // The whole estate is what is asked for again and again, with its count; a selection is planned for its own values: which index is best depends on them.
  const isWhole = chosen.length === 0;
  const isByName = sorting.key === undefined && !sorting.isDescending;
  const select = isWhole
    ? sql`${isByName ? prepared : sql``}SELECT ${hostColumns}, ${total(tenantId)} AS total`
    : sql`SELECT ${hostColumns}`;
  const rest = pageInOrder(sorting, await placeIn(database, sorting, whole, page), page);
  const { rows } = await database.read((db) =>
    sql<HostRecord & { total?: number; order_key?: string | number }>`${select}${rest}`.execute(db),
  );
  const hosts = toPage(rows, page, { value: toHost, key: sorting.cursor });
  if (!isWhole) return page.isCounted ? { ...hosts, total: await countHosts(database, whole) } : hosts;
  // Behind the last host there is no row to bring the count along.
  return { ...hosts, total: rows[0]?.total ?? (await hostCounts(database, tenantId)).total };
}

/** Which hosts a page is looked for among, and how many of them stand before it. */
interface Place {
  readonly conditions: readonly RawBuilder<unknown>[];
  readonly skip: number | undefined;
  /** All of them have the same key, so that the name alone is their order. */
  readonly isAlike: boolean;
}

/**
 * Sorting a whole estate for a page in its middle takes several times as long as counting how many hosts have each key; then only those that have the page's own
 * are looked at, whose order the index has.
 */
async function placeIn(
  database: Database,
  { key, value, isDescending, behind }: HostSorting,
  whole: readonly RawBuilder<unknown>[],
  page: HostPageRequest,
): Promise<Place> {
  const { skip } = page;
  const conditions = behind === undefined ? whole : [...whole, behind];
  const plain = { conditions, skip, isAlike: false };
  if (!skip || key === undefined || value === undefined) return plain;
  const { rows } = await database.read((db) =>
    sql<{ order_key: string; shared: string[]; hosts: number; before: number }>`
      SELECT order_key, shared, hosts, before FROM (
        SELECT order_key, array_agg(value) AS shared, sum(hosts)::bigint AS hosts,
          (sum(sum(hosts)) OVER (ORDER BY order_key${down(isDescending)}) - sum(hosts))::bigint AS before
        FROM (SELECT ${value} AS value, ${key} AS order_key, count(*) AS hosts FROM host h
          WHERE ${sql.join(conditions, sql` AND `)} GROUP BY 1, 2) AS one GROUP BY order_key) AS counted
      WHERE before <= ${skip} AND before + hosts > ${skip}`.execute(db),
  );
  const [found] = rows;
  if (found === undefined) return plain;
  const own = skip - found.before;
  const isAlike = own + pageSize(page) < found.hosts;
  // At its end the page goes on among the next ones.
  const onwards = isDescending ? sql`${key} <= ${found.order_key}` : sql`${key} >= ${found.order_key}`;
  const among = isAlike ? sql`${value} = ANY(${texts(found.shared)})` : onwards;
  return { conditions: [...conditions, among], skip: own, isAlike };
}

function down(isDescending: boolean): RawBuilder<unknown> {
  return isDescending ? sql` DESC` : sql``;
}

/** What follows the columns of a page: which hosts, in their order. */
function pageInOrder(
  { key, join, isDescending }: HostSorting,
  { conditions, skip, isAlike }: Place,
  page: HostPageRequest,
): RawBuilder<unknown> {
  const where = sql`WHERE ${sql.join(conditions, sql` AND `)}`;
  // The limit stands in the text: the plan for any limit would be made for a tenth of all rows.
  const limit = sql`LIMIT ${sql.lit(pageSize(page) + 1)}`;
  const skipped = skip ? sql`OFFSET ${skip}` : sql``;
  const turn = down(isDescending);
  // What is skipped is counted off in the index, or sorted by nothing but the key: only the hosts of the page are read.
  if (key === undefined) {
    const order = sql`ORDER BY h.name_key${turn}, h.host_id${turn}`;
    if (!skip) return sql` FROM host h ${where} ${order} ${limit}`;
    return sql` FROM host h JOIN (SELECT h.tenant_id, h.host_id FROM host h ${where} ${order} ${limit} ${skipped}) AS shown
      USING (tenant_id, host_id) ${order}`;
  }
  const first = isAlike ? sql`` : sql`order_key${turn}, `;
  return sql`, shown.order_key FROM host h JOIN (SELECT h.tenant_id, h.host_id, ${key} AS order_key FROM host h ${join} ${where}
      ORDER BY ${first}h.name_key, h.host_id ${limit} ${skipped}) AS shown
    USING (tenant_id, host_id) ORDER BY shown.order_key${turn}, h.name_key, h.host_id`;
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
  if (filter.otherThan) conditions.push(sql`h.host_id NOT IN (SELECT unnest(${texts(filter.otherThan)}))`);
  if (filter.seenBefore !== undefined) conditions.push(sql`${seenAt(sql`h`)} < ${filter.seenBefore}`);
  if (filter.isAble) conditions.push(isAble);
  if (filter.moveState) conditions.push(sql`${moveState} = ANY(${texts(filter.moveState)})`);
  if (filter.role) conditions.push(anyDocument(filter.role.map((role) => `"${asPattern(role)}"`)));
  if (filter.system) conditions.push(anyDocument(filter.system.flatMap(systemPatterns)));
  if (filter.tag) conditions.push(anyDocument(filter.tag.map((tag) => `"${asWritten(tag)}"`)));
  if (filter.check) conditions.push(blockedBy(filter.check));
  if (filter.reason) conditions.push(sql`h.reasons && ${texts(filter.reason)}`);
  if (filter.onlyReason) conditions.push(sql`cardinality(h.reasons) = 1 AND h.reasons && ${texts(filter.onlyReason)}`);
  if (filter.protection) conditions.push(protectionIs(filter.protection));
  if (filter.commitDue) conditions.push(commitIsDue(filter.commitDue));
  if (filter.wave) conditions.push(waveIs(filter.wave));
  if (filter.proof) conditions.push(proofIs(filter.proof));
  if (filter.evidenceAge) conditions.push(evidenceAgeIs(filter.evidenceAge));
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
export function aboutHosts(table: 'move' | 'task' | 'fact_document', filter: HostFilter): RawBuilder<unknown> {
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
