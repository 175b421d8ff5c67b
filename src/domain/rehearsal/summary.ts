import type { FaultSummary, Range, RehearsalSummary, SeedRun, SiteLow } from './result.ts';
import { brakeKinds } from './result.ts';

/** What several seeds say together: ranges, and for coverage the lowest of all. */
export function summarise(runs: readonly SeedRun[]): RehearsalSummary {
  const waves = Math.max(0, ...runs.map((run) => run.waves.length));
  return {
    seeds: runs.length,
    finished: runs.filter((run) => run.outcome === 'finished').length,
    startedAt: rangeOf(runs.map((run) => run.startedAt)),
    switchedAt: rangeOf(runs.map((run) => run.switchedAt)),
    finishedAt: rangeOf(runs.map((run) => run.finishedAt)),
    waves: Array.from({ length: waves }, (_, at) => ({
      wave: at + 1,
      startedAt: rangeOf(runs.map((run) => run.waves[at]?.startedAt ?? null)),
      switchedAt: rangeOf(runs.map((run) => run.waves[at]?.switchedAt ?? null)),
    })),
    sites: lowestOf(runs),
    unprotectedSeconds: rangeOf(runs.map((run) => run.unprotected.seconds)) ?? nothing,
    causes: named(runs.flatMap((run) => run.unprotected.causes.map(({ cause }) => cause))).map((cause) => ({
      cause,
      seconds:
        rangeOf(runs.map((run) => run.unprotected.causes.find((one) => one.cause === cause)?.seconds ?? 0)) ?? nothing,
    })),
    faults: faultsOf(runs),
    decisions: named(runs.flatMap((run) => run.decisions.map(({ task }) => task))).map((task) => {
      const own = runs.map((run) => run.decisions.find((one) => one.task === task));
      return {
        task,
        asked: rangeOf(own.map((one) => one?.asked ?? 0)) ?? nothing,
        choices: named(own.flatMap((one) => Object.keys(one?.choices ?? {}))),
      };
    }),
  };
}

const nothing: Range = { least: 0, median: 0, most: 0 };

/** The middle one of an even number is the later: a forecast errs on the side of too long. Null where there is no value at all. */
export function rangeOf(values: readonly (number | null)[]): Range | null {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
  const [least] = sorted;
  const most = sorted.at(-1);
  const median = sorted[Math.floor(sorted.length / 2)];
  return least === undefined || median === undefined || most === undefined ? null : { least, median, most };
}

function named(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}

function lowestOf(runs: readonly SeedRun[]): readonly SiteLow[] {
  const sites = new Map<string, SiteLow>();
  for (const site of runs.flatMap((run) => run.sites)) {
    const known = sites.get(site.name);
    if (known === undefined || isLower(site, known)) sites.set(site.name, site);
  }
  return [...sites.values()].sort((a, b) => (isLower(a, b) ? -1 : isLower(b, a) ? 1 : a.name < b.name ? -1 : 1));
}

function isLower(a: SiteLow, b: SiteLow): boolean {
  return a.undisturbed !== b.undisturbed ? a.undisturbed < b.undisturbed : a.protected < b.protected;
}

function faultsOf(runs: readonly SeedRun[]): readonly FaultSummary[] {
  return named(runs.flatMap((run) => run.faults.map(({ kind }) => kind))).map((kind) => {
    const own = runs.flatMap((run) => run.faults.filter((fault) => fault.kind === kind));
    return {
      kind,
      fired: own.reduce((sum, fault) => sum + fault.fired, 0),
      stoppedBy: brakeKinds.flatMap((brake) => {
        const seeds = own.filter((fault) => fault.stoppedBy.includes(brake)).length;
        return seeds === 0 ? [] : [{ brake, seeds }];
      }),
    };
  });
}
