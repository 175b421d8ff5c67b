import type { Calendar, ClosedPeriod, Weekday, WeeklyWindow } from './calendar.ts';
import { minutesOfDay, parseLocalTime } from './local-time.ts';
import { zoneOf } from './zone.ts';

/** What is wrong with a calendar, and where: `calendars.0.open.1.from`. */
export interface CalendarFault {
  readonly at: string;
  readonly message: string;
}

/** In the order of a week, which begins with Monday. */
export const weekdays: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** A decision is made for every tick, so what it has to look through is bounded. */
const most = { calendars: 16, windows: 100, closedPeriods: 1_000 };

/** Everything that is wrong with the calendars of a plan; nothing when they can be kept. */
export function calendarFaults(calendars: readonly Calendar[]): readonly CalendarFault[] {
  const names = new Set<string>();
  return [
    ...tooMany('calendars', calendars.length, most.calendars, 'calendars'),
    ...calendars.flatMap((calendar, index) => {
      const at = `calendars.${index}`;
      const name = nameFaults(`${at}.name`, calendar.name, names);
      names.add(calendar.name);
      return [...name, ...faultsOfOne(at, calendar)];
    }),
  ];
}

function nameFaults(at: string, name: string, earlier: ReadonlySet<string>): readonly CalendarFault[] {
  if (name.trim() === '') return [{ at, message: 'A calendar needs a name.' }];
  return earlier.has(name) ? [{ at, message: `Another calendar is called "${name}".` }] : [];
}

function faultsOfOne(at: string, { zone, open, closed }: Calendar): readonly CalendarFault[] {
  const zoneMessage = `"${zone}" is no time zone; write one of the IANA database, such as Europe/Berlin, or UTC.`;
  return [
    ...(zoneOf(zone) === undefined ? [{ at: `${at}.zone`, message: zoneMessage }] : []),
    ...tooMany(`${at}.open`, open.length, most.windows, 'windows'),
    ...open.flatMap((window, index) => windowFaults(`${at}.open.${index}`, window)),
    ...tooMany(`${at}.closed`, closed.length, most.closedPeriods, 'closed periods'),
    ...closed.flatMap((period, index) => periodFaults(`${at}.closed.${index}`, period)),
  ];
}

function windowFaults(at: string, { days, from, to }: WeeklyWindow): readonly CalendarFault[] {
  const faults: CalendarFault[] = [];
  if (days.length === 0) faults.push({ at: `${at}.days`, message: 'A window needs a day on which it begins.' });
  for (const day of days)
    if (!weekdays.includes(day))
      faults.push({ at: `${at}.days`, message: `"${day}" is no day; write ${weekdays.join(', ')}.` });
  const begin = minutesOfDay(from);
  if (begin === undefined || begin === minutesOfDay('24:00'))
    faults.push({ at: `${at}.from`, message: `"${from}" is no time at which a day can open; write HH:MM, to 23:59.` });
  if (minutesOfDay(to) === undefined)
    faults.push({ at: `${at}.to`, message: `"${to}" is no time of day; write HH:MM, to 24:00.` });
  return faults;
}

function periodFaults(at: string, { from, to, because }: ClosedPeriod): readonly CalendarFault[] {
  const faults: CalendarFault[] = [];
  const [begin, end] = [parseLocalTime(from), parseLocalTime(to)];
  const say = (text: string) => `"${text}" is no time; write YYYY-MM-DDTHH:MM, on the clocks of the zone.`;
  if (begin === undefined) faults.push({ at: `${at}.from`, message: say(from) });
  if (end === undefined) faults.push({ at: `${at}.to`, message: say(to) });
  if (begin !== undefined && end !== undefined && begin >= end)
    faults.push({ at: `${at}.to`, message: `It ends at ${to}, which is not after its beginning at ${from}.` });
  if (because.trim() === '') faults.push({ at: `${at}.because`, message: 'A closed period needs its reason.' });
  return faults;
}

function tooMany(at: string, count: number, limit: number, what: string): readonly CalendarFault[] {
  return count > limit ? [{ at, message: `There are ${count} ${what}; at most ${limit} are looked through.` }] : [];
}
