import { describe, expect, test } from 'vitest';
import type { GateCondition } from '../../../src/domain/campaign/rules.ts';
import type { GateVerdict } from '../../../src/domain/gate/finding.ts';
import { gateConditions, judgeCondition, judgeGate } from '../../../src/domain/gate/judge-gate.ts';
import { dayMs, hourMs } from '../../../src/domain/time.ts';
import { aHost, aView, pending, switchedAt, t0, threeGood, throttled } from './support.ts';

const good = judgeCondition({ kind: 'success-share', atLeast: 1 }, aView(threeGood));
const findingOf = (verdict: GateVerdict) => ({ ...good, verdict });

describe('X-02 the findings of a gate add up', () => {
  const table: readonly (readonly [string, readonly GateVerdict[], GateVerdict])[] = [
    ['all pass', ['pass', 'pass'], 'pass'],
    ['any failure fails', ['pass', 'error', 'inconclusive', 'fail'], 'fail'],
    ['else an error is measured again, before a person is asked', ['pass', 'inconclusive', 'error'], 'error'],
    ['else what nobody knows holds', ['pass', 'inconclusive'], 'inconclusive'],
    ['Argo Rollouts: no measurement at all is no success', [], 'inconclusive'],
  ];
  for (const [rule, verdicts, sum] of table)
    test(rule, () => expect(judgeGate(verdicts.map(findingOf)).verdict).toBe(sum));

  test('an error never asks for a person, and a failure always does', () => {
    expect(judgeGate([findingOf('error')]).needsPerson).toBe(false);
    expect(judgeGate([findingOf('fail')]).needsPerson).toBe(true);
  });

  test('a gate that only waits for time and moves needs nobody, and says when to look again', () => {
    const view = aView([aHost('A', { protectedByNew: { earliest: switchedAt, latest: t0 - hourMs } })]);
    const soaking = judgeGate([judgeCondition({ kind: 'soak', ms: dayMs }, view)]);
    expect(soaking).toMatchObject({ verdict: 'inconclusive', needsPerson: false, lookAgainAt: t0 + 23 * hourMs });
    const moving = judgeGate([judgeCondition({ kind: 'success-share', atLeast: 1 }, aView([pending('A')]))]);
    expect(moving).toMatchObject({ verdict: 'inconclusive', needsPerson: false, lookAgainAt: null, unresolved: ['A'] });
  });

  test('a gate that waits for an answer needs a person', () => {
    const unanswered = judgeCondition({ kind: 'manual', question: 'Really?' }, aView(threeGood));
    expect(judgeGate([good, unanswered])).toMatchObject({
      verdict: 'inconclusive',
      needsPerson: true,
      summary: '“Really?”: nobody has answered.',
    });
  });

  test('the hosts that keep it closed are named once', () => {
    const view = aView([aHost('A'), pending('B')]);
    const conditions: readonly GateCondition[] = [{ kind: 'success-share', atLeast: 1 }, { kind: 'health' }];
    expect(judgeGate(conditions.map((one) => judgeCondition(one, view))).unresolved).toEqual(['B']);
  });
});

describe('I9 what a wave is always asked', () => {
  test('a plan without any condition still asks that every move is proved', () => {
    expect(gateConditions([])).toEqual([{ kind: 'success-share', atLeast: 1 }]);
    expect(gateConditions([{ kind: 'health' }])).toEqual([{ kind: 'success-share', atLeast: 1 }, { kind: 'health' }]);
  });

  test('a plan that names its share is asked that one', () => {
    const gate: readonly GateCondition[] = [
      { kind: 'soak', ms: dayMs },
      { kind: 'success-share', atLeast: 0.9 },
    ];
    expect(gateConditions(gate)).toBe(gate);
  });
});

test('Teleport: a wave is not done after an hour, whatever its health', () => {
  const view = aView([aHost('A', { health: { before: null, after: null }, proofs: [] })], { at: t0 + 30 * dayMs });
  expect(judgeGate(gateConditions([]).map((one) => judgeCondition(one, view))).verdict).not.toBe('pass');
});

test('Elastic #15557: a throttled service holds the gate as an error and fails nobody', () => {
  const view = aView(threeGood, { queries: [{ kind: 'error', query: 'q', measuredAt: t0, problem: throttled }] });
  const findings = gateConditions([{ kind: 'hunting', query: 'q' }]).map((one) => judgeCondition(one, view));
  expect(judgeGate(findings)).toMatchObject({ verdict: 'error', needsPerson: false });
});

test('the hundredth host of a list is counted and not spelled out', () => {
  const many = Array.from({ length: 100 }, (_, at) => pending(`H${at}`));
  const { summary, unresolved } = judgeCondition({ kind: 'health' }, aView(many));
  expect(summary).toMatch(/^Health: 0 of 100 hosts pass; H0: .*; and 95 more\.$/);
  expect(unresolved).toHaveLength(100);
});
