import { expect, test } from 'vitest';
import { aWorld } from '../support/world.ts';

/**
 * Two people (or one, with a double click) applied one plan in the same moment. Both found that it had not been applied; the second began a
 * campaign without servers, which ran for ever. The simulation found it: seed 5, double-click.
 */
test('I5 I14 a plan that is applied twice in the same moment begins one campaign, and the second press is told so', async () => {
  await using world = await aWorld({ seed: 902 });
  const plan = await world.control.makePlan('user:anna', world.tenantId, {
    selector: 'BER-DC1,BER-DC2',
    name: 'berlin',
    demand: 'service',
  });
  const press = () => world.control.apply('user:anna', world.tenantId, plan, false);
  const outcomes = await Promise.allSettled([press(), press()]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { code: 'plan-applied-already' },
  });
  const campaigns = await world.store.campaigns(world.tenantId);
  expect(campaigns).toHaveLength(1);
  const { value: moves } = await world.store.moves(world.tenantId, {}, { top: 50 });
  expect(new Set(moves.map((move) => move.campaignId))).toEqual(new Set([campaigns[0]?.campaignId]));
});
