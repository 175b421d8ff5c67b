import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hourMs } from '../../src/domain/time.ts';
import type { RulesRequest } from '../../src/engine/control.ts';
import { seededIdentity } from '../../src/engine/identity.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { expectInvariantsAtTheEnd } from '../support/invariants.ts';
import { openPlayedStore } from '../support/played-stores.ts';
import { aWorld as newWorld, type World, type WorldOptions, worldStartAt } from '../support/world.ts';

/* Ways back and the floor: the real engine and store, Microsoft's side on the twin. */
let store: Store;
let worlds = 0;
beforeAll(async () => {
  store = await openPlayedStore(seededIdentity('ways back'), () => worldStartAt);
});
afterAll(() => store.close());

const first = 'S0001-DC1';
const second = 'S0001-DC2';
const third = 'S0001-DC3';
const estate = (hosts: number, hostsPerSite = hosts) => estateOf({ hosts, hostsPerSite, seed: 3, troubledShare: 0 });
const aWorld = (options: WorldOptions) => newWorld({ seed: 900 + ++worlds, store, ...options });
const oneByOne = { canary: false, strata: [], order: { kind: 'count', hosts: 9 } } as const;
const back = (world: World, selector: string) =>
  world.control.rollback('user:test', world.tenantId, selector, 'Alerts are missing', false);
const open = async (world: World, kind: string) =>
  (await store.tasks(world.tenantId, { kind: [kind], state: ['open'] }, { top: 9 })).value;
const waits = async (world: World, ...names: string[]) =>
  Promise.all(names.map(async (name) => (await world.newestMove(name)).waitingFor));
const flies = async (world: World, name: string) => (await world.newestMove(name)).schedule.inFlight;

/** Both domain controllers of one site, on v3.x and seen protected by it. */
async function aMovedSite(rules: RulesRequest = {}): Promise<World> {
  const world = await aWorld({ estate: estate(2) });
  await world.start('all', { cap: 1, waves: oneByOne, rules });
  await world.turn({ minutes: 80 });
  return world;
}

describe('ways back and the floor', () => {
  test('I1 a dry run says which would wait for the floor, and changes nothing', async () => {
    await using world = await aMovedSite();
    const before = await store.logHead(world.tenantId);
    const foreseen = await world.control.rollback('user:test', world.tenantId, `${first},${second}`, 'A look', true);
    expect(foreseen.map(({ move, task }) => [move.waitingFor, task])).toEqual([
      ['rollback-in-portal', null],
      ['floor-site', null],
    ]);
    expect(await store.logHead(world.tenantId)).toEqual(before);
    expect(await waits(world, first, second)).toEqual(['observation-to-end', 'observation-to-end']);
    // The list of states is read once an hour now: half an hour later it is read for the answer.
    await world.turn({ minutes: 30 });
    const read = await world.control.rollback('user:test', world.tenantId, second, 'A look', true);
    expect(read.map(({ move }) => move.waitingFor)).toEqual(['rollback-in-portal']);
    expect((await world.newestMove(second)).waitingFor).toBe('observation-to-end');
  });

  test('X-03 I1 of a site of two, one goes back at a time: the other waits, says why, and begins when the first is protected again', async () => {
    await using world = await aMovedSite();
    const [campaign] = await store.campaigns(world.tenantId);
    if (!campaign) throw new Error('There is no campaign.');
    const order = { verb: 'abort', way: 'roll-back', because: 'The test says so.' } as const;
    await world.control.hold('user:test', world.tenantId, campaign.campaignId, order, false);
    await world.turn({ minutes: 20 });
    expect((await waits(world, first, second)).sort()).toEqual(['floor-site', 'rollback-in-portal']);
    const [asked] = await open(world, 'portal-rollback');
    const [kept] = await open(world, 'rollback-kept');
    expect([await open(world, 'portal-rollback'), await open(world, 'rollback-kept')]).toMatchObject([[{}], [{}]]);
    const names = new Map([first, second].map((name) => [name, world.host(name)]));
    const nameOf = async (hostId: unknown) => {
      for (const [name, host] of names) if ((await host).hostId === hostId) return name;
      throw new Error('It is about no server of the site.');
    };
    const going = await nameOf(asked?.hostId);
    const waiting = await nameOf(kept?.hostId);
    expect([await flies(world, going), await flies(world, waiting)]).toEqual([true, false]);

    await world.turn({ hours: 1 });
    expect(await waits(world, waiting), 'for as long as nobody presses').toEqual(['floor-site']);
    world.twin.portal.rollback(going);
    await world.turn({ minutes: 30 });
    expect(await world.newestMove(going)).toMatchObject({ state: { kind: 'rolledBack', wasAsked: true } });
    expect(await waits(world, waiting)).toEqual(['rollback-in-portal']);
    expect(await open(world, 'rollback-kept'), 'nobody is told of a wait that is over').toEqual([]);
    world.twin.portal.rollback(waiting);
    await world.turn({ minutes: 30 });
    expect(await world.newestMove(waiting)).toMatchObject({ state: { kind: 'rolledBack' } });
    await expectInvariantsAtTheEnd(world);
  });

  test('X-03 I1 what a person asks for is told at once: what to press of one, and of the other why it waits', async () => {
    await using world = await aMovedSite();
    const asked = await back(world, `${first} ${second}`);
    expect(asked.map(({ problem, task }) => [problem, task?.kind]).sort()).toEqual([
      [null, 'portal-rollback'],
      [null, 'rollback-kept'],
    ]);
  });

  test('I1 I2 a server on its way back is in a disruptive step: no start of its site takes the last room, and its slot is taken', async () => {
    await using world = await aWorld({ estate: estate(3) });
    const rules = { floor: { servers: 2 } };
    const id = await world.start(`${first} ${second}`, { cap: 1, waves: oneByOne, rules });
    await world.turn({ minutes: 80 });
    expect(await store.moveCounts(world.tenantId, id)).toEqual({ observing: 2 });
    await back(world, first);
    await world.start(third, { rules });
    await world.turn({ minutes: 5 });
    expect(await waits(world, first, third)).toEqual(['rollback-in-portal', 'floor-site']);
    expect(await store.campaign(world.tenantId, id)).toMatchObject({ inFlight: 1 });
  });

  test('X-03 where no second server is known, it takes a waiver or a person who asks for exactly that server', async () => {
    await using world = await aWorld({ estate: estate(4, 1) });
    const alone = ['S0001-DC1', 'S0002-DC1'];
    const sites = ['Site 0001', 'Site 0002'];
    const ends = { because: 'Until noon.', expiresAt: worldStartAt + 6 * hourMs };
    const waivers = sites.map((name) => ({ of: 'site', name, ...ends }) as const);
    await world.start(alone.join(' '), { cap: 1, waves: oneByOne, rules: { floor: { waivers } } });
    await world.turn({ hours: 5 });
    await back(world, alone.join(' '));
    expect(await waits(world, ...alone)).toEqual(['floor-waiver-missing', 'floor-waiver-missing']);
    const [named] = await back(world, 'S0001-DC1');
    expect(named).toMatchObject({ problem: null, task: { kind: 'portal-rollback', state: 'open' } });
    await world.turn({ minutes: 10 });
    expect(await waits(world, ...alone)).toEqual(['rollback-in-portal', 'floor-waiver-missing']);
  });

  test('X-03 with a waiver the only server of a site goes back whoever asks', async () => {
    await using world = await aWorld({ estate: estate(2, 1) });
    const id = await world.start('all', { cap: 1, waves: oneByOne });
    await world.turn({ minutes: 80 });
    expect(await store.moveCounts(world.tenantId, id)).toEqual({ observing: 2 });
    await back(world, 'S0001-DC1 S0002-DC1');
    expect((await waits(world, 'S0001-DC1', 'S0002-DC1')).sort(), 'they share a domain').toEqual([
      'floor-domain',
      'rollback-in-portal',
    ]);
  });

  test('X-03 X-04 who takes a way back off that waits keeps the server on v3.x, and nothing asks for it again', async () => {
    await using world = await aMovedSite();
    await back(world, first);
    await back(world, second);
    expect(await waits(world, first, second)).toEqual(['rollback-in-portal', 'floor-site']);
    const [kept] = await open(world, 'rollback-kept');
    expect(kept).toMatchObject({ choices: [{ choice: 'stay', needsReason: true }], dueAt: expect.any(Number) });
    await world.decide('rollback-kept', 'stay', second);
    await world.turn({ hours: 1 });
    expect(await waits(world, second)).toEqual(['observation-to-end']);
    await back(world, second);
    expect(await open(world, 'rollback-kept'), 'who asks again is told again').toHaveLength(1);
  });

  test('X-03 X-04 a way back that the floor keeps until its last moment begins no more, and the floor is never broken for it', async () => {
    // Else the plan itself would ask back, six hours before the end.
    await using world = await aMovedSite({ commitGuard: { whenNobodyDecides: 'let-commit' } });
    await world.turn({ days: 6, hours: 22 });
    const endOf = async (name: string) => (await world.newestMove(name)).schedule.deadlineAt ?? 0;
    const [early, late] = (await endOf(first)) < (await endOf(second)) ? [first, second] : [second, first];
    await back(world, late);
    await back(world, early);
    expect(await waits(world, late, early)).toEqual(['rollback-in-portal', 'floor-site']);
    await world.turn({ hours: 4 });
    expect(await world.newestMove(early)).toMatchObject({ state: { kind: 'committed' } });
    expect(await open(world, 'rollback-kept')).toEqual([]);
    const began = (await store.events(world.tenantId, { kinds: ['move-changed'] }, 500)).filter(({ payload }) =>
      JSON.stringify(payload).includes('rollback-begun'),
    );
    expect(began).toHaveLength(1);
  });
});
