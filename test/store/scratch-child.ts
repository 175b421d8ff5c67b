// Run as a process of its own: starts a server for what may be lost, says where it is, and waits until somebody kills it.
import { startScratchServer } from '../../src/store/scratch.ts';
import { machineNow, testIdentity } from '../support/identity.ts';

const server = await startScratchServer({ identity: testIdentity, machineNow });
process.stdout.write(`${server?.address.host}\n`);
setInterval(() => undefined, 1_000);
