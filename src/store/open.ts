import { Kysely, sql } from 'kysely';
import { Retryable } from '../domain/problem.ts';
import type { Store } from '../engine/ports/store.ts';
import { accessStore } from './access.ts';
import { agendaStore } from './agenda.ts';
import { answerStore } from './answer-rows.ts';
import { auditStore } from './audit.ts';
import { campaignStore } from './campaigns.ts';
import { commit } from './commit.ts';
import { connectionStore } from './connections.ts';
import { Database } from './database.ts';
import { factStore } from './facts.ts';
import { figureStore } from './figures.ts';
import { flightStore } from './flight.ts';
import { hostStore } from './hosts.ts';
import type { Address } from './local/address.ts';
import { logReader } from './log.ts';
import { sealStore } from './log-seals.ts';
import { migrate, schemaOf } from './migrate.ts';
import { moveStore } from './moves.ts';
import { noticeStore } from './notices.ts';
import { type Opened, openBeside, openDatabase, randomPageCost, type StoreOptions } from './open-database.ts';
import { outboxStore } from './outbox.ts';
import { peopleStore } from './people.ts';
import { PgliteDialect } from './pglite-dialect.ts';
import { pgliteHere } from './pglite-here.ts';
import type { StorePlace } from './place.ts';
import { planStore } from './plans.ts';
import { readingStore } from './readings.ts';
import { receiverStore } from './receivers.ts';
import { rehearsalStore } from './rehearsals.ts';
import { requestStore } from './requests.ts';
import { dropScratchPlace, makeScratchPlace } from './scratch.ts';
import { standingStore } from './standings.ts';
import { steeringStore } from './steering.ts';
import { taskStore } from './tasks.ts';
import { tenantLifeStore } from './tenant-life.ts';
import { tenantStore } from './tenants.ts';
import { writeDump } from './transfer/dump.ts';
import { originOf } from './transfer/origin.ts';
import { uploadTokenStore } from './upload-tokens.ts';
import { storedViews } from './views.ts';
import { workerStore } from './workers.ts';

/**
 * Opens a store; `migrate()` must run before anything else.
 * @throws Terminal('store-locked') when another process has the directory, Terminal with another `store-` code when it cannot be opened.
 */
export async function openStore(place: StorePlace, options: StoreOptions): Promise<Store> {
  return assemble(await openDatabase(place, options), options);
}

/**
 * Opens a store to look at it. A local one that another process uses is reached beside that process, and nothing of it is to be changed.
 * @throws Terminal as `openStore` does; what lives in another process alone stays `store-locked`.
 */
export async function openStoreBeside(place: StorePlace, options: StoreOptions): Promise<Store> {
  return assemble(await openBeside(place, options), options);
}

/** A store for play, which is made empty for the next time. */
interface ScratchStore extends Store {
  /** Takes out every row. */
  empty(): Promise<void>;
}

/**
 * Opens a scratch store with its schema.
 * @param server Where its database is made, and removed when it closes; without one it is in the thread of whoever opens it, which it blocks while it works.
 */
export async function openScratchStore(options: StoreOptions, server?: Address): Promise<ScratchStore> {
  const place = server && (await makeScratchPlace(server));
  const opened = place ? await openDatabase(place, options) : await openHere();
  const { database } = opened;
  const store = assemble(opened, options);
  await store.migrate();
  const { rows } = await database.read((db) =>
    sql<{ tables: string }>`
      SELECT string_agg(quote_ident(tablename), ', ') AS tables FROM pg_tables
       WHERE schemaname = 'public' AND tablename NOT IN ('schema_migration', 'schema_turn')`.execute(db),
  );
  const empty = sql.raw(`TRUNCATE ${rows[0]?.tables}`);
  return {
    ...store,
    empty: () => database.statement(async (db) => void (await empty.execute(db))),
    close: async () => {
      await store.close();
      if (server && place) await dropScratchPlace(server, place);
    },
  };
}

async function openHere(): Promise<Opened> {
  const session = await pgliteHere();
  const database = new Database(new Kysely<unknown>({ dialect: new PgliteDialect(session) }));
  await session.query(`SET random_page_cost = ${randomPageCost}`, []);
  return {
    description: { kind: 'memory', where: 'memory' },
    database,
    tidy: async () => {},
    close: () => database.close(),
  };
}

function assemble({ database, whyAway, ...own }: Opened, options: StoreOptions): Store {
  return {
    ...own,
    migrate: () => migrate(database, options.machineNow()),
    schema: () => schemaOf(database),
    dump: async (path) => {
      const origin = await originOf(database, own.description.where);
      return writeDump(path, origin, new Date(options.machineNow()).toISOString());
    },
    ping: async () => {
      await database.read(async (db) => void (await sql`SELECT 1`.execute(db)));
      const why = whyAway?.();
      if (why !== undefined) throw new Retryable('store-unavailable', why);
    },
    ...tenantStore(database),
    ...tenantLifeStore(database, options),
    ...hostStore(database),
    ...factStore(database),
    ...answerStore(database),
    ...moveStore(database),
    ...flightStore(database),
    ...steeringStore(database),
    ...outboxStore(database),
    ...campaignStore(database),
    ...planStore(database),
    ...rehearsalStore(database),
    ...taskStore(database),
    ...logReader(database),
    ...sealStore(database, options.identity),
    commit: (request) => commit(database, options.identity, request),
    views: (tenantId) => storedViews(database, tenantId),
    ...connectionStore(database),
    ...accessStore(database),
    ...auditStore(database),
    ...peopleStore(database),
    ...uploadTokenStore(database),
    ...receiverStore(database),
    ...noticeStore(database),
    ...readingStore(database),
    ...agendaStore(database),
    ...figureStore(database),
    ...standingStore(database),
    ...requestStore(database),
    ...workerStore(database),
  };
}
