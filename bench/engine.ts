import type { Journey } from '../src/domain/journey.ts';
import type { EngineContext } from '../src/engine/context.ts';
import type { Control } from '../src/engine/control.ts';
import { createControl } from '../src/engine/create-control.ts';
import { randomIdentity } from '../src/engine/identity.ts';
import type { DefenderService } from '../src/engine/ports/service.ts';
import { sensorV3 } from '../src/journeys/sensor-v3/journey.ts';
import { openStore } from '../src/store/open.ts';
import type { StorePlace } from '../src/store/place.ts';

export interface Engine {
  readonly context: EngineContext;
  readonly control: Control;
  close(): Promise<void>;
}

/** The real engine on a real store, with a clock of ours and, where it is asked for, a service that answers from memory. */
export function engineOn(
  url: string,
  now: () => number,
  service?: DefenderService,
  journey = sensorV3 as unknown as Journey,
): Promise<Engine> {
  return engineIn({ kind: 'server', url }, now, service, journey);
}

/** The same in a store of any kind. */
export async function engineIn(
  place: StorePlace,
  now: () => number,
  service?: DefenderService,
  journey = sensorV3 as unknown as Journey,
): Promise<Engine> {
  const identity = randomIdentity(Date.now);
  const store = await openStore(place, { identity, machineNow: Date.now });
  await store.migrate();
  const context: EngineContext = {
    store,
    clocks: { tenantNow: now, machineNow: Date.now },
    identity,
    journeys: new Map([[journey.id, journey]]),
    services: () => {
      if (service === undefined) throw new Error('This bench has no service.');
      return service;
    },
    worker: 'bench',
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    onCommit: () => undefined,
  };
  return { context, control: createControl(context), close: () => store.close() };
}
