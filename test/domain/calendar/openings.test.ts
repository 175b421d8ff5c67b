import { describe, expect, test } from 'vitest';
import type { Calendar, ClosedPeriod, WeeklyWindow } from '../../../src/domain/calendar/calendar.ts';
import type { Week } from '../../../src/domain/calendar/opening-hours.ts';
import { closureAt, horizonMs, isOpen, nextOpening } from '../../../src/domain/calendar/openings.ts';
import { weekOpening } from '../../../src/domain/calendar/week-openings.ts';
import { zoneOf } from '../../../src/domain/calendar/zone.ts';
import { hoursOf } from './drawn-calendars.ts';
import { day, minute } from './minute-oracle.ts';

const utc = (text: string) => Date.parse(`${text}Z`);
const everyDay = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const daily = (from: string, to: string): WeeklyWindow => ({ days: everyDay, from, to });

function aCalendar(zone: string, open: readonly WeeklyWindow[], closed: readonly ClosedPeriod[] = []): Calendar {
  return { name: zone, zone, open, closed };
}

/** The opening at or after an instant, as two times of UTC. */
function opening(calendars: readonly Calendar[], at: string): readonly [string | null, string | null] | string {
  const found = nextOpening(hoursOf(...calendars), utc(at));
  if (found.kind === 'none') return 'none';
  const text = (instant: number | null) => (instant === null ? null : new Date(instant).toISOString().slice(0, 16));
  return [text(found.opening.opensAt), text(found.opening.closesAt)];
}

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

describe('a freeze', () => {
  const freeze = (from: string, to: string): ClosedPeriod => ({ from, to, because: 'Year end.' });
  const frozen = (zone: string, from: string, to: string) => [aCalendar(zone, [], [freeze(from, to)])];

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
