import { expect, test } from 'vitest';
import type { CampaignWait, HostFilter, MoveWrite } from '../../src/engine/ports/store.ts';
import { newId } from '../support/identity.ts';
import { aTenant, forEveryStore } from '../support/stores.ts';
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

forEveryStore((under) => {
  test('a move comes back as it was written, with the version counted up by each change', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const [hostId] = await eligibleHosts(store, tenantId, 1);
    if (hostId === undefined) throw new Error('no host');
    const campaign = aCampaign(tenantId);
    const { campaignId } = campaign.campaign;
    const move = aMove(campaignId, hostId);
    const outcome = await store.commit({ tenantId, at: 3_000, campaigns: [campaign], moves: [move] });
    expect(outcome).toEqual({ seq: 4, lost: [], capExceeded: false });
    const [startable] = await store.startable(tenantId, campaignId, 3_000);
    if (startable === undefined) throw new Error('not startable');
    expect(startable).toMatchObject({ moveId: move.moveId, version: 1, state: { kind: 'queued' }, changedAt: 3_000 });
    const start = changed(startable, 'requested', { slotDelta: 1 });
    await store.commit({ tenantId, at: 4_000, moves: [start], effects: [anEffect(campaignId, [move.moveId])] });
    expect(await store.move(tenantId, move.moveId)).toMatchObject({ version: 2, state: { kind: 'requested' } });
    expect(await store.campaign(tenantId, campaignId)).toMatchObject({ inFlight: 1, version: 1 });
    expect(await store.nextDueAt(tenantId)).toBe(1_000);
    expect(await store.host(tenantId, hostId)).toMatchObject({ moveState: 'requested', moveId: move.moveId });
  });

  test('the steps of a campaign come from its log, oldest first, and none of another campaign is among them', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const [first, second] = await eligibleHosts(store, tenantId, 2);
    if (first === undefined || second === undefined) throw new Error('no hosts');
    const campaigns = [aCampaign(tenantId), aCampaign(tenantId, { name: 'Another' })];
    const [one, other] = campaigns.map(({ campaign }) => campaign.campaignId);
    if (one === undefined || other === undefined) throw new Error('no campaigns');
    const began = (move: MoveWrite, kind: string): MoveWrite => ({
      ...move,
      events: [anEvent(kind === 'queued' ? 'move-created' : 'move-changed', 'move', move.moveId, { state: { kind } })],
    });
    const moves = [began(aMove(one, first), 'queued'), began(aMove(other, second), 'queued')];
    await store.commit({ tenantId, at: 3_000, campaigns, moves });
    const [mine] = (await store.moves(tenantId, { campaignId: one }, { top: 1 })).value;
    if (mine === undefined) throw new Error('not stored');
    await store.commit({ tenantId, at: 4_000, moves: [began(changed(mine, 'requested'), 'requested')] });
    expect(await store.moveSteps(tenantId, one)).toEqual([
      { at: 3_000, moveId: mine.moveId, kind: 'queued' },
      { at: 4_000, moveId: mine.moveId, kind: 'requested' },
    ]);
  });

  test('a look moves the clocks of a move and its version, and nothing else; one that comes late is lost', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const [hostId] = await eligibleHosts(store, tenantId, 1);
    if (hostId === undefined) throw new Error('no host');
    const proof = { proof: 'p', verdict: 'unknown', reason: 'r', isRequired: true, evidence: [] } as never;
    const told = { waitingFor: 'service', waitingSince: 1_500, snapshot: ['d1'], proofs: [proof] };
    const move = aMove(null, hostId, 'requested', told);
    await store.commit({ tenantId, at: 3_000, moves: [move] });
    const before = await store.move(tenantId, move.moveId);
    if (before === undefined) throw new Error('not stored');
    const schedule = { ...before.schedule, lookAt: 7_000 };
    const look = changed(before, 'requested', { schedule, isLook: true, events: [] });
    expect(await store.commit({ tenantId, at: 4_000, moves: [look] })).toMatchObject({ seq: null, lost: [] });
    expect(await store.move(tenantId, move.moveId)).toEqual({ ...before, schedule, version: 2, changedAt: 4_000 });
    expect(await store.dueMoves(tenantId, 6_999, 9)).toEqual([]);
    expect(await store.dueMoves(tenantId, 7_000, 9)).toHaveLength(1);
    expect(await store.commit({ tenantId, at: 5_000, moves: [look] })).toMatchObject({ lost: [move.moveId] });
  });

  test('moves are found by campaign, host, state, time and id', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const [first, second] = await eligibleHosts(store, tenantId, 2);
    if (first === undefined || second === undefined) throw new Error('no hosts');
    const campaign = aCampaign(tenantId);
    const { campaignId } = campaign.campaign;
    const moves = [
      aMove(campaignId, first, 'requested', { slotDelta: 1, attempt: 3, snapshot: ['d1'] }),
      aMove(campaignId, second, 'queued', { waitingFor: 'cap-full', waitingSince: 1_500 }),
      aMove(campaignId, first, 'ended', { attempt: 2 }),
    ];
    await store.commit({ tenantId, at: 3_000, campaigns: [campaign], moves });
    const ids = moves.map((move) => move.moveId);
    const page = await store.moves(tenantId, { campaignId }, { top: 2 });
    const rest = await store.moves(tenantId, { campaignId }, { top: 2, after: page.after });
    expect([...page.value, ...rest.value].map((move) => move.moveId)).toEqual(ids);
    expect(rest.after).toBeUndefined();
    const {
      events: _events,
      expectedVersion: _version,
      slotDelta: _delta,
      grantedAt: _granted,
      ...written
    } = moves[0] ?? {};
    expect(page.value[0]).toEqual({ ...written, tenantId, version: 1, changedAt: 3_000 });
    expect((await store.movesById(tenantId, ids)).length).toBe(3);
    expect((await store.moves(tenantId, { hostIds: [first], isActive: false }, { top: 9 })).value).toHaveLength(1);
    expect((await store.moves(tenantId, { state: ['queued'] }, { top: 9 })).value).toHaveLength(1);
    expect(await store.activeMoves(tenantId, [first, second])).toHaveLength(2);
    expect(await store.attempts(tenantId, [first, newId()])).toEqual(new Map([[first, 3]]));
    expect(await store.dueMoves(tenantId, 4_999, 9)).toEqual([]);
    expect(await store.dueMoves(tenantId, 5_000, 9)).toHaveLength(1);
    expect(await store.nextDueAt(tenantId)).toBe(5_000);
    expect(await store.moveCounts(tenantId, campaignId)).toEqual({ ended: 1, queued: 1, requested: 1 });
    const inState = await store.hosts(tenantId, { moveState: ['queued'] }, { top: 9 });
    expect(inState.value.map((host) => host.hostId)).toEqual([second]);
  });

  test('a host is found by whose campaign its newest attempt is of, and by an open task about it, and no longer when the task is closed', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const [mine, theirs, waiting] = await eligibleHosts(store, tenantId, 4);
    if (mine === undefined || theirs === undefined || waiting === undefined) throw new Error('no hosts');
    const [own, other] = [aCampaign(tenantId), aCampaign(tenantId)];
    const campaigns = [
      { ...own, campaign: { ...own.campaign, createdBy: 'user:ann' } },
      { ...other, campaign: { ...other.campaign, createdBy: 'user:ben' } },
    ];
    const moves = [aMove(own.campaign.campaignId, mine, 'queued'), aMove(other.campaign.campaignId, theirs, 'queued')];
    const task = aTask(tenantId, { hostId: waiting, openedAt: 2_000 });
    await store.commit({
      tenantId,
      at: 3_000,
      campaigns,
      moves,
      tasks: [task, aTask(tenantId, { key: 'of-no-host' })],
    });
    const found = async (concern: HostFilter['concern']) =>
      (await store.hosts(tenantId, { concern }, { top: 9 })).value.map((host) => host.hostId).sort();
    expect(await found({ campaignsOf: 'user:ann' })).toEqual([mine]);
    expect(await found({ hasOpenTask: true })).toEqual([waiting]);
    expect(await found({ campaignsOf: 'user:ben', hasOpenTask: true })).toEqual([theirs, waiting].sort());
    expect(await found({ campaignsOf: 'user:cat' })).toEqual([]);
    expect(await found({})).toEqual([]);
    const done = { ...task.task, state: 'done', closedAt: 4_000, closedBy: 'user:ann' } as const;
    const close = { task: done, expectedVersion: 1, events: [anEvent('task-closed', 'task', done.taskId)] };
    await store.commit({ tenantId, at: 4_000, tasks: [close] });
    expect(await found({ hasOpenTask: true })).toEqual([]);
  });

  test('startable gives the lowest unfinished wave, proven and unpinned hosts only, and no more than there is room for', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const hosts = await eligibleHosts(store, tenantId, 6);
    const [one, two, three, pinned, later, unproven] = hosts;
    if (!one || !two || !three || !pinned || !later || !unproven) throw new Error('no hosts');
    const campaign = aCampaign(tenantId, { cap: 2 });
    const { campaignId } = campaign.campaign;
    const moves = [one, two, three, pinned, unproven].map((hostId) => aMove(campaignId, hostId));
    const second = aMove(campaignId, later, 'queued', { wave: 2 });
    await store.commit({ tenantId, at: 3_000, campaigns: [campaign], moves: [...moves, second] });
    const pin = { ...aHost({ hostId: pinned }), isPinned: true };
    await store.commit({ tenantId, at: 3_000, hosts: [pin], facts: [aDocument(unproven, { changed: true })] });
    const startable = await store.startable(tenantId, campaignId, 100_000);
    expect(startable.map((move) => move.hostId)).toEqual([one, two]);
    expect(await store.startable(tenantId, campaignId, 100_001)).toEqual([]);
    const waits = async (ofCampaign: CampaignWait | null = null) =>
      (await store.queuedWaits(tenantId, campaignId, 50_000, ofCampaign, 99)).map(({ move, waitingFor }) => [
        move.hostId,
        waitingFor,
      ]);
    expect(await waits()).toEqual([
      [pinned, 'host-pinned'],
      [unproven, 'verdict-outdated'],
      [later, 'earlier-wave'],
    ]);
    const starts = startable.map((move) => changed(move, 'requested', { slotDelta: 1 }));
    expect(await store.commit({ tenantId, at: 4_000, moves: starts })).toMatchObject({ capExceeded: false });
    expect(await store.startable(tenantId, campaignId, 50_000)).toEqual([]);
    expect(await waits()).toContainEqual([three, 'cap-full']);
    const reason = 'window-closed';
    expect((await waits({ reason, isForAll: true })).map(([, told]) => told)).toEqual(Array(4).fill(reason));
    expect(await waits({ reason, isForAll: false })).toEqual([
      [three, reason],
      [pinned, 'host-pinned'],
      [unproven, reason],
      [later, 'earlier-wave'],
    ]);
  });

  test('only a queued move whose reason changes is news, whether its queue is most of the estate or little of it', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const hosts = await eligibleHosts(store, tenantId, 5);
    const campaign = aCampaign(tenantId, { cap: 1 });
    const { campaignId } = campaign.campaign;
    const waiting = { waitingFor: 'cap-full', waitingSince: 3_000 };
    const moves = hosts.map((hostId, at) => aMove(campaignId, hostId, 'queued', at === 0 ? {} : waiting));
    await store.commit({ tenantId, at: 3_000, campaigns: [campaign], moves });
    const [startable] = await store.startable(tenantId, campaignId, 50_000);
    if (startable === undefined) throw new Error('not startable');
    await store.commit({ tenantId, at: 3_500, moves: [changed(startable, 'requested', { slotDelta: 1 })] });
    const waits = async (now = 50_000) =>
      (await store.queuedWaits(tenantId, campaignId, now, null, 99)).map(({ move, waitingFor }) => [
        move.hostId,
        waitingFor,
      ]);
    const [, doubtful = newId(), pinned = newId()] = hosts;
    const pin = { ...aHost({ hostId: pinned }), isPinned: true };
    for (const others of [0, 40]) {
      await store.commit({ tenantId, at: 4_000, hosts: Array.from({ length: others }, () => aHost()) });
      if (others === 0) expect(await waits()).toEqual([]);
      await store.commit({ tenantId, at: 4_000, hosts: [pin], facts: [aDocument(doubtful, { changed: others })] });
      const [changedOne] = await store.hostsToEvaluate(tenantId, null, 1);
      const verdict = aVerdict(doubtful, changedOne?.factsDigest ?? '', { verdict: 'fail' });
      await store.commit({ tenantId, at: 4_000, eligibilities: [verdict] });
      // A verdict that has run out is no reason before the turn comes: it is made again then.
      for (const now of [50_000, 100_001])
        expect(await waits(now)).toEqual([
          [doubtful, 'not-eligible'],
          [pinned, 'host-pinned'],
        ]);
    }
  });

  test('a verdict that has run out is made again where a turn may come: in an open wave with a free slot, first in line first', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const [one, two, later, stranger] = await eligibleHosts(store, tenantId, 4);
    if (!one || !two || !later || !stranger) throw new Error('no hosts');
    const campaign = aCampaign(tenantId, { cap: 1 });
    const { campaignId } = campaign.campaign;
    const moves = [aMove(campaignId, later, 'queued', { wave: 2 }), aMove(campaignId, one), aMove(campaignId, two)];
    await store.commit({ tenantId, at: 3_000, campaigns: [campaign], moves });
    const inTurn = async (now: number, limit = 9) =>
      (await store.hostsInTurn(tenantId, now, limit)).map(({ host }) => host.hostId);
    const outdated = 100_001;
    expect(await inTurn(outdated - 1)).toEqual([]);
    expect(new Set(await inTurn(outdated))).toEqual(new Set([one, two]));
    expect(await inTurn(outdated, 1)).toEqual([one]);
    expect(await store.hostsToEvaluate(tenantId, outdated, 9)).toHaveLength(4);
    await store.commit({ tenantId, at: outdated, facts: [aDocument(two, { changed: true })] });
    expect(await inTurn(outdated), 'what has changed is judged anyway').toEqual([one]);
    const [startable] = await store.startable(tenantId, campaignId, outdated - 1);
    if (!startable) throw new Error('not startable');
    await store.commit({ tenantId, at: outdated, moves: [changed(startable, 'requested', { slotDelta: 1 })] });
    expect(await inTurn(outdated), 'no slot is free').toEqual([]);
  });

  test('another attempt waits while the one before has its slot, because its server is not seen protected yet', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const [hostId] = await eligibleHosts(store, tenantId, 1);
    if (!hostId) throw new Error('no host');
    const campaign = aCampaign(tenantId, { cap: 5 });
    const { campaignId } = campaign.campaign;
    const first = aMove(campaignId, hostId, 'held', { slotDelta: 1 });
    const second = aMove(campaignId, hostId, 'queued', { attempt: 2 });
    await store.commit({ tenantId, at: 3_000, campaigns: [campaign], moves: [first] });
    await store.commit({ tenantId, at: 3_000, moves: [second] });
    expect(await store.startable(tenantId, campaignId, 50_000)).toEqual([]);
    const waits = (await store.queuedWaits(tenantId, campaignId, 50_000, null, 9)).map(({ waitingFor }) => waitingFor);
    expect(waits).toEqual(['earlier-attempt']);
    const stored = await store.move(tenantId, first.moveId);
    if (!stored) throw new Error('no move');
    await store.commit({ tenantId, at: 4_000, moves: [changed(stored, 'ended', { slotDelta: -1 })] });
    expect((await store.startable(tenantId, campaignId, 50_000)).map(({ moveId }) => moveId)).toEqual([second.moveId]);
  });

  test('tasks open once a key, change by version, and come in the order in which they were opened', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const host = aHost().host.hostId;
    const open = aTask(tenantId, { key: 'unpin', hostId: host, openedAt: 2_000 });
    const other = aTask(tenantId, { key: 'other', openedAt: 1_000, kind: 'support-case' });
    expect(await store.commit({ tenantId, at: 2_000, tasks: [open, other] })).toMatchObject({ seq: 2, lost: [] });
    const again = aTask(tenantId, { key: 'unpin' });
    expect(await store.commit({ tenantId, at: 2_000, tasks: [again] })).toMatchObject({
      seq: null,
      lost: [again.task.taskId],
    });
    const page = await store.tasks(tenantId, {}, { top: 1 });
    expect(page.value).toEqual([other.task]);
    expect((await store.tasks(tenantId, {}, { top: 1, after: page.after })).value).toEqual([open.task]);
    const done = { ...open.task, state: 'done', closedAt: 3_000, closedBy: 'os:tester' } as const;
    const close = { task: done, expectedVersion: 1, events: [anEvent('task-closed', 'task', done.taskId)] };
    expect(await store.commit({ tenantId, at: 3_000, tasks: [close] })).toMatchObject({ seq: 3, lost: [] });
    expect(await store.commit({ tenantId, at: 3_000, tasks: [close] })).toMatchObject({ seq: null });
    expect(await store.task(tenantId, done.taskId)).toEqual({ ...done, version: 2 });
    for (const filter of [{ hostId: host }, { keys: ['unpin'] }, { kind: ['unpin'] }, { state: ['done'] as const }])
      expect((await store.tasks(tenantId, filter, { top: 9 })).value).toHaveLength(1);
  });

  test('the views hold what single reads give', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const [hostId] = await eligibleHosts(store, tenantId, 1);
    if (hostId === undefined) throw new Error('no host');
    const campaign = aCampaign(tenantId);
    const move = aMove(campaign.campaign.campaignId, hostId);
    const task = aTask(tenantId);
    const effects = [anEffect(campaign.campaign.campaignId, [move.moveId])];
    await store.commit({ tenantId, at: 3_000, campaigns: [campaign], moves: [move], tasks: [task], effects });
    expect(await store.views(tenantId)).toEqual({
      hosts: [await store.host(tenantId, hostId)],
      campaigns: await store.campaigns(tenantId),
      moves: [await store.move(tenantId, move.moveId)],
      tasks: [task.task],
      plans: [],
      approvals: [],
    });
    expect(await store.campaign(tenantId, campaign.campaign.campaignId)).toEqual(campaign.campaign);
  });
});
