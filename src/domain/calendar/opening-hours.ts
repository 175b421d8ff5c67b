import { dayMs, type Instant, minuteMs } from '../time.ts';
import type { Calendar, WeeklyWindow } from './calendar.ts';
import { type CalendarFault, calendarFaults, weekdays } from './calendar-faults.ts';
import { type LocalTime, minutesOfDay, parseLocalTime } from './local-time.ts';
import { firstOf, lastOf, showingOf, type Zone, zoneOf } from './zone.ts';

/** Calendars as decisions read them. `openingHoursOf` makes them, so a malformed calendar reaches no decision. */
export interface OpeningHours {
  readonly calendars: readonly CalendarHours[];
}

interface CalendarHours {
  readonly name: string;
  readonly zone: Zone;
  readonly week: Week;
  readonly freezes: readonly Freeze[];
}

/** Windows of a week that overlap or touch are one: what is open all weekend has no end at midnight, whatever the clocks do then. */
export type Week =
  | { readonly kind: 'always' }
  /** In their order, apart from each other. The last may reach into the next week. */
  | { readonly kind: 'windows'; readonly windows: readonly WeekWindow[] };

/** In milliseconds of the clocks since Monday 00:00; the end is not part of it. */
export interface WeekWindow {
  readonly from: number;
  readonly to: number;
}

/** A closed period as instants; the end is not part of it. */
export interface Freeze {
  readonly from: Instant;
  readonly to: Instant;
  readonly because: string;
}

export const weekMs = 7 * dayMs;

export type OpeningHoursReading =
  | { readonly ok: true; readonly hours: OpeningHours }
  | { readonly ok: false; readonly faults: readonly CalendarFault[] };

/** Reads the calendars of a plan or of a tenant. With one fault in one of them there are no hours at all: half a calendar would be open longer than written. */
export function openingHoursOf(calendars: readonly Calendar[]): OpeningHoursReading {
  const faults = calendarFaults(calendars);
  if (faults.length > 0) return { ok: false, faults };
  return { ok: true, hours: { calendars: calendars.map(hoursOf) } };
}

function hoursOf(calendar: Calendar): CalendarHours {
  const zone = zoneOf(calendar.zone);
  if (zone === undefined) throw new Error(`The zone ${calendar.zone} was not looked at.`);
  const freezes = calendar.closed.map(({ from, to, because }) => {
    const [begin, end] = [parseLocalTime(from), parseLocalTime(to)];
    if (begin === undefined || end === undefined) throw new Error(`The times ${from} and ${to} were not looked at.`);
    return freezeOf(zone, begin, end, because);
  });
  return { name: calendar.name, zone, week: weekOf(calendar.open), freezes };
}

/** A freeze is never shorter than written: from a time that is shown twice it lasts from the first, and to one until the last. */
function freezeOf(zone: Zone, from: LocalTime, to: LocalTime, because: string): Freeze {
  return { from: firstOf(showingOf(zone, from)), to: lastOf(showingOf(zone, to)), because };
}

function weekOf(open: readonly WeeklyWindow[]): Week {
  if (open.length === 0) return { kind: 'always' };
  const joined: { from: number; to: number }[] = [];
  for (const window of open.flatMap(windowsOf).sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last === undefined || window.from > last.to) joined.push({ ...window });
    else last.to = Math.max(last.to, window.to);
  }
  return acrossSunday(joined);
}

/** One for each day on which it begins; what goes beyond Sunday stands at the beginning of the week as well. */
function windowsOf({ days, from, to }: WeeklyWindow): readonly WeekWindow[] {
  const [begin, end] = [minutesOfDay(from), minutesOfDay(to)];
  if (begin === undefined || end === undefined) throw new Error(`The times ${from} and ${to} were not looked at.`);
  const lengthMs = (end > begin ? end - begin : end + 24 * 60 - begin) * minuteMs;
  return days.flatMap((day) => {
    const start = weekdays.indexOf(day) * dayMs + begin * minuteMs;
    const over = start + lengthMs - weekMs;
    if (over <= 0) return [{ from: start, to: start + lengthMs }];
    return [
      { from: start, to: weekMs },
      { from: 0, to: over },
    ];
  });
}

/** Joins what ends with the week to what begins with it. */
function acrossSunday(windows: readonly WeekWindow[]): Week {
  const [first, last] = [windows[0], windows.at(-1)];
  if (first === undefined || last === undefined) throw new Error('A calendar with windows has one at least.');
  if (first.from > 0 || last.to < weekMs) return { kind: 'windows', windows };
  if (first === last) return { kind: 'always' };
  return { kind: 'windows', windows: [...windows.slice(1, -1), { from: last.from, to: weekMs + first.to }] };
}
