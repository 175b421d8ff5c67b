import type { Calendar, ClosedPeriod, WeeklyWindow } from '../../../src/domain/calendar/calendar.ts';
import { weekdays } from '../../../src/domain/calendar/calendar-faults.ts';
import { nextOpening } from '../../../src/domain/calendar/openings.ts';
import { hoursOf } from './drawn-calendars.ts';

/* Calendars and instants as tables write them. */

export const utc = (text: string) => Date.parse(`${text}Z`);
export const daily = (from: string, to: string): WeeklyWindow => ({ days: weekdays, from, to });

export function aCalendar(zone: string, open: readonly WeeklyWindow[], closed: readonly ClosedPeriod[] = []): Calendar {
  return { name: zone, zone, open, closed };
}

/** The opening at or after an instant, as two times of UTC. */
export function opening(calendars: readonly Calendar[], at: string): readonly [string | null, string | null] | string {
  const found = nextOpening(hoursOf(...calendars), utc(at));
  if (found.kind === 'none') return 'none';
  const text = (instant: number | null) => (instant === null ? null : new Date(instant).toISOString().slice(0, 16));
  return [text(found.opening.opensAt), text(found.opening.closesAt)];
}
