import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { hourMs, minuteMs } from '../../src/domain/time.ts';
import { seededIdentity } from '../../src/engine/identity.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { openStore } from '../../src/store/open.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { startPostgres } from '../support/postgres.ts';
import { aWorld, type World } from '../support/world.ts';

interface SoakOrder {
  readonly servers: number;
  /** Simulated ones. */
  readonly days: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

/** What was alive at the end of a simulated day, after collecting garbage. */
interface Day {
  readonly megabytes: number;
  readonly started: number;
  readonly committed: number;
}

interface SoakOutcome {
  readonly days: readonly Day[];
  /** Days that are left out: by then every list was read and every kind of work was done. */
  readonly warmUp: number;
  /** How much more was alive at any time after the warm-up than at its end, as a share. */
  readonly growth: number;
  readonly links: number;
  /** Breaks of the log, and differences between it and the store. */
  readonly violations: readonly string[];
}

/** A third of the time: the first servers are committed by then, others begin and others are observed. */
const warmUpShare = 1 / 3;

/**
 * Plays a campaign that begins some servers every day, under calls that fail, and looks each day at what the process holds. The twin is in the same process:
 * what it remembers counts as ours.
 */
export async function soak(order: SoakOrder): Promise<SoakOutcome> {
  const postgres = await startPostgres();
  try {
    const url = await postgres.createDatabase('soak');
    const options = { identity: seededIdentity(`soak-${order.seed}`), machineNow: Date.now };
    const store = await openStore({ kind: 'server', url }, options);
    try {
      await store.migrate();
      return await soakOn(store, order);
    } finally {
      await store.close();
    }
  } finally {
    await postgres.stop();
  }
}

async function soakOn(store: Store, { servers, days, seed, say }: SoakOrder): Promise<SoakOutcome> {
  const collect = collector();
  const world = await aWorld({
    store,
    seed,
    estate: estateOf({ hosts: servers, seed, troubledShare: 0 }),
  });
  const { tenantId, control } = world;
  say(`${servers.toLocaleString('en')} servers are connected`);
  layFaults(world);
  // Everything begins within the first two thirds, so that the last ones are committed before the end.
  const startsPerDay = Math.max(1, Math.ceil(servers / (days * (2 / 3))));
  await world.start('all', {
    cap: Math.min(1_000, startsPerDay),
    rules: { caps: { startsPerDay }, gate: [{ kind: 'soak', ms: hourMs }], budget: { failures: servers } },
    waves: { canary: false, strata: ['site'], order: { kind: 'count', hosts: Math.ceil(servers / 6) } },
  });
  const told: Day[] = [];
  for (let day = 1; day <= days; day += 1) {
    await world.turn({ days: 1 });
    const { started, committed } = await progressOf(world);
    const megabytes = collect();
    told.push({ megabytes, started, committed });
    say(`day ${day}: ${started} started, ${committed} committed, ${megabytes.toFixed(1)} MB alive`);
  }
  const warmUp = Math.ceil(days * warmUpShare);
  const rest = told.slice(warmUp).map(({ megabytes }) => megabytes);
  const before = told[warmUp - 1]?.megabytes ?? Number.NaN;
  const log = await control.verifyLog(tenantId);
  return {
    days: told,
    warmUp,
    growth: Math.max(...rest) / before - 1,
    links: log.links,
    violations: [
      ...log.breaks.map(({ seq, detail }) => `I12 link ${seq}: ${detail}`),
      ...log.differences.map((difference) => `I16 ${difference}`),
    ],
  };
}

/** Calls that fail now and then, all the time. */
function layFaults({ twin }: World): void {
  twin.inject({ kind: 'service-unavailable-503', rate: 0.02 });
  twin.inject({ kind: 'throttle-with-retry-after', rate: 0.02, settings: { retryAfterSeconds: 90 } });
  twin.inject({ kind: 'stale-read', rate: 0.02, settings: { lagMs: 10 * minuteMs } });
}

async function progressOf({ store, tenantId }: World) {
  const states = await Promise.all(
    [['committed'], ['queued']].map((moveState) => store.hosts(tenantId, { moveState }, { top: 1, isCounted: true })),
  );
  const [committed, waiting] = states.map(({ total = 0 }) => total);
  const all = await store.hosts(tenantId, {}, { top: 1, isCounted: true });
  return { committed: committed ?? 0, started: (all.total ?? 0) - (waiting ?? 0) };
}

/** Collects garbage and tells what is alive, in megabytes; V8 offers it without a flag of the process. */
function collector(): () => number {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  return () => {
    gc();
    gc();
    const { heapUsed, external } = process.memoryUsage();
    return (heapUsed + external) / 1e6;
  };
}
