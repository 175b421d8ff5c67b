const units: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Reads `90s`, `20m`, `2h`, `7d`; milliseconds, or undefined when it is no duration. */
export function parseDuration(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,9})(s|m|min|h|d)$/.exec(text.trim()) ?? [];
  return count === undefined || unit === undefined ? undefined : Number(count) * (units[unit] ?? Number.NaN);
}

/** "2 d 4 h", "38 min", "20 s": the two largest units. */
export function durationInWords(ms: number): string {
  const total = Math.max(0, Math.round(ms / 1_000));
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(total / 86_400), 'd'],
    [Math.floor((total % 86_400) / 3_600), 'h'],
    [Math.floor((total % 3_600) / 60), 'min'],
    [total % 60, 's'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return '0 s';
  const shown = parts.slice(first, first + 2).filter(([count]) => count > 0);
  return shown.map(([count, unit]) => `${count} ${unit}`).join(' ');
}

/** Instants for people, in one zone. */
export interface Times {
  readonly zone: string;
  /** "Tue 24 Nov 22:00 CET"; the year stands there when it is another one than at `now`. */
  at(instant: string | null | undefined, now?: string | number): string;
  /** "Tue 24 Nov 22:00 CET (in 3 d)": the absolute form never misses. */
  due(instant: string | null | undefined, now: string | number): string;
  /** "5 min ago", "in 3 d". */
  relative(instant: string, now: string | number): string;
}

/** @param zone an IANA name; one that the system does not know is read as UTC, and the zone stands beside every time. */
export function createTimes(zone: string | undefined): Times {
  const known = knownZone(zone);
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: known,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  });
  const parts = (ms: number): Readonly<Record<string, string>> =>
    Object.fromEntries(format.formatToParts(ms).map((part) => [part.type, part.value]));

  function at(instant: string | null | undefined, now?: string | number): string {
    if (instant === null || instant === undefined) return '–';
    const part = parts(Date.parse(instant));
    const isThisYear = now !== undefined && parts(ms(now)).year === part.year;
    const year = isThisYear ? '' : ` ${part.year}`;
    return `${part.weekday} ${part.day} ${part.month}${year} ${part.hour}:${part.minute} ${part.timeZoneName}`;
  }

  function relative(instant: string, now: string | number): string {
    const distance = Date.parse(instant) - ms(now);
    const words = firstUnits(Math.abs(distance));
    if (Math.abs(distance) < 1_000) return 'now';
    return distance > 0 ? `in ${words}` : `${words} ago`;
  }

  return {
    zone: known,
    at,
    relative,
    due: (instant, now) =>
      instant === null || instant === undefined ? '–' : `${at(instant, now)} (${relative(instant, now)})`,
  };
}

function knownZone(zone: string | undefined): string {
  if (zone === undefined || zone === '') return Intl.DateTimeFormat().resolvedOptions().timeZone;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}

function ms(instant: string | number): number {
  return typeof instant === 'number' ? instant : Date.parse(instant);
}

/** Beyond a day the minutes only distract, and beyond a minute the seconds do. */
function firstUnits(distance: number): string {
  const words = durationInWords(distance).split(' ');
  const unit = words[1];
  return unit === 'min' || (unit === 'd' && Number(words[0]) >= 2) ? words.slice(0, 2).join(' ') : words.join(' ');
}
