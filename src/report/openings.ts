import type { LocalTime } from '../domain/calendar/local-time.ts';
import type { OpeningsPreview, PreviewedOpening } from '../domain/calendar/preview.ts';
import { dayMs, type Instant } from '../domain/time.ts';
import { instantInWords } from './instant.ts';

/**
 * The next openings for people, one a line: "Tue 24 Nov 22:00 to Wed 25 Nov 04:00 Europe/Berlin (21:00-03:00 UTC), clocks change".
 * The zone and UTC stand in every line: a local time alone can be shown twice.
 */
export function openingLines(preview: OpeningsPreview): readonly string[] {
  const lines = preview.openings.map((opening) => openingLine(opening, preview));
  if (preview.searchedUntil === null) return lines;
  const other = lines.length === 0 ? 'opening' : 'other opening';
  return [...lines, `No ${other} before ${instantInWords(preview.searchedUntil)}.`];
}

function openingLine(opening: PreviewedOpening, preview: OpeningsPreview): string {
  const isNow = opening.opensAt !== null && opening.opensAt <= preview.from;
  return `${span(opening, preview)}${isNow ? ', open now' : ''}${changes(opening, preview.zone)}`;
}

function span({ opensAt, closesAt, opensLocal, closesLocal }: PreviewedOpening, preview: OpeningsPreview): string {
  const { zone } = preview;
  const day = (local: LocalTime) => dayInWords(local, preview.localFrom);
  if (opensAt === null || opensLocal === null) {
    if (closesAt === null || closesLocal === null) return 'Always open';
    return `Until ${day(closesLocal)} ${timeOf(closesLocal)} ${zone} (${ofUtc(closesAt, closesLocal, preview)} UTC)`;
  }
  const begin = `${day(opensLocal)} ${timeOf(opensLocal)}`;
  if (closesAt === null || closesLocal === null)
    return `From ${begin} ${zone} (${ofUtc(opensAt, opensLocal, preview)} UTC) on`;
  const end = isSameDay(opensLocal, closesLocal) ? timeOf(closesLocal) : `${day(closesLocal)} ${timeOf(closesLocal)}`;
  const isUtcDayTheSame = isSameDay(opensAt, opensLocal) && isSameDay(closesAt, closesLocal);
  const utc = isUtcDayTheSame
    ? `${timeOf(opensAt)}-${timeOf(closesAt)}`
    : `${day(opensAt)} ${timeOf(opensAt)} to ${isSameDay(opensAt, closesAt) ? '' : `${day(closesAt)} `}${timeOf(closesAt)}`;
  return `${begin} to ${end} ${zone} (${utc} UTC)`;
}

/** The day stands beside the time in UTC where it is another one than on the clocks of the place. */
function ofUtc(at: Instant, local: LocalTime, preview: OpeningsPreview): string {
  return isSameDay(at, local) ? timeOf(at) : `${dayInWords(at, preview.localFrom)} ${timeOf(at)}`;
}

/** ", clocks change", and where, when it is not in the zone that the line shows. */
function changes({ clockChanges }: PreviewedOpening, shown: string): string {
  const zones = [...new Set(clockChanges.map((change) => change.zone))];
  const others = zones.filter((zone) => zone !== shown);
  const here = zones.length > others.length ? ', clocks change' : '';
  return `${here}${others.length === 0 ? '' : `, clocks change in ${others.join(', ')}`}`;
}

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** "Tue 24 Nov"; the year stands there when it is another one than now. */
function dayInWords(local: LocalTime, now: LocalTime): string {
  const date = new Date(local);
  const year = date.getUTCFullYear() === new Date(now).getUTCFullYear() ? '' : ` ${date.getUTCFullYear()}`;
  return `${weekdays[date.getUTCDay()]} ${date.getUTCDate()} ${months[date.getUTCMonth()]}${year}`;
}

function timeOf(local: LocalTime): string {
  return new Date(local).toISOString().slice(11, 16);
}

function isSameDay(one: LocalTime, other: LocalTime): boolean {
  return Math.floor(one / dayMs) === Math.floor(other / dayMs);
}
