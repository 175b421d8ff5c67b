import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Calendar } from '../../../src/domain/calendar/calendar.ts';
import { calendarFaults } from '../../../src/domain/calendar/calendar-faults.ts';
import { minutesOfDay, parseLocalTime } from '../../../src/domain/calendar/local-time.ts';
import { openingHoursOf } from '../../../src/domain/calendar/opening-hours.ts';
import { aMoment, seed } from './drawn-calendars.ts';

const nights: Calendar = {
  name: 'nights',
  zone: 'Europe/Berlin',
  open: [{ days: ['tue', 'thu'], from: '22:00', to: '04:00' }],
  closed: [{ from: '2026-12-20T00:00', to: '2027-01-07T00:00', because: 'Year end.' }],
};
const window = { days: ['mon'] as const, from: '08:00', to: '10:00' };
const period = { from: '2026-12-20T00:00', to: '2026-12-21T00:00', because: 'x' };
const asWritten = (value: unknown) => value as Calendar['open'][number]['days'];

describe('a malformed calendar is refused, with every place', () => {
  test.each<readonly [string, readonly Calendar[], readonly string[]]>([
    ['nothing is wrong', [nights, { ...nights, name: 'other', open: [], closed: [] }], []],
    ['no name', [{ ...nights, name: ' ' }], ['calendars.0.name']],
    ['a name twice', [nights, { ...nights, zone: 'UTC' }], ['calendars.1.name']],
    ['an unknown zone', [{ ...nights, zone: 'Europe/Atlantis' }], ['calendars.0.zone']],
    ['an abbreviation for a zone', [{ ...nights, zone: 'CET' }], ['calendars.0.zone']],
    ['no day', [{ ...nights, open: [{ ...window, days: [] }] }], ['calendars.0.open.0.days']],
    [
      'an unknown day',
      [{ ...nights, open: [{ ...window, days: asWritten(['mon', 'Tuesday']) }] }],
      ['calendars.0.open.0.days'],
    ],
    [
      'bad times',
      [{ ...nights, open: [window, { ...window, from: '8:00', to: '24:01' }] }],
      ['calendars.0.open.1.from', 'calendars.0.open.1.to'],
    ],
    [
      'a day that opens when it is over',
      [{ ...nights, open: [{ ...window, from: '24:00' }] }],
      ['calendars.0.open.0.from'],
    ],
    [
      'a closed period that ends as it begins',
      [{ ...nights, closed: [{ ...period, to: period.from }] }],
      ['calendars.0.closed.0.to'],
    ],
    [
      'a closed period that ends before it begins',
      [{ ...nights, closed: [{ ...period, to: '2025-12-21T00:00' }] }],
      ['calendars.0.closed.0.to'],
    ],
    [
      'a day that does not exist',
      [{ ...nights, closed: [{ ...period, from: '2026-02-29T00:00' }] }],
      ['calendars.0.closed.0.from'],
    ],
    [
      'a closed period in UTC',
      [{ ...nights, closed: [{ ...period, to: '2026-12-21T00:00Z' }] }],
      ['calendars.0.closed.0.to'],
    ],
    ['no reason', [{ ...nights, closed: [{ ...period, because: '' }] }], ['calendars.0.closed.0.because']],
    ['too many windows', [{ ...nights, open: Array.from({ length: 101 }, () => window) }], ['calendars.0.open']],
    [
      'too many closed periods',
      [{ ...nights, closed: Array.from({ length: 1_001 }, () => period) }],
      ['calendars.0.closed'],
    ],
    ['too many calendars', Array.from({ length: 17 }, (_, index) => ({ ...nights, name: `c${index}` })), ['calendars']],
    [
      'much',
      [
        nights,
        { name: '', zone: '', open: [{ days: [], from: '', to: '' }], closed: [{ from: '', to: '', because: ' ' }] },
      ],
      [
        'calendars.1.name',
        'calendars.1.zone',
        'calendars.1.open.0.days',
        'calendars.1.open.0.from',
        'calendars.1.open.0.to',
        'calendars.1.closed.0.from',
        'calendars.1.closed.0.to',
        'calendars.1.closed.0.because',
      ],
    ],
  ])('%s', (_name, calendars, places) => {
    const faults = calendarFaults(calendars);
    expect(faults.map((fault) => fault.at)).toEqual(places);
    expect(openingHoursOf(calendars).ok).toBe(places.length === 0);
  });

  test('the message says what to write instead', () => {
    expect(calendarFaults([{ ...nights, zone: 'CET' }])).toEqual([
      {
        at: 'calendars.0.zone',
        message: '"CET" is no time zone; write one of the IANA database, such as Europe/Berlin, or UTC.',
      },
    ]);
  });
});

test('I3 calendars of which any part is broken have no hours at all', () => {
  const broken = [
    (calendar: Calendar) => ({ ...calendar, zone: `${calendar.zone}x` }),
    (calendar: Calendar) => ({ ...calendar, open: [...calendar.open, { ...window, to: '25:00' }] }),
    (calendar: Calendar) => ({ ...calendar, open: [{ ...window, days: [] }, ...calendar.open] }),
    (calendar: Calendar) => ({ ...calendar, closed: [...calendar.closed, { ...period, from: 'tomorrow' }] }),
    (calendar: Calendar) => ({ ...calendar, closed: [{ ...period, to: period.from }, ...calendar.closed] }),
  ];
  fc.assert(
    fc.property(aMoment, fc.nat(), fc.constantFrom(...broken), ({ calendars }, place, breakIt) => {
      expect(openingHoursOf(calendars).ok).toBe(true);
      const one = place % calendars.length;
      const reading = openingHoursOf(
        calendars.map((calendar, index) => (index === one ? breakIt(calendar) : calendar)),
      );
      expect(reading.ok ? [] : reading.faults.map((fault) => fault.at.split('.')[1])).toEqual([`${one}`]);
    }),
    { seed, numRuns: 200 },
  );
});

test('times of the day are read as they are written, and nothing else is read', () => {
  for (let minutes = 0; minutes <= 24 * 60; minutes += 1) {
    const text = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
    expect(minutesOfDay(text)).toBe(minutes);
  }
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\d{1,2}:\d{1,2}$/)), (text) => {
      const read = minutesOfDay(text);
      if (read === undefined) return;
      expect(text).toMatch(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/);
    }),
    { seed, numRuns: 2_000 },
  );
});

test('a local time is read as it is written, and nothing else is read', () => {
  fc.assert(
    fc.property(fc.integer({ min: Date.UTC(1, 0, 1) / 60_000, max: Date.UTC(9999, 0, 1) / 60_000 }), (minutes) => {
      const text = new Date(minutes * 60_000).toISOString().slice(0, 16);
      expect(parseLocalTime(text)).toBe(minutes * 60_000);
    }),
    { seed, numRuns: 1_000 },
  );
  for (const text of [
    '',
    '2026-11-24',
    '2026-11-24T24:00',
    '2026-11-31T08:00',
    '2026-13-01T08:00',
    '2026-11-24 08:00',
    '2026-11-24T08:00:00',
    '+002026-11-24T08:00',
  ])
    expect(parseLocalTime(text)).toBeUndefined();
});
