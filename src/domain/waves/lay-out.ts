import type { Floor } from '../campaign/rules.ts';
import type { Fault } from '../fault.ts';
import type { ProtectionView } from '../floor/protection.ts';
import type { ExcludedHost, PlannedHost, PlannedWave } from '../plan/waves.ts';
import { chooseCanary } from './canary.ts';
import { byName, type Candidate } from './candidate.ts';
import { exclusion } from './exclusion.ts';
import { type ListedWave, listedWaves } from './listed.ts';
import { byLoss, lossOf, type Ranked } from './loss.ts';
import { alternating, chunked, suggested } from './order.ts';
import { type StratumDimension, stratumDimensions, stratumOf } from './strata.ts';

export type WaveOrder =
  /** So many hosts a wave. */
  | { readonly kind: 'count'; readonly hosts: number }
  /** So many of a hundred of the hosts that are not in the canary. */
  | { readonly kind: 'percent'; readonly percent: number }
  /** By name; who is in no list does not go. */
  | { readonly kind: 'explicit'; readonly waves: readonly ListedWave[] }
  /** As many waves as it takes that the floor holds even if a whole wave goes at once. */
  | { readonly kind: 'suggested'; readonly shareOfGroup: number };

export interface WaveRequest {
  readonly strata: readonly StratumDimension[];
  readonly hasCanary: boolean;
  readonly order: WaveOrder;
}

/** At most so much of a site or domain goes in one suggested wave: three quarters are as before until the wave is proven. */
export const suggestedShareOfGroup = 0.25;

export type WavesOutcome =
  | { readonly ok: true; readonly waves: readonly PlannedWave[]; readonly excluded: readonly ExcludedHost[] }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/**
 * Who goes when, and who does not. Each candidate is in exactly one wave, or excluded with the reason.
 * The same candidates in any order give the same waves. A candidate that joins leaves all waves before its own as they are, but
 * for its stratum's canary; only where waves are a percentage does the size of all of them follow the number of hosts.
 */
export function layOutWaves(
  candidates: readonly Candidate[],
  view: ProtectionView,
  floor: Floor,
  request: WaveRequest,
): WavesOutcome {
  const faults = faultsOfRequest(request);
  if (faults.length > 0) return { ok: false, faults };
  const { order, strata } = request;
  const { ranked, excluded } = admit(candidates, view, floor);
  const chosen = (going: readonly Ranked[]) => new Set(request.hasCanary ? chooseCanary(going, strata) : []);
  if (order.kind === 'explicit') {
    const listed = listedWaves(order.waves, ranked, excluded);
    if (!listed.ok) return listed;
    const canary = chosen(listed.waves.flatMap((wave) => wave.hosts));
    const left = listed.waves.map((wave) => ({ ...wave, hosts: wave.hosts.filter((one) => !canary.has(one)) }));
    const unlisted = listed.unlisted.map((one) => excludedHost(one.candidate, notListed));
    return { ok: true, waves: plannedWaves(canary, left, strata), excluded: [...excluded, ...unlisted] };
  }
  const canary = chosen(ranked);
  const others = ranked.filter((one) => !canary.has(one));
  const first = canary.size > 0 ? 2 : 1;
  const waves = orderedWaves(others, view, floor, order).map((hosts, at) => ({ name: `wave ${at + first}`, hosts }));
  return { ok: true, waves: plannedWaves(canary, waves, strata), excluded };
}

const canaryName = 'canary';
const notListed = { reason: 'not-listed', detail: 'No wave of the list names it.' };

function admit(candidates: readonly Candidate[], view: ProtectionView, floor: Floor) {
  const ranked: Ranked[] = [];
  const excluded: ExcludedHost[] = [];
  for (const candidate of [...candidates].sort(byName)) {
    const why = exclusion(candidate);
    if (why) excluded.push(excludedHost(candidate, why));
    else ranked.push({ candidate, loss: lossOf(candidate, view, floor) });
  }
  return { ranked: ranked.sort(byLoss), excluded };
}

function plannedWaves(
  canary: ReadonlySet<Ranked>,
  others: readonly { readonly name: string; readonly hosts: readonly Ranked[] }[],
  strata: readonly StratumDimension[],
): readonly PlannedWave[] {
  const planned = ({ candidate }: Ranked): PlannedHost => {
    const { hostId, name, site, domain } = candidate;
    return { hostId, name, site, domain, stratum: stratumOf(candidate, strata) };
  };
  const waves = [
    { name: canaryName, isCanary: true, hosts: alternating([...canary]).map(planned) },
    ...others.map(({ name, hosts }) => ({ name, isCanary: false, hosts: hosts.map(planned) })),
  ];
  return waves.filter((wave) => wave.hosts.length > 0);
}

function excludedHost(candidate: Candidate, why: { readonly reason: string; readonly detail: string }): ExcludedHost {
  const { hostId, name, site, domain } = candidate;
  return { hostId, name, site, domain, ...why };
}

function orderedWaves(
  ranked: readonly Ranked[],
  view: ProtectionView,
  floor: Floor,
  order: Exclude<WaveOrder, { kind: 'explicit' }>,
): readonly (readonly Ranked[])[] {
  switch (order.kind) {
    case 'count':
      return chunked(ranked, order.hosts);
    case 'percent': {
      // 7 % of 100 is a hair more than 7 in binary; nobody means 8 by it.
      const rounding = 1e-9;
      return chunked(ranked, Math.max(1, Math.ceil((ranked.length * order.percent) / 100 - rounding)));
    }
    case 'suggested':
      return suggested(ranked, view, floor, order.shareOfGroup);
  }
}

/** A size that is no size is refused: it must not become one big wave. */
function faultsOfRequest({ order, hasCanary, strata }: WaveRequest): readonly Fault[] {
  const faults: Fault[] = strata
    .filter((dimension) => !stratumDimensions.includes(dimension))
    .map((dimension) => ({
      at: 'strata',
      message: `"${dimension}" makes no stratum; there are ${stratumDimensions.join(', ')}.`,
    }));
  if (order.kind === 'count' && !(Number.isSafeInteger(order.hosts) && order.hosts >= 1))
    faults.push({
      at: 'order.hosts',
      message: `A wave has a whole number of servers, at least 1, not ${order.hosts}.`,
    });
  if (order.kind === 'percent' && !(order.percent > 0 && order.percent <= 100))
    faults.push({ at: 'order.percent', message: `A wave is more than 0 % and at most 100 %, not ${order.percent}.` });
  if (order.kind === 'suggested' && !(order.shareOfGroup > 0 && order.shareOfGroup <= 1))
    faults.push({ at: 'order.shareOfGroup', message: `It is more than 0 and at most 1, not ${order.shareOfGroup}.` });
  if (hasCanary && order.kind === 'explicit' && order.waves.some((wave) => wave.name === canaryName))
    faults.push({
      at: 'order.waves',
      message: 'A canary is chosen and listed: leave one out, or give the wave another name.',
    });
  return faults;
}
