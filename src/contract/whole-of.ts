/** The counts of several parts together, state by state. */
export function wholeOf(parts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const [state, count] of parts.flatMap((counts) => Object.entries(counts)))
    sum[state] = (sum[state] ?? 0) + count;
  return sum;
}
