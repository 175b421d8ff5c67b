import { expect, test } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../../src/domain/time.ts';
import { due } from '../../../src/journeys/sensor-v3/observe.ts';
import { schedule } from '../../../src/journeys/sensor-v3/schedule.ts';
import type { MoveState } from '../../../src/journeys/sensor-v3/states.ts';

const t0 = Date.parse('2026-03-30T06:00:00Z');
const deadlineAt = t0 + 2 * hourMs;
const running = { startedFrom: t0, startedAt: t0, expectedBy: t0 + 20 * minuteMs, deadlineAt };
const requested = { requestedAt: t0, startByAt: t0 + 15 * minuteMs, expectedBy: t0, deadlineAt };
const observing = {
  kind: 'observing',
  seenFrom: t0,
  seenAt: t0,
  isLate: false,
  rollbackUntilAt: t0 + 7 * dayMs,
  commitDueAt: t0 + 7 * dayMs,
} as const;

const proven = { isProven: true, isAwaited: false };
const unproven = { isProven: false, isAwaited: false };

const underWay: readonly MoveState[] = [
  { kind: 'requested', ...requested, isAccepted: false, isUncertain: false },
  { kind: 'migrating', ...running },
  { kind: 'external', ...running },
];

test.each(underWay)('I7 what is $kind at its deadline is overdue, and not a millisecond before', (state) => {
  expect(due(state, deadlineAt - 1, unproven)).toBeUndefined();
  expect(due(state, deadlineAt, unproven)).toEqual({ kind: 'deadline-passed', at: deadlineAt });
});

test('I11 the clock commits what is observed at the end of its week, and says whether that was proven', () => {
  const { commitDueAt } = observing;
  expect(due(observing, commitDueAt - 1, proven)).toBeUndefined();
  for (const isProven of [true, false])
    expect(due(observing, commitDueAt, { isProven, isAwaited: false })).toEqual({
      kind: 'commit-due',
      at: commitDueAt,
      isProven,
    });
});

test('I11 an answer of the service that is on its way at the end of the week is waited for', () => {
  const { commitDueAt } = observing;
  expect(due(observing, commitDueAt, { isProven: false, isAwaited: true })).toBeUndefined();
  expect(schedule(observing, commitDueAt)).toMatchObject({
    lookAt: commitDueAt + minuteMs,
    deadlineAt: commitDueAt + minuteMs,
  });
  // What is proven has nothing to wait for.
  expect(due(observing, commitDueAt, { isProven: true, isAwaited: true })).toMatchObject({ isProven: true });
});

const doubtful: readonly (readonly [string, MoveState])[] = [
  ['shows v2.x again', { ...observing, readySeenAt: t0 + dayMs }],
  ['took its word back', { ...observing, problem: { code: 'state-regressed', detail: 'It says something else.' } }],
];

test.each(doubtful)('I11 no clock commits a server of which the service %s', (_, state) => {
  expect(due(state, observing.commitDueAt + dayMs, proven)).toBeUndefined();
});
