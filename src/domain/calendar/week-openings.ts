import { dayMs, type Instant } from '../time.ts';
import type { LocalTime } from './local-time.ts';
import { type Week, type WeekWindow, weekMs } from './opening-hours.ts';
import { firstOf, lastOf, localTimeAt, showingOf, type Zone } from './zone.ts';

/** From an instant on, before another; infinite where it has no beginning or no end. */
export interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

export const endless: Span = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/** Some Monday, 00:00: the weeks of the clocks are counted from here. */
const firstMonday: LocalTime = 4 * dayMs;

/**
 * The opening by the windows of the week in which an instant lies, or the next one after it.
 *
 * It is never longer than written. One that begins at a time that clocks skip begins with the change; at a time that they show twice, at
 * the last. One that ends at a skipped time ends with the change; at one that is shown twice, at the first. So a window that lies wholly
 * in an hour that is skipped, or shown twice, does not open on that day.
 */
export function weekOpening(week: Week, zone: Zone, at: Instant): Span {
  if (week.kind === 'always') return endless;
  const { windows } = week;
  let index = indexAfter(windows, localTimeAt(zone, at));
  let span = spanOf(windows, zone, index);
  while (span.to <= at || span.from >= span.to) {
    index += 1;
    span = spanOf(windows, zone, index);
  }
  return joined(windows, zone, index, span);
}

/** Where clocks skip what lies between two windows, they are one opening. */
function joined(windows: readonly WeekWindow[], zone: Zone, index: number, span: Span): Span {
  let { from, to } = span;
  for (let before = index - 1; ; before -= 1) {
    const earlier = spanOf(windows, zone, before);
    if (earlier.to < from) break;
    from = Math.min(from, earlier.from);
  }
  for (let after = index + 1; ; after += 1) {
    const later = spanOf(windows, zone, after);
    if (later.from > to) break;
    to = Math.max(to, later.to);
  }
  return { from, to };
}

/** Windows are counted through all weeks: number of the week times windows in it, plus the place in it. @returns the first that ends after a time. */
function indexAfter(windows: readonly WeekWindow[], local: LocalTime): number {
  const week = Math.floor((local - firstMonday) / weekMs);
  const inWeek = local - firstMonday - week * weekMs;
  const last = windows.at(-1);
  if (last !== undefined && last.to - weekMs > inWeek) return week * windows.length - 1;
  const place = windows.findIndex((window) => window.to > inWeek);
  return (place < 0 ? week + 1 : week) * windows.length + Math.max(0, place);
}

/** Empty, with its end before its beginning, when clocks leave nothing of it. */
function spanOf(windows: readonly WeekWindow[], zone: Zone, index: number): Span {
  const week = Math.floor(index / windows.length);
  const window = windows[index - week * windows.length];
  if (window === undefined) throw new Error('A week has no such window.');
  const monday = firstMonday + week * weekMs;
  return {
    from: lastOf(showingOf(zone, monday + window.from)),
    to: firstOf(showingOf(zone, monday + window.to)),
  };
}
