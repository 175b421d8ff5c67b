import { byName, isOperationsMaster } from './candidate.ts';
import type { Ranked } from './loss.ts';
import { type StratumDimension, stratumOf } from './strata.ts';

/**
 * One host of each stratum, those whose loss hurts least: an operations master, or the only server of a site or domain, stands
 * for its stratum only when the stratum has no other. The same hosts in any order give the same canary, and a host that joins
 * changes the canary of no stratum but its own.
 */
export function chooseCanary(ranked: readonly Ranked[], dimensions: readonly StratumDimension[]): readonly Ranked[] {
  const best = new Map<string, Ranked>();
  for (const one of ranked) {
    const stratum = stratumOf(one.candidate, dimensions);
    const known = best.get(stratum);
    if (known === undefined || byHarm(one, known) < 0) best.set(stratum, one);
  }
  return [...best.values()].sort(byHarm);
}

function byHarm(a: Ranked, b: Ranked): number {
  return (
    harmOf(a) - harmOf(b) ||
    b.loss.spare - a.loss.spare ||
    a.loss.roles - b.loss.roles ||
    byName(a.candidate, b.candidate)
  );
}

/** An operations master of a full site comes before the only server of a site, and both after everything else. */
function harmOf({ candidate, loss }: Ranked): number {
  if (isOperationsMaster(candidate)) return loss.tier === 'last' ? 3 : 1;
  return loss.tier === 'last' ? 2 : 0;
}
