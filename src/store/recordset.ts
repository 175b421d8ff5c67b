import { type RawBuilder, sql } from 'kysely';
import type { TenantId } from '../domain/ids.ts';
import { textArray } from './text-array.ts';

/** From so many rows on, columns of arrays are faster than one json; below, reading and planning a statement with many parameters costs more. */
const fewest = 64;

/**
 * Many rows as parameters of one statement: `FROM <recordset>` gives `w` with the tenant and these columns. Few travel as one json, in which PostgreSQL reads
 * every name and value as text; many as an array a column, which is read as it is: new servers by the thousand took PostgreSQL half the time.
 * As json and not jsonb, which is sorted and built before anything is read from it.
 *
 * Join by `w.tenant_id`, never by the tenant as a parameter: the planner guesses "one row" for a tenant that came after the last ANALYZE, and then
 * reads all of the tenant's rows for every batch. OFFSET 0 keeps it from seeing the parameter through the subquery.
 */
export function recordset(tenantId: TenantId, rows: readonly object[], columns: string): RawBuilder<unknown> {
  return documentset(tenantId, rows, columns, {});
}

/** Stands between the documents of a parameter, and in none of them: JSON writes control characters as escapes. */
const separator = '\u001e';

/**
 * The same with documents beside the columns, each as its JSON text or undefined for none, in the order of the rows. They travel as they are and are
 * only cast: reading them as members of the rows took PostgreSQL five times as long, and a jsonb would refuse characters that JSON allows.
 */
export function documentset(
  tenantId: TenantId,
  rows: readonly object[],
  columns: string,
  documents: Documents,
): RawBuilder<unknown> {
  const typed = columns.split(',').map((column): Column => {
    const [name = '', type = ''] = column.trim().split(' ');
    return { name, type };
  });
  // An array in an array has a form of its own, which nothing that comes by the hundred needs.
  const isMany = rows.length >= fewest && !typed.some(({ type }) => type.endsWith('[]'));
  const from = isMany ? columnsOf(rows, typed, documents) : jsonOf(rows, columns, typed, documents);
  return sql`(SELECT ${tenantId}::text AS tenant_id, ${from} OFFSET 0) AS w`;
}

interface Column {
  readonly name: string;
  readonly type: string;
}

type Documents = Readonly<Record<string, readonly (string | undefined)[]>>;

function jsonOf(
  rows: readonly object[],
  columns: string,
  typed: readonly Column[],
  documents: Documents,
): RawBuilder<unknown> {
  const own = Object.keys(documents);
  const records = sql`json_to_recordset(${JSON.stringify(rows)}::text::json)`;
  if (own.length === 0) return sql`r.* FROM ${records} AS r(${sql.raw(columns)})`;
  const names = typed.map(({ name }) => name);
  const cast = own.map((name) => `nullif(r.${name}, '')::json AS ${name}`);
  const lists = Object.values(documents).map(
    (list) => sql`unnest(string_to_array(${list.join(separator)}, ${separator}))`,
  );
  return sql`${sql.raw([...names.map((name) => `r.${name}`), ...cast].join(', '))}
    FROM ROWS FROM (${records} AS (${sql.raw(columns)}), ${sql.join(lists)})
      AS r(${sql.raw([...names, ...own].join(', '))})`;
}

/**
 * Each array stands in a subquery, so that the planner does not count it, as in an idset. What all rows say alike is one parameter, and what none says is
 * none: a list of new hosts tells a third of its columns so, and each value of an array is written here and read there by itself.
 */
function columnsOf(rows: readonly object[], typed: readonly Column[], documents: Documents): RawBuilder<unknown> {
  const all = [
    ...typed.map(({ name, type }) => ({ name, type, values: textsOf(rows, name) })),
    ...Object.entries(documents).map(([name, values]) => ({ name, type: 'json', values })),
  ];
  // One array at least: it says how many rows there are.
  const several = all.filter(({ values }, at) => at === 0 || !isOneValue(values));
  const told = all.map((column) => {
    const { name, type, values } = column;
    const cast = sql.raw(type === 'text' ? '' : `::${type}`);
    if (several.includes(column)) return sql`${sql.raw(`r.${name}`)}${cast} AS ${sql.raw(name)}`;
    // As a subquery it is cast once, and not for every row.
    return sql`(SELECT ${values[0] ?? null}::text${cast}) AS ${sql.raw(name)}`;
  });
  const lists = several.map(({ values }) => sql`(SELECT ${textArray(values)}::text[])`);
  return sql`${sql.join(told)} FROM unnest(${sql.join(lists)}) AS r(${sql.raw(several.map(({ name }) => name).join(', '))})`;
}

function isOneValue(values: readonly (string | null | undefined)[]): boolean {
  const first = values[0] ?? null;
  return values.every((value) => (value ?? null) === first);
}

function textsOf(rows: readonly object[], name: string): readonly (string | null)[] {
  return rows.map((row) => textOf((row as Readonly<Record<string, unknown>>)[name]));
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  // Anything else would be written as something that it is not.
  if (typeof value !== 'number' && typeof value !== 'boolean') throw new TypeError('A column holds texts and numbers.');
  return String(value);
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
