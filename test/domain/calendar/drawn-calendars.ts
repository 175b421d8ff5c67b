import fc from 'fast-check';
import type { Calendar, ClosedPeriod, Weekday, WeeklyWindow } from '../../../src/domain/calendar/calendar.ts';
import { type OpeningHours, openingHoursOf } from '../../../src/domain/calendar/opening-hours.ts';
import { hour, minute, zoneNames } from './minute-oracle.ts';

/** Repeats every failure; fast-check prints it with what it drew. */
export const seed = 20_261_124;

export const aZoneName = fc.constantFrom(...zoneNames);
export const anInstant = fc
  .integer({ min: Date.UTC(2024, 0, 8) / minute, max: Date.UTC(2030, 11, 20) / minute })
  .map((minutes) => minutes * minute);

const two = (count: number) => String(count).padStart(2, '0');
const clock = (minutes: number) => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;

/** Mostly in the small hours, where clocks change, and on midnight. */
const aTime = fc.oneof(
  fc.integer({ min: 0, max: 16 }).map((quarter) => quarter * 15),
  fc.constant(0),
  fc.integer({ min: 0, max: 24 * 60 - 1 }),
);

const aDay = fc.constantFrom<Weekday>('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun');

export const aWindow: fc.Arbitrary<WeeklyWindow> = fc.record({
  days: fc.uniqueArray(aDay, { minLength: 1 }),
  from: aTime.map(clock),
  to: fc.oneof({ weight: 3, arbitrary: aTime.map(clock) }, { weight: 1, arbitrary: fc.constant('24:00') }),
});

/** A closed period that begins within a day of an instant. */
export function aPeriodNear(at: number): fc.Arbitrary<ClosedPeriod> {
  return fc.tuple(fc.integer({ min: -96, max: 96 }), fc.integer({ min: 1, max: 200 })).map(([begin, length]) => ({
    from: localText(at + begin * 15 * minute),
    to: localText(at + (begin + length) * 15 * minute),
    because: 'The books are closed.',
  }));
}

interface Shape {
  readonly zone?: fc.Arbitrary<string>;
  readonly closed?: number;
}

export function aCalendarNear(at: number, { zone = aZoneName, closed = 2 }: Shape = {}): fc.Arbitrary<Calendar> {
  return fc.record({
    name: fc.uuid(),
    zone,
    open: fc.array(aWindow, { maxLength: 4 }),
    closed: fc.array(aPeriodNear(at), { maxLength: closed }),
  });
}

/** An instant with calendars that have something to say about it. */
export const aMoment = anInstant.chain((at) =>
  fc.record({ at: fc.constant(at), calendars: fc.array(aCalendarNear(at), { minLength: 1, maxLength: 3 }) }),
);

export const aLength = fc.integer({ min: 0, max: 48 }).map((quarters) => quarters * 15 * minute + hour / 4);

export function localText(at: number): string {
  return new Date(at).toISOString().slice(0, 16);
}

export function hoursOf(...calendars: readonly Calendar[]): OpeningHours {
  const reading = openingHoursOf(calendars);
  if (!reading.ok) throw new Error(JSON.stringify(reading.faults));
  return reading.hours;
}
