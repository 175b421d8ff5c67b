import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readPostmaster } from '../../src/store/local/postmaster.ts';
import { findPrograms } from '../../src/store/local/programs.ts';
import { runningAddress, startLocalServer } from '../../src/store/local/server.ts';
import { openStore } from '../../src/store/open.ts';
import type { StorePlace } from '../../src/store/place.ts';
import { machineNow, testIdentity } from '../support/identity.ts';
import { openedStore } from '../support/opened-store.ts';
import { installedPrograms, packagedPrograms } from '../support/postgres.ts';
import { aTenant } from '../support/stores.ts';

/*
 * Every trap of a database that a program runs for itself. What the identity of whoever runs it decides stands in one group, which root's run plays once more
 * as an ordinary user (local-ordinary-user.test.ts).
 */

const options = { identity: testIdentity, machineNow };
const isRoot = process.getuid?.() === 0;
/** What only one of the two meets is a rule for that one alone, and is not there for the other: it would be no skipped test, but one without a meaning. */
const rulesOf = (isTheirs: boolean) => (isTheirs ? test : () => undefined);
const [asRoot, asOrdinary] = [rulesOf(isRoot), rulesOf(!isRoot)];
const programs = packagedPrograms() ?? installedPrograms();

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cg-local-'));
  // A folder that root's database can be reached in; those that are closed are made so by their tests.
  chmodSync(directory, 0o711);
});
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  // Of a process that was killed the server lives until its guard ends it, and writes as long as it lives.
  for (const pid of guardsOf(directory)) process.kill(pid, 'SIGKILL');
  const left = serverPid();
  if (isAlive(left)) process.kill(left, 'SIGQUIT');
  await until(() => !isAlive(left));
  rmSync(directory, { recursive: true, force: true });
});

const place = (more: { readonly programs?: string | undefined } = { programs }) =>
  ({ kind: 'local', directory, ...more }) as const satisfies StorePlace;

/** A database that was made and closed, to be copied: making one takes longer than most of what is looked at here. */
const template = mkdtempSync(join(tmpdir(), 'cg-template-'));
chmodSync(template, 0o711);
beforeAll(async () => {
  const store = await openStore({ kind: 'local', directory: template, programs }, options);
  await store.migrate();
  await store.close();
});
afterAll(() => rmSync(template, { recursive: true, force: true }));

async function opened(at: StorePlace = place()) {
  const isNew = at.kind === 'local' && at.directory === directory && readdirSync(directory).length === 0;
  if (isNew && at.programs === programs) spawnSync('cp', ['-a', `${template}/.`, directory]);
  return openedStore(at, options, ends);
}

async function made(): Promise<void> {
  await (await opened()).close();
}

const data = () => join(directory, 'postgres', 'data');
const inPostgres = () => readdirSync(join(directory, 'postgres'));
const serverPid = () => readPostmaster(data())?.pid ?? 0;

function isAlive(pid: number): boolean {
  // Zero would be all processes of our own group.
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const state = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1] : undefined;
  return state?.startsWith('Z') !== true;
}

/** Looks until something is so; the time-out of the test is the bound. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((done) => setTimeout(done, 20));
}

async function asked(statement: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client((await runningAddress(directory)) ?? {});
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(statement);
  await client.end();
  return rows;
}

/** A process of its own that has the store open, or is about to open it. */
async function aProcess(at: StorePlace = place()): Promise<ChildProcess> {
  const hooks = new URL('../support/run-typescript.mjs', import.meta.url).href;
  const program = fileURLToPath(new URL('./committing-child.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', hooks, program, JSON.stringify(at), tenantId], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  ends.push(() => child.kill('SIGKILL'));
  return child;
}
let tenantId = '';

/** A process that has committed at least once. */
async function aWorkingProcess(): Promise<ChildProcess> {
  const store = await opened();
  tenantId = await aTenant(store);
  await store.close();
  const child = await aProcess();
  await once(createInterface({ input: child.stdout ?? process.stdin }), 'line');
  return child;
}

async function killed(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

test('it waits for the disk at every commit, is UTF-8 in the C locale, keeps checksums, and says nothing to the network', async () => {
  await opened();
  const [set] = await asked(`SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit,
    current_setting('server_encoding') AS encoding, current_setting('data_checksums') AS checksums,
    current_setting('listen_addresses') AS listens, (SELECT datcollate FROM pg_database WHERE datname = 'postgres') AS locale`);
  expect(set).toEqual({ fsync: 'on', commit: 'on', encoding: 'UTF8', checksums: 'on', listens: '', locale: 'C' });
});

describe('for root and for an ordinary user', () => {
  test('the server is whoever runs it, or for root somebody else, and reaches its data', async () => {
    await opened();
    const owner = statSync(data()).uid;
    if (isRoot) expect(owner).not.toBe(0);
    else expect(owner).toBe(process.getuid?.());
    expect(statSync(join(directory, 'local.json')).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(data())).mode & 0o777).toBe(0o700);
  });

  asRoot(
    'as root below a closed folder the database lies where its account gets to it, and is found again',
    async () => {
      const closed = join(directory, 'closed', 'data');
      mkdirSync(closed, { recursive: true });
      chmodSync(join(directory, 'closed'), 0o700);
      const at = { ...place(), directory: closed };
      let store = await opened(at);
      const tenant = await aTenant(store);
      const { home } = JSON.parse(readFileSync(join(closed, 'local.json'), 'utf8')) as { home: string };
      ends.unshift(() => rmSync(home, { recursive: true, force: true }));
      expect(home).toMatch(/^\/var\/lib\/changeguard\/databases\/[0-9a-f]{16}$/);
      await store.close();
      store = await opened(at);
      expect((await store.tenant(tenant))?.name).toBe('Bank of Tests');
      // A copy of the data directory names the same database: only one process may use it, whatever the directory.
      const twin = join(directory, 'twin');
      mkdirSync(twin);
      writeFileSync(join(twin, 'local.json'), readFileSync(join(closed, 'local.json')));
      await expect(openStore({ ...place(), directory: twin }, options)).rejects.toMatchObject({ code: 'store-locked' });
    },
  );

  asRoot('programs below a closed folder are copied to where the account of the database gets to them', async () => {
    const closed = join(directory, 'closed');
    const native = join(closed, 'node_modules', 'embedded', 'native');
    mkdirSync(native, { recursive: true });
    chmodSync(closed, 0o700);
    const from = dirname(packagedPrograms() ?? '');
    cpSync(from, native, { recursive: true, verbatimSymlinks: true });
    writeFileSync(join(native, '..', 'package.json'), JSON.stringify({ version: `0.0.0-test-${process.pid}` }));
    const found = await findPrograms({
      named: join(native, 'bin'),
      known: undefined,
      major: undefined,
      account: { name: 'nobody', uid: 65_534, gid: 65_534 },
      copies: join(directory, 'programs'),
    });
    ends.push(() => rmSync(dirname(found?.folder ?? directory), { recursive: true, force: true }));
    expect(found).toMatchObject({
      major: 18,
      folder: expect.stringMatching(/^\/var\/lib\/changeguard\/programs\/.+\/bin$/),
    });
  });

  asOrdinary('as an ordinary user the database lies in the data directory, also below a closed folder', async () => {
    const closed = join(directory, 'closed', 'data');
    mkdirSync(closed, { recursive: true });
    chmodSync(join(directory, 'closed'), 0o700);
    const at = { ...place(), directory: closed };
    const store = await opened(at);
    const tenant = await aTenant(store);
    await store.close();
    expect(JSON.parse(readFileSync(join(closed, 'local.json'), 'utf8'))).toMatchObject({ home: 'postgres' });
    expect((await (await opened(at)).tenant(tenant))?.name).toBe('Bank of Tests');
  });

  asOrdinary(
    'programs of a folder that this user may not write to are copied into the data directory, and run there',
    async () => {
      const native = join(directory, 'node_modules', 'embedded', 'native');
      cpSync(dirname(packagedPrograms() ?? ''), native, { recursive: true, verbatimSymlinks: true });
      const links = readdirSync(join(native, 'lib'), { withFileTypes: true }).filter((entry) => entry.isSymbolicLink());
      for (const { name } of links) rmSync(join(native, 'lib', name));
      writeFileSync(join(native, '..', 'package.json'), JSON.stringify({ version: '0.0.0-test' }));
      chmodSync(join(native, 'lib'), 0o555);
      ends.push(() => chmodSync(join(native, 'lib'), 0o755));
      const store = await opened(place({ programs: join(native, 'bin') }));
      expect(store.description.where).toContain('PostgreSQL 18');
      expect(readFileSync(join(directory, 'local.json'), 'utf8')).toContain(join(directory, 'programs'));
    },
  );

  test('a data directory with a path too long for a socket works all the same', async () => {
    const long = join(directory, 'a-folder-with-a-long-name'.repeat(4), 'another');
    mkdirSync(long, { recursive: true });
    const at = { ...place(), directory: long };
    await opened(at);
    const address = await runningAddress(long);
    expect(Buffer.byteLength(join(address?.host ?? '', '.s.PGSQL.5432'))).toBeLessThan(100);
    await ends.pop()?.();
    expect(existsSync(address?.host ?? '/')).toBe(false);
  });

  test('where no socket works it listens on loopback alone, and lets nobody in without the password', async () => {
    const server = await startLocalServer({ directory, programs, reach: 'loopback' });
    ends.push(server.stop);
    expect(server.address.host).toBe('127.0.0.1');
    expect(await asked('SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    const stranger = new pg.Client({ ...server.address, password: 'guessed' });
    await expect(stranger.connect()).rejects.toMatchObject({ code: '28P01' });
  });

  test.each([
    ['our own', process.pid],
    ['another user’s, where we are not root', 1],
  ])('a process id that is by now %s does not stop it', async (_whose, pid) => {
    await made();
    const lines = [pid, data(), 1_700_000_000, 5432, dirname(data()), '', '  1234567         0', 'ready   '];
    writeFileSync(join(data(), 'postmaster.pid'), `${lines.join('\n')}\n`);
    await (await opened()).ping();
    expect(serverPid()).not.toBe(pid);
  });
});

describe('the version of the programs', () => {
  test('PG_VERSION chooses them; without a match it is refused, with what to do', async () => {
    await made();
    writeFileSync(join(data(), 'PG_VERSION'), '16\n');
    const refused = openStore(place({}), options);
    await expect(refused).rejects.toMatchObject({ name: 'Terminal', code: 'store-version' });
    await expect(refused).rejects.toThrow('PostgreSQL 16');
    await expect(openStore(place(), options)).rejects.toMatchObject({ code: 'store-version' });
  });

  test('both versions that are here open what they made, without being named again', async () => {
    for (const named of [installedPrograms(), packagedPrograms()]) {
      await (await opened(place({ programs: named }))).close();
      const store = await opened(place({}));
      expect(store.description.where).toContain(
        `PostgreSQL ${readFileSync(join(data(), 'PG_VERSION'), 'utf8').trim()}.`,
      );
      await store.close();
      rmSync(join(directory, 'postgres'), { recursive: true });
      rmSync(join(directory, 'local.json'));
    }
  });

  test('a named folder without programs is refused', async () => {
    await expect(openStore(place({ programs: directory }), options)).rejects.toMatchObject({
      code: 'store-programs-unusable',
    });
    expect(existsSync(join(directory, 'store.lock'))).toBe(false);
  });
});

describe('who else is there', () => {
  test('a second process is refused while the first one works, and the refusal names it', async () => {
    const child = await aWorkingProcess();
    const refused = openStore(place(), options);
    await expect(refused).rejects.toMatchObject({ name: 'Terminal', code: 'store-locked' });
    await expect(refused).rejects.toThrow(`Process ${child.pid}`);
    await killed(child);
  });

  test('a server that was left running is taken over with all that it has, and outlives the guard of the process that was killed', async () => {
    const child = await aWorkingProcess();
    const pid = serverPid();
    await killed(child);
    const store = await opened();
    expect(serverPid()).toBe(pid);
    const owner = readFileSync(join(directory, 'postgres.owner'), 'utf8');
    expect((await store.tenants()).map((tenant) => String(tenant.tenantId))).toEqual([tenantId]);
    // The first guard waits its grace and then finds that the server has a new owner.
    await until(() => guards(directory) === 1);
    await store.ping();
    expect([serverPid(), readFileSync(join(directory, 'postgres.owner'), 'utf8')]).toEqual([pid, owner]);
  });

  test('nothing is left running for ever when the process is killed: the guard ends the server', async () => {
    const child = await aWorkingProcess();
    const pid = serverPid();
    await killed(child);
    await until(() => !isAlive(pid) && guards(directory) === 0);
    expect(existsSync(join(data(), 'postmaster.pid'))).toBe(false);
  });

  test('nothing is left running when it is closed', async () => {
    const store = await opened();
    const pid = serverPid();
    await store.close();
    expect([isAlive(pid), existsSync(join(data(), 'postmaster.pid'))]).toEqual([false, false]);
    expect(readdirSync(directory).sort()).toEqual(['local.json', 'postgres', 'postgres.log', 'postgres.owner']);
  });

  test.each([
    ['the server', () => serverPid()],
    ['its guard', () => guardPid(directory)],
  ])('when %s is killed, the store goes on by itself', async (_whom, whom) => {
    const store = await opened();
    const tenant = await aTenant(store);
    const [struck, before] = [whom(), `${serverPid()} ${guardPid(directory)}`];
    process.kill(struck, 'SIGKILL');
    await until(() => !isAlive(struck) && guards(directory) === 1 && isAlive(serverPid()));
    expect(`${serverPid()} ${guardPid(directory)}`).not.toBe(before);
    await until(() =>
      store.tenant(tenant).then(
        (found) => found !== undefined,
        () => false,
      ),
    );
    await store.close();
    expect(existsSync(join(data(), 'postmaster.pid'))).toBe(false);
  });
});

describe('a start that finds traces', () => {
  test('one that was killed while it made the database is made anew', async () => {
    const child = await aProcess();
    await until(() => existsSync(join(directory, 'postgres')) && inPostgres().some((name) => name.endsWith('.next')));
    await killed(child);
    await (await opened()).ping();
    expect(inPostgres().filter((name) => !name.startsWith('.'))).toEqual(['data']);
  });

  test('a database that was there and is gone is told, never made anew', async () => {
    await made();
    rmSync(data(), { recursive: true });
    const refused = openStore(place(), options);
    await expect(refused).rejects.toMatchObject({ name: 'Terminal', code: 'store-missing' });
    await expect(refused).rejects.toThrow(data());
    writeFileSync(join(directory, 'local.json'), '{');
    await expect(openStore(place(), options)).rejects.toMatchObject({ code: 'store-missing' });
  });

  test('one that PostgreSQL refuses is told in PostgreSQL’s words', async () => {
    await made();
    appendFileSync(join(data(), 'postgresql.conf'), 'no_such_setting = on\n');
    const refused = openStore(place(), options);
    await expect(refused).rejects.toMatchObject({ name: 'Terminal', code: 'store-not-started' });
    await expect(refused).rejects.toThrow('no_such_setting');
  });
});

/** Processes that guard this directory, found by what they were told. */
function guardsOf(folder: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        return line.includes('guard.mjs') && line.includes(`"${folder}/`);
      } catch {
        return false;
      }
    });
}
const guards = (folder: string) => guardsOf(folder).length;
const guardPid = (folder: string) => guardsOf(folder)[0] ?? 0;
