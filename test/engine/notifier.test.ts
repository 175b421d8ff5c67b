import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TenantId } from '../../src/domain/ids.ts';
import { genesisHash, nextHash } from '../../src/domain/log.ts';
import { hourMs, minuteMs, secondMs } from '../../src/domain/time.ts';
import { createNotifier } from '../../src/engine/notifier.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { tick } from '../../src/engine/tick.ts';
import { aHook, answering } from '../connectors/notify-desk.ts';
import { machineNow, sha256, testIdentity } from '../support/identity.ts';
import { openPlayedStore } from '../support/played-stores.ts';
import { signingKey } from './notify-ports.ts';
import { aNotifyWorld, kindsOf, messagesOf } from './notify-world.ts';

const timeout = 120_000;

/** One store for all, since starting one costs seconds; every world has tenants of its own in it. */
const store = (() => {
  let opened: Store | undefined;
  beforeAll(async () => {
    opened = await openPlayedStore(testIdentity, machineNow);
  });
  afterAll(() => opened?.close());
  return () => {
    if (opened === undefined) throw new Error('The store is not open yet.');
    return opened;
  };
})();

describe('what is told', () => {
  test('X-10 a failure is told at once, with what to do, and the place where the log ended', { timeout }, async () => {
    await using hook = await aHook();
    await using world = await aNotifyWorld({ store: store() });
    await world.receiver('pager', hook.url);
    world.twin.inject({ kind: 'partial-failure', hosts: ['S0001-DC1'], count: 1 });
    await world.start('S0001-DC1');
    await tick(world.context, world.tenantId);
    await world.tell();
    // One failure is more than a plan without a budget forgives: the campaign is held, which waits no more than the failure does.
    expect(kindsOf(hook.seen)).toEqual([['campaign-tripped', 'move-failed']]);
    const [message] = messagesOf(hook.seen);
    const [, notice] = message?.notices ?? [];
    expect(message).toMatchObject({
      kind: 'alarm',
      tenant: { id: world.tenantId, name: (await world.store.tenant(world.tenantId))?.name },
      more: 0,
    });
    expect(notice).toMatchObject({ server: 'S0001-DC1' });
    expect(notice?.sentence).toMatch(
      /^S0001-DC1: The engine recorded "refused" .*The service did not accept this server\.$/,
    );
    expect(notice?.remedy).toMatch(/^Check the server again.*changeguard diagnose S0001-DC1/);
    // What the receiver was told can be found in the log: its hash is that of the link, recomputed from the first one.
    let hash = genesisHash;
    for await (const { link } of world.store.links(world.tenantId, 0)) {
      hash = nextHash(hash, link.digest, sha256);
      if (link.seq === message?.log.seq) break;
    }
    expect(message?.log.hash).toBe(hash);
    // The rest is gathered for a minute, and is one message.
    world.pass(minuteMs);
    await world.tell();
    expect(kindsOf(hook.seen)).toEqual([['campaign-tripped', 'move-failed'], ['campaign-created']]);
    await world.tell();
    expect(hook.seen, 'nothing is told twice').toHaveLength(2);
  });

  test('X-04 X-10 a coming commit is told 72, 48, 24 and 6 hours before, and that it passed unproven; each once', {
    timeout,
  }, async () => {
    await using hook = await aHook();
    await using world = await aNotifyWorld({ store: store() });
    await world.receiver('pager', hook.url, { kinds: ['commit-due', 'commit-passed-unproven'] });
    await world.start('S0001-DC1');
    await world.turn({ hours: 4 });
    const { rollbackUntilAt } = (await world.newestMove('S0001-DC1')).state as unknown as { rollbackUntilAt: number };
    await world.turn({ days: 7, hours: 20 });
    await world.tell();
    world.pass(minuteMs);
    await world.tell();
    await world.tell();
    expect(kindsOf(hook.seen)).toEqual([
      ['commit-due', 'commit-due', 'commit-due', 'commit-due', 'commit-passed-unproven'],
    ]);
    const [alarms] = messagesOf(hook.seen);
    expect(alarms?.notices.map(({ id }) => id.split(':').at(-1)).slice(0, 4)).toEqual(['72', '48', '24', '6']);
    const hoursBefore = (alarms?.notices ?? [])
      .slice(0, 4)
      .map(({ at }) => (rollbackUntilAt - Date.parse(at)) / hourMs);
    hoursBefore.forEach((hours, at) => {
      const hour = [72, 48, 24, 6][at] ?? 0;
      expect(hours, 'never late').toBeGreaterThanOrEqual(hour);
      expect(hours, 'an hour early at most').toBeLessThanOrEqual(hour + 1);
    });
    expect(alarms?.notices[3]?.sentence).toMatch(/^S0001-DC1: The service commits .*in [67] h.*Evidence is missing: /);
    expect(alarms?.notices[4]?.server).toBe('S0001-DC1');
  });

  test('X-04 X-10 a coming commit is told at the hours of its plan, before the way back may have ended, however late the switch was seen', {
    timeout: 3 * timeout,
  }, async () => {
    await using hook = await aHook();
    await using world = await aNotifyWorld({ store: store() });
    await world.receiver('pager', hook.url, { kinds: ['commit-due'] });
    await world.start('S0001-DC1', { rules: { commitGuard: { alarmHours: [96, 12] } } });
    await world.turn({ minutes: 5 });
    // The switch happens while nothing can be read: it is known only that it lies within these hours.
    const untilAt = world.twin.clock.now() + 14 * hourMs;
    world.twin.inject({ kind: 'service-unavailable-503', rate: 1, untilAt });
    await world.turn({ hours: 16 });
    const { state } = await world.newestMove('S0001-DC1');
    const { rollbackUntilAt, commitDueAt } = state as unknown as { rollbackUntilAt: number; commitDueAt: number };
    expect((commitDueAt - rollbackUntilAt) / hourMs, 'the gap').toBeGreaterThan(12);
    await world.turn({ days: 6, hours: 9 });
    await world.tell();
    const told = messagesOf(hook.seen).flatMap(({ notices }) => notices);
    expect(told.map(({ id }) => id.split(':').at(-1))).toEqual(['96', '12']);
    const hoursBefore = told.map(({ at }) => (rollbackUntilAt - Date.parse(at)) / hourMs);
    [96, 12].forEach((hour, at) => {
      expect(hoursBefore[at], 'never late').toBeGreaterThanOrEqual(hour);
      expect(hoursBefore[at], 'an hour early at most').toBeLessThanOrEqual(hour + 1);
    });
  });

  test('X-10 a service that is away for a moment is no news; one that stays away is, and so is its return', {
    timeout,
  }, async () => {
    await using hook = await aHook();
    await using world = await aNotifyWorld({ store: store() });
    await world.receiver('pager', hook.url);
    const outage = (minutes: number) =>
      world.twin.inject({
        kind: 'service-unavailable-503',
        rate: 1,
        untilAt: world.twin.clock.now() + minutes * minuteMs,
      });
    outage(5);
    await world.turn({ minutes: 40 });
    await world.tell();
    expect(hook.seen).toEqual([]);
    outage(60);
    await world.turn({ minutes: 50 });
    await world.tell();
    const lost = kindsOf(hook.seen).flat();
    expect(new Set(lost)).toEqual(new Set(['connection-lost']));
    await world.turn({ minutes: 40 });
    await world.tell();
    const after = kindsOf(hook.seen).flat().slice(lost.length);
    expect(after).toEqual(lost.map(() => 'connection-restored'));
  });

  test('X-10 a receiver hears of the kinds that it was given, and of nothing from before it was added', {
    timeout,
  }, async () => {
    await using hook = await aHook();
    await using world = await aNotifyWorld({ store: store() });
    world.twin.inject({ kind: 'partial-failure', hosts: ['S0001-DC1', 'S0001-DC2'], count: 1 });
    await world.start('S0001-DC1');
    await tick(world.context, world.tenantId);
    await world.receiver('late', hook.url, { kinds: ['move-failed'] });
    await world.tell();
    expect(hook.seen).toEqual([]);
    world.twin.inject({ kind: 'partial-failure', hosts: ['S0001-DC2'], count: 1 });
    await world.start('S0001-DC2');
    await tick(world.context, world.tenantId);
    world.pass(minuteMs);
    await world.tell();
    expect(kindsOf(hook.seen)).toEqual([['move-failed']]);
    expect(messagesOf(hook.seen)[0]?.notices[0]?.server).toBe('S0001-DC2');
  });

  test('X-10 in quiet hours alarms go out, and everything else comes as one summary behind them', {
    timeout,
  }, async () => {
    await using hook = await aHook();
    await using world = await aNotifyWorld({ store: store() });
    // The world begins at 08:00 in Berlin.
    await world.receiver('pager', hook.url, { quietHours: { from: '07:00', to: '11:30', zone: 'Europe/Berlin' } });
    world.twin.inject({ kind: 'partial-failure', hosts: ['S0001-DC1'], count: 1 });
    await world.start('S0001-DC1');
    await world.turn({ minutes: 5 });
    await world.start('S0001-DC2');
    await world.turn({ minutes: 5 });
    await world.tell();
    expect(kindsOf(hook.seen)).toEqual([['campaign-tripped', 'move-failed']]);
    world.pass(3 * hourMs + 19 * minuteMs);
    await world.tell();
    expect(hook.seen).toHaveLength(1);
    world.pass(minuteMs);
    await world.tell();
    expect(messagesOf(hook.seen)[1]).toMatchObject({ kind: 'summary' });
    expect(kindsOf(hook.seen)[1]).toEqual(['campaign-created', 'campaign-created']);
  });
});

describe('a receiver that does not work', () => {
  test('X-10 one that is ill is tried again with growing pauses under one id, and given up after days', {
    timeout,
  }, async () => {
    await using hook = await aHook();
    await using other = await aHook();
    await using world = await aNotifyWorld({ store: store() });
    hook.answers(answering(500));
    await world.receiver('ill', hook.url);
    await world.receiver('well', other.url, { kinds: ['receiver-broken'] });
    await world.start('S0001-DC1');
    const begunAt = world.twin.clock.now();
    const tries: number[] = [];
    while (world.twin.clock.now() < begunAt + 80 * hourMs) {
      const before = hook.seen.length;
      await world.tell();
      if (hook.seen.length > before) tries.push(world.twin.clock.now());
      world.pass(tries.length < 6 ? 15 * secondMs : 10 * minuteMs);
    }
    const pauses = tries.slice(1).map((at, before) => (at - (tries[before] ?? 0)) / minuteMs);
    expect(pauses.slice(0, 5)).toEqual([0.5, 1, 2, 4, 8]);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(70);
    const ids = messagesOf(hook.seen).map(({ id }) => id);
    const first = ids.filter((id) => id === ids[0]);
    expect(first.length).toBeGreaterThan(70);
    expect(new Set(hook.seen.slice(0, first.length).map(({ body }) => body)).size, 'the same to the byte').toBe(1);
    const lastOfFirst = tries[first.length - 1] ?? 0;
    expect(lastOfFirst - (tries[0] ?? 0)).toBeGreaterThanOrEqual(72 * hourMs);
    expect(kindsOf(other.seen), 'the others are told once').toEqual([['receiver-broken']]);
    const [ill] = await world.store.receivers(world.tenantId);
    expect(ill).toMatchObject({ name: 'ill', sentAt: null, problem: { code: 'receiver-unavailable' } });
  });

  test('X-10 one that refuses is not tried again; that is shown, logged, and told to the others', {
    timeout,
  }, async () => {
    await using hook = await aHook();
    await using other = await aHook();
    await using world = await aNotifyWorld({ store: store() });
    hook.answers(answering(403), answering(204));
    await world.receiver('strict', hook.url);
    await world.receiver('well', other.url, { kinds: ['receiver-broken'] });
    await world.start('S0001-DC1');
    world.pass(minuteMs);
    await world.tell();
    world.pass(minuteMs);
    await world.tell();
    await world.tell();
    expect(hook.seen).toHaveLength(1);
    expect(kindsOf(other.seen)).toEqual([['receiver-broken']]);
    expect(messagesOf(other.seen)[0]?.notices[0]?.sentence).toBe(
      `The engine could not reach the receiver strict of notifications: The receiver refused the message (${new URL(hook.url).host} answered 403).`,
    );
    expect(await world.store.receivers(world.tenantId)).toMatchObject([
      { name: 'strict', problem: { code: 'receiver-refused' }, waiting: 0 },
      { name: 'well', problem: null },
    ]);
    await world.start('S0001-DC2');
    await world.tell();
    world.pass(minuteMs);
    await world.tell();
    expect(hook.seen, 'the next message is tried').toHaveLength(2);
    expect((await world.store.receivers(world.tenantId))[0]).toMatchObject({ problem: null });
  });

  test('X-10 one that asks for time gets it, and nothing else is sent to it meanwhile', { timeout }, async () => {
    await using hook = await aHook();
    await using world = await aNotifyWorld({ store: store() });
    hook.answers(answering(429, { 'retry-after': '600' }), answering(204));
    await world.receiver('busy', hook.url);
    await world.start('S0001-DC1');
    await world.tell();
    world.pass(minuteMs);
    await world.tell();
    expect(hook.seen).toHaveLength(1);
    world.twin.inject({ kind: 'partial-failure', hosts: ['S0001-DC2'], count: 1 });
    await world.start('S0001-DC2');
    await tick(world.context, world.tenantId);
    world.pass(590 * secondMs);
    await world.tell();
    expect(hook.seen, 'not even an alarm').toHaveLength(1);
    world.pass(10 * secondMs);
    await world.tell();
    expect(kindsOf(hook.seen).slice(1)).toContainEqual(['campaign-tripped', 'move-failed']);
  });

  test('X-10 one that hangs holds up neither the tick nor another receiver, and stopping does not wait for it', {
    timeout,
  }, async () => {
    await using hanging = await aHook();
    await using hook = await aHook();
    await using world = await aNotifyWorld({ store: store() });
    hanging.answers(() => undefined);
    await world.receiver('hangs', hanging.url);
    await world.receiver('works', hook.url);
    await world.start('S0001-DC1');
    await world.tell();
    world.pass(minuteMs);
    const notifier = createNotifier(world.context);
    const [stuck, told] = [hanging.next(), hook.next()];
    await notifier.look();
    await Promise.all([stuck, told]);
    // The request hangs from here on; everything else goes its way.
    await tick(world.context, world.tenantId);
    await world.start('S0001-DC2');
    await tick(world.context, world.tenantId);
    await notifier.look();
    expect(hanging.seen).toHaveLength(1);
    await notifier.stop();
    const [{ problem, waiting } = { problem: undefined, waiting: 0 }] = await world.store.receivers(world.tenantId);
    expect([problem, waiting], 'it is no fault of the receiver').toEqual([null, 2]);
    hanging.answers(answering(204));
    await world.tell();
    expect(messagesOf(hanging.seen)[1]?.id, 'and it is sent again under its id').toBe(messagesOf(hanging.seen)[0]?.id);
  });
});

describe('several workers, several tenants', () => {
  test('X-10 workers that look at once send every message once', { timeout }, async () => {
    await using hook = await aHook();
    await using world = await aNotifyWorld({ store: store() });
    for (const name of ['a', 'b', 'c']) await world.receiver(name, `${hook.url}/${name}`);
    const workers = Array.from({ length: 4 }, (_, at) => createNotifier({ ...world.context, worker: `w${at}` }));
    world.twin.inject({ kind: 'partial-failure', hosts: ['S0001-DC1'], count: 1 });
    await world.start('all');
    for (let minute = 0; minute < 6; minute += 1) {
      world.pass(minuteMs);
      world.twin.step();
      await tick(world.context, world.tenantId);
      await Promise.all(workers.map((worker) => worker.look()));
      await Promise.all(workers.map((worker) => worker.settled()));
    }
    for (const name of ['a', 'b', 'c']) {
      const own = hook.seen.filter(({ url }) => url === `/${name}`);
      const notices = messagesOf(own).flatMap((message) => message.notices.map(({ id }) => id));
      expect(notices.length).toBeGreaterThan(1);
      expect(new Set(notices).size, name).toBe(notices.length);
      const ids = messagesOf(own).map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  test('I18 X-10 a receiver hears of its own tenant and of no other; nothing tells the key or the address', {
    timeout,
  }, async () => {
    await using hook = await aHook();
    await using bank = await aNotifyWorld({ store: store(), seed: 41 });
    await using other = await aNotifyWorld({ store: store(), seed: 42 });
    const worlds = [bank, other];
    for (const world of worlds) await world.receiver('pager', `${hook.url}/${world.tenantId}/pathsecret`);
    for (const world of worlds) {
      world.twin.inject({ kind: 'partial-failure', hosts: ['S0001-DC1'], count: 1 });
      await world.start('all');
      await tick(world.context, world.tenantId);
      world.pass(minuteMs);
    }
    const both = {
      ...bank.context,
      clocks: {
        ...bank.context.clocks,
        tenantNow: (tenantId: TenantId) => (tenantId === bank.tenantId ? bank : other).twin.clock.now(),
      },
    };
    const notifier = createNotifier(both);
    await notifier.look();
    await notifier.settled();
    for (const world of worlds) {
      const own = hook.seen.filter(({ url }) => url.startsWith(`/${world.tenantId}/`));
      const foreign = world === bank ? other : bank;
      expect(kindsOf(own).flat()).toContain('move-failed');
      const text = JSON.stringify(own);
      expect(text).toContain(`world ${world === bank ? 41 : 42}`);
      expect(text).not.toContain(foreign.tenantId);
      expect(text).not.toContain(`world ${world === bank ? 42 : 41}`);
      expect(await foreign.control.testReceiver('user:x', foreign.tenantId, 'pager')).toMatchObject({ problem: null });
      const [row] = await world.store.receivers(world.tenantId);
      await expect(
        foreign.control.removeReceiver('user:x', foreign.tenantId, row?.receiverId ?? ''),
      ).rejects.toMatchObject({
        code: 'not-found',
      });
      const events = [];
      for await (const link of world.store.links(world.tenantId, 0)) events.push(link);
      const kept = JSON.stringify([events, world.log, await world.store.receivers(world.tenantId)]);
      expect(kept).not.toContain(signingKey);
      expect(JSON.stringify([events, world.log])).not.toContain('pathsecret');
    }
  });
});
