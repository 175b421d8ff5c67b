import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CampaignRules, Floor } from '../../../src/domain/campaign/rules.ts';
import type { StartLimits, StartView } from '../../../src/domain/floor/ledger.ts';
import { type ProtectedServer, protectionView } from '../../../src/domain/floor/protection.ts';
import { hourMs } from '../../../src/domain/time.ts';
import { chooseStarts } from '../../support/choose-starts.ts';
import {
  aFloor,
  anyCaps,
  anyFloor,
  anyServer,
  aWaiver,
  holds,
  mildFloor,
  now,
  someRules,
  startView,
  viewOfAll,
} from '../../support/plan-estates.ts';

const berlin = { site: 'Berlin', domain: 'corp.example' };
const munich = { site: 'Munich', domain: 'corp.example' };
const oslo = { site: 'Oslo', domain: 'corp.example' };

function limitsOf(more: { caps?: Partial<CampaignRules['caps']>; floor?: Partial<Floor> } = {}): StartLimits {
  return { caps: { ...someRules().caps, ...more.caps }, floor: aFloor(more.floor), longestMs: 2 * hourMs };
}

describe('I1, I2 why a host may not start now', () => {
  const estate = viewOfAll([berlin, berlin, berlin, munich, munich, munich, oslo]);
  const bothBerlin = [berlin, berlin];
  test.each<
    [string, readonly (typeof berlin)[], Partial<StartView>, Parameters<typeof limitsOf>[0], readonly string[]]
  >([
    ['nothing keeps them', [berlin, munich], {}, {}, ['start', 'start']],
    ['cap-full', [berlin, munich], {}, { caps: { inFlight: 1 } }, ['start', 'cap-full']],
    ['cap-full by those on their way', [berlin], { inFlight: 10 }, {}, ['cap-full']],
    ['cap-site', [...bothBerlin, munich], {}, { caps: { perSite: 1 } }, ['start', 'cap-site', 'start']],
    ['cap-domain', [berlin, munich], {}, { caps: { perDomain: 1 } }, ['start', 'cap-domain']],
    ['cap-day', [berlin, munich], { startsToday: 4 }, { caps: { startsPerDay: 5 } }, ['start', 'cap-day']],
    ['cap-day by commits', [berlin, munich], { commitsThen: 4 }, { caps: { commitsPerDay: 5 } }, ['start', 'cap-day']],
    ['blast-radius', [berlin, munich], { unsettled: 6 }, { caps: { blastRadius: 7 } }, ['start', 'blast-radius']],
    ['spread within one choice', bothBerlin, {}, { caps: { spreadMs: 1 } }, ['start', 'spread']],
    ['spread', [berlin], { lastStartAt: new Map([['Berlin', now - 9]]) }, { caps: { spreadMs: 10 } }, ['spread']],
    [
      'spread is over',
      [berlin],
      { lastStartAt: new Map([['Berlin', now - 10]]) },
      { caps: { spreadMs: 10 } },
      ['start'],
    ],
    ['floor-site', [...bothBerlin, berlin], {}, {}, ['start', 'start', 'floor-site']],
    ['floor-site of a share', bothBerlin, {}, { floor: { share: 0.5 } }, ['start', 'floor-site']],
    [
      'a floor that asks for all servers of every site',
      [berlin, munich, berlin],
      {},
      { floor: { servers: 2, share: 0.7 } },
      ['floor-site', 'floor-site', 'floor-site'],
    ],
    ['floor-waiver-missing', [oslo, berlin], {}, {}, ['floor-waiver-missing', 'start']],
    ['floor-waiver-missing although all slots are full', [oslo], { inFlight: 10 }, {}, ['floor-waiver-missing']],
    ['a waiver speaks for the only server', [oslo], {}, { floor: { waivers: [aWaiver('Oslo')] } }, ['start']],
    ['a waiver of another site', [oslo], {}, { floor: { waivers: [aWaiver('Rome')] } }, ['floor-waiver-missing']],
    [
      'an expired waiver',
      [oslo],
      {},
      { floor: { waivers: [aWaiver('Oslo', { expiresAt: now })] } },
      ['floor-waiver-missing'],
    ],
    [
      'a waiver that ends before the step may',
      [oslo],
      {},
      { floor: { waivers: [aWaiver('Oslo', { expiresAt: now + 2 * hourMs })] } },
      ['floor-waiver-missing'],
    ],
    ['a site that nobody counted', [{ site: 'Rome', domain: 'corp.example' }], {}, {}, ['floor-site']],
    ['a domain that nobody counted', [{ site: 'Berlin', domain: 'lab.example' }], {}, {}, ['floor-domain']],
    ['a malformed cap', [berlin], {}, { caps: { inFlight: Number.NaN } }, ['cap-full']],
    ['a malformed cap of a site', [berlin], {}, { caps: { perSite: Number.NaN } }, ['cap-site']],
    ['a malformed cap of a day', [berlin], {}, { caps: { startsPerDay: Number.NaN } }, ['cap-day']],
    ['a malformed cap of commits', [berlin], {}, { caps: { commitsPerDay: Number.NaN } }, ['cap-day']],
    ['a malformed blast radius', [berlin], {}, { caps: { blastRadius: Number.NaN } }, ['blast-radius']],
    ['a malformed spread', [berlin], {}, { caps: { spreadMs: Number.NaN } }, ['spread']],
  ])('%s', (_, candidates, more, limits, said) => {
    const numbered = candidates.map((candidate, at) => ({ ...candidate, at }));
    const { starts, waits } = chooseStarts(numbered, startView(estate, more), limitsOf(limits), now);
    const told = new Map([
      ...starts.map((one): [number, string] => [one.at, 'start']),
      ...waits.map((one): [number, string] => [one.candidate.at, one.reason]),
    ]);
    expect(numbered.map(({ at }) => told.get(at))).toEqual(said);
  });

  test('floor-domain, when the sites have room and the domain has none', () => {
    const spread = viewOfAll(['A', 'B', 'C'].flatMap((site) => [site, site, site].map(() => ({ ...berlin, site }))));
    const candidates = ['A', 'B', 'C'].map((site) => ({ ...berlin, site }));
    const { starts, waits } = chooseStarts(
      candidates,
      startView(spread),
      limitsOf({ floor: { servers: 0, share: 0 } }),
      now,
    );
    expect([starts.length, waits.length]).toEqual([3, 0]);
    const domainOnly = {
      ...startView(spread),
      domains: new Map([['corp.example', { servers: 9, protected: 3, disruptive: 0, unknown: 6 }]]),
    };
    expect(chooseStarts(candidates, domainOnly, limitsOf(), now).waits.map((one) => one.reason)).toEqual([
      'floor-domain',
    ]);
  });
});

/** A choice in an estate of single servers, so that each rule can be counted anew without the arithmetic of the code. */
interface Case {
  readonly servers: readonly (ProtectedServer & { readonly at: number })[];
  readonly view: StartView;
  readonly limits: StartLimits;
}

function aCase(floor: fc.Arbitrary<Floor>): fc.Arbitrary<Case> {
  return fc
    .record({
      servers: fc.array(anyServer, { maxLength: 24, size: 'max' }),
      caps: anyCaps,
      floor,
      startsToday: fc.nat(2),
      commitsThen: fc.nat(2),
      unsettled: fc.nat(2),
      longestMs: fc.constantFrom(0, hourMs),
      lastStarts: fc.dictionary(fc.constantFrom('Berlin', 'Oslo', ''), fc.integer({ min: now - hourMs, max: now })),
    })
    .map(({ servers, caps, floor, longestMs, lastStarts, ...counts }) => ({
      servers: servers.map((server, at) => ({ ...server, at })),
      view: startView(protectionView(servers), {
        ...counts,
        inFlight: servers.filter((server) => server.isDisrupted).length,
        lastStartAt: new Map(Object.entries(lastStarts)),
      }),
      limits: { caps, floor, longestMs },
    }));
}

/** Nobody who is on the way already stands in the queue. */
const choose = ({ servers, view, limits }: Case) =>
  chooseStarts(
    servers.filter((server) => !server.isDisrupted),
    view,
    limits,
    now,
  );

const anyCase = fc.oneof(aCase(mildFloor), aCase(anyFloor));

/** Counts one by one what would be broken if exactly these servers started; the words are those of the code, the arithmetic is not. */
function brokenBy({ servers, view, limits }: Case, started: ReadonlySet<number>): readonly string[] {
  const { caps, floor } = limits;
  const broken: string[] = [];
  for (const of of ['site', 'domain'] as const) {
    for (const name of new Set(servers.filter((server) => started.has(server.at)).map((server) => server[of]))) {
      const members = servers.filter((server) => server[of] === name);
      const kept = members.filter((one) => one.protection === 'protected' && !one.isDisrupted && !started.has(one.at));
      const moving = members.filter((one) => one.isDisrupted || started.has(one.at));
      const isWaived = floor.waivers.some(
        (one) => one.of === of && one.name === name && one.expiresAt > now + limits.longestMs,
      );
      if ((members.length === 1 || name === '') && !isWaived) broken.push('floor-waiver-missing');
      const isKept =
        kept.length >= 1 &&
        kept.length >= floor.servers &&
        kept.length * 20 >= Math.round(floor.share * 20) * members.length;
      if (members.length > 1 && !isKept) broken.push(`floor-${of}`);
      const cap = of === 'site' ? caps.perSite : caps.perDomain;
      if (cap !== null && moving.length > cap) broken.push(`cap-${of}`);
      if (of === 'domain') continue;
      const last = view.lastStartAt.get(name);
      const ofSite = members.filter((one) => started.has(one.at)).length;
      if (caps.spreadMs > 0 && (ofSite > 1 || (last !== undefined && now - last < caps.spreadMs)))
        broken.push('spread');
    }
  }
  const many = started.size;
  if (many > 0 && view.inFlight + many > caps.inFlight) broken.push('cap-full');
  if (many > 0 && caps.startsPerDay !== null && view.startsToday + many > caps.startsPerDay) broken.push('cap-day');
  if (many > 0 && caps.commitsPerDay !== null && view.commitsThen + many > caps.commitsPerDay) broken.push('cap-day');
  if (many > 0 && caps.blastRadius !== null && view.unsettled + many > caps.blastRadius) broken.push('blast-radius');
  return broken;
}

const places = (servers: readonly { readonly at: number }[]) => servers.map((server) => server.at);

test('I1, I2 no set of hosts that is started together breaks a floor or overshoots a cap', () => {
  let started = 0;
  holds(
    fc.property(anyCase, (given) => {
      const { starts } = choose(given);
      started += starts.length;
      expect(brokenBy(given, new Set(places(starts)))).toEqual([]);
    }),
    1_500,
  );
  expect(started).toBeGreaterThan(1_000);
});

test('I1 no part of what is started together breaks a floor either, whichever of them are done first', () => {
  holds(
    fc.property(anyCase, fc.infiniteStream(fc.boolean()), (given, coins) => {
      const part = places(choose(given).starts).filter(() => coins.next().value);
      expect(brokenBy(given, new Set(part)).filter((rule) => rule.startsWith('floor'))).toEqual([]);
    }),
  );
});

test('each host that waits would break the very limit that is told, if it started with those before it', () => {
  const seen = new Set<string>();
  holds(
    fc.property(anyCase, (given) => {
      // Every start is counted as that of a protected server; the naive count tells them apart, so that all are protected here.
      const servers = given.servers.map((one) => ({
        ...one,
        protection: one.isDisrupted ? one.protection : ('protected' as const),
      }));
      const case_ = { ...given, servers, view: { ...given.view, ...protectionView(servers) } };
      const { starts, waits } = choose(case_);
      for (const { candidate, reason } of waits) {
        const before = places(starts).filter((at) => at < candidate.at);
        expect(brokenBy(case_, new Set([...before, candidate.at]))).toContain(reason);
        seen.add(reason);
      }
    }),
    1_000,
  );
  expect([...seen].sort()).toEqual([
    'blast-radius',
    'cap-day',
    'cap-domain',
    'cap-full',
    'cap-site',
    'floor-domain',
    'floor-site',
    'floor-waiver-missing',
    'spread',
  ]);
});

test('more room of any kind never starts fewer', () => {
  const raised = (limit: number | null, by: number) => (limit === null ? null : limit + by);
  const more = fc.record({ which: fc.nat(8), by: fc.integer({ min: 1, max: 3 }) });
  holds(
    fc.property(anyCase, more, (given, { which, by }) => {
      const { caps, floor } = given.limits;
      const wider: readonly StartLimits[] = [
        { ...given.limits, caps: { ...caps, inFlight: caps.inFlight + by } },
        { ...given.limits, caps: { ...caps, perSite: raised(caps.perSite, by) } },
        { ...given.limits, caps: { ...caps, perDomain: raised(caps.perDomain, by) } },
        { ...given.limits, caps: { ...caps, startsPerDay: raised(caps.startsPerDay, by) } },
        { ...given.limits, caps: { ...caps, commitsPerDay: null } },
        { ...given.limits, caps: { ...caps, blastRadius: raised(caps.blastRadius, by) } },
        { ...given.limits, caps: { ...caps, spreadMs: 0 } },
        { ...given.limits, floor: { ...floor, servers: Math.max(0, floor.servers - by) } },
        { ...given.limits, floor: { ...floor, share: floor.share / (by + 1) } },
      ];
      const limits = wider[which] ?? given.limits;
      expect(choose({ ...given, limits }).starts.length).toBeGreaterThanOrEqual(choose(given).starts.length);
    }),
    1_000,
  );
});

test('I1 a server of which nothing is known never lets more start, neither beside the others nor instead of a protected one', () => {
  holds(
    fc.property(anyCase, anyServer, fc.nat(), (given, stranger, at) => {
      const seen = choose(given).starts.length;
      const unknown = { ...stranger, protection: 'unknown' as const, isDisrupted: false };
      const beside = protectionView([...given.servers, unknown]);
      expect(choose({ ...given, view: { ...given.view, ...beside } }).starts.length).toBeLessThanOrEqual(seen);
      const instead = given.servers.map((one, index) =>
        index === at % Math.max(1, given.servers.length) && one.protection === 'protected'
          ? { ...one, protection: 'unknown' as const }
          : one,
      );
      expect(
        choose({ ...given, servers: instead, view: { ...given.view, ...protectionView(instead) } }).starts.length,
      ).toBeLessThanOrEqual(seen);
    }),
    600,
  );
});

test('what was chosen for those in front does not depend on who stands behind', () => {
  holds(
    fc.property(anyCase, fc.nat(24), (given, many) => {
      const queue = given.servers.filter((server) => !server.isDisrupted);
      const some = chooseStarts(queue.slice(0, many), given.view, given.limits, now);
      const all = chooseStarts(queue, given.view, given.limits, now);
      expect(all.starts.slice(0, some.starts.length)).toEqual(some.starts);
      expect(all.waits.slice(0, some.waits.length)).toEqual(some.waits);
    }),
  );
});
