import { expect, test } from 'vitest';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { aWorld } from '../support/world.ts';

test('X-04 a list that cannot be read for once shortly before the commit asks nobody to roll back', async () => {
  await using world = await aWorld({ seed: 6, estate: estateOf({ hosts: 2, seed: 5, troubledShare: 0 }) });
  const { store, tenantId, twin } = world;
  const names = twin.estate().map((server) => server.host);
  const campaignId = await world.start('all');
  await world.turn({ hours: 2 });
  await world.collect(...names);
  await world.turn({ days: 6, hours: 15 });
  await world.collect(...names);
  await world.turn({ hours: 3 });
  const fault = twin.inject({ kind: 'service-unavailable-503', when: 'now' });
  await world.turn({ hours: 1 });
  expect(twin.faultsFired()['service-unavailable-503']).toBeGreaterThan(0);
  const [blind] = (await store.moves(tenantId, { campaignId }, { top: 1 })).value;
  expect(blind?.proofs.find((proof) => proof.proof === 'sensor-health')?.verdict).toBe('unknown');
  twin.clearFault(fault);
  await world.turn({ hours: 6 });
  expect((await store.tasks(tenantId, { kind: ['portal-rollback'] }, { top: 9 })).value).toEqual([]);
  expect(await store.moveCounts(tenantId, campaignId)).toEqual({ committed: 2 });
});
