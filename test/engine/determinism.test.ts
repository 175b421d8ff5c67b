import { expect, test } from 'vitest';
import { canonicalJson, type Json } from '../../src/domain/canonical.ts';
import { minuteMs } from '../../src/domain/time.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { aWorld, type World } from '../support/world.ts';

/** A day with everything that draws: refusals, losses, a time-out, a retry, a rollback, evidence, waits for the cap. */
async function aDay(world: World, hours: number): Promise<void> {
  world.twin.inject({ kind: 'connection-reset', operation: 'migrate', count: 1 });
  world.twin.inject({ kind: 'partial-failure', hosts: ['S0001-DC1'], count: 1 });
  world.twin.inject({ kind: 'flapping-state', rate: 0.2, untilAt: world.twin.clock.now() + 30 * minuteMs });
  // The first failure must not end the day.
  await world.start('all', { cap: 2, rules: { budget: { failures: 9 } } });
  await world.turn({ hours: 1 });
  if (hours === 1) return;
  await world.collect('S0001-DC2', 'S0001-DC3');
  await world.control.verify('user:test', world.tenantId, 'all', true);
  await world.turn({ hours: 5 });
  const open = await world.store.tasks(
    world.tenantId,
    { state: ['open'], kind: ['acknowledge-failure'] },
    { top: 100 },
  );
  for (const task of open.value) {
    await world.control.completeTask('user:test', world.tenantId, task.taskId, { choice: 'retry', because: 'Again.' });
  }
  await world.turn({ hours: hours - 6 });
}

/** Every link with its events, salts included, as bytes. */
async function logOf(seed: number, hours = 24): Promise<readonly string[]> {
  await using world = await aWorld({ seed, estate: estateOf({ hosts: 6, seed, troubledShare: 0.2 }) });
  await aDay(world, hours);
  const lines: string[] = [];
  for await (const batch of world.store.links(world.tenantId, 0)) {
    lines.push(canonicalJson(batch as unknown as Json));
  }
  return lines;
}

test('I15 the same seed gives the same bytes of event log, and another seed another log', {
  timeout: 300_000,
}, async () => {
  const [first, second] = [await logOf(11), await logOf(11)];
  const parted = first.findIndex((line, at) => line !== second[at]);
  // The first link in which they part says more than two long logs.
  expect([parted, first[parted]]).toEqual([-1, second[parted]]);
  expect(second).toHaveLength(first.length);
  expect(first.length).toBeGreaterThan(100);
  const other = await logOf(12, 1);
  expect(other[0]).not.toEqual(first[0]);
  expect(other.length).toBeGreaterThan(20);
});
