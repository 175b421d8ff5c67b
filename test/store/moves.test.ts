import { expect, test } from 'vitest';
import { aTenant, forEveryStore } from '../support/stores.ts';
import { aCampaign, aMove, anEffect, changed, eligibleHosts } from './estate.ts';

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
});
