import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Calendar } from '../../src/domain/calendar/calendar.ts';
import { dayMs, hourMs, minuteMs } from '../../src/domain/time.ts';
import { seededIdentity } from '../../src/engine/identity.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { expectInvariantsAtTheEnd, expectInvariantsNow } from '../support/invariants.ts';
import { openPlayedStore } from '../support/played-stores.ts';
import { aWorld as newWorld, type World, type WorldOptions, worldStartAt } from '../support/world.ts';

/* Starts that a person presses in the portal: what must hold for one holds for as long as somebody is asked to. Every world is a tenant of its own. */
let store: Store;
let worlds = 900;
beforeAll(async () => {
  store = await openPlayedStore(seededIdentity('pressed'), () => worldStartAt);
});
afterAll(() => store.close());
const aWorld = (options: WorldOptions = {}) =>
  newWorld({ seed: ++worlds, store, onStop: expectInvariantsNow, ...options });

const server = 'BER-DC1';
const nowOf = (world: World) => world.context.clocks.tenantNow(world.tenantId);
const local = (at: number) => new Date(at).toISOString().slice(0, 16);

async function asked(world: World) {
  const { value } = await store.tasks(world.tenantId, { kind: ['portal-start'] }, { top: 9 });
  return value.map(({ state }) => state);
}

/** How often somebody was asked. */
async function askedTimes(world: World) {
  const opened = await store.events(world.tenantId, { kinds: ['task-opened'] }, 999);
  return opened.filter(({ payload }) => (payload as { kind: string }).kind === 'portal-start').length;
}

async function expectTakenBack(world: World, waitingFor: string) {
  expect(await asked(world)).toEqual(['withdrawn']);
  expect(await world.newestMove(server)).toMatchObject({ state: { kind: 'queued' }, waitingFor });
}

/** Nobody looks for so long. */
function away(world: World, ms: number) {
  world.twin.clock.advanceTo(nowOf(world) + ms);
  world.twin.step();
}

async function freeze(world: World, until: number) {
  const closed = [{ from: local(nowOf(world) - dayMs), to: local(until), because: 'Year end.' }];
  const calendar: Calendar = { name: 'house', zone: 'UTC', open: [], closed };
  const { version = 0 } = (await store.tenant(world.tenantId)) ?? {};
  const change = { calendars: [calendar], because: 'The board said so.' };
  await world.control.changeTenant('user:anna', world.tenantId, change, version);
}

/** The start that stands open is pressed as any other, and ends under observation. */
async function expectPressedAndSeen(world: World): Promise<void> {
  world.startInPortal(server);
  await world.decide('portal-start', 'started', server);
  await world.turn({ hours: 1 });
  expect((await world.newestMove(server)).state.kind).toBe('observing');
  await expectInvariantsAtTheEnd(world);
}

describe('a start that nobody has pressed in the portal', () => {
  test('I3 is taken back after the latest safe start of its window, once, and asked for again by the same task when the next one opens', async () => {
    await using world = await aWorld();
    // 08:00 to 11:00, and a move takes two hours at most: nothing starts after nine.
    const open = [{ days: ['mon', 'tue'] as const, from: '08:00', to: '11:00' }];
    await world.start(server, {
      channel: 'portal',
      rules: { calendars: [{ name: 'day', zone: 'UTC', open, closed: [] }] },
    });
    await world.turn({ hours: 2, minutes: 50 });
    expect([local(nowOf(world)), await asked(world)]).toEqual(['2026-03-30T08:50', ['open']]);
    const [task] = (await store.tasks(world.tenantId, { kind: ['portal-start'] }, { top: 9 })).value;
    expect(local(task?.dueAt ?? 0)).toBe('2026-03-30T09:00');
    await world.turn({ minutes: 12 });
    await expectTakenBack(world, 'too-late-in-window');
    await world.turn({ hours: 20 });
    await expectTakenBack(world, 'window-closed');
    expect(await askedTimes(world)).toBe(1);
    await world.turn({ hours: 3, minutes: 20 });
    expect([local(nowOf(world)), await asked(world)]).toEqual(['2026-03-31T08:22', ['open']]);
    expect(await askedTimes(world)).toBe(2);
    await expectPressedAndSeen(world);
  });

  test('I3 is taken back in a freeze that was set since, and when its approval is taken back', async () => {
    await using world = await aWorld();
    const plan = await world.control.makePlan('user:anna', world.tenantId, {
      selector: server,
      demand: 'service',
      channel: 'portal',
      rules: { approval: { people: 1 } },
    });
    const approve = () =>
      world.control.decideOnPlan('user:ben', world.tenantId, plan.digest, { decision: 'approve' }, false);
    await approve();
    await world.control.apply('user:anna', world.tenantId, plan, false);
    await world.turn({ minutes: 3 });
    expect(await asked(world)).toEqual(['open']);
    await world.control.withdrawFromPlan('user:ben', world.tenantId, plan.digest, { because: 'An audit.' }, false);
    await world.turn({ minutes: 3 });
    await expectTakenBack(world, 'approval-missing');
    await approve();
    await world.turn({ minutes: 12 });
    expect(await asked(world)).toEqual(['open']);
    await freeze(world, nowOf(world) + 2 * hourMs);
    await world.turn({ minutes: 3 });
    await expectTakenBack(world, 'freeze');
    await world.turn({ hours: 1 });
    expect(await askedTimes(world)).toBe(2);
    await expectInvariantsAtTheEnd(world);
  });

  test('I1 is taken back when another server of its site goes dark and the floor does not hold any more, and asked for again when it does', async () => {
    await using world = await aWorld();
    const berlin = (await store.protection(world.tenantId, 0)).filter(({ site }) => site === 'Berlin');
    const running = berlin.filter((of) => of.serviceStatus === 'running' && of.healthStatus !== 'notHealthyHigh');
    const servers = running.reduce((sum, { hosts }) => sum + hosts, 0) - 1;
    await world.start(server, { channel: 'portal', rules: { floor: { servers } } });
    await world.turn({ minutes: 8 });
    expect(await asked(world)).toEqual(['open']);
    const fault = world.twin.inject({ kind: 'host-dark', hosts: ['BER-DC2'], when: 'now' });
    await world.turn({ hours: 1 });
    await expectTakenBack(world, 'floor-site');
    expect(await askedTimes(world)).toBe(1);
    world.twin.clearFault(fault);
    await world.turn({ hours: 1 });
    expect([await asked(world), await askedTimes(world)]).toEqual([['open'], 2]);
    await expectInvariantsAtTheEnd(world);
  });

  test('I2 is taken back when somebody else started a server of its site and the cap is full, and asked for again when that is over', async () => {
    await using world = await aWorld();
    await world.start(server, { channel: 'portal', rules: { caps: { perSite: 1 } } });
    await world.turn({ minutes: 3 });
    world.startInPortal('BER-DC2');
    await world.turn({ minutes: 6 });
    await expectTakenBack(world, 'cap-site');
    await world.turn({ hours: 1 });
    expect([await asked(world), await askedTimes(world)]).toEqual([['open'], 2]);
    await expectPressedAndSeen(world);
  });

  test('I14 is asked for anew after a day, also by an engine that was away: nobody calls it lost', async () => {
    await using world = await aWorld();
    await world.start(server, { channel: 'portal' });
    await world.turn({ minutes: 3 });
    const first = await world.newestMove(server);
    const until = async () =>
      (await store.tasks(world.tenantId, { kind: ['portal-start'] }, { top: 9 })).value[0]?.dueAt;
    expect(await until()).toBe((first.state as unknown as { requestedAt: number }).requestedAt + dayMs);
    expect(first.waitingFor).toBe('start-in-portal');
    away(world, dayMs + 20 * minuteMs);
    await world.turn({ minutes: 5 });
    expect([await asked(world), await askedTimes(world)]).toEqual([['open'], 2]);
    expect(await world.newestMove(server)).toMatchObject({ moveId: first.moveId, state: { kind: 'requested' } });
    expect(await until()).toBeGreaterThan(nowOf(world) + dayMs - 10 * minuteMs);
    await expectInvariantsAtTheEnd(world);
  });

  test('I4 is taken back when the service says that its server is not ready, and asked for again when it is', async () => {
    await using world = await aWorld();
    await world.start(server, { channel: 'portal' });
    await world.turn({ minutes: 3 });
    const settings = { says: 'notReady', lastsMs: 2 * hourMs } as const;
    world.twin.inject({ kind: 'service-disagrees', hosts: [server], when: 'now', settings });
    await world.turn({ minutes: 30 });
    await expectTakenBack(world, 'not-eligible');
    await world.turn({ hours: 3 });
    expect([await asked(world), await askedTimes(world)]).toEqual([['open'], 2]);
    await expectInvariantsAtTheEnd(world);
  });

  test('I4 stands while the list cannot be read for a moment, and is taken back when what it said is no evidence any more', async () => {
    await using world = await aWorld();
    await world.start(server, { channel: 'portal' });
    await world.turn({ minutes: 3 });
    world.twin.inject({ kind: 'consent-revoked', untilAt: world.twin.clock.now() + 3 * hourMs });
    await world.turn({ minutes: 8 });
    expect(await asked(world)).toEqual(['open']);
    await world.turn({ hours: 2 });
    expect(await asked(world)).toEqual(['withdrawn']);
    await world.turn({ hours: 3 });
    expect([await asked(world), await askedTimes(world)]).toEqual([['open'], 2]);
    await expectInvariantsAtTheEnd(world);
  });

  test('I6 is taken back when its campaign is paused, as the preview says, and when the connection is disarmed', async () => {
    await using world = await aWorld();
    const id = await world.start(server, { channel: 'portal' });
    await world.turn({ minutes: 3 });
    const hold = (verb: 'pause' | 'resume', dryRun = false) =>
      world.control.hold('user:anna', world.tenantId, id, { verb, because: 'The board meets.' }, dryRun);
    expect(await hold('pause', true)).toMatchObject({ abandons: [], finishes: [] });
    await hold('pause');
    await expectTakenBack(world, 'campaign-paused');
    await world.turn({ hours: 25 });
    await expectTakenBack(world, 'campaign-paused');
    await hold('resume');
    await world.turn({ minutes: 3 });
    expect([await asked(world), await askedTimes(world)]).toEqual([['open'], 2]);
    await world.control.setArmed('user:anna', world.tenantId, false, 'Look, and touch nothing.');
    await world.turn({ minutes: 3 });
    await expectTakenBack(world, 'connection-not-armed');
    await expectInvariantsAtTheEnd(world);
  });

  test('I6 is taken back when its campaign is tripped by the failure of another', async () => {
    await using world = await aWorld();
    const id = await world.start('BER-DC1,HAM-DC2', { channel: 'portal' });
    await world.turn({ minutes: 3 });
    expect(await asked(world)).toEqual(['open', 'open']);
    world.twin.inject({ kind: 'high-load', hosts: ['HAM-DC2'], when: 'now' });
    world.startInPortal('HAM-DC2');
    await world.decide('portal-start', 'started', 'HAM-DC2');
    await world.turn({ hours: 4 });
    expect((await store.campaign(world.tenantId, id))?.state).toBe('tripped');
    expect((await asked(world)).sort()).toEqual(['done', 'withdrawn']);
    expect(await world.newestMove(server)).toMatchObject({
      state: { kind: 'queued' },
      waitingFor: 'campaign-tripped',
    });
  });

  test('I14 is held with the reason of whoever declines it: it fails nothing, and is asked for again by the same task once the server is released', async () => {
    await using world = await aWorld();
    const id = await world.start(server, { channel: 'portal' });
    await world.turn({ minutes: 3 });
    const { value } = await store.tasks(world.tenantId, { kind: ['portal-start'] }, { top: 9 });
    const [task] = value;
    if (task === undefined) throw new Error('Nobody was asked.');
    const because = 'It is retired on Friday.';
    await world.control.declineTask('user:anna', world.tenantId, task.taskId, because);
    const expectHeld = async () => {
      expect(await asked(world)).toEqual(['declined']);
      expect(await world.host(server)).toMatchObject({ hold: { by: 'user:anna', because } });
      expect(await world.newestMove(server)).toMatchObject({ state: { kind: 'queued' }, waitingFor: 'host-held' });
    };
    await expectHeld();
    await world.turn({ hours: 25 });
    await expectHeld();
    expect((await store.campaign(world.tenantId, id))?.state).toBe('running');
    const { hostId } = await world.host(server);
    const release = { verb: 'release', because: 'It stays.' } as const;
    await world.control.holdHost('user:anna', world.tenantId, hostId, release, false);
    await world.turn({ minutes: 5 });
    expect([await asked(world), await askedTimes(world)]).toEqual([['open'], 2]);
    await expectPressedAndSeen(world);
  });
});

describe('a start that somebody has pressed', () => {
  test('I3 I5 is seen and followed to its end although it was taken back in that moment', async () => {
    await using world = await aWorld();
    const id = await world.start(server, { channel: 'portal' });
    await world.turn({ minutes: 3 });
    await world.control.hold('user:anna', world.tenantId, id, { verb: 'pause', because: 'The board meets.' }, false);
    await expectTakenBack(world, 'campaign-paused');
    world.startInPortal(server);
    await world.turn({ hours: 1 });
    expect(await world.newestMove(server)).toMatchObject({ campaignId: id, state: { kind: 'observing' } });
    await expectInvariantsAtTheEnd(world);
  });

  test('I7 has failed when a day later its server has not begun', async () => {
    await using world = await aWorld();
    await world.start(server, { channel: 'portal' });
    await world.turn({ minutes: 3 });
    await world.decide('portal-start', 'started', server);
    away(world, dayMs + 20 * minuteMs);
    await world.turn({ minutes: 5 });
    const problem = expect.objectContaining({ code: 'accepted-never-started' });
    expect((await world.newestMove(server)).state).toMatchObject({ kind: 'failed', problem });
  });

  test('I3 is not taken back once its task says so, nor once it is seen', async () => {
    for (const isSaid of [true, false]) {
      await using world = await aWorld();
      await world.start(server, { channel: 'portal' });
      await world.turn({ minutes: 3 });
      world.startInPortal(server);
      if (isSaid) await world.decide('portal-start', 'started', server);
      else await world.turn({ minutes: 3 });
      await freeze(world, nowOf(world) + 2 * hourMs);
      await world.turn({ minutes: 40 });
      expect(await world.newestMove(server)).toMatchObject({ origin: 'campaign', state: { kind: 'observing' } });
      const changed = await store.events(world.tenantId, { kinds: ['move-changed'] }, 99);
      const happened = changed.map(({ payload }) => (payload as { event: { kind: string } | null }).event?.kind);
      expect(happened).not.toContain('withdrawn');
    }
  });
});
