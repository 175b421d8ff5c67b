import { expect, test } from 'vitest';
import type { EngineContext } from '../../src/engine/context.ts';
import { createRunner } from '../../src/engine/runner.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { aWorld } from '../support/world.ts';

test('I18 a tenant that cannot be looked at does not keep those that come after it from being looked at', async () => {
  const estate = estateOf({ hosts: 2, seed: 5, troubledShare: 0 });
  await using one = await aWorld({ seed: 7, estate });
  await using two = await aWorld({ seed: 8, estate, store: one.store });
  const [broken, sound] = one.tenantId < two.tenantId ? [one, two] : [two, one];
  for (const world of [one, two]) world.twin.clock.advanceBy(7_200_000);
  const told: string[] = [];
  const looked = new Promise<void>((resolve) => {
    const context: EngineContext = {
      ...one.context,
      services: (connection) => {
        if (connection.tenantId === broken.tenantId) throw new Error('A bug that only this tenant meets.');
        resolve();
        return sound.context.services(connection);
      },
      log: { ...one.context.log, error: (_, message) => told.push(message) },
    };
    const runner = createRunner(context);
    runner.start();
    ending.push(() => runner.stop());
  });
  await looked;
  for (const end of ending) await end();
  expect(told).toContain('A bug that only this tenant meets.');
});

const ending: (() => Promise<void>)[] = [];
