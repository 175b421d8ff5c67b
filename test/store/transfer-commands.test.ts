import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyChain } from '../../src/domain/log.ts';
import { openStore } from '../../src/store/open.ts';
import type { StorePlace } from '../../src/store/place.ts';
import { machineNow, sha256, testIdentity } from '../support/identity.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { aTenant } from '../support/stores.ts';
import { eligibleHosts } from './estate.ts';

/* `store copy`, `store info`, `store backup` and `store restore` as a person types them: the program itself, each time a process of its own. */

const options = { identity: testIdentity, machineNow };
const folder = mkdtempSync(join(tmpdir(), 'cg-typed-'));
chmodSync(folder, 0o711);
const data = (name: string) => join(folder, name);
const local = (name: string) =>
  ({ kind: 'local', directory: join(data(name), 'database') }) as const satisfies StorePlace;

let server: TestPostgres;
let url: string;
let rows: number;
/** What a whole copy shows: the views of the tenant and the head of its log. */
let whole: unknown;

async function shown(place: StorePlace): Promise<unknown> {
  const store = await openStore(place, options);
  try {
    expect(await store.migrate()).toEqual({ applied: [] });
    const [tenant] = await store.tenants();
    if (tenant === undefined) throw new Error('There is no tenant.');
    const { tenantId } = tenant;
    const head = await store.logHead(tenantId);
    expect((await verifyChain(store.links(tenantId, 0), head, sha256)).breaks).toEqual([]);
    return { tenant, head, views: await store.views(tenantId), hosts: await store.hostIndex(tenantId) };
  } finally {
    await store.close();
  }
}

beforeAll(async () => {
  server = await startPostgres();
  url = await server.createDatabase('typed');
  const store = await openStore({ kind: 'server', url }, options);
  await store.migrate();
  await eligibleHosts(store, await aTenant(store), 5);
  await store.close();
  whole = await shown({ kind: 'server', url });
});

afterAll(async () => {
  await server.stop();
  for (const name of ['one', 'two', 'three']) {
    const known = join(local(name).directory, 'local.json');
    // Run as root, the database lies where its account gets to it, and not in the closed data directory.
    if (!existsSync(known)) continue;
    const { home } = JSON.parse(readFileSync(known, 'utf8')) as { readonly home?: string };
    if (home !== undefined) rmSync(home, { recursive: true, force: true });
  }
  rmSync(folder, { recursive: true, force: true });
});

interface Typed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function typed(...words: readonly string[]): Promise<Typed> {
  const hooks = fileURLToPath(new URL('../support/run-typescript.mjs', import.meta.url));
  const program = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
  return new Promise((done) => {
    const child = execFile(
      process.execPath,
      ['--import', hooks, program, ...words],
      { env: { PATH: process.env.PATH, HOME: folder } },
      (_, out, err) => done({ code: child.exitCode ?? -1, out, err }),
    );
  });
}

async function answered(...words: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const { code, out, err } = await typed(...words, '--json');
  expect([code, err]).toEqual([0, expect.not.stringMatching(/error/i)]);
  return JSON.parse(out) as Readonly<Record<string, unknown>>;
}

test('store copy brings a server into the data directory, and from there into another one', async () => {
  const first = await answered('store', 'copy', '--from', url, '--to', 'local', '--data', data('one'));
  expect(first).toMatchObject({ tenants: 1, tables: { tenant: 1, host: 5 } });
  rows = Number(first.rows);
  expect(await shown(local('one'))).toEqual(whole);
  const onwards = ['--from', 'local', '--to', `local:${data('two')}`, '--data', data('one')];
  const second = await typed('store', 'copy', ...onwards);
  expect(second.code).toBe(0);
  expect(second.out).toContain(`${rows} rows in`);
  expect(second.out).toContain('verified in the copy');
  expect(await shown(local('two'))).toEqual(whole);
  const again = await typed('store', 'copy', ...onwards, '--json');
  expect([again.code, `${again.out}${again.err}`]).toEqual([5, expect.stringContaining('store-not-empty')]);
});

test('store info tells of a local store what it is, the same while a process works on it and when none does', async () => {
  const asked = () => answered('store', 'info', '--data', data('one'));
  const alone = await asked();
  expect(alone).toMatchObject({ kind: 'local', isCurrent: true, facts: [{ name: 'Tenants', value: '1' }] });
  const store = await openStore(local('one'), options);
  try {
    expect(store.description.where).toContain('PostgreSQL');
    expect(await asked()).toEqual({ ...alone, where: store.description.where });
    expect(await store.tenants(), 'whoever works on it was not disturbed').toHaveLength(1);
  } finally {
    await store.close();
  }
});

test('store backup writes a file that store restore makes a store of', async () => {
  const file = join(folder, 'typed.dump.gz');
  expect(await answered('store', 'backup', file, '--data', data('one'))).toEqual({ path: file, rows });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await answered('store', 'restore', file, '--data', data('three'))).toMatchObject({ rows, tenants: 1 });
  expect(await shown(local('three'))).toEqual(whole);
  const again = await typed('store', 'restore', file, '--data', data('three'), '--json');
  expect([again.code, `${again.out}${again.err}`]).toEqual([5, expect.stringContaining('store-not-empty')]);
});
