/** An instant: milliseconds since 1970-01-01T00:00:00Z. Rooms without a clock get every instant as an argument. */
export type Instant = number;

export const secondMs = 1_000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** RFC 3339 in UTC with milliseconds, the only form in which an instant leaves the process. */
export function toRfc3339(at: Instant): string {
  const known = spelled.get(at);
  if (known !== undefined) return known;
  const text = new Date(at).toISOString();
  if (spelled.size >= mostSpelled) spelled.clear();
  spelled.set(at, text);
  return text;
}

/** The rows of a list share a few instants (when it was read, until when verdicts are good), and spelling one out costs more than the rest of its row. */
const spelled = new Map<Instant, string>();
const mostSpelled = 500;

/**
 * Reads an RFC 3339 instant; the zone is required, because a time without one means a different instant on every machine.
 * @returns undefined when the text is not such an instant.
 */
export function fromRfc3339(text: string): Instant | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,12})?)?(Z|[+-]\d{2}:\d{2})$/.test(text)) return undefined;
  const at = Date.parse(text.replace(/(\.\d{3})\d+/, '$1'));
  return Number.isNaN(at) ? undefined : at;
}

/** "2 d 4 h", "38 min", "20 s": the two largest units, for people; never the only form of a deadline. */
export function durationInWords(ms: number): string {
  const total = Math.max(0, Math.round(ms / secondMs));
  const parts: [number, string][] = [
    [Math.floor(total / 86_400), 'd'],
    [Math.floor((total % 86_400) / 3_600), 'h'],
    [Math.floor((total % 3_600) / 60), 'min'],
    [total % 60, 's'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return '0 s';
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}

/**
 * Reads a duration as people and ISO 8601 write it: `90s`, `20m`, `2h`, `7d`, `PT2H`, `P7D`.
 * @returns milliseconds, or undefined when it is neither.
 */
export function parseDuration(text: string): number | undefined {
  const short = /^(\d+)(ms|s|m|min|h|d)$/.exec(text.trim());
  if (short) {
    const units: Record<string, number> = { ms: 1, s: secondMs, m: minuteMs, min: minuteMs, h: hourMs, d: dayMs };
    return Number(short[1]) * (units[short[2] ?? ''] ?? Number.NaN);
  }
  const iso = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text.trim());
  if (!iso || text.trim() === 'P' || text.trim().endsWith('T')) return undefined;
  const [days, hours, minutes, seconds] = iso.slice(1, 5).map((part) => Number(part ?? 0));
  return (days ?? 0) * dayMs + (hours ?? 0) * hourMs + (minutes ?? 0) * minuteMs + (seconds ?? 0) * secondMs;
}
