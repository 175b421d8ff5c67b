import { clockToleranceMs } from '../../domain/source.ts';
import { hourMs, type Instant, minuteMs, toRfc3339 } from '../../domain/time.ts';
import { type ProblemList, quoted, type ReadOptions } from '../reading.ts';

/** The reading of a clock on a wall, as if that clock showed UTC; in which zone it hangs is another question. */
export type LocalTime = number;

interface WrittenTime {
  /** Every reading that the text allows, the earliest first. */
  readonly readings: readonly LocalTime[];
  readonly zoneMs: number | undefined;
}

/** When a run was made. */
interface RunTime {
  readonly local: LocalTime | undefined;
  readonly zoneMs: number | undefined;
  readonly observedAt: Instant;
}

const firstYear = 2015;
const lastYear = 2100;
/** The zones of the earth: UTC+14 and UTC-12. */
const easternmostMs = 14 * hourMs;
const westernmostMs = -12 * hourMs;
/** The longest run with traces ends well within this time; files that are newer were touched later, or come from another zone. */
const longestRunMs = 6 * hourMs;

/** What tells when a run was made; any of it can be missing, and two can disagree. */
interface TimeWitnesses {
  /** The report's own text, with a zone in most versions. */
  readonly text: string | undefined;
  readonly memberLocal: LocalTime | undefined;
  /** Of the findings, which is written in one form everywhere. */
  readonly findingLocal: LocalTime | undefined;
}

/**
 * When the run was made. The archive has the times of its files without a zone, the report has the zone and a text that can often be read in several
 * ways; together they are an instant. Whatever stays open is settled by the earliest reading, since evidence that is taken for newer than it is
 * could pass a host that has changed.
 */
export function runTimeOf(
  witnesses: TimeWitnesses,
  { observedAt, isObservedAtSaid }: Pick<ReadOptions, 'observedAt' | 'isObservedAtSaid'>,
  problems: ProblemList,
): RunTime | undefined {
  const { readings, zoneMs } = writtenTimeOf(witnesses.text ?? '');
  const local = localOf(witnesses, readings, problems);
  if (local === undefined) return observedAt === undefined ? undefined : { local, zoneMs, observedAt };
  const earliest = local.first - (zoneMs ?? easternmostMs);
  const latest = local.last - (zoneMs ?? westernmostMs);
  if (observedAt !== undefined && isObservedAtSaid === true) {
    if (observedAt <= latest + clockToleranceMs) return { local: local.first, zoneMs, observedAt };
    problems.add(
      'evidence-contradictory',
      `The run is said to be of ${toRfc3339(observedAt)}, but it is of ${toRfc3339(latest)} at the latest; that counts.`,
    );
  }
  if (zoneMs === undefined)
    problems.add(
      'time-ambiguous',
      `The run is of ${shown(local.first)} in a zone that is not written; the earliest was used, ${toRfc3339(earliest)}.`,
    );
  return { local: local.first, zoneMs, observedAt: earliest };
}

/** The time of the file where all agree, else the earliest; and the latest that anything speaks for. */
function localOf(
  witnesses: TimeWitnesses,
  readings: readonly LocalTime[],
  problems: ProblemList,
): { readonly first: LocalTime; readonly last: LocalTime } | undefined {
  const sure = [witnesses.memberLocal, witnesses.findingLocal].filter(isPlausible);
  const [anchor] = sure;
  const distance = (at: LocalTime) => (anchor === undefined ? 0 : Math.abs(at - anchor));
  const text = [...readings].sort((a, b) => distance(a) - distance(b) || a - b)[0];
  const all = text === undefined ? sure : [...sure, text];
  if (all.length === 0) return undefined;
  if (anchor === undefined && readings.length > 1) {
    problems.add('time-ambiguous', 'The time of the run can be read in several ways; the earliest was used.');
    return { first: Math.min(...readings), last: Math.max(...readings) };
  }
  const [first, last] = [Math.min(...all), Math.max(...all)];
  if (last - first <= longestRunMs) return { first: anchor ?? first, last };
  problems.add(
    'time-ambiguous',
    `Files and report differ in when the run was, from ${shown(first)} to ${shown(last)}; the earliest counts.`,
  );
  return { first, last };
}

function shown(at: LocalTime): string {
  return toRfc3339(at).slice(0, 16).replace('T', ' ');
}

function isPlausible(local: LocalTime | undefined): local is LocalTime {
  return local !== undefined && local >= Date.UTC(firstYear, 0) && local < Date.UTC(lastYear, 0);
}

const written =
  /^(\d{1,2})[/.\- ]{1,2}(\d{1,2})[/.\- ]{1,2}(\d{4}),?\s{1,3}(\d{1,2})[:.](\d{2})[:.](\d{2})\s{0,3}([^\d+]{0,12}?)\s{0,3}([+-]\d{1,2}[:.]\d{2})?$/u;

/**
 * `dd/MM/yyyy h:mm:ss tt zzz` with the separators and half-day words of the host's language, which has none in many; one of 2026 was seen as
 * `MM/dd/yyyy HH:mm:ss`. Calendars that count other years give no reading, but the zone.
 */
function writtenTimeOf(text: string): WrittenTime {
  const told = text.trim().slice(0, 80);
  const parts = written.exec(told);
  const zoneMs = zoneOf(parts?.[8] ?? /\s([+-]\d{1,2}:\d{2})$/.exec(told)?.[1]);
  if (parts === null) return { readings: [], zoneMs };
  const [first = 0, second = 0, year = 0, hour = 0, minute = 0, secs = 0] = parts.slice(1, 7).map(Number);
  const hasZone = parts[8] !== undefined;
  // With a zone the day comes first, as the script writes it; else both orders are possible.
  const days = hasZone
    ? [{ day: first, month: second }]
    : [
        { day: second, month: first },
        { day: first, month: second },
      ];
  const hours = hoursOf(hour, parts[7] ?? '', hasZone || (parts[4] ?? '').length < 2);
  const readings = days.flatMap(({ day, month }) =>
    hours.flatMap((one) => localTime(year, month, day, one, minute, secs) ?? []),
  );
  // A day that is none was a month.
  if (readings.length === 0)
    readings.push(...hours.flatMap((one) => localTime(year, first, second, one, minute, secs) ?? []));
  return { readings: [...new Set(readings)].sort((a, b) => a - b), zoneMs };
}

/** The hours of the day that a written hour can mean. */
function hoursOf(hour: number, halfDay: string, isTwelveHours: boolean): readonly number[] {
  const word = halfDay.toLowerCase().replace(/[^\p{L}]/gu, '');
  if (hour > 12 || hour === 0) return [hour];
  if (word === 'am') return [hour % 12];
  if (word === 'pm') return [(hour % 12) + 12];
  return isTwelveHours || word !== '' ? [hour % 12, (hour % 12) + 12] : [hour];
}

function zoneOf(text: string | undefined): number | undefined {
  const [, sign, hours, minutes] = /^([+-])(\d{1,2})[:.](\d{2})$/.exec(text ?? '') ?? [];
  if (sign === undefined) return undefined;
  const zone = (sign === '-' ? -1 : 1) * (Number(hours) * hourMs + Number(minutes) * minuteMs);
  return Number(minutes) < 60 && zone <= easternmostMs && zone >= westernmostMs ? zone : undefined;
}

function localTime(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  secs: number,
): LocalTime | undefined {
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || secs > 59) return undefined;
  const at = Date.UTC(year, month - 1, day, hour, minute, secs);
  return new Date(at).getUTCDate() === day && isPlausible(at) ? at : undefined;
}

/**
 * The host's last start, in its own time. PowerShell writes a time that is turned into text as `MM/dd/yyyy HH:mm:ss`, whatever the host's language.
 * @returns undefined, with a problem, for anything else.
 */
export function bootTimeOf(text: string, problems: ProblemList, line: number): LocalTime | undefined {
  const parts = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d{2}):(\d{2})$/.exec(text.trim());
  const [month = 0, day = 0, year = 0, hour = 0, minute = 0, secs = 0] = (parts ?? []).slice(1).map(Number);
  const at = localTime(year, month, day, hour, minute, secs) ?? localTime(year, day, month, hour, minute, secs);
  if (at === undefined && text.trim() !== '')
    problems.add('text-unread', `${quoted(text)} is not read as the time of the last start.`, line);
  return at;
}

/** Whether a file is from before the start; the times of files are even seconds. A file without a time says nothing of it. */
export function isBeforeBoot(local: LocalTime | undefined, boot: LocalTime | undefined): boolean {
  return boot !== undefined && isPlausible(local) && local + 2_000 < boot;
}

/** Whether a file was left in the folder by an earlier run; a run takes hours at most. */
export function isOfEarlierRun(local: LocalTime | undefined, report: LocalTime | undefined): boolean {
  return isPlausible(local) && isPlausible(report) && local + longestRunMs < report;
}
