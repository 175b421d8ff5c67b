import { sql } from 'kysely';
import type { HostId, TenantId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/time.ts';
import type { ListWrite } from '../../engine/ports/store.ts';
import type { Db } from '../database.ts';
import { observedAt, seenAt } from '../freshness.ts';
import { idset } from '../recordset.ts';
import type { Revival } from './hosts.ts';

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
 * @returns the hosts of documents that had grown too old and that the list says again, and when each had.
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
  const lapsed = await sql<{
    host_id: HostId;
    seen_at: Instant;
  }>`SELECT d.host_id, ${observedAt(sql`d`)} AS seen_at FROM fact_document d
    WHERE d.tenant_id = ${tenantId} AND d.list = ${list.resource} AND ${observedAt(sql`d`)} < ${lapsedAt}`.execute(db);
  return lapsed.rows
    .filter((row) => !gone.has(row.host_id))
    .map((row) => ({ hostId: row.host_id, lapsedAt: row.seen_at + list.maxAgeMs }));
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
