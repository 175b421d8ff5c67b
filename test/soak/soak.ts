import { serialize, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { dayMs, hourMs, type Instant, minuteMs, secondMs } from '../../src/domain/time.ts';
import { gatherNotices } from '../../src/engine/gather-notices.ts';
import { seededIdentity } from '../../src/engine/identity.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { tick } from '../../src/engine/tick.ts';
import { openStore } from '../../src/store/open.ts';
import { makeScratchPlace, startScratchServer } from '../../src/store/scratch.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { aWorld, type World, worldStartAt } from '../support/world.ts';

interface SoakOrder {
  readonly servers: number;
  /** Simulated ones. */
  readonly days: number;
  readonly seed: number;
  /** Simulated time from one look of the machine to the next. */
  readonly lookEveryMs: number;
  readonly say: (line: string) => void;
}

/** What was alive at the end of a simulated day, after collecting garbage. */
interface Day {
  /** Without the emulated service. */
  readonly megabytes: number;
  readonly started: number;
  readonly committed: number;
}

interface SoakOutcome {
  /** So often the machine looked. */
  readonly looks: number;
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
 * Plays a campaign that begins some servers every day, under calls that fail, and looks each day at what the process holds. The twin is in the same process,
 * and knows more of a server that has moved: what its own snapshot of itself takes is not ours, and the rest of it counts as ours. The database is a process of its own, and may be lost.
 * @throws where PostgreSQL is not installed: a store in memory would count as ours too.
 */
export async function soak(order: SoakOrder): Promise<SoakOutcome> {
  const options = { identity: seededIdentity(`soak-${order.seed}`), machineNow: () => worldStartAt };
  const server = await startScratchServer(options);
  if (server === undefined) throw new Error('The soak needs PostgreSQL; none is installed, or it does not run.');
  try {
    const store = await openStore(await makeScratchPlace(server.address), options);
    try {
      return await soakOn(store, order);
    } finally {
      await store.close();
    }
  } finally {
    await server.stop();
  }
}

async function soakOn(store: Store, { servers, days, seed, lookEveryMs, say }: SoakOrder): Promise<SoakOutcome> {
  const aliveNow = collector();
  const world = await aWorld({
    store,
    seed,
    estate: estateOf({ hosts: servers, seed, troubledShare: 0 }),
  });
  const { tenantId, control } = world;
  say(`${servers.toLocaleString('en')} servers are connected`);
  layFaults(world, servers);
  // Everything begins within the first two thirds, so that the last ones are committed before the end.
  const startsPerDay = Math.max(1, Math.ceil(servers / (days * (2 / 3))));
  await world.start('all', {
    cap: Math.min(1_000, startsPerDay),
    rules: { caps: { startsPerDay }, gate: [{ kind: 'soak', ms: hourMs }], budget: { failures: servers } },
    waves: { canary: false, strata: ['site'], order: { kind: 'count', hosts: Math.ceil(servers / 6) } },
  });
  const told: Day[] = [];
  let looks = 0;
  for (let day = 1; day <= days; day += 1) {
    looks += await playDay(world, lookEveryMs);
    const { started, committed } = await progressOf(world);
    const alive = aliveNow();
    const ofTwin = serialize(world.twin.snapshot()).byteLength / 1e6;
    const megabytes = alive - ofTwin;
    told.push({ megabytes, started, committed });
    const memory = `${megabytes.toFixed(1)} MB alive beside ${ofTwin.toFixed(1)} MB of the twin`;
    say(`day ${day}: ${started} started, ${committed} committed, ${memory}`);
  }
  const warmUp = Math.ceil(days * warmUpShare);
  const rest = told.slice(warmUp).map(({ megabytes }) => megabytes);
  const before = told[warmUp - 1]?.megabytes ?? Number.NaN;
  const log = await control.verifyLog(tenantId);
  return {
    looks,
    days: told,
    warmUp,
    growth: Math.max(...rest) / before - 1,
    links: log.links,
    violations: [
      // A month in which nothing went on would grow nothing, and prove nothing.
      ...((told.at(-1)?.started ?? 0) < servers ? ['I14 some servers never began'] : []),
      ...log.breaks.map(({ seq, detail }) => `I12 link ${seq}: ${detail}`),
      ...log.differences.map((difference) => `I16 ${difference}`),
    ],
  };
}

/**
 * A day at which the machine looks at its pace, as in the simulation: the engine asks what is so now, so that a look is as much work as ever, and a day is
 * not a stop for every poll. @returns how often it looked.
 */
async function playDay(world: World, lookEveryMs: number): Promise<number> {
  const { context, tenantId, twin } = world;
  const endAt = twin.clock.now() + dayMs;
  await collect(world);
  let looks = 0;
  for (; twin.clock.now() < endAt; looks += 1) {
    await untilQuiet(world);
    looks += await untilRead(world, Math.min(twin.clock.now() + lookEveryMs / 2, endAt));
    await gatherNotices(context, tenantId);
    await decide(world);
    twin.clock.advanceTo(Math.min(twin.clock.now() + lookEveryMs, endAt));
    twin.step();
  }
  return looks;
}

async function untilQuiet({ context, tenantId }: World): Promise<void> {
  for (let round = 0; round < 10; round += 1) if (await tick(context, tenantId)) return;
}

/** A long list breaks off again and again; as in life, it goes on when the service says, and not with the next look. @returns how often it looked for that. */
async function untilRead(world: World, until: Instant): Promise<number> {
  const { store, tenantId, twin } = world;
  let looks = 0;
  for (;;) {
    const broken = (await store.readings(tenantId)).filter(({ problem }) => problem !== null);
    const dueAt = Math.min(...broken.map((reading) => reading.dueAt));
    const next = Math.max(dueAt, twin.clock.now() + secondMs);
    if (broken.length === 0 || next > until) return looks;
    twin.clock.advanceTo(next);
    twin.step();
    await untilQuiet(world);
    looks += 1;
  }
}

/** What a person decides at once: each of these tasks keeps something from going on. */
const decided = ['gate-decision', 'acknowledge-failure', 'campaign-tripped', 'commit-unproven'];
const filesEach = 200;

async function decide({ store, control, tenantId }: World): Promise<void> {
  const open = await store.tasks(tenantId, { state: ['open'], kind: decided }, { top: 100 });
  for (const { taskId, choices } of open.value)
    await control.completeTask('user:anna', tenantId, taskId, {
      choice: choices[0]?.choice ?? '',
      because: 'The soak goes on.',
    });
}

/** Brings, once a day, what the collector finds on the servers that are observed: without it their commit stops all further starts. */
async function collect({ store, tenantId, collect: bring }: World): Promise<void> {
  const { moves, hosts } = await store.views(tenantId);
  const observed = new Set(moves.filter(({ state }) => state.kind === 'observing').map(({ hostId }) => hostId));
  const names = hosts.filter(({ hostId }) => observed.has(hostId)).map(({ name }) => name);
  for (let at = 0; at < names.length; at += filesEach) await bring(...names.slice(at, at + filesEach));
}

/** Of so many servers a list is short, and each of its few calls fails as often as that. */
const shortEstate = 300;
const failingCalls = 0.02;

/** Calls that fail now and then, all the time. The list of a larger estate takes more of them, and breaks off as often as that of a small one: one time in eight. */
function layFaults({ twin }: World, servers: number): void {
  const rate = failingCalls * Math.min(1, shortEstate / servers);
  twin.inject({ kind: 'service-unavailable-503', rate });
  twin.inject({ kind: 'throttle-with-retry-after', rate, settings: { retryAfterSeconds: 90 } });
  twin.inject({ kind: 'stale-read', rate, settings: { lagMs: 10 * minuteMs } });
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
