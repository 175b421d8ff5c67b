import { dayMs, type Instant } from '../time.ts';
import type { Freeze, OpeningHours } from './opening-hours.ts';
import { endless, type Span, weekOpening } from './week-openings.ts';

/** Time in which every calendar is open, from its first instant on, before its end; joined across windows and midnights that touch. */
export interface Opening {
  /** Null: it has no beginning. */
  readonly opensAt: Instant | null;
  /** Null: it has no end. */
  readonly closesAt: Instant | null;
  /** What ends it; null when nothing does. */
  readonly closedBy: Closure | null;
}

/** What keeps a calendar closed. */
export type Closure =
  | { readonly kind: 'window'; readonly calendar: string }
  | { readonly kind: 'freeze'; readonly calendar: string; readonly because: string };

type NextOpening =
  | { readonly kind: 'opening'; readonly opening: Opening }
  /** No calendar says never; but nobody waits longer than this. */
  | { readonly kind: 'none'; readonly searchedUntil: Instant };

/** A year, and what a person needs to mend the calendars. */
export const horizonMs = 400 * dayMs;

export function isOpen(hours: OpeningHours, at: Instant): boolean {
  return closureAt(hours, at) === undefined;
}

/** What keeps it closed at an instant: a freeze before a window, because denial beats allowance. Undefined: it is open. */
export function closureAt(hours: OpeningHours, at: Instant): Closure | undefined {
  if (!Number.isFinite(at)) throw new RangeError(`${at} is no instant.`);
  for (const { name, freezes } of hours.calendars)
    for (const freeze of freezes)
      if (isWithin(freeze, at)) return { kind: 'freeze', calendar: name, because: freeze.because };
  for (const { name, week, zone } of hours.calendars)
    if (!isWithin(weekOpening(week, zone, at), at)) return { kind: 'window', calendar: name };
  return undefined;
}

/** The opening in which an instant lies, or else the next after it. */
export function nextOpening(hours: OpeningHours, at: Instant): NextOpening {
  const searchedUntil = at + horizonMs;
  let candidate = at;
  while (candidate < searchedUntil) {
    const possible = leastOpen(hours, candidate);
    if (possible === candidate) return { kind: 'opening', opening: openingAround(hours, candidate) };
    candidate = possible;
  }
  return { kind: 'none', searchedUntil };
}

/** The last instant at which work of this length still fits in: its end may be the end of the opening. Null: it fits at any time. */
export function latestStart({ closesAt }: Opening, longestMs: number): Instant | null {
  return closesAt === null ? null : closesAt - longestMs;
}

/** Whether work of this length fits in at all. */
export function isLongEnough({ opensAt, closesAt }: Opening, longestMs: number): boolean {
  return opensAt === null || closesAt === null || closesAt - opensAt >= longestMs;
}

/** A time, not before this one, before which not all calendars are open. The same one: they are all open. */
function leastOpen(hours: OpeningHours, at: Instant): Instant {
  let least = at;
  for (const { week, zone, freezes } of hours.calendars) {
    least = Math.max(least, weekOpening(week, zone, at).from);
    for (const freeze of freezes) if (isWithin(freeze, least)) least = freeze.to;
  }
  return least;
}

/** The opening around an instant at which all calendars are open: what is left between the nearest ends on both sides. */
function openingAround(hours: OpeningHours, at: Instant): Opening {
  let from = endless.from;
  let to = endless.to;
  let closedBy: Closure | null = null;
  for (const { name, week, zone, freezes } of hours.calendars) {
    const span = weekOpening(week, zone, at);
    from = Math.max(from, span.from);
    if (span.to < to) {
      to = span.to;
      closedBy = { kind: 'window', calendar: name };
    }
    for (const freeze of freezes) {
      if (isEmpty(freeze)) continue;
      if (freeze.to <= at) from = Math.max(from, freeze.to);
      // At the same instant the freeze is named: it is what a person asks about.
      else if (freeze.from < to || (freeze.from === to && closedBy?.kind === 'window')) {
        to = freeze.from;
        closedBy = { kind: 'freeze', calendar: name, because: freeze.because };
      }
    }
  }
  return {
    opensAt: Number.isFinite(from) ? from : null,
    closesAt: Number.isFinite(to) ? to : null,
    closedBy,
  };
}

function isWithin({ from, to }: Span | Freeze, at: Instant): boolean {
  return from <= at && at < to;
}

/** Clocks can skip a whole freeze: then it parts nothing. */
function isEmpty({ from, to }: Freeze): boolean {
  return from >= to;
}
