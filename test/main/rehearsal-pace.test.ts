import { describe, expect, test } from 'vitest';
import type { StartCalendars } from '../../src/domain/calendar/start-hours.ts';
import { dayMs, hourMs, minuteMs } from '../../src/domain/time.ts';
import { Pace } from '../../src/main/rehearsal/pace.ts';

const startAt = Date.parse('2026-06-01T08:00:00Z');
const durations = { typicalMs: 20 * minuteMs, worstMs: 2 * hourMs, observationMs: 7 * dayMs };
type Scene = Parameters<Pace['next']>[0];

/** One server waits for something that nobody brings; whatever a case says is otherwise. */
const scene = (more: Partial<Scene> = {}): Scene => ({
  now: startAt,
  oursAt: undefined,
  theirsAt: undefined,
  peopleAt: Number.POSITIVE_INFINITY,
  campaignAt: null,
  isMoving: false,
  isBlind: false,
  waiting: 1,
  observing: 0,
  openWave: 1,
  isNews: false,
  ...more,
});

/** Stops until the pace gives up or the days are over. */
function stopsOf(days: number, at: (now: number) => Partial<Scene>, calendars: Partial<StartCalendars> = {}) {
  const pace = new Pace({ plan: [], tenant: undefined, ...calendars }, durations);
  let stops = 0;
  for (let now = startAt; ; stops += 1) {
    if (now > startAt + days * dayMs) return { stops, gaveUpAfterMs: undefined };
    const next = pace.next(scene({ now, ...at(now) }));
    if (next === undefined) return { stops, gaveUpAfterMs: now - startAt };
    // The store keeps whole milliseconds.
    expect(Number.isInteger(next)).toBe(true);
    now = next;
  }
}

describe('X-06 a rehearsal whose campaign stands still', () => {
  test('ends after three days in which nothing came forward, within a hundred stops, also when reasons to wait come and go', () => {
    // Nothing waits any more where a server that failed is not protected again: it keeps its slot, and the campaign open.
    for (const more of [{ isNews: false }, { isNews: true }, { waiting: 0 }]) {
      const { stops, gaveUpAfterMs } = stopsOf(200, () => more);
      expect(gaveUpAfterMs).toBeGreaterThan(3 * dayMs);
      expect(gaveUpAfterMs).toBeLessThan(4 * dayMs);
      expect(stops).toBeLessThan(150);
    }
  });

  const awaited: readonly [why: string, at: (now: number) => Partial<Scene>][] = [
    ['a server is observed', () => ({ observing: 1 })],
    ['a server is under way', () => ({ isMoving: true })],
    ['a gate says when it is judged again', (now) => ({ campaignAt: now + dayMs })],
    ['a wave opens every other day', (now) => ({ openWave: 1 + Math.floor((now - startAt) / (2 * dayMs)) })],
    ['a server starts every other day', (now) => ({ waiting: 100 - Math.floor((now - startAt) / (2 * dayMs)) })],
  ];
  test.each(awaited)('goes on while %s', (_why, at) => {
    expect(stopsOf(30, at).gaveUpAfterMs).toBeUndefined();
  });

  test('goes on from one week to the next when its calendar opens on Sundays alone', () => {
    const sundays = { name: 'sundays', zone: 'UTC', open: [{ days: ['sun'], from: '00:00', to: '12:00' }], closed: [] };
    for (const whose of ['plan', 'tenant'])
      expect(stopsOf(30, () => ({}), { [whose]: [sundays] }).gaveUpAfterMs).toBeUndefined();
  });
});

test('X-06 a list that could not be read is read again within minutes, also when the end of a week is near', () => {
  const observed = { waiting: 0, observing: 1, peopleAt: startAt + dayMs, oursAt: startAt + minuteMs };
  const always = { plan: [], tenant: undefined };
  const next = (isBlind: boolean) => new Pace(always, durations).next(scene({ ...observed, isBlind })) ?? 0;
  expect(next(true) - startAt).toBeLessThanOrEqual(5 * minuteMs);
  expect(next(false) - startAt).toBeGreaterThan(hourMs);
});
