import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HostId } from '../../../src/domain/ids.ts';
import type { PlannedWave } from '../../../src/domain/plan/waves.ts';
import type { Candidate } from '../../../src/domain/waves/candidate.ts';
import { layOutWaves, type WaveOrder, type WaveRequest } from '../../../src/domain/waves/lay-out.ts';
import { stratumDimensions, stratumOf } from '../../../src/domain/waves/strata.ts';
import {
  aCandidate,
  anyCandidates,
  anyFloor,
  goingCandidates,
  holds,
  mildFloor,
  viewOfAll,
} from '../../support/plan-estates.ts';

const sized: fc.Arbitrary<WaveOrder> = fc.oneof(
  fc.record({ kind: fc.constant('count' as const), hosts: fc.integer({ min: 1, max: 12 }) }),
  fc.record({ kind: fc.constant('percent' as const), percent: fc.integer({ min: 1, max: 100 }) }),
  fc.record({ kind: fc.constant('suggested' as const), shareOfGroup: fc.constantFrom(0.1, 0.25, 0.5, 1) }),
);
const strata = fc.subarray([...stratumDimensions]);

/** A request that fits the candidates: an explicit one lists some of those that go, by id. */
function anyRequest(candidates: readonly Candidate[]): fc.Arbitrary<WaveRequest> {
  const going = candidates.filter(isGoing).map((one) => one.hostId as string);
  const explicit = fc.shuffledSubarray(going, { minLength: Math.min(1, going.length) }).map((hosts): WaveOrder => {
    const middle = Math.ceil(hosts.length / 2);
    const lists = [hosts.slice(0, middle), hosts.slice(middle)].filter((list) => list.length > 0);
    return { kind: 'explicit', waves: lists.map((list, at) => ({ name: `list ${at}`, hosts: list })) };
  });
  return fc.record({ strata, hasCanary: fc.boolean(), order: going.length === 0 ? sized : fc.oneof(sized, explicit) });
}

const isGoing = (one: Candidate) =>
  one.verdict === 'pass' && !one.isPinned && !one.isBusy && !['stays', 'unsupported'].includes(one.disposition ?? '');

const withRequest = (candidates: fc.Arbitrary<readonly Candidate[]>) =>
  candidates.chain((some) => fc.tuple(fc.constant(some), anyRequest(some)));

function laidOut(
  candidates: readonly Candidate[],
  request: WaveRequest,
  floor: Parameters<typeof layOutWaves>[2],
  view = viewOfAll(candidates),
) {
  const outcome = layOutWaves(candidates, view, floor, request);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.faults));
  return outcome;
}

const idsOf = (wave: PlannedWave | undefined) => wave?.hosts.map((host) => host.hostId) ?? [];

test('every candidate is in exactly one wave or left out, and only what is proven eligible and free goes', () => {
  holds(
    fc.property(withRequest(anyCandidates), anyFloor, ([candidates, request], floor) => {
      const { waves, excluded } = laidOut(candidates, request, floor);
      const told = [...waves.flatMap(idsOf), ...excluded.map((host) => host.hostId)];
      expect([...told].sort()).toEqual(candidates.map((one) => one.hostId).sort());
      const going = new Set(waves.flatMap(idsOf));
      expect(candidates.filter((one) => going.has(one.hostId) && !isGoing(one))).toEqual([]);
      if (request.order.kind !== 'explicit') expect(going.size).toBe(candidates.filter(isGoing).length);
    }),
  );
});

test('no wave is empty, and waves by count or percent have one size but for the last', () => {
  holds(
    fc.property(withRequest(anyCandidates), anyFloor, ([candidates, request], floor) => {
      const { waves } = laidOut(candidates, request, floor);
      expect(waves.filter((wave) => wave.hosts.length === 0)).toEqual([]);
      const others = waves.filter((wave) => !wave.isCanary).map((wave) => wave.hosts.length);
      const many = others.reduce((sum, size) => sum + size, 0);
      const { order } = request;
      if (order.kind === 'count') expect(others.slice(0, -1).every((size) => size === order.hosts)).toBe(true);
      if (order.kind === 'percent') {
        const size = Math.ceil(Math.round(many * order.percent) / 100);
        expect(others.slice(0, -1).every((one) => one === size)).toBe(true);
        expect(others.length).toBe(many === 0 ? 0 : Math.ceil(many / size));
      }
    }),
  );
});

test('the same candidates in any order give the same waves, to the host', () => {
  holds(
    fc.property(
      withRequest(anyCandidates).chain(([some, request]) =>
        fc.tuple(fc.constant(some), fc.constant(request), fc.shuffledSubarray([...some], { minLength: some.length })),
      ),
      anyFloor,
      ([candidates, request, shuffled], floor) => {
        expect(laidOut(shuffled, request, floor)).toEqual(laidOut(candidates, request, floor));
      },
    ),
  );
});

test('the canary has exactly one host of each stratum', () => {
  holds(
    fc.property(withRequest(anyCandidates), anyFloor, ([candidates, request], floor) => {
      const { waves } = laidOut(candidates, { ...request, hasCanary: true }, floor);
      const byId = new Map(candidates.map((one) => [one.hostId, one]));
      const strataOf = (some: readonly PlannedWave[]) => some.flatMap((wave) => wave.hosts.map((host) => host.stratum));
      const covered = strataOf(waves.filter((wave) => wave.isCanary));
      expect([...covered].sort()).toEqual([...new Set(strataOf(waves))].sort());
      expect(waves.findIndex((wave) => wave.isCanary)).toBe(waves.length === 0 ? -1 : 0);
      for (const host of waves.flatMap((wave) => wave.hosts))
        expect(host.stratum).toBe(stratumOf(byId.get(host.hostId) ?? aCandidate('NOBODY'), request.strata));
    }),
  );
});

const masters = ['schema-master', 'domain-naming-master', 'rid-master', 'pdc-emulator', 'infrastructure-master'];
const isMaster = (one: Candidate) => one.roles.some((role) => masters.includes(role));

/** The only server of its site or domain, or of nobody knows which; counted by hand. */
function isAlone(one: Candidate, all: readonly Candidate[]): boolean {
  return (['site', 'domain'] as const).some(
    (of) => one[of] === '' || all.filter((other) => other[of] === one[of]).length === 1,
  );
}

test('an operations master or the only server of a site or domain is in the canary only when its stratum has no other', () => {
  let seen = 0;
  holds(
    fc.property(withRequest(goingCandidates), mildFloor, ([candidates, request], floor) => {
      const { waves } = laidOut(candidates, { ...request, hasCanary: true }, floor);
      const byId = new Map(candidates.map((one) => [one.hostId, one]));
      const harms = (hostId: HostId) => {
        const one = byId.get(hostId);
        return one === undefined || isMaster(one) || isAlone(one, candidates);
      };
      for (const chosen of waves[0]?.hosts.filter((host) => harms(host.hostId)) ?? []) {
        const alike = waves.flatMap((wave) => wave.hosts).filter((host) => host.stratum === chosen.stratum);
        // Who cannot be spared by the floor at all is no better choice.
        expect(
          alike.filter((host) => !harms(host.hostId) && canBeSpared(byId.get(host.hostId), candidates, floor)),
        ).toEqual([]);
        seen += 1;
      }
    }),
  );
  expect(seen).toBeGreaterThan(100);
});

/** Whether site and domain keep what the floor demands without this one server, when all are protected. */
function canBeSpared(
  one: Candidate | undefined,
  all: readonly Candidate[],
  floor: { servers: number; share: number },
): boolean {
  if (!one) return false;
  return (['site', 'domain'] as const).every((of) => {
    const servers = all.filter((other) => other[of] === one[of]).length;
    return servers - 1 >= Math.max(1, floor.servers) && (servers - 1) * 20 >= Math.round(floor.share * 20) * servers;
  });
}

test('operations masters, then single-server sites and servers that cannot be spared, come after all others', () => {
  holds(
    fc.property(goingCandidates, sized, mildFloor, (candidates, order, floor) => {
      const { waves } = laidOut(candidates, { strata: [], hasCanary: false, order }, floor);
      const byId = new Map(candidates.map((one) => [one.hostId, one]));
      const ranks = waves.flatMap(idsOf).map((hostId) => {
        const one = byId.get(hostId) ?? aCandidate('NOBODY');
        if (isAlone(one, candidates) || !canBeSpared(one, candidates, floor)) return 2;
        return isMaster(one) ? 1 : 0;
      });
      expect(ranks).toEqual([...ranks].sort());
    }),
  );
});

test('I1 a whole suggested wave may go at once without breaking the floor of any site or domain that can spare a server', () => {
  let crowded = 0;
  holds(
    fc.property(
      goingCandidates,
      fc.constantFrom(0.1, 0.25, 0.5, 1),
      anyFloor,
      fc.array(fc.nat(4), { maxLength: 6 }),
      (candidates, shareOfGroup, floor, strangers) => {
        // Some servers of the estate are not selected; they count for the floor all the same.
        const estate = [
          ...candidates,
          ...strangers.map((at) => aCandidate(`X${at}`, { site: ['Berlin', 'Munich', 'Oslo', 'Rome', ''][at] ?? '' })),
        ];
        const request: WaveRequest = { strata: [], hasCanary: false, order: { kind: 'suggested', shareOfGroup } };
        const { waves } = laidOut(candidates, request, floor, viewOfAll(estate));
        for (const wave of waves) {
          for (const of of ['site', 'domain'] as const) {
            for (const name of new Set(wave.hosts.map((host) => host[of]))) {
              const servers = estate.filter((one) => one[of] === name).length;
              const going = wave.hosts.filter((host) => host[of] === name).length;
              const keeps = (left: number) =>
                left >= Math.max(1, floor.servers) && left * 20 >= Math.round(floor.share * 20) * servers;
              if (going > 1) crowded += 1;
              if (keeps(servers - 1)) expect(keeps(servers - going)).toBe(true);
              else expect(going).toBe(1);
            }
          }
        }
      },
    ),
  );
  expect(crowded).toBeGreaterThan(100);
});

test('a host that joins leaves all waves before its own as they were', () => {
  let later = 0;
  holds(
    fc.property(
      goingCandidates,
      sized.filter((order) => order.kind !== 'percent'),
      mildFloor,
      fc.nat(),
      (estate, order, floor, which) => {
        if (estate.length === 0) return;
        const joins = estate[which % estate.length] ?? aCandidate('NOBODY');
        const request: WaveRequest = { strata: [], hasCanary: false, order };
        const view = viewOfAll(estate);
        const after = laidOut(estate, request, floor, view).waves;
        const before = laidOut(
          estate.filter((one) => one !== joins),
          request,
          floor,
          view,
        ).waves;
        const at = after.findIndex((wave) => idsOf(wave).includes(joins.hostId));
        if (at > 0) later += 1;
        expect(after.slice(0, at).map(idsOf)).toEqual(before.slice(0, at).map(idsOf));
      },
    ),
  );
  expect(later).toBeGreaterThan(50);
});

test('a host that joins changes the canary of no stratum but its own', () => {
  holds(
    fc.property(goingCandidates, strata, mildFloor, fc.nat(), (estate, dimensions, floor, which) => {
      if (estate.length === 0) return;
      const joins = estate[which % estate.length] ?? aCandidate('NOBODY');
      const request: WaveRequest = { strata: dimensions, hasCanary: true, order: { kind: 'count', hosts: 5 } };
      const view = viewOfAll(estate);
      const canaryOf = (candidates: readonly Candidate[]) =>
        laidOut(candidates, request, floor, view)
          .waves.filter((wave) => wave.isCanary)
          .flatMap((wave) => wave.hosts)
          .filter((host) => host.stratum !== stratumOf(joins, dimensions))
          .map((host) => host.hostId)
          .sort();
      expect(canaryOf(estate)).toEqual(canaryOf(estate.filter((one) => one !== joins)));
    }),
  );
});
