import { test } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { newId, testIdentity } from '../support/identity.ts';
import { aTenant } from '../support/stores.ts';
import { aCampaign, aMove, anEffect, changed } from './estate.ts';
test('plan', { timeout: 300_000 }, async () => {
  const store = await openStore({ kind: 'server', url: 'postgresql://postgres@%2Ftmp%2Fpgs/x' }, { identity: testIdentity, machineNow: () => 1 });
  await store.migrate();
  const tenantId = await aTenant(store);
  const campaign = aCampaign(tenantId, { cap: 10_000_000 });
  const { campaignId } = campaign.campaign;
  await store.commit({ tenantId, at: 1, campaigns: [campaign] });
  const ids: any[] = [];
  for (let i = 0; i < 20000; i += 1000) {
    const moves = Array.from({ length: 1000 }, () => aMove(campaignId, newId<any>()));
    ids.push(...moves.map((m) => m.moveId));
    await store.commit({ tenantId, at: 1, moves });
  }
  for (let i = 0; i < 10000; i += 500) {
    const rows = await store.movesById(tenantId, ids.slice(i, i + 500));
    await store.commit({ tenantId, at: 2, moves: rows.map((r: any) => changed(r, 'requested', { slotDelta: 1 })) });
  }
  await store.close();
});
