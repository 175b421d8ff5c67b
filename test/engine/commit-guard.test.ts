import { afterAll, beforeAll, expect, test } from 'vitest';
import { hourMs, minuteMs } from '../../src/domain/time.ts';
import { seededIdentity } from '../../src/engine/identity.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import type { WorldState } from '../../src/twin/world.ts';
import { expectInvariantsAtTheEnd } from '../support/invariants.ts';
import { openPlayedStore } from '../support/played-stores.ts';
import { aWorld as newWorld, type World, type WorldOptions, worldStartAt } from '../support/world.ts';

/* What happens before a server can no longer go back. Nobody collects evidence here, so that it is missing. */
let store: Store;
let worlds = 0;
beforeAll(async () => {
  store = await openPlayedStore(seededIdentity('commits'), () => worldStartAt);
});
afterAll(() => store.close());
const estate = estateOf({ hosts: 1, seed: 8, troubledShare: 0 });
const aWorld = (options: WorldOptions = {}) => newWorld({ seed: 700 + ++worlds, estate, store, ...options });

/** Hours of the alarms as the log has them; 0 is the plan's default. */
async function alarmsOf(world: World): Promise<readonly number[]> {
  const events = await store.events(world.tenantId, { kinds: ['move-changed'] }, 1_000);
  const raised = events.map((event) => event.payload as { event: { kind: string; hours?: number[] } | null });
  return raised.flatMap(({ event }) => (event?.kind === 'commit-alarm' ? (event.hours ?? []) : []));
}
const open = async (world: World, kind: string) =>
  (await store.tasks(world.tenantId, { kind: [kind], state: ['open'] }, { top: 10 })).value.length;

test('X-04 I11 alarms are raised at their hours, each once although the engine is restarted, and the way back is asked for in time', {
  timeout: 300_000,
}, async () => {
  const before = await aWorld();
  await before.start('all');
  await before.turn({ days: 4, hours: 6 });
  expect(await alarmsOf(before)).toEqual([72]);
  expect(await open(before, 'commit-decision')).toBe(1);
  const twin = JSON.parse(JSON.stringify(before.twin.snapshot())) as WorldState;
  await using after = await aWorld({ seed: 700 + worlds, earlier: { tenantId: before.tenantId, twin } });
  await after.turn({ days: 2, hours: 11 });
  expect(await alarmsOf(after)).toEqual([72, 48, 24]);
  expect(await open(after, 'portal-rollback')).toBe(0);
  await after.turn({ hours: 3 });
  expect(await alarmsOf(after)).toEqual([72, 48, 24, 6]);
  expect(await open(after, 'portal-rollback')).toBe(1);
  expect(await after.newestMove(after.twin.estate()[0]?.host.split('.')[0] ?? '')).toMatchObject({
    waitingFor: 'rollback-in-portal',
  });
  await expectInvariantsAtTheEnd(after);
});

test('X-04 I11 a plan that lets it be committed is recorded as the decision, and then nothing is undeclared', {
  timeout: 300_000,
}, async () => {
  await using world = await aWorld();
  const id = await world.start('all', { rules: { commitGuard: { whenNobodyDecides: 'let-commit' } } });
  await world.turn({ days: 7, hours: 2 });
  const [move] = (await store.moves(world.tenantId, { campaignId: id }, { top: 1 })).value;
  expect(move?.state).toMatchObject({ kind: 'committed', isProven: false, isDeclared: true });
  expect(await open(world, 'commit-unproven')).toBe(0);
  expect(await store.events(world.tenantId, { kinds: ['commit-passed-unproven'] }, 5)).toEqual([]);
  expect((await store.campaign(world.tenantId, id))?.state).toBe('finished');
  await expectInvariantsAtTheEnd(world);
});

test('X-04 a person lets it be committed: nobody is asked to roll back, and the task is done', {
  timeout: 300_000,
}, async () => {
  await using world = await aWorld();
  const id = await world.start('all');
  await world.turn({ days: 4, hours: 6 });
  await world.decide('commit-decision', 'let-commit');
  await world.turn({ days: 2, hours: 20 });
  expect(await open(world, 'portal-rollback')).toBe(0);
  const [move] = (await store.moves(world.tenantId, { campaignId: id }, { top: 1 })).value;
  expect(move?.state).toMatchObject({ kind: 'committed', isDeclared: true });
});

test('I11 nothing starts while a server may have passed its commit unproven, and goes on once its evidence is complete', {
  timeout: 300_000,
}, async () => {
  await using world = await aWorld({ estate: estateOf({ hosts: 2, seed: 8, troubledShare: 0 }) });
  const [first = '', second = ''] = world.twin.estate().map(({ host }) => host.split('.')[0] ?? '');
  const hold = async (verb: 'hold' | 'release') => {
    const { hostId } = await world.host(second);
    await world.control.holdHost(
      'user:anna',
      world.tenantId,
      hostId,
      { verb, because: 'Its turn comes later.' },
      false,
    );
  };
  await world.start('all', { rules: { budget: { failures: 9 } } });
  await hold('hold');
  await world.turn({ minutes: 5 });
  // Nobody sees when it came to v3.x, so that its week ends within eight hours.
  world.twin.inject({ kind: 'consent-revoked', untilAt: world.twin.clock.now() + 8 * hourMs });
  await world.turn({ hours: 10 });
  const { state } = await world.newestMove(first);
  const { rollbackUntilAt = 0, commitDueAt = 0 } = state as { rollbackUntilAt?: number; commitDueAt?: number };
  expect([state.kind, commitDueAt - rollbackUntilAt > 7 * hourMs]).toEqual(['observing', true]);
  await world.turn({ minutes: Math.ceil((rollbackUntilAt - world.twin.clock.now()) / minuteMs) - 5 });
  // The plan asked it back; as long as it may be on its way, the floor keeps the other one.
  const asks = await store.tasks(world.tenantId, { kind: ['portal-rollback'], state: ['open'] }, { top: 2 });
  for (const { taskId } of asks.value)
    await world.control.declineTask('user:anna', world.tenantId, taskId, 'It stays.');
  await world.turn({ minutes: 6 });
  await hold('release');
  await world.turn({ minutes: 30 });
  expect((await world.newestMove(first)).state.kind).toBe('observing');
  expect(await world.newestMove(second)).toMatchObject({ state: { kind: 'queued' }, waitingFor: 'commit-overdue' });
  await world.collect(...world.twin.estate().map(({ host }) => host));
  await world.control.verify('user:test', world.tenantId, 'all', true);
  await world.turn({ minutes: 30 });
  expect((await world.newestMove(first)).state.kind).toBe('observing');
  expect((await world.newestMove(second)).state.kind).not.toBe('queued');
  await expectInvariantsAtTheEnd(world);
});
