import { expect, test } from 'vitest';
import { aTenant, forEveryStore } from '../support/stores.ts';
import { aCampaign } from './estate.ts';

forEveryStore((under) => {
  test('figures are counted in one statement that every store takes', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    expect(await store.figures([tenantId])).toEqual([]);
    await store.commit({ tenantId, at: 3_000, campaigns: [aCampaign(tenantId)] });
    expect(await store.figures([tenantId])).toEqual([{ what: 'campaigns', key: 'running', count: 1 }]);
    expect(await store.figures([await aTenant(store)])).toEqual([]);
  });
});
