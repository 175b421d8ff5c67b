import { expect, test } from 'vitest';
import type { HostId } from '../../src/domain/ids.ts';
import { newId } from '../support/identity.ts';
import { aTenant, forEveryStoreAndVersion } from '../support/stores.ts';
import { aCampaign, aConnection, aHost, aMove, anEffect, anEvent, aTask, changed } from './estate.ts';

const hold = { since: 2_000, by: 'user:anna', because: 'A reason with \u0000 in it.' };

forEveryStoreAndVersion((under) => {
  test('portal 4.3 a hold is kept with who and why until it is taken off, whatever else is written of its host', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const one = aHost();
    const { hostId } = one.host;
    const read = async () => (await store.host(tenantId, hostId))?.hold;
    await store.commit({ tenantId, at: 1_000, hosts: [one] });
    expect(await read()).toBeNull();
    await store.commit({ tenantId, at: 2_000, hosts: [{ ...one, hold }] });
    expect(await read()).toEqual(hold);
    await store.commit({ tenantId, at: 3_000, hosts: [one, aHost()] });
    expect(await read()).toEqual(hold);
    await store.commit({ tenantId, at: 4_000, hosts: [{ ...one, hold: null }] });
    expect(await read()).toBeNull();
    // Many rows travel in another form than few.
    const many = Array.from({ length: 80 }, (_, at) => aHost({}, at === 7 ? { hold } : {}));
    await store.commit({ tenantId, at: 5_000, hosts: many });
    const page = await store.hosts(tenantId, {}, { top: 200 });
    expect(page.value.filter((row) => row.hold !== null).map((row) => [row.hostId, row.hold])).toEqual([
      [many[7]?.host.hostId, hold],
    ]);
  });

  test('portal 4.3 a change that rests on an older row than the stored one is lost, with everything beside it', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const one = aHost();
    const { hostId } = one.host;
    await store.commit({ tenantId, at: 1_000, hosts: [one] });
    const beside = aTask(tenantId, { key: 'beside' });
    const late = { ...one, hold, expectedVersion: 7 };
    expect(await store.commit({ tenantId, at: 2_000, hosts: [late], tasks: [beside] })).toEqual({
      seq: null,
      lost: [hostId],
      capExceeded: false,
    });
    expect((await store.tasks(tenantId, {}, { top: 9 })).value).toEqual([]);
    const inTime = { ...one, hold, expectedVersion: 1 };
    expect(await store.commit({ tenantId, at: 2_000, hosts: [inTime] })).toMatchObject({ lost: [] });
    expect(await store.host(tenantId, hostId)).toMatchObject({ hold, version: 2 });
  });

  test('portal 4.3 I13 a start that is granted to a host that is held or pinned by now is lost, with its request and its task; the others stand', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const [held, pinned, free] = [aHost(), aHost(), aHost()];
    await store.commit({
      tenantId,
      at: 1_000,
      hosts: [{ ...held, hold }, { ...pinned, isPinned: true }, free],
    });
    const campaign = aCampaign(tenantId, { cap: 9 });
    const { campaignId } = campaign.campaign;
    const moves = [held, pinned, free].map(({ host }) => aMove(campaignId, host.hostId));
    await store.commit({ tenantId, at: 1_000, campaigns: [campaign], moves });
    const rows = await store.movesById(
      tenantId,
      moves.map(({ moveId }) => moveId),
    );
    const starts = rows.map((row) => changed(row, 'requested', { slotDelta: 1, grantedAt: 2_000 }));
    const tasks = rows.map(({ moveId }) => aTask(tenantId, { key: `press ${moveId}`, moveId }));
    const effect = anEffect(
      campaignId,
      rows.map(({ moveId }) => moveId),
      { dueAt: 2_000 },
    );
    const outcome = await store.commit({ tenantId, at: 2_000, moves: starts, tasks, effects: [effect] });
    const [heldMove, pinnedMove, freeMove] = moves.map(({ moveId }) => moveId);
    expect([...outcome.lost].sort()).toEqual([heldMove, pinnedMove].sort());
    const after = await store.moves(tenantId, { campaignId }, { top: 9 });
    expect(after.value.filter(({ state }) => state.kind === 'requested').map(({ moveId }) => moveId)).toEqual([
      freeMove,
    ]);
    expect((await store.tasks(tenantId, {}, { top: 9 })).value.map(({ moveId }) => moveId)).toEqual([freeMove]);
    const claim = { tenantId, worker: 'w', tenantNow: 9_000, machineNow: 10, leaseMs: 100, limit: 9 };
    expect((await store.claimEffects(claim)).map(({ moveIds }) => moveIds)).toEqual([[freeMove]]);
    expect((await store.campaign(tenantId, campaignId))?.inFlight).toBe(1);
  });

  test('portal 4.3 I13 no request passes the last door that carries the start of a host that is held or pinned', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const [held, pinned, free] = [aHost(), aHost(), aHost()];
    await store.commit({ tenantId, at: 1_000, hosts: [held, pinned, free] });
    const campaign = aCampaign(tenantId, { cap: 9 });
    const { campaignId } = campaign.campaign;
    const move = aMove(campaignId, newId<HostId>(), 'requested', { slotDelta: 1 });
    const effects = [anEffect(campaignId, [move.moveId], { dueAt: 1_000 })];
    const connections = [aConnection(tenantId)];
    await store.commit({ tenantId, at: 1_000, campaigns: [campaign], moves: [move], effects, connections });
    const claim = { tenantId, worker: 'w', tenantNow: 9_000, machineNow: 10, leaseMs: 100, limit: 9 };
    const [effect] = await store.claimEffects(claim);
    if (!effect) throw new Error('no effect');
    await store.commit({
      tenantId,
      at: 2_000,
      hosts: [
        { ...held, hold },
        { ...pinned, isPinned: true },
      ],
    });
    const mark = (...hosts: readonly HostId[]) =>
      store.markSending(tenantId, effect.effectId, effect.fence, 20, 100, hosts);
    expect(await mark(free.host.hostId, held.host.hostId)).toBe(false);
    expect(await mark(free.host.hostId, pinned.host.hostId)).toBe(false);
    const released = { ...held, hold: null, events: [anEvent('host-released', 'host', held.host.hostId)] };
    await store.commit({ tenantId, at: 3_000, hosts: [released] });
    expect(await mark(free.host.hostId, held.host.hostId)).toBe(true);
  });

  test('portal 4.3 a queued move of a held host waits for its release, is not startable, and its host is in no wave', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const one = aHost();
    await store.commit({ tenantId, at: 1_000, hosts: [{ ...one, hold }] });
    const campaign = aCampaign(tenantId, { cap: 9 });
    const { campaignId } = campaign.campaign;
    await store.commit({ tenantId, at: 1_000, campaigns: [campaign], moves: [aMove(campaignId, one.host.hostId)] });
    expect(await store.startable(tenantId, campaignId, 0)).toEqual([]);
    const waits = await store.queuedWaits(tenantId, campaignId, 0, null, 9);
    expect(waits.map(({ waitingFor }) => waitingFor)).toEqual(['host-held']);
    expect((await store.hosts(tenantId, { isAble: true }, { top: 9 })).value).toEqual([]);
  });
});
