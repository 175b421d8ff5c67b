const units = { s: 1_000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Reads `90s`, `20m`, `2h`, `7d` as the command line does; undefined when it is no duration. */
export function durationMs(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,9})(s|m|min|h|d)$/.exec(text.trim()) ?? [];
  return count === undefined || unit === undefined ? undefined : Number(count) * units[unit as keyof typeof units];
}

/** The same in the other direction, in the largest unit that leaves nothing over. */
export function durationText(ms: number): string {
  const unit = (['d', 'h', 'm', 's'] as const).find((one) => ms % units[one] === 0) ?? 's';
  return `${Math.round(ms / units[unit])}${unit}`;
}
