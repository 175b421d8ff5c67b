import type { TenantId } from '../src/domain/ids.ts';
import { minuteMs } from '../src/domain/time.ts';
import { tenantOf } from '../src/engine/context.ts';
import type { DefenderService } from '../src/engine/ports/service.ts';
import { readResource } from '../src/engine/read-service.ts';
import { sensorMigrations, sensorMigrationsEveryMs } from '../src/engine/readings.ts';
import { tick as tickOf } from '../src/engine/tick.ts';
import type { Bench, Surroundings } from './bench.ts';
import { type Engine, engineIn } from './engine.ts';
import { sensorReadingOf } from './estate.ts';
import { figure, median, timed } from './figure.ts';
import { memoryService } from './memory-service.ts';
import { aRunningTenant } from './running-tenant.ts';
import { settle } from './settle.ts';

const startAt = Date.parse('2026-06-01T08:00:00Z');
/** Within the first ten minutes no other list falls due, so that each tick is the same work. */
const ticks = 7;
const mostDue = 500;

/**
 * One look of the engine at a campaign in full swing, with and without the reading of the list of states. The service answers from memory
 * (the connector has a bench of its own); the store is PostgreSQL.
 */
export const tick: Bench = {
  name: 'tick',
  figures: ['tick', 'tick-with-reading', 'tick-large', 'tick-growth'],
  run: async (surroundings) => {
    const sizes = surroundings.isQuick ? ([200, 2_000, 5_000] as const) : ([1_000, 10_000, 100_000] as const);
    const small = await measure(surroundings, sizes[0]);
    const common = await measure(surroundings, sizes[1]);
    const large = await measure(surroundings, sizes[2]);
    const budget = { unit: 'ms', kind: 'budget', better: 'lower', n: ticks, demand: 1 } as const;
    return [
      figure({
        name: 'tick',
        value: median(common.ticks),
        limit: 100,
        ...budget,
        how: `One tick of a campaign of ${told(sizes[1])} servers with ${common.due} moves due and ${common.changed} servers with changed facts, on PostgreSQL: the changed servers are judged again, the due moves are looked at and put off, floors and caps are counted, and the queue of ${told(sizes[1] - common.due)} is looked through. The list of states was read just before.`,
      }),
      figure({
        name: 'tick-with-reading',
        value: median(common.ticks.map((ms, turn) => ms + (common.readings[turn] ?? 0))),
        limit: 100,
        ...budget,
        how: `The same with the reading of the list of states, which due moves bring with them: all ${told(sizes[1])} rows come from a service in memory and are compared with those that this worker recorded before; the ${common.changed} that say something new are matched to hosts and stored. What a worker has to record when it remembers nothing, after its start, is not in it. No figure was promised for it by itself; the budget of the tick is held against it.`,
      }),
      figure({
        name: 'tick-large',
        value: median(large.ticks),
        ...budget,
        limit: 500,
        how: `As "tick", of a campaign of ${told(sizes[2])} servers with ${large.due} moves due and ${told(large.changed)} servers with changed facts.`,
      }),
      figure({
        name: 'tick-growth',
        value: median(large.ticks) / median(small.ticks),
        unit: 'times',
        limit: sizes[2] / sizes[0],
        kind: 'limit',
        better: 'lower',
        n: ticks,
        demand: 1,
        how: `How much longer the tick of ${told(sizes[2])} servers takes than that of ${told(sizes[0])}; the limit is linear growth. 1 % of the servers have changed facts in both, and 5 % are due, ${mostDue} at most.`,
      }),
    ];
  },
};

const told = (count: number) => count.toLocaleString('en');

interface Ticks {
  readonly due: number;
  readonly changed: number;
  /** Milliseconds of each tick, and of the reading before it. */
  readonly ticks: readonly number[];
  readonly readings: readonly number[];
}

async function measure({ postgres, say }: Surroundings, servers: number): Promise<Ticks> {
  const due = Math.min(mostDue, servers / 20);
  const changed = servers / 100;
  const url = await (await postgres()).createDatabase(`tick_${servers}`);
  const clock = { at: startAt };
  const cloud = aCloud(servers);
  // A first list of 100,000 servers is one long statement, which a machine that is busy with other things would not end in time; none that is measured is.
  const place = { kind: 'server', url, statementTimeoutMs: 10 * minuteMs } as const;
  const engine = await engineIn(place, () => clock.at, cloud.service);
  try {
    say(`starting ${due} of ${told(servers)} servers`);
    const tenantId = await aRunningTenant(engine, { servers, due, url, clock, say });
    await settle(url);
    const measured = { readings: [] as number[], ticks: [] as number[] };
    for (let turn = 0; turn < ticks; turn += 1) {
      clock.at += minuteMs;
      const dueNow = (await engine.context.store.dueMoves(tenantId, clock.at, servers)).length;
      if (dueNow !== due) throw new Error(`${dueNow} moves are due instead of ${due}.`);
      cloud.change(turn, changed);
      // The list first and by itself: the tick then finds it read at this very instant, and what it says not yet judged.
      measured.readings.push(await timed(() => readStates(engine, tenantId)));
      measured.ticks.push(await timed(() => tickOf(engine.context, tenantId)));
    }
    return { due, changed, ...measured };
  } finally {
    await engine.close();
  }
}

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

/** A service that answers from memory: starts are accepted at once and go on for longer than the bench. */
function aCloud(servers: number) {
  const row = (index: number, migrationState: 'readyForMigration' | 'migrating', healthStatus = 'healthy') =>
    sensorReadingOf(index, { migrationState, healthStatus });
  const { service, states } = memoryService(servers, (_, index) => row(index, 'migrating'));
  return {
    service,
    /** Lets so many servers that wait for their turn report another health, other ones each time. */
    change: (turn: number, count: number) => {
      const waiting = [...states.keys()].filter((index) => states[index]?.migrationState === 'readyForMigration');
      for (const index of waiting.slice(turn * count, (turn + 1) * count))
        states[index] = row(index, 'readyForMigration', 'notHealthyLow');
    },
  };
}
