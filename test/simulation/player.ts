import { seededIdentity } from '../../src/engine/identity.ts';
import { openStore } from '../../src/store/open.ts';
import type { StorePlace } from '../../src/store/place.ts';
import { worldStartAt } from '../support/world.ts';
import { playCampaign } from './campaign.ts';
import type { Order, Played } from './players.ts';

/* A process that plays campaigns, one after the other and all in one store, so that tenants lie side by side in it. */
const [told] = process.argv.slice(2);
const place: StorePlace = told === undefined ? { kind: 'memory' } : (JSON.parse(told) as StorePlace);
const store = await openStore(place, { identity: seededIdentity('simulation'), machineNow: () => worldStartAt });
await store.migrate();
process.on('message', async ({ seed, smaller }: Order) => {
  process.send?.(await played(seed, smaller));
});
process.once('disconnect', () => process.exit(0));
process.send?.({ kind: 'ready' } satisfies Played);

async function played(seed: number, smaller: Order['smaller']): Promise<Played> {
  try {
    return { kind: 'outcome', outcome: await playCampaign(store, seed, smaller) };
  } catch (error) {
    return { kind: 'broken', why: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
