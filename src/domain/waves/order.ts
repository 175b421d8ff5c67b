import type { Floor } from '../campaign/rules.ts';
import { roomAbove } from '../floor/floor.ts';
import type { GroupCount, ProtectionView } from '../floor/protection.ts';
import { byLoss, type Ranked, type Tier } from './loss.ts';

/** All hosts, where a loss hurts least first and of each site one in turn, cut into waves of one size. */
export function chunked(ranked: readonly Ranked[], size: number): readonly (readonly Ranked[])[] {
  const all = alternating(ranked);
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));
}

/** Tier after tier; within one a host of each site in turn, so that a site is not moved as a block. */
export function alternating(ranked: readonly Ranked[]): readonly Ranked[] {
  return byTier(ranked).flatMap((hosts) => {
    const sites = new Map<string, Ranked[]>();
    for (const one of hosts) {
      const site = sites.get(one.candidate.site);
      if (site) site.push(one);
      else sites.set(one.candidate.site, [one]);
    }
    const rounds: Ranked[][] = [];
    for (const site of sites.values()) {
      site.forEach((one, round) => {
        const others = rounds[round];
        if (others) others.push(one);
        else rounds.push([one]);
      });
    }
    return rounds.flat();
  });
}

/**
 * Waves that hold the floor even if all hosts of one go at once. Each host, where a loss hurts least first, takes the first wave
 * of its tier in which its site and its domain have room. The order goes by single hosts and the room by the estate, so a host
 * that joins finds, and leaves, all waves before its own as they were.
 */
export function suggested(
  ranked: readonly Ranked[],
  view: ProtectionView,
  floor: Floor,
  share: number,
): readonly (readonly Ranked[])[] {
  const mostAtOnce = (count: GroupCount | undefined) =>
    Math.max(1, Math.min(roomAbove(floor, count), Math.ceil((count?.servers ?? 0) * share)));
  return byTier(ranked).flatMap((hosts) => {
    const waves: Ranked[][] = [];
    const sites = createShelf((site) => mostAtOnce(view.sites.get(site)));
    const domains = createShelf((domain) => mostAtOnce(view.domains.get(domain)));
    for (const one of hosts) {
      const { site, domain } = one.candidate;
      let wave = Math.max(sites.firstWithRoom(site), domains.firstWithRoom(domain));
      while (!(sites.hasRoom(site, wave) && domains.hasRoom(domain, wave))) wave += 1;
      sites.put(site, wave);
      domains.put(domain, wave);
      while (waves.length <= wave) waves.push([]);
      waves[wave]?.push(one);
    }
    return waves.filter((wave) => wave.length > 0).map(alternating);
  });
}

function byTier(ranked: readonly Ranked[]): readonly (readonly Ranked[])[] {
  const tiers = new Map<Tier, Ranked[]>();
  for (const one of [...ranked].sort(byLoss)) {
    const tier = tiers.get(one.loss.tier);
    if (tier) tier.push(one);
    else tiers.set(one.loss.tier, [one]);
  }
  return [...tiers.values()];
}

/** How many hosts of each group are in each wave. What is full stays full, so that the search need not begin at the first wave every time. */
function createShelf(mostAtOnce: (name: string) => number) {
  const groups = new Map<string, { readonly most: number; readonly taken: number[]; first: number }>();
  const groupOf = (name: string) => {
    const known = groups.get(name);
    if (known) return known;
    const group = { most: mostAtOnce(name), taken: [], first: 0 };
    groups.set(name, group);
    return group;
  };
  return {
    firstWithRoom: (name: string) => groupOf(name).first,
    hasRoom: (name: string, wave: number) => (groupOf(name).taken[wave] ?? 0) < groupOf(name).most,
    put(name: string, wave: number) {
      const group = groupOf(name);
      while (group.taken.length <= wave) group.taken.push(0);
      group.taken[wave] = (group.taken[wave] ?? 0) + 1;
      while ((group.taken[group.first] ?? 0) >= group.most) group.first += 1;
    },
  };
}
