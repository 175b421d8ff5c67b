import { type RawBuilder, sql } from 'kysely';

/** When the list that `row` names was last read; null where it names none. */
function lastReadAt(row: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(SELECT r.read_at FROM reading r WHERE r.tenant_id = ${row}.tenant_id AND r.resource = ${row}.list)`;
}

/** When a document, under this alias, was observed last: a list that keeps saying the same is not written into each of its documents. */
export function observedAt(document: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`greatest(${document}.observed_at, ${lastReadAt(document)})`;
}

/** When a host, under this alias, was last seen by the service. */
export function seenAt(host: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`greatest(${host}.seen_at, ${lastReadAt(host)})`;
}
