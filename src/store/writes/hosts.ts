import { type RawBuilder, sql } from 'kysely';
import type { HostId, TenantId } from '../../domain/ids.ts';
import type { EventDraft } from '../../domain/log.ts';
import type { Instant } from '../../domain/time.ts';
import type { HostWrite } from '../../engine/ports/store.ts';
import type { Db } from '../database.ts';
import { isUniqueViolation } from '../failures.ts';
import { isJudgedIn, seenAt } from '../freshness.ts';
import { isKeptBack } from '../host-standing.ts';
import { idset, recordset } from '../recordset.ts';
import { type CountDeltas, count, noValue, recount } from './host-counts.ts';

/** What of a host the counts and the verdict guard need, as it was when its row was locked. */
export interface HostBefore {
  readonly host_id: string;
  readonly migration_state: string;
  readonly verdict: string | null;
  readonly disposition: string | null;
  readonly basis: string;
  readonly seen_at: number | null;
  readonly version: number;
  readonly is_kept_back: boolean;
}

/** Rolls the transaction back: these hosts are others than those that the change rests on. */
export class HostsOutdated extends Error {
  override readonly name = 'HostsOutdated';
  readonly hostIds: readonly string[];
  constructor(hostIds: readonly string[]) {
    super('These servers changed since they were looked at.');
    this.hostIds = hostIds;
  }
}

/** Rolls the transaction back: somebody registered these servers a moment ago under other ids. Whoever reads them again finds them. */
export class HostsKnown extends Error {
  override readonly name = 'HostsKnown';
  readonly hostIds: readonly string[];
  constructor(hostIds: readonly string[]) {
    super('These servers are registered already.');
    this.hostIds = hostIds;
  }
}

/**
 * Writes rows of new hosts, whose ids nobody else can have given.
 * @throws HostsKnown when they are there: the commit was done before, and only its answer was lost.
 */
export async function asNew<T>(hostIds: ReadonlySet<string>, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (hostIds.size > 0 && isUniqueViolation(error)) throw new HostsKnown([...hostIds]);
    throw error;
  }
}

/** Changed hosts are due before all others: their `evaluate_at` is the time of the change, moved this far below zero. */
const changedFirst = 10 ** 15;

/** Locks all hosts of a commit at once and in order, so that two commits wait for each other instead of colliding. */
export async function lockHosts(
  db: Db,
  tenantId: TenantId,
  hostIds: readonly HostId[] | 'all',
): Promise<ReadonlyMap<string, HostBefore>> {
  if (hostIds === 'all') {
    await sql`SELECT count(*) FROM (SELECT 1 FROM host WHERE tenant_id = ${tenantId}
      ORDER BY host_id FOR NO KEY UPDATE) AS held`.execute(db);
    return new Map();
  }
  if (hostIds.length === 0) return new Map();
  const { rows } =
    await sql<HostBefore>`SELECT host_id, migration_state, verdict, disposition, basis, ${seenAt(sql`h`)} AS seen_at, h.version,
      ${isKeptBack} AS is_kept_back FROM ${idset(tenantId, hostIds)}
    JOIN host h ON h.tenant_id = k.tenant_id AND h.host_id = k.id ORDER BY h.host_id FOR NO KEY UPDATE OF h`.execute(
      db,
    );
  return new Map(rows.map((row) => [row.host_id, row]));
}

/** @throws HostsOutdated when a change rests on another row than the one that is locked now. */
export function refuseOutdated(writes: readonly HostWrite[], before: ReadonlyMap<string, HostBefore>): void {
  const outdated = writes.filter(
    ({ host, expectedVersion }) =>
      expectedVersion !== undefined && before.get(host.hostId)?.version !== expectedVersion,
  );
  if (outdated.length > 0) throw new HostsOutdated(outdated.map(({ host }) => host.hostId));
}

interface SortedHostWrites {
  readonly added: readonly HostWrite[];
  readonly known: readonly HostWrite[];
  /** Of both, in the order in which they were asked for. */
  readonly events: readonly EventDraft[];
}

/** The host writes of a commit, parted by whether the host is stored already. */
export function sortHostWrites(
  writes: readonly HostWrite[],
  before: ReadonlyMap<string, HostBefore>,
): SortedHostWrites {
  const sorted = merged(writes).map((write) => withoutOldSight(write, before));
  return {
    added: sorted.filter((write) => !before.has(write.host.hostId)),
    known: sorted.filter((write) => before.has(write.host.hostId)),
    events: sorted.flatMap((write) => write.events),
  };
}

/** Updates known hosts. What the service said is kept where the write does not say it again. */
export async function changeHosts(
  db: Db,
  tenantId: TenantId,
  writes: readonly HostWrite[],
  before: ReadonlyMap<string, HostBefore>,
  deltas: CountDeltas,
): Promise<void> {
  if (writes.length === 0) return;
  await updateHosts(db, tenantId, writes);
  for (const write of writes) {
    const was = before.get(write.host.hostId)?.migration_state ?? null;
    if (write.seen) recount(deltas, 'migrationState', was, write.seen.migrationState);
  }
}

interface Registration {
  readonly tenantId: TenantId;
  readonly at: Instant;
  readonly writes: readonly HostWrite[];
  /** What the basis of each of them holds of its documents. */
  readonly documentsOf: ReadonlyMap<string, string>;
}

/** Registers new hosts. */
export async function addHosts(
  db: Db,
  { deltas, ...registration }: Registration & { readonly deltas: CountDeltas },
): Promise<void> {
  const { tenantId, at, writes } = registration;
  if (writes.length === 0) return;
  const rules = await rulesOf(db, tenantId, sql``);
  await insertHosts(db, registration, rules);
  // A change of the tenant's rules locks all hosts that it sees; ones that came in beside it would keep the old rules in their basis.
  if ((await holdNames(db, registration)) !== rules)
    await refreshBasis(
      db,
      tenantId,
      at,
      writes.map(({ host }) => host.hostId),
    );
  for (const write of writes) {
    count(deltas, 'total', '', 1);
    count(deltas, 'migrationState', write.seen?.migrationState ?? 'unknown', 1);
    count(deltas, 'verdict', noValue, 1);
    count(deltas, 'disposition', noValue, 1);
  }
}

/** Two writes of one host in a commit are one write; the later one's word counts. */
function merged(writes: readonly HostWrite[]): readonly HostWrite[] {
  const byHost = new Map<string, HostWrite>();
  for (const write of writes) {
    const earlier = byHost.get(write.host.hostId);
    const events: readonly EventDraft[] = earlier ? [...earlier.events, ...write.events] : write.events;
    byHost.set(write.host.hostId, { ...earlier, ...write, events });
  }
  return [...byHost.values()];
}

/** What the service said before what is stored is no news: a slow reader must not take back what a faster one saw. */
function withoutOldSight(write: HostWrite, before: ReadonlyMap<string, HostBefore>): HostWrite {
  const seenAt = before.get(write.host.hostId)?.seen_at ?? null;
  if (write.seen === undefined || seenAt === null || write.seen.seenAt >= seenAt) return write;
  const { seen: _old, ...rest } = write;
  return rest;
}

const columns = `documents text, host_id text, name text, name_key text, fqdn text, domain text, site text, sensor_id text,
  migration_state text, sensor_version text, sensor_type text, health_status text, service_status text, seen_at bigint,
  state_from bigint, state_since bigint, list text, is_pinned boolean, sets_hold boolean, hold text, changes integer`;

function toRow(write: HostWrite, documents?: string): object {
  const { host, seen } = write;
  return {
    documents,
    host_id: host.hostId,
    name: host.name,
    name_key: host.name.toLowerCase(),
    fqdn: host.fqdn,
    domain: host.domain,
    site: host.site,
    sensor_id: host.sensorId,
    migration_state: seen?.migrationState,
    sensor_version: seen?.sensorVersion,
    sensor_type: seen?.sensorType,
    health_status: seen?.healthStatus,
    service_status: seen?.serviceStatus,
    seen_at: seen?.seenAt,
    state_from: seen?.stateFrom,
    state_since: seen?.stateSince,
    list: seen?.list,
    is_pinned: write.isPinned,
    sets_hold: write.hold !== undefined,
    hold: write.hold ? JSON.stringify(write.hold) : undefined,
    changes: write.events.length > 0 ? 1 : 0,
  };
}

async function insertHosts(db: Db, { tenantId, at, writes, documentsOf }: Registration, rules: string): Promise<void> {
  const rows = writes.map((write) => toRow(write, documentsOf.get(write.host.hostId)));
  await sql`INSERT INTO host (tenant_id, host_id, name, name_key, fqdn, domain, site, sensor_id,
      migration_state, sensor_version, sensor_type, health_status, service_status, seen_at, state_from, state_since,
      list, reasons, basis, evaluate_at, eligible_until, is_pinned, hold, version)
    SELECT w.tenant_id, w.host_id, w.name, w.name_key, w.fqdn, w.domain, w.site, w.sensor_id,
      coalesce(w.migration_state, 'unknown'), coalesce(w.sensor_version, ''), coalesce(w.sensor_type, ''),
      coalesce(w.health_status, ''), coalesce(w.service_status, ''), w.seen_at, w.state_from, w.state_since,
      w.list, '{}', ${basisOf(sql`w`, sql`${rules}::text`, sql`w.documents`)}, ${at - changedFirst}, 0,
      coalesce(w.is_pinned, false), w.hold::json, 1
    FROM ${recordset(tenantId, rows, columns)}`.execute(db);
}

/**
 * Holds the tenant, so that registering ends one after the other: two lists that name a new server at once do not make two hosts of it. The rows are
 * written by then, which takes far longer than the look at what others have registered meanwhile.
 * @returns the rules that are in force from here to the end of the transaction.
 * @throws HostsKnown
 */
async function holdNames(db: Db, { tenantId, writes }: Registration): Promise<string> {
  const held = await rulesOf(db, tenantId, sql`FOR NO KEY UPDATE`);
  await refuseKnown(db, tenantId, writes);
  return held;
}

/** @throws HostsKnown when others have the names. */
async function refuseKnown(db: Db, tenantId: TenantId, writes: readonly HostWrite[]): Promise<void> {
  const own = new Set<string>(writes.map(({ host }) => host.hostId));
  const names = writes.map(({ host }) => ({ host_id: host.hostId, fqdn: host.fqdn }));
  const { rows } = await sql<{ own_id: string; host_id: string }>`SELECT w.host_id AS own_id, h.host_id
    FROM ${recordset(tenantId, names, 'host_id text, fqdn text')}
    JOIN host h ON h.tenant_id = w.tenant_id AND h.fqdn = w.fqdn
    WHERE h.host_id <> w.host_id`.execute(db);
  const known = rows.filter((row) => !own.has(row.host_id));
  if (known.length > 0) throw new HostsKnown(known.map((row) => row.own_id));
}

async function rulesOf(db: Db, tenantId: TenantId, lock: RawBuilder<unknown>): Promise<string> {
  const { rows } = await sql<{ rules_digest: string }>`SELECT rules_digest FROM tenant
    WHERE tenant_id = ${tenantId} ${lock}`.execute(db);
  return rows[0]?.rules_digest ?? '';
}

async function updateHosts(db: Db, tenantId: TenantId, writes: readonly HostWrite[]): Promise<void> {
  await sql`UPDATE host h SET name = w.name, name_key = w.name_key, fqdn = w.fqdn, domain = w.domain, site = w.site,
      sensor_id = w.sensor_id,
      migration_state = coalesce(w.migration_state, h.migration_state),
      sensor_version = coalesce(w.sensor_version, h.sensor_version),
      sensor_type = coalesce(w.sensor_type, h.sensor_type),
      health_status = coalesce(w.health_status, h.health_status),
      service_status = coalesce(w.service_status, h.service_status),
      seen_at = coalesce(w.seen_at, h.seen_at),
      state_from = CASE WHEN w.seen_at IS NULL THEN h.state_from ELSE w.state_from END,
      state_since = coalesce(w.state_since, h.state_since),
      list = CASE WHEN w.seen_at IS NULL THEN h.list ELSE w.list END,
      is_pinned = coalesce(w.is_pinned, h.is_pinned),
      hold = CASE WHEN w.sets_hold THEN w.hold::json ELSE h.hold END,
      version = h.version + w.changes
    FROM ${recordset(
      tenantId,
      writes.map((write) => toRow(write)),
      columns,
    )}
    WHERE h.tenant_id = w.tenant_id AND h.host_id = w.host_id`.execute(db);
}

/** A document that had grown too old at `lapsedAt` and is fresh again. */
export interface Revival {
  readonly hostId: HostId;
  readonly lapsedAt: Instant;
}

/**
 * Makes hosts due for evaluation although they rest on the same documents, where the verdict was made while one of them was too old to be believed. A
 * verdict from before has run out with the document, and is made again like any that has run out.
 */
export async function makeDue(db: Db, tenantId: TenantId, at: Instant, revivals: readonly Revival[]): Promise<void> {
  if (revivals.length === 0) return;
  const first = new Map<HostId, Instant>();
  for (const { hostId, lapsedAt } of revivals) first.set(hostId, Math.min(lapsedAt, first.get(hostId) ?? lapsedAt));
  const rows = [...first].map(([hostId, lapsedAt]) => ({ host_id: hostId, lapsed_at: lapsedAt }));
  await sql`UPDATE host h SET evaluate_at = least(h.evaluate_at, ${at - changedFirst})
    FROM ${recordset(tenantId, rows, 'host_id text, lapsed_at bigint')}
    WHERE h.tenant_id = w.tenant_id AND h.host_id = w.host_id AND ${isMadeSince(sql`h`, sql`w.lapsed_at`)}`.execute(db);
}

/** Whether the verdict of a host, under this alias, was made after an instant at which one of its documents grew too old; so it is when there is none. */
export function isMadeSince(host: RawBuilder<unknown>, lapsedAt: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`coalesce(${host}.valid_until > ${lapsedAt}, true)`;
}

/**
 * The one definition of a host's facts digest ("basis"): SHA-256 over the tenant's rules, the host's own names, and source and digest of each
 * current document, in order.
 * @param host the alias of the row that has the host's columns.
 */
function basisOf(
  host: RawBuilder<unknown>,
  rules: RawBuilder<unknown>,
  documents: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`encode(sha256(convert_to(concat_ws(E'\\n', ${rules}, ${host}.name, ${host}.fqdn, ${host}.domain,
    ${host}.site, coalesce(${host}.sensor_id, ''), ${documents}), 'UTF8')), 'hex')`;
}

/** The documents that are stored of a host and that verdicts stand on, as its basis has them; those of a new host are at hand when they are written. */
const storedDocuments = sql`(SELECT string_agg(d.source || ' ' || d.digest, E'\\n' ORDER BY d.source)
  FROM fact_document d WHERE d.tenant_id = h.tenant_id AND d.host_id = h.host_id AND ${isJudgedIn(sql`d`)})`;

/** Where the basis changed, the verdict no longer stands on anything: the host is due for evaluation, and nothing starts on it. */
export async function refreshBasis(
  db: Db,
  tenantId: TenantId,
  at: Instant,
  hostIds: readonly string[] | 'all',
): Promise<void> {
  if (hostIds.length === 0) return;
  const hosts: RawBuilder<unknown> =
    hostIds === 'all'
      ? sql`(SELECT * FROM host WHERE tenant_id = ${tenantId}) AS h`
      : sql`${idset(tenantId, hostIds)} JOIN host h ON h.tenant_id = k.tenant_id AND h.host_id = k.id`;
  await sql`UPDATE host SET basis = now.basis, eligible_until = 0,
      evaluate_at = least(host.evaluate_at, ${at - changedFirst})
    FROM (
      SELECT h.tenant_id, h.host_id, ${basisOf(sql`h`, sql`t.rules_digest`, storedDocuments)} AS basis
      FROM ${hosts} JOIN tenant t ON t.tenant_id = h.tenant_id OFFSET 0) AS now
    WHERE host.tenant_id = now.tenant_id AND host.host_id = now.host_id AND host.basis <> now.basis`.execute(db);
}
