import fc from 'fast-check';
import type { CampaignRules, Floor, FloorWaiver } from '../../src/domain/campaign/rules.ts';
import type { StartView } from '../../src/domain/floor/ledger.ts';
import { type ProtectedServer, type ProtectionView, protectionView } from '../../src/domain/floor/protection.ts';
import type { HostId } from '../../src/domain/ids.ts';
import { dayMs, hourMs, minuteMs } from '../../src/domain/time.ts';
import type { Candidate } from '../../src/domain/waves/candidate.ts';

/* Estates, rules and views for tests of plans, small and whole; and properties that run from one seed. */

export const now = Date.UTC(2026, 2, 30, 6);
export const durations = { typicalMs: 20 * minuteMs, worstMs: 2 * hourMs, observationMs: 7 * dayMs };

/** Runs a property from a fixed seed: what fails once fails every time, and fast-check prints the seed with the smallest case. */
export function holds<T>(property: fc.IProperty<T>, numRuns = 300): void {
  fc.assert(property, { seed: 20_260_330, numRuns });
}

export function aCandidate(name: string, more: Partial<Candidate> = {}): Candidate {
  return {
    hostId: name.toLowerCase() as HostId,
    name,
    site: 'Berlin',
    domain: 'corp.example',
    roles: ['domain-controller'],
    system: 'Windows Server 2022',
    proxy: 'direct',
    verdict: 'pass',
    disposition: 'moves',
    reasons: [],
    isPinned: false,
    isBusy: false,
    ...more,
  };
}

export function aFloor(more: Partial<Floor> = {}): Floor {
  return { servers: 1, share: 0, waivers: [], ...more };
}

export function aWaiver(name: string, more: Partial<FloorWaiver> = {}): FloorWaiver {
  return { of: 'site', name, because: 'The branch is closed at night', expiresAt: now + 30 * dayMs, ...more };
}

export function someRules(more: Partial<CampaignRules> = {}): CampaignRules {
  return {
    caps: {
      inFlight: 10,
      perSite: null,
      perDomain: null,
      startsPerDay: null,
      commitsPerDay: null,
      blastRadius: null,
      spreadMs: 0,
    },
    floor: aFloor(),
    budget: { failures: 0, perStratum: null },
    gate: [],
    calendars: [],
    commitGuard: { whenNobodyDecides: 'ask-for-rollback', alarmHours: [72, 48, 24, 6] },
    approval: { people: 1, perWave: false, validMs: 7 * dayMs },
    ...more,
  };
}

/** Every candidate is a protected server of the estate, and there are no others. */
export function viewOfAll(candidates: readonly Pick<Candidate, 'site' | 'domain'>[]): ProtectionView {
  return protectionView(
    candidates.map(({ site, domain }) => ({ site, domain, protection: 'protected', isDisrupted: false })),
  );
}

export function startView(view: ProtectionView, more: Partial<StartView> = {}): StartView {
  return { ...view, inFlight: 0, startsToday: 0, commitsThen: 0, unsettled: 0, lastStartAt: new Map(), ...more };
}

const sites = ['Berlin', 'Munich', 'Oslo', 'Rome', ''];
const domains = ['corp.example', 'lab.example'];

/** Twentieths, so that a naive count can compare whole numbers. */
const aShare = fc.integer({ min: 0, max: 20 }).map((twentieths) => twentieths / 20);

export const anyFloor: fc.Arbitrary<Floor> = fc.record({
  servers: fc.integer({ min: 0, max: 3 }),
  share: aShare,
  waivers: fc.array(
    fc.record({
      of: fc.constantFrom('site' as const, 'domain' as const),
      name: fc.constantFrom(...sites, ...domains),
      because: fc.constant('So it is.'),
      expiresAt: fc.constantFrom(now - 1, now, now + hourMs, now + 30 * dayMs),
    }),
    { maxLength: 6 },
  ),
});

/** Hardly ever a share, and a waiver for every place: most starts are allowed. */
export const mildFloor: fc.Arbitrary<Floor> = fc.record({
  servers: fc.constantFrom(0, 1, 2),
  share: fc.constantFrom(0, 0, 0.5),
  waivers: fc.constant([
    ...sites.map((name) => aWaiver(name)),
    ...domains.map((name) => aWaiver(name, { of: 'domain' })),
  ]),
});

export const anyServer: fc.Arbitrary<ProtectedServer> = fc.record({
  site: fc.constantFrom(...sites),
  domain: fc.constantFrom(...domains),
  protection: fc.oneof(
    { arbitrary: fc.constant('protected' as const), weight: 8 },
    { arbitrary: fc.constantFrom('unprotected' as const, 'unknown' as const), weight: 1 },
  ),
  isDisrupted: fc.integer({ min: 0, max: 11 }).map((side) => side === 11),
});

const cap = (max: number) => fc.option(fc.integer({ min: 1, max }), { nil: null, freq: 2 });

export const anyCaps: fc.Arbitrary<CampaignRules['caps']> = fc.record({
  inFlight: fc.integer({ min: 1, max: 16 }),
  perSite: cap(4),
  perDomain: cap(6),
  startsPerDay: cap(10),
  commitsPerDay: cap(10),
  blastRadius: cap(12),
  spreadMs: fc.constantFrom(0, 0, 10 * minuteMs, hourMs),
});

const trait = {
  site: fc.constantFrom(...sites),
  domain: fc.constantFrom(...domains),
  roles: fc.constantFrom(
    ['domain-controller'],
    ['domain-controller', 'adcs'],
    ['adcs', 'domain-controller'],
    ['domain-controller', 'pdc-emulator'],
    ['schema-master', 'domain-controller', 'adcs'],
    [],
  ),
  system: fc.constantFrom('Windows Server 2019', 'Windows Server 2022', ''),
  proxy: fc.constantFrom('direct', 'http://proxy:8080', ''),
  verdict: fc.constantFrom('pass', 'pass', 'pass', 'pass', 'fail', 'unknown', null),
  disposition: fc.constantFrom('moves', 'moves', 'moves', 'moves', 'stays', 'unsupported', null),
  isPinned: fc.constantFrom(false, false, false, false, true),
  isBusy: fc.constantFrom(false, false, false, false, true),
} as const;

/** Up to 30 hosts, some of one name in two domains. */
export const anyCandidates: fc.Arbitrary<readonly Candidate[]> = fc
  .array(fc.record(trait), { maxLength: 30 })
  .map((traits) => traits.map((one, at) => aCandidate(`DC${at % 9}`, { ...one, hostId: `host-${at}` as HostId })));

/** All of them go. */
export const goingCandidates: fc.Arbitrary<readonly Candidate[]> = anyCandidates.map((candidates) =>
  candidates.map((one) => ({
    ...one,
    verdict: 'pass' as const,
    disposition: 'moves' as const,
    isPinned: false,
    isBusy: false,
  })),
);
