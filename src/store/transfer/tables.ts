import { sql } from 'kysely';
import type { TenantId } from '../../domain/ids.ts';
import type { Db } from '../database.ts';

/** A table as it is moved: its columns in order, and the key that gives its rows one order. */
export interface TableShape {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly key: readonly string[];
}

/** A row as text, as PostgreSQL writes each of its types and reads it back without loss. */
export type Row = readonly (string | null)[];

/** Few enough that a page of large documents is no burden, many enough that asking costs little. */
const rowsAtOnce = 500;

/** Every table of ours but those that say which migrations ran; they are the target's own. */
export async function tablesOf(db: Db): Promise<readonly TableShape[]> {
  const { rows } = await sql<{ table: string; column: string; type: string; place: number | null }>`
    SELECT c.relname AS "table", a.attname AS "column", format_type(a.atttypid, a.atttypmod) AS type,
        array_position(i.indkey::smallint[], a.attnum) AS place
      FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = current_schema()
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
      WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname NOT IN ('schema_migration', 'schema_turn')
      ORDER BY c.relname COLLATE "C", a.attnum`.execute(db);
  return [...new Set(rows.map(({ table }) => table))].map((name) => {
    const own = rows.filter(({ table }) => table === name);
    const key = own.filter(({ place }) => place !== null).sort((a, b) => Number(a.place) - Number(b.place));
    return {
      name,
      columns: own.map(({ column, type }) => ({ name: column, type })),
      key: key.map(({ column }) => column),
    };
  });
}

/** Those whose rows belong to one tenant each. */
export function ofTenants(tables: readonly TableShape[]): readonly TableShape[] {
  return tables.filter(({ columns }) => columns.some(({ name }) => name === 'tenant_id'));
}

export async function countRows(db: Db, { name }: TableShape): Promise<number> {
  const { rows } = await sql<{ count: number }>`SELECT count(*)::bigint AS count FROM ${sql.table(name)}`.execute(db);
  return Number(rows[0]?.count ?? 0);
}

/** Gives a table's rows, or those of one tenant, page by page, in the order of its key; within one transaction, because it reads through a cursor. */
export async function eachPage(
  db: Db,
  table: TableShape,
  take: (rows: readonly Row[]) => Promise<void>,
  tenantId?: TenantId,
): Promise<void> {
  // A name for each table: PGlite keeps what it knows of a statement by its text, and tables have other columns.
  const cursor = sql.raw(`every_${table.name}`);
  const columns = table.columns.map(({ name }, at) => sql`${sql.ref(name)}::text AS ${sql.raw(`c${at}`)}`);
  const order = sql.join(table.key.map((name) => sql.ref(name)));
  // A cursor takes no parameters on every server.
  const which = tenantId === undefined ? sql`` : sql`WHERE tenant_id = ${sql.lit(tenantId)}`;
  await sql`DECLARE ${cursor} NO SCROLL CURSOR FOR SELECT ${sql.join(columns)} FROM ${sql.table(table.name)}
    ${which} ORDER BY ${order}`.execute(db);
  for (;;) {
    const { rows } = await sql<
      Record<string, string | null>
    >`FETCH FORWARD ${sql.raw(String(rowsAtOnce))} FROM ${cursor}`.execute(db);
    if (rows.length > 0) await take(rows.map((row) => table.columns.map((_, at) => row[`c${at}`] ?? null)));
    if (rows.length < rowsAtOnce) break;
  }
  await sql`CLOSE ${cursor}`.execute(db);
}

/** What PostgreSQL is asked to let a table flow from one server into another; in no order, which would only cost. */
export function streamTexts({ name, columns }: TableShape): { readonly out: string; readonly into: string } {
  const quoted = (word: string) => `"${word.replaceAll('"', '""')}"`;
  const names = columns.map((column) => quoted(column.name)).join(', ');
  // A table in partitions can only be read by a query.
  return {
    out: `COPY (SELECT ${names} FROM ${quoted(name)}) TO STDOUT`,
    into: `COPY ${quoted(name)} (${names}) FROM STDIN`,
  };
}

/** A transfer takes as long as it takes: the limits of a pool are for statements that people wait for. */
export async function withoutLimits(db: Db): Promise<void> {
  await sql`SET LOCAL statement_timeout = 0`.execute(db);
  await sql`SET LOCAL idle_in_transaction_session_timeout = 0`.execute(db);
}

/** Writes rows as they were read. The types are those of our own table, never what the rows' origin says. */
export async function writeRows(db: Db, { name, columns }: TableShape, rows: readonly Row[]): Promise<void> {
  const names = sql.join(columns.map((column) => sql.ref(column.name)));
  const values = columns.map((column, at) => sql.raw(`r.c${at}::${column.type}`));
  const lists = columns.map((_, at) => sql`${rows.map((row) => row[at] ?? null)}::text[]`);
  const aliases = sql.raw(columns.map((_, at) => `c${at}`).join(', '));
  await sql`INSERT INTO ${sql.table(name)} (${names}) SELECT ${sql.join(values)}
    FROM unnest(${sql.join(lists)}) AS r(${aliases})`.execute(db);
}
