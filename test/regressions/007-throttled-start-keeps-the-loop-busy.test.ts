import { expect, test } from 'vitest';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { aWorld } from '../support/world.ts';

test('X-02 a start that the service put off leaves no trouble and no instant behind once the wait is over', async () => {
  await using world = await aWorld({ seed: 7, estate: estateOf({ hosts: 2, seed: 5, troubledShare: 0 }) });
  const { store, tenantId, twin } = world;
  const operation = 'migrate';
  twin.inject({ kind: 'throttle-with-retry-after', operation, count: 1, settings: { retryAfterSeconds: 90 } });
  const campaignId = await world.start('all');
  await world.turn({ minutes: 1 });
  const waits = async () => (await store.readings(tenantId)).filter(({ problem }) => problem !== null);
  expect(await waits()).toMatchObject([{ problem: { code: 'connection-throttled' } }]);
  await world.turn({ hours: 3 });
  expect(await store.moveCounts(tenantId, campaignId)).toEqual({ observing: 2 });
  expect(await waits()).toEqual([]);
  expect(await store.nextDueAt(tenantId)).toBeGreaterThan(twin.clock.now());
});
