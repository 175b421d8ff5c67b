import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verifyChain } from '../../src/domain/log.ts';
import { minuteMs } from '../../src/domain/time.ts';
import type { EngineContext } from '../../src/engine/context.ts';
import { seededIdentity } from '../../src/engine/identity.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { tick } from '../../src/engine/tick.ts';
import { readPostmaster } from '../../src/store/local/postmaster.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { machineNow, sha256, testIdentity } from '../support/identity.ts';
import { openedStore } from '../support/opened-store.ts';
import { installedPrograms, packagedPrograms } from '../support/postgres.ts';
import { aTenant } from '../support/stores.ts';
import { aWorld, worldStartAt } from '../support/world.ts';
import { aHost } from './estate.ts';

/*
 * The default store on a disk that stands still again and again. Root has a disk of its own made for it, a file system in a file, which the kernel freezes
 * (`fsfreeze`): whoever writes there hangs in the write or in the sync until it is thawed, as with a disk whose controller does not answer, and reads go on.
 * Who may not mount, or has no loop device, stops the processes of the database instead, by SIGSTOP: seen from us it is the same silence, only that reads
 * are silent too. Which of the two it was stands in the names of the tests.
 */

const options = { identity: testIdentity, machineNow };
const programs = packagedPrograms() ?? installedPrograms();

interface Disk {
  readonly folder: string;
  readonly hasReads: boolean;
  standStill(): void;
  goOn(): void;
  remove(): void;
}

function did(program: string, ...words: readonly string[]): boolean {
  return spawnSync(program, words, { stdio: 'ignore' }).status === 0;
}

/** A file system of its own; undefined where there can be none. */
function ownDisk(): Disk | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const base = mkdtempSync(join(tmpdir(), 'cg-slow-'));
  chmodSync(base, 0o711);
  const [image, folder] = [join(base, 'disk'), join(base, 'on')];
  mkdirSync(folder);
  const isMounted =
    did('truncate', '-s', '256M', image) &&
    did('mkfs.ext4', '-q', '-F', '-m', '0', image) &&
    did('mount', '-o', 'loop', image, folder);
  if (!isMounted) {
    rmSync(base, { recursive: true, force: true });
    return undefined;
  }
  chmodSync(folder, 0o711);
  // Should we be killed while it stands still, the one at the other end of the pipe lets it go on: a frozen disk would hold its processes for ever.
  const keeper = spawn('sh', ['-c', 'cat >/dev/null; fsfreeze -u "$1" 2>/dev/null; umount -l "$1"', 'sh', folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  return {
    folder,
    hasReads: true,
    standStill: () => expect(did('fsfreeze', '-f', folder), 'the disk stands still').toBe(true),
    goOn: () => void did('fsfreeze', '-u', folder),
    remove: () => {
      did('fsfreeze', '-u', folder);
      expect(did('umount', folder), 'nobody holds the disk').toBe(true);
      keeper.stdin?.end();
      rmSync(base, { recursive: true, force: true });
    },
  };
}

/** The disk of everybody, with a database whose processes are stopped. */
function stoppedDatabase(): Disk {
  const folder = mkdtempSync(join(tmpdir(), 'cg-slow-'));
  chmodSync(folder, 0o711);
  let stopped: readonly number[] = [];
  const goOn = () => {
    for (const pid of stopped) signal(pid, 'SIGCONT');
    stopped = [];
  };
  return {
    folder,
    hasReads: false,
    standStill: () => {
      const postmaster = readPostmaster(join(folder, 'database', 'postgres', 'data'))?.pid ?? 0;
      // Its parent first, so that it starts no more of them.
      for (let found = [postmaster]; found.length > 0; found = childrenOf(postmaster).filter(isNew)) {
        for (const pid of found) signal(pid, 'SIGSTOP');
        stopped = [...stopped, ...found];
      }
      function isNew(pid: number): boolean {
        return !stopped.includes(pid);
      }
    },
    goOn,
    remove: () => {
      goOn();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function signal(pid: number, name: 'SIGSTOP' | 'SIGCONT'): void {
  try {
    if (pid > 0) process.kill(pid, name);
  } catch {
    // It ended a moment ago.
  }
}

function childrenOf(parent: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1]) === parent;
      } catch {
        return false;
      }
    })
    .map(Number);
}

const trial = ownDisk();
trial?.remove();
const what = trial === undefined ? 'a database whose processes are stopped' : 'a disk that is frozen';

let disk: Disk;
let directory: string;
const ends: (() => unknown)[] = [];
beforeEach(() => {
  disk = (trial === undefined ? undefined : ownDisk()) ?? stoppedDatabase();
  directory = join(disk.folder, 'database');
  mkdirSync(directory);
});
afterEach(async () => {
  disk.goOn();
  for (const end of ends.splice(0).reverse()) await end();
  disk.remove();
});

function opened(given = options): Promise<Store> {
  return openedStore({ kind: 'local', directory, programs }, given, ends);
}

/** A process of its own that commits without a pause. */
function aWriter(tenantId: string): ChildProcess {
  const hooks = new URL('../support/run-typescript.mjs', import.meta.url).href;
  const program = fileURLToPath(new URL('./committing-child.ts', import.meta.url));
  const place = JSON.stringify({ kind: 'local', directory, programs });
  const child = spawn(process.execPath, ['--import', hooks, program, place, tenantId], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  ends.push(() => child.kill('SIGKILL'));
  return child;
}

test(`what is acknowledged on ${what} is there, also when the writer is killed while it stands still, and nothing is there twice`, async () => {
  const store = await opened();
  const tenantId = await aTenant(store);
  await store.close();
  const child = aWriter(tenantId);
  const acknowledged: string[] = [];
  const lines = createInterface({ input: child.stdout ?? process.stdin });
  lines.on('line', (line) => acknowledged.push(...line.split(' ').slice(1)));
  await once(lines, 'line');
  const stalls = 12;
  let progress = 0;
  for (let stall = 1; stall <= stalls; stall += 1) {
    disk.standStill();
    await pause(200);
    const before = acknowledged.length;
    if (stall === stalls) break;
    disk.goOn();
    // It goes on by itself, however slow this machine is; the time-out of the test is the bound.
    while (acknowledged.length === before) await pause(10);
    progress += acknowledged.length - before;
  }
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
  disk.goOn();
  expect(progress).toBeGreaterThanOrEqual(3 * (stalls - 1));
  const again = await opened();
  const stored = (await again.hostIndex(tenantId)).map(({ hostId }) => String(hostId));
  const there = new Set(stored);
  expect(acknowledged.filter((hostId) => !there.has(hostId))).toEqual([]);
  expect(stored).toHaveLength(there.size);
  // A transaction has three servers: whole or not at all.
  expect(there.size % 3).toBe(0);
  expect(await again.hostCounts(tenantId)).toMatchObject({ total: there.size });
  const chain = await verifyChain(again.links(tenantId, 0), await again.logHead(tenantId), sha256);
  expect(chain).toMatchObject({ breaks: [], events: 1 + there.size });
});

test(`on ${what} the database counts as away once it owes an answer for longer than any statement may take, and comes back`, async () => {
  let now = machineNow();
  const store = await opened({ identity: testIdentity, machineNow: () => now });
  const tenantId = await aTenant(store);
  await store.ping();
  disk.standStill();
  const answer = store.commit({ tenantId, at: 2_000, hosts: [aHost()] }).then(
    () => 'written',
    (error: { readonly name?: string }) => error.name,
  );
  let why = '';
  // Where reads are silent too, whoever asks waits with everybody else.
  while (disk.hasReads && why === '') {
    await pause(20);
    now += 31_000;
    why = await store.ping().then(
      () => '',
      (error: { readonly code?: string; readonly message?: string }) => `${error.code}: ${error.message}`,
    );
  }
  if (disk.hasReads) expect(why).toMatch(/^store-unavailable: .* for \d\d+ s: its disk is slow, or stands still/);
  disk.goOn();
  // Written, or broken off and told as that: whoever waits is never left without an answer.
  expect(['written', 'Retryable']).toContain(await answer);
  await store.ping();
  const { total } = await store.hostCounts(tenantId);
  expect(total).toBe((await answer) === 'written' ? 1 : 0);
});

test(`I3 I5 I10 a worker held back by ${what} beyond its lease does not send what another has taken over`, async () => {
  const identity = seededIdentity('slow disk');
  const store = await opened({ identity, machineNow: () => worldStartAt });
  const posts: string[] = [];
  let at = 'two';
  await using world = await aWorld({
    seed: 5,
    store,
    estate: estateOf({ hosts: 3, seed: 5, troubledShare: 0 }),
    onRequest: (_method, path) => void (path.endsWith('/migrate') && posts.push(at)),
  });
  await world.start('all', { cap: 1, rules: { budget: { failures: 99 } } });
  const two: EngineContext = { ...world.context, worker: 'two', goneWorkers: () => ['one'] };
  let stalls = 0;
  const markSending: Store['markSending'] = async (...given) => {
    stalls += 1;
    disk.standStill();
    const marked = store.markSending(...given);
    await pause(200);
    // The disk comes round after 20 minutes, and the other one looks before this one hears of it.
    world.twin.clock.advanceBy(20 * minuteMs);
    world.twin.step();
    disk.goOn();
    const isOurs = await marked;
    at = 'two';
    await tick(two, world.tenantId);
    at = 'one';
    return isOurs;
  };
  const one: EngineContext = { ...world.context, worker: 'one', store: { ...store, markSending } };
  at = 'one';
  while (stalls === 0) {
    await tick(one, world.tenantId);
    if (stalls === 0) await world.turn({ minutes: 5 });
  }
  at = 'two';
  expect(posts, 'who was held back sends nothing').toEqual([]);
  // Whoever is there goes on: a person lets what came to nothing be tried again.
  for (let hours = 0; hours < 48; hours += 1) {
    await world.turn({ hours: 1 });
    const open = await store.tasks(world.tenantId, { state: ['open'], kind: ['acknowledge-failure'] }, { top: 9 });
    for (const { taskId } of open.value) {
      const answer = { choice: 'retry', because: 'The disk stood still.' };
      await world.control.completeTask('user:test', world.tenantId, taskId, answer);
    }
    const { value } = await store.hosts(world.tenantId, { moveState: ['observing'] }, { top: 9 });
    if (value.length === 3) break;
  }
  expect(world.twin.ledger().servers.map(({ migrateCalls, restarts }) => [migrateCalls, restarts])).toEqual([
    [1, 0],
    [1, 0],
    [1, 0],
  ]);
  expect(await world.control.verifyLog(world.tenantId)).toMatchObject({ breaks: [], differences: [] });
});
