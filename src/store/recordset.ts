import { type RawBuilder, sql } from 'kysely';
import type { TenantId } from '../domain/ids.ts';

/**
 * Many rows as one parameter: `FROM <recordset>` gives `w` with the tenant and these columns. Against one array a column this took the same time
 * in PostgreSQL and a third of the time in Node (500 rows of 11 columns: 1.3 ms against 4.3 ms), and the text of the statement is always the same.
 * Documents inside must be given as text (`JSON.stringify`) and cast to json, because jsonb refuses characters that JSON allows.
 *
 * Join by `w.tenant_id`, never by the tenant as a parameter: the planner guesses "one row" for a tenant that came after the last ANALYZE, and then
 * reads all of the tenant's rows for every batch. OFFSET 0 keeps it from seeing the parameter through the subquery.
 */
export function recordset(tenantId: TenantId, rows: readonly object[], columns: string): RawBuilder<unknown> {
  return sql`(SELECT ${tenantId}::text AS tenant_id, r.*
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) AS r(${sql.raw(columns)}) OFFSET 0) AS w`;
}

/** Escapes that PostgreSQL does not turn into text: the zero byte, and halves of a pair without the other. They may stand in json, and only there. */
const unreadable = /\\u(0000|d[89a-f])/i;

/**
 * The same with documents inside: `documents` names the members that are written as json. They travel as they are, which spares writing them into a text
 * inside a text and reading that twice; but for the rare ones with signs that only json can hold, which travel as texts.
 */
export function documentset(
  tenantId: TenantId,
  rows: readonly object[],
  columns: string,
  documents: readonly string[],
): RawBuilder<unknown> {
  const text = JSON.stringify(rows);
  const typed = (type: string) => documents.map((name) => `${name} ${type}`).join(', ');
  if (!unreadable.test(text))
    return sql`(SELECT ${tenantId}::text AS tenant_id, r.*
      FROM json_to_recordset(${text}::text::json) AS r(${sql.raw(`${columns}, ${typed('json')}`)}) OFFSET 0) AS w`;
  const asTexts = rows.map((row) => ({
    ...row,
    ...Object.fromEntries(documents.map((name) => [name, textOf(row, name)])),
  }));
  const names = columns.split(',').map((column) => `r.${column.trim().split(/\s+/)[0]}`);
  const cast = documents.map((name) => `r.${name}::json AS ${name}`);
  return sql`(SELECT ${tenantId}::text AS tenant_id, ${sql.raw([...names, ...cast].join(', '))}
    FROM jsonb_to_recordset(${JSON.stringify(asTexts)}::text::jsonb) AS r(${sql.raw(`${columns}, ${typed('text')}`)}) OFFSET 0) AS w`;
}

function textOf(row: object, name: string): string | undefined {
  const value = (row as Readonly<Record<string, unknown>>)[name];
  return value === undefined || value === null ? undefined : JSON.stringify(value);
}

/**
 * Many ids of one tenant to join by, as `k` with `tenant_id` and `id`; for the same reason as above, and each id once. The list stands in a
 * subquery, so that the planner does not count it: for 2,000 ids it would read a table of 100,000 rows wholly, which takes ten times as long.
 */
export function idset(tenantId: TenantId, ids: readonly string[]): RawBuilder<unknown> {
  return sql`(SELECT ${tenantId}::text AS tenant_id, i.id FROM unnest((SELECT ${texts([...new Set(ids)])})) AS i(id) OFFSET 0) AS k`;
}

/** A list as one parameter, for `= ANY(...)`. */
export function texts(values: readonly string[]): RawBuilder<unknown> {
  return sql`${[...values]}::text[]`;
}
