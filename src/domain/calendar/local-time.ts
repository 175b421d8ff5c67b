/** What the clocks of a place show, in milliseconds as if they showed UTC. It is no instant: some are shown twice, some never. */
export type LocalTime = number;

/**
 * Minutes since midnight of `HH:MM`. `24:00` is the midnight that ends the day.
 * @returns undefined when the text is no such time.
 */
export function minutesOfDay(text: string): number | undefined {
  const [, hours, minutes] = /^(\d{2}):([0-5]\d)$/.exec(text) ?? [];
  if (hours === undefined || minutes === undefined) return undefined;
  const total = Number(hours) * 60 + Number(minutes);
  return total <= 24 * 60 ? total : undefined;
}

/**
 * Reads `YYYY-MM-DDTHH:MM`.
 * @returns undefined when the text is no such time, or names a day that no calendar has.
 */
export function parseLocalTime(text: string): LocalTime | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text)) return undefined;
  const local = Date.parse(`${text}:00.000Z`);
  // 30 February and 24:00 are read as the day after; what does not come out as it went in was not a time.
  return !Number.isNaN(local) && new Date(local).toISOString().startsWith(text) ? local : undefined;
}
