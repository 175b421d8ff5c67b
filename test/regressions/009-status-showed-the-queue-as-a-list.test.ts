import { expect, test } from 'vitest';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { aWorld } from '../support/world.ts';

test('status names the lists that are read, and not when the queue is looked at again', async () => {
  await using world = await aWorld({ estate: estateOf({ hosts: 3, seed: 7, troubledShare: 0, hostsPerSite: 3 }) });
  await world.start('all', { cap: 1 });
  await world.turn({ minutes: 10 });
  const stored = (await world.store.readings(world.tenantId)).map(({ resource }) => resource);
  expect(stored).toContain('queue');
  const shown = (await world.control.status(world.tenantId)).readings.map(({ resource }) => resource);
  expect(shown).toEqual(stored.filter((resource) => resource !== 'queue'));
});
