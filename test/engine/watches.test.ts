import { afterAll, beforeAll, expect, test } from 'vitest';
import { hourMs } from '../../src/domain/time.ts';
import { seededIdentity } from '../../src/engine/identity.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import type { MoveState } from '../../src/journeys/sensor-v3/states.ts';
import { watchesShape } from '../../src/report/watches.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { openPlayedStore } from '../support/played-stores.ts';
import { aWorld as newWorld, type World, worldStartAt } from '../support/world.ts';

/* What the page of a server says is watched: the same as gates and guards judge by, and nothing that they do not. */
let store: Store;
let worlds = 0;
beforeAll(async () => {
  store = await openPlayedStore(seededIdentity('watches'), () => worldStartAt);
});
afterAll(() => store.close());

const bare = estateOf({ hosts: 1, seed: 8, troubledShare: 0 });
const [server = ''] = bare.servers.map(({ name }) => name);
const captureLoss = 'Some network traffic is not being analyzed';
const estate = { ...bare, issues: [{ server, issue: 'capture-incomplete' as const }] };
const aWorld = () => newWorld({ seed: 900 + ++worlds, estate, store });
const watched = async (world: World) => world.control.watches(world.tenantId, await world.host(server));

test('portal 4.3 before a switch an issue that only v2.x raises is open, nothing ended, and nothing would take the server back', async () => {
  await using world = await aWorld();
  await world.turn({ hours: 2 });
  const { move, health, rollsBack } = await watched(world);
  expect(move).toBeNull();
  expect(health).toMatchObject({
    beforeAt: null,
    issues: [{ issue: { title: captureLoss, watchedBy: 'old' }, standing: 'open' }],
  });
  expect(rollsBack).toEqual([]);
  expect(watchesShape(await watched(world)).observation).toBeNull();
});

test('portal 4.3 after the switch it is an ended watch and no improvement, each proof says since when, and the plan asks back when its guard would', async () => {
  await using world = await aWorld();
  await world.start('all');
  await world.turn({ hours: 5 });
  const state = (await world.newestMove(server)).state as MoveState;
  if (state.kind !== 'observing' || state.rollbackUntilAt === null) throw new Error('It is not observed.');
  const found = await watched(world);
  expect(found.health.issues).toMatchObject([{ issue: { title: captureLoss }, standing: 'ended' }]);
  expect(found.health.beforeAt).not.toBeNull();
  expect(found.health.oneSided.old).toContain(captureLoss);
  const told = watchesShape(found);
  expect(told.observation).toMatchObject({
    seenFrom: new Date(state.seenFrom).toISOString(),
    seenAt: new Date(state.seenAt).toISOString(),
    rollbackAskedAt: null,
  });
  expect(told.proofs.length).toBeGreaterThan(3);
  for (const { since, judgedAt } of told.proofs)
    expect(Date.parse(since ?? '')).toBeLessThanOrEqual(Date.parse(judgedAt));
  expect(told.proofs.some(({ seenAt }) => seenAt !== null && Date.parse(seenAt) >= state.seenAt)).toBe(true);
  const plan = found.rollsBack.find(({ cause }) => cause === 'plan');
  expect(plan).toMatchObject({
    at: state.rollbackUntilAt - 6 * hourMs,
    missing: expect.arrayContaining(['detection-coverage']),
  });
  expect(found.rollsBack.find(({ cause }) => cause === 'person')?.at).toBe(state.rollbackUntilAt);
  // The guard acts at the very instant that was told.
  await world.turn({ minutes: ((plan?.at ?? 0) - world.twin.clock.now()) / 60_000 - 1 });
  expect((await watched(world)).rollsBack.map(({ cause }) => cause)).not.toContain('asked');
  await world.turn({ minutes: 2 });
  expect((await watched(world)).rollsBack.map(({ cause }) => cause)).toEqual(['asked', 'person', 'elsewhere']);
  expect(watchesShape(await watched(world)).observation).toMatchObject({ rollbackAskedBy: 'plan' });
});
