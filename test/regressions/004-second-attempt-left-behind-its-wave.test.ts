import { expect, test } from 'vitest';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { aWorld } from '../support/world.ts';

test('I14 a server that is tried once more starts although a person let the next wave begin meanwhile', async () => {
  await using world = await aWorld({ seed: 4, estate: estateOf({ hosts: 2, seed: 5, troubledShare: 0 }) });
  const { store, tenantId } = world;
  const campaignId = await world.start('all', {
    rules: { budget: { failures: 9 } },
    waves: { canary: false, strata: [], order: { kind: 'count', hosts: 1 } },
  });
  const [first] = (await store.campaign(tenantId, campaignId))?.plan.waves[0]?.hosts ?? [];
  if (!first) throw new Error('The first wave is empty.');
  const fault = world.twin.inject({ kind: 'high-load', hosts: [first.name], when: 'now' });
  await world.turn({ hours: 3 });
  world.twin.clearFault(fault);
  await world.decide('acknowledge-failure', 'retry');
  await world.decide('gate-decision', 'continue');
  await world.decide('campaign-tripped', 'resume');
  expect((await store.campaign(tenantId, campaignId))?.progress.openWave).toBe(2);
  await world.turn({ hours: 3 });
  expect(await store.moveCounts(tenantId, campaignId)).toEqual({ reverted: 1, observing: 2 });
});
