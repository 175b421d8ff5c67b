import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, type Json } from '../../../src/domain/canonical.ts';
import type { HostId } from '../../../src/domain/ids.ts';
import { isSame, planDiff } from '../../../src/domain/plan/diff.ts';
import { type PlanBody, planDigest } from '../../../src/domain/plan/document.ts';
import { predict } from '../../../src/domain/plan/prediction.ts';
import type { ExcludedHost, PlannedHost } from '../../../src/domain/plan/waves.ts';
import { dayMs } from '../../../src/domain/time.ts';
import { aFloor, durations, holds, now, someRules, startView, viewOfAll } from '../../support/plan-estates.ts';
import { aPlan } from '../../support/plans.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const open = { nextStart: (at: number) => at, nextDay: (at: number) => at + dayMs };

const aHost = (name: string, more: Partial<PlannedHost> = {}): PlannedHost => ({
  hostId: name.toLowerCase() as HostId,
  name,
  site: 'Berlin',
  domain: 'corp.example',
  stratum: 'all',
  ...more,
});
const excludedHost = (name: string, reason = 'not-eligible'): ExcludedHost => ({
  hostId: name.toLowerCase() as HostId,
  name,
  site: 'Berlin',
  domain: 'corp.example',
  reason,
  detail: `${reason}.`,
});

/** Small plans of few hosts, so that two of them are alike in much. */
const somePlan: fc.Arbitrary<PlanBody> = fc
  .record({
    standings: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 6, maxLength: 6 }),
    isTurned: fc.boolean(),
    site: fc.constantFrom('Berlin', 'Munich'),
    reason: fc.constantFrom('not-eligible', 'host-pinned'),
    inFlight: fc.constantFrom(1, 2),
    share: fc.constantFrom(0, 0.5),
    name: fc.constantFrom('tour', 'tour two'),
    waveName: fc.constantFrom('wave 2', 'late'),
    isCanary: fc.boolean(),
    createdAt: fc.constantFrom(now, now + 1),
  })
  .map(({ standings, isTurned, site, reason, inFlight, share, name, waveName, isCanary, createdAt }) => {
    const names = ['A', 'B', 'C', 'D', 'E', 'F'];
    const of = (standing: number) => names.filter((_, at) => standings[at] === standing);
    const hosts = (standing: number) =>
      (isTurned ? of(standing).reverse() : of(standing)).map((one) => aHost(one, one === 'A' ? { site } : {}));
    const rules = someRules({ caps: { ...someRules().caps, inFlight }, floor: aFloor({ share }) });
    const waves = [
      { name: 'wave 1', isCanary, hosts: hosts(0) },
      { name: waveName, isCanary: false, hosts: hosts(1) },
    ].filter((wave) => wave.hosts.length > 0);
    const estate = startView(viewOfAll(names.map((one) => aHost(one, one === 'A' ? { site } : {}))));
    const prediction = predict(waves, estate, rules, durations, open, createdAt);
    return aPlan({
      name,
      createdAt,
      waves,
      excluded: of(2).map((one) => excludedHost(one, reason)),
      rules,
      prediction,
    });
  });

/** The same value, with the members of every object in another order. */
function turned(value: Json): Json {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, turned(member as Json)]),
  );
}

test('the digest of a plan is that of its content, in whatever order its members are written', () => {
  holds(
    fc.property(somePlan, (plan) => {
      const other = turned(plan as unknown as Json) as unknown as PlanBody;
      expect(JSON.stringify(other)).not.toBe(JSON.stringify(plan));
      expect(planDigest(other, sha256)).toBe(planDigest(plan, sha256));
      expect(planDigest({ ...plan, digest: 'x' } as PlanBody, sha256)).toBe(planDigest(plan, sha256));
    }),
    100,
  );
});

test('a plan differs from itself in nothing, and from another exactly when their digests differ', () => {
  let different = 0;
  holds(
    fc.property(somePlan, somePlan, (a, b) => {
      expect(isSame(planDiff(a, a))).toBe(true);
      expect(isSame(planDiff(a, b))).toBe(planDigest(a, sha256) === planDigest(b, sha256));
      if (planDigest(a, sha256) !== planDigest(b, sha256)) different += 1;
    }),
    1_000,
  );
  expect(different).toBeGreaterThan(500);
});

/** Every leaf of a document, as one change of it that no list may hide. */
function spoiledLeaves(value: Json): readonly ((into: Json) => Json)[] {
  if (Array.isArray(value))
    return value.flatMap((item, at) =>
      spoiledLeaves(item).map(
        (spoil) => (into: Json) => (into as Json[]).map((one, index) => (index === at ? spoil(one) : one)),
      ),
    );
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([name, member]) =>
      spoiledLeaves(member as Json).map((spoil) => (into: Json) => {
        const record = into as Record<string, Json>;
        return { ...record, [name]: spoil(record[name] ?? null) };
      }),
    );
  return [() => (typeof value === 'number' ? value + 1 : typeof value === 'boolean' ? !value : `${value}!`)];
}

test('a plan of which any one value is another one is never called the same', () => {
  holds(
    fc.property(somePlan, (plan) => {
      const whole = plan as unknown as Json;
      for (const spoil of spoiledLeaves(whole)) {
        const other = spoil(whole);
        expect(canonicalJson(other)).not.toBe(canonicalJson(whole));
        expect(isSame(planDiff(plan, other as unknown as PlanBody))).toBe(false);
      }
    }),
    20,
  );
});

test('who joined, is gone and is in another wave is told as counted by hand, and the other way round for the way back', () => {
  holds(
    fc.property(somePlan, somePlan, (a, b) => {
      const waveOf = (plan: PlanBody, name: string) =>
        plan.waves.findIndex((wave) => wave.hosts.some((host) => host.name === name));
      const names = ['A', 'B', 'C', 'D', 'E', 'F'];
      const diff = planDiff(a, b);
      const told = (changes: typeof diff.joined) => changes.map((change) => change.name);
      expect(told(diff.joined)).toEqual(names.filter((name) => waveOf(a, name) < 0 && waveOf(b, name) >= 0));
      expect(told(diff.gone)).toEqual(names.filter((name) => waveOf(a, name) >= 0 && waveOf(b, name) < 0));
      expect(told(diff.moved)).toEqual(
        names.filter((name) => waveOf(a, name) >= 0 && waveOf(b, name) >= 0 && waveOf(a, name) !== waveOf(b, name)),
      );
      const back = planDiff(b, a);
      expect(told(back.gone)).toEqual(told(diff.joined));
      expect(back.rules).toEqual(diff.rules.map(({ path, from, to }) => ({ path, from: to, to: from })));
    }),
  );
});

describe('a difference', () => {
  const wave = (name: string, ...hosts: readonly PlannedHost[]) => ({ name, isCanary: false, hosts });
  const base = aPlan({
    waves: [wave('wave 1', aHost('A'), aHost('B')), wave('wave 2', aHost('C'))],
    excluded: [excludedHost('D')],
  });

  test.each<[string, Partial<PlanBody>, object]>([
    [
      'of a rule has its path and both values',
      { rules: someRules({ caps: { ...someRules().caps, perSite: 2 }, floor: aFloor({ share: 0.5 }) }) },
      {
        rules: [
          { path: 'caps.perSite', from: null, to: 2 },
          { path: 'floor.share', from: 0, to: 0.5 },
        ],
      },
    ],
    [
      'of a condition that joins is told with the whole of it',
      { rules: someRules({ gate: [{ kind: 'health' }] }) },
      { rules: [{ path: 'gate[0]', from: undefined, to: { kind: 'health' } }] },
    ],
    [
      'of a host that joins from those left out says why it was',
      { waves: [wave('wave 1', aHost('A'), aHost('B')), wave('wave 2', aHost('C'), aHost('D'))], excluded: [] },
      {
        joined: [
          {
            name: 'D',
            from: { kind: 'excluded', reason: 'not-eligible', detail: 'not-eligible.' },
            to: { kind: 'wave', at: 1, wave: 'wave 2' },
          },
        ],
      },
    ],
    [
      'of a host that is not selected any more',
      { waves: [wave('wave 1', aHost('A'), aHost('B'))] },
      { gone: [{ name: 'C', from: { kind: 'wave', at: 1, wave: 'wave 2' }, to: { kind: 'absent' } }] },
    ],
    [
      'of a name of a wave moves nobody',
      { waves: [base.waves[0] ?? wave('wave 1'), wave('late', aHost('C'))] },
      { moved: [], waves: [{ path: 'waves[1].name', from: 'wave 2', to: 'late' }] },
    ],
    [
      'of the order within a wave',
      { waves: [wave('wave 1', aHost('B'), aHost('A')), base.waves[1] ?? wave('wave 2')] },
      { moved: [], reordered: ['wave 1'] },
    ],
    [
      'of what a host is called or where it stands',
      { waves: [wave('wave 1', aHost('A', { site: 'Munich' }), aHost('B')), base.waves[1] ?? wave('wave 2')] },
      { described: [{ path: 'A.site', from: 'Berlin', to: 'Munich' }] },
    ],
    [
      'of the reason to be left out',
      { excluded: [excludedHost('D', 'host-pinned')] },
      {
        leftOut: [
          {
            name: 'D',
            from: { kind: 'excluded', reason: 'not-eligible', detail: 'not-eligible.' },
            to: { kind: 'excluded', reason: 'host-pinned', detail: 'host-pinned.' },
          },
        ],
      },
    ],
    ['of who made it', { author: 'os:ben' }, { other: [{ path: 'author', from: 'os:anna', to: 'os:ben' }] }],
  ])('%s', (_, more, said) => {
    expect(planDiff(base, { ...base, ...more })).toMatchObject(said);
  });

  test('that no list has a place for is told as it stands', () => {
    const twice = { ...base, excluded: [excludedHost('D'), excludedHost('D')] };
    const diff = planDiff(base, twice);
    expect(isSame(diff)).toBe(false);
    expect(diff.other.map((change) => change.path)).toEqual(['excluded[1]']);
  });

  test('of a prediction is told by wave and site, also when a site joins before it', () => {
    const said = (name: string, lowest: number) => ({ name, servers: 4, lowest, unknown: 0, needed: 1 });
    const spans = { earliest: now, latest: now };
    const predicted = (...sites: readonly ReturnType<typeof said>[]) => ({
      asOf: now,
      waves: [{ starts: spans, ends: spans, noReturn: spans, allFinal: spans, sites, domains: [], held: [] }],
    });
    const before = aPlan({ prediction: predicted(said('Berlin', 3)) });
    const after = aPlan({ prediction: predicted(said('Aachen', 2), said('Berlin', 1)) });
    expect(planDiff(before, after).prediction).toEqual([
      { of: 'site', wave: 1, name: 'Berlin', from: said('Berlin', 3), to: said('Berlin', 1) },
      { of: 'site', wave: 1, name: 'Aachen', from: undefined, to: said('Aachen', 2) },
    ]);
  });
});
