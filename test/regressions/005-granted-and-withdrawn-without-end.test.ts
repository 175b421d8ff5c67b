import { expect, test } from 'vitest';
import { hourMs } from '../../src/domain/time.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { aWorld } from '../support/world.ts';

const [anna, ben] = ['user:anna', 'user:ben'];

test('I3 I14 an attempt in a wave whose approval was taken back waits for it, and is not granted and withdrawn again and again', async () => {
  await using world = await aWorld({ seed: 4, estate: estateOf({ hosts: 2, seed: 5, troubledShare: 0 }) });
  const { control, store, tenantId } = world;
  const plan = await control.makePlan(anna, tenantId, {
    selector: 'all',
    demand: 'service',
    rules: { budget: { failures: 9 }, approval: { people: 1, perWave: true, validMs: 48 * hourMs } },
    waves: { canary: false, strata: [], order: { kind: 'count', hosts: 1 } },
  });
  const approve = (wave: number) =>
    control.decideOnPlan(ben, tenantId, plan.digest, { decision: 'approve', wave }, false);
  await approve(1);
  await approve(2);
  const { campaign } = await control.apply(anna, tenantId, plan, false);
  const [first] = plan.waves[0]?.hosts ?? [];
  if (!campaign || !first) throw new Error('Nothing was started.');
  const fault = world.twin.inject({ kind: 'high-load', hosts: [first.name], when: 'now' });
  await world.turn({ hours: 3 });
  world.twin.clearFault(fault);
  await control.withdrawFromPlan(
    ben,
    tenantId,
    plan.digest,
    { wave: 1, because: 'The server is looked at first' },
    false,
  );
  await world.decide('acknowledge-failure', 'retry');
  await world.decide('gate-decision', 'continue');
  await world.decide('campaign-tripped', 'resume');
  await world.turn({ hours: 3 });
  const retried = await world.newestMove(first.name);
  expect(retried).toMatchObject({ attempt: 2, state: { kind: 'queued' }, waitingFor: 'approval-missing' });
  const told = await store.events(tenantId, { subjectType: 'move', subjectId: retried.moveId }, 100);
  expect(told.length).toBeLessThan(6);
  await approve(1);
  await world.turn({ hours: 3 });
  expect(await store.moveCounts(tenantId, campaign.campaignId)).toEqual({ reverted: 1, observing: 2 });
});
