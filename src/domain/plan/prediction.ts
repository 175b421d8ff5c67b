import type { CampaignRules, Caps } from '../campaign/rules.ts';
import { needsWaiver, roomAbove, serversNeeded, waiverEnds } from '../floor/floor.ts';
import type { StartView } from '../floor/ledger.ts';
import type { GroupCount, GroupKind, ProtectionView } from '../floor/protection.ts';
import type { Instant } from '../time.ts';
import { type Durations, type HeldHosts, type OpenTimes, pace, type WavePace } from './pace.ts';
import type { PlannedWave } from './waves.ts';

/**
 * What a plan will do, before anything happens. `earliest`: every host takes the typical time; `latest`: each takes the longest.
 * Neither knows failures, nor how long people take to decide. Null: never, as things are.
 */
export interface Prediction {
  readonly asOf: Instant;
  readonly waves: readonly WavePrediction[];
}

export interface WavePrediction {
  /** The first start, and when the last host is protected again. */
  readonly starts: Span;
  readonly ends: Span;
  /** From when the wave can no longer be undone as a whole: its first host is past the way back. `earliest` takes the switch to follow the start at once. */
  readonly noReturn: Span;
  /** When nothing of it can be undone any more. */
  readonly allFinal: Span;
  /** Of the sites and domains that the wave touches. */
  readonly sites: readonly LowestCoverage[];
  readonly domains: readonly LowestCoverage[];
  /** Hosts that would never start if all went on as now. */
  readonly held: readonly HeldHosts[];
}

export interface Span {
  readonly earliest: Instant | null;
  readonly latest: Instant | null;
}

/** How low a site or domain gets when as many of its servers as the limits allow are in a disruptive step at once. */
export interface LowestCoverage {
  readonly name: string;
  readonly servers: number;
  /** Verified-protected outside a disruptive step, at the lowest; with the unknown ones it may be more, never less. */
  readonly lowest: number;
  readonly unknown: number;
  /** What the floor demands; 0 where a waiver speaks for a single server. */
  readonly needed: number;
}

export function predict(
  waves: readonly PlannedWave[],
  view: StartView,
  rules: CampaignRules,
  durations: Durations,
  open: OpenTimes,
  now: Instant,
): Prediction {
  const fast = pace(waves, view, rules, durations, durations.typicalMs, open, now);
  const slow = pace(waves, view, rules, durations, durations.worstMs, open, now);
  const most = disruptedAtOnce(view, rules, now);
  return {
    asOf: now,
    waves: waves.map((wave, at) => ({
      ...spans(fast[at], slow[at], durations.observationMs),
      ...most(wave),
      held: slow[at]?.held ?? [],
    })),
  };
}

/** The plan says of a wave that nothing of it can be undone once it has started. */
export function isFinalFromStart({ starts, noReturn }: Pick<WavePrediction, 'starts' | 'noReturn'>): boolean {
  const isSame = noReturn.earliest === starts.earliest && noReturn.latest === starts.latest;
  return isSame && (starts.earliest !== null || starts.latest !== null);
}

function spans(fast: WavePace | undefined, slow: WavePace | undefined, observationMs: number | null) {
  const after = (at: Instant | null | undefined) =>
    at === null || at === undefined ? null : at + (observationMs ?? 0);
  return {
    starts: { earliest: fast?.firstStartAt ?? null, latest: slow?.firstStartAt ?? null },
    ends: { earliest: fast?.lastEndAt ?? null, latest: slow?.lastEndAt ?? null },
    noReturn: {
      earliest: after(fast?.firstStartAt),
      latest: after(observationMs === null ? slow?.firstStartAt : slow?.firstEndAt),
    },
    allFinal: { earliest: after(fast?.lastEndAt), latest: after(slow?.lastEndAt) },
  };
}

/**
 * Bounded by the wave, the caps and the floor. Spread and caps by the day are left out, because a host that is late holds its
 * slot beyond the day, so that the number said here is one that is not undercut.
 */
function disruptedAtOnce(view: ProtectionView, { caps, floor }: CampaignRules, now: Instant) {
  const ends = waiverEnds(floor.waivers);
  const allowed = (kind: GroupKind, name: string, count: GroupCount | undefined) => {
    if (needsWaiver(name, count) && !((ends[kind].get(name) ?? now) > now)) return 0;
    return Math.min(most(caps.inFlight), most(caps.blastRadius), most(capOf(kind, caps)), roomAbove(floor, count));
  };
  const covered = (kind: GroupKind, name: string, wanted: number): LowestCoverage => {
    const count = (kind === 'site' ? view.sites : view.domains).get(name);
    const disrupted = Math.min(wanted, allowed(kind, name, count));
    const servers = count?.servers ?? 0;
    const lowest = Math.max(0, (count?.protected ?? 0) - disrupted);
    const needed = servers === 1 ? 0 : serversNeeded(servers, floor);
    return { name, servers, lowest, unknown: count?.unknown ?? 0, needed };
  };
  return (wave: PlannedWave) => {
    const bySite = countBy(wave, (host) => host.site);
    const byDomain = countBy(wave, (host) => host.domain);
    // A domain is bounded by its sites too: each of them gives no more than its own limits allow.
    const fromSites = new Map<string, number>();
    for (const [key, hosts] of countBy(wave, (host) => JSON.stringify([host.domain, host.site]))) {
      const [domain, site] = JSON.parse(key) as [string, string];
      const given = Math.min(hosts, allowed('site', site, view.sites.get(site)));
      fromSites.set(domain, (fromSites.get(domain) ?? 0) + given);
    }
    return {
      sites: [...bySite].map(([name, hosts]) => covered('site', name, hosts)),
      domains: [...byDomain.keys()].map((name) => covered('domain', name, fromSites.get(name) ?? 0)),
    };
  };
}

function capOf(kind: GroupKind, caps: Caps): number | null {
  return kind === 'site' ? caps.perSite : caps.perDomain;
}

function most(cap: number | null): number {
  return cap ?? Number.POSITIVE_INFINITY;
}

function countBy(
  wave: PlannedWave,
  keyOf: (host: PlannedWave['hosts'][number]) => string,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const host of wave.hosts) counts.set(keyOf(host), (counts.get(keyOf(host)) ?? 0) + 1);
  return new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
