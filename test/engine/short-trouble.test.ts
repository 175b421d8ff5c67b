import { afterAll, beforeAll, expect, test } from 'vitest';
import { hourMs, minuteMs } from '../../src/domain/time.ts';
import { seededIdentity } from '../../src/engine/identity.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { expectInvariantsAtTheEnd } from '../support/invariants.ts';
import { openPlayedStore } from '../support/played-stores.ts';
import { aWorld as newWorld, type World, worldStartAt } from '../support/world.ts';

/*
 * A source that fails for a minute is no news for a long queue: only who is next in line waits for it. One that goes on failing, or a closed window, is told to
 * the wave that is open. Each change of a reason is an entry of the log, of which there would be as many as servers, twice a minute or twice a night.
 */
let store: Store;
let worlds = 0;
beforeAll(async () => {
  store = await openPlayedStore(seededIdentity('short'), () => worldStartAt);
});
afterAll(() => store.close());

/** Nine servers in waves of three, of which two may be in flight. */
const waves = { canary: false, strata: ['site'], order: { kind: 'count', hosts: 3 } } as const;
const cap = 2;
const aWorld = () =>
  newWorld({ seed: 950 + ++worlds, estate: estateOf({ hosts: 9, seed: 12, troubledShare: 0 }), store });
const throttleStarts = ({ twin }: World, count: number, retryAfterSeconds: number) =>
  twin.inject({ kind: 'throttle-with-retry-after', operation: 'migrate', count, settings: { retryAfterSeconds } });

/** To how many servers a reason was ever told. */
async function toldOf({ tenantId }: World, reason: string): Promise<number> {
  const events = await store.events(tenantId, { kinds: ['move-changed'] }, 5_000);
  const told = events.filter(({ payload }) => (payload as { readonly waitingFor?: string }).waitingFor === reason);
  return new Set(told.map(({ subjectId }) => subjectId)).size;
}

test('X-02 a start that is put off for two minutes is told to those whose turn it is, and the rest of a long queue keeps its reasons', async () => {
  await using world = await aWorld();
  throttleStarts(world, 1, 120);
  const campaignId = await world.start('all', { cap, waves });
  await world.turn({ minutes: 1 });
  expect(await store.waitCounts(world.tenantId, campaignId)).toEqual({
    'connection-throttled': cap,
    'cap-full': 1,
    'earlier-wave': 6,
  });
  await world.turn({ hours: 1 });
  expect(await toldOf(world, 'connection-throttled')).toBe(cap);
  await expectInvariantsAtTheEnd(world);
});

test('X-02 a start that the service puts off for an hour is told to the whole open wave, and to no later one', async () => {
  await using world = await aWorld();
  throttleStarts(world, 1, 3_600);
  const campaignId = await world.start('all', { cap, waves });
  await world.turn({ minutes: 1 });
  expect(await store.waitCounts(world.tenantId, campaignId)).toEqual({
    'connection-throttled': 3,
    'earlier-wave': 6,
  });
  await world.turn({ hours: 1, minutes: 5 });
  expect(await store.waitCounts(world.tenantId, campaignId)).toMatchObject({ 'earlier-wave': 6 });
});

test('X-02 a list that goes on failing is told to the whole open wave after some minutes, and is forgotten when it can be read', async () => {
  await using world = await aWorld();
  const { tenantId, twin } = world;
  const campaignId = await world.start('all', { cap: 1, waves });
  await world.turn({ minutes: 5 });
  const before = await store.waitCounts(tenantId, campaignId);
  twin.inject({ kind: 'service-unavailable-503', untilAt: twin.clock.now() + 10 * minuteMs });
  const isBlind = async () => (await store.readings(tenantId)).some(({ problem }) => problem !== null);
  for (let minutes = 0; minutes < 10 && !(await isBlind()); minutes += 1) await world.turn({ minutes: 1 });
  expect(await isBlind()).toBe(true);
  expect(await store.waitCounts(tenantId, campaignId)).toEqual(before);
  twin.inject({ kind: 'service-unavailable-503', untilAt: twin.clock.now() + hourMs });
  await world.turn({ minutes: 30 });
  expect(await store.waitCounts(tenantId, campaignId)).toMatchObject({
    'connection-unavailable': 2,
    'earlier-wave': 6,
  });
  await world.turn({ hours: 1 });
  expect(await store.waitCounts(tenantId, campaignId)).toMatchObject({ 'earlier-wave': 6 });
  await expectInvariantsAtTheEnd(world);
});

test('X-02 who waits for the next day anyway is not told of a trouble of a minute', async () => {
  await using world = await aWorld();
  const { tenantId, twin } = world;
  const campaignId = await world.start('all', { cap: 3, rules: { caps: { startsPerDay: 2 } } });
  await world.turn({ hours: 2 });
  expect(await store.waitCounts(tenantId, campaignId)).toMatchObject({ 'cap-day': 7 });
  twin.inject({ kind: 'service-unavailable-503', count: 1 });
  await world.turn({ minutes: 15 });
  expect(await toldOf(world, 'connection-unavailable')).toBe(0);
});

test('I3 a closed window is told to the open wave, before a trouble of a minute, and writes nothing about later waves', async () => {
  await using world = await aWorld();
  const { tenantId, twin } = world;
  const sunday = {
    name: 'sunday',
    zone: 'UTC',
    open: [{ days: ['sun' as const], from: '02:00', to: '08:00' }],
    closed: [],
  };
  const campaignId = await world.start('all', { cap, waves, rules: { calendars: [sunday] } });
  await world.turn({ minutes: 1 });
  const closed = await store.waitCounts(tenantId, campaignId);
  expect(closed).toEqual({ 'window-closed': 3, 'earlier-wave': 6 });
  twin.inject({ kind: 'service-unavailable-503', count: 2 });
  await world.turn({ minutes: 15 });
  expect(await store.waitCounts(tenantId, campaignId)).toEqual(closed);
  expect(await toldOf(world, 'connection-unavailable')).toBe(0);
  expect(await toldOf(world, 'window-closed')).toBe(3);
});
