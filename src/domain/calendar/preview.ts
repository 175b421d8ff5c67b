import { dayMs, type Instant } from '../time.ts';
import type { LocalTime } from './local-time.ts';
import type { OpeningHours } from './opening-hours.ts';
import { nextOpening, type Opening } from './openings.ts';
import type { Span } from './week-openings.ts';
import { type ClockChange, changesBetween, dayAt, localTimeAt, type Zone, zoneOf } from './zone.ts';

/** The next openings, as people look at them before they trust a calendar. */
export interface OpeningsPreview {
  readonly from: Instant;
  /** Whose clocks are shown: the first calendar's zone, or UTC when there is no calendar. */
  readonly zone: string;
  readonly localFrom: LocalTime;
  readonly openings: readonly PreviewedOpening[];
  /** Set when fewer were found than asked for: there is no other before this instant. */
  readonly searchedUntil: Instant | null;
}

export interface PreviewedOpening extends Opening {
  readonly opensLocal: LocalTime | null;
  readonly closesLocal: LocalTime | null;
  /** Changes of the clocks, in the zone of any calendar, on its days as they are shown. Of more than a week only the first and the last day count. */
  readonly clockChanges: readonly ZoneChange[];
}

interface ZoneChange extends ClockChange {
  readonly zone: string;
}

/** The first calendar's zone, in which days are counted and times are shown; UTC without a calendar. */
export function zoneOfHours(hours: OpeningHours): Zone {
  const zone = hours.calendars[0]?.zone ?? zoneOf('UTC');
  if (zone === undefined) throw new Error('UTC is a zone everywhere.');
  return zone;
}

/** The opening in which an instant lies and those after it, in all at most `count`. */
export function previewOpenings(hours: OpeningHours, from: Instant, count: number): OpeningsPreview {
  const zone = zoneOfHours(hours);
  const openings: PreviewedOpening[] = [];
  let searchedUntil: Instant | null = null;
  let after: Instant | null = from;
  while (openings.length < count && after !== null) {
    const found = nextOpening(hours, after);
    if (found.kind === 'none') {
      searchedUntil = found.searchedUntil;
      break;
    }
    openings.push(previewed(hours, zone, found.opening));
    after = found.opening.closesAt;
  }
  return { from, zone: zone.name, localFrom: localTimeAt(zone, from), openings, searchedUntil };
}

function previewed(hours: OpeningHours, zone: Zone, opening: Opening): PreviewedOpening {
  const { opensAt, closesAt } = opening;
  const days = daysOf(zone, opening);
  const zones = new Map(hours.calendars.map((calendar) => [calendar.zone.name, calendar.zone]));
  return {
    ...opening,
    opensLocal: opensAt === null ? null : localTimeAt(zone, opensAt),
    closesLocal: closesAt === null ? null : localTimeAt(zone, closesAt),
    clockChanges: [...zones.values()].flatMap((one) =>
      days.flatMap(({ from, to }) => changesBetween(one, from, to).map((change) => ({ ...change, zone: one.name }))),
    ),
  };
}

/** Its days from midnight to midnight: a change two hours before it opens surprises as well. Of a long opening, the first and the last. */
function daysOf(zone: Zone, { opensAt, closesAt }: Opening): readonly Span[] {
  const first = opensAt === null ? undefined : dayAt(zone, opensAt);
  // The end is not part of it: one at midnight touches no other day.
  const last = closesAt === null ? undefined : dayAt(zone, closesAt - 1);
  if (first && last && last.from - first.from <= 7 * dayMs) return [{ from: first.from, to: last.to }];
  return [first, last].filter((day) => day !== undefined);
}
