/** The last of these instants, in order, that is not after another one; the first when all are. */
export function lastUntil(instants: readonly number[], until: number): number {
  const after = instants.findIndex((instant) => instant > until);
  return after < 0 ? Math.max(0, instants.length - 1) : Math.max(0, after - 1);
}
