import { sql } from 'kysely';
import type pg from 'pg';
import type { Sha256 } from '../../domain/canonical.ts';
import type { TenantId } from '../../domain/ids.ts';
import { verifyChain } from '../../domain/log.ts';
import { Terminal } from '../../domain/problem.ts';
import type { Instant } from '../../domain/time.ts';
import { Database, type Db } from '../database.ts';
import { logReader, writtenLinks } from '../log.ts';
import { migrate, schemaOf, stepsUpTo } from '../migrate.ts';
import { withoutSideIndexes } from './side-indexes.ts';
import { countRows, type Row, type TableShape, tablesOf, withoutLimits, writeRows } from './tables.ts';

/** Where rows come from: all of it as of one instant. */
export interface Origin {
  /** The step of the schema that its rows have. */
  readonly schema: string;
  /** Gives every table once, whole, in pages; what is unlike the tables of the target is refused before it is given. */
  readonly each: (
    tables: readonly TableShape[],
    take: (table: TableShape, rows: readonly Row[]) => Promise<void>,
  ) => Promise<void>;
  /** Where both sides can: the same, streamed on a connection of the target, without a row being looked at. */
  readonly pour?: ((to: pg.ClientBase, onRows: (table: TableShape, rows: number) => void) => Promise<void>) | undefined;
}

export interface Filled {
  readonly rows: number;
  readonly tables: Readonly<Record<string, number>>;
  readonly tenants: number;
  readonly links: number;
}

export interface FillOptions {
  readonly sha256: Sha256;
  readonly now: Instant;
  /** Hears how many rows of a table have come so far. */
  readonly onRows?: ((table: string, done: number) => void) | undefined;
}

/**
 * Fills an empty database: everything or nothing, in one transaction that ends with the proof. Rows are counted in the target, and every tenant's log is
 * verified there, link by link.
 * @throws Terminal('store-not-empty'), Terminal('store-newer'), Terminal('store-copy-unproven')
 */
export async function fill(target: Database, origin: Origin, options: FillOptions): Promise<Filled> {
  const steps = stepsUpTo(origin.schema);
  const there = await schemaOf(target);
  if (there.version === 'none') await migrate(target, options.now, steps);
  else if (there.version !== origin.schema)
    throw new Terminal(
      'store-not-empty',
      `The target has the tables of ${there.version}, and what is to come has those of ${origin.schema}.`,
    );
  const filled = await target.writeOnce(async (db) => {
    // Two that fill the same database take turns; the second finds it filled.
    await withoutLimits(db);
    await sql`SELECT turn FROM schema_turn FOR UPDATE`.execute(db);
    const tables = await tablesOf(db);
    await refuseRows(db, tables);
    const counts = new Map(tables.map(({ name }) => [name, 0]));
    const came = ({ name }: TableShape, rows: number) => {
      const done = (counts.get(name) ?? 0) + rows;
      counts.set(name, done);
      options.onRows?.(name, done);
    };
    const { pour } = origin;
    const into = pour && (await target.clientOf?.(db));
    if (pour && into) await withoutSideIndexes(db, () => pour(into, came));
    else
      await origin.each(tables, async (table, rows) => {
        await writeRows(db, table, rows);
        came(table, rows.length);
      });
    return prove(db, tables, counts, options);
  });
  await migrate(target, options.now);
  return filled;
}

/** Whether anything was ever written to a database. */
export async function isEmpty(database: Database): Promise<boolean> {
  if ((await schemaOf(database)).version === 'none') return true;
  return database.read(async (db) => (await filledTables(db, await tablesOf(db))).length === 0);
}

async function refuseRows(db: Db, tables: readonly TableShape[]): Promise<void> {
  const filled = await filledTables(db, tables);
  if (filled.length > 0) throw new Terminal('store-not-empty', `The target has rows in ${filled.join(', ')}.`);
}

async function filledTables(db: Db, tables: readonly TableShape[]): Promise<readonly string[]> {
  const filled: string[] = [];
  for (const { name } of tables) {
    const { rows } = await sql`SELECT 1 FROM ${sql.table(name)} LIMIT 1`.execute(db);
    if (rows.length > 0) filled.push(name);
  }
  return filled;
}

async function prove(
  db: Db,
  tables: readonly TableShape[],
  counts: ReadonlyMap<string, number>,
  { sha256 }: FillOptions,
): Promise<Filled> {
  for (const table of tables) {
    const [came, stands] = [counts.get(table.name) ?? 0, await countRows(db, table)];
    if (came !== stands)
      throw new Terminal('store-copy-unproven', `${came} rows of ${table.name} came, and ${stands} are there.`);
  }
  const within = new Database(db);
  const { logHead } = logReader(within);
  const { rows } = await sql<{ tenant_id: TenantId }>`SELECT tenant_id FROM log_head ORDER BY tenant_id`.execute(db);
  let links = 0;
  for (const { tenant_id: tenantId } of rows) {
    const chain = await verifyChain(writtenLinks(within, tenantId), await logHead(tenantId), sha256);
    const [broken] = chain.breaks;
    if (broken)
      throw new Terminal(
        'store-copy-unproven',
        `The log of ${tenantId} breaks at link ${broken.seq}: ${broken.detail}`,
      );
    links += chain.links;
  }
  const all = Object.fromEntries(counts);
  return { rows: Object.values(all).reduce((sum, count) => sum + count, 0), tables: all, tenants: rows.length, links };
}
