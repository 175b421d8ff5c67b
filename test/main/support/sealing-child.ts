// Run as a process of its own: seals the log of a tenant, and is gone at the named point, without a word, as a machine is that loses its power.
import { systemClocks } from '../../../src/engine/clock.ts';
import { randomIdentity } from '../../../src/engine/identity.ts';
import type { ArchiveKeeper, FullLink } from '../../../src/engine/ports/log-archive.ts';
import { sealLog } from '../../../src/engine/seal-log.ts';
import { archiveKeeper } from '../../../src/main/log-archive/keeper.ts';
import { reportKeys } from '../../../src/main/report-keys.ts';
import { openStore } from '../../../src/store/open.ts';
import type { SealingOrder } from '../log-archive-killed.test.ts';

const order = JSON.parse(process.argv[2] ?? '') as SealingOrder;
const machineNow = () => order.at;
const identity = randomIdentity(machineNow);
const store = await openStore(order.place, { identity, machineNow });

function die(at: SealingOrder['point']): void {
  if (at === order.point) process.kill(process.pid, 'SIGKILL');
}

async function* untilHalf(links: AsyncIterable<FullLink>): AsyncGenerator<FullLink> {
  let count = 0;
  for await (const link of links) {
    count += 1;
    if (count === 4) die('while the archive is written');
    yield link;
  }
}

const whole = archiveKeeper(order.archives, reportKeys(order.keys));
const keeper: ArchiveKeeper = {
  signer: async (tenantId) => {
    die('before the key is known');
    return whole.signer(tenantId);
  },
  write: async (tenantId, stretch, links, signer) => {
    die('before the archive is written');
    const written = await whole.write(tenantId, stretch, untilHalf(links), signer);
    die('before the cut');
    return written;
  },
};
const cutEntries: typeof store.cutEntries = async (request) => {
  const cut = store.cutEntries(request);
  // The statements are on their way; what of them arrives is the database's to decide.
  if (order.point === 'in the cut') setImmediate(() => die('in the cut'));
  const isDone = await cut;
  die('after the cut');
  return isDone;
};
await sealLog(
  { store: { ...store, cutEntries }, identity, clocks: systemClocks(machineNow), onCommit: () => undefined },
  order.tenantId,
  400,
  keeper,
);
await store.close();
