import { describe, expect, test } from 'vitest';
import type { Calendar } from '../../../src/domain/calendar/calendar.ts';
import { mayStart } from '../../../src/domain/calendar/may-start.ts';
import { hoursOf } from './drawn-calendars.ts';

const utc = (text: string) => Date.parse(`${text}Z`);
const hour = 3_600_000;
const nights: Calendar = {
  name: 'nights',
  zone: 'Europe/Berlin',
  open: [
    { days: ['tue'], from: '22:00', to: '04:00' },
    { days: ['fri'], from: '12:00', to: '13:00' },
  ],
  closed: [{ from: '2026-12-08T00:00', to: '2026-12-09T02:30', because: 'A bank holiday.' }],
};
const hours = hoursOf(nights);

describe('I3 a start must fit into the opening', () => {
  test.each([
    ['the first instant', '2026-11-24T21:00'],
    ['the latest safe start', '2026-11-25T01:00'],
  ])('%s may start', (_name, at) => {
    expect(mayStart(hours, utc(at), 2 * hour)).toMatchObject({
      kind: 'may-start',
      latestStartAt: utc('2026-11-25T01:00'),
      opening: { opensAt: utc('2026-11-24T21:00'), closesAt: utc('2026-11-25T03:00') },
    });
  });

  test.each([
    ['before it opens', '2026-11-24T20:59', { code: 'window-closed', calendar: 'nights' }, '2026-11-24T21:00'],
    [
      'a minute after the latest safe start',
      '2026-11-25T01:01',
      {
        code: 'too-late-in-window',
        latestStartAt: utc('2026-11-25T01:00'),
        closedBy: { kind: 'window', calendar: 'nights' },
      },
      '2026-12-01T21:00',
    ],
    ['as it closes', '2026-11-25T03:00', { code: 'window-closed' }, '2026-12-01T21:00'],
    ['in a window that is too short', '2026-11-27T11:00', { code: 'window-too-short' }, '2026-12-01T21:00'],
    ['in a freeze', '2026-12-08T22:00', { code: 'freeze', because: 'A bank holiday.' }, '2026-12-15T21:00'],
    [
      'in what the freeze leaves of a window',
      '2026-12-09T01:45',
      { code: 'window-too-short', opening: { opensAt: utc('2026-12-09T01:30') } },
      '2026-12-15T21:00',
    ],
  ])('%s nothing may, and the next start is told', (_name, at, reason, next) => {
    expect(mayStart(hours, utc(at), 2 * hour)).toMatchObject({
      kind: 'must-wait',
      reason,
      next: { kind: 'at', at: utc(next) },
    });
  });

  test('a freeze that cuts an opening short is named as what closes it', () => {
    const frozen = hoursOf({ ...nights, open: [], name: 'freezes' });
    expect(mayStart(frozen, utc('2026-12-07T22:30'), 2 * hour)).toMatchObject({
      kind: 'must-wait',
      reason: {
        code: 'too-late-in-window',
        latestStartAt: utc('2026-12-07T21:00'),
        closedBy: { kind: 'freeze', calendar: 'freezes', because: 'A bank holiday.' },
      },
      next: { kind: 'at', at: utc('2026-12-09T01:30') },
    });
  });

  test('in the night in which clocks go forward an hour is missing', () => {
    const sunday = hoursOf({ ...nights, open: [{ days: ['sun'], from: '01:00', to: '04:00' }] });
    expect(mayStart(sunday, utc('2026-03-29T00:01'), 2 * hour)).toMatchObject({
      reason: { code: 'too-late-in-window' },
    });
    expect(mayStart(sunday, utc('2026-03-29T00:00'), 3 * hour)).toMatchObject({
      reason: { code: 'window-too-short' },
      next: { at: utc('2026-04-04T23:00') },
    });
  });
});

test('what never fits says so, and how far was looked', () => {
  const at = utc('2026-11-24T22:00');
  expect(mayStart(hours, at, 7 * hour)).toMatchObject({
    kind: 'must-wait',
    reason: { code: 'window-too-short' },
    next: { kind: 'none', searchedUntil: utc('2026-11-25T03:00') + 400 * 24 * hour },
  });
});

test('without calendars anything may start at any time', () => {
  const opening = { opensAt: null, closesAt: null, closedBy: null };
  expect(mayStart(hoursOf(), 0, 1e12)).toEqual({ kind: 'may-start', opening, latestStartAt: null });
});

test.each([Number.NaN, -1])('%d is no duration, and starts nothing', (longestMs) => {
  expect(() => mayStart(hoursOf(), 0, longestMs)).toThrow(RangeError);
});

test('a decision costs microseconds, so that it can be asked for in every tick', () => {
  const newYork: Calendar = { ...nights, name: 'desk', zone: 'America/New_York', open: [] };
  const both = hoursOf(nights, newYork);
  const from = utc('2026-01-01T00:00');
  const before = process.cpuUsage();
  for (let index = 0; index < 10_000; index += 1) mayStart(both, from + index * 52 * 60_000, 2 * hour);
  const { user } = process.cpuUsage(before);
  // About ten on a small machine. The limit is far from it: what it must catch is a search through a whole year.
  expect(user / 10_000).toBeLessThan(300);
});
