import { describe, expect, test } from 'vitest';
import {
  alarmsDue,
  type Guard,
  type GuardInput,
  guardOf,
  needsDecisionBeforeStart,
  stopsStarts,
} from '../../src/domain/commit-guard.ts';
import type { ProofVerdict } from '../../src/domain/proof.ts';
import { dayMs, hourMs, type Instant } from '../../src/domain/time.ts';
import { ask, earliest, input, latest, letCommit, letIt, proofsAt, rollBack } from './commit-guard-support.ts';
import { aProof } from './gate/support.ts';

describe('X-04 the guard of the commit', () => {
  const complete = proofsAt(latest, 'pass');
  const byPlan = (at: Instant) => letCommit(at, { origin: 'plan', by: 'plan' });
  const table: readonly (readonly [string, GuardInput, Guard['kind']])[] = [
    ['complete evidence is proven', input(earliest - dayMs, { proofs: proofsAt(earliest - dayMs, 'pass') }), 'proven'],
    [
      'a proof that fails is missing',
      input(earliest - dayMs, { proofs: proofsAt(earliest - dayMs, 'fail') }),
      'countdown',
    ],
    ['no proof at all is not proven', input(earliest - dayMs, { proofs: [] }), 'countdown'],
    [
      'proofs that were judged too long ago prove nothing',
      input(earliest - dayMs, { proofs: proofsAt(earliest - 2 * dayMs, 'pass') }),
      'countdown',
    ],
    ['missing evidence counts down', input(earliest - 12 * hourMs - 1), 'countdown'],
    ['nobody decided by the lead time: a rollback is demanded', input(earliest - 12 * hourMs), 'ask-for-rollback'],
    [
      'nobody decided by the lead time: the plan lets it commit',
      input(earliest - 12 * hourMs, { guard: letIt }),
      'let-commit',
    ],
    ['from the earliest end it may have passed', input(earliest), 'overdue'],
    [
      'a plan that lets it commit has to be recorded before the earliest end',
      input(earliest, { guard: letIt }),
      'overdue',
    ],
    ['a millisecond before the latest end it may not have passed', input(latest - 1), 'overdue'],
    ['I11 at the latest end it has passed undeclared', input(latest), 'passed-unproven'],
    ['evidence that is complete at the latest end is proven', input(latest, { proofs: complete }), 'proven'],
    [
      'what was recorded at the passage stands: later evidence needs a person',
      input(latest + dayMs, { proofs: proofsAt(latest + dayMs, 'pass'), wasProven: false }),
      'passed-unproven',
    ],
    ['what was proven at the passage stays proven', input(latest + dayMs, { wasProven: true }), 'proven'],
    [
      'a decision of a person stands',
      input(earliest - hourMs, { decisions: [letCommit(earliest - dayMs)] }),
      'decided',
    ],
    ['it stands at the passage', input(latest, { decisions: [letCommit(earliest - dayMs)] }), 'decided'],
    [
      'a decision of a person after the passage settles it',
      input(latest + dayMs, { wasProven: false, decisions: [letCommit(latest + hourMs)] }),
      'decided',
    ],
    [
      'a decision does not cover what went missing afterwards',
      input(earliest - hourMs, {
        proofs: [
          aProof('sensor-health', 'fail', earliest - hourMs),
          aProof('detection-coverage', 'unknown', earliest - hourMs),
        ],
        decisions: [letCommit(earliest - dayMs)],
      }),
      'ask-for-rollback',
    ],
    [
      'a decision for everything covers all',
      input(earliest - hourMs, { proofs: [], decisions: [letCommit(0, { covers: 'everything' })] }),
      'decided',
    ],
    [
      'the recorded default of the plan stands',
      input(latest, { guard: letIt, decisions: [byPlan(earliest - 6 * hourMs)] }),
      'decided',
    ],
    [
      'a default that was recorded after the earliest end came too late',
      input(latest, { guard: letIt, decisions: [byPlan(earliest + 1)] }),
      'passed-unproven',
    ],
    [
      'a plan that asks for a rollback cannot let it commit',
      input(latest, { decisions: [byPlan(earliest - 6 * hourMs)] }),
      'passed-unproven',
    ],
    [
      'a decision to go back counts on',
      input(earliest - hourMs, { decisions: [rollBack(earliest - dayMs)] }),
      'rolling-back',
    ],
    [
      'a decision to go back never covers the commit',
      input(latest, { decisions: [rollBack(earliest - dayMs)] }),
      'passed-unproven',
    ],
    [
      'the newest decision counts',
      input(earliest - hourMs, { decisions: [rollBack(earliest - 2 * hourMs), letCommit(earliest - dayMs)] }),
      'rolling-back',
    ],
    [
      'of two decisions of one instant the way back counts',
      input(earliest - hourMs, { decisions: [letCommit(earliest - dayMs), rollBack(earliest - dayMs)] }),
      'rolling-back',
    ],
  ];
  for (const [rule, given, kind] of table) test(rule, () => expect(guardOf(given).kind).toBe(kind));

  test('a countdown says how long, what is missing, and what comes next', () => {
    expect(guardOf(input(earliest - 30.5 * hourMs))).toEqual({
      kind: 'countdown',
      missing: ['detection-coverage'],
      hoursLeft: 30,
      nextAlarmAt: earliest - 72 * hourMs,
      actsAt: earliest - 12 * hourMs,
    });
    expect(guardOf(input(earliest - 30.5 * hourMs, { raised: [72, 48] }))).toMatchObject({
      nextAlarmAt: earliest - 24 * hourMs,
    });
  });

  test('the default of the plan comes with the decision to record, which then stands', () => {
    const at = earliest - 11 * hourMs;
    const guard = guardOf(input(at, { guard: letIt }));
    expect(guard).toMatchObject({
      kind: 'let-commit',
      decision: { origin: 'plan', at, covers: ['detection-coverage'] },
    });
    if (guard.kind !== 'let-commit') return;
    expect(guardOf(input(latest, { guard: letIt, decisions: [guard.decision] }))).toMatchObject({
      kind: 'decided',
      isLate: false,
    });
  });

  test('a decision that came when it may have passed is told from one in time', () => {
    expect(guardOf(input(latest, { decisions: [letCommit(earliest + 1)] }))).toMatchObject({ isLate: true });
    expect(guardOf(input(latest, { decisions: [letCommit(earliest)] }))).toMatchObject({ isLate: false });
  });

  test('I11 the undeclared passage carries its problem and stops further starts until somebody decides', () => {
    const passed = guardOf(input(latest));
    expect(passed).toMatchObject({ problem: { code: 'commit-passed-unproven' }, missing: ['detection-coverage'] });
    expect(stopsStarts(passed)).toBe(true);
    expect(stopsStarts(guardOf(input(earliest)))).toBe(true);
    expect(stopsStarts(guardOf(input(earliest - 1)))).toBe(false);
    expect(stopsStarts(guardOf(input(latest, { decisions: [letCommit(latest)] })))).toBe(false);
  });

  test('where no way back is promised the decision comes before the start', () => {
    const given = { promisesRollback: false, guard: ask };
    expect(needsDecisionBeforeStart({ ...given, promisesRollback: true, decisions: [] })).toBe(false);
    expect(needsDecisionBeforeStart({ ...given, decisions: [] })).toBe(true);
    expect(needsDecisionBeforeStart({ ...given, decisions: [letCommit(0)] })).toBe(true);
    expect(needsDecisionBeforeStart({ ...given, decisions: [letCommit(0, { covers: 'everything' })] })).toBe(false);
    const planned = [letCommit(0, { origin: 'plan', covers: 'everything' })];
    expect(needsDecisionBeforeStart({ ...given, decisions: planned })).toBe(true);
    expect(needsDecisionBeforeStart({ ...given, guard: letIt, decisions: planned })).toBe(false);
  });
});

describe('X-04 what is unknown for a short while', () => {
  const unknownSince = (at: Instant, hours: number) => {
    const [health, detection] = proofsAt(at, 'unknown');
    return [
      { ...health, since: earliest - 99 * hourMs },
      { ...detection, since: at - hours * hourMs },
    ] as ProofVerdict[];
  };
  const at = earliest - 5 * hourMs;
  const late = earliest - hourMs;
  const table: readonly (readonly [string, GuardInput, Guard['kind']])[] = [
    ['is waited for', input(at, { proofs: unknownSince(at, 0) }), 'countdown'],
    ['is acted on after two hours', input(at, { proofs: unknownSince(at, 2) }), 'ask-for-rollback'],
    ['is waited for less when less time is left', input(late, { proofs: unknownSince(late, 0.2) }), 'countdown'],
    [
      'is acted on when a quarter of the time that was left has gone',
      input(late, { proofs: unknownSince(late, 0.4) }),
      'ask-for-rollback',
    ],
    [
      'is recorded at once as let pass by a plan that does',
      input(at, { guard: letIt, proofs: unknownSince(at, 0) }),
      'let-commit',
    ],
    [
      'is no excuse for what fails',
      input(at, { proofs: [...unknownSince(at, 0), { ...aProof('v3-running', 'fail', at), since: at }] }),
      'ask-for-rollback',
    ],
    ['is acted on at once where nobody knows since when', input(at), 'ask-for-rollback'],
  ];
  for (const [rule, given, kind] of table) test(rule, () => expect(guardOf(given).kind).toBe(kind));

  test('alarms nobody, and is looked at again when it has lasted', () => {
    const given = input(at, { proofs: unknownSince(at, 0) });
    expect(alarmsDue(given)).toEqual([]);
    const looksAt = at + 1.25 * hourMs;
    expect(guardOf(given)).toMatchObject({ nextAlarmAt: looksAt, actsAt: looksAt });
    expect(alarmsDue({ ...given, at: looksAt }).map((alarm) => alarm.hours)).toEqual([72, 48, 24, 6]);
  });
});

describe('X-04 alarms', () => {
  test('they are due at 72, 48, 24 and 6 hours before the earliest end', () => {
    for (const hours of ask.alarmHours) {
      const others = ask.alarmHours.filter((one) => one !== hours);
      const dueAt = earliest - hours * hourMs;
      expect(alarmsDue(input(dueAt - 1, { raised: others }))).toEqual([]);
      expect(alarmsDue(input(dueAt, { raised: others }))).toEqual([{ hours, dueAt }]);
    }
  });

  test('whoever looks for the first time when it is nearly over is alarmed at once', () => {
    expect(alarmsDue(input(earliest - hourMs)).map((one) => one.hours)).toEqual([72, 48, 24, 6]);
  });

  test('a move that is proven or decided alarms nobody; one that is to go back and has not does', () => {
    const at = earliest - hourMs;
    expect(alarmsDue(input(at, { proofs: proofsAt(at, 'pass') }))).toEqual([]);
    expect(alarmsDue(input(at, { decisions: [letCommit(earliest - dayMs)] }))).toEqual([]);
    expect(alarmsDue(input(at, { decisions: [rollBack(earliest - dayMs)] }))).toHaveLength(4);
  });
});
