import { expect, test } from 'vitest';
import type { CampaignId, TenantId } from '../../src/domain/ids.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { newId } from '../support/identity.ts';
import { aTenant, forEveryStore } from '../support/stores.ts';
import { aCampaign, aConnection, aHost, aMove, anEffect, anEvent, changed, eligibleHosts } from './estate.ts';

function ask(store: Store, tenantId: TenantId, tenantNow = 1_000, machineNow = 10, gone: readonly string[] = []) {
  return store.agenda({ tenantId, tenantNow, machineNow, gone });
}

forEveryStore((under) => {
  test('an agenda says what there is to do at that instant, and names every reading', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    expect(await ask(store, tenantId)).toEqual({
      seq: 1,
      campaigns: '',
      readings: [],
      isBusy: false,
      hasDueMoves: false,
      hasChangedHosts: false,
      hasEffects: false,
      hasWaysBack: false,
    });
    const reading = { tenantId, resource: 'sensors', readAt: 900, dueAt: 2_000, problem: null, failures: 0 };
    await store.commit({ tenantId, at: 1_000, hosts: [aHost()], readings: [reading] });
    expect(await ask(store, tenantId)).toMatchObject({ seq: 2, readings: [reading], hasChangedHosts: true });
    expect((await ask(store, tenantId)).readings).toEqual(await store.readings(tenantId));
  });

  test('a move makes the tenant busy and is due by its clock; what the log does not tell of a campaign, its slots, is told too', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const [hostId] = await eligibleHosts(store, tenantId, 1);
    if (!hostId) throw new Error('no host');
    const campaign = aCampaign(tenantId);
    const { campaignId } = campaign.campaign;
    const move = aMove(campaignId, hostId);
    await store.commit({ tenantId, at: 1_000, campaigns: [campaign], moves: [move] });
    const queued = await ask(store, tenantId);
    expect(queued).toMatchObject({ campaigns: `${campaignId} 1 0`, isBusy: true, hasDueMoves: false });
    expect(await store.unfinished(tenantId)).toEqual([{ campaignId, isWaiting: true, isActive: true }]);
    const row = await store.move(tenantId, move.moveId);
    if (!row) throw new Error('no move');
    const schedule = { ...aMove(campaignId, hostId, 'requested').schedule, lookAt: 5_000 };
    const write = changed(row, 'requested', { slotDelta: 1, grantedAt: 1_500, schedule });
    await store.commit({ tenantId, at: 1_500, moves: [write] });
    const requested = await ask(store, tenantId, 4_999);
    expect(requested).toMatchObject({ campaigns: `${campaignId} 1 1`, isBusy: true, hasDueMoves: false });
    expect(requested.seq).toBeGreaterThan(queued.seq);
    expect(await ask(store, tenantId, 5_000)).toMatchObject({ hasDueMoves: true });
    expect(await store.unfinished(tenantId)).toEqual([{ campaignId, isWaiting: false, isActive: true }]);
  });

  test('X-03 a server that is wanted back and waits for its turn is on the agenda until it begins, and an observed one never is', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const [hostId, other] = await eligibleHosts(store, tenantId, 2);
    if (!hostId || !other) throw new Error('no hosts');
    const observed = aMove(null, other, 'observing', { waitingFor: 'observation-to-end', waitingSince: 1_000 });
    const move = aMove(null, hostId, 'observing', { waitingFor: 'observation-to-end', waitingSince: 1_000 });
    await store.commit({ tenantId, at: 1_000, moves: [observed, move] });
    for (const [waitingFor, isThere] of [
      ['its-turn', true],
      ['floor-site', true],
      ['floor-domain', true],
      ['floor-waiver-missing', true],
      ['rollback-in-portal', false],
    ] as const) {
      const row = await store.move(tenantId, move.moveId);
      if (!row) throw new Error('no move');
      const write = changed(row, 'observing', { waitingFor, waitingSince: 1_000 });
      await store.commit({ tenantId, at: 1_000, moves: [write] });
      expect([waitingFor, (await ask(store, tenantId)).hasWaysBack]).toEqual([waitingFor, isThere]);
    }
  });

  test('I6 I10 the agenda has effects whenever some can be claimed, and never otherwise', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const other = await aTenant(store);
    const campaign = aCampaign(tenantId, { cap: 100 });
    const { campaignId } = campaign.campaign;
    const move = aMove(campaignId, newId(), 'requested', { slotDelta: 1 });
    const effects = [anEffect(campaignId, [move.moveId], { dueAt: 1_000 })];
    const connections = [aConnection(tenantId)];
    await store.commit({ tenantId, at: 1_000, campaigns: [campaign], moves: [move], effects, connections });
    const has = async (machineNow: number, tenantNow = 9_000, gone: readonly string[] = []) =>
      (await ask(store, tenantId, tenantNow, machineNow, gone)).hasEffects;
    const claim = (machineNow: number, worker = 'w') =>
      store.claimEffects({ tenantId, worker, tenantNow: 9_000, machineNow, leaseMs: 100, limit: 9 });
    expect([await has(10, 999), await has(10, 1_000)]).toEqual([false, true]);
    expect((await ask(store, other, 9_000)).hasEffects).toBe(false);
    const [effect] = await claim(10);
    if (!effect) throw new Error('no effect');
    expect([await has(109), await has(109, 9_000, ['w']), await has(110)]).toEqual([false, true, true]);
    expect(await store.markSending(tenantId, effect.effectId, effect.fence, 20, 100)).toBe(true);
    expect([await has(119), await has(120)]).toEqual([false, true]);
    const settled = [{ effectId: effect.effectId, fence: effect.fence, state: 'done' }] as const;
    await store.commit({ tenantId, at: 2_000, settled });
    expect(await has(10_000)).toBe(false);
  });

  test('a name given since a place of the log is told, and whoever knows no place is told that there may be one', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const { seq } = await store.logHead(tenantId);
    expect(await store.namesSince(tenantId, seq)).toEqual({ seq, hasNewNames: false });
    expect(await store.namesSince(tenantId, undefined)).toEqual({ seq, hasNewNames: true });
    const plan = anEvent('plan-saved', 'plan', 'p');
    await store.commit({ tenantId, at: 1_000, events: [plan] });
    expect(await store.namesSince(tenantId, seq)).toEqual({ seq: seq + 1, hasNewNames: false });
    await store.commit({ tenantId, at: 1_000, hosts: [aHost()] });
    expect(await store.namesSince(tenantId, seq)).toEqual({ seq: seq + 2, hasNewNames: true });
    expect(await store.namesSince(tenantId, seq + 2)).toEqual({ seq: seq + 2, hasNewNames: false });
    expect(await store.namesSince(newId<TenantId>(), seq)).toEqual({ seq: 0, hasNewNames: true });
  });

  test('a campaign that is over has nothing unfinished', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const over = aCampaign(tenantId, { state: 'stopped' });
    const idle = aCampaign(tenantId);
    await store.commit({ tenantId, at: 1_000, campaigns: [over, idle] });
    const ids: readonly CampaignId[] = (await store.unfinished(tenantId)).map(({ campaignId }) => campaignId);
    expect(ids).toEqual([idle.campaign.campaignId]);
    expect(await store.unfinished(tenantId)).toMatchObject([{ isWaiting: false, isActive: false }]);
  });
});
