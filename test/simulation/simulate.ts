import { seededIdentity } from '../../src/engine/identity.ts';
import { makeScratchPlace, startScratchServer } from '../../src/store/scratch.ts';
import { faultKinds } from '../../src/twin/faults.ts';
import { worldStartAt } from '../support/world.ts';
import type { CampaignOutcome } from './campaign.ts';
import { ownFaults } from './own-faults.ts';
import { Player } from './players.ts';
import type { Smaller } from './scenario.ts';
import { commandOf, shrunk } from './shrink.ts';

export const simulationStores = ['scratch', 'memory'] as const;
export type SimulationStore = (typeof simulationStores)[number];

interface SimulationOrder {
  readonly seeds: number;
  readonly first: number;
  readonly smaller: Smaller;
  /** Processes side by side. */
  readonly jobs: number;
  /** Whether a failing seed is made smaller. */
  readonly isShrinking: boolean;
  /** `scratch`: a PostgreSQL that may be lost, where one is here; it takes much less of the processor than the one in memory. */
  readonly store: SimulationStore;
  readonly onOutcome?: (outcome: CampaignOutcome) => void;
}

interface Violation {
  readonly seed: number;
  readonly violation: string;
  readonly reproduce: string;
}

export interface Simulated {
  readonly seeds: number;
  /** Where they were played; in memory also when there is no PostgreSQL. */
  readonly store: SimulationStore;
  readonly campaigns: number;
  readonly events: number;
  readonly simulatedHours: number;
  readonly hosts: number;
  readonly ends: Readonly<Record<string, number>>;
  /** Seeds that were played twice, in two processes, and gave the same bytes (I15). */
  readonly repeated: number;
  readonly violations: readonly Violation[];
  readonly faults: Readonly<Record<string, number>>;
  /** Kinds of which this run was long enough, and that never fired. */
  readonly silent: readonly string[];
  readonly wallMs: number;
}

const storeOptions = { identity: seededIdentity('simulation'), machineNow: () => worldStartAt };

/** Every so many seeds one is played twice. */
const repeatEvery = 8;
/** So many seeds give every kind its turn, and some a second one. */
const seedsForAll = 12;
const kinds: readonly string[] = [...faultKinds, ...ownFaults];

/** Plays seeds in several processes, and sums up. */
export async function simulate(order: SimulationOrder): Promise<Simulated> {
  const begunAt = performance.now();
  const seeds = Array.from({ length: order.seeds }, (_, at) => order.first + at);
  const server = order.store === 'scratch' ? await startScratchServer(storeOptions) : undefined;
  const players: Player[] = [];
  try {
    for (let at = 0; at < Math.min(order.jobs, seeds.length); at += 1)
      players.push(new Player(server && (await makeScratchPlace(server.address))));
    const outcomes = await playAll(order, players, seeds);
    const { repeated, violations } = await repeat(order, players, outcomes);
    const failed = [...outcomes.values()].flatMap(({ outcome }) => outcome).filter((one) => one.violations.length > 0);
    const first = failed[0];
    const smallest = first && order.isShrinking ? await shrunk(first, order.smaller) : order.smaller;
    for (const one of failed)
      for (const violation of one.violations) {
        const smaller = one === first ? smallest : order.smaller;
        violations.push({ seed: one.seed, violation, reproduce: commandOf(one.seed, smaller) });
      }
    return summed(
      { ...order, store: server ? 'scratch' : 'memory' },
      [...outcomes.values()].map(({ outcome }) => outcome),
      repeated,
      violations,
      begunAt,
    );
  } finally {
    await Promise.all(players.map((player) => player.close()));
    await server?.stop();
  }
}

type Outcomes = ReadonlyMap<number, { readonly outcome: CampaignOutcome; readonly by: Player }>;

async function playAll(
  order: SimulationOrder,
  players: readonly Player[],
  seeds: readonly number[],
): Promise<Outcomes> {
  const outcomes = new Map<number, { outcome: CampaignOutcome; by: Player }>();
  const queue = [...seeds];
  const work = async (player: Player) => {
    for (let seed = queue.shift(); seed !== undefined; seed = queue.shift()) {
      const outcome = await player.play(seed, order.smaller);
      outcomes.set(seed, { outcome, by: player });
      order.onOutcome?.(outcome);
    }
  };
  await Promise.all(players.map(work));
  return new Map([...outcomes].sort(([a], [b]) => a - b));
}

/** The same seed in another process, beside other tenants, and in turn on the other store: the same bytes, or I15 and I18 are broken. */
async function repeat(order: SimulationOrder, players: readonly Player[], outcomes: Outcomes) {
  const violations: Violation[] = [];
  // Which of two engines comes first is decided by the machine, not by the seed.
  const again = [...outcomes]
    .filter(([, { outcome }]) => !('two-controllers' in outcome.fired))
    .filter((_, at) => at % repeatEvery === 0);
  const spare = again.length > 0 ? new Player() : undefined;
  try {
    const queues = new Map<Player, { seed: number; digest: string }[]>();
    for (const [at, [seed, { outcome, by }]] of again.entries()) {
      const other = at % 2 === 0 ? spare : (players.find((player) => player !== by) ?? spare);
      if (other) queues.set(other, [...(queues.get(other) ?? []), { seed, digest: outcome.logDigest }]);
    }
    await Promise.all(
      [...queues].map(async ([player, queue]) => {
        for (const { seed, digest } of queue) {
          const { logDigest } = await player.play(seed, order.smaller);
          if (logDigest === digest) continue;
          const violation = `I15: the log of seed ${seed} is another in another process.`;
          violations.push({ seed, violation, reproduce: commandOf(seed, order.smaller) });
        }
      }),
    );
  } finally {
    await spare?.close();
  }
  return { repeated: again.length, violations };
}

function summed(
  order: SimulationOrder,
  all: readonly CampaignOutcome[],
  repeated: number,
  violations: readonly Violation[],
  begunAt: number,
): Simulated {
  const sum = (of: (one: CampaignOutcome) => number) => all.reduce((total, one) => total + of(one), 0);
  const faults = Object.fromEntries(kinds.map((kind) => [kind, sum((one) => one.fired[kind] ?? 0)]));
  const ends: Record<string, number> = {};
  for (const { state } of all) ends[state] = (ends[state] ?? 0) + 1;
  // A few seeds cannot carry every fault: only a run that is long enough is asked for all of them.
  const isWhole = order.seeds >= seedsForAll && order.smaller.faults === undefined;
  return {
    seeds: all.length,
    store: order.store,
    campaigns: all.length,
    events: sum((one) => one.events),
    simulatedHours: Math.round(sum((one) => one.simulatedHours)),
    hosts: sum((one) => one.hosts),
    ends,
    repeated,
    violations,
    faults,
    silent: isWhole ? kinds.filter((kind) => faults[kind] === 0) : [],
    wallMs: Math.round(performance.now() - begunAt),
  };
}
