import { expect, test } from 'vitest';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { aWorld } from '../support/world.ts';

test('figures are sums over the tenants that are named, and over no other', async () => {
  await using world = await aWorld({ seed: 41, estate: estateOf({ hosts: 3, seed: 5, troubledShare: 0 }) });
  const { store, tenantId, control } = world;
  const other = await control.makeTenant('user:test', 'Somebody else');
  const sums = async (...tenants: (typeof tenantId)[]) =>
    (await store.figures(tenants)).map(({ what, key, count }) => `${what} ${key} ${count}`);
  expect(await sums(tenantId, other.tenantId)).toEqual([]);
  expect(await sums()).toEqual([]);
  const campaignId = await world.start('all', { rules: { caps: { inFlight: 1 } } });
  await world.turn({ minutes: 1 });
  expect(await store.moveCounts(tenantId, campaignId)).toEqual({ migrating: 1, queued: 2 });
  expect(await sums(tenantId, other.tenantId)).toEqual(
    expect.arrayContaining(['campaigns running 1', 'moves migrating 1', 'moves queued 2']),
  );
  expect(await sums(other.tenantId)).toEqual([]);
  world.twin.inject({ kind: 'service-unavailable-503', when: 'now' });
  await world.turn({ minutes: 20 });
  expect(await sums(tenantId)).toEqual(expect.arrayContaining([expect.stringMatching(/^sources connection-un/)]));
});
