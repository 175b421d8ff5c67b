import { createLedger, type StartLimits, type StartObstacle, type StartView } from '../../src/domain/floor/ledger.ts';
import type { Instant } from '../../src/domain/time.ts';

/**
 * Who of the hosts whose turn it is may start now, in their order, and for each other one what keeps it. No limit is ever
 * overshot by what is chosen together (I1, I2). More room of any kind never starts fewer; more unknown servers never start more.
 */
export function chooseStarts<T extends { readonly site: string; readonly domain: string }>(
  candidatesInOrder: readonly T[],
  view: StartView,
  limits: StartLimits,
  now: Instant,
): {
  readonly starts: readonly T[];
  readonly waits: readonly { readonly candidate: T; readonly reason: StartObstacle }[];
} {
  const ledger = createLedger(view, limits);
  const starts: T[] = [];
  const waits: { candidate: T; reason: StartObstacle }[] = [];
  for (const candidate of candidatesInOrder) {
    const seat = ledger.seat(candidate);
    const reason = ledger.obstacle(seat, now);
    if (reason === null) {
      ledger.start(seat, now);
      starts.push(candidate);
    } else waits.push({ candidate, reason });
  }
  return { starts, waits };
}
