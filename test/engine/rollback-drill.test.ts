import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CampaignId } from '../../src/domain/ids.ts';
import { seededIdentity } from '../../src/engine/identity.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { expectInvariantsAtTheEnd } from '../support/invariants.ts';
import { openPlayedStore } from '../support/played-stores.ts';
import { aWorld as newWorld, type World, worldStartAt } from '../support/world.ts';

/* A drill inside a campaign: one server of the wave goes back and is moved again before the next wave begins. */
let store: Store;
let worlds = 0;
beforeAll(async () => {
  store = await openPlayedStore(seededIdentity('drill'), () => worldStartAt);
});
afterAll(() => store.close());

const estate = estateOf({ hosts: 2, seed: 5, troubledShare: 0 });
const aWorld = () => newWorld({ seed: 800 + ++worlds, estate, store });
/** No failure is borne: a drill that counted as one would hold the campaign. */
const start = (world: World) =>
  world.start('all', {
    rules: { gate: [{ kind: 'rollback-drill' }], budget: { failures: 0 } },
    waves: { canary: false, strata: [], order: { kind: 'count', hosts: 1 } },
  });
const campaignOf = async (world: World, id: CampaignId) => {
  const campaign = await store.campaign(world.tenantId, id);
  const name = campaign?.plan.waves[0]?.hosts[0]?.name;
  if (!campaign || !name) throw new Error('There is no such campaign.');
  return { ...campaign, canary: name };
};
const drillOf = async (world: World, id: CampaignId) => {
  const gate = (await campaignOf(world, id)).progress.waves[0]?.gate;
  return gate?.findings.find(({ condition }) => condition.kind === 'rollback-drill');
};
const prove = async (world: World) => {
  await world.collect(...world.twin.estate().map((server) => server.host));
  await world.control.verify('user:test', world.tenantId, 'all', true);
};
const tasksOf = async (world: World, kind: string) =>
  (await store.tasks(world.tenantId, { kind: [kind], state: ['open'] }, { top: 9 })).value;

describe('the drill that a gate asks for', () => {
  test('I13 goes back, is released by a person, is moved again, and only then the next wave begins; it is no failure', async () => {
    await using world = await aWorld();
    const id = await start(world);
    await world.turn({ hours: 1 });
    const { canary } = await campaignOf(world, id);
    expect(await world.newestMove(canary)).toMatchObject({ state: { kind: 'observing', rollbackAskedFor: 'drill' } });
    expect((await tasksOf(world, 'portal-rollback')).map((task) => task.title)).toEqual([
      expect.stringMatching(/^Drill: /),
    ]);
    world.twin.portal.rollback(canary);
    await world.turn({ minutes: 50 });
    expect(await world.newestMove(canary)).toMatchObject({ state: { kind: 'rolledBack', isDrill: true } });
    expect(await world.host(canary)).toMatchObject({ isPinned: true });
    expect((await campaignOf(world, id)).state).toBe('running');
    expect(await drillOf(world, id)).toMatchObject({ verdict: 'inconclusive', reason: 'host-open' });

    await world.decide('unpin', 'release', canary);
    await world.turn({ hours: 1 });
    expect(await world.newestMove(canary)).toMatchObject({ attempt: 2, wave: 1, state: { kind: 'observing' } });
    await world.turn({ hours: 2 });
    await prove(world);
    await world.turn({ minutes: 30 });
    expect(await drillOf(world, id)).toMatchObject({ verdict: 'pass' });
    expect((await campaignOf(world, id)).progress).toMatchObject({ openWave: 2, steering: { kind: 'running' } });
    await expectInvariantsAtTheEnd(world);
    const log = await world.control.verifyLog(world.tenantId);
    expect({ breaks: log.breaks, differences: log.differences }).toEqual({ breaks: [], differences: [] });
  });

  test('is asked for once: whoever declines it decides about the gate instead', async () => {
    await using world = await aWorld();
    const id = await start(world);
    await world.turn({ hours: 1 });
    const [task] = await tasksOf(world, 'portal-rollback');
    if (!task) throw new Error('No drill was asked for.');
    await world.control.declineTask('user:test', world.tenantId, task.taskId, 'Not on this server');
    await world.turn({ minutes: 30 });
    expect(await tasksOf(world, 'portal-rollback')).toEqual([]);
    expect(await tasksOf(world, 'gate-decision')).toHaveLength(1);
    expect((await campaignOf(world, id)).progress.openWave).toBe(1);
  });

  test('I8 a server that a person wants back in earnest is no drill, and counts', async () => {
    await using world = await aWorld();
    const id = await start(world);
    await world.turn({ hours: 1 });
    const { canary } = await campaignOf(world, id);
    await world.control.rollback('user:test', world.tenantId, canary, 'Alerts are missing', false);
    world.twin.portal.rollback(canary);
    await world.turn({ minutes: 40 });
    expect(await campaignOf(world, id)).toMatchObject({ progress: { steering: { kind: 'tripped', names: [canary] } } });
  });
});
