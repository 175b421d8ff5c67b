import type { CampaignOutcome } from './campaign.ts';
import { Player } from './players.ts';
import { type Scenario, type Smaller, scenarioOf } from './scenario.ts';

/** Below so many servers there are no three waves. */
const fewestHosts = 6;
const fewestDays = 1;

/** The command that plays a case again. */
export function commandOf(seed: number, { hosts, days, faults }: Smaller): string {
  return [
    `npm run simulate -- --seeds 1 --seed ${seed}`,
    ...(hosts === undefined ? [] : [`--hosts ${hosts}`]),
    ...(days === undefined ? [] : [`--days ${days}`]),
    ...(faults === undefined ? [] : faults.length === 0 ? ['--fault none'] : faults.map((kind) => `--fault ${kind}`)),
  ].join(' ');
}

/**
 * Makes a failing case smaller as long as the same invariant still breaks: fewer faults, fewer days, fewer servers. Each try is a campaign of its
 * own in a new store, so that what comes out is found again by its command alone.
 */
export async function shrunk({ seed, violations }: CampaignOutcome, from: Smaller): Promise<Smaller> {
  const broken = new Set(violations.map(idOf));
  const breaks = async (smaller: Smaller) => {
    const player = new Player();
    try {
      const outcome = await player.play(seed, smaller);
      return outcome.violations.some((one) => broken.has(idOf(one)));
    } catch {
      // A case that cannot be played is another failure, and no smaller form of this one.
      return false;
    } finally {
      await player.close();
    }
  };
  let smallest = from;
  for (const next of [withFewerFaults, withFewerDays, withFewerHosts])
    for (const candidate of next(scenarioOf(seed, smallest))) {
      const smaller = { ...smallest, ...candidate(smallest) };
      if (await breaks(smaller)) smallest = smaller;
    }
  return smallest;
}

type Step = (from: Smaller) => Smaller;

function withFewerFaults({ faults, own }: Scenario): readonly Step[] {
  const all: readonly string[] = [...faults, ...own];
  return all.map((kind) => (from) => ({ faults: (from.faults ?? all).filter((one) => one !== kind) }));
}

function withFewerDays({ days }: Scenario): readonly Step[] {
  return [2, 4].map((part) => (from) => ({
    days: Math.min(from.days ?? days, Math.max(fewestDays, Math.ceil(days / part))),
  }));
}

function withFewerHosts({ estate }: Scenario): readonly Step[] {
  const hosts = estate.servers.length;
  return [2, 4].map((part) => (from) => ({
    hosts: Math.min(from.hosts ?? hosts, Math.max(fewestHosts, Math.ceil(hosts / part))),
  }));
}

function idOf(violation: string): string {
  return violation.split(':')[0] ?? violation;
}
