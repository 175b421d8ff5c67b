import type { HostId } from './ids.ts';
import type { ExcludedHost, PlannedHost, PlannedWave } from './plan.ts';
import type { Disposition, Eligibility } from './verdict.ts';
import { exclusion } from './waves/exclusion.ts';

export { exclusion };

/** What a plan needs to know of a host. */
interface Candidate {
  readonly hostId: HostId;
  readonly name: string;
  readonly site: string;
  readonly verdict: Eligibility['verdict'] | null;
  readonly disposition: Disposition | null;
  readonly reasons: readonly string[];
  readonly isPinned: boolean;
  /** The host has a change in flight, of whatever campaign or journey (I5). */
  readonly isBusy: boolean;
}

/** Who goes and who does not, each with the reason. Only what is proven eligible goes. */
export function composeWaves(candidates: readonly Candidate[]): {
  readonly waves: readonly PlannedWave[];
  readonly excluded: readonly ExcludedHost[];
} {
  const excluded: ExcludedHost[] = [];
  const hosts: PlannedHost[] = [];
  for (const candidate of candidates) {
    const { hostId, name, site } = candidate;
    const why = exclusion(candidate);
    if (why) excluded.push({ hostId, name, site, ...why });
    else hosts.push({ hostId, name, site });
  }
  return { waves: hosts.length === 0 ? [] : [{ name: 'wave 1', hosts: alternatingSites(hosts) }], excluded };
}

/** One of each site in turn, so that a site is not moved as a block. */
function alternatingSites(hosts: readonly PlannedHost[]): readonly PlannedHost[] {
  const bySite = new Map<string, PlannedHost[]>();
  for (const host of hosts) {
    const group = bySite.get(host.site);
    if (group) group.push(host);
    else bySite.set(host.site, [host]);
  }
  const groups = [...bySite.values()];
  const longest = Math.max(0, ...groups.map((group) => group.length));
  return Array.from({ length: longest }, (_, at) => groups.flatMap((group) => group[at] ?? [])).flat();
}
