import { expect, test } from 'vitest';
import { simulate } from './simulate.ts';

/**
 * As many as give every kind of fault its turn; one takes seconds of one core, on a store that is a whole database. `npm run verify` plays far more,
 * `npm run simulate -- --seeds N` as many as wanted; CHANGEGUARD_SEEDS sets the number here.
 */
const seeds = Number(process.env.CHANGEGUARD_SEEDS ?? 12);

test('I1 to I18 hold in whole campaigns under every kind of fault, and each kind of fault fires', async () => {
  const simulated = await simulate({
    seeds,
    first: 3,
    smaller: {},
    jobs: 2,
    store: 'scratch',
    isShrinking: true,
  });
  expect(simulated.violations).toEqual([]);
  expect(simulated.silent).toEqual([]);
  expect(simulated.campaigns).toBe(seeds);
  expect(simulated.repeated).toBeGreaterThan(0);
}, 1_200_000);
