import { expect, test } from 'vitest';
import type { Calendar } from '../../src/domain/calendar/calendar.ts';
import { openingHoursOf } from '../../src/domain/calendar/opening-hours.ts';
import { previewOpenings } from '../../src/domain/calendar/preview.ts';
import { instantInWords } from '../../src/report/instant.ts';
import { openingLines } from '../../src/report/openings.ts';
import { inEnglish } from '../../src/report/plan-english.ts';

const everyDay = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const nights: Calendar = {
  name: 'nights',
  zone: 'Europe/Berlin',
  open: [{ days: ['tue', 'sat'], from: '22:00', to: '04:00' }],
  closed: [],
};

function lines(calendars: readonly Calendar[], from: string, count = 5): readonly string[] {
  const reading = openingHoursOf(calendars);
  if (!reading.ok) throw new Error(JSON.stringify(reading.faults));
  const lines = openingLines(previewOpenings(reading.hours, Date.parse(`${from}Z`), count));
  return lines.map((line) => inEnglish(line, instantInWords));
}

test('the next five openings stand in the time of the place and in UTC, with the year when it is another one', () => {
  expect(lines([nights], '2026-12-20T12:00')).toEqual([
    'Tue 22 Dec 22:00 to Wed 23 Dec 04:00 Europe/Berlin (21:00-03:00 UTC)',
    'Sat 26 Dec 22:00 to Sun 27 Dec 04:00 Europe/Berlin (21:00-03:00 UTC)',
    'Tue 29 Dec 22:00 to Wed 30 Dec 04:00 Europe/Berlin (21:00-03:00 UTC)',
    'Sat 2 Jan 2027 22:00 to Sun 3 Jan 2027 04:00 Europe/Berlin (21:00-03:00 UTC)',
    'Tue 5 Jan 2027 22:00 to Wed 6 Jan 2027 04:00 Europe/Berlin (21:00-03:00 UTC)',
  ]);
});

test('days on which clocks change are marked, and only they', () => {
  expect(lines([nights], '2026-10-20T21:00', 3)).toEqual([
    'Tue 20 Oct 22:00 to Wed 21 Oct 04:00 Europe/Berlin (20:00-02:00 UTC), open now',
    'Sat 24 Oct 22:00 to Sun 25 Oct 04:00 Europe/Berlin (20:00-03:00 UTC), clocks change',
    'Tue 27 Oct 22:00 to Wed 28 Oct 04:00 Europe/Berlin (21:00-03:00 UTC)',
  ]);
});

test('a change hours before it opens is marked as well; one after an end at midnight is not', () => {
  const sunday: Calendar = { ...nights, open: [{ days: ['sat', 'sun'], from: '20:00', to: '24:00' }] };
  expect(lines([sunday], '2026-10-24T12:00', 2)).toEqual([
    'Sat 24 Oct 20:00 to Sun 25 Oct 00:00 Europe/Berlin (Sat 24 Oct 18:00 to 22:00 UTC)',
    'Sun 25 Oct 20:00 to Mon 26 Oct 00:00 Europe/Berlin (Sun 25 Oct 19:00 to 23:00 UTC), clocks change',
  ]);
});

test('a change in the zone of another calendar says where', () => {
  const desk: Calendar = { name: 'desk', zone: 'America/New_York', open: [], closed: [] };
  expect(lines([nights, desk], '2026-10-31T12:00', 1)).toEqual([
    'Sat 31 Oct 22:00 to Sun 1 Nov 04:00 Europe/Berlin (21:00-03:00 UTC), clocks change in America/New_York',
  ]);
});

test('the day stands beside UTC where it is another one', () => {
  const apia: Calendar = { ...nights, zone: 'Pacific/Apia', open: [{ days: ['tue'], from: '09:00', to: '15:00' }] };
  expect(lines([apia], '2026-11-20T12:00', 1)).toEqual([
    'Tue 24 Nov 09:00 to 15:00 Pacific/Apia (Mon 23 Nov 20:00 to Tue 24 Nov 02:00 UTC)',
  ]);
});

test('what has no beginning or no end says so', () => {
  const closed = [{ from: '2026-12-20T00:00', to: '2027-01-07T00:00', because: 'Year end.' }];
  expect(lines([], '2026-11-24T12:00')).toEqual(['Always open']);
  expect(lines([{ ...nights, open: [], closed }], '2026-11-24T12:00')).toEqual([
    'Until Sun 20 Dec 00:00 Europe/Berlin (Sat 19 Dec 23:00 UTC)',
    'From Thu 7 Jan 2027 00:00 Europe/Berlin (Wed 6 Jan 2027 23:00 UTC) on',
  ]);
});

test('what never opens says how far was looked', () => {
  const morning: Calendar = {
    name: 'morning',
    zone: 'UTC',
    open: [{ days: everyDay, from: '06:00', to: '12:00' }],
    closed: [],
  };
  const evening: Calendar = { ...morning, name: 'evening', open: [{ days: everyDay, from: '18:00', to: '24:00' }] };
  expect(lines([morning, evening], '2026-11-24T12:00')).toEqual(['No opening before 2027-12-29 12:00 UTC.']);
});
