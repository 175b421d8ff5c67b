import { join, resolve } from 'node:path';
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import type { Instant } from '../domain/time.ts';
import type { Identity } from '../engine/ports/identity.ts';
import type { Store } from '../engine/ports/store.ts';
import { accessStore } from './access.ts';
import { campaignStore } from './campaigns.ts';
import { commit } from './commit.ts';
import { connectionStore } from './connections.ts';
import { Database } from './database.ts';
import { type DirectoryLock, lockDirectory } from './directory-lock.ts';
import { factStore } from './facts.ts';
import { figureStore } from './figures.ts';
import { flightStore } from './flight.ts';
import { hostStore } from './hosts.ts';
import { logReader } from './log.ts';
import { migrate, schemaOf } from './migrate.ts';
import { moveStore } from './moves.ts';
import { noticeStore } from './notices.ts';
import { outboxStore } from './outbox.ts';
import { PgliteDialect } from './pglite-dialect.ts';
import { pgliteHere } from './pglite-here.ts';
import { PgliteThread } from './pglite-thread.ts';
import { planStore } from './plans.ts';
import { preparing } from './prepared.ts';
import { readingStore } from './readings.ts';
import { receiverStore } from './receivers.ts';
import { rehearsalStore } from './rehearsals.ts';
import { requestStore } from './requests.ts';
import { steeringStore } from './steering.ts';
import { taskStore } from './tasks.ts';
import { tenantStore } from './tenants.ts';
import { uploadTokenStore } from './upload-tokens.ts';
import { storedViews } from './views.ts';

export type StorePlace =
  /** PGlite in this process; gone when it closes. */
  | { readonly kind: 'memory' }
  /** PGlite in a data directory, which one process at a time may use. */
  | { readonly kind: 'disk'; readonly directory: string }
  /** Any PostgreSQL from 15 on, by its connection URL. */
  | {
      readonly kind: 'server';
      readonly url: string;
      readonly poolSize?: number;
      readonly statementTimeoutMs?: number;
    };

interface StoreOptions {
  readonly identity: Identity;
  readonly machineNow: () => Instant;
}

const diskWarning =
  'This store is safe against a crash of the process, not against loss of power: it never waits for the disk. Use a PostgreSQL server before real domain controllers depend on it.';

/**
 * Opens a store; `migrate()` must run before anything else.
 * @throws Terminal('store-locked') when another process has the directory, Terminal('store-unavailable') when it cannot be opened.
 */
export async function openStore(place: StorePlace, options: StoreOptions): Promise<Store> {
  switch (place.kind) {
    case 'memory':
      return withPglite({ kind: 'memory', where: 'memory' }, undefined, undefined, options);
    case 'disk': {
      const directory = resolve(place.directory);
      const lock = lockDirectory(directory);
      const description = { kind: 'disk', where: directory, warning: diskWarning } as const;
      try {
        return await withPglite(description, join(directory, 'pglite'), lock, options);
      } catch (error) {
        lock.release();
        throw error;
      }
    }
    case 'server':
      return withServer(place, options);
  }
}

/**
 * The cost of a page out of order, against 1 for one in order. PostgreSQL's own 4 is for turning disks; with it, the 500 rows of a batch were
 * found by reading the whole table, and a transition took longer the more moves there were.
 */
const randomPageCost = 1.1;

/** A store for play: in the thread of whoever opens it, and made empty for the next time. */
interface ScratchStore extends Store {
  /** Takes out every row. */
  empty(): Promise<void>;
}

/** Opens a scratch store with its schema. It blocks its thread while it works. */
export async function openScratchStore(options: StoreOptions): Promise<ScratchStore> {
  const session = await pgliteHere();
  const database = new Database(new Kysely<unknown>({ dialect: new PgliteDialect(session) }));
  await session.query(`SET random_page_cost = ${randomPageCost}`, []);
  const own = { tidy: async () => {}, close: () => database.close() };
  const store = assemble({ kind: 'memory', where: 'memory' }, database, options, own);
  await store.migrate();
  const { rows } = await session.query(
    `SELECT string_agg(quote_ident(tablename), ', ') AS tables FROM pg_tables
      WHERE schemaname = 'public' AND tablename NOT IN ('schema_migration', 'schema_turn')`,
    [],
  );
  const [{ tables }] = rows as [{ tables: string }];
  return { ...store, empty: async () => void (await session.query(`TRUNCATE ${tables}`, [])) };
}

async function withPglite(
  description: Store['description'],
  directory: string | undefined,
  lock: DirectoryLock | undefined,
  options: StoreOptions,
): Promise<Store> {
  const thread = await PgliteThread.start(directory);
  const database = new Database(new Kysely<unknown>({ dialect: new PgliteDialect(thread) }));
  await thread.query(`SET random_page_cost = ${randomPageCost}`, []);
  return assemble(description, database, options, {
    // PGlite has no autovacuum: dead rows stay until somebody says so.
    tidy: () => database.read(async (db) => void (await sql`VACUUM (ANALYZE)`.execute(db))),
    close: async () => {
      // Kysely destroys a driver only if it was ever used, so the thread is ended here.
      await database.close();
      await thread.close();
      lock?.release();
    },
  });
}

function withServer(place: Extract<StorePlace, { kind: 'server' }>, options: StoreOptions): Store {
  const pool = new pg.Pool({
    connectionString: place.url,
    max: place.poolSize ?? 10,
    connectionTimeoutMillis: 5_000,
    statement_timeout: place.statementTimeoutMs ?? 30_000,
    lock_timeout: 10_000,
    idle_in_transaction_session_timeout: 60_000,
    application_name: 'changeguard',
    options: `-c random_page_cost=${randomPageCost}`,
    types: { getTypeParser: numbersForBigint },
  });
  // A connection that breaks while a transaction has it fails that transaction's statement; the event besides would end the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  preparing(pool);
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {});
  const database = new Database(new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) }));
  return assemble({ kind: 'server', where: withoutPassword(place.url) }, database, options, {
    tidy: async () => {},
    close: async () => {
      await database.close();
      if (!pool.ended) await pool.end();
    },
  });
}

const bigintOid = 20;
/** All our bigints are instants, counts and sequence numbers, far below 2^53: numbers, as PGlite gives them. */
const numbersForBigint: typeof pg.types.getTypeParser = ((oid: number, format?: 'text' | 'binary') =>
  oid === bigintOid && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format)) as never;

function withoutPassword(url: string): string {
  return url.replace(/\/\/([^:@/]*)(:[^@/]*)?@/, '//$1@').replace(/password=[^&]*/gi, 'password=');
}

function assemble(
  description: Store['description'],
  database: Database,
  options: StoreOptions,
  own: Pick<Store, 'tidy' | 'close'>,
): Store {
  return {
    description,
    ...own,
    migrate: () => migrate(database, options.machineNow()),
    schema: () => schemaOf(database),
    ping: () => database.read(async (db) => void (await sql`SELECT 1`.execute(db))),
    ...tenantStore(database),
    ...hostStore(database),
    ...factStore(database),
    ...moveStore(database),
    ...flightStore(database),
    ...steeringStore(database),
    ...outboxStore(database),
    ...campaignStore(database),
    ...planStore(database),
    ...rehearsalStore(database),
    ...taskStore(database),
    ...logReader(database),
    commit: (request) => commit(database, options.identity, request),
    views: (tenantId) => storedViews(database, tenantId),
    ...connectionStore(database),
    ...accessStore(database),
    ...uploadTokenStore(database),
    ...receiverStore(database),
    ...noticeStore(database),
    ...readingStore(database),
    ...figureStore(database),
    ...requestStore(database),
  };
}
