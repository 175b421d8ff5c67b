import type { FaultWish } from '../src/domain/rehearsal/result.ts';
import { hourMs } from '../src/domain/time.ts';
import { seededIdentity } from '../src/engine/identity.ts';
import { usualRate } from '../src/main/rehearsal/fault-orders.ts';
import { rehearse } from '../src/main/rehearsal/rehearse.ts';
import { type Snapshot, takeSnapshot } from '../src/main/rehearsal/snapshot.ts';
import { startScratchServer } from '../src/store/scratch.ts';
import type { FaultKind } from '../src/twin/faults.ts';
import { estateOf } from '../src/twin/generated-estate.ts';
import { aWorld } from '../test/support/world.ts';
import type { Bench } from './bench.ts';
import { figure, median } from './figure.ts';

const kinds: readonly FaultKind[] = ['high-load', 'host-dark', 'prerequisite-lost', 'throttle-with-retry-after'];
const faults: readonly FaultWish[] = kinds.map((kind) => ({ kind, rate: usualRate(kind) }));

/** A whole campaign on the twin: six waves with a gate between them, a week of observation, and faults that strike servers and calls. */
export const rehearsal: Bench = {
  name: 'rehearsal',
  figures: ['rehearsal'],
  run: async ({ isQuick, say }) => {
    const servers = isQuick ? 20 : 100;
    const seeds = 1;
    say(`planning ${servers.toLocaleString('en')} servers`);
    const snapshot = await aSnapshot(servers);
    const server = await startScratchServer({ identity: seededIdentity('bench'), machineNow: () => 0 });
    say(server ? `on PostgreSQL ${server.version}` : 'in memory: there is no PostgreSQL here');
    const times: number[] = [];
    let begunAt = performance.now();
    let done = 0;
    const order = {
      snapshot,
      estate: 'mine',
      isAnonymous: false,
      seed: 1,
      seeds,
      faults,
      rehearsedBy: 'user:bench',
    } as const;
    const { runs } = await rehearse(order, {
      sha256: seededIdentity('bench').sha256,
      server: server?.address,
      onProgress: (progress) => {
        if (progress.done === done) return;
        done = progress.done;
        times.push((performance.now() - begunAt) / 1_000);
        begunAt = performance.now();
        say(`seed ${done} of ${seeds}`);
      },
    }).finally(() => server?.stop());
    const idle = runs.flatMap((run) => run.faults.filter((fault) => fault.fired === 0).map((fault) => fault.kind));
    if (idle.length > 0) throw new Error(`Never fired: ${idle.join(', ')}.`);
    return [
      figure({
        name: 'rehearsal',
        value: median(times),
        unit: 's',
        limit: 20,
        kind: 'budget',
        better: 'lower',
        n: seeds,
        demand: 1,
        how: `One seed of a rehearsal of ${servers.toLocaleString('en')} servers in 6 waves with a soak of 4 h and a gate on health, with ${kinds.join(', ')} and the week of observation; the engine, a store that may be lost and the twin as they are. The first seed includes the making of its database. The budget is that of 1,000 servers, which take far longer.`,
      }),
    ];
  },
};

async function aSnapshot(hosts: number): Promise<Snapshot> {
  await using world = await aWorld({ estate: estateOf({ hosts, seed: 7, troubledShare: 0 }) });
  await world.collect(...world.twin.estate().map((server) => server.host));
  const plan = await world.control.makePlan('user:bench', world.tenantId, {
    selector: 'all',
    demand: 'service',
    waves: { canary: false, strata: ['site'], order: { kind: 'count', hosts: Math.ceil(hosts / 6) } },
    rules: {
      caps: { inFlight: 200 },
      budget: { failures: 100 },
      gate: [{ kind: 'soak', ms: 4 * hourMs }, { kind: 'health' }],
    },
  });
  return await takeSnapshot(world.store, world.tenantId, plan, world.twin.clock.now());
}
