// Run as a process of its own: has a local store open and writes to it until somebody kills it.
import { openStore } from '../src/store/open.ts';
import { machineNow, newId, sha256, testIdentity } from '../test/support/identity.ts';

const store = await openStore(
  { kind: 'local', directory: process.argv[2] ?? '' },
  { identity: testIdentity, machineNow },
);
await store.migrate();
process.send?.(String(process.pid));
for (;;) await store.putSignInLink({ linkHash: sha256(newId()), role: 'viewer', actor: 'bench', expiresAt: 1 });
