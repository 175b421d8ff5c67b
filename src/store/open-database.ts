import { join, resolve } from 'node:path';
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { Terminal } from '../domain/problem.ts';
import type { Instant } from '../domain/time.ts';
import type { Identity } from '../engine/ports/identity.ts';
import type { Store } from '../engine/ports/store.ts';
import { Database, type Db } from './database.ts';
import { Debts } from './debts.ts';
import { lockDirectory } from './directory-lock.ts';
import { codeOf } from './failures.ts';
import type { Address } from './local/address.ts';
import { lockHome } from './local/home.ts';
import { runningAddress, startLocalServer } from './local/server.ts';
import { PgliteDialect } from './pglite-dialect.ts';
import { PgliteThread } from './pglite-thread.ts';
import type { StorePlace } from './place.ts';
import { preparing } from './prepared.ts';
import { carryOver } from './transfer/carry-over.ts';

export interface StoreOptions {
  readonly identity: Identity;
  readonly machineNow: () => Instant;
}

/** A database with what is particular to its kind. */
export interface Opened extends Pick<Store, 'description' | 'tidy' | 'close'> {
  readonly database: Database;
  /** Says why the database counts as away, although it answers a question that needs no disk. */
  readonly whyAway?: () => string | undefined;
}

const diskWarning =
  'This store is safe against a crash of the process, not against loss of power: it never waits for the disk. Use a PostgreSQL server before real domain controllers depend on it.';

/**
 * Opens a database as it is: neither its schema nor anything in it is looked at.
 * @throws Terminal('store-locked') when another process has the directory, Terminal with another `store-` code when it cannot be opened.
 */
export async function openDatabase(place: StorePlace, options: StoreOptions): Promise<Opened> {
  switch (place.kind) {
    case 'memory':
      return withPglite({ kind: 'memory', where: 'memory' }, undefined);
    case 'scratch':
      return withScratch(place.address, options);
    case 'disk':
      return alone(place.directory, (directory) =>
        withPglite({ kind: 'disk', where: directory, warning: diskWarning }, join(directory, 'pglite')),
      );
    case 'local':
      return alone(place.directory, (directory) => withLocal(directory, place.programs, options));
    case 'server':
      return withServer(place, options);
  }
}

/** Opens a database to read it once. That of a local store which is in use is reached beside the process that uses it. */
export async function openBeside(place: StorePlace, options: StoreOptions): Promise<Opened> {
  const address = place.kind === 'local' ? await runningAddress(resolve(place.directory)) : undefined;
  if (place.kind !== 'local' || address === undefined) return openDatabase(place, options);
  const opened = withPool({ kind: 'local', where: place.directory }, address, options);
  const { rows } = await opened.database
    .read((db) =>
      sql<{ folder: string; version: string }>`
        SELECT current_setting('data_directory') AS folder, current_setting('server_version') AS version`.execute(db),
    )
    .catch(async (error: unknown) => {
      await opened.close();
      throw error;
    });
  const [said] = rows;
  if (said === undefined) return opened;
  // As whoever works on it says it; packagers add their own words to the version.
  const where = `${said.folder}, PostgreSQL ${said.version.split(' ')[0]}`;
  return { ...opened, description: { ...opened.description, where } };
}

/** Opens what lies in a directory while no other process may. A full disk is told as such, whatever it stopped. */
async function alone(path: string, open: (directory: string) => Promise<Opened>): Promise<Opened> {
  const directory = resolve(path);
  try {
    const lock = lockDirectory(directory);
    try {
      const opened = await open(directory);
      const close = () => opened.close().finally(() => lock.release());
      return { ...opened, close };
    } catch (error) {
      lock.release();
      throw error;
    }
  } catch (error) {
    if (!['ENOSPC', 'EDQUOT'].includes(codeOf(error) ?? '')) throw error;
    throw new Terminal('store-full', `Nothing can be written to ${directory}.`);
  }
}

/**
 * The cost of a page out of order, against 1 for one in order. PostgreSQL's own 4 is for turning disks; with it, the 500 rows of a batch were
 * found by reading the whole table, and a transaction took longer the more moves there were.
 */
export const randomPageCost = 1.1;

/**
 * What every session is opened with. Without it PostgreSQL compiles what it takes for a long statement, anew at each call: over 100,000 servers that took longer
 * than the statement, in every tick; and none of ours is so long that it would pay.
 */
const sessionOptions = `-c random_page_cost=${randomPageCost} -c jit=off`;

async function withPglite(description: Store['description'], directory: string | undefined): Promise<Opened> {
  const thread = await PgliteThread.start(directory);
  const database = new Database(new Kysely<unknown>({ dialect: new PgliteDialect(thread) }));
  await thread.query(`SET random_page_cost = ${randomPageCost}`, []);
  return {
    description,
    database,
    // PGlite has no autovacuum: dead rows stay until somebody says so.
    tidy: () => database.read(async (db) => void (await sql`VACUUM (ANALYZE)`.execute(db))),
    close: async () => {
      // Kysely destroys a driver only if it was ever used, so the thread is ended here.
      await database.close();
      await thread.close();
    },
  };
}

async function withLocal(directory: string, programs: string | undefined, options: StoreOptions): Promise<Opened> {
  const lock = lockHome(directory);
  const end = [lock.release];
  try {
    const server = await startLocalServer({ directory, programs });
    end.unshift(server.stop);
    const where = `${server.folder}, PostgreSQL ${server.version}`;
    const opened = withPool({ kind: 'local', where }, server.address, options);
    end.unshift(opened.close);
    const openOld = (folder: string) => withPglite({ kind: 'disk', where: folder }, folder);
    const { identity, machineNow } = options;
    const note = await carryOver(directory, opened.database, openOld, { sha256: identity.sha256, now: machineNow() });
    const description = note === undefined ? opened.description : { ...opened.description, note };
    return { ...opened, description, close: () => inOrder(end) };
  } catch (error) {
    await inOrder(end);
    throw error;
  }
}

/** Each is tried, whatever becomes of the one before. */
async function inOrder([first, ...rest]: readonly (() => void | Promise<void>)[]): Promise<void> {
  try {
    await first?.();
  } finally {
    if (rest.length > 0) await inOrder(rest);
  }
}

const longestPlayWaitMs = 10 * 60_000;

/**
 * One connection: what is played has to come out the same each time, and so it is the first to ask who is served first, as in memory; and each further one would
 * read and plan all statements anew. Whoever waits for it waits as long as it takes: what is played may not come out otherwise on a machine that is busy.
 */
function withScratch(address: Address, options: StoreOptions): Opened {
  return withPool(
    { kind: 'scratch', where: address.database },
    {
      ...address,
      poolSize: 1,
      isPreparing: true,
      connectionTimeoutMillis: longestPlayWaitMs,
      statementTimeoutMs: longestPlayWaitMs,
    },
    options,
  );
}

function withServer({ kind, url, ...pool }: Extract<StorePlace, { kind: 'server' }>, options: StoreOptions): Opened {
  return withPool({ kind, where: withoutPassword(url) }, { ...pool, connectionString: url }, options);
}

const usualStatementMs = 30_000;

/** What computes for so long is broken off; whatever is owed for longer waits for the disk, where nothing breaks it off. */
function whyAway(owedMs: number, statementMs: number): string | undefined {
  if (owedMs <= statementMs) return undefined;
  return `The database has owed an answer for ${Math.floor(owedMs / 1_000)} s: its disk is slow, or stands still.`;
}

interface PoolOptions extends pg.ClientConfig {
  readonly poolSize?: number;
  readonly statementTimeoutMs?: number;
  /** Whether a connection keeps the plans of all that it is asked. */
  readonly isPreparing?: boolean;
}

function withPool(description: Store['description'], options: PoolOptions, { machineNow }: StoreOptions): Opened {
  const { poolSize, statementTimeoutMs = usualStatementMs, isPreparing = false, ...client } = options;
  const pool = new pg.Pool({
    connectionTimeoutMillis: 5_000,
    ...client,
    max: poolSize ?? 10,
    statement_timeout: statementTimeoutMs,
    lock_timeout: 10_000,
    idle_in_transaction_session_timeout: 60_000,
    application_name: 'changeguard',
    options: sessionOptions,
    types: { getTypeParser: numbersForBigint },
  });
  // A connection that breaks while a transaction has it fails that transaction's statement; the event besides would end the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  const debts = new Debts(machineNow);
  preparing(pool, debts, { isAll: isPreparing });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {});
  const database = new Database(new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) }), clientsOf(pool));
  return {
    description,
    database,
    whyAway: () => whyAway(debts.oldestMs(), statementTimeoutMs),
    tidy: async () => {},
    close: async () => {
      await database.close();
      if (!pool.ended) await pool.end();
    },
  };
}

/** Kysely keeps the connection of a transaction to itself; the server says which of the pool's it is. */
function clientsOf(pool: pg.Pool): (db: Db) => Promise<pg.ClientBase> {
  const clients = new Map<number, pg.ClientBase>();
  const processOf = (client: pg.ClientBase) => Number((client as { readonly processID?: unknown }).processID);
  pool.on('connect', (client) => clients.set(processOf(client), client));
  pool.on('remove', (client) => clients.delete(processOf(client)));
  return async (db) => {
    const { rows } = await sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`.execute(db);
    const client = clients.get(rows[0]?.pid ?? 0);
    if (client === undefined) throw new Error('The connection of a transaction is not one of its pool.');
    return client;
  };
}

const bigintOid = 20;
/** All our bigints are instants, counts and sequence numbers, far below 2^53: numbers, as PGlite gives them. */
const numbersForBigint: typeof pg.types.getTypeParser = ((oid: number, format?: 'text' | 'binary') =>
  oid === bigintOid && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format)) as never;

function withoutPassword(url: string): string {
  return url.replace(/\/\/([^:@/]*)(:[^@/]*)?@/, '//$1@').replace(/password=[^&]*/gi, 'password=');
}
