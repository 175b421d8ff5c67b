import type { TenantId } from '../src/domain/ids.ts';
import { minuteMs } from '../src/domain/time.ts';
import { tenantOf } from '../src/engine/context.ts';
import { hostEvent } from '../src/engine/events.ts';
import type { DefenderService } from '../src/engine/ports/service.ts';
import type { HostRow } from '../src/engine/ports/store.ts';
import { readResource } from '../src/engine/read-service.ts';
import { sensorMigrations, sensorMigrationsEveryMs } from '../src/engine/readings.ts';
import { tick as tickOf } from '../src/engine/tick.ts';
import type { Bench } from './bench.ts';
import { type Engine, engineOn } from './engine.ts';
import { hostOf, readingOf, sensorReadingOf } from './estate.ts';
import { figure, median, timed } from './figure.ts';
import { factWrites } from './seed.ts';
import { settle } from './settle.ts';

const startAt = Date.parse('2026-06-01T08:00:00Z');
/** Within the first ten minutes no other list falls due, so that each tick is the same work. */
const ticks = 7;

/**
 * One look of the engine at a campaign in full swing, with and without the reading of the list of states. The service answers from memory
 * (the connector has a bench of its own); the store is PostgreSQL.
 */
export const tick: Bench = {
  name: 'tick',
  figures: ['tick', 'tick-with-reading'],
  run: async ({ isQuick, postgres, say }) => {
    const servers = isQuick ? 2_000 : 10_000;
    const due = servers / 20;
    const changed = servers / 100;
    const url = await (await postgres()).createDatabase('tick');
    const clock = { at: startAt };
    const cloud = aCloud(servers);
    const engine = await engineOn(url, () => clock.at, cloud.service);
    try {
      const { context, control } = engine;
      const tenantId = await aConnectedTenant(engine);
      say(`starting ${due} of ${servers.toLocaleString('en')} servers`);
      await control.check('user:bench', tenantId, 'all', true);
      await collectHostFacts(engine, tenantId);
      const plan = await control.makePlan('user:bench', tenantId, {
        selector: 'all',
        rules: { caps: { inFlight: due } },
        demand: 'service',
      });
      await control.apply('user:bench', tenantId, plan, false);
      while (!(await tickOf(context, tenantId))) say('granting');
      clock.at += minuteMs;
      // The reasons to wait of the queue are recorded some at a time; afterwards the campaign is in full swing.
      for (let seq = -1; seq !== (await context.store.logHead(tenantId)).seq; ) {
        ({ seq } = await context.store.logHead(tenantId));
        await tickOf(context, tenantId);
      }
      await settle(url);
      const readings: number[] = [];
      const times: number[] = [];
      for (let turn = 0; turn < ticks; turn += 1) {
        clock.at += minuteMs;
        const dueNow = (await context.store.dueMoves(tenantId, clock.at, servers)).length;
        if (dueNow !== due) throw new Error(`${dueNow} moves are due instead of ${due}.`);
        cloud.change(turn, changed);
        // The list first and by itself: the tick then finds it read at this very instant, and what it says not yet judged.
        readings.push(await timed(() => readStates(engine, tenantId)));
        times.push(await timed(() => tickOf(context, tenantId)));
      }
      const size = servers.toLocaleString('en');
      const common = { unit: 'ms', limit: 100, kind: 'budget', better: 'lower', n: ticks, demand: 1 } as const;
      return [
        figure({
          name: 'tick',
          value: median(times),
          ...common,
          how: `One tick of a campaign of ${size} servers with ${due} moves due and ${changed} servers with changed facts, on PostgreSQL: the changed servers are judged again, the due moves are looked at and put off, the queue of ${(servers - due).toLocaleString('en')} is looked through. The list of states was read just before.`,
        }),
        figure({
          name: 'tick-with-reading',
          value: median(times.map((ms, turn) => ms + (readings[turn] ?? 0))),
          ...common,
          how: `The same with the reading of the list of states, which due moves bring with them: all ${size} rows come from a service in memory and are compared with those that this worker recorded before; the ${changed} that say something new are matched to hosts and stored. What a worker has to record when it remembers nothing, after its start, is not in it. No figure was promised for it by itself; the budget of the tick is held against it.`,
        }),
      ];
    } finally {
      await engine.close();
    }
  },
};

async function readStates({ context }: Engine, tenantId: TenantId): Promise<void> {
  const tenant = await tenantOf(context, tenantId);
  const connection = await context.store.connection(tenantId);
  if (connection === undefined) throw new Error('There is no connection.');
  const previous = (await context.store.readings(tenantId)).find((one) => one.resource === sensorMigrations);
  const everyMs = sensorMigrationsEveryMs.busy;
  const read = (from: DefenderService) => from.listSensorMigrations();
  const service = context.services(connection);
  await readResource(context, { tenant, service, resource: sensorMigrations, everyMs, previous, force: true, read });
}

async function aConnectedTenant({ control }: Engine): Promise<TenantId> {
  const { tenantId, version } = await control.makeTenant('user:bench', 'bench');
  const change = { usesVpnIntegration: false, usesSyslog: false };
  await control.changeTenant('user:bench', tenantId, change, version);
  await control.connect('user:bench', tenantId, {
    cloud: 'custom',
    loginUrl: 'http://127.0.0.1:1',
    graphUrl: 'http://127.0.0.1:1',
    directoryId: 'bench',
    clientId: 'bench',
    secretRef: 'env:NEVER_READ',
  });
  await control.setArmed('user:bench', tenantId, true, 'The bench starts moves.');
  return tenantId;
}

/** What Graph cannot show is collected on the servers themselves, their sites among it: without one the floor asks for a waiver. */
async function collectHostFacts({ context }: Engine, tenantId: TenantId): Promise<void> {
  const indexOf = (host: HostRow) => Number(/\d+$/.exec(host.name)?.[0]);
  for (let after: string | undefined, isLast = false; !isLast; ) {
    const page = await context.store.hosts(tenantId, {}, { top: 200, after });
    const facts = page.value
      .flatMap((host) => factWrites(context, host, indexOf(host), startAt))
      .filter(({ source }) => source === 'host-facts')
      // Every tenth server has a fault, which would keep it out of the campaign.
      .map((write) => ({ ...write, facts: { ...write.facts, 'service.Sense': 'running' } }));
    const hosts = page.value.map((row) => {
      const { hostId, name, fqdn, domain, sensorId } = row;
      const host = { hostId, name, fqdn, domain, sensorId, site: hostOf(indexOf(row)).site };
      return { host, events: [hostEvent(context.identity, 'user:bench', 'host-changed', host)] };
    });
    await context.store.commit({ tenantId, at: startAt, hosts, facts });
    after = page.after;
    isLast = after === undefined;
  }
}

/** A service that answers from memory: starts are accepted at once and go on for longer than the bench. */
function aCloud(servers: number) {
  const indexes = Array.from({ length: servers }, (_, index) => index);
  const row = (index: number, migrationState: 'readyForMigration' | 'migrating', healthStatus = 'healthy') =>
    sensorReadingOf(index, { migrationState, healthStatus });
  const states = indexes.map((index) => row(index, 'readyForMigration'));
  const indexOf = new Map(states.map(({ sensorId }, index) => [sensorId, index]));
  const settings = indexes.map((index) => readingOf(index, 'graph-sensors'));
  const devices = indexes.map((index) => readingOf(index, 'hunting-device-identity'));
  const service: DefenderService = {
    listSensorMigrations: async () => [...states],
    listSensors: async () => settings,
    listSensorCandidates: async () => [],
    listHealthIssues: async () => [],
    automaticAuditing: async () => true,
    automaticActivation: async () => false,
    hunt: async (query) => (query === 'device-identity' ? devices : []),
    migrate: async (sensorIds) => {
      for (const id of sensorIds) {
        const index = indexOf.get(id);
        if (index !== undefined) states[index] = row(index, 'migrating');
      }
      return { accepted: sensorIds, refused: [] };
    },
    diagnose: async () => [],
  };
  return {
    service,
    /** Lets so many servers that wait for their turn report another health, other ones each time. */
    change: (turn: number, count: number) => {
      const waiting = indexes.filter((index) => states[index]?.migrationState === 'readyForMigration');
      for (const index of waiting.slice(turn * count, (turn + 1) * count))
        states[index] = row(index, 'readyForMigration', 'notHealthyLow');
    },
  };
}
