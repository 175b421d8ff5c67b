import { expect, test } from 'vitest';
import type { Campaign } from '../../src/domain/campaign/campaign.ts';
import type { CampaignId, HostId, MoveId } from '../../src/domain/ids.ts';
import type { MoveRow, Store } from '../../src/engine/ports/store.ts';
import { newId, sha256 } from '../support/identity.ts';
import { aTenant, forEveryStoreAndVersion, onServer } from '../support/stores.ts';
import {
  aCampaign,
  aDocument,
  aHost,
  aMove,
  anEffect,
  anEvent,
  aTask,
  aVerdict,
  changed,
  eligibleHosts,
} from './estate.ts';

/** A campaign with a queued move for each of its hosts. */
async function aQueue(store: Store, hosts: number, cap: number) {
  const tenantId = await aTenant(store);
  const hostIds = await eligibleHosts(store, tenantId, hosts);
  const campaign = aCampaign(tenantId, { cap });
  const { campaignId } = campaign.campaign;
  const moves = hostIds.map((hostId) => aMove(campaignId, hostId));
  await store.commit({ tenantId, at: 3_000, campaigns: [campaign], moves });
  const queue = await store.movesById(
    tenantId,
    moves.map((move) => move.moveId),
  );
  return { tenantId, campaignId, hostIds, queue };
}

function start(move: MoveRow) {
  return changed(move, 'requested', { slotDelta: 1 });
}

forEveryStoreAndVersion((under) => {
  test('of two writers of one move the first wins; the other writes nothing of it, neither event nor request', async () => {
    const store = under.store();
    const { tenantId, campaignId, queue } = await aQueue(store, 2, 5);
    const [contested, free] = queue;
    if (!contested || !free) throw new Error('no moves');
    await store.commit({ tenantId, at: 4_000, moves: [start(contested)] });
    const effects = [anEffect(campaignId, [contested.moveId, free.moveId]), anEffect(campaignId, [contested.moveId])];
    const outcome = await store.commit({ tenantId, at: 4_001, moves: [start(contested), start(free)], effects });
    expect(outcome).toMatchObject({ lost: [contested.moveId], capExceeded: false });
    const events = await store.events(tenantId, { afterSeq: (outcome.seq ?? 0) - 1 }, 9);
    expect(events.map((event) => event.subjectId)).toEqual([free.moveId]);
    const claim = { tenantId, worker: 'w', tenantNow: 9_000, machineNow: 1, leaseMs: 10, limit: 9 };
    expect((await store.claimEffects(claim)).map((effect) => effect.moveIds)).toEqual([[free.moveId]]);
    expect(await store.campaign(tenantId, campaignId)).toMatchObject({ inFlight: 2 });
  });

  test('a commit that makes sense as a whole alone writes nothing when one change of it lost its race, and all of it when only a task is there already', async () => {
    const store = under.store();
    const { tenantId, campaignId, queue } = await aQueue(store, 2, 5);
    const [contested, free] = queue;
    if (!contested || !free) throw new Error('no moves');
    const asked = aTask(tenantId);
    await store.commit({ tenantId, at: 4_000, moves: [start(contested)], tasks: [asked] });
    const { seq } = await store.logHead(tenantId);
    const closed = {
      task: { ...asked.task, state: 'done' as const, version: 2 },
      expectedVersion: 1,
      events: [anEvent('task-closed', 'task', asked.task.taskId)],
    };
    const whole = { tenantId, at: 5_000, isWhole: true, tasks: [closed] } as const;
    const outdated = await store.commit({ ...whole, moves: [start(contested), start(free)] });
    expect(outdated).toEqual({ seq: null, lost: [contested.moveId], capExceeded: false });
    const full = { ...(await store.campaign(tenantId, campaignId)), cap: 1 } as Campaign;
    await store.commit({
      tenantId,
      at: 5_000,
      campaigns: [{ campaign: full, expectedVersion: full.version, events: [] }],
    });
    expect(await store.commit({ ...whole, moves: [start(free)] })).toMatchObject({ seq: null, capExceeded: true });
    expect(await store.task(tenantId, asked.task.taskId)).toMatchObject({ state: 'open', version: 1 });
    expect(await store.move(tenantId, free.moveId)).toMatchObject({ state: { kind: 'queued' } });
    expect((await store.logHead(tenantId)).seq).toBe(seq);

    const same = aTask(tenantId, { key: asked.task.key });
    const written = await store.commit({ ...whole, tasks: [closed, same] });
    expect(written).toMatchObject({ seq: seq + 1, lost: [same.task.taskId] });
    expect(await store.task(tenantId, asked.task.taskId)).toMatchObject({ state: 'done' });
  });

  test('a task of a move that lost its race is neither opened nor closed; those of others are', async () => {
    const store = under.store();
    const { tenantId, queue } = await aQueue(store, 2, 5);
    const [contested, free] = queue;
    if (!contested || !free) throw new Error('no moves');
    const asked = aTask(tenantId, { moveId: contested.moveId });
    await store.commit({ tenantId, at: 4_000, moves: [start(contested)], tasks: [asked] });
    const closed = {
      task: { ...asked.task, state: 'withdrawn' as const, version: 2 },
      expectedVersion: 1,
      events: [anEvent('task-closed', 'task', asked.task.taskId)],
    };
    const [ofLost, ofFree] = [contested, free].map(({ moveId }) => aTask(tenantId, { moveId }));
    if (!ofLost || !ofFree) throw new Error('no tasks');
    const moves = [start(contested), start(free)];
    const outcome = await store.commit({ tenantId, at: 5_000, moves, tasks: [closed, ofLost, ofFree] });
    expect(outcome.lost).toEqual([contested.moveId]);
    const stored = await store.tasks(tenantId, {}, { top: 9 });
    expect(stored.value.map(({ taskId, state }) => [taskId, state]).sort()).toEqual(
      [
        [asked.task.taskId, 'open'],
        [ofFree.task.taskId, 'open'],
      ].sort(),
    );
    const events = await store.events(tenantId, { afterSeq: (outcome.seq ?? 0) - 1 }, 9);
    expect(events.map((event) => event.subjectId).sort()).toEqual([free.moveId, ofFree.task.taskId].sort());
    // A task about a move of which the commit says nothing has no race to lose.
    expect(await store.commit({ tenantId, at: 6_000, tasks: [closed] })).toMatchObject({ lost: [] });
    expect(await store.task(tenantId, asked.task.taskId)).toMatchObject({ state: 'withdrawn' });
  });

  test('I2 a slot that is taken without asking is counted although the campaign is full or held, and what else the commit holds is written', async () => {
    const store = under.store();
    const { tenantId, campaignId, queue } = await aQueue(store, 3, 1);
    const [first, second, third] = queue;
    if (!first || !second || !third) throw new Error('no moves');
    await store.commit({ tenantId, at: 4_000, moves: [start(first)] });
    const begun = (move: MoveRow) => changed(move, 'requested', { slotDelta: 1, grantedAt: undefined });
    const other = changed(third, 'queued', { waitingFor: 'cap-full' });
    const outcome = await store.commit({ tenantId, at: 4_001, moves: [begun(second), other] });
    expect(outcome).toMatchObject({ lost: [], capExceeded: false });
    expect(await store.campaign(tenantId, campaignId)).toMatchObject({ inFlight: 2 });
    const next = await store.commit({ tenantId, at: 4_002, moves: [start({ ...third, version: 2 })] });
    expect(next).toMatchObject({ capExceeded: true });
    expect(await store.startable(tenantId, campaignId, 4_002)).toEqual([]);
  });

  test('I2 a commit whose starts find no room writes no move of it, and everything else', async () => {
    const store = under.store();
    const { tenantId, campaignId, queue } = await aQueue(store, 3, 2);
    const task = aTask(tenantId);
    const effects = [anEffect(campaignId, [queue[0]?.moveId ?? newId<MoveId>()])];
    const asked = aTask(tenantId);
    const press = { ...asked, task: { ...asked.task, moveId: queue[1]?.moveId } };
    const tasks = [task, press];
    const outcome = await store.commit({ tenantId, at: 4_000, moves: queue.map(start), tasks, effects });
    expect(outcome).toMatchObject({ capExceeded: true, lost: [] });
    expect(await store.moveCounts(tenantId, campaignId)).toEqual({ queued: 3 });
    expect(await store.campaign(tenantId, campaignId)).toMatchObject({ inFlight: 0 });
    expect(await store.task(tenantId, task.task.taskId)).toBeDefined();
    // Nobody is asked to press a start that was not granted.
    expect(await store.task(tenantId, press.task.taskId)).toBeUndefined();
    const claim = { tenantId, worker: 'w', tenantNow: 9_000, machineNow: 1, leaseMs: 10, limit: 9 };
    expect(await store.claimEffects(claim)).toEqual([]);
  });

  test('I2 moves that somebody else started take room, and are never refused themselves', async () => {
    const store = under.store();
    const { tenantId, campaignId, queue } = await aQueue(store, 2, 1);
    const external = aMove(null, newId<HostId>(), 'requested', { origin: 'external' });
    expect(await store.commit({ tenantId, at: 4_000, moves: [external] })).toMatchObject({ capExceeded: false });
    expect(await store.startable(tenantId, campaignId, 4_000)).toEqual([]);
    expect(await store.commit({ tenantId, at: 4_000, moves: queue.slice(0, 1).map(start) })).toMatchObject({
      capExceeded: true,
    });
    const [row] = await store.movesById(tenantId, [external.moveId]);
    if (!row) throw new Error('no move');
    await store.commit({ tenantId, at: 5_000, moves: [changed(row, 'ended')] });
    expect(await store.commit({ tenantId, at: 5_000, moves: queue.slice(0, 1).map(start) })).toMatchObject({
      capExceeded: false,
    });
  });

  test('I2 a slot comes back when its move ends, and nothing starts in a campaign that was stopped', async () => {
    const store = under.store();
    const { tenantId, campaignId, queue } = await aQueue(store, 2, 1);
    const [first, second] = queue;
    if (!first || !second) throw new Error('no moves');
    await store.commit({ tenantId, at: 4_000, moves: [start(first)] });
    const end = changed({ ...first, version: 2 }, 'ended', { slotDelta: -1 });
    await store.commit({ tenantId, at: 5_000, moves: [end] });
    const campaign = await store.campaign(tenantId, campaignId);
    if (!campaign) throw new Error('no campaign');
    expect(campaign.inFlight).toBe(0);
    const stop = { ...campaign, state: 'stopped' } as const;
    const event = anEvent('campaign-changed', 'campaign', campaignId);
    await store.commit({ tenantId, at: 6_000, campaigns: [{ campaign: stop, expectedVersion: 1, events: [event] }] });
    expect(await store.commit({ tenantId, at: 7_000, moves: [start(second)] })).toMatchObject({ capExceeded: true });
    expect(await store.startable(tenantId, campaignId, 7_000)).toEqual([]);
    const again = await store.commit({
      tenantId,
      at: 7_000,
      campaigns: [{ campaign: stop, expectedVersion: 1, events: [event] }],
    });
    expect(again).toMatchObject({ seq: null, lost: [campaignId] });
  });

  test('I5 a host keeps its one active move; the next begins in the same commit that ends it', async () => {
    const store = under.store();
    const { tenantId, hostIds, queue, campaignId } = await aQueue(store, 1, 5);
    const [hostId] = hostIds;
    const [running] = queue;
    if (!hostId || !running) throw new Error('no host');
    const second = aMove(null, hostId);
    expect(await store.commit({ tenantId, at: 4_000, moves: [second] })).toMatchObject({
      seq: null,
      lost: [second.moveId],
    });
    const next = aMove(campaignId, hostId, 'queued', { attempt: 2 });
    const outcome = await store.commit({ tenantId, at: 4_000, moves: [next, changed(running, 'ended')] });
    expect(outcome.lost).toEqual([]);
    expect((await store.activeMoves(tenantId, [hostId])).map((move) => move.moveId)).toEqual([next.moveId]);
    const [ended] = await store.movesById(tenantId, [running.moveId]);
    if (!ended) throw new Error('no move');
    const back = await store.commit({ tenantId, at: 5_000, moves: [changed(ended, 'queued')] });
    expect(back).toMatchObject({ seq: null, lost: [running.moveId] });
  });

  test('a verdict on documents that changed meanwhile is not written, and the host stays due', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const host = aHost();
    const { hostId } = host.host;
    await store.commit({ tenantId, at: 1_000, hosts: [host], facts: [aDocument(hostId, { a: 1 })] });
    const [before] = await store.hostsToEvaluate(tenantId, 1_000, 1);
    await store.commit({ tenantId, at: 1_100, facts: [aDocument(hostId, { a: 2 })] });
    const late = aVerdict(hostId, before?.factsDigest ?? '');
    expect(await store.commit({ tenantId, at: 1_200, eligibilities: [late] })).toMatchObject({
      seq: null,
      lost: [hostId],
    });
    expect((await store.hostCounts(tenantId)).byVerdict).toEqual({ none: 1 });
    const [now] = await store.hostsToEvaluate(tenantId, 1_200, 1);
    expect(now?.documents[0]?.facts).toEqual({ a: 2 });
    const good = aVerdict(hostId, now?.factsDigest ?? '');
    expect(await store.commit({ tenantId, at: 1_300, eligibilities: [good] })).toMatchObject({ lost: [] });
    await store.commit({ tenantId, at: 1_400, facts: [aDocument(hostId, { a: 1 })] });
    expect(await store.commit({ tenantId, at: 1_500, eligibilities: [good] })).toMatchObject({ lost: [hostId] });
  });

  test('a change of the tenant rules makes every host due, and nothing starts on the old verdicts', async () => {
    const store = under.store();
    const { tenantId, campaignId, hostIds } = await aQueue(store, 3, 5);
    expect(await store.startable(tenantId, campaignId, 4_000)).toHaveLength(3);
    const tenant = await store.tenant(tenantId);
    if (!tenant) throw new Error('no tenant');
    const change = (name: string, edition: '2026-03' | '2026-09', version: number) =>
      store.commit({ tenantId, at: 4_000, tenant: { tenant: { ...tenant, name, edition }, expectedVersion: version } });
    await change('Another name', '2026-03', 1);
    expect(await store.hostsToEvaluate(tenantId, 4_000, 9)).toEqual([]);
    await change('Another name', '2026-09', 2);
    expect(await store.startable(tenantId, campaignId, 4_000)).toEqual([]);
    const due = await store.hostsToEvaluate(tenantId, 4_000, 9);
    expect(due.map((entry) => entry.host.hostId).sort()).toEqual([...hostIds].sort());
  });

  test('a sign-in link is spent once by many who follow it, and a request begun once by many who send it', async () => {
    const store = under.store();
    const link = { linkHash: sha256(newId<string>()), role: 'viewer', actor: 'a', expiresAt: 50 } as const;
    await store.putSignInLink(link);
    const request = { scope: newId<string>(), key: 'k', bodyHash: 'h', now: 1 };
    const many = Array.from({ length: 20 });
    const spent = await Promise.all(many.map(() => store.spendSignInLink(link.linkHash, 1)));
    expect(spent.filter((answer) => answer !== undefined)).toHaveLength(1);
    const begun = await Promise.all(many.map(() => store.beginRequest(request)));
    expect(begun.filter((answer) => answer.kind === 'fresh')).toHaveLength(1);
    expect(begun.filter((answer) => answer.kind === 'busy')).toHaveLength(19);
  });
});

onServer((under) => {
  const clients = 64;

  test('I2 64 clients that start moves of one campaign at once never overshoot its cap', async () => {
    const store = under.store();
    for (const cap of [1, 7, 40]) {
      const { tenantId, campaignId, queue } = await aQueue(store, clients, cap);
      const outcomes = await Promise.all(
        queue.map((move) => store.commit({ tenantId, at: 4_000, moves: [start(move)] })),
      );
      expect(outcomes.filter((outcome) => !outcome.capExceeded)).toHaveLength(cap);
      expect(await store.campaign(tenantId, campaignId)).toMatchObject({ inFlight: cap });
      expect((await store.moveCounts(tenantId, campaignId)).requested).toBe(cap);
    }
  });

  test('I2 the counter is right after many starts and ends at once', async () => {
    const store = under.store();
    const { tenantId, campaignId, queue } = await aQueue(store, clients, 10);
    await Promise.all(
      queue.map(async (move) => {
        for (let tries = 0; tries < 200; tries += 1) {
          const { capExceeded } = await store.commit({ tenantId, at: 4_000, moves: [start(move)] });
          const now = await store.campaign(tenantId, campaignId);
          expect(now?.inFlight ?? 99).toBeLessThanOrEqual(10);
          if (!capExceeded) break;
        }
        const [row] = await store.movesById(tenantId, [move.moveId]);
        if (row?.state.kind !== 'requested') return;
        await store.commit({ tenantId, at: 5_000, moves: [changed(row, 'ended', { slotDelta: -1 })] });
      }),
    );
    expect(await store.campaign(tenantId, campaignId)).toMatchObject({ inFlight: 0 });
  });

  test('servers that are registered while the rules change rest on the rules that came out', async () => {
    const store = under.store();
    for (let round = 0; round < 20; round += 1) {
      const tenantId = await aTenant(store);
      const setEdition = async (edition: '2026-03' | '2026-09') => {
        const tenant = await store.tenant(tenantId);
        if (!tenant) throw new Error('no tenant');
        const change = { tenant: { ...tenant, edition }, expectedVersion: tenant.version };
        await store.commit({ tenantId, at: 2_000, tenant: change });
      };
      const digests = async () =>
        (await store.hostsToEvaluate(tenantId, 9_000, 1_000))
          .map((due) => `${due.host.hostId} ${due.factsDigest}`)
          .sort();
      const batches = Array.from({ length: 4 }, () => Array.from({ length: 50 }, () => aHost()));
      await Promise.all([
        ...batches.map((hosts) => {
          const facts = hosts.map(({ host }) => aDocument(host.hostId, { a: 1 }));
          return store.commit({ tenantId, at: 1_000, hosts, facts });
        }),
        setEdition('2026-09'),
      ]);
      const raced = await digests();
      await setEdition('2026-03');
      await setEdition('2026-09');
      expect(raced).toHaveLength(200);
      expect(raced).toEqual(await digests());
    }
  });

  test('I5 of many moves for one host at once exactly one is written', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const [hostId] = await eligibleHosts(store, tenantId, 1);
    if (!hostId) throw new Error('no host');
    const outcomes = await Promise.all(
      Array.from({ length: clients }, () => store.commit({ tenantId, at: 3_000, moves: [aMove(null, hostId)] })),
    );
    expect(outcomes.filter((outcome) => outcome.lost.length === 0)).toHaveLength(1);
    expect(await store.activeMoves(tenantId, [hostId])).toHaveLength(1);
  });

  test('two workers that write the same 500 moves at once share them without a deadlock', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const campaign = aCampaign(tenantId, { cap: 10_000 });
    const { campaignId } = campaign.campaign as { campaignId: CampaignId };
    const moves = Array.from({ length: 500 }, () => aMove(campaignId, newId<HostId>()));
    await store.commit({ tenantId, at: 3_000, campaigns: [campaign], moves });
    const rows = await store.movesById(
      tenantId,
      moves.map((move) => move.moveId),
    );
    const outcomes = await Promise.all(
      [rows, [...rows].reverse(), rows, [...rows].reverse()].map((batch) =>
        store.commit({ tenantId, at: 4_000, moves: batch.map(start) }),
      ),
    );
    const written = outcomes.map((outcome) => 500 - outcome.lost.length);
    expect(written.reduce((sum, count) => sum + count, 0)).toBe(500);
    expect(await store.campaign(tenantId, campaignId)).toMatchObject({ inFlight: 500 });
    expect(await store.events(tenantId, { kinds: ['move-changed'] }, 1_000)).toHaveLength(500);
  });

  test('hosts, facts and verdicts written by many at once leave counts and due hosts right', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const hosts = Array.from({ length: 40 }, () => aHost());
    await Promise.all(
      Array.from({ length: 16 }, (_, worker) => {
        const mine = [...hosts.slice(worker), ...hosts.slice(0, worker)];
        const facts = mine.map((write) => aDocument(write.host.hostId, { worker }, { source: 'host-facts' }));
        return store.commit({ tenantId, at: 1_000 + worker, hosts: mine, facts });
      }),
    );
    expect(await store.hostCounts(tenantId)).toMatchObject({ total: 40, byVerdict: { none: 40 } });
    const due = await store.hostsToEvaluate(tenantId, 2_000, 99);
    const verdicts = due.map((entry) => aVerdict(entry.host.hostId, entry.factsDigest));
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () => store.commit({ tenantId, at: 3_000, eligibilities: verdicts })),
    );
    expect(outcomes.flatMap((outcome) => outcome.lost)).toEqual([]);
    expect(await store.hostCounts(tenantId)).toMatchObject({ total: 40, byVerdict: { pass: 40 } });
    expect(await store.hostsToEvaluate(tenantId, 3_000, 99)).toEqual([]);
  });
});
