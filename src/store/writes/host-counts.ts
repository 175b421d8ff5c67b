import { sql } from 'kysely';
import type { TenantId } from '../../domain/ids.ts';
import type { Db } from '../database.ts';
import { recordset } from '../recordset.ts';

/** How many hosts each bucket gains or loses with this commit; the key is kind and value. */
export type CountDeltas = Map<string, { readonly kind: CountKind; readonly value: string; hosts: number }>;
type CountKind = 'total' | 'migrationState' | 'verdict' | 'disposition';

/** The bucket of hosts that have no verdict or disposition yet. */
export const noValue = 'none';

export function count(deltas: CountDeltas, kind: CountKind, value: string, by: 1 | -1): void {
  const key = `${kind} ${value}`;
  const delta = deltas.get(key) ?? { kind, value, hosts: 0 };
  delta.hosts += by;
  deltas.set(key, delta);
}

/** Moves one host from a bucket to another. */
export function recount(deltas: CountDeltas, kind: CountKind, from: string | null, to: string | null): void {
  if (from === to) return;
  count(deltas, kind, from ?? noValue, -1);
  count(deltas, kind, to ?? noValue, 1);
}

/** Sorted, so that two commits never wait for each other's buckets crosswise. */
export async function addHostCounts(db: Db, tenantId: TenantId, deltas: CountDeltas): Promise<void> {
  const rows = [...deltas.values()]
    .filter((delta) => delta.hosts !== 0)
    .sort((a, b) => (`${a.kind} ${a.value}` < `${b.kind} ${b.value}` ? -1 : 1));
  if (rows.length === 0) return;
  await sql`INSERT INTO host_count (tenant_id, kind, value, hosts)
    SELECT w.tenant_id, w.kind, w.value, w.hosts FROM ${recordset(tenantId, rows, 'kind text, value text, hosts bigint')}
    ON CONFLICT (tenant_id, kind, value) DO UPDATE SET hosts = host_count.hosts + excluded.hosts`.execute(db);
}
