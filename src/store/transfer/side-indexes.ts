import { sql } from 'kysely';
import type { Db } from '../database.ts';

interface SideIndex {
  readonly name: string;
  /** The statement that makes it. */
  readonly definition: string;
}

/** For the sorting of what is indexed, in place of the little that a server spares for it by itself. */
const sortingMemory = '256MB';

/**
 * Runs a filling of empty tables without those of their indexes that are no constraint, and makes them afterwards as they were: to sort millions of rows once,
 * on several processors, takes a fraction of finding the place of each. Within the transaction of the filling, so that nobody ever sees a table without them.
 */
export async function withoutSideIndexes(db: Db, filling: () => Promise<void>): Promise<void> {
  const indexes = (await changesTablesWithin(db)) ? await sideIndexes(db) : [];
  for (const { name } of indexes) await sql`DROP INDEX ${sql.table(name)}`.execute(db);
  await filling();
  await sql`SET LOCAL maintenance_work_mem = ${sql.lit(sortingMemory)}`.execute(db);
  for (const { definition } of indexes) await sql.raw(definition).execute(db);
}

/** YugabyteDB commits what changes a table by itself, whatever becomes of the transaction around it. */
async function changesTablesWithin(db: Db): Promise<boolean> {
  const { rows } = await sql<{ version: string }>`SELECT version() AS version`.execute(db);
  return !/-YB-/.test(rows[0]?.version ?? '-YB-');
}

/** Not those of a table in partitions: PostgreSQL tells how such an index is made without those of the partitions that belong to it. */
async function sideIndexes(db: Db): Promise<readonly SideIndex[]> {
  const { rows } = await sql<SideIndex>`SELECT c.relname AS name, pg_get_indexdef(c.oid) AS definition
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = current_schema()
    WHERE c.relkind = 'i' AND NOT c.relispartition AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = c.oid)
    ORDER BY c.relname COLLATE "C"`.execute(db);
  return rows;
}
