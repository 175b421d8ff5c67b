// Run as a process of its own: opens a store, says so, and brings it to the schema of today when it is told to.
import { once } from 'node:events';
import { openStore } from '../../src/store/open.ts';
import type { StorePlace } from '../../src/store/place.ts';
import { machineNow, testIdentity } from '../support/identity.ts';

const place = JSON.parse(process.argv[2] ?? '') as StorePlace;
const store = await openStore(place, { identity: testIdentity, machineNow });
process.stdout.write('open\n');
await once(process.stdin, 'data');
await store.migrate();
process.stdout.write('migrated\n');
