import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EditionId } from '../../src/domain/ids.ts';
import { seededIdentity } from '../../src/engine/identity.ts';
import type { Commit, Store } from '../../src/engine/ports/store.ts';
import { tick } from '../../src/engine/tick.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { expectInvariantsAtTheEnd, expectInvariantsNow } from '../support/invariants.ts';
import { openPlayedStore } from '../support/played-stores.ts';
import { aWorld as newWorld, type World, type WorldOptions, worldStartAt } from '../support/world.ts';

/*
 * What changes between the grant of a start and the leaving of its request: the last door asks again what the grant asked. The real engine on a real store,
 * with the change made in that very moment.
 */
let store: Store;
let worlds = 0;
beforeAll(async () => {
  store = await openPlayedStore(seededIdentity('last door'), () => worldStartAt);
});
afterAll(() => store.close());
const aWorld = (options: WorldOptions = {}) =>
  newWorld({ seed: 1_300 + ++worlds, store, onStop: expectInvariantsNow, ...options });

const callsOf = (world: World) => world.twin.ledger().servers.reduce((sum, server) => sum + server.migrateCalls, 0);
const isGrant = ({ moves = [] }: Commit) => moves.some(({ grantedAt }) => grantedAt !== undefined);
const grantsOf = async (world: World) => store.events(world.tenantId, { kinds: ['effect-settled'] }, 9);

/** Looks until a start was granted, and does something else between that and what comes next. */
async function grantAnd(world: World, meanwhile: () => Promise<unknown>, when: 'before' | 'after'): Promise<void> {
  let isDone = false;
  const commit: Store['commit'] = async (request) => {
    const isNow = !isDone && isGrant(request);
    if (isNow && when === 'before') await meanwhile();
    const outcome = await store.commit(request);
    if (isNow && when === 'after') await meanwhile();
    isDone ||= isNow;
    return outcome;
  };
  const context = { ...world.context, store: { ...store, commit } };
  for (let look = 0; !isDone && look < 20; look += 1) await tick(context, world.tenantId);
  expect(isDone, 'a start was granted').toBe(true);
}

describe('the last door before a start', () => {
  test('I4 a connection that is made read-only after the grant sends nothing, and the start waits for it', async () => {
    await using world = await aWorld();
    await world.start('BER-DC1');
    const arm = (isArmed: boolean) => world.control.setArmed('user:test', world.tenantId, isArmed, 'The kill switch.');
    await grantAnd(world, () => arm(false), 'after');
    await world.turn({ minutes: 30 });
    expect(callsOf(world)).toBe(0);
    const [settled] = await grantsOf(world);
    expect(settled?.payload).toMatchObject({ state: 'withdrawn', moves: [{ because: 'connection-not-armed' }] });
    expect(await world.newestMove('BER-DC1')).toMatchObject({ state: { kind: 'queued' } });
    await arm(true);
    await world.turn({ minutes: 10 });
    expect(callsOf(world)).toBe(1);
    await expectInvariantsAtTheEnd(world);
  });

  test('I4 a mark that meets a connection made read-only in the same instant is not made, and its request does not leave', async () => {
    await using world = await aWorld();
    await world.start('BER-DC1');
    let isDone = false;
    const markSending: Store['markSending'] = async (...given) => {
      if (!isDone) await world.control.setArmed('user:test', world.tenantId, false, 'The kill switch.');
      isDone = true;
      return store.markSending(...given);
    };
    const context = { ...world.context, store: { ...store, markSending } };
    for (let look = 0; !isDone && look < 20; look += 1) await tick(context, world.tenantId);
    expect(isDone, 'a request was about to leave').toBe(true);
    await world.turn({ minutes: 30 });
    expect(callsOf(world)).toBe(0);
    await expectInvariantsAtTheEnd(world);
  });

  test('I4 a verdict that turns after the grant keeps its start back', async () => {
    await using world = await aWorld();
    await world.start('BER-DC1');
    const { hostId } = await world.host('BER-DC1');
    const turned = async () => {
      const [eligibility] = await store.eligibility(world.tenantId, [hostId], 'sensor-v3');
      const host = await world.host('BER-DC1');
      if (eligibility === undefined || host.factsDigest === null) throw new Error('It was not judged.');
      const failed = {
        ...eligibility,
        verdict: 'fail',
        disposition: 'moves',
        reasons: ['sense-not-running'],
      } as const;
      const eligibilities = [{ eligibility: failed, factsDigest: host.factsDigest, events: [] }];
      await store.commit({ tenantId: world.tenantId, at: world.twin.clock.now(), eligibilities });
    };
    await grantAnd(world, turned, 'after');
    expect(callsOf(world)).toBe(0);
    const [settled] = await grantsOf(world);
    expect(settled?.payload).toMatchObject({ state: 'withdrawn', moves: [{ because: 'not-eligible' }] });
  });

  test('I2 I6 a portal start whose campaign is held in the moment of the grant is not granted, and nobody is asked to press it', async () => {
    await using world = await aWorld({ estate: estateOf({ hosts: 2, seed: 4, troubledShare: 0 }) });
    const campaignId = await world.start('all', { channel: 'portal', rules: { floor: { servers: 0, share: 0 } } });
    const pause = async () => {
      const { version } = (await store.campaign(world.tenantId, campaignId)) ?? { version: 0 };
      const order = { verb: 'pause', because: 'The site has no power.', accepts: [], version } as const;
      await world.control.hold('user:test', world.tenantId, campaignId, order, false);
    };
    await grantAnd(world, pause, 'before');
    expect(await store.moveCounts(world.tenantId, campaignId)).toEqual({ queued: 2 });
    expect((await store.tasks(world.tenantId, { kind: ['portal-start'] }, { top: 9 })).value).toEqual([]);
  });
});

describe('what an approved campaign promised', () => {
  test('X-04 I11 goes on under the edition of its plan when the tenant takes another one: a way back is promised, and its end is guarded', async () => {
    await using world = await aWorld({ estate: estateOf({ hosts: 1, seed: 8, troubledShare: 0 }) });
    await world.start('all');
    await world.turn({ minutes: 2 });
    const tenant = await store.tenant(world.tenantId);
    const change = { edition: '2026-09' as EditionId, because: 'The rules of autumn.' };
    await world.control.changeTenant('user:test', world.tenantId, change, tenant?.version ?? 0);
    await world.turn({ hours: 2 });
    const name = world.twin.estate()[0]?.host.split('.')[0] ?? '';
    const { state } = await world.newestMove(name);
    expect(state).toMatchObject({ kind: 'observing', rollbackUntilAt: expect.any(Number) });
    await world.turn({ days: 4, hours: 4 });
    const open = { kind: ['commit-decision'], state: ['open'] } as const;
    expect((await store.tasks(world.tenantId, open, { top: 9 })).value).toHaveLength(1);
    await expectInvariantsAtTheEnd(world);
  });

  test('I13 a server that a person released stays released, also while its old sensor does not run yet', async () => {
    let isDown = false;
    const aroundRequest = async <T>(_what: string, send: () => Promise<T>): Promise<T> => {
      const reply = await send();
      if (!isDown || !(reply instanceof Response) || !reply.ok) return reply;
      const said = (await reply.text()).replace(/"serviceStatus":"running"/g, '"serviceStatus":"stopped"');
      return new Response(said, reply) as T;
    };
    await using world = await aWorld({ estate: estateOf({ hosts: 1, seed: 8, troubledShare: 0 }), aroundRequest });
    await world.start('all');
    await world.turn({ hours: 3 });
    const name = world.twin.estate()[0]?.host.split('.')[0] ?? '';
    await world.control.rollback('user:test', world.tenantId, name, 'It drops events.', false);
    world.twin.portal.rollback(name);
    isDown = true;
    for (let looks = 0; !(await world.host(name)).isPinned && looks < 40; looks += 1) await world.turn({ minutes: 5 });
    expect(await world.newestMove(name)).toMatchObject({ state: { kind: 'rolledBack' }, schedule: { isActive: true } });
    await world.decide('unpin', 'release', name);
    await world.turn({ minutes: 40 });
    expect(await world.host(name)).toMatchObject({ isPinned: false });
  });
});
