import type { HostHold } from '../host-hold.ts';
import type { HostId, JourneyId } from '../ids.ts';
import type { Disposition, Eligibility } from '../verdict.ts';

/** What a plan needs to know of a selected host. */
export interface Candidate {
  readonly hostId: HostId;
  readonly name: string;
  readonly site: string;
  readonly domain: string;
  /** Kebab-case words, such as `domain-controller`, `adcs`, `pdc-emulator`. */
  readonly roles: readonly string[];
  /** Release of the operating system; empty when nobody told it, like the proxy. */
  readonly system: string;
  /** By which way it reaches the service: `direct`, or the proxy. */
  readonly proxy: string;
  readonly verdict: Eligibility['verdict'] | null;
  readonly disposition: Disposition | null;
  readonly reasons: readonly string[];
  readonly isPinned: boolean;
  /** A person holds it, and why. */
  readonly hold?: Pick<HostHold, 'because'> | null | undefined;
  /** The host has a change in flight, of whatever campaign or journey (I5). */
  readonly isBusy: boolean;
  /** Journeys that come before this one and are not settled on the host. */
  readonly earlier?: readonly JourneyId[] | undefined;
}

/** The five roles of which a forest or domain has one holder each: nothing else can do its work while it is down. */
const operationsMasters: readonly string[] = [
  'schema-master',
  'domain-naming-master',
  'rid-master',
  'pdc-emulator',
  'infrastructure-master',
];

export function isOperationsMaster(candidate: Pick<Candidate, 'roles'>): boolean {
  return candidate.roles.some((role) => operationsMasters.includes(role));
}

/** Roles that say what runs on the host. Being an operations master says where, so that it makes no kind of host of its own. */
export function kindRoles(candidate: Pick<Candidate, 'roles'>): readonly string[] {
  return [...new Set(candidate.roles.filter((role) => !operationsMasters.includes(role)))].sort();
}

/** Total and the same whatever order hosts come in: by code units, because the order of a locale is another on every machine. */
export function byName(a: Pick<Candidate, 'name' | 'hostId'>, b: Pick<Candidate, 'name' | 'hostId'>): number {
  return compareTexts(a.name, b.name) || compareTexts(a.hostId, b.hostId);
}

export function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
