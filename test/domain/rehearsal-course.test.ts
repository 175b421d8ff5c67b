import { expect, test } from 'vitest';
import type { WaveStanding } from '../../src/domain/campaign/standing.ts';
import { CourseRecorder, type CourseStop } from '../../src/domain/rehearsal/course.ts';

const minute = 60_000;

function aStop(at: number, more: Partial<CourseStop> = {}, openWave = 1): CourseStop {
  const wave = (number: number): WaveStanding => ({
    name: `wave ${number}`,
    servers: 1,
    isOpen: number === openWave,
    isLate: false,
    passedAt: null,
    gate: null,
    letBy: null,
    counts: {},
  });
  return { at, state: 'running', held: null, inFlight: 0, waits: {}, waves: [wave(1), wave(2)], ...more };
}

function courseOf(stops: readonly CourseStop[]): readonly CourseStop[] {
  const recorder = new CourseRecorder();
  for (const stop of stops) recorder.note(stop);
  return recorder.course(1).stops;
}

test('X-06 a run that says nothing has no stops, and one that says one thing has that one', () => {
  expect(courseOf([])).toEqual([]);
  expect(courseOf([aStop(0)])).toEqual([aStop(0)]);
});

test('X-06 turning points are kept however close they are, what lies between them is not, and the end always is', () => {
  const stops = [
    aStop(0),
    aStop(1 * minute),
    aStop(2 * minute, { state: 'tripped' }),
    aStop(3 * minute),
    aStop(4 * minute, {}, 2),
    aStop(5 * minute, {}, 2),
    aStop(6 * minute, { inFlight: 1 }, 2),
  ];
  expect(courseOf(stops).map(({ at }) => at / minute)).toEqual([0, 2, 3, 4, 6]);
  expect(courseOf(stops).at(-1)).toBe(stops.at(-1));
});

test.each([
  ['a year of looks', (at: number) => aStop(at * 10 * minute, {}, at < 20_000 ? 1 : 2)],
  [
    'a campaign that is held and goes on all the time',
    (at: number) => aStop(at * minute, { state: at % 2 === 0 ? 'running' : 'paused' }),
  ],
])('X-06 %s fits into a bounded number of stops, from the first to the last and in order', (_, stopAt) => {
  const stops = Array.from({ length: 52_560 }, (_, at) => stopAt(at));
  const kept = courseOf(stops);
  expect(kept.length).toBeLessThanOrEqual(241);
  expect(kept.length).toBeGreaterThan(60);
  expect([kept[0], kept.at(-1)]).toEqual([stops[0], stops.at(-1)]);
  expect(kept.every((stop, at) => at === 0 || stop.at > (kept[at - 1]?.at ?? 0))).toBe(true);
});

test('X-06 in a year of looks the stop at which the next wave opens is still there', () => {
  const kept = courseOf(Array.from({ length: 52_560 }, (_, at) => aStop(at * 10 * minute, {}, at < 20_001 ? 1 : 2)));
  expect(kept.find(({ waves }) => waves[1]?.isOpen)?.at).toBe(20_001 * 10 * minute);
});
