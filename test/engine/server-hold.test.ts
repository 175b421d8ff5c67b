import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HostOrder } from '../../src/engine/control.ts';
import { createControl } from '../../src/engine/create-control.ts';
import { seededIdentity } from '../../src/engine/identity.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { tick } from '../../src/engine/tick.ts';
import { eventSentence } from '../../src/report/event-sentence.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { expectInvariantsAtTheEnd, expectInvariantsNow } from '../support/invariants.ts';
import { openPlayedStore } from '../support/played-stores.ts';
import { aWorld as newWorld, type World, type WorldOptions, worldStartAt } from '../support/world.ts';

/* A person holds one server: the real engine on a real store, and Microsoft's side on the twin. Every world is a tenant of its own. */
let store: Store;
let worlds = 0;
beforeAll(async () => {
  store = await openPlayedStore(seededIdentity('holds'), () => worldStartAt);
});
afterAll(() => store.close());
const aWorld = (options: WorldOptions = {}) =>
  newWorld({ seed: ++worlds, store, onStop: expectInvariantsNow, ...options });

const because = 'The racks of the site are moved.';
async function order(world: World, name: string, verb: HostOrder['verb'], dryRun = false) {
  const { hostId, version } = await world.host(name);
  return world.control.holdHost('user:anna', world.tenantId, hostId, { verb, because, version }, dryRun);
}

function callsTo(world: World, name: string): number {
  return world.twin.ledger().servers.find(({ host }) => host.startsWith(`${name}.`))?.migrateCalls ?? 0;
}

describe('a server that a person holds', () => {
  test('portal 4.3 is not started: it waits for its release and says so, the other of its wave goes, and released it goes too', async () => {
    await using world = await aWorld();
    await order(world, 'HAM-DC2', 'release');
    await world.start('BER-DC1 HAM-DC2', { cap: 2, rules: { caps: { startsPerDay: 1 } } });
    const held = await order(world, 'HAM-DC2', 'hold');
    expect(held).toMatchObject({ isChanged: true, underWay: 'queued', host: { hold: { by: 'user:anna', because } } });
    await world.turn({ minutes: 30 });
    expect((await world.newestMove('BER-DC1')).state.kind).toBe('observing');
    expect(await world.newestMove('HAM-DC2')).toMatchObject({ state: { kind: 'queued' }, waitingFor: 'host-held' });
    await world.turn({ days: 2 });
    expect(await world.newestMove('HAM-DC2')).toMatchObject({ state: { kind: 'queued' }, waitingFor: 'host-held' });
    expect(callsTo(world, 'HAM-DC2')).toBe(0);
    expect(await order(world, 'HAM-DC2', 'release')).toMatchObject({ isChanged: true, host: { hold: null } });
    await world.turn({ hours: 1 });
    expect((await world.newestMove('HAM-DC2')).state.kind).toBe('observing');
    expect(callsTo(world, 'HAM-DC2')).toBe(1);
    await expectInvariantsAtTheEnd(world);
  });

  test('portal 4.3 is left out of every plan, with the reason; a plan of nothing else is refused', async () => {
    await using world = await aWorld();
    await order(world, 'BER-DC1', 'hold');
    await expect(world.start('BER-DC1')).rejects.toMatchObject({ code: 'plan-empty' });
    const plan = await world.control.makePlan('user:test', world.tenantId, {
      selector: 'BER-DC1 HAM-DC2',
      demand: 'service',
    });
    expect(plan.excluded).toEqual([
      expect.objectContaining({ name: 'BER-DC1', reason: 'host-held', detail: `A person holds it: ${because}` }),
    ]);
    await order(world, 'BER-DC1', 'release');
    const after = await world.control.makePlan('user:test', world.tenantId, { selector: 'BER-DC1', demand: 'service' });
    expect(after.excluded).toEqual([]);
  });

  test('portal 4.3 one that the service is migrating is not touched, and the answer says so; after it the next attempt waits', async () => {
    await using world = await aWorld();
    await world.start('BER-DC1');
    await world.turn({ minutes: 3 });
    expect(await order(world, 'BER-DC1', 'hold')).toMatchObject({ isChanged: true, underWay: 'started' });
    await world.turn({ minutes: 40 });
    expect((await world.newestMove('BER-DC1')).state.kind).toBe('observing');
    const told = await order(world, 'BER-DC1', 'hold', true);
    expect(told).toMatchObject({ isChanged: false, isDryRun: true, underWay: 'observing' });
    await world.turn({ days: 8 });
    expect((await world.newestMove('BER-DC1')).state.kind).toBe('committed');
    expect(await world.host('BER-DC1')).toMatchObject({ hold: { because } });
  });

  test('portal 4.3 held twice it is held as it was at first, released twice it is released; neither writes anything twice', async () => {
    await using world = await aWorld();
    const { hostId } = await world.host('BER-DC1');
    const dry = await order(world, 'BER-DC1', 'hold', true);
    expect(dry).toMatchObject({ isDryRun: true, isChanged: true, host: { hold: { by: 'user:anna' } } });
    expect((await world.host('BER-DC1')).hold).toBeNull();
    await order(world, 'BER-DC1', 'hold');
    const again = { verb: 'hold', because: 'Another reason.' } as const;
    const second = await world.control.holdHost('user:ben', world.tenantId, hostId, again, false);
    expect(second).toMatchObject({ isChanged: false, host: { hold: { by: 'user:anna', because } } });
    await order(world, 'BER-DC1', 'release');
    expect(await order(world, 'BER-DC1', 'release')).toMatchObject({ isChanged: false, host: { hold: null } });
    const kinds = ['host-held', 'host-released'];
    const entries = await store.events(world.tenantId, { subjectId: hostId, kinds }, 9);
    expect(entries.map(eventSentence)).toEqual([
      `user:anna held the server BER-DC1: no start of it is sent until somebody releases it. Reason: ${because}`,
      `user:anna released the server BER-DC1, which was held. Reason: ${because}`,
    ]);
    await expectInvariantsAtTheEnd(world);
  });

  test('portal 4.3 whoever looked before it changed is refused; of two at once one is', async () => {
    await using world = await aWorld();
    const { hostId, version } = await world.host('BER-DC1');
    const ask = (verb: HostOrder['verb'], seen: number) =>
      world.control.holdHost('user:anna', world.tenantId, hostId, { verb, because, version: seen }, false);
    await expect(ask('hold', version - 1)).rejects.toMatchObject({ code: 'version-outdated' });
    const both = await Promise.allSettled([ask('hold', version), ask('hold', version)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(ask('release', version)).rejects.toMatchObject({ code: 'version-outdated' });
    await expect(
      world.control.holdHost('user:anna', world.tenantId, 'none' as never, { verb: 'hold', because }, false),
    ).rejects.toMatchObject({ code: 'not-found' });
  });

  test('portal 4.3 I13 that it was rolled back and that it is held are two things: each is taken off by itself', async () => {
    await using world = await aWorld();
    await world.start('HAM-DC2');
    await world.turn({ hours: 1 });
    await world.control.rollback('user:test', world.tenantId, 'HAM-DC2', 'The SOC misses alerts.', false);
    world.twin.portal.rollback('HAM-DC2');
    await world.decide('portal-rollback', 'rolled-back', 'HAM-DC2');
    await world.turn({ hours: 1 });
    await order(world, 'HAM-DC2', 'hold');
    await order(world, 'HAM-DC2', 'release');
    expect(await world.host('HAM-DC2')).toMatchObject({ isPinned: true, hold: null });
    await order(world, 'HAM-DC2', 'hold');
    await world.decide('unpin', 'release', 'HAM-DC2');
    expect(await world.host('HAM-DC2')).toMatchObject({ isPinned: false, hold: { because } });
    await expect(world.start('HAM-DC2')).rejects.toMatchObject({ code: 'plan-empty' });
    await order(world, 'HAM-DC2', 'release');
    await world.control.check('user:test', world.tenantId, 'HAM-DC2', true);
    await world.start('HAM-DC2');
    await expectInvariantsAtTheEnd(world);
  });

  test('portal 4.3 in an archived tenant nobody is held or released', async () => {
    await using world = await aWorld();
    await order(world, 'BER-DC1', 'hold');
    await world.control.archiveTenant('user:test', world.tenantId, 'The customer has left.');
    await expect(order(world, 'BER-DC1', 'release')).rejects.toMatchObject({ code: 'tenant-archived' });
    await expect(order(world, 'HAM-DC2', 'hold')).rejects.toMatchObject({ code: 'tenant-archived' });
  });
});

describe('the last doors', () => {
  const estate = () => estateOf({ hosts: 4, seed: 3, troubledShare: 0 });

  test('portal 4.3 one that is held when its request is about to leave is taken out of it; the others go', async () => {
    const sent: string[] = [];
    await using world = await aWorld({
      estate: estate(),
      onRequest: (_method, path, _at, body) => void (path.endsWith('/migrate') && sent.push(body)),
    });
    await world.start('all', { cap: 4, rules: { floor: { servers: 0, share: 0 } } });
    const page = await store.hosts(world.tenantId, {}, { top: 9 });
    let victim: (typeof page.value)[number] | undefined;
    // The moment between the look at the hosts and the mark.
    const markSending: Store['markSending'] = async (...given) => {
      const [, , , , , hostIds = []] = given;
      if (victim === undefined && hostIds.length > 1) {
        victim = page.value.find(({ hostId }) => hostId === hostIds[0]);
        await order(world, victim?.name ?? '', 'hold');
      }
      return store.markSending(...given);
    };
    const context = { ...world.context, store: { ...store, markSending } };
    for (let look = 0; sent.length === 0 && look < 20; look += 1) await tick(context, world.tenantId);
    expect(victim, 'one was held in that moment').toBeDefined();
    const bodies = sent.join();
    expect(bodies).not.toContain(victim?.sensorId);
    for (const host of page.value) {
      const move = await world.newestMove(host.name);
      if (host.hostId === victim?.hostId)
        expect(move).toMatchObject({ state: { kind: 'queued' }, waitingFor: 'host-held' });
      else expect(bodies).toContain(host.sensorId);
    }
    await world.turn({ hours: 5 });
    expect(callsTo(world, victim?.name ?? '')).toBe(0);
    await order(world, victim?.name ?? '', 'release');
    await world.turn({ hours: 5 });
    expect(callsTo(world, victim?.name ?? '')).toBe(1);
    await expectInvariantsAtTheEnd(world);
  });

  test('portal 4.3 one that is held alone in its request sends none at all, and is granted anew once it is released', async () => {
    await using world = await aWorld();
    await world.start('BER-DC1');
    const claimEffects: Store['claimEffects'] = async (request) => {
      const effects = await store.claimEffects(request);
      if (effects.length > 0 && (await world.host('BER-DC1')).hold === null) await order(world, 'BER-DC1', 'hold');
      return effects;
    };
    const context = { ...world.context, store: { ...store, claimEffects } };
    for (let look = 0; (await world.host('BER-DC1')).hold === null && look < 20; look += 1)
      await tick(context, world.tenantId);
    expect(await world.newestMove('BER-DC1')).toMatchObject({ state: { kind: 'queued' }, waitingFor: 'host-held' });
    expect(callsTo(world, 'BER-DC1')).toBe(0);
    await order(world, 'BER-DC1', 'release');
    await world.turn({ minutes: 10 });
    expect(callsTo(world, 'BER-DC1')).toBe(1);
    await expectInvariantsAtTheEnd(world);
  });

  test('portal 4.3 a start that a person was asked to press is taken back, and asked for again by the same task once it is released', async () => {
    await using world = await aWorld();
    await world.start('BER-DC1', { channel: 'portal' });
    await world.turn({ minutes: 2 });
    const asked = async () => {
      const { hostId } = await world.host('BER-DC1');
      return (await store.tasks(world.tenantId, { hostId, kind: ['portal-start'] }, { top: 9 })).value;
    };
    expect(await asked()).toMatchObject([{ state: 'open' }]);
    expect(await order(world, 'BER-DC1', 'hold')).toMatchObject({ underWay: 'asked' });
    expect(await asked()).toMatchObject([{ state: 'withdrawn' }]);
    expect(await world.newestMove('BER-DC1')).toMatchObject({ state: { kind: 'queued' }, waitingFor: 'host-held' });
    await world.turn({ days: 2 });
    expect(await asked()).toMatchObject([{ state: 'withdrawn' }]);
    await order(world, 'BER-DC1', 'release');
    await world.turn({ minutes: 5 });
    expect(await asked()).toMatchObject([{ state: 'open' }]);
    world.startInPortal('BER-DC1');
    await world.decide('portal-start', 'started', 'BER-DC1');
    await world.turn({ hours: 1 });
    expect((await world.newestMove('BER-DC1')).state.kind).toBe('observing');
    await expectInvariantsAtTheEnd(world);
  });

  test('portal 4.3 a start that is granted in the moment in which a person holds its server is not granted, and nobody is asked to press it', async () => {
    await using world = await aWorld();
    await world.start('BER-DC1', { channel: 'portal' });
    const commit: Store['commit'] = async (request) => {
      const isGrant = request.moves?.some(({ grantedAt }) => grantedAt !== undefined);
      if (isGrant && (await world.host('BER-DC1')).hold === null) await order(world, 'BER-DC1', 'hold');
      return store.commit(request);
    };
    const context = { ...world.context, store: { ...store, commit } };
    for (let look = 0; (await world.host('BER-DC1')).hold === null && look < 20; look += 1)
      await tick(context, world.tenantId);
    const { hostId } = await world.host('BER-DC1');
    expect((await world.newestMove('BER-DC1')).state.kind).toBe('queued');
    expect((await store.tasks(world.tenantId, { hostId, kind: ['portal-start'] }, { top: 9 })).value).toEqual([]);
    await createControl(context).holdHost('user:anna', world.tenantId, hostId, { verb: 'release', because }, false);
    await world.turn({ minutes: 5 });
    expect((await store.tasks(world.tenantId, { hostId, kind: ['portal-start'] }, { top: 9 })).value).toHaveLength(1);
    await expectInvariantsAtTheEnd(world);
  });
});
