import type { Floor } from '../campaign/rules.ts';
import { needsWaiver, roomAbove } from '../floor/floor.ts';
import type { ProtectionView } from '../floor/protection.ts';
import { byName, type Candidate, compareTexts, isOperationsMaster, kindRoles } from './candidate.ts';

/**
 * How much it would hurt to lose a host, least first. `roomy`: its site and domain can spare more than one server; `tight`: just
 * one; `master`: an operations master; `last`: the only server of its site or domain, or one that cannot be spared at all.
 */
const tiers = ['roomy', 'tight', 'master', 'last'] as const;
export type Tier = (typeof tiers)[number];

interface Loss {
  readonly tier: Tier;
  /** Servers that site and domain can spare, the smaller number. */
  readonly spare: number;
  /** How many kinds of work stop with it. */
  readonly roles: number;
}

/** Goes by the estate and the floor alone, not by who else is selected: a host that joins makes no other one's loss greater. */
export function lossOf(candidate: Candidate, view: ProtectionView, floor: Floor): Loss {
  const site = view.sites.get(candidate.site);
  const domain = view.domains.get(candidate.domain);
  const spare = Math.min(roomAbove(floor, site), roomAbove(floor, domain));
  const isAlone = needsWaiver(candidate.site, site) || needsWaiver(candidate.domain, domain);
  return { tier: tierOf(candidate, spare, isAlone), spare, roles: kindRoles(candidate).length };
}

function tierOf(candidate: Candidate, spare: number, isAlone: boolean): Tier {
  if (isAlone || !(spare >= 1)) return 'last';
  if (isOperationsMaster(candidate)) return 'master';
  return spare === 1 ? 'tight' : 'roomy';
}

export interface Ranked {
  readonly candidate: Candidate;
  readonly loss: Loss;
}

/** Where its loss hurts least first. A total order of single hosts: another host beside two never changes which of them is first. */
export function byLoss(a: Ranked, b: Ranked): number {
  return (
    tiers.indexOf(a.loss.tier) - tiers.indexOf(b.loss.tier) ||
    b.loss.spare - a.loss.spare ||
    compareTexts(a.candidate.site, b.candidate.site) ||
    a.loss.roles - b.loss.roles ||
    byName(a.candidate, b.candidate)
  );
}
