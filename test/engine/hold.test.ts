import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CampaignId } from '../../src/domain/ids.ts';
import type { HoldOrder } from '../../src/engine/control.ts';
import { seededIdentity } from '../../src/engine/identity.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { expectInvariantsAtTheEnd, expectInvariantsNow } from '../support/invariants.ts';
import { openPlayedStore } from '../support/played-stores.ts';
import { aWorld as newWorld, type World, type WorldOptions, worldStartAt } from '../support/world.ts';

/* How a campaign is held and ended: the real engine and store, Microsoft's side on the twin. */
let store: Store;
let worlds = 0;
beforeAll(async () => {
  store = await openPlayedStore(seededIdentity('holds'), () => worldStartAt);
});
afterAll(() => store.close());
const estate = estateOf({ hosts: 6, seed: 3, troubledShare: 0 });
const aWorld = (options: WorldOptions = {}) =>
  newWorld({ seed: 300 + ++worlds, estate, store, onStop: expectInvariantsNow, ...options });

const hold = (world: World, campaignId: CampaignId, order: Omit<HoldOrder, 'because'>, dryRun = false) =>
  world.control.hold('user:test', world.tenantId, campaignId, { because: 'The test says so.', ...order }, dryRun);
const campaignOf = async (world: World, campaignId: CampaignId) => {
  const campaign = await store.campaign(world.tenantId, campaignId);
  if (!campaign) throw new Error('There is no such campaign.');
  return campaign;
};
const states = (world: World, campaignId: CampaignId) => store.moveCounts(world.tenantId, campaignId);
const waits = (world: World, campaignId: CampaignId) => store.waitCounts(world.tenantId, campaignId);
const requests = (world: World) => world.twin.ledger().servers.reduce((sum, server) => sum + server.migrateCalls, 0);

describe('a person', () => {
  test('X-02 I6 pauses: what runs goes on, nothing starts, and every queued move says why; resumed, it goes on', async () => {
    await using world = await aWorld();
    const id = await world.start('all', { cap: 2 });
    await world.turn({ minutes: 5 });
    await hold(world, id, { verb: 'pause' });
    expect((await campaignOf(world, id)).progress.steering).toMatchObject({ kind: 'paused', by: 'user:test' });
    expect(await waits(world, id)).toMatchObject({ 'campaign-paused': 4 });
    const sent = requests(world);
    await world.turn({ hours: 2 });
    expect(requests(world)).toBe(sent);
    expect(await states(world, id)).toEqual({ observing: 2, queued: 4 });
    await hold(world, id, { verb: 'resume' });
    await world.turn({ hours: 2 });
    expect(await states(world, id)).toEqual({ observing: 6 });
    await expectInvariantsAtTheEnd(world);
  });

  test('X-02 I6 stops: what runs is finished, what waits is abandoned with the reason, and the end is "stopped"', async () => {
    await using world = await aWorld();
    const id = await world.start('all', { cap: 2 });
    await world.turn({ minutes: 5 });
    const told = await hold(world, id, { verb: 'stop' }, true);
    expect(told).toMatchObject({ isDryRun: true, abandons: { length: 4 }, finishes: { length: 2 }, rollsBack: [] });
    expect((await campaignOf(world, id)).state, 'a dry run changes nothing').toBe('running');
    await hold(world, id, { verb: 'stop' });
    expect(await states(world, id)).toEqual({ abandoned: 4, migrating: 2 });
    const [abandoned] = (await store.moves(world.tenantId, { campaignId: id, state: ['abandoned'] }, { top: 1 })).value;
    expect(abandoned?.state).toMatchObject({ because: 'The test says so.' });
    await expect(hold(world, id, { verb: 'resume' })).rejects.toMatchObject({ code: 'campaign-state' });
    await world.turn({ hours: 1 });
    expect(await states(world, id)).toEqual({ abandoned: 4, observing: 2 });
    expect((await campaignOf(world, id)).state, 'what runs is not over').toBe('stopping');
    expect(requests(world)).toBe(2);
    await expectInvariantsAtTheEnd(world);
  });

  test('X-02 a campaign that is stopped before anything began has ended, and is not called finished', async () => {
    await using world = await aWorld();
    const id = await world.start('all', { cap: 2 });
    await hold(world, id, { verb: 'pause' });
    await world.turn({ minutes: 10 });
    await hold(world, id, { verb: 'stop' });
    await world.turn({ minutes: 10 });
    expect((await campaignOf(world, id)).progress.steering).toMatchObject({ kind: 'stopped', after: 'stop' });
    expect(requests(world)).toBe(0);
  });

  test('X-02 aborts with a rollback: whatever can still go back is asked back, also what was on its way, and once', async () => {
    await using world = await aWorld();
    const id = await world.start('all', { cap: 2 });
    await world.turn({ minutes: 22 });
    const before = await states(world, id);
    expect(before, 'some are observed, some are on their way, and some wait').toMatchObject({
      observing: expect.any(Number),
      migrating: expect.any(Number),
      queued: expect.any(Number),
    });
    const moved = 6 - (before.queued ?? 0);
    await hold(world, id, { verb: 'abort', way: 'roll-back' });
    await world.turn({ hours: 1 });
    expect(await waits(world, id)).toEqual({ 'rollback-in-portal': moved });
    const back = await store.tasks(world.tenantId, { kind: ['portal-rollback'], state: ['open'] }, { top: 10 });
    expect(back.value).toHaveLength(moved);
    const [first, ...others] = back.value;
    if (!first) throw new Error('There is no task.');
    await world.control.declineTask('user:test', world.tenantId, first.taskId, 'This one stays.');
    for (const task of others) {
      const host = task.hostId && (await store.host(world.tenantId, task.hostId));
      if (host) world.twin.portal.rollback(host.name);
    }
    await world.turn({ hours: 2 });
    expect(await states(world, id)).toEqual({
      abandoned: 6 - moved,
      observing: 1,
      rolledBack: moved - 1,
    });
    expect(await waits(world, id), 'who declined it is not asked again').toEqual({ 'observation-to-end': 1 });
    await expectInvariantsAtTheEnd(world);
  });

  test('X-02 I6 stop takes back the starts that nobody has pressed in the portal, and finishes the one that somebody has', async () => {
    await using world = await aWorld();
    const id = await world.start('all', { cap: 2, channel: 'portal' });
    await world.turn({ minutes: 3 });
    const [asked] = (await store.moves(world.tenantId, { campaignId: id, state: ['requested'] }, { top: 9 })).value;
    const pressed = asked && (await store.host(world.tenantId, asked.hostId));
    if (!pressed) throw new Error('Nobody was asked to press.');
    world.startInPortal(pressed.name);
    await world.turn({ minutes: 3 });
    const preview = await hold(world, id, { verb: 'stop' }, true);
    expect([preview.abandons.length, preview.finishes]).toEqual([5, [pressed.name]]);
    await hold(world, id, { verb: 'stop' });
    expect(await states(world, id)).toEqual({ abandoned: 5, migrating: 1 });
    const open = await store.tasks(world.tenantId, { kind: ['portal-start'], state: ['open'] }, { top: 9 });
    expect(open.value).toEqual([]);
    await world.turn({ hours: 2 });
    expect(await states(world, id)).toEqual({ abandoned: 5, observing: 1 });
    await expectInvariantsAtTheEnd(world);
  });

  test('X-02 an order without a reason, and one on a version that is outdated, are refused', async () => {
    await using world = await aWorld();
    const id = await world.start('all', { cap: 1 });
    await expect(hold(world, id, { verb: 'pause', because: ' ' } as never)).rejects.toMatchObject({
      code: 'reason-missing',
    });
    await expect(hold(world, id, { verb: 'pause', version: 7 })).rejects.toMatchObject({ code: 'version-outdated' });
    expect((await campaignOf(world, id)).state).toBe('running');
  });
});

describe('the budget', () => {
  const failing = async (options: { failures?: number } = {}) => {
    const world = await aWorld();
    const [name] = world.twin.estate().map((server) => server.host.split('.')[0] ?? '');
    if (name === undefined) throw new Error('There is no server.');
    world.twin.inject({ kind: 'accepted-never-started', hosts: [name], count: 1 });
    const budget = options.failures === undefined ? {} : { budget: { failures: options.failures } };
    const id = await world.start('all', { cap: 1, rules: budget });
    return { world, id, name };
  };

  test('I6 I8 X-02 by default the first failure holds the campaign, and it goes on without the server that a person names', async () => {
    const { world, id, name } = await failing();
    await using _ = world;
    await world.turn({ hours: 4 });
    const held = await campaignOf(world, id);
    expect(held.progress.steering).toMatchObject({ kind: 'tripped', names: [name] });
    const sent = requests(world);
    await world.turn({ hours: 4 });
    expect(requests(world)).toBe(sent);
    const [task] = (await store.tasks(world.tenantId, { kind: ['campaign-tripped'], state: ['open'] }, { top: 5 }))
      .value;
    expect(task?.steps.join(' ')).toContain(`--accept ${name}`);
    await expect(hold(world, id, { verb: 'resume' })).rejects.toMatchObject({ code: 'failures-not-accepted' });
    const told = await hold(world, id, { verb: 'resume', accepts: [name] });
    expect(told.accepted).toEqual([name]);
    expect(
      (await store.tasks(world.tenantId, { kind: ['campaign-tripped'], state: ['open'] }, { top: 5 })).value,
    ).toEqual([]);
    await world.decide('acknowledge-failure', 'accept', name);
    await world.turn({ hours: 8 });
    expect(await states(world, id)).toMatchObject({ observing: 5 });
    expect((await campaignOf(world, id)).state).toBe('running');
    await expectInvariantsAtTheEnd(world);
  });

  test('I8 a failure that the budget allows holds nothing', async () => {
    const { world, id, name } = await failing({ failures: 1 });
    await using _ = world;
    await world.turn({ hours: 4 });
    await world.decide('acknowledge-failure', 'accept', name);
    await world.turn({ hours: 8 });
    expect((await campaignOf(world, id)).state).toBe('running');
    expect(await states(world, id)).toMatchObject({ observing: 5 });
  });

  test('X-02 the task of a held campaign resumes it, and a retry can be said before', async () => {
    const { world, id, name } = await failing();
    await using _ = world;
    await world.turn({ hours: 4 });
    await world.decide('acknowledge-failure', 'retry', name);
    await world.decide('campaign-tripped', 'resume');
    expect((await campaignOf(world, id)).progress.steering).toMatchObject({
      kind: 'running',
      accepted: [{ name, by: 'user:test' }],
    });
  });
});
