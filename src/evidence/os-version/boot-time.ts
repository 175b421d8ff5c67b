import type { Instant } from '../../domain/time.ts';

/**
 * A time as Windows prints it for people, when it can mean one instant only: the order of day and month is told by a number over 12 or by the year
 * in front, and the zone is UTC itself. Other zones have summer time, and the output does not say whether it held.
 */
export function instantOfLocal(text: string, zone: string | undefined): Instant | undefined {
  if (zone === undefined || !/^\(UTC\)\s/.test(`${zone} `)) return undefined;
  const match =
    /^(\d{1,4})([./-])(\d{1,2})\2(\d{1,4}),?\s{1,3}(\d{1,2}):(\d{2}):(\d{2})(?:\s?(am|pm|a\.m\.|p\.m\.))?$/i.exec(
      text.replace(/[\u00a0\u202f]/g, ' '),
    );
  if (match === null) return undefined;
  const date = dateOf(Number(match[1]), Number(match[3]), Number(match[4]), match[1]?.length === 4);
  const hour = hourOf(Number(match[5]), match[8]?.[0]?.toLowerCase());
  if (date === undefined || hour === undefined) return undefined;
  const at = Date.UTC(date.year, date.month - 1, date.day, hour, Number(match[6]), Number(match[7]));
  // A day that the month does not have would have moved on to the next.
  return new Date(at).getUTCDate() === date.day && new Date(at).getUTCMonth() === date.month - 1 ? at : undefined;
}

interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

function dateOf(first: number, second: number, third: number, isYearFirst: boolean): Day | undefined {
  if (isYearFirst) return second <= 12 ? { year: first, month: second, day: third } : undefined;
  if (third < 1_000) return undefined;
  if (first > 12 && second <= 12) return { year: third, month: second, day: first };
  if (second > 12 && first <= 12) return { year: third, month: first, day: second };
  return first === second && first <= 12 ? { year: third, month: first, day: first } : undefined;
}

/** A half of the day without a mark could be either when the hour is of the first half; then 24 hours are meant, as everywhere without marks. */
function hourOf(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour <= 23 ? hour : undefined;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (half === 'p' ? 12 : 0);
}
