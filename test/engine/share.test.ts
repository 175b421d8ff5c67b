import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { as, type TenantId } from '../../src/domain/ids.ts';
import { minuteMs, secondMs } from '../../src/domain/time.ts';
import { systemClocks } from '../../src/engine/clock.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { goneAfterMs } from '../../src/engine/ports/worker-store.ts';
import { createShare, type Share } from '../../src/engine/share.ts';
import { newId, testIdentity } from '../support/identity.ts';
import { openPlayedStore } from '../support/played-stores.ts';

/* Several workers in one process, each with its own view of one store; the machine's clock is turned, so that a silence is as long as the test says. */

let clock = 1_000_000;
let store: Store;
beforeAll(async () => {
  store = await openPlayedStore(testIdentity, () => clock);
});
afterAll(() => store?.close());

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

async function aShare(worker: string): Promise<Share> {
  const clocks = systemClocks(() => clock);
  const share = createShare(
    { store, clocks, worker, log: silent },
    { kind: 'worker', host: 'guard1', process: 1, version: '0.1.0' },
  );
  await share.start();
  return share;
}

/** What the loop does at each look: says that it lives, takes what is due, and gives back what is too much. */
async function look(share: Share, due: readonly TenantId[]): Promise<readonly TenantId[]> {
  await share.look();
  const own: TenantId[] = [];
  const part = share.part(due.filter((tenantId) => share.holderOf(tenantId) === 'nobody').length);
  for (const tenantId of due) {
    if (share.holderOf(tenantId) === 'another') continue;
    if (await share.take(tenantId, part)) own.push(tenantId);
  }
  await share.leaveRest(part);
  return own;
}

function tenants(count: number): readonly TenantId[] {
  return Array.from({ length: count }, () => as<TenantId>(newId()));
}

/** Long enough that every look begins with a beat. */
const aWhile = 7 * secondMs;

test('workers divide what is due, each its part, and nobody has what another has', async () => {
  const [one, two] = [await aShare('divide-1'), await aShare('divide-2')];
  const due = tenants(5);
  clock += aWhile;
  const first = await look(one, due);
  clock += aWhile;
  await one.look();
  const second = await look(two, due);
  expect([...first, ...second].sort()).toEqual([...due].sort());
  expect([first.length, second.length]).toEqual([3, 2]);
  clock += aWhile;
  expect(await look(one, due), 'what a worker has it keeps').toEqual(first);
  await one.stop();
  await two.stop();
});

test('a worker that comes later gets its part at the next looks', async () => {
  const one = await aShare('later-1');
  const due = tenants(4);
  expect(await look(one, due)).toHaveLength(4);
  clock += aWhile;
  await one.look();
  const two = await aShare('later-2');
  expect(await look(two, due), 'all is taken still').toEqual([]);
  clock += aWhile;
  await look(one, due);
  clock += aWhile;
  await one.look();
  expect(await look(two, due)).toHaveLength(2);
  await one.stop();
  await two.stop();
});

test('what a worker had that fell silent is taken over after the time of its hold, and not before', async () => {
  const [one, two] = [await aShare('silent-1'), await aShare('silent-2')];
  const [tenantId] = tenants(1);
  if (!tenantId) throw new Error('There is no tenant.');
  expect(await look(one, [tenantId])).toEqual([tenantId]);
  const silentSince = clock;
  clock = silentSince + goneAfterMs - 1;
  expect(await look(two, [tenantId])).toEqual([]);
  expect(two.gone()).not.toContain('silent-1');
  clock = silentSince + goneAfterMs + aWhile;
  expect(await look(two, [tenantId])).toEqual([tenantId]);
  expect(two.gone()).toContain('silent-1');
  // It stood still and goes on: before it works again it learns that it has nothing any more.
  await one.look();
  expect(one.holderOf(tenantId)).toBe('another');
  await one.stop();
  await two.stop();
});

test('a worker that stops in good order is waited for by nobody', async () => {
  const [one, two] = [await aShare('stop-1'), await aShare('stop-2')];
  const [tenantId] = tenants(1);
  if (!tenantId) throw new Error('There is no tenant.');
  await look(one, [tenantId]);
  await one.stop();
  clock += aWhile;
  expect(await look(two, [tenantId])).toEqual([tenantId]);
  expect((await store.workers()).map(({ workerId }) => workerId)).not.toContain('stop-1');
  await two.stop();
});

test('a worker whose loop hangs falls silent, although its process lives', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const beats: number[] = [];
    const told: string[] = [];
    const watched = {
      ...store,
      beat: (...given: Parameters<Store['beat']>) => {
        beats.push(clock);
        return store.beat(...given);
      },
    };
    const log = { ...silent, error: (_: object, message: string) => void told.push(message) };
    const share = createShare(
      { store: watched, clocks: systemClocks(() => clock), worker: 'stuck-1', log },
      { kind: 'worker', host: 'guard1', process: 1, version: '0.1.0' },
    );
    await share.start();
    await vi.advanceTimersByTimeAsync(3 * secondMs);
    expect(beats).toHaveLength(2);
    clock += 6 * minuteMs;
    await share.stop();
    await share.start();
    expect(beats, 'it begins anew').toHaveLength(3);
    clock += 6 * minuteMs;
    await vi.advanceTimersByTimeAsync(3 * secondMs);
    expect(beats, 'no beat after minutes without a look').toHaveLength(3);
    expect(told[0]).toContain('has not looked for minutes');
    await share.stop();
  } finally {
    vi.useRealTimers();
  }
});

test('a worker ends although it cannot give back what it has', async () => {
  const endWorker = () => Promise.reject(new Error('away'));
  const share = createShare(
    { store: { ...store, endWorker }, clocks: systemClocks(() => clock), worker: 'cut-off', log: silent },
    { kind: 'worker', host: 'guard1', process: 1, version: '0.1.0' },
  );
  await share.start();
  await expect(share.stop()).resolves.toBeUndefined();
});
