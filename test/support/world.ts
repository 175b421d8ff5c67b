import { type GraphLimits, graphLimits } from '../../src/connectors/graph/limits.ts';
import { graphService } from '../../src/connectors/graph/service.ts';
import type { FloorWaiver } from '../../src/domain/campaign/rules.ts';
import type { CampaignId, TenantId } from '../../src/domain/ids.ts';
import type { Journey } from '../../src/domain/journey.ts';
import { dayMs, hourMs, type Instant, minuteMs } from '../../src/domain/time.ts';
import { systemClocks } from '../../src/engine/clock.ts';
import { cachedServices, type EngineContext } from '../../src/engine/context.ts';
import type { Control, PlanRequest, RulesRequest } from '../../src/engine/control.ts';
import { createControl } from '../../src/engine/create-control.ts';
import { seededIdentity } from '../../src/engine/identity.ts';
import type { NotifyPorts } from '../../src/engine/ports/notify.ts';
import type { HostRow, MoveRow, Store } from '../../src/engine/ports/store.ts';
import { turnClock } from '../../src/engine/turn-clock.ts';
import { sensorV3 } from '../../src/journeys/sensor-v3/journey.ts';
import { bankEstate } from '../../src/twin/bank.ts';
import { TwinClock } from '../../src/twin/clock.ts';
import { controlKeyHeader } from '../../src/twin/control.ts';
import type { Estate } from '../../src/twin/server.ts';
import type { TwinTimes } from '../../src/twin/times.ts';
import { createTwin, type Twin } from '../../src/twin/twin.ts';
import type { WorldState } from '../../src/twin/world.ts';
import { borrowStore } from './played-stores.ts';

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
  /** Names of servers that somebody started in the portal. */
  readonly portalStarts: string[];
  /** Lets somebody start a migration in the portal. */
  startInPortal(name: string): void;
  /** Completes the open task of a kind, about a server where it is about one. */
  decide(kind: string, choice: string, server?: string): Promise<void>;
  /** A plan over a selection, applied. */
  start(
    selector: string,
    more?: {
      cap?: number;
      channel?: 'graph' | 'portal';
      demand?: 'service' | 'host';
      rules?: RulesRequest;
      waves?: PlanRequest['waves'];
    },
  ): Promise<CampaignId>;
}

export interface WorldOptions {
  readonly seed?: number;
  readonly estate?: Estate;
  /** A store that is already open and migrated is shared and left open; else one in memory is made. */
  readonly store?: Store;
  readonly times?: Partial<TwinTimes>;
  readonly isArmed?: boolean;
  readonly limits?: Partial<GraphLimits>;
  /** Rows on a page of a list of the service. */
  readonly pageSize?: number;
  /** Called at every stop of a turned clock. */
  readonly onStop?: (world: World) => void | Promise<void>;
  /** Which servers are shown after the first reading; all without it. A large estate does not fit into an answer. */
  readonly looksAt?: string;
  /** Leaves the tenant's features unsaid. */
  readonly isUndeclared?: boolean;
  /** Told of every request that leaves the engine for the service, before the twin sees it. */
  readonly onRequest?: (method: string, path: string, at: Instant, body: string) => void;
  /** Stands between the engine and the service: may fail before a request is sent, or after it was answered. */
  readonly aroundRequest?: <T>(what: string, send: () => Promise<T>) => Promise<T>;
  /** Another name for the ids that are drawn, so that one seed can be played twice in one store. */
  readonly ids?: string;
  /** Another beginning than the Monday morning of all others. */
  readonly startAt?: Instant;
  /** The way to receivers of notifications; without it nobody is told. */
  readonly notify?: NotifyPorts;
  /** An earlier world that goes on: its tenant in `store`, and its twin as it was then. The clock stood still in between. */
  readonly earlier?: { readonly tenantId: TenantId; readonly twin: WorldState };
}

/** An estate on the twin, the real engine on a real store, and a clock that is turned by hand. The same seed gives the same bytes. */
export async function aWorld(options: WorldOptions = {}): Promise<World> {
  const seed = options.seed ?? 7;
  const startAt = options.startAt ?? worldStartAt;
  const clock = new TwinClock({ startAt, rate: 0, wallNow: () => startAt });
  const machineNow = () => clock.now();
  const twin = createTwin({
    estate: options.estate ?? bankEstate(worldStartAt),
    seed,
    clock,
    machineNow,
    ...(options.times ? { times: options.times } : {}),
    ...(options.pageSize ? { pageSize: options.pageSize } : {}),
  });
  if (options.earlier) twin.restore(options.earlier.twin, { downtime: 'stands' });
  // Ids of a world that goes on must be none of those it had before.
  const identity = seededIdentity(`world-${options.ids ?? seed}${options.earlier ? ` from ${clock.now()}` : ''}`);
  const borrowed = options.store === undefined ? await borrowStore(machineNow) : undefined;
  const store = options.store ?? (borrowed as NonNullable<typeof borrowed>).store;
  const clocks = systemClocks(machineNow);
  const context: EngineContext = {
    store,
    clocks,
    identity,
    journeys: new Map([[sensorV3.id, sensorV3 as unknown as Journey]]),
    services: cachedServices((connection) =>
      graphService(connection, {
        fetch: ((url: string, request: RequestInit) => {
          options.onRequest?.(request.method ?? 'GET', new URL(url).pathname, clock.now(), String(request.body ?? ''));
          const send = () => twin.fetch(url, request);
          return options.aroundRequest?.(`${request.method ?? 'GET'} ${new URL(url).pathname}`, send) ?? send();
        }) as never,
        tenantNow: () => clock.now(),
        machineNow,
        newId: identity.newId,
        readSecret: async () => ({ value: twin.credentials.clientSecret }),
        limits: { ...graphLimits, ...options.limits },
      }),
    ),
    notify: options.notify,
    worker: 'test',
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    onCommit: () => undefined,
  };
  const control = createControl(context);
  const tenantId = options.earlier?.tenantId ?? (await connectedTenant(control, twin, options));

  const world: World = {
    twin,
    store,
    context,
    control,
    tenantId,
    turn: async ({ days = 0, hours = 0, minutes = 0 }) => {
      const target = clock.now() + days * dayMs + hours * hourMs + minutes * minuteMs;
      await turnClock(context, tenantId, turnable(twin), target, options.onStop && (() => options.onStop?.(world)));
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
    portalStarts: [],
    startInPortal: (name) => {
      world.portalStarts.push(name);
      const outcome = twin.portal.migrate(name);
      if (!outcome.accepted) throw new Error(`The portal refused ${name}: ${outcome.code}`);
    },
    decide: async (kind, choice, server) => {
      const hostId = server && (await world.host(server)).hostId;
      const page = await store.tasks(
        tenantId,
        { state: ['open'], kind: [kind], ...(hostId ? { hostId } : {}) },
        { top: 2 },
      );
      const [task] = page.value;
      if (!task) throw new Error(`No open task of kind ${kind}${server ? ` about ${server}` : ''}.`);
      await control.completeTask('user:test', tenantId, task.taskId, { choice, because: 'The test decided so.' });
    },
    start: async (selector, more = {}) => {
      const request = {
        selector,
        name: `${selector} ${clock.now()}`,
        rules: {
          ...more.rules,
          caps: { inFlight: more.cap ?? 10, ...more.rules?.caps },
          floor: { waivers: await waiversOfTheLonely(world), ...more.rules?.floor },
        },
        waves: more.waves,
        demand: more.demand ?? 'service',
        channel: more.channel,
      } as const;
      const plan = await control.makePlan('user:test', tenantId, request);
      const outcome = await control.apply('user:test', tenantId, plan, false);
      if (!outcome.campaign) throw new Error('Nothing was started.');
      return outcome.campaign.campaignId;
    },
    [Symbol.asyncDispose]: async () => {
      borrowed?.giveBack();
    },
  };
  return world;
}

/** Sites and domains with one server may be without a second one; a test about floors makes its own plan. */
export async function waiversOfTheLonely({
  store,
  tenantId,
  context,
}: Pick<World, 'store' | 'tenantId' | 'context'>): Promise<readonly FloorWaiver[]> {
  const counts = { site: new Map<string, number>(), domain: new Map<string, number>() };
  for (const { site, domain, hosts } of await store.protection(tenantId, 0)) {
    counts.site.set(site, (counts.site.get(site) ?? 0) + hosts);
    counts.domain.set(domain, (counts.domain.get(domain) ?? 0) + hosts);
  }
  const expiresAt = context.clocks.tenantNow(tenantId) + 30 * dayMs;
  return (['site', 'domain'] as const).flatMap((of) =>
    [...counts[of]]
      .filter(([name, hosts]) => hosts === 1 || name === '')
      .map(([name]) => ({ of, name, because: 'The test is not about floors.', expiresAt })),
  );
}

async function connectedTenant(control: Control, twin: Twin, options: WorldOptions): Promise<TenantId> {
  const tenant = await control.makeTenant('user:test', `world ${options.seed ?? 7}`);
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
  // Sites are in no list of Microsoft's; they come with an export of Active Directory.
  const computers = twin.handle({
    method: 'GET',
    url: 'http://127.0.0.1:1/twin/csv/ad-computers',
    headers: { [controlKeyHeader]: twin.controlKey },
    body: '',
  });
  if (computers.kind !== 'answer') throw new Error('The twin gave no list of computers.');
  const bytes = new TextEncoder().encode(computers.body);
  const observedAt = twin.clock.now();
  await control.importEvidence('user:test', tenantId, { bytes, fileName: 'ad.csv', observedAt, dryRun: false });
  await control.check('user:test', tenantId, options.looksAt ?? 'all', true);
  return tenantId;
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
