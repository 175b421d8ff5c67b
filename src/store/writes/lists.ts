import { sql } from 'kysely';
import type { HostId, TenantId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/time.ts';
import type { ListWrite, Reading } from '../../engine/ports/store.ts';
import type { Db } from '../database.ts';
import { isJudgedIn, observedAt, seenAt } from '../freshness.ts';
import { idset } from '../recordset.ts';
import { isMadeSince, type Revival } from './hosts.ts';

/** Rolls the transaction back: somebody else has recorded the list since, so that nobody knows whether what it says again is what is stored. */
export class ListOutdated extends Error {
  override readonly name = 'ListOutdated';
  readonly resource: string;
  constructor(resource: string) {
    super('Another worker recorded this list.');
    this.resource = resource;
  }
}

/**
 * Holds the list until the end of the transaction, so that two workers record it one after the other. Its row comes before all others: nobody who
 * has a host or a move waits for it.
 * @returns the hosts of documents that verdicts stand on, that had grown too old and that the list says again, and when each had,
 * where a verdict was made since or there is none.
 * @throws ListOutdated
 */
export async function lockList(
  db: Db,
  request: { readonly tenantId: TenantId; readonly at: Instant; readonly list: ListWrite },
): Promise<readonly Revival[]> {
  const { tenantId, at, list } = request;
  const { rows } = await sql<{ version: number; read_at: number | null }>`SELECT version, read_at FROM reading
    WHERE tenant_id = ${tenantId} AND resource = ${list.resource} FOR NO KEY UPDATE`.execute(db);
  if (list.gone === 'others') return [];
  const stored = rows[0];
  if (stored?.version !== list.version) throw new ListOutdated(list.resource);
  const lapsedAt = at - list.maxAgeMs;
  if (stored.read_at === null || stored.read_at >= lapsedAt) return [];
  const gone = new Set<string>(list.gone);
  // Only of hosts that `makeDue` would make due: after a quiet hour each document has lapsed, and hardly a verdict was made meanwhile.
  const lapsed = await sql<{ host_id: HostId; seen_at: Instant }>`SELECT d.host_id, d.seen_at FROM (
      SELECT o.tenant_id, o.host_id, ${observedAt(sql`o`)} AS seen_at FROM fact_document o
      WHERE o.tenant_id = ${tenantId} AND o.list = ${list.resource} AND ${isJudgedIn(sql`o`)} OFFSET 0) AS d
    JOIN host h ON h.tenant_id = d.tenant_id AND h.host_id = d.host_id
    WHERE d.seen_at < ${lapsedAt} AND ${isMadeSince(sql`h`, sql`d.seen_at + ${list.maxAgeMs}`)}`.execute(db);
  return lapsed.rows
    .filter((row) => !gone.has(row.host_id))
    .map((row) => ({ hostId: row.host_id, lapsedAt: row.seen_at + list.maxAgeMs }));
}

/**
 * Records in one statement that a list says again all that it said, which most readings come to. Not where somebody else recorded it since, nor where
 * what it says had grown too old: then `lockList` looks closer.
 * @returns whether it was recorded.
 */
export async function renewList(
  db: Db,
  request: {
    readonly tenantId: TenantId;
    readonly at: Instant;
    readonly list: ListWrite;
    readonly readings: readonly [Reading];
  },
): Promise<boolean> {
  const { tenantId, at, list, readings } = request;
  const [{ readAt, dueAt }] = readings;
  const { rows } = await sql<{
    version: number;
  }>`UPDATE reading SET read_at = greatest(read_at, ${readAt}), due_at = ${dueAt},
      problem = NULL, failures = 0, claimed_until = 0, version = version + 1
    WHERE tenant_id = ${tenantId} AND resource = ${list.resource} AND version = ${list.version}
      AND read_at >= ${at - list.maxAgeMs} RETURNING version`.execute(db);
  return rows.length > 0;
}

/** Lets the time of what the list does not say any more stand still: as new as the reading before this one, and no newer from now on. */
export async function leaveList(
  db: Db,
  request: { readonly tenantId: TenantId; readonly list: ListWrite; readonly named: readonly HostId[] },
): Promise<void> {
  const { tenantId, list, named } = request;
  if (list.gone !== 'others' && list.gone.length === 0) return;
  // As a table of hashes, whatever the planner believes of the numbers: compared one by one, a first list of 100,000 hosts would never end.
  const isGone =
    list.gone === 'others'
      ? sql`o.host_id NOT IN (SELECT k.id FROM ${idset(tenantId, named)})`
      : sql`CASE WHEN o.host_id IN (SELECT k.id FROM ${idset(tenantId, list.gone)}) THEN true ELSE false END`;
  await sql`UPDATE fact_document o SET observed_at = ${observedAt(sql`o`)}, list = NULL
    WHERE o.tenant_id = ${tenantId} AND o.list = ${list.resource} AND ${isGone}`.execute(db);
  await sql`UPDATE host o SET seen_at = ${seenAt(sql`o`)}, list = NULL
    WHERE o.tenant_id = ${tenantId} AND o.list = ${list.resource} AND ${isGone}`.execute(db);
}
