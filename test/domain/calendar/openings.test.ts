import { describe, expect, test } from 'vitest';
import type { WeeklyWindow } from '../../../src/domain/calendar/calendar.ts';
import type { Week } from '../../../src/domain/calendar/opening-hours.ts';
import { horizonMs, isOpen, nextOpening } from '../../../src/domain/calendar/openings.ts';
import { weekOpening } from '../../../src/domain/calendar/week-openings.ts';
import { zoneOf } from '../../../src/domain/calendar/zone.ts';
import { hoursOf } from './drawn-calendars.ts';
import { day, minute } from './minute-oracle.ts';
import { aCalendar, daily, opening, utc } from './written-calendars.ts';

const tuesdayNight: WeeklyWindow = { days: ['tue'], from: '22:00', to: '04:00' };
const twoToThree = [daily('02:00', '03:00')];
const wholeWeekend: readonly WeeklyWindow[] = [
  { days: ['sat'], from: '00:00', to: '24:00' },
  { days: ['sun'], from: '00:00', to: '24:00' },
];

describe('the next opening', () => {
  test.each<readonly [string, string, readonly WeeklyWindow[], string, readonly [string, string] | string]>([
    ['over midnight', 'Europe/Berlin', [tuesdayNight], '2026-11-24T12:00', ['2026-11-24T21:00', '2026-11-25T03:00']],
    ['asked within it', 'Europe/Berlin', [tuesdayNight], '2026-11-25T02:59', ['2026-11-24T21:00', '2026-11-25T03:00']],
    [
      'its end is not part of it',
      'Europe/Berlin',
      [tuesdayNight],
      '2026-11-25T03:00',
      ['2026-12-01T21:00', '2026-12-02T03:00'],
    ],
    [
      'its first instant is',
      'Europe/Berlin',
      [tuesdayNight],
      '2026-11-24T21:00',
      ['2026-11-24T21:00', '2026-11-25T03:00'],
    ],
    [
      'over the end of the week',
      'UTC',
      [{ days: ['sun'], from: '20:00', to: '06:00' }],
      '2026-11-23T01:00',
      ['2026-11-22T20:00', '2026-11-23T06:00'],
    ],
    [
      'days that touch are one',
      'UTC',
      [
        { days: ['mon'], from: '08:00', to: '24:00' },
        { days: ['tue'], from: '00:00', to: '24:00' },
        { days: ['wed'], from: '00:00', to: '09:00' },
      ],
      '2026-11-24T12:00',
      ['2026-11-23T08:00', '2026-11-25T09:00'],
    ],
    [
      'across Sunday too',
      'UTC',
      [
        { days: ['sun'], from: '08:00', to: '24:00' },
        { days: ['mon'], from: '00:00', to: '09:00' },
      ],
      '2026-11-22T07:00',
      ['2026-11-22T08:00', '2026-11-23T09:00'],
    ],
    [
      'from and to the same is a whole day',
      'UTC',
      [{ days: ['mon'], from: '08:00', to: '08:00' }],
      '2026-11-22T07:00',
      ['2026-11-23T08:00', '2026-11-24T08:00'],
    ],
    [
      'windows that overlap are one',
      'UTC',
      [
        { days: ['mon'], from: '08:00', to: '12:00' },
        { days: ['mon'], from: '10:00', to: '14:00' },
      ],
      '2026-11-23T09:00',
      ['2026-11-23T08:00', '2026-11-23T14:00'],
    ],

    [
      'Berlin, a window that is skipped stays closed that day',
      'Europe/Berlin',
      twoToThree,
      '2026-03-29T00:30',
      ['2026-03-30T00:00', '2026-03-30T01:00'],
    ],
    [
      'Berlin, what opens at a skipped time opens with the change',
      'Europe/Berlin',
      [daily('02:30', '05:00')],
      '2026-03-29T00:30',
      ['2026-03-29T01:00', '2026-03-29T03:00'],
    ],
    [
      'Berlin, what closes at a skipped time closes with the change',
      'Europe/Berlin',
      [daily('01:00', '02:30')],
      '2026-03-29T00:00',
      ['2026-03-29T00:00', '2026-03-29T01:00'],
    ],
    [
      'Berlin, what clocks skip between two windows parts nothing',
      'Europe/Berlin',
      [daily('01:00', '02:00'), daily('02:10', '02:20'), daily('03:00', '04:00')],
      '2026-03-29T00:30',
      ['2026-03-29T00:00', '2026-03-29T02:00'],
    ],
    [
      'Berlin, the same asked in the later of them',
      'Europe/Berlin',
      [daily('01:00', '02:00'), daily('02:10', '02:20'), daily('03:00', '04:00')],
      '2026-03-29T01:30',
      ['2026-03-29T00:00', '2026-03-29T02:00'],
    ],
    [
      'Berlin, what opens at a time shown twice opens the second time',
      'Europe/Berlin',
      [daily('02:30', '05:00')],
      '2026-10-25T00:00',
      ['2026-10-25T01:30', '2026-10-25T04:00'],
    ],
    [
      'Berlin, what closes at a time shown twice closes the first time',
      'Europe/Berlin',
      [daily('01:00', '02:30')],
      '2026-10-24T23:00',
      ['2026-10-24T23:00', '2026-10-25T00:30'],
    ],
    [
      'Berlin, the doubled hour itself opens once',
      'Europe/Berlin',
      twoToThree,
      '2026-10-24T23:00',
      ['2026-10-25T01:00', '2026-10-25T02:00'],
    ],
    [
      'Berlin, a window within the doubled hour stays closed that day',
      'Europe/Berlin',
      [daily('02:15', '02:45')],
      '2026-10-25T00:00',
      ['2026-10-26T01:15', '2026-10-26T01:45'],
    ],
    [
      'Berlin, what goes through the doubled hour is as long as the clocks say',
      'Europe/Berlin',
      [daily('01:00', '04:00')],
      '2026-10-24T23:00',
      ['2026-10-24T23:00', '2026-10-25T03:00'],
    ],
    [
      'New York, the second time',
      'America/New_York',
      [daily('01:30', '05:00')],
      '2026-11-01T05:00',
      ['2026-11-01T06:30', '2026-11-01T10:00'],
    ],
    [
      'Lord Howe, half an hour is shown twice',
      'Australia/Lord_Howe',
      [daily('01:45', '03:00')],
      '2026-04-04T14:00',
      ['2026-04-04T15:15', '2026-04-04T16:30'],
    ],
    [
      'Lord Howe, half an hour is skipped',
      'Australia/Lord_Howe',
      [daily('02:15', '03:00')],
      '2026-10-03T15:00',
      ['2026-10-03T15:30', '2026-10-03T16:00'],
    ],
    [
      'Troll, two hours are shown twice',
      'Antarctica/Troll',
      [daily('00:30', '02:30')],
      '2026-10-24T22:00',
      ['2026-10-24T22:30', '2026-10-25T00:30'],
    ],
    [
      'Troll, two hours are skipped',
      'Antarctica/Troll',
      [daily('01:30', '03:30')],
      '2026-03-29T00:00',
      ['2026-03-29T01:00', '2026-03-29T01:30'],
    ],
    [
      'Casablanca, back for Ramadan',
      'Africa/Casablanca',
      [daily('02:30', '04:00')],
      '2026-02-15T01:00',
      ['2026-02-15T02:30', '2026-02-15T04:00'],
    ],
    [
      'Cairo, a day that begins at one',
      'Africa/Cairo',
      [{ days: ['fri'], from: '00:00', to: '02:00' }],
      '2026-04-23T12:00',
      ['2026-04-23T22:00', '2026-04-23T23:00'],
    ],
    [
      'Beirut, an hour before midnight is shown twice',
      'Asia/Beirut',
      [{ days: ['sat'], from: '22:00', to: '24:00' }],
      '2026-10-24T12:00',
      ['2026-10-24T19:00', '2026-10-24T22:00'],
    ],
    [
      'Beirut, a day that begins at one',
      'Asia/Beirut',
      [{ days: ['sun'], from: '00:30', to: '02:00' }],
      '2026-03-28T12:00',
      ['2026-03-28T22:00', '2026-03-28T23:00'],
    ],
    [
      'Havana, midnight is shown twice: Saturday ends the first time',
      'America/Havana',
      [{ days: ['sat'], from: '22:00', to: '24:00' }],
      '2026-10-31T12:00',
      ['2026-11-01T02:00', '2026-11-01T04:00'],
    ],
    [
      'Havana, midnight is shown twice: Sunday opens the second time',
      'America/Havana',
      [{ days: ['sun'], from: '00:00', to: '02:00' }],
      '2026-10-31T12:00',
      ['2026-11-01T05:00', '2026-11-01T07:00'],
    ],
    [
      'Havana, a whole weekend is not parted by it',
      'America/Havana',
      wholeWeekend,
      '2026-11-01T04:30',
      ['2026-10-31T04:00', '2026-11-02T05:00'],
    ],
    [
      'Asuncion, back across midnight',
      'America/Asuncion',
      [{ days: ['sat'], from: '23:15', to: '23:45' }],
      '2024-03-23T12:00',
      ['2024-03-31T03:15', '2024-03-31T03:45'],
    ],
    [
      'Apia, a Friday that never was',
      'Pacific/Apia',
      [{ days: ['fri'], from: '00:00', to: '24:00' }],
      '2011-12-29T12:00',
      ['2012-01-05T10:00', '2012-01-06T10:00'],
    ],
    [
      'Apia, Thursday joins Saturday',
      'Pacific/Apia',
      [{ days: ['thu', 'sat'], from: '00:00', to: '24:00' }],
      '2011-12-29T12:00',
      ['2011-12-29T10:00', '2011-12-31T10:00'],
    ],
  ])('%s (%s)', (_name, zone, open, at, expected) => {
    expect(opening([aCalendar(zone, open)], at)).toEqual(expected);
  });

  test('no calendar, or one without windows, has no beginning and no end', () => {
    expect(opening([], '2026-11-24T12:00')).toEqual([null, null]);
    expect(opening([aCalendar('UTC', [])], '2026-11-24T12:00')).toEqual([null, null]);
    expect(opening([aCalendar('America/Havana', [daily('00:00', '24:00')])], '2026-11-01T04:30')).toEqual([null, null]);
  });

  test('several calendars are open together only, each by its own clocks', () => {
    const berlin = aCalendar('Europe/Berlin', [daily('22:00', '04:00')]);
    const newYork = aCalendar('America/New_York', [daily('18:00', '24:00')]);
    expect(opening([berlin, newYork], '2026-11-24T12:00')).toEqual(['2026-11-24T23:00', '2026-11-25T03:00']);
    // Between the two changes of the clocks New York is an hour nearer.
    expect(opening([berlin, newYork], '2026-10-27T12:00')).toEqual(['2026-10-27T22:00', '2026-10-28T03:00']);
  });

  test('calendars that are never open together have none, and say how far was looked', () => {
    const morning = { ...aCalendar('UTC', [daily('06:00', '12:00')]), name: 'morning' };
    const evening = { ...aCalendar('UTC', [daily('18:00', '24:00')]), name: 'evening' };
    const at = utc('2026-11-24T12:00');
    expect(nextOpening(hoursOf(morning, evening), at)).toEqual({ kind: 'none', searchedUntil: at + horizonMs });
  });
});

test('a window of which clocks leave nothing is passed over, in the skipped hour and in the doubled one', () => {
  const zone = zoneOf('Europe/Berlin');
  const week: Week = { kind: 'windows', windows: [{ from: 6 * day + 135 * minute, to: 6 * day + 165 * minute }] };
  if (zone === undefined) throw new Error('Berlin has a zone.');
  for (const [asked, begin] of [
    ['2026-03-29T00:30', '2026-04-05T00:15'],
    ['2026-10-25T00:00', '2026-11-01T01:15'],
  ] as const)
    expect(weekOpening(week, zone, utc(asked))).toEqual({ from: utc(begin), to: utc(begin) + 30 * minute });
});

test('what is no instant has no answer', () => {
  expect(() => isOpen(hoursOf(), Number.NaN)).toThrow(RangeError);
  expect(() => isOpen(hoursOf(aCalendar('UTC', [])), Number.POSITIVE_INFINITY)).toThrow(RangeError);
});
