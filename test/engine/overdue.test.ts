import { expect, test } from 'vitest';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { expectInvariantsAtTheEnd } from '../support/invariants.ts';
import { aWorld } from '../support/world.ts';

test('I7 I14 a server that neither ends nor goes back is brought before a person, fails its gate, and holds up nobody else without end', {
  timeout: 300_000,
}, async () => {
  await using world = await aWorld({ seed: 31, estate: estateOf({ hosts: 4, seed: 5, troubledShare: 0 }) });
  const { store, tenantId, twin } = world;
  const campaignId = await world.start('all', {
    rules: { budget: { failures: 9 } },
    waves: { canary: false, strata: [], order: { kind: 'count', hosts: 2 } },
  });
  const open = async (kind: string) =>
    (await store.tasks(tenantId, { kind: [kind], state: ['open'] }, { top: 9 })).value.length;
  const [first] = (await store.campaign(tenantId, campaignId))?.plan.waves[0]?.hosts ?? [];
  if (!first) throw new Error('The first wave is empty.');
  // The two hours no longer take back a server whose v3.x has begun; dark before that is seen, it stays between the two.
  const at = twin.estate().findIndex((server) => server.originalName === first.name);
  const hasBegun = () => twin.ledger().servers[at]?.intervals.some(({ by }) => by === 'v3');
  while (!hasBegun()) await world.turn({ minutes: 1 });
  const fault = twin.inject({ kind: 'host-dark', hosts: [first.name], when: 'now' });
  await world.turn({ hours: 2, minutes: 10 });
  expect(await store.moveCounts(tenantId, campaignId)).toMatchObject({ overdue: 1, queued: 2 });
  expect([await open('overdue'), await open('campaign-tripped')]).toEqual([0, 0]);

  await world.turn({ minutes: 45 });
  expect([await open('overdue'), await open('campaign-tripped')]).toEqual([1, 1]);
  await world.collect(...twin.estate().flatMap((server) => (server.originalName === first.name ? [] : [server.host])));
  await world.decide('campaign-tripped', 'resume');
  await world.turn({ hours: 3 });
  expect((await store.campaign(tenantId, campaignId))?.progress.openWave).toBe(2);
  expect(await store.moveCounts(tenantId, campaignId)).toEqual({ overdue: 1, observing: 3 });

  twin.clearFault(fault);
  await world.decide('overdue', 'addressed');
  await world.turn({ hours: 1 });
  expect(await store.moveCounts(tenantId, campaignId)).not.toHaveProperty('overdue');
  await expectInvariantsAtTheEnd(world);
});
