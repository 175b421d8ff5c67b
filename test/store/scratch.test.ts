import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { dropScratchPlace, makeScratchPlace, type ScratchServer, startScratchServer } from '../../src/store/scratch.ts';
import { machineNow, testIdentity } from '../support/identity.ts';
import { aTenant } from '../support/stores.ts';

/* A PostgreSQL for what may be lost: what makes it quick, who reaches it, and that nothing of it is left. */

const options = { identity: testIdentity, machineNow };
const hook = new URL('../support/run-typescript.mjs', import.meta.url).href;
const program = fileURLToPath(new URL('./scratch-child.ts', import.meta.url));
let server: ScratchServer;
beforeAll(async () => {
  const started = await startScratchServer(options);
  if (started === undefined) throw new Error('There is no PostgreSQL on this machine, and no package with one.');
  server = started;
});
afterAll(() => server.stop());

async function asked(statement: string, address = server.address): Promise<unknown> {
  const client = new pg.Client(address);
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(statement);
    return Object.values(rows[0] ?? {})[0];
  } finally {
    await client.end();
  }
}
const settingOf = (name: string) => asked(`SHOW ${name}`);
const databases = () => asked("SELECT count(*)::int FROM pg_database WHERE datname LIKE 'scratch%'");

test('it never waits for the disk, and listens on no address of the network', async () => {
  expect([await settingOf('fsync'), await settingOf('synchronous_commit')]).toEqual(['off', 'off']);
  expect(await settingOf('listen_addresses')).toBe('');
  expect(await settingOf('unix_socket_permissions')).toBe('0700');
});

test('nobody gets in without its password', async () => {
  await expect(asked('SELECT 1', { ...server.address, password: 'another' })).rejects.toThrow(/password/);
});

test('its folder belongs to an account that is not root, and is open to nobody else', () => {
  const { mode, uid } = statSync(server.address.host);
  expect(mode & 0o777).toBe(0o700);
  expect(uid).not.toBe(0);
});

test('a new database has the schema and nothing in it, a copy what its original has, and each changes alone', async () => {
  const first = await makeScratchPlace(server.address);
  const store = await openStore(first, options);
  expect((await store.schema()).isCurrent).toBe(true);
  expect((await store.migrate()).applied).toEqual([]);
  const tenantId = await aTenant(store);
  await store.close();
  const second = await makeScratchPlace(server.address, first);
  const copy = await openStore(second, options);
  await aTenant(copy);
  expect((await copy.tenants()).map((tenant) => tenant.tenantId)).toContain(tenantId);
  expect(await copy.tenants()).toHaveLength(2);
  await copy.close();
  const again = await openStore(first, options);
  expect(await again.tenants()).toHaveLength(1);
  await again.close();
  await dropScratchPlace(server.address, first);
  await dropScratchPlace(server.address, second);
});

test('what somebody left there is cleared away, and new databases are made as before', async () => {
  const before = await databases();
  await makeScratchPlace(server.address);
  expect(await databases()).not.toBe(before);
  await server.clear();
  expect(await databases()).toBe(before);
  await dropScratchPlace(server.address, await makeScratchPlace(server.address));
});

test('stopped, it leaves no process and no file', async () => {
  const own = await startScratchServer(options);
  const folder = own?.address.host ?? '';
  const pid = Number(readFileSync(join(folder, 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
  expect(() => process.kill(pid, 0)).not.toThrow();
  await own?.stop();
  expect(existsSync(join(folder, '..'))).toBe(false);
  expect(() => process.kill(pid, 0)).toThrow();
});

test('when its owner is killed, its guard ends it and removes what it had', async () => {
  const temporary = mkdtempSync(join(tmpdir(), 'cg-s-'));
  const child = spawn(process.execPath, ['--import', hook, program], {
    env: { PATH: process.env.PATH, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [host] = (await once(createInterface(child.stdout), 'line')) as [string];
  const pid = Number(readFileSync(join(host, 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
  child.kill('SIGKILL');
  await expect.poll(() => existsSync(host), { timeout: 60_000 }).toBe(false);
  await expect.poll(() => isAlive(pid), { timeout: 60_000 }).toBe(false);
  rmSync(temporary, { recursive: true, force: true });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
