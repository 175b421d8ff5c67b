import { expect, test } from 'vitest';
import { type MoveStep, statesOverTime } from '../../../src/domain/campaign/move-steps.ts';
import { dayMs, hourMs } from '../../../src/domain/time.ts';

const start = Date.UTC(2026, 5, 1);
const step = (hours: number, moveId: string, kind: string): MoveStep => ({ at: start + hours * hourMs, moveId, kind });

test('the states of a campaign over time begin with its first step, end with its last, and count every attempt once at each instant', () => {
  const steps = [
    step(0, 'a', 'queued'),
    step(0, 'b', 'queued'),
    step(6, 'a', 'migrating'),
    step(12, 'a', 'observing'),
    step(12, 'b', 'migrating'),
    step(24, 'a', 'committed'),
  ];
  const told = statesOverTime(steps, start + 10 * dayMs);
  expect(told.map(({ at }) => (at - start) / hourMs)).toEqual([0, 8, 16, 24]);
  expect(told.map(({ counts }) => counts)).toEqual([
    { queued: 2 },
    { migrating: 1, queued: 1 },
    { observing: 1, migrating: 1 },
    { committed: 1, migrating: 1 },
  ]);
});

test('a campaign with no step has no states, one with a single step has them at two instants, and a year of steps at no more than forty', () => {
  expect(statesOverTime([], start)).toEqual([]);
  expect(statesOverTime([step(0, 'a', 'queued')], start + dayMs).map(({ counts }) => counts)).toEqual([
    { queued: 1 },
    { queued: 1 },
  ]);
  const year = Array.from({ length: 365 }, (_, day) => step(24 * day, `m${day}`, 'committed'));
  const told = statesOverTime(year, start + 400 * dayMs);
  expect(told).toHaveLength(40);
  expect(told.at(-1)?.counts).toEqual({ committed: 365 });
});
