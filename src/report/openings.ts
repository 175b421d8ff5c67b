import type { PlanValue } from '../contract/plan-words.ts';
import type { Calendar } from '../domain/calendar/calendar.ts';
import type { LocalTime } from '../domain/calendar/local-time.ts';
import { openingHoursOf } from '../domain/calendar/opening-hours.ts';
import { type OpeningsPreview, type PreviewedOpening, previewOpenings } from '../domain/calendar/preview.ts';
import { dayMs, type Instant } from '../domain/time.ts';
import { atOf, inside, type UnsaidLine } from './plan-english.ts';

const openingsShown = 5;

/** The next openings of calendars together, from an instant on; nothing where there is no calendar, and what is wrong where one cannot be read. */
export function nextOpenings(calendars: readonly Calendar[], from: Instant): readonly UnsaidLine[] {
  if (calendars.length === 0) return [];
  const reading = openingHoursOf(calendars);
  return reading.ok
    ? openingLines(previewOpenings(reading.hours, from, openingsShown))
    : reading.faults.map(({ message }): UnsaidLine => ({ says: 'unreadable', values: { what: { told: message } } }));
}

/**
 * The next openings for people, one a line: "Tue 24 Nov 22:00 to Wed 25 Nov 04:00 Europe/Berlin (21:00-03:00 UTC), clocks change".
 * The zone and UTC stand in every line: a local time alone can be shown twice.
 */
export function openingLines(preview: OpeningsPreview): readonly UnsaidLine[] {
  const lines = preview.openings.map((opening) => openingLine(opening, preview));
  if (preview.searchedUntil === null) return lines;
  const says = lines.length === 0 ? 'no-opening' : 'no-other-opening';
  return [...lines, { says, values: { at: atOf(preview.searchedUntil) } }];
}

function openingLine(opening: PreviewedOpening, preview: OpeningsPreview): UnsaidLine {
  const { says, values } = span(opening, preview);
  const isNow = opening.opensAt !== null && opening.opensAt <= preview.from;
  return { says, values: { ...values, isNow: isNow ? 'yes' : 'no', ...changes(opening, preview.zone) } };
}

function span({ opensAt, closesAt, opensLocal, closesLocal }: PreviewedOpening, preview: OpeningsPreview): UnsaidLine {
  const { zone } = preview;
  const day = (local: LocalTime) => onDay(local, preview.localFrom);
  if (opensAt === null || opensLocal === null) {
    if (closesAt === null || closesLocal === null) return { says: 'opening-always', values: {} };
    const values = { closes: day(closesLocal), zone, utc: ofUtc(closesAt, closesLocal, preview) };
    return { says: 'opening-until', values };
  }
  const opens = day(opensLocal);
  if (closesAt === null || closesLocal === null)
    return { says: 'opening-from', values: { opens, zone, utc: ofUtc(opensAt, opensLocal, preview) } };
  const closes = isSameDay(opensLocal, closesLocal) ? hourOf(closesLocal) : day(closesLocal);
  const isUtcDayTheSame = isSameDay(opensAt, opensLocal) && isSameDay(closesAt, closesLocal);
  const utc = isUtcDayTheSame
    ? inside({ says: 'hours', values: { from: hourOf(opensAt), to: hourOf(closesAt) } })
    : inside({
        says: 'days',
        values: { from: day(opensAt), to: isSameDay(opensAt, closesAt) ? hourOf(closesAt) : day(closesAt) },
      });
  return { says: 'opening', values: { opens, closes, zone, utc } };
}

/** The day stands beside the time in UTC where it is another one than on the clocks of the place. */
function ofUtc(at: Instant, local: LocalTime, preview: OpeningsPreview): PlanValue {
  return isSameDay(at, local) ? hourOf(at) : onDay(at, preview.localFrom);
}

/** ", clocks change", and where, when it is not in the zone that the line shows. */
function changes({ clockChanges }: PreviewedOpening, shown: string) {
  const zones = [...new Set(clockChanges.map((change) => change.zone))];
  const others = zones.filter((zone) => zone !== shown);
  const here = zones.length > others.length ? 'yes' : 'no';
  return { here, zones: others.length, inZones: others.join(', ') };
}

/** The year stands there when it is another one than now. */
function onDay(local: LocalTime, now: LocalTime): PlanValue {
  const isThisYear = new Date(local).getUTCFullYear() === new Date(now).getUTCFullYear();
  return { local: spelled(local), form: isThisYear ? 'day' : 'year' };
}

function hourOf(local: LocalTime): PlanValue {
  return { local: spelled(local), form: 'hour' };
}

function spelled(local: LocalTime): string {
  return new Date(local).toISOString().slice(0, 16);
}

function isSameDay(one: LocalTime, other: LocalTime): boolean {
  return Math.floor(one / dayMs) === Math.floor(other / dayMs);
}
