import type { Instant } from '../../domain/time.ts';
import type { ProblemList } from '../reading.ts';

const hourMs = 60 * 60 * 1000;

/** No zone is further behind UTC than this, so a local time is at the latest this much later in UTC. */
const latestZoneMs = 12 * hourMs;

/**
 * A log tells nothing newer than its last entry, whenever it was copied: a log of last year must not look fresh. Its times have no zone, so the
 * latest instant that the last entry can have counts, and that only when it is older than what the person says.
 */
export function observedIn(given: Instant, lastLocal: number, line: number, problems: ProblemList): Instant {
  const latest = lastLocal + latestZoneMs;
  if (latest >= given) return given;
  const last = new Date(lastLocal).toISOString().slice(0, 16).replace('T', ' ');
  const detail = `The last entry is of ${last} local time, long before the time that was given; the log counts from there.`;
  problems.add('evidence-stale', detail, line);
  return latest;
}
