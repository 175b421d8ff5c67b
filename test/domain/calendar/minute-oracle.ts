import type { Calendar, WeeklyWindow } from '../../../src/domain/calendar/calendar.ts';

/*
 * What is open, found out the slow way: by what a clock on the wall shows in every single minute. It shares nothing with the product
 * but the shape of a calendar: the product reads offsets and computes, this reads day, hour and minute as Intl writes them.
 */

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

export const zoneNames: readonly string[] = ['UTC', ...Intl.supportedValuesOf('timeZone')];

/** No clock of these years goes back by more than two hours. */
const reach = 180;

const formats = new Map<string, Intl.DateTimeFormat>();

/** What the clock shows, in minutes as if it showed UTC. */
export function reading(zone: string, at: number): number {
  const parts = /(\d+)\/(\d+)\/(\d+), (\d+):(\d+)/.exec(formatOf(zone).format(at));
  if (parts === null) throw new Error('Intl writes something else.');
  const [month, date, year, hours, minutes] = parts.slice(1).map(Number) as [number, number, number, number, number];
  return Date.UTC(year, month - 1, date, hours, minutes) / minute;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  });
  formats.set(zone, format);
  return format;
}

/** Whether the calendars are open in each of `count` minutes from an instant on. */
export function openMinutes(calendars: readonly Calendar[], from: number, count: number): readonly boolean[] {
  const open = Array.from({ length: count }, () => true);
  for (const calendar of calendars) {
    const shown = Array.from({ length: count + 2 * reach }, (_, index) =>
      reading(calendar.zone, from + (index - reach) * minute),
    );
    for (let index = 0; index < count; index += 1) {
      const at = index + reach;
      // Where clocks go back, a reading does not tell which of two minutes it is. All that it was or will be again must be open.
      let lowest = shown[at] ?? Number.NaN;
      for (let later = at + 1; later <= at + reach; later += 1) lowest = Math.min(lowest, (shown[later] ?? 0) - 1);
      let highest = shown[at] ?? Number.NaN;
      for (let earlier = at - reach; earlier < at; earlier += 1) highest = Math.max(highest, shown[earlier] ?? 0);
      if (!isWritten(calendar, lowest, highest)) open[index] = false;
    }
  }
  return open;
}

function isWritten({ open, closed }: Calendar, lowest: number, highest: number): boolean {
  for (const period of closed) if (highest >= read(period.from) && lowest < read(period.to)) return false;
  for (let shown = lowest; shown <= highest; shown += 1)
    if (open.length > 0 && !open.some((window) => isInside(window, shown))) return false;
  return true;
}

const names = ['thu', 'fri', 'sat', 'sun', 'mon', 'tue', 'wed'] as const;

function isInside({ days, from, to }: WeeklyWindow, shown: number): boolean {
  const date = Math.floor(shown / 1440);
  const time = shown - date * 1440;
  const begins = (offset: number) => days.includes(names[(date + offset + 7_000_000) % 7] ?? 'thu');
  const [start, end] = [clock(from), clock(to)];
  if (end > start) return begins(0) && time >= start && time < end;
  return (begins(0) && time >= start) || (begins(-1) && time < end);
}

function clock(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
}

function read(text: string): number {
  return Date.parse(`${text}Z`) / minute;
}

/** The first minutes of another offset, from an instant on, before another: looked for day by day, then by the hour, then by the minute. */
export function clockChanges(zone: string, from: number, before: number): readonly number[] {
  const offset = (at: number) => reading(zone, at) - at / minute;
  const found: number[] = [];
  let last = offset(from);
  for (let start = from; start < before; start += day) {
    if (offset(start + day) === last) continue;
    for (let whole = start; whole < start + day; whole += hour) {
      if (offset(whole + hour) === last) continue;
      let at = whole;
      while (offset(at) === last) at += minute;
      found.push(at);
      last = offset(at);
    }
  }
  return found;
}
