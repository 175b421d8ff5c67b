import { sql } from 'kysely';
import { Terminal } from '../domain/problem.ts';
import type { Instant } from '../domain/time.ts';
import type { Database, Db } from './database.ts';
import { codeOf, Raced } from './failures.ts';
import { first } from './migrations/0001-first.ts';
import { lists } from './migrations/0002-lists.ts';
import { evidenceIntake } from './migrations/0003-evidence-intake.ts';
import { notifications } from './migrations/0004-notifications.ts';
import { campaigns } from './migrations/0005-campaigns.ts';
import { approvals } from './migrations/0006-approvals.ts';
import { rehearsals } from './migrations/0007-rehearsals.ts';
import { pins } from './migrations/0008-pins.ts';
import { people } from './migrations/0009-people.ts';
import { gateViews } from './migrations/0010-gate-views.ts';
import { workers } from './migrations/0011-workers.ts';
import { tenantLife } from './migrations/0012-tenant-life.ts';
import { hinderedHosts } from './migrations/0013-hindered-hosts.ts';
import { hostHolds } from './migrations/0014-host-holds.ts';
import { waysBack } from './migrations/0015-ways-back.ts';

/** One step forward of the schema. Never changed after a release: a correction is the next step. */
export interface Migration {
  readonly name: string;
  readonly statements: readonly string[];
}

/** In the order in which they run; the names are what the store records. */
const migrations: readonly Migration[] = [
  first,
  lists,
  evidenceIntake,
  notifications,
  campaigns,
  approvals,
  rehearsals,
  pins,
  people,
  gateViews,
  workers,
  tenantLife,
  hinderedHosts,
  hostHolds,
  waysBack,
];

/**
 * The steps until this one.
 * @throws Terminal('store-newer') when this version does not know it.
 */
export function stepsUpTo(name: string): readonly Migration[] {
  const at = migrations.findIndex((step) => step.name === name);
  if (at < 0) throw new Terminal('store-newer', `It has the tables of ${name}, which this version does not know.`);
  return migrations.slice(0, at + 1);
}

/** What two processes report that make the same table at the same instant; the second try finds it made. */
const madeTwice: ReadonlySet<string> = new Set(['23505', '42P07', '42710', 'XX000']);

/**
 * Brings the schema up to date in one transaction: all missing steps or none. Safe while another process does the same, because both first
 * take the one row of `schema_turn`; that is Kysely's own way too, but without advisory locks, which not every server has.
 * @throws Terminal('store-newer') when the store has a step that this version does not know.
 */
export function migrate(
  database: Database,
  now: Instant,
  steps: readonly Migration[] = migrations,
): Promise<{ readonly applied: readonly string[] }> {
  return database.write(async (db) => {
    await makeRecord(db);
    await sql`SELECT turn FROM schema_turn FOR UPDATE`.execute(db);
    const { rows } = await sql<{ name: string }>`SELECT name FROM schema_migration ORDER BY name`.execute(db);
    const recorded = new Set(rows.map((row) => row.name));
    const unknown = [...recorded].filter((name) => !steps.some((step) => step.name === name));
    if (unknown.length > 0)
      throw new Terminal('store-newer', `The store has ${unknown.join(', ')}, which this version does not know.`);
    const missing = steps.filter((step) => !recorded.has(step.name));
    for (const step of missing) {
      for (const statement of step.statements) await sql.raw(statement).execute(db);
      await sql`INSERT INTO schema_migration (name, applied_at) VALUES (${step.name}, ${now})`.execute(db);
    }
    return { applied: missing.map((step) => step.name) };
  });
}

/** IF NOT EXISTS is no guard against another transaction that makes the table at the same moment: that one shows as an error, and we begin again. */
async function makeRecord(db: Db): Promise<void> {
  try {
    await sql`CREATE TABLE IF NOT EXISTS schema_migration (name text PRIMARY KEY, applied_at bigint NOT NULL)`.execute(
      db,
    );
    await sql`CREATE TABLE IF NOT EXISTS schema_turn (turn integer PRIMARY KEY)`.execute(db);
    await sql`INSERT INTO schema_turn (turn) VALUES (1) ON CONFLICT (turn) DO NOTHING`.execute(db);
  } catch (error) {
    if (madeTwice.has(codeOf(error) ?? '')) throw new Raced('Another process makes the tables of the migrations.');
    throw error;
  }
}

/** Which step the store is at, without changing anything; a store without any record of steps is at `none`. */
export async function schemaOf(database: Database): Promise<{ readonly version: string; readonly isCurrent: boolean }> {
  const newest = await database.read(async (db) => {
    const table = await sql<{ found: boolean }>`SELECT to_regclass('schema_migration') IS NOT NULL AS found`.execute(
      db,
    );
    if (table.rows[0]?.found !== true) return undefined;
    return (await sql<{ name: string | null }>`SELECT max(name) AS name FROM schema_migration`.execute(db)).rows[0]
      ?.name;
  });
  return { version: newest ?? 'none', isCurrent: newest === migrations.at(-1)?.name };
}
