// Run as a process of its own: sends what is due, until somebody kills it.
import type { TenantId } from '../../src/domain/ids.ts';
import { systemClocks } from '../../src/engine/clock.ts';
import type { EngineContext } from '../../src/engine/context.ts';
import { createNotifier } from '../../src/engine/notifier.ts';
import { openStore } from '../../src/store/open.ts';
import type { StorePlace } from '../../src/store/place.ts';
import { testIdentity } from '../support/identity.ts';
import { notifyPorts, signingKey } from './notify-ports.ts';

export interface NotifyOrder {
  readonly place: StorePlace;
  readonly tenantId: TenantId;
  readonly at: number;
}

const { place, at } = JSON.parse(process.argv[2] ?? '') as NotifyOrder;
const machineNow = () => at;
const store = await openStore(place, { identity: testIdentity, machineNow });
await store.migrate();
const context: EngineContext = {
  store,
  clocks: systemClocks(machineNow),
  identity: testIdentity,
  journeys: new Map(),
  services: () => {
    throw new Error('Nothing is asked of any service here.');
  },
  notify: notifyPorts(machineNow, { KEY: signingKey }),
  worker: `process ${process.pid}`,
  log: {
    info: () => undefined,
    warn: () => undefined,
    error: (fields) => process.stderr.write(JSON.stringify(fields)),
  },
  onCommit: () => undefined,
};
const notifier = createNotifier(context);
await notifier.look();
await notifier.settled();
await notifier.stop();
await store.close();
// Sockets that are kept alive must not hold the parent up.
process.exit();
