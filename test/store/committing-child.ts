// Run as a process of its own: commits in a loop and prints the number of each commit that was acknowledged, until somebody kills it.
import { as, type TenantId } from '../../src/domain/ids.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { openStore } from '../../src/store/open.ts';
import type { StorePlace } from '../../src/store/place.ts';
import { machineNow, testIdentity } from '../support/identity.ts';
import { aHost } from './estate.ts';

const place = JSON.parse(process.argv[2] ?? '') as StorePlace;
const tenantId = as<TenantId>(process.argv[3] ?? '');

async function run(store: Store): Promise<void> {
  for (let number = 1; ; number += 1) {
    const hosts = [aHost(), aHost(), aHost()];
    const { seq } = await store.commit({ tenantId, at: number, hosts });
    process.stdout.write(`${seq} ${hosts.map((write) => write.host.hostId).join(' ')}\n`);
  }
}

const store = await openStore(place, { identity: testIdentity, machineNow });
await store.migrate();
await run(store);
