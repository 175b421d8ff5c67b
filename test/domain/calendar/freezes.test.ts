import { describe, expect, test } from 'vitest';
import type { Calendar, ClosedPeriod } from '../../../src/domain/calendar/calendar.ts';
import { closureAt, nextOpening } from '../../../src/domain/calendar/openings.ts';
import { hoursOf } from './drawn-calendars.ts';
import { aCalendar, daily, opening, utc } from './written-calendars.ts';

const freeze = (from: string, to: string): ClosedPeriod => ({ from, to, because: 'Year end.' });
const frozen = (zone: string, from: string, to: string) => [aCalendar(zone, [], [freeze(from, to)])];

describe('a freeze', () => {
  test.each<readonly [string, readonly Calendar[], string, readonly [string | null, string | null]]>([
    [
      'ends what has no end',
      frozen('Europe/Berlin', '2026-12-20T00:00', '2027-01-07T00:00'),
      '2026-11-24T12:00',
      [null, '2026-12-19T23:00'],
    ],
    [
      'is waited for',
      frozen('Europe/Berlin', '2026-12-20T00:00', '2027-01-07T00:00'),
      '2026-12-19T23:00',
      ['2027-01-06T23:00', null],
    ],
    [
      'begins at the first of two and ends at the last',
      frozen('Europe/Berlin', '2026-10-25T02:15', '2026-10-25T02:30'),
      '2026-10-25T00:15',
      ['2026-10-25T01:30', null],
    ],
    [
      'that begins at a skipped time begins with the change',
      frozen('Europe/Berlin', '2026-03-29T02:30', '2026-03-29T04:00'),
      '2026-03-29T00:59',
      [null, '2026-03-29T01:00'],
    ],
    [
      'that is skipped parts nothing',
      frozen('Europe/Berlin', '2026-03-29T02:10', '2026-03-29T02:20'),
      '2026-03-29T01:00',
      [null, null],
    ],
    [
      'cuts a window',
      [aCalendar('UTC', [daily('08:00', '18:00')], [freeze('2026-11-24T10:00', '2026-11-24T12:00')])],
      '2026-11-24T11:00',
      ['2026-11-24T12:00', '2026-11-24T18:00'],
    ],
    [
      'cuts the beginning of a window',
      [aCalendar('UTC', [daily('08:00', '18:00')], [freeze('2026-11-24T10:00', '2026-11-24T12:00')])],
      '2026-11-24T13:00',
      ['2026-11-24T12:00', '2026-11-24T18:00'],
    ],
    [
      'that overlaps another is one with it',
      [
        aCalendar(
          'UTC',
          [],
          [freeze('2026-11-24T10:00', '2026-11-24T12:00'), freeze('2026-11-24T11:00', '2026-11-25T00:00')],
        ),
      ],
      '2026-11-24T10:00',
      ['2026-11-25T00:00', null],
    ],
  ])('%s', (_name, calendars, at, expected) => {
    expect(opening(calendars, at)).toEqual(expected);
  });

  test('is named before a window that is closed as well, whichever calendar has it', () => {
    const office = { ...aCalendar('UTC', [daily('22:00', '23:00')]), name: 'nights' };
    const bank = { ...aCalendar('UTC', [], [freeze('2026-11-24T00:00', '2026-11-25T00:00')]), name: 'bank' };
    const hours = hoursOf(office, bank);
    expect(closureAt(hours, utc('2026-11-24T12:00'))).toEqual({
      kind: 'freeze',
      calendar: 'bank',
      because: 'Year end.',
    });
    expect(closureAt(hours, utc('2026-11-25T12:00'))).toEqual({ kind: 'window', calendar: 'nights' });
    expect(closureAt(hours, utc('2026-11-25T22:30'))).toBeUndefined();
  });

  test('that begins when the window ends is named as what ends the opening', () => {
    const calendar = aCalendar('UTC', [daily('08:00', '18:00')], [freeze('2026-11-24T18:00', '2026-11-25T00:00')]);
    const at = utc('2026-11-24T12:00');
    for (const calendars of [[calendar], [{ ...calendar, closed: [], name: 'other' }, calendar]])
      expect(nextOpening(hoursOf(...calendars), at)).toMatchObject({ opening: { closedBy: { kind: 'freeze' } } });
  });
});
