import { describe, expect, test } from 'vitest';
import type { HostId, ReceiverId, TenantId } from '../../src/domain/ids.ts';
import { hourMs } from '../../src/domain/time.ts';
import type { GatheredNotices, Notice, Receiver, ReceiverClaim, Store } from '../../src/engine/ports/store.ts';
import { newId } from '../support/identity.ts';
import { aTenant, forEveryStore } from '../support/stores.ts';
import { aHost, aMove, anEvent } from './estate.ts';

type NoticeWrite = GatheredNotices['notices'][number];

function aReceiver(tenantId: TenantId, more: Partial<Receiver> = {}): Receiver {
  return {
    tenantId,
    receiverId: newId<ReceiverId>(),
    name: 'Pager',
    address: { kind: 'webhook', url: 'https://hooks.bank.example/in', secretRef: 'env:KEY' },
    host: 'hooks.bank.example',
    kinds: null,
    quietHours: null,
    isEnabled: true,
    createdAt: 1_000,
    version: 1,
    ...more,
  };
}

function aNotice(noticeId: string, more: Partial<NoticeWrite> & { alarm?: boolean; at?: number } = {}): NoticeWrite {
  const { alarm = false, at = 1_000, ...rest } = more;
  const notice: Notice = {
    noticeId,
    kind: alarm ? 'move-failed' : 'task-opened',
    title: noticeId,
    isAlarm: alarm,
    at,
    server: 'BER-DC1',
    sentence: 'It happened.',
    remedy: 'Look.',
    seq: 1,
  };
  return { notice, dueAt: at, isHeld: false, topic: null, ...rest };
}

const leaseMs = 100;

/** A receiver of a tenant of its own, with everything that the engine does to it in short words. */
async function aDesk(store: Store, more: Partial<Receiver> = {}) {
  const tenantId = await aTenant(store);
  const receiver = aReceiver(tenantId, more);
  const { receiverId } = receiver;
  const event = anEvent('receiver-changed', 'receiver', receiverId);
  await store.commit({ tenantId, at: 1_000, receivers: [{ receiver, expectedVersion: 0, events: [event] }] });
  const row = async () => {
    const [found] = await store.receivers(tenantId);
    if (!found) throw new Error('The receiver is gone.');
    return found;
  };
  return {
    tenantId,
    receiverId,
    receiver,
    row,
    work: async () => (await store.receiversAtWork()).find((one) => one.receiverId === receiverId),
    keep: async (notices: readonly NoticeWrite[], ended: GatheredNotices['ended'] = []) => {
      const { cursor } = await row();
      const at = { tenantId, receiverId, from: cursor, to: cursor + 1, deadlinesAt: 1_000 };
      expect(await store.recordNotices({ ...at, notices, ended })).toBe(true);
    },
    claim: async (machineNow: number) => {
      const claim = await store.claimReceiver({ tenantId, receiverId, worker: 'w', machineNow, leaseMs });
      if (!claim) throw new Error('Somebody else has it.');
      return claim;
    },
    tryClaim: (machineNow: number, gone: readonly string[] = []) =>
      store.claimReceiver({ tenantId, receiverId, worker: 'x', gone, machineNow, leaseMs }),
    next: (claim: ReceiverClaim, machineNow: number, tenantNow = 9_000, quietUntil: number | null = null, room = 50) =>
      store.nextMessage({ claim, messageId: newId(), tenantNow, machineNow, leaseMs, quietUntil, room }),
    settle: (
      claim: ReceiverClaim,
      messageId: string,
      machineNow: number,
      more: Partial<Parameters<Store['settleMessage']>[0]> = {},
    ) =>
      store.settleMessage({
        claim,
        messageId,
        state: 'sent',
        machineNow,
        dueAt: machineNow,
        pausedUntil: null,
        problem: null,
        isBroken: false,
        ...more,
      }),
  };
}

const ids = (found: { message: { notices: readonly Notice[] } } | undefined) =>
  found?.message.notices.map(({ noticeId }) => noticeId);

forEveryStore((under) => {
  describe('receivers', () => {
    test('X-10 what a worker that is gone was sending is due at once, under the same id; what a living one sends is not', async () => {
      const store = under.store();
      const desk = await aDesk(store);
      await desk.keep([aNotice('a', { at: 1_000 })]);
      const first = await desk.next(await desk.claim(5_000), 5_000);
      const take = (gone: readonly string[]) => desk.tryClaim(5_001, gone);
      const isLeft = async (gone: readonly string[]) =>
        (await store.receiversAtWork(gone)).find(({ receiverId }) => receiverId === desk.receiverId)?.isLeft;
      expect([await isLeft([]), await isLeft(['y']), await isLeft(['w'])]).toEqual([false, false, true]);
      expect(await take([])).toBeUndefined();
      expect(await take(['y'])).toBeUndefined();
      const taken = await take(['w']);
      if (!taken) throw new Error('It was not taken over.');
      // Nobody takes it from the one that took it over, who lives.
      expect([await isLeft(['w']), await take(['w'])]).toEqual([false, undefined]);
      const again = await desk.next(taken, 5_001);
      expect(again?.message.messageId).toBe(first?.message.messageId);
      expect(again?.tries).toBe(2);
    });

    test('X-10 a pause that a receiver asked for outlives the worker that was told so', async () => {
      const store = under.store();
      const desk = await aDesk(store);
      await desk.keep([aNotice('a', { at: 1_000 })]);
      const claim = await desk.claim(5_000);
      const sent = await desk.next(claim, 5_000);
      const problem = { code: 'receiver-unavailable', detail: 'Later.' } as never;
      const later = { state: 'waiting', dueAt: 9_000, pausedUntil: 9_000, problem } as const;
      await desk.settle(claim, sent?.message.messageId ?? '', 5_010, later);
      expect(await desk.tryClaim(5_020, ['w'])).toBeUndefined();
      const work = (await store.receiversAtWork(['w'])).find(({ receiverId }) => receiverId === desk.receiverId);
      expect(work).toMatchObject({ isLeft: true, freeAt: 9_000 });
    });

    test('X-10 a receiver begins at the end of the log, and one that is switched on again too', async () => {
      const store = under.store();
      const desk = await aDesk(store);
      expect(await desk.row()).toMatchObject({ ...desk.receiver, sentAt: null, problem: null, waiting: 0 });
      const { seq } = await store.logHead(desk.tenantId);
      expect((await desk.row()).cursor).toBe(seq - 1);
      const put = (isEnabled: boolean, expectedVersion: number) =>
        store.commit({
          tenantId: desk.tenantId,
          at: 2_000,
          receivers: [
            {
              receiver: { ...desk.receiver, isEnabled },
              expectedVersion,
              events: [anEvent('receiver-changed', 'receiver', desk.receiverId)],
            },
          ],
        });
      await put(false, 1);
      expect(await desk.work()).toBeUndefined();
      expect(await desk.tryClaim(1)).toBeUndefined();
      await store.commit({ tenantId: desk.tenantId, at: 2_000, hosts: [aHost()] });
      expect(await put(true, 1), 'an old version loses').toMatchObject({ seq: null, lost: [desk.receiverId] });
      await put(true, 2);
      const head = await store.logHead(desk.tenantId);
      expect((await desk.row()).cursor).toBe(head.seq - 1);
    });

    test('X-10 a name is taken once a tenant, without case; removing takes what waits along', async () => {
      const store = under.store();
      const desk = await aDesk(store);
      const twin = aReceiver(desk.tenantId, { name: 'PAGER' });
      const events = [anEvent('receiver-changed', 'receiver', twin.receiverId)];
      const add = { receiver: twin, expectedVersion: 0, events };
      expect(await store.commit({ tenantId: desk.tenantId, at: 1, receivers: [add] })).toMatchObject({
        seq: null,
        lost: [twin.receiverId],
      });
      await desk.keep([aNotice('a')]);
      await store.commit({
        tenantId: desk.tenantId,
        at: 1,
        receivers: [{ receiver: desk.receiver, expectedVersion: 1, isRemoved: true, events }],
      });
      expect(await store.receivers(desk.tenantId)).toEqual([]);
      // The same id again finds nothing of what the old one had.
      await store.commit({
        tenantId: desk.tenantId,
        at: 1,
        receivers: [{ receiver: desk.receiver, expectedVersion: 0, events }],
      });
      expect(await desk.row()).toMatchObject({ waiting: 0 });
    });
  });

  describe('gathering', () => {
    test('X-10 of two workers that looked at the same links one is written, and nothing is kept twice', async () => {
      const store = under.store();
      const { tenantId, receiverId, row } = await aDesk(store);
      const { cursor } = await row();
      const gathered = { tenantId, receiverId, from: cursor, to: cursor + 5, deadlinesAt: 1, ended: [] };
      const both = await Promise.all(
        ['a', 'b'].map((id) => store.recordNotices({ ...gathered, notices: [aNotice(id)] })),
      );
      expect(both.toSorted()).toEqual([false, true]);
      expect(await row()).toMatchObject({ cursor: cursor + 5, waiting: 1 });
    });

    test('X-10 the same notice, and another one of an open topic, are kept once', async () => {
      const { keep, row } = await aDesk(under.store());
      await keep([aNotice('a'), aNotice('b', { topic: 'reading:x' })]);
      await keep([aNotice('a'), aNotice('c', { topic: 'reading:x' }), aNotice('d', { topic: 'reading:y' })]);
      expect((await row()).waiting).toBe(3);
    });

    test('X-10 a topic that ends before it was told is not told; one that was told is told to be over, once', async () => {
      const desk = await aDesk(under.store());
      const over = (topic: string) => [{ topic, tells: aNotice(`over ${topic}`) }];
      await desk.keep([aNotice('early', { topic: 't', dueAt: 50_000 })]);
      await desk.keep([], over('t'));
      expect((await desk.row()).waiting).toBe(0);
      await desk.keep([aNotice('late', { topic: 't' })]);
      const claim = await desk.claim(1);
      expect(ids(await desk.next(claim, 1))).toEqual(['late']);
      await desk.keep([aNotice('again', { topic: 't', dueAt: 50_000 })], over('t'));
      await desk.keep([], over('t'));
      expect((await desk.row()).waiting, 'the message, and that it is over').toBe(2);
    });
  });

  describe('messages', () => {
    test('X-10 alarms come first and for themselves; each message names the end of the log', async () => {
      const store = under.store();
      const desk = await aDesk(store);
      await desk.keep([
        aNotice('n2', { at: 2_000 }),
        aNotice('a', { alarm: true, at: 3_000 }),
        aNotice('n1', { at: 1_000 }),
        aNotice('later', { dueAt: 10_000 }),
      ]);
      expect(await desk.work()).toMatchObject({ noticeDueAt: 1_000, messageDueAt: null, freeAt: 0 });
      const claim = await desk.claim(1);
      const { seq, hash } = await store.logHead(desk.tenantId);
      const alarm = await desk.next(claim, 1);
      expect(alarm).toMatchObject({
        tries: 1,
        begunAt: 1,
        message: { kind: 'alarm', madeAt: 9_000, head: { seq, hash }, more: 0 },
      });
      expect(ids(alarm)).toEqual(['a']);
      await desk.settle(claim, alarm?.message.messageId ?? '', 2);
      const rest = await desk.next(claim, 2);
      expect(rest?.message.kind).toBe('notice');
      expect(ids(rest)).toEqual(['n1', 'n2']);
      await desk.settle(claim, rest?.message.messageId ?? '', 3);
      expect(await desk.next(claim, 3)).toBeUndefined();
      expect(await desk.row()).toMatchObject({ sentAt: 3, waiting: 1 });
    });

    test('X-10 a message has room for so many; the others are counted', async () => {
      const desk = await aDesk(under.store());
      await desk.keep(Array.from({ length: 7 }, (_, at) => aNotice(`n${at}`, { at })));
      const found = await desk.next(await desk.claim(1), 1, 9_000, null, 5);
      expect(ids(found)).toHaveLength(5);
      expect(found?.message.more).toBe(2);
    });

    test('X-10 a worker that died after sending: the next one sends the same message under the same id, not before its lease is over', async () => {
      const store = under.store();
      const desk = await aDesk(store);
      await desk.keep([aNotice('a')]);
      const dead = await desk.claim(1);
      const first = await desk.next(dead, 10);
      expect(await desk.tryClaim(109)).toBeUndefined();
      // What happens meanwhile does not change what the message says.
      await desk.keep([aNotice('b')]);
      await store.commit({ tenantId: desk.tenantId, at: 3_000, hosts: [aHost()] });
      const claim = await desk.claim(110);
      expect(await desk.next(dead, 111), 'the old fence gets nothing').toBeUndefined();
      expect(await desk.settle(dead, first?.message.messageId ?? '', 111), 'and writes nothing').toBeUndefined();
      const second = await desk.next(claim, 111);
      expect(second).toEqual({ ...first, tries: 2 });
      await desk.settle(claim, second?.message.messageId ?? '', 112);
      expect(ids(await desk.next(claim, 112))).toEqual(['b']);
    });

    test('X-10 a worker that breaks off and lets go: nobody tries again before its lease would have been over', async () => {
      const desk = await aDesk(under.store());
      await desk.keep([aNotice('a')]);
      const claim = await desk.claim(1);
      const first = await desk.next(claim, 1);
      await under.store().releaseReceiver(claim);
      const again = await desk.claim(2);
      expect(await desk.next(again, 1 + leaseMs - 1)).toBeUndefined();
      expect(await desk.next(again, 1 + leaseMs)).toEqual({ ...first, tries: 2 });
    });

    test('X-10 many workers that claim at once: one gets the receiver', async () => {
      const desk = await aDesk(under.store());
      const claims = await Promise.all(Array.from({ length: 8 }, () => desk.tryClaim(5)));
      expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1);
    });

    test('X-10 while a message waits for its next try, what comes later goes out behind it', async () => {
      const desk = await aDesk(under.store());
      await desk.keep([aNotice('a', { alarm: true })]);
      const claim = await desk.claim(1);
      const first = await desk.next(claim, 1);
      const problem = { code: 'receiver-unavailable', detail: 'It answered 503.' } as const;
      const failed = { state: 'waiting', dueAt: 500, problem } as const;
      expect(await desk.settle(claim, first?.message.messageId ?? '', 2, failed)).toEqual({ isNewlyBroken: false });
      await desk.keep([aNotice('b', { alarm: true })]);
      expect(await desk.work()).toMatchObject({ noticeDueAt: null, messageDueAt: 500 });
      expect(await desk.next(claim, 499)).toBeUndefined();
      expect(ids(await desk.next(claim, 500))).toEqual(['a']);
      expect(await desk.row()).toMatchObject({ problem, waiting: 2, sentAt: null });
    });

    test('X-10 a receiver that wants nothing until later is left alone until then; that it is broken is news once', async () => {
      const desk = await aDesk(under.store());
      await desk.keep([aNotice('a')]);
      const claim = await desk.claim(1);
      const id = (await desk.next(claim, 1))?.message.messageId ?? '';
      const throttled = { state: 'waiting', dueAt: 900, pausedUntil: 900, isBroken: true } as const;
      expect(await desk.settle(claim, id, 2, throttled)).toEqual({ isNewlyBroken: true });
      await under.store().releaseReceiver(claim);
      expect(await desk.tryClaim(899)).toBeUndefined();
      const again = await desk.claim(900);
      await desk.next(again, 900);
      expect(await desk.settle(again, id, 901, { state: 'refused', isBroken: true })).toEqual({ isNewlyBroken: false });
      await desk.keep([aNotice('b')]);
      const third = (await desk.next(again, 902))?.message.messageId ?? '';
      expect(await desk.settle(again, third, 903)).toEqual({ isNewlyBroken: false });
      await desk.keep([aNotice('c')]);
      const fourth = (await desk.next(again, 904))?.message.messageId ?? '';
      const gone = { state: 'given-up', isBroken: true } as const;
      expect(await desk.settle(again, fourth, 905, gone), 'after it had worked').toEqual({ isNewlyBroken: true });
    });

    test('X-10 while it is quiet alarms go out, everything else is put off and becomes one summary', async () => {
      const desk = await aDesk(under.store());
      await desk.keep([aNotice('tried')]);
      const claim = await desk.claim(1);
      const tried = (await desk.next(claim, 1))?.message.messageId ?? '';
      await desk.settle(claim, tried, 2, { state: 'waiting', dueAt: 3 });
      await desk.keep([aNotice('n'), aNotice('m'), aNotice('a', { alarm: true })]);
      const until = 9_000 + 2 * hourMs;
      const alarm = await desk.next(claim, 10, 9_000, until);
      expect(ids(alarm)).toEqual(['a']);
      await desk.settle(claim, alarm?.message.messageId ?? '', 11);
      expect(await desk.next(claim, 200, 9_000, until)).toBeUndefined();
      // What was tried before is looked at again within the hour, on the machine clock.
      expect(await desk.work()).toMatchObject({ noticeDueAt: null, messageDueAt: hourMs + 200 });
      const after = hourMs + 200;
      expect(ids(await desk.next(claim, after, until))).toEqual(['tried']);
      await desk.settle(claim, tried, after);
      const summary = await desk.next(claim, after, until);
      expect(summary?.message.kind).toBe('summary');
      expect(ids(summary)).toEqual(['m', 'n']);
    });

    test('X-10 settled messages are forgotten after a while, with their notices; what waits is not', async () => {
      const store = under.store();
      const desk = await aDesk(store);
      await desk.keep([aNotice('a'), aNotice('b', { dueAt: 50_000 })]);
      const claim = await desk.claim(1);
      await desk.settle(claim, (await desk.next(claim, 1))?.message.messageId ?? '', 7_000);
      await store.sweepMessages(7_000);
      await desk.keep([aNotice('a')]);
      expect((await desk.row()).waiting, 'it is still known').toBe(1);
      expect(await store.sweepMessages(7_001)).toBeGreaterThanOrEqual(1);
      await desk.keep([aNotice('a')]);
      expect((await desk.row()).waiting).toBe(2);
    });

    test('I18 X-10 of another tenant nothing is found, under the same ids', async () => {
      const store = under.store();
      const desk = await aDesk(store);
      const stranger = await aDesk(store, { receiverId: desk.receiverId });
      await desk.keep([aNotice('a')]);
      expect(await stranger.row()).toMatchObject({ waiting: 0 });
      expect(await stranger.next(await stranger.claim(1), 1)).toBeUndefined();
      expect(ids(await desk.next(await desk.claim(1), 1))).toEqual(['a']);
      expect(await stranger.row()).toMatchObject({ waiting: 0, tenantId: stranger.tenantId });
    });
  });

  test('X-10 commits that come soon are found by their deadline, and those whose clock a doubt stopped', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const schedule = { lookAt: 100, phase: 'observing', inFlight: false, isActive: true } as const;
    const moves = [1_000, 2_000, null].map((deadlineAt) =>
      aMove(null, newId<HostId>(), 'requested', {
        schedule: { ...schedule, deadlineAt },
        state: { kind: 'observing' },
      }),
    );
    await store.commit({ tenantId, at: 1, moves: [...moves, aMove(null, newId<HostId>(), 'requested')] });
    const found = await store.commitsDue(tenantId, 1_999);
    expect(found.map(({ moveId }) => moveId)).toEqual([moves[0]?.moveId, moves[2]?.moveId]);
  });
});
