import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TenantId } from '../../src/domain/ids.ts';
import { verifyChain } from '../../src/domain/log.ts';
import { compareViews, createFold } from '../../src/engine/fold.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { runningAddress } from '../../src/store/local/server.ts';
import { openStore } from '../../src/store/open.ts';
import type { StorePlace } from '../../src/store/place.ts';
import { backUpStore, copyStore, restoreStore } from '../../src/store/transfer/copy.ts';
import { dueDump, rotate } from '../../src/store/transfer/dump-folder.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { machineNow, sha256, testIdentity } from '../support/identity.ts';
import { packagedPrograms, startPostgres, type TestPostgres } from '../support/postgres.ts';
import { aWorld } from '../support/world.ts';

const options = { identity: testIdentity, machineNow };
const folder = mkdtempSync(join(tmpdir(), 'cg-transfer-'));
// Run as root, the database's own account must pass through.
chmodSync(folder, 0o711);
const local = (name: string) =>
  ({ kind: 'local', directory: join(folder, name), programs: packagedPrograms() }) as const satisfies StorePlace;

let server: TestPostgres;
let original: StorePlace;
let databases = 0;
async function anEmptyServer(): Promise<StorePlace & { readonly kind: 'server' }> {
  databases += 1;
  return { kind: 'server', url: await server.createDatabase(`copy_${databases}`) };
}

/** A campaign in its midst: moves of every age, tasks, requests in the outbox, facts, verdicts, a log. */
beforeAll(async () => {
  server = await startPostgres();
  original = await anEmptyServer();
  const store = await openStore(original, options);
  await store.migrate();
  const estate = estateOf({ hosts: 6, seed: 41, troubledShare: 0.2 });
  await using world = await aWorld({ seed: 41, estate, store });
  await world.start('all', { cap: 2, rules: { budget: { failures: 9 } } });
  await world.turn({ hours: 1 });
  await store.putSignInLink({ linkHash: sha256('link'), role: 'viewer', actor: 'a', expiresAt: 50 });
  const personId = 'p-1';
  const tenantId = (await store.tenants())[0]?.tenantId as TenantId;
  await store.putPerson({
    ...{ personId, name: 'änna "quoted"', origin: 'local', subject: null, passwordHash: 'scrypt:1', disabledAt: null },
    ...{ createdAt: 1, createdBy: 'os:root', signedInAt: 2, version: 3 },
    grants: [{ tenantId, role: 'operator', hosts: 'site:Berlin' }],
  });
  await store.putSetupLink({ linkHash: sha256('setup'), personId, expiresAt: 50 });
  await store.putPendingSignIn({ stateHash: 's', browserHash: 'b', nonce: 'n', verifier: 'v', expiresAt: 50 });
  await store.changeAttempts('key', () => ({ failures: 3, lockedUntil: 4, lastAt: 5 }));
  const session = { sessionHash: 'h', actor: 'user:anna', role: 'viewer', tenantId, csrfToken: 'c' } as const;
  await store.putSession({ ...session, personId, seenAt: 1, expiresAt: 50 });
  await store.close();
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

type Ask = (statement: string) => Promise<readonly Readonly<Record<string, string>>[]>;

/** Every row of every table, as PostgreSQL itself writes it. */
async function everyRow(ask: Ask): Promise<Readonly<Record<string, readonly string[]>>> {
  const tables = await ask(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'schema%' ORDER BY 1`,
  );
  const all: Record<string, string[]> = {};
  for (const { name = '' } of tables)
    all[name] = (await ask(`SELECT t::text AS row FROM ${name} t ORDER BY t::text COLLATE "C"`)).map(
      ({ row = '' }) => row,
    );
  return all;
}

async function everyRowAt(where: pg.ClientConfig): Promise<Readonly<Record<string, readonly string[]>>> {
  const client = new pg.Client(where);
  await client.connect();
  try {
    return await everyRow(async (statement) => (await client.query<Record<string, string>>(statement)).rows);
  } finally {
    await client.end();
  }
}

async function rowsOf(place: StorePlace): Promise<Readonly<Record<string, readonly string[]>>> {
  if (place.kind === 'server') return everyRowAt({ connectionString: place.url });
  if (place.kind === 'disk') {
    const database = await PGlite.create({ dataDir: join(place.directory, 'pglite') });
    try {
      return await everyRow(async (statement) => (await database.query<Record<string, string>>(statement)).rows);
    } finally {
      await database.close();
    }
  }
  const store = await openStore(place, options);
  try {
    return await everyRowAt((await runningAddress((place as { directory: string }).directory)) ?? {});
  } finally {
    await store.close();
  }
}

async function expectWhole(store: Store): Promise<void> {
  for (const { tenantId } of await store.tenants()) {
    const chain = await verifyChain(store.links(tenantId, 0), await store.logHead(tenantId), sha256);
    expect(chain.breaks).toEqual([]);
    expect(chain.links).toBeGreaterThan(10);
    const fold = createFold();
    for await (const { events } of store.links(tenantId, 0)) for (const event of events) fold.add(event);
    expect(compareViews(fold.views(), await store.views(tenantId))).toEqual([]);
  }
}

async function expectSame(copy: StorePlace): Promise<void> {
  const [before, after] = [await rowsOf(original), await rowsOf(copy)];
  expect(Object.values(before).filter((rows) => rows.length > 0).length, 'tables with rows').toBeGreaterThan(15);
  for (const table of ['person', 'setup_link', 'pending_sign_in', 'sign_in_attempts', 'browser_session'])
    expect([table, before[table]?.length]).toEqual([table, 1]);
  expect(after).toEqual(before);
  const store = await openStore(copy, options);
  try {
    expect(await store.migrate()).toEqual({ applied: [] });
    await expectWhole(store);
  } finally {
    await store.close();
  }
}

describe('a copy has every row of every table, its logs are verified, and folding them gives what is stored', () => {
  const kinds = ['local', 'disk', 'server'] as const;
  const disk = (name: string) => ({ kind: 'disk', directory: join(folder, name) }) as const satisfies StorePlace;
  const empty = {
    local: async (name: string) => local(name),
    disk: async (name: string) => disk(name),
    server: anEmptyServer,
  } as const;
  const sources = { local: local('source-local'), disk: disk('source-disk') } as const;
  beforeAll(async () => {
    for (const source of Object.values(sources)) await copyStore(original, source, options);
  });

  test.each(kinds.flatMap((from) => kinds.map((to) => [from, to] as const)))('from %s to %s', async (from, to) => {
    const source = from === 'server' ? original : sources[from];
    const target = await empty[to](`${from}-to-${to}`);
    const progress = new Map<string, number>();
    const filled = await copyStore(source, target, {
      ...options,
      onRows: (table, done) => progress.set(table, done),
    });
    await expectSame(target);
    expect(filled).toMatchObject({ tenants: 1, tables: { tenant: 1, log_head: 1, host: 6 } });
    expect(progress.get('host')).toBe(6);
    expect(filled.rows).toBe([...progress.values()].reduce((sum, count) => sum + count, 0));
  });

  test('what was copied from is as it was', async () => {
    for (const source of Object.values(sources)) await expectSame(source);
  });
});

test('a dump that is restored has every row of every table, and can be made while the store is in use', async () => {
  const back = await anEmptyServer();
  await copyStore(original, local('in-use'), options);
  const file = join(folder, 'in-use.dump.gz');
  const store = await openStore(local('in-use'), options);
  try {
    await backUpStore(local('in-use'), file, options);
  } finally {
    await store.close();
  }
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await restoreStore(file, back, options)).toMatchObject({ madeAt: new Date(machineNow()).toISOString() });
  await expectSame(back);
});

test('what PGlite kept is carried over to the local store once; the old one is kept beside it', async () => {
  const place = local('carried');
  const disk = { kind: 'disk', directory: place.directory } as const;
  await copyStore(original, disk, options);
  let store = await openStore(place, options);
  expect(store.description.note).toContain('carried over');
  await store.close();
  expect(readdirSync(place.directory)).toEqual(expect.arrayContaining(['pglite.kept', 'postgres']));
  expect(readdirSync(place.directory)).not.toContain('pglite');
  await expectSame(place);
  store = await openStore(place, options);
  expect(store.description.note).toBeUndefined();
  await store.close();
});

test('an earlier store is copied into nothing that has rows, and nothing is written', async () => {
  const taken = await anEmptyServer();
  await copyStore(original, taken, options);
  const before = await rowsOf(taken);
  await expect(copyStore(original, taken, options)).rejects.toMatchObject({
    name: 'Terminal',
    code: 'store-not-empty',
  });
  expect(await rowsOf(taken)).toEqual(before);
});

test('an empty database has nothing to copy, and one of an older version is brought up first', async () => {
  const empty = await anEmptyServer();
  await expect(copyStore(empty, local('of-nothing'), options)).rejects.toMatchObject({ code: 'store-empty' });
  const older = await anEmptyServer();
  await copyStore(original, older, options);
  const client = new pg.Client({ connectionString: older.url });
  await client.connect();
  await client.query(`DELETE FROM schema_migration WHERE name = (SELECT max(name) FROM schema_migration)`);
  await client.end();
  await expect(copyStore(older, local('of-older'), options)).rejects.toMatchObject({ code: 'store-older' });
});

test('a copy into tables that are in partitions leaves every index valid, and as many as there were', async () => {
  const divided = await anEmptyServer();
  const store = await openStore(divided, options);
  await store.migrate();
  await store.close();
  const client = new pg.Client({ connectionString: divided.url });
  await client.connect();
  const indexes = async () => {
    const { rows } = await client.query<{
      name: string;
      whole: boolean;
    }>(`SELECT c.relname AS name, i.indisvalid AS whole
      FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = 'public' ORDER BY 1`);
    return rows;
  };
  await client.query(`ALTER TABLE log_event RENAME TO log_event_whole;
    CREATE TABLE log_event (LIKE log_event_whole INCLUDING ALL) PARTITION BY HASH (tenant_id);
    CREATE TABLE log_event_0 PARTITION OF log_event FOR VALUES WITH (MODULUS 2, REMAINDER 0);
    CREATE TABLE log_event_1 PARTITION OF log_event FOR VALUES WITH (MODULUS 2, REMAINDER 1);
    DROP TABLE log_event_whole`);
  const before = await indexes();
  await copyStore(original, divided, options);
  expect(await indexes()).toEqual(before);
  expect(before.filter(({ whole }) => !whole)).toEqual([]);
  await client.end();
});

test('I12 a log that was tampered with is not copied as if it were whole', async () => {
  const touched = await anEmptyServer();
  await copyStore(original, touched, options);
  const client = new pg.Client({ connectionString: touched.url });
  await client.connect();
  await client.query(`UPDATE log_event SET payload = '{"name":"X"}' WHERE seq = 3`);
  await client.end();
  const target = await anEmptyServer();
  await expect(copyStore(touched, target, options)).rejects.toMatchObject({ code: 'store-copy-unproven' });
  expect(Object.values(await rowsOf(target)).flat()).toEqual([]);
});

test('I12 entries whose members an earlier version wrote in another order are copied, and the order is kept', async () => {
  const earlier = await anEmptyServer();
  await copyStore(original, earlier, options);
  const client = new pg.Client({ connectionString: earlier.url });
  await client.connect();
  // The same members from the last to the first, with white space that nobody digests.
  const { rowCount } = await client.query(`UPDATE log_event e SET payload = o.turned
    FROM (SELECT tenant_id, seq, ordinal, ('{ ' || string_agg(to_json(key)::text || ': ' || value::text, ', ' ORDER BY key DESC) || ' }')::json AS turned
      FROM log_event, json_each(payload) GROUP BY tenant_id, seq, ordinal HAVING count(*) > 1) o
    WHERE (e.tenant_id, e.seq, e.ordinal) = (o.tenant_id, o.seq, o.ordinal)`);
  await client.end();
  expect(rowCount).toBeGreaterThan(10);
  const copy = await anEmptyServer();
  await copyStore(earlier, copy, options);
  expect((await rowsOf(copy)).log_event).toEqual((await rowsOf(earlier)).log_event);
  expect((await rowsOf(copy)).log_event).not.toEqual((await rowsOf(original)).log_event);
});

describe('a dump that is not what it says', () => {
  let target: StorePlace;
  let text: readonly string[];
  beforeAll(async () => {
    target = await anEmptyServer();
    const file = join(folder, 'good.dump.gz');
    await backUpStore(original, file, options);
    text = gunzipSync(readFileSync(file)).toString('utf8').trimEnd().split('\n');
  });

  /** With the checksum that fits, as somebody who knows the form would make it. */
  const sealed = (lines: readonly string[], end?: Readonly<Record<string, number>>): Buffer => {
    const body = lines.slice(0, -1);
    const digest = createHash('sha256')
      .update(body.map((line) => `${line}\n`).join(''))
      .digest('hex');
    const { end: counts } = JSON.parse(text.at(-1) ?? '') as { end: Record<string, number> };
    return gzipSync(`${[...body, JSON.stringify({ end: end ?? counts, sha256: digest })].join('\n')}\n`);
  };
  const replaced = (find: RegExp, by: string) => text.map((line) => line.replace(find, by));
  const firstRow = () => text.findIndex((line) => line.startsWith('['));

  test.each<readonly [string, () => Buffer, string, string]>([
    ['no gzip', () => Buffer.from('PK not gzip'), 'dump-unreadable', 'unpacked'],
    ['nothing', () => gzipSync(''), 'dump-unreadable', 'empty'],
    ['another format', () => gzipSync('{"format":"pg_dump"}\n'), 'dump-unreadable', 'begin'],
    ['no JSON', () => gzipSync(`${text[0]}\nDROP TABLE host;\n`), 'dump-unreadable', 'JSON'],
    ['cut in the packed bytes', () => gzipSync(text.join('\n')).subarray(0, 3_000), 'dump-unreadable', 'unpacked'],
    ['cut at a line', () => gzipSync(`${text.slice(0, -1).join('\n')}\n`), 'dump-unreadable', 'cut off'],
    ['more after its end', () => gzipSync(`${text.join('\n')}\n[]\n`), 'dump-unreadable', 'follows'],
    [
      'a value changed',
      () => gzipSync(`${replaced(/"S0001-DC1"/, '"EVIL"').join('\n')}\n`),
      'dump-unreadable',
      'checksum',
    ],
    ['a row gone', () => sealed(text.filter((_, at) => at !== firstRow())), 'dump-unreadable', 'missing'],
    [
      'an unknown table',
      () => sealed(replaced(/"table":"host"/, '"table":"pg_authid"')),
      'dump-unreadable',
      'pg_authid',
    ],
    [
      'other columns',
      () => sealed(replaced(/"columns":\["tenant_id"/, '"columns":["evil"')),
      'dump-unreadable',
      'columns',
    ],
    [
      'a row too short',
      () => sealed(text.map((line, at) => (at === firstRow() ? '["x"]' : line))),
      'dump-unreadable',
      'fit',
    ],
    [
      'a row of objects',
      () => sealed(text.map((line, at) => (at === firstRow() ? '[{}]' : line))),
      'dump-unreadable',
      'fit',
    ],
    [
      'a number that is none',
      () => sealed(replaced(/"1774\d+"/, '"1; DROP TABLE host"')),
      'dump-unreadable',
      'refuses',
    ],
    [
      'a newer schema',
      () => sealed(replaced(/"schema":"[^"]*"/, '"schema":"9999-later"')),
      'store-newer',
      '9999-later',
    ],
    ['an event changed, sealed anew', () => sealed(replaced(/S0001-DC1/, 'EVIL')), 'store-copy-unproven', 'breaks'],
  ])('%s is refused, and nothing is written', async (_what, make, code, words) => {
    const file = join(folder, 'hostile.dump.gz');
    writeFileSync(file, make());
    const refused = restoreStore(file, target, options);
    await expect(refused).rejects.toMatchObject({ name: 'Terminal', code });
    await expect(refused).rejects.toThrow(words);
    expect(Object.values(await rowsOf(target)).flat().length).toBe(0);
  });

  test('a file that is not there, or is a folder, is refused as well', async () => {
    await expect(restoreStore(join(folder, 'none'), target, options)).rejects.toMatchObject({
      code: 'dump-unreadable',
    });
    await expect(restoreStore(folder, target, options)).rejects.toMatchObject({ code: 'dump-unreadable' });
  });
});

test('one dump a day is due, seven are kept by default, and what a person put there stays', async () => {
  const dumps = join(folder, 'dumps');
  const day = (number: number) => Date.parse('2026-03-28T23:00:00Z') + number * 86_400_000;
  mkdirSync(dumps);
  for (const name of ['by-hand.dump.gz', 'daily-notes.txt']) writeFileSync(join(dumps, name), '');
  for (let number = 0; number < 9; number += 1) {
    const due = await dueDump(dumps, day(number));
    writeFileSync(due ?? '', '');
    expect(await dueDump(dumps, day(number) + 3_000_000)).toBeUndefined();
    await rotate(dumps, 7);
  }
  expect(readdirSync(dumps).sort()).toEqual([
    'by-hand.dump.gz',
    ...[30, 31].map((date) => `daily-2026-03-${date}.dump.gz`),
    ...[1, 2, 3, 4, 5].map((date) => `daily-2026-04-0${date}.dump.gz`),
    'daily-notes.txt',
  ]);
});
