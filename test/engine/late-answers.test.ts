import { afterAll, beforeAll, expect, test } from 'vitest';
import { minuteMs } from '../../src/domain/time.ts';
import { seededIdentity } from '../../src/engine/identity.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { expectInvariantsAtTheEnd } from '../support/invariants.ts';
import { openPlayedStore } from '../support/played-stores.ts';
import { aWorld as newWorld, type World, type WorldOptions, worldStartAt } from '../support/world.ts';

/*
 * Answers of the service that come late: at the end of an observation, when another worker reads or the service fails for a minute, and in the middle of a list.
 * Neither may cost a proof, and no row may be taken for younger than it is.
 */
let store: Store;
let worlds = 0;
beforeAll(async () => {
  store = await openPlayedStore(seededIdentity('late'), () => worldStartAt);
});
afterAll(() => store.close());
const estate = estateOf({ hosts: 1, seed: 8, troubledShare: 0 });
const aWorld = (options: WorldOptions = {}) => newWorld({ seed: 900 + ++worlds, estate, store, ...options });
const nameOf = ({ twin }: World) => twin.estate()[0]?.host.split('.')[0] ?? '';

/** A server whose evidence is complete but for what was read within the hour, an instant before the clock commits it. */
async function beforeItsCommit(): Promise<{ readonly world: World; readonly commitDueAt: number }> {
  const world = await aWorld();
  await world.start('all');
  await world.turn({ days: 6, hours: 20 });
  await world.collect(nameOf(world));
  const { commitDueAt = 0 } = (await world.newestMove(nameOf(world))).state as { readonly commitDueAt?: number };
  // Nobody looks any more until the observation is over.
  world.twin.clock.advanceTo(commitDueAt);
  world.twin.step();
  return { world, commitDueAt };
}

test('I10 X-04 a worker that died as it read at the end of an observation costs no proof: the commit waits for who reads then', {
  timeout: 300_000,
}, async () => {
  const { world, commitDueAt } = await beforeItsCommit();
  await using _ = world;
  const claim = { tenantId: world.tenantId, worker: 'who died', tenantNow: commitDueAt, machineNow: commitDueAt };
  for (const resource of ['sensor-migrations', 'health-issues'])
    expect(await store.claimReading({ ...claim, resource, leaseMs: 5 * minuteMs, force: true })).toBeDefined();
  await world.turn({ minutes: 4 });
  expect((await world.newestMove(nameOf(world))).state.kind).toBe('observing');
  await world.turn({ minutes: 3 });
  expect((await world.newestMove(nameOf(world))).state).toMatchObject({ kind: 'committed', isProven: true });
  await expectInvariantsAtTheEnd(world);
});

test('X-04 a service that fails for a minute at the end of an observation costs no proof', {
  timeout: 300_000,
}, async () => {
  const { world } = await beforeItsCommit();
  await using _ = world;
  world.twin.inject({ kind: 'service-unavailable-503', count: 2 });
  await world.turn({});
  expect((await world.newestMove(nameOf(world))).state.kind).toBe('observing');
  await world.turn({ minutes: 5 });
  expect((await world.newestMove(nameOf(world))).state).toMatchObject({ kind: 'committed', isProven: true });
});

test('X-04 I11 a service that goes on failing is not waited for: the commit that may have passed is told as unproven', {
  timeout: 300_000,
}, async () => {
  const { world } = await beforeItsCommit();
  await using _ = world;
  world.twin.inject({ kind: 'service-unavailable-503', rate: 1 });
  await world.turn({ minutes: 30 });
  expect((await world.newestMove(nameOf(world))).state).toMatchObject({ kind: 'committed', isProven: false });
  expect(await store.events(world.tenantId, { kinds: ['commit-passed-unproven'] }, 5)).toHaveLength(1);
});

test('X-04 I11 a service that asks for an hour is not waited for either', { timeout: 300_000 }, async () => {
  const { world } = await beforeItsCommit();
  await using _ = world;
  world.twin.inject({ kind: 'throttle-with-retry-after', rate: 1, settings: { retryAfterSeconds: 3_600 } });
  await world.turn({ minutes: 1 });
  expect((await world.newestMove(nameOf(world))).state).toMatchObject({ kind: 'committed', isProven: false });
});

const states = 'GET /beta/security/identities/sensorMigration';

/** A world of three pages, of which the second one fails once after it was told to. Requests are kept by name and instant. */
async function ofThreePages() {
  const asked: { readonly what: string; readonly at: number }[] = [];
  let failsIn = Number.POSITIVE_INFINITY;
  let now = () => worldStartAt;
  const world = await aWorld({
    estate: estateOf({ hosts: 6, seed: 8, troubledShare: 0 }),
    pageSize: 2,
    aroundRequest: async (what, send) => {
      asked.push({ what, at: now() });
      if (what === states) failsIn -= 1;
      if (failsIn !== 0 || what !== states) return send();
      throw new Error('The connection was reset.');
    },
  });
  now = () => world.twin.clock.now();
  const breakSecondPage = () => {
    asked.length = 0;
    failsIn = 2;
  };
  return { world, asked, breakSecondPage };
}

test('S3-07 what a list says that broke off was seen when its first page was asked for', async () => {
  const { world, asked, breakSecondPage } = await ofThreePages();
  await using _ = world;
  breakSecondPage();
  await world.turn({ hours: 1, minutes: 5 });
  const ofStates = asked.filter(({ what }) => what === states);
  const [first, second, third] = ofStates;
  expect(second?.at).toBe(first?.at);
  expect(third?.at).toBeGreaterThan(second?.at ?? 0);
  expect(ofStates).toHaveLength(4);
  const reading = (await store.readings(world.tenantId)).find(({ resource }) => resource === 'sensor-migrations');
  expect(reading).toMatchObject({ readAt: first?.at, problem: null });
  const { hosts } = await store.views(world.tenantId);
  expect(hosts.map(({ seenAt }) => seenAt)).toEqual(Array.from({ length: 6 }, () => first?.at));
});

test('I6 a request leaves only after the whole list was read just now, not the rest of one that had broken off', async () => {
  const { world, asked, breakSecondPage } = await ofThreePages();
  await using _ = world;
  await world.control.check('user:test', world.tenantId, 'all', true);
  await world.start('all', { cap: 1 });
  // What is read again before the request leaves breaks off.
  breakSecondPage();
  await world.turn({ minutes: 10 });
  const sentAt = asked.findIndex(({ what }) => what.startsWith('POST') && what.endsWith('/migrate'));
  expect(sentAt).toBeGreaterThan(0);
  // The two pages that were left, and then all three, at one instant.
  const before = asked.slice(0, sentAt).filter(({ what }) => what === states);
  expect(before.map(({ at }) => at === asked[sentAt]?.at)).toEqual([false, false, true, true, true, true, true]);
});
