// Run as a process of its own: an engine that ticks one tenant until somebody kills it. The parent owns the clock and hears of every tick.
import { graphLimits } from '../../src/connectors/graph/limits.ts';
import { graphService } from '../../src/connectors/graph/service.ts';
import { outboundFetch } from '../../src/connectors/graph/transport.ts';
import type { Journey } from '../../src/domain/journey.ts';
import { systemClocks } from '../../src/engine/clock.ts';
import { cachedServices, type EngineContext } from '../../src/engine/context.ts';
import { randomIdentity } from '../../src/engine/identity.ts';
import { isPassing, tick } from '../../src/engine/tick.ts';
import { sensorV3 } from '../../src/journeys/sensor-v3/journey.ts';
import { openStore } from '../../src/store/open.ts';
import type { EngineOrder } from './engine-crew.ts';

const order = JSON.parse(process.argv[2] ?? '') as EngineOrder;

const clock = { at: order.at, isNew: () => undefined as unknown };
process.on('message', ({ at }: { at: number }) => {
  clock.at = Math.max(clock.at, at);
  clock.isNew();
});
process.on('disconnect', () => process.exit());

/** Leases and token lives go by the turned clock too, so that a run does not depend on how fast this machine is. */
const machineNow = () => clock.at;
const identity = randomIdentity(machineNow);
const store = await openStore(order.place, { identity, machineNow });
await store.migrate();
const send = outboundFetch({});
const context: EngineContext = {
  store,
  clocks: systemClocks(machineNow),
  identity,
  journeys: new Map([[sensorV3.id, sensorV3 as unknown as Journey]]),
  services: cachedServices((connection) =>
    graphService(connection, {
      fetch: (url, request) => send(url, { ...request, headers: { ...request.headers, 'x-worker': order.worker } }),
      tenantNow: machineNow,
      machineNow,
      newId: identity.newId,
      readSecret: async () => ({ value: order.secret }),
      limits: graphLimits,
    }),
  ),
  worker: order.worker,
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  onCommit: () => undefined,
};

for (;;) {
  const newer = new Promise((resolve) => {
    clock.isNew = () => resolve(undefined);
  });
  await tick(context, order.tenantId).catch((error: unknown) => {
    if (!isPassing(error)) throw error;
  });
  process.send?.({ tickedAt: clock.at });
  await newer;
}
