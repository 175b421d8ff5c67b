import { hourMs, type Instant, minuteMs } from './time.ts';

/** Hours of every day in which people are told of alarms only, on the clocks of one place. */
export interface QuietHours {
  /** `HH:MM`. */
  readonly from: string;
  /** `HH:MM`; before `from`: it ends on the next day. */
  readonly to: string;
  /** A zone of the IANA database, such as `Europe/Berlin`. */
  readonly zone: string;
}

const dayMinutes = 24 * 60;

/** What is wrong with them, for people; an unknown zone is refused here and never read as "not quiet". */
export function faultOfQuietHours({ from, to, zone }: QuietHours): string | undefined {
  const [start, end] = [minuteOfDay(from), minuteOfDay(to)];
  if (start === undefined) return `"${from}" is no time of day; give HH:MM.`;
  if (end === undefined) return `"${to}" is no time of day; give HH:MM.`;
  if (start === end) return 'They begin and end at the same time: that is never, or always.';
  return clockOf(zone) === undefined ? `"${zone}" is no zone of the IANA database, such as Europe/Berlin.` : undefined;
}

/** When it is quiet no more, to the minute; null when it is not quiet now. On a day that skips the end it ends where the clock jumps over it. */
export function quietUntil(hours: QuietHours, now: Instant): Instant | null {
  const isQuiet = quietness(hours);
  let at = Math.floor(now / minuteMs) * minuteMs;
  if (isQuiet(at) === 0) return null;
  // By the local clock first; a clock that was turned in between makes this too short, and then it is quiet still.
  for (let left = isQuiet(at); left > 0; left = isQuiet(at)) at += left * minuteMs;
  // Or too long: clocks are turned by at most an hour or two.
  for (let back = 0; back < 2 * (hourMs / minuteMs) && isQuiet(at - minuteMs) === 0; back += 1) at -= minuteMs;
  return at;
}

/** Minutes that the local clock still has to go until the end; 0 when it is not quiet. */
function quietness({ from, to, zone }: QuietHours): (at: Instant) => number {
  const [start, end] = [minuteOfDay(from), minuteOfDay(to)];
  const clock = clockOf(zone);
  if (start === undefined || end === undefined || clock === undefined)
    throw new RangeError('Quiet hours are checked before they are kept.');
  const length = (end - start + dayMinutes) % dayMinutes;
  return (at) => {
    const passed = (clock(at) - start + dayMinutes) % dayMinutes;
    return passed < length ? length - passed : 0;
  };
}

function minuteOfDay(text: string): number | undefined {
  const found = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  return found ? Number(found[1]) * 60 + Number(found[2]) : undefined;
}

/** Minutes since midnight on the clocks of a zone; undefined when there is no such zone. */
function clockOf(zone: string): ((at: Instant) => number) | undefined {
  // An offset is no place: it knows nothing of summer time, and is taken by some runtimes and refused by others.
  if (!/^[A-Za-z]/.test(zone)) return undefined;
  try {
    const format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    return (at) => minuteOfDay(format.format(at)) ?? 0;
  } catch {
    // The only thing that can be wrong with these options is the zone.
    return undefined;
  }
}
