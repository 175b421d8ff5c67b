import { type RawBuilder, sql } from 'kysely';
import { proofOnly } from '../domain/source.ts';

/** When the list that `row` names was last read; null where it names none: then nothing is looked up, which would cost more than the row itself. */
function lastReadAt(row: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`CASE WHEN ${row}.list IS NOT NULL THEN
    (SELECT r.read_at FROM reading r WHERE r.tenant_id = ${row}.tenant_id AND r.resource = ${row}.list) END`;
}

/** When a document, under this alias, was observed last: a list that keeps saying the same is not written into each of its documents. */
export function observedAt(document: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`greatest(${document}.observed_at, ${lastReadAt(document)})`;
}

/** When a host, under this alias, was last seen by the service. */
export function seenAt(host: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`greatest(${host}.seen_at, ${lastReadAt(host)})`;
}

/** The reading of the list that a host, under this alias, names: joined once for all of them where each is looked at anyway. */
export function latestReading(host: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`LEFT JOIN reading seen ON seen.tenant_id = ${host}.tenant_id AND seen.resource = ${host}.list`;
}

/** The same as `seenAt`, beside `latestReading`. */
export function seenByReading(host: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`greatest(${host}.seen_at, seen.read_at)`;
}

/** Whether verdicts stand on a document, under this alias. */
export function isJudgedIn(document: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`${document}.source NOT IN (${sql.join(proofOnly.map((source) => sql.lit(source)))})`;
}
