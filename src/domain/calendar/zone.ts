import { dayMs, hourMs, type Instant, minuteMs, secondMs } from '../time.ts';
import type { LocalTime } from './local-time.ts';

/** A zone of the IANA database that this Node knows. `zoneOf` makes it, so nothing is ever decided in an unknown one. */
export interface Zone {
  readonly name: string;
  readonly stretchAt: (at: Instant) => Stretch;
}

/** An instant from which the clocks of a zone run with another offset (local time minus UTC). */
export interface ClockChange {
  readonly at: Instant;
  readonly fromOffsetMs: number;
  readonly toOffsetMs: number;
}

/** A piece of time in a zone: the offset with which it begins, and the changes after that, up to its very end. */
interface Stretch {
  readonly offsetMs: number;
  readonly changes: readonly ClockChange[];
}

/**
 * When clocks show a local time. Clocks that go forward skip times: such a time counts as shown at the instant of the change, which
 * is the first that shows a later one. Clocks that go back show times twice.
 */
type Showing =
  | { readonly kind: 'once'; readonly at: Instant }
  | { readonly kind: 'skipped'; readonly at: Instant }
  | { readonly kind: 'twice'; readonly first: Instant; readonly last: Instant };

/** Ninety days have at most a few changes, and looking once a day for them costs a tenth of a millisecond. */
const stretchMs = 90 * dayMs;

/** No clock was ever further from UTC than 15 h 57 min. */
const farthestOffsetMs = 16 * hourMs;

/** What is remembered is bounded; what was forgotten is found again. */
const mostZones = 1_000;
const mostStretches = 256;

// A memory, not a state: an answer is the same with and without it.
const zones = new Map<string, Zone>();

/**
 * The zone of this name: `UTC`, or written as region and place. Abbreviations are refused even where the machine reads them:
 * `IST` is India to one, Israel or Ireland to another.
 * @returns undefined when there is no such zone.
 */
export function zoneOf(name: string): Zone | undefined {
  const known = zones.get(name);
  if (known !== undefined) return known;
  if (!/^(UTC|[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+){1,2})$/.test(name)) return undefined;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone: name, hour: 'numeric', timeZoneName: 'longOffset' });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  const zone = { name, stretchAt: stretchesOf(format) };
  if (zones.size >= mostZones) zones.clear();
  zones.set(name, zone);
  return zone;
}

/** Local time minus UTC. */
export function offsetAt(zone: Zone, at: Instant): number {
  const { offsetMs, changes } = zone.stretchAt(at);
  let offset = offsetMs;
  for (const change of changes) {
    if (change.at > at) break;
    offset = change.toOffsetMs;
  }
  return offset;
}

/** What the clocks show at an instant. */
export function localTimeAt(zone: Zone, at: Instant): LocalTime {
  return at + offsetAt(zone, at);
}

/** When the clocks of the zone show this time. */
export function showingOf(zone: Zone, local: LocalTime): Showing {
  const from = local - farthestOffsetMs;
  const changes = changesBetween(zone, from, local + farthestOffsetMs);
  const offset = offsetAt(zone, from - 1);
  if (changes.length === 0) return { kind: 'once', at: local - offset };
  const first = firstShowing(local, offset, changes);
  const last = lastShowing(local, offset, changes);
  if (first !== last) return { kind: 'twice', first, last };
  return { kind: localTimeAt(zone, first) === local ? 'once' : 'skipped', at: first };
}

/** The first instant at which the clocks show this time or a later one. */
export function firstOf(showing: Showing): Instant {
  return showing.kind === 'twice' ? showing.first : showing.at;
}

/** The last instant at which the clocks show this time; from then on they show later ones only. */
export function lastOf(showing: Showing): Instant {
  return showing.kind === 'twice' ? showing.last : showing.at;
}

/** Changes of the clocks from an instant on, before another. */
export function changesBetween(zone: Zone, from: Instant, before: Instant): readonly ClockChange[] {
  const found: ClockChange[] = [];
  // A change at the very end of a stretch belongs to it, so the one that ends at `from` counts.
  const last = Math.floor((before - 1) / stretchMs);
  for (let index = Math.floor((from - 1) / stretchMs); index <= last; index += 1)
    for (const change of zone.stretchAt(index * stretchMs).changes)
      if (change.at >= from && change.at < before) found.push(change);
  return found;
}

/** The day of the place in which an instant lies. A midnight that is shown twice begins its day the first time. */
export function dayAt(zone: Zone, at: Instant): { readonly from: Instant; readonly to: Instant } {
  const midnight = Math.floor(localTimeAt(zone, at) / dayMs) * dayMs;
  const next = firstOf(showingOf(zone, midnight + dayMs));
  // Clocks that are put back across midnight show the end of a day once more when the next one has begun.
  if (at >= next) return { from: next, to: firstOf(showingOf(zone, midnight + 2 * dayMs)) };
  return { from: firstOf(showingOf(zone, midnight)), to: next };
}

function firstShowing(local: LocalTime, offset: number, changes: readonly ClockChange[]): Instant {
  let from = Number.NEGATIVE_INFINITY;
  let current = offset;
  for (const change of changes) {
    if (change.at + current > local) break;
    from = change.at;
    current = change.toOffsetMs;
  }
  return Math.max(from, local - current);
}

function lastShowing(local: LocalTime, offset: number, changes: readonly ClockChange[]): Instant {
  let to = Number.POSITIVE_INFINITY;
  for (const change of changes.toReversed()) {
    if (change.at + change.toOffsetMs <= local) return Math.min(to, local - change.toOffsetMs);
    to = change.at;
  }
  return Math.min(to, local - offset);
}

function stretchesOf(format: Intl.DateTimeFormat): Zone['stretchAt'] {
  const seen = new Map<number, Stretch>();
  return (at) => {
    const index = Math.floor(at / stretchMs);
    const known = seen.get(index);
    if (known !== undefined) return known;
    const stretch = readStretch(format, index * stretchMs);
    if (seen.size >= mostStretches) seen.clear();
    seen.set(index, stretch);
    return stretch;
  };
}

/** Looks once a day: no zone changes its clocks there and back within one. */
function readStretch(format: Intl.DateTimeFormat, from: Instant): Stretch {
  const offsetMs = readOffset(format, from);
  const changes: ClockChange[] = [];
  let fromOffsetMs = offsetMs;
  for (let day = from; day < from + stretchMs; day += dayMs) {
    const toOffsetMs = readOffset(format, day + dayMs);
    if (toOffsetMs === fromOffsetMs) continue;
    changes.push({ at: findChange(format, day, day + dayMs, fromOffsetMs), fromOffsetMs, toOffsetMs });
    fromOffsetMs = toOffsetMs;
  }
  return { offsetMs, changes };
}

/** Halves the time until it knows the second: clocks change on whole seconds. */
function findChange(format: Intl.DateTimeFormat, before: Instant, after: Instant, offsetMs: number): Instant {
  let low = before;
  let high = after;
  while (high - low > secondMs) {
    const middle = low + Math.floor((high - low) / 2 / secondMs) * secondMs;
    if (readOffset(format, middle) === offsetMs) low = middle;
    else high = middle;
  }
  return high;
}

/** The offset is written as `GMT`, `GMT+05:30` or, before zones were tidy, `GMT+00:53:28`. */
function readOffset(format: Intl.DateTimeFormat, at: Instant): number {
  const text = format.format(at);
  const match = /GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(text);
  if (match === null) throw new Error(`No offset is written in "${text}".`);
  const [, sign, hours, minutes, seconds] = match;
  const size = Number(hours ?? 0) * hourMs + Number(minutes ?? 0) * minuteMs + Number(seconds ?? 0) * secondMs;
  return sign === '-' ? -size : size;
}
