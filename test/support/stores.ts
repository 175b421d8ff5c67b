import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { afterAll, beforeAll, describe } from 'vitest';
import type { TenantId } from '../../src/domain/ids.ts';
import { as } from '../../src/domain/ids.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { hasAnyPrograms } from '../../src/store/local/programs.ts';
import { runningAddress } from '../../src/store/local/server.ts';
import { openStore } from '../../src/store/open.ts';
import type { StorePlace } from '../../src/store/place.ts';
import { dropScratchPlace, makeScratchPlace } from '../../src/store/scratch.ts';
import { machineNow, newId, testIdentity } from './identity.ts';
import { installedPrograms, makeServerDatabase, packagedPrograms, whyNoPostgres } from './postgres.ts';
import { askDesk } from './run-desk.ts';

export interface StoreUnderTest {
  readonly kind: StorePlace['kind'];
  /** The store of this file, migrated. */
  store(): Store;
  /** Where it is, for tests that open it a second time. */
  place(): StorePlace;
  /** Closes the store of this file and opens it again at the same place. */
  reopen(): Promise<Store>;
  /** Changes rows behind the store's back, as an intruder would; not possible in memory. */
  tamper(...statements: readonly string[]): Promise<void>;
}

/**
 * Runs a suite on every kind of PostgreSQL: the one in memory, one that may be lost, the local one of ours (with the programs of the package), and a
 * server (the one that is installed). Each has one database a file, on the servers of the run where it is not one process that owns it; tests keep apart
 * by making a tenant each. Where there is no PostgreSQL its part is skipped with the reason, and fails in CI.
 */
export function forEveryStore(suite: (under: StoreUnderTest) => void): void {
  describe('on the memory store', () => suite(prepared('memory')));
  onScratch(suite);
  onLocal(suite);
  onServer(suite);
}

/** As `forEveryStore`, and on the local store with the programs of the system too: they are of another version than those of the package. */
export function forEveryStoreAndVersion(suite: (under: StoreUnderTest) => void): void {
  forEveryStore(suite);
  onLocal(suite, { installed: true });
}

/** On a PostgreSQL of ours; `installed` takes the programs of the system instead of those of the package. */
export function onLocal(suite: (under: StoreUnderTest) => void, { installed = false } = {}): void {
  const programs = installed ? installedPrograms() : packagedPrograms();
  const name = `on the local store, ${installed ? 'installed' : 'packaged'} programs`;
  if (programs !== undefined) describe(name, () => suite(prepared('local', programs)));
  else describe.skip(`${name} (${whyNone(name)})`, () => suite(prepared('local')));
}

/** On a PostgreSQL of ours that may lose everything. */
function onScratch(suite: (under: StoreUnderTest) => void): void {
  const name = 'on the scratch store';
  if (hasAnyPrograms(undefined)) describe(name, () => suite(prepared('scratch')));
  else describe.skip(`${name} (${whyNone(name)})`, () => suite(prepared('scratch')));
}

function whyNone(name: string): string {
  if (process.env.CI === 'true') throw new Error(`There is no PostgreSQL for tests ${name}.`);
  return 'there is none';
}

/** Only on PostgreSQL: what is about several connections at once. */
export function onServer(suite: (under: StoreUnderTest) => void): void {
  const why = whyNoPostgres();
  if (why === undefined) describe('on a PostgreSQL server', () => suite(prepared('server')));
  else describe.skip(`on a PostgreSQL server (${why})`, () => suite(prepared('server')));
}

export function onDisk(suite: (under: StoreUnderTest) => void): void {
  describe('on the disk store', () => suite(prepared('disk')));
}

function prepared(kind: StorePlace['kind'], programs?: string): StoreUnderTest {
  let store: Store | undefined;
  let place: StorePlace = { kind: 'memory' };
  let drop: () => Promise<void> = async () => {};
  beforeAll(async () => {
    if (kind === 'disk') place = { kind, directory: mkdtempSync(join(tmpdir(), 'cg-disk-')) };
    if (kind === 'local') place = { kind, directory: mkdtempSync(join(tmpdir(), 'cg-local-')), programs };
    if (kind === 'scratch') {
      const address = await askDesk('scratch');
      if (!address) throw new Error('The programs of PostgreSQL do not run.');
      const made = await makeScratchPlace(address);
      place = made;
      drop = () => dropScratchPlace(address, made);
    }
    if (kind === 'server') {
      const made = await makeServerDatabase();
      place = { kind, url: made.url, poolSize: 32 };
      drop = made.drop;
    }
    store = await opened(place);
  });
  afterAll(async () => {
    await store?.close();
    await drop();
    if (place.kind === 'disk' || place.kind === 'local') rmSync(place.directory, { recursive: true, force: true });
  });
  const current = () => {
    if (store === undefined) throw new Error('The store is not open.');
    return store;
  };
  return {
    kind,
    store: current,
    place: () => place,
    async reopen() {
      await current().close();
      store = await opened(place);
      return store;
    },
    async tamper(...statements) {
      if (place.kind === 'server') await change({ connectionString: place.url }, statements);
      else if (place.kind === 'scratch') await change(place.address, statements);
      else if (place.kind === 'local') await change((await runningAddress(place.directory)) ?? {}, statements);
      else if (place.kind === 'disk') {
        await current().close();
        const database = await PGlite.create({ dataDir: join(place.directory, 'pglite') });
        for (const statement of statements) await database.query(statement);
        await database.close();
        store = await openStore(place, { identity: testIdentity, machineNow });
      } else throw new Error('Nobody but its process reaches the memory store.');
    },
  };
}

async function change(where: pg.ClientConfig, statements: readonly string[]): Promise<void> {
  const client = new pg.Client(where);
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

async function opened(place: StorePlace): Promise<Store> {
  const store = await openStore(place, { identity: testIdentity, machineNow });
  await store.migrate();
  return store;
}

/** A tenant of its own for one test. */
export async function aTenant(store: Store, at = 1_000): Promise<TenantId> {
  const tenantId = as<TenantId>(newId());
  const tenant = {
    tenantId,
    name: 'Bank of Tests',
    edition: '2026-03',
    overrides: [],
    facts: {},
    createdAt: at,
    version: 1,
  } as const;
  await store.commit({
    tenantId,
    at,
    tenant: { tenant, expectedVersion: 0 },
    events: [{ kind: 'tenant-created', subjectType: 'tenant', subjectId: tenantId, payload: {}, personal: {} }],
  });
  return tenantId;
}
