import { expect, test } from 'vitest';
import type { HostId } from '../../src/domain/ids.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { newId } from '../support/identity.ts';
import { aTenant, forEveryStoreAndVersion } from '../support/stores.ts';
import { aCampaign, aConnection, aMove, anEffect, anEvent } from './estate.ts';

async function anOutbox(store: Store, effects = 1) {
  const tenantId = await aTenant(store);
  const campaign = aCampaign(tenantId, { cap: 100 });
  const { campaignId } = campaign.campaign;
  const moves = Array.from({ length: effects }, () =>
    aMove(campaignId, newId<HostId>(), 'requested', { slotDelta: 1 }),
  );
  const drafts = moves.map((move, place) => anEffect(campaignId, [move.moveId], { dueAt: 1_000 + place }));
  const connection = aConnection(tenantId);
  await store.commit({
    tenantId,
    at: 1_000,
    campaigns: [campaign],
    moves,
    effects: drafts,
    connections: [connection],
  });
  const claim = (machineNow: number, tenantNow = 9_000) =>
    store.claimEffects({ tenantId, worker: 'w', tenantNow, machineNow, leaseMs: 100, limit: 99 });
  return { tenantId, campaign, campaignId, connection, drafts, claim };
}

forEveryStoreAndVersion((under) => {
  test('a request is handed out when it is due, and again only when its lease has run out, under a higher fence', async () => {
    const store = under.store();
    const { tenantId, drafts, claim } = await anOutbox(store);
    expect(await claim(10, 999)).toEqual([]);
    const [first] = await claim(10, 1_000);
    expect(first).toEqual({ ...drafts[0], tenantId, state: 'pending', tries: 1, fence: 1 });
    expect(await claim(109)).toEqual([]);
    const [second] = await claim(110);
    expect(second).toMatchObject({ state: 'pending', tries: 2, fence: 2 });
    expect(await store.markSending(tenantId, first?.effectId ?? newId(), 1, 111, 100)).toBe(false);
    expect(await store.markSending(tenantId, first?.effectId ?? newId(), 2, 111, 100)).toBe(true);
  });

  test('I10 a request whose worker died while sending is handed out as sending, and can never be sent again', async () => {
    const store = under.store();
    const { tenantId, claim } = await anOutbox(store);
    const [effect] = await claim(10);
    if (!effect) throw new Error('no effect');
    expect(await store.markSending(tenantId, effect.effectId, effect.fence, 20, 100)).toBe(true);
    expect(await store.markSending(tenantId, effect.effectId, effect.fence, 20, 100)).toBe(false);
    expect(await claim(119)).toEqual([]);
    const [orphan] = await claim(120);
    expect(orphan).toMatchObject({ state: 'sending', fence: 2 });
    expect(await store.markSending(tenantId, effect.effectId, 2, 130, 100)).toBe(false);
    const settle = (fence: number) =>
      store.commit({ tenantId, at: 2_000, settled: [{ effectId: effect.effectId, fence, state: 'lost' }] });
    expect(await settle(1)).toMatchObject({ lost: [effect.effectId] });
    expect(await settle(2)).toMatchObject({ lost: [] });
    expect(await settle(2)).toMatchObject({ lost: [effect.effectId] });
    expect(await claim(1_000)).toEqual([]);
  });

  test('I6 after a stop nothing passes the last door', async () => {
    const store = under.store();
    const { tenantId, campaign, campaignId, claim } = await anOutbox(store);
    const [effect] = await claim(10);
    if (!effect) throw new Error('no effect');
    const stopped = { ...campaign.campaign, state: 'stopped' } as const;
    const event = anEvent('campaign-changed', 'campaign', campaignId);
    await store.commit({
      tenantId,
      at: 2_000,
      campaigns: [{ campaign: stopped, expectedVersion: 1, events: [event] }],
    });
    expect(await store.markSending(tenantId, effect.effectId, effect.fence, 20, 100)).toBe(false);
    const settled = [{ effectId: effect.effectId, fence: effect.fence, state: 'withdrawn' }] as const;
    expect(await store.commit({ tenantId, at: 3_000, settled })).toMatchObject({ lost: [] });
    expect(await claim(1_000)).toEqual([]);
  });

  test('I4 once a connection is read-only nothing passes the last door, and nothing is marked', async () => {
    const store = under.store();
    const { tenantId, connection, claim } = await anOutbox(store);
    const [effect] = await claim(10);
    if (!effect) throw new Error('no effect');
    const mark = () => store.markSending(tenantId, effect.effectId, effect.fence, 20, 100);
    const write = (isArmed: boolean, version: number) =>
      store.commit({ tenantId, at: 2_000, connections: [{ ...connection, isArmed, version }] });
    await write(false, 2);
    expect(await mark()).toBe(false);
    await write(true, 3);
    expect(await mark()).toBe(true);
  });

  test('the same key asked twice is one request', async () => {
    const store = under.store();
    const { tenantId, campaignId, drafts, claim } = await anOutbox(store);
    const again = anEffect(campaignId, drafts[0]?.moveIds ?? [], { key: drafts[0]?.key ?? '' });
    await store.commit({ tenantId, at: 2_000, effects: [again] });
    expect(await claim(10)).toHaveLength(1);
  });

  test('many workers that claim at once share the requests, each to one', async () => {
    const store = under.store();
    const { tenantId, drafts } = await anOutbox(store, 50);
    const claims = await Promise.all(
      Array.from({ length: 10 }, (_, worker) =>
        store.claimEffects({ tenantId, worker: `w${worker}`, tenantNow: 9_000, machineNow: 1, leaseMs: 100, limit: 5 }),
      ),
    );
    const rest = await store.claimEffects({
      tenantId,
      worker: 'r',
      tenantNow: 9_000,
      machineNow: 1,
      leaseMs: 1,
      limit: 99,
    });
    const taken = [...claims.flat(), ...rest].map((effect) => effect.effectId).sort();
    expect(taken).toEqual(drafts.map((draft) => draft.effectId).sort());
  });
});
