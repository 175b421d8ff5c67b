import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Attempt } from '../../../src/domain/budget.ts';
import type { GateCondition } from '../../../src/domain/campaign/rules.ts';
import type { GateFinding, GateVerdict } from '../../../src/domain/gate/finding.ts';
import { judgeCondition, judgeGate } from '../../../src/domain/gate/judge-gate.ts';
import type { WaveHost, WaveView } from '../../../src/domain/gate/wave-view.ts';
import { isComplete } from '../../../src/domain/proof.ts';
import { dayMs, hourMs, minuteMs } from '../../../src/domain/time.ts';
import {
  aFailedHost,
  aHost,
  anAttempt,
  anIssue,
  aProof,
  aView,
  ended,
  hostId,
  issues,
  limits,
  moveId,
  pending,
  switchedAt,
  t0,
  threeGood,
  throttled,
} from './support.ts';

/** The same waves in every run; a failure prints the seed and the path to the smallest wave that shows it. */
const run = { seed: 20_260_401, numRuns: 500 };

const conditionsToAsk: readonly GateCondition[] = [
  { kind: 'success-share', atLeast: 0.5 },
  { kind: 'success-share', atLeast: 1 },
  { kind: 'soak', ms: dayMs },
  { kind: 'health' },
  { kind: 'detection' },
  { kind: 'proofs', proofs: ['v3-running'] },
  { kind: 'hunting', query: 'v3-silent' },
  { kind: 'manual', question: 'Go on?' },
  { kind: 'rollback-drill' },
];

/** Every way in which a host of a wave can stand; those that went well are drawn most often, so that gates open at all. */
function hostNamed(name: string): fc.Arbitrary<WaveHost> {
  const switched = fc.record({
    protectedByNew: fc.constantFrom(
      { earliest: switchedAt - hourMs, latest: switchedAt },
      { earliest: switchedAt, latest: t0 - dayMs + 1 },
      { earliest: switchedAt, latest: t0 - hourMs },
    ),
    seenAt: fc.constantFrom(t0 - minuteMs, t0 - 3 * hourMs, null),
    proofs: fc.constantFrom(
      [aProof('v3-running'), aProof('detection-coverage')],
      [aProof('v3-running', 'unknown'), aProof('detection-coverage')],
      [aProof('v3-running', 'fail')],
      [aProof('v3-running', 'pass', t0 - dayMs)],
      [],
    ),
    health: fc.record({
      before: fc.constantFrom(issues(), issues(anIssue('x'), anIssue('y', 'old')), null),
      after: fc.constantFrom(
        issues(),
        issues(anIssue('x')),
        issues(anIssue('z', 'new')),
        { kind: 'error' as const, readAt: t0, problem: throttled },
        null,
      ),
    }),
    move: fc.constantFrom(
      anAttempt(name),
      anAttempt(name, { phase: 'ended', kind: 'committed' }),
      anAttempt(name, ended.rolledBack),
      anAttempt(name, ended.dark),
    ),
  });
  return fc.oneof(
    { weight: 6, arbitrary: fc.constant(aHost(name)) },
    { weight: 3, arbitrary: switched.map((given) => aHost(name, given)) },
    { weight: 1, arbitrary: fc.constant(aFailedHost(name)) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom(ended.failed, ended.silent, ended.abandoned, ended.queued, ended.migrating)
        .map((state) => pending(name, { move: anAttempt(name, state) })),
    },
  );
}

const names = ['A', 'B', 'C', 'D'];
const waves: fc.Arbitrary<WaveView> = fc
  .record({
    hosts: fc.tuple(...names.map(hostNamed)),
    size: fc.integer({ min: 0, max: names.length }),
    accepted: fc.subarray(names, { maxLength: 1 }),
    queries: fc.constantFrom(
      aView(threeGood).queries,
      [],
      [{ kind: 'error' as const, query: 'v3-silent', measuredAt: t0, problem: throttled }],
      [
        {
          kind: 'rows' as const,
          query: 'v3-silent',
          measuredAt: t0,
          coversUntil: t0,
          hosts: [hostId('B')],
          isCut: false,
        },
      ],
    ),
    answers: fc.constantFrom(
      aView(threeGood).answers,
      [],
      [{ question: 'Go on?', answer: 'no' as const, by: 'b', at: t0 }],
    ),
    hasDrill: fc.boolean(),
  })
  .map(({ hosts, size, accepted, queries, answers, hasDrill }) => {
    const view = aView(hosts.slice(0, size), {
      accepted: accepted.map((name) => ({ moveId: moveId(name) })),
      queries,
      answers,
    });
    return hasDrill ? view : { ...view, drills: [] };
  });
const gates = fc.subarray([...conditionsToAsk], { minLength: 1 });

function verdictOf(conditions: readonly GateCondition[], view: WaveView): GateVerdict {
  return judgeGate(conditions.map((condition) => judgeCondition(condition, view))).verdict;
}

function withHost(view: WaveView, at: number, change: (host: WaveHost) => WaveHost): WaveView {
  return { ...view, hosts: view.hosts.map((host, index) => (index === at ? change(host) : host)) };
}

/** The host fails now, as one in its state can: under the new sensor by going back or dark, before it by failing. */
function failing(host: WaveHost, how: number): WaveHost {
  const isSwitched = host.move !== null && host.protectedByNew !== null;
  const under: readonly Partial<Attempt>[] = [ended.rolledBack, ended.dark];
  const before: readonly Partial<Attempt>[] = [ended.failed, ended.reverted, ended.silent];
  const state = (isSwitched ? under : before)[how % (isSwitched ? under.length : before.length)];
  return { ...host, move: anAttempt(host.name, { ...state, moveId: moveId(host.name, 2) }) };
}

/** Told from how the attempts above are written, and from nothing that judges them. */
function hasFailed({ move }: WaveHost): boolean {
  const isDark = move?.kind === 'observing' && move.lastSignAt === ended.dark.lastSignAt;
  return isDark || ['failed', 'reverted', 'rolledBack', 'overdue'].includes(move?.kind ?? '');
}

function isWell(host: WaveHost): boolean {
  return ['observing', 'committed'].includes(host.move?.kind ?? '') && !hasFailed(host);
}

test('the drawn waves open gates often enough to mean something', () => {
  const drawn = fc.sample(fc.tuple(gates, waves), { seed: run.seed, numRuns: run.numRuns });
  const verdicts = drawn.map(([conditions, view]) => verdictOf(conditions, view));
  for (const verdict of ['pass', 'fail', 'inconclusive', 'error'] as const)
    expect(verdicts.filter((one) => one === verdict).length, verdict).toBeGreaterThan(20);
});

describe('X-02 a failure never helps', () => {
  test('an additional failure never turns a fail into anything better', () => {
    fc.assert(
      fc.property(gates, waves, fc.nat(3), fc.nat(5), (conditions, view, at, how) => {
        fc.pre(at < view.hosts.length && !view.accepted.some((one) => one.moveId === view.hosts[at]?.move?.moveId));
        if (verdictOf(conditions, view) !== 'fail') return;
        expect(
          verdictOf(
            conditions,
            withHost(view, at, (host) => failing(host, how)),
          ),
        ).toBe('fail');
      }),
      run,
    );
  });

  test('a verified host that fails opens no gate that was closed', () => {
    fc.assert(
      fc.property(gates, waves, fc.nat(3), fc.nat(5), (conditions, view, at, how) => {
        const host = view.hosts[at];
        fc.pre(host !== undefined && isWell(host) && isComplete(host.proofs));
        const after = withHost(view, at, (one) => failing(one, how));
        if (verdictOf(conditions, after) === 'pass') expect(verdictOf(conditions, view)).toBe('pass');
      }),
      run,
    );
  });

  test('a failed host more in the wave opens no gate that was closed', () => {
    fc.assert(
      fc.property(gates, waves, (conditions, view) => {
        const more = { ...view, hosts: [...view.hosts, aFailedHost('Z')] };
        if (verdictOf(conditions, more) === 'pass') expect(verdictOf(conditions, view)).toBe('pass');
      }),
      run,
    );
  });
});

describe('I9 the unknown never helps', () => {
  const blindings: Readonly<Record<string, (view: WaveView, at: number) => WaveView>> = {
    'a move': (view, at) => withHost(view, at, (host) => ({ ...host, move: null })),
    'when it was protected': (view, at) => withHost(view, at, (host) => ({ ...host, protectedByNew: null })),
    'when it was seen': (view, at) => withHost(view, at, (host) => ({ ...host, seenAt: null })),
    'its proofs': (view, at) => withHost(view, at, (host) => ({ ...host, proofs: [] })),
    'one proof': (view, at) =>
      withHost(view, at, (host) => ({
        ...host,
        proofs: host.proofs.map((proof, index) => (index === 0 ? { ...proof, verdict: 'unknown' } : proof)),
      })),
    'its health before': (view, at) =>
      withHost(view, at, (host) => ({ ...host, health: { ...host.health, before: null } })),
    'its health after': (view, at) =>
      withHost(view, at, (host) => ({ ...host, health: { ...host.health, after: null } })),
    'every query': (view) => ({ ...view, queries: [] }),
    'every answer': (view) => ({ ...view, answers: [] }),
    'every drill': (view) => ({ ...view, drills: [] }),
  };
  // One odd host among good ones and one condition at a time: with more, something else mostly keeps the gate closed anyway.
  const oneOdd = fc.tuple(hostNamed('A'), waves).map(
    ([odd, view]): WaveView => ({
      ...view,
      hosts: [odd, aHost('B')],
      accepted: [],
    }),
  );
  for (const [what, blind] of Object.entries(blindings)) {
    test(`not knowing ${what} opens no gate that was closed`, () => {
      fc.assert(
        fc.property(fc.constantFrom(...conditionsToAsk), oneOdd, (condition, view) => {
          if (verdictOf([condition], blind(view, 0)) === 'pass') expect(verdictOf([condition], view)).toBe('pass');
        }),
        run,
      );
    });
  }

  test('a measurement that breaks off never fails a gate and never opens one', () => {
    fc.assert(
      fc.property(gates, waves, (conditions, view) => {
        const error = { kind: 'error', problem: throttled } as const;
        const broken: WaveView = {
          ...view,
          hosts: view.hosts.map((host) => ({ ...host, health: { ...host.health, after: { ...error, readAt: t0 } } })),
          queries: [{ ...error, query: 'v3-silent', measuredAt: t0 }],
        };
        const [is, was] = [verdictOf(conditions, broken), verdictOf(conditions, view)];
        if (is === 'fail' || is === 'pass') expect(was).toBe(is);
      }),
      run,
    );
  });

  test('evidence that nobody renewed opens no gate', () => {
    const needFresh = fc.constantFrom(...conditionsToAsk.filter((one) => one.kind !== 'rollback-drill'));
    const later = fc.integer({ min: Math.max(...Object.values(limits)) + 1, max: 30 * dayMs });
    fc.assert(
      fc.property(needFresh, waves, later, (condition, view, ms) => {
        expect(judgeCondition(condition, { ...view, at: t0 + ms }).verdict).not.toBe('pass');
      }),
      run,
    );
  });
});

describe('X-02 what a pass means', () => {
  test('a share passes only when a naive count of the wave agrees', () => {
    const shares = fc.constantFrom(0, 0.25, 0.5, 0.75, 1, Number.NaN);
    fc.assert(
      fc.property(shares, waves, (atLeast, view) => {
        if (judgeCondition({ kind: 'success-share', atLeast }, view).verdict !== 'pass') return;
        const count = { proved: 0, failed: 0, other: 0 };
        for (const host of view.hosts) {
          const isAccepted = view.accepted.some((one) => one.moveId === host.move?.moveId);
          if (isWell(host) && isComplete(host.proofs)) count.proved += 1;
          else if (isAccepted && (hasFailed(host) || host.move?.phase === 'ended')) continue;
          else if (hasFailed(host)) count.failed += 1;
          else count.other += 1;
        }
        expect(count.other).toBe(0);
        expect(count.proved).toBeGreaterThan(0);
        expect(count.proved / (count.proved + count.failed)).toBeGreaterThanOrEqual(atLeast);
      }),
      run,
    );
  });

  test('a soak has passed exactly when it has for the latest instant of every host', () => {
    const interval = fc
      .tuple(fc.integer({ min: 0, max: 3 * dayMs }), fc.integer({ min: 0, max: dayMs }))
      .map(([ago, width]) => ({ earliest: t0 - ago - width, latest: t0 - ago }));
    const soaks = fc.integer({ min: 0, max: 3 * dayMs });
    fc.assert(
      fc.property(fc.array(interval, { minLength: 1, maxLength: 5 }), soaks, (intervals, ms) => {
        const hosts = intervals.map((protectedByNew, at) => aHost(`H${at}`, { protectedByNew }));
        const { verdict, lookAgainAt } = judgeCondition({ kind: 'soak', ms }, aView(hosts));
        const ends = Math.max(...intervals.map((one) => one.latest)) + ms;
        expect(verdict).toBe(ends <= t0 ? 'pass' : 'inconclusive');
        expect(lookAgainAt).toBe(ends <= t0 ? null : ends);
      }),
      run,
    );
  });
});

describe('X-02 the sum of a gate', () => {
  const good = judgeCondition({ kind: 'success-share', atLeast: 1 }, aView(threeGood));
  const findings = fc.array(
    fc
      .constantFrom<GateVerdict>('pass', 'fail', 'inconclusive', 'error')
      .map((verdict): GateFinding => ({ ...good, verdict })),
    { maxLength: 6 },
  );

  test('it does not depend on the order, and no finding more makes it better', () => {
    const worse: readonly GateVerdict[] = ['fail', 'error', 'inconclusive', 'pass'];
    fc.assert(
      fc.property(findings, fc.nat(5), (drawn, at) => {
        const sum = judgeGate(drawn).verdict;
        expect(judgeGate([...drawn].reverse()).verdict).toBe(sum);
        const fewer = drawn.filter((_, index) => index !== at);
        if (fewer.length > 0) expect(worse.indexOf(sum)).toBeLessThanOrEqual(worse.indexOf(judgeGate(fewer).verdict));
        expect(sum === 'pass').toBe(drawn.length > 0 && drawn.every((one) => one.verdict === 'pass'));
      }),
      run,
    );
  });
});
