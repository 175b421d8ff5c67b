const steps = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/** "in 3 days", "5 min ago": in the largest unit of which there is at least one and a half, so that "in 1 day" is never two. */
export function distanceInWords(format: Intl.RelativeTimeFormat, distanceMs: number): string {
  const far = Math.abs(distanceMs);
  const [unit, ms] = steps.find(([, one]) => far >= 1.5 * one) ?? steps[3];
  return format.format(Math.trunc(distanceMs / ms), unit);
}
