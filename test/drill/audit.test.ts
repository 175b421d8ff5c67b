import { afterAll, beforeAll, expect, test } from 'vitest';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { aWorld, type World } from '../support/world.ts';
import { audit, type Findings } from './audit.ts';
import type { Request } from './fleet.ts';

/* The drill is worth what its audit sees: here what nobody did is told to it as done. */

type Ledger = ReturnType<World['twin']['ledger']>['servers'][number];

interface Told {
  readonly requests?: (real: readonly Request[]) => readonly Request[];
  readonly ledger?: (entry: Ledger) => Partial<Ledger>;
  readonly cap?: number;
}

/** Two servers that were moved. */
let world: World;
beforeAll(async () => {
  world = await aWorld({ seed: 7, estate: estateOf({ hosts: 2, seed: 5, troubledShare: 0 }) });
  await world.start('all');
  await world.turn({ hours: 1 });
});
afterAll(() => world?.[Symbol.asyncDispose]());

/** An audit of what it is told about them. */
async function auditOf(told: Told): Promise<Findings> {
  const settled = await world.store.events(world.tenantId, { kinds: ['effect-settled'] }, 100);
  const real = settled.map(({ subjectId }) => ({ tenant: 0, effectId: subjectId, sensorIds: [] }));
  const servers = world.twin.ledger().servers.map((entry) => {
    const { intervals, ...rest } = { ...entry, ...told.ledger?.(entry) };
    return { ...rest, intervals: intervals.map(({ by }) => ({ by, to: null })) };
  });
  const tenant = { tenantId: world.tenantId, url: '', cap: told.cap ?? 10 };
  return audit(world, { ledger: async () => ({ servers }) }, tenant, told.requests?.(real) ?? real);
}

test('it finds nothing where nothing is wrong', async () => {
  expect(await auditOf({})).toMatchObject({ violations: [], doubleEffects: 0, missing: 0, attempts: 2 });
});

test.each<[string, Told, RegExp]>([
  ['a start that was sent twice', { requests: (real) => [...real, ...real] }, /^I10 the start .* was sent twice/],
  [
    'a start of which the log knows nothing',
    { requests: (real) => [...real, { tenant: 0, effectId: 'stranger', sensorIds: [] }] },
    /^I10 the twin got the start stranger/,
  ],
  ['a second start of one attempt', { ledger: () => ({ migrateCalls: 2 }) }, /^I10 .*: 2 starts/],
  ['a migration that was begun anew', { ledger: () => ({ restarts: 1 }) }, /^I10 .* 1 of them while one ran/],
  ['a start that never came', { ledger: () => ({ migrateCalls: 0 }) }, /^I10 .* was never started/],
  ['a server without protection', { ledger: () => ({ unprotectedMs: 5 }) }, /^I17 .* for 5 ms/],
  ['a server that is not where we say', { ledger: () => ({ intervals: [] }) }, /^I9 .* the twin has it on v2/],
  ['a cap that was passed', { cap: 0 }, /^I2 1 were in flight, the cap is 0/],
])('it finds %s', async (_what, told, violation) => {
  const { violations } = await auditOf(told);
  expect(violations[0]).toMatch(violation);
});
