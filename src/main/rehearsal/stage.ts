import { graphLimits } from '../../connectors/graph/limits.ts';
import { graphService } from '../../connectors/graph/service.ts';
import type { TenantId } from '../../domain/ids.ts';
import type { Journey } from '../../domain/journey.ts';
import type { Instant } from '../../domain/time.ts';
import { systemClocks } from '../../engine/clock.ts';
import { cachedServices, type EngineContext } from '../../engine/context.ts';
import type { Control } from '../../engine/control.ts';
import { createControl } from '../../engine/create-control.ts';
import { hostEvent, tenantEvent } from '../../engine/events.ts';
import { seededIdentity } from '../../engine/identity.ts';
import type { HostRow, Store, Tenant } from '../../engine/ports/store.ts';
import { sensorV3 } from '../../journeys/sensor-v3/journey.ts';
import type { Address } from '../../store/local/address.ts';
import { openScratchStore } from '../../store/open.ts';
import { TwinClock } from '../../twin/clock.ts';
import type { Estate } from '../../twin/server.ts';
import { createTwin, type Twin } from '../../twin/twin.ts';

/** Everything that a rehearsal plays on: the engine as it is, on a store that may be lost, with a twin where the cloud would be. */
export interface Stage {
  readonly twin: Twin;
  readonly store: Store;
  readonly context: EngineContext;
  readonly control: Control;
  readonly tenantId: TenantId;
}

/** The store of all runs of a rehearsal, one after the other: to make one takes as long as a small run. */
export interface Scratch {
  /** Empties it for a run with these ids and this clock. */
  begin(identity: EngineContext['identity'], now: () => Instant): Promise<Store>;
  close(): Promise<void>;
}

/** @param server A PostgreSQL for what may be lost; without one the store is in memory, and takes longer. */
export async function openScratch(server?: Address): Promise<Scratch> {
  let identity = seededIdentity('rehearsal');
  let clock: () => Instant = () => 0;
  const own = { newId: () => identity.newId(), newSalt: () => identity.newSalt(), sha256: identity.sha256 };
  const store = await openScratchStore({ identity: own, machineNow: () => clock() }, server);
  return {
    begin: async (own, now) => {
      await store.empty();
      identity = own;
      clock = now;
      return store;
    },
    close: () => store.close(),
  };
}

const actor = 'user:rehearsal';
/** The service is reached by a fetch that never leaves the process, so that nothing listens there. */
const nowhere = 'http://127.0.0.1:1';

/** Sets up a tenant that is what the given one is, connected to a twin of its own. Nothing of it reaches a network. */
export async function setStage(
  scratch: Scratch,
  given: {
    readonly tenant: Tenant;
    readonly hosts: readonly HostRow[];
    readonly estate: Estate;
    readonly seed: number;
    readonly startAt: Instant;
  },
): Promise<Stage> {
  const { tenant, startAt } = given;
  const { tenantId } = tenant;
  const clock = new TwinClock({ startAt, rate: 0, wallNow: () => startAt });
  const now = () => clock.now();
  const twin = createTwin({ estate: given.estate, seed: given.seed, clock, machineNow: now });
  const identity = seededIdentity(`rehearsal-${given.seed}`);
  const store = await scratch.begin(identity, now);
  const context = contextOn(store, twin, identity);
  const own: Tenant = { ...tenant, createdAt: startAt, version: 1 };
  const hosts = given.hosts.map((host) => ({
    host: identityOf(host),
    isPinned: host.isPinned,
    hold: host.hold,
    events: [hostEvent(identity, actor, 'host-registered', host)],
  }));
  await store.commit({
    tenantId,
    at: startAt,
    tenant: { tenant: own, expectedVersion: 0 },
    events: [tenantEvent(identity, actor, 'tenant-created', own)],
  });
  if (hosts.length > 0) await store.commit({ tenantId, at: startAt, hosts });
  const control = createControl(context);
  await connect(control, twin, tenantId);
  return { twin, store, context, control, tenantId };
}

function contextOn(store: Store, twin: Twin, identity: EngineContext['identity']): EngineContext {
  const now = () => twin.clock.now();
  return {
    store,
    clocks: systemClocks(now),
    identity,
    journeys: new Map([[sensorV3.id, sensorV3 as unknown as Journey]]),
    services: cachedServices((connection) =>
      graphService(connection, {
        fetch: ((url: string, request: RequestInit) => twin.fetch(url, request)) as never,
        tenantNow: now,
        machineNow: now,
        newId: identity.newId,
        readSecret: async () => ({ value: twin.credentials.clientSecret }),
        limits: graphLimits,
      }),
    ),
    worker: 'rehearsal',
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    onCommit: () => undefined,
  };
}

async function connect(control: Control, twin: Twin, tenantId: TenantId): Promise<void> {
  await control.connect(actor, tenantId, {
    cloud: 'custom',
    loginUrl: nowhere,
    graphUrl: nowhere,
    directoryId: twin.credentials.tenantId,
    clientId: twin.credentials.clientId,
    secretRef: 'env:NEVER_READ',
  });
  await control.setArmed(actor, tenantId, true, 'The rehearsal starts moves on its twin.');
}

function identityOf({ hostId, name, fqdn, domain, site, sensorId }: HostRow) {
  return { hostId, name, fqdn, domain, site, sensorId };
}
