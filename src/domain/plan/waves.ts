import type { HostId } from '../ids.ts';

/** A host in a plan: what it is called and where it stands is frozen with it, so that a person can read the document. */
export interface PlannedHost {
  readonly hostId: HostId;
  readonly name: string;
  readonly site: string;
  readonly domain: string;
  /** Which hosts it is like; failures are counted by it. */
  readonly stratum: string;
}

export interface PlannedWave {
  readonly name: string;
  /** Whether it stands for all others: one host of each stratum. */
  readonly isCanary: boolean;
  readonly hosts: readonly PlannedHost[];
}

/** Why a selected host is not in any wave. */
export interface ExcludedHost {
  readonly hostId: HostId;
  readonly name: string;
  readonly site: string;
  readonly domain: string;
  readonly reason: string;
  readonly detail: string;
}
