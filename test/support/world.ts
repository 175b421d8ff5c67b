import { type GraphLimits, graphLimits } from '../../src/connectors/graph/limits.ts';
import { graphService } from '../../src/connectors/graph/service.ts';
import type { HostId, TenantId } from '../../src/domain/ids.ts';
import type { Journey } from '../../src/domain/journey.ts';
import { dayMs, hourMs, minuteMs } from '../../src/domain/time.ts';
import { systemClocks } from '../../src/engine/clock.ts';
import { cachedServices, type EngineContext } from '../../src/engine/context.ts';
import type { Control } from '../../src/engine/control.ts';
import { createControl } from '../../src/engine/create-control.ts';
import { seededIdentity } from '../../src/engine/identity.ts';
import type { HostRow, MoveRow, Store } from '../../src/engine/ports/store.ts';
import { turnClock } from '../../src/engine/turn-clock.ts';
import { sensorV3 } from '../../src/journeys/sensor-v3/journey.ts';
import { openStore } from '../../src/store/open.ts';
import { bankEstate } from '../../src/twin/bank.ts';
import { TwinClock } from '../../src/twin/clock.ts';
import type { Estate } from '../../src/twin/server.ts';
import type { TwinTimes } from '../../src/twin/times.ts';
import { createTwin, type Twin } from '../../src/twin/twin.ts';

/** Where every world begins: a Monday morning. */
export const worldStartAt = Date.parse('2026-03-30T06:00:00Z');

export interface World extends AsyncDisposable {
  readonly twin: Twin;
  readonly store: Store;
  readonly context: EngineContext;
  readonly control: Control;
  readonly tenantId: TenantId;
  /** Turns the clock through every due instant of engine and twin. */
  turn(duration: { days?: number; hours?: number; minutes?: number }): Promise<void>;
  /** Imports what a collector would bring from these servers now. */
  collect(...names: string[]): Promise<void>;
  host(name: string): Promise<HostRow>;
  newestMove(name: string): Promise<MoveRow>;
  /** A plan over a selection, applied. */
  start(selector: string, more?: { cap?: number }): Promise<string>;
}

export interface WorldOptions {
  readonly seed?: number;
  readonly estate?: Estate;
  /** A store that is already open and migrated is shared and left open; else one in memory is made. */
  readonly store?: Store;
  readonly times?: Partial<TwinTimes>;
  readonly isArmed?: boolean;
  readonly limits?: Partial<GraphLimits>;
  /** Leaves the tenant's features unsaid. */
  readonly isUndeclared?: boolean;
}

/** An estate on the twin, the real engine on a real store, and a clock that is turned by hand. The same seed gives the same bytes. */
export async function aWorld(options: WorldOptions = {}): Promise<World> {
  const seed = options.seed ?? 7;
  const wall = { at: worldStartAt };
  const clock = new TwinClock({ startAt: worldStartAt, rate: 0, wallNow: () => wall.at });
  const machineNow = () => clock.now();
  const twin = createTwin({
    estate: options.estate ?? bankEstate(worldStartAt),
    seed,
    clock,
    machineNow,
    ...(options.times ? { times: options.times } : {}),
  });
  const identity = seededIdentity(`world-${seed}`);
  const store = options.store ?? (await memoryStore(machineNow));
  const clocks = systemClocks(machineNow);
  const context: EngineContext = {
    store,
    clocks,
    identity,
    journeys: new Map([[sensorV3.id, sensorV3 as unknown as Journey]]),
    services: cachedServices((connection) =>
      graphService(connection, {
        fetch: twin.fetch as never,
        tenantNow: () => clock.now(),
        machineNow,
        newId: identity.newId,
        readSecret: async () => ({ value: twin.credentials.clientSecret }),
        limits: { ...graphLimits, ...options.limits },
      }),
    ),
    worker: 'test',
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    onCommit: () => undefined,
  };
  const control = createControl(context);
  const tenant = await control.makeTenant('user:test', `world ${seed}`);
  const { tenantId } = tenant;
  if (!options.isUndeclared) {
    await control.changeTenant('user:test', tenantId, { usesVpnIntegration: false, usesSyslog: false }, tenant.version);
  }
  await control.connect('user:test', tenantId, {
    cloud: 'custom',
    loginUrl: 'http://127.0.0.1:1',
    graphUrl: 'http://127.0.0.1:1',
    directoryId: twin.credentials.tenantId,
    clientId: twin.credentials.clientId,
    secretRef: 'env:NEVER_READ',
  });
  if (options.isArmed !== false) await control.setArmed('user:test', tenantId, true, 'The test may start moves.');
  await control.check('user:test', tenantId, 'all', true);

  const world: World = {
    twin,
    store,
    context,
    control,
    tenantId,
    turn: async ({ days = 0, hours = 0, minutes = 0 }) => {
      const target = clock.now() + days * dayMs + hours * hourMs + minutes * minuteMs;
      await turnClock(context, tenantId, turnable(twin), target);
    },
    collect: async (...names) => {
      const documents = names.map((name) => twin.hostFacts(name)).filter((document) => document !== undefined);
      const bytes = new TextEncoder().encode(JSON.stringify(documents));
      await control.importEvidence('user:test', tenantId, { bytes, fileName: 'collected.json', dryRun: false });
    },
    host: async (name) => {
      const page = await store.hosts(tenantId, { names: [name] }, { top: 2 });
      const [host] = page.value;
      if (!host || page.value.length > 1) throw new Error(`${page.value.length} hosts are called ${name}.`);
      return host;
    },
    newestMove: async (name) => {
      const host = await world.host(name);
      const move = host.moveId && (await store.move(tenantId, host.moveId));
      if (!move) throw new Error(`${name} was never moved.`);
      return move;
    },
    start: async (selector, more = {}) => {
      const plan = await control.makePlan('user:test', tenantId, { selector, cap: more.cap ?? 10, demand: 'service' });
      const outcome = await control.apply('user:test', tenantId, plan, false);
      if (!outcome.campaign) throw new Error('Nothing was started.');
      return outcome.campaign.campaignId;
    },
    [Symbol.asyncDispose]: async () => {
      if (!options.store) await store.close();
    },
  };
  return world;
}

function turnable(twin: Twin) {
  return {
    now: () => twin.clock.now(),
    turnTo: (at: number) => {
      twin.clock.advanceTo(at);
      twin.step();
    },
    nextDueAt: () => twin.nextDueAt(),
  };
}

async function memoryStore(machineNow: () => number): Promise<Store> {
  const store = await openStore({ kind: 'memory' }, { identity: seededIdentity('store'), machineNow });
  await store.migrate();
  return store;
}

export function hostIds(...hosts: readonly HostRow[]): HostId[] {
  return hosts.map((host) => host.hostId);
}
