import type { MigrationState } from './host.ts';
import type { Instant } from './time.ts';

/** Which sensor protected a host between two instants; `to` null is "still". */
export interface DurationRange {
  readonly by: 'v2' | 'v3' | 'none' | 'unknown';
  readonly from: Instant;
  readonly to: Instant | null;
}

/** One reading of a host, as the log keeps it when something changed. */
export interface CoverageSighting {
  readonly at: Instant;
  readonly migrationState: MigrationState;
  readonly sensorVersion: string;
  readonly serviceStatus: string;
}

/** Which generation of sensor a version belongs to. */
export function sensorGeneration(version: string): 'v2' | 'v3' | 'unknown' {
  if (version.startsWith('3.')) return 'v3';
  return version.startsWith('2.') ? 'v2' : 'unknown';
}

/** What the service says of a sensor that runs, how it says that one is badly unhealthy, and what it says of those that protect nobody. */
export const protectingWords = {
  running: 'running',
  tooUnhealthy: 'notHealthyHigh',
  idle: ['stopped', 'disabled', 'starting', 'onboarding'],
} as const;

/** Whether the reported sensor protects: running and not badly unhealthy. Words that we do not know say nothing. */
export function saysProtecting(said: {
  readonly serviceStatus: string;
  readonly healthStatus: string;
}): boolean | undefined {
  const { running, tooUnhealthy, idle } = protectingWords;
  if (said.serviceStatus === running) return said.healthStatus !== tooUnhealthy;
  return idle.some((word) => word === said.serviceStatus) ? false : undefined;
}

/** Who protects a host by what the service reported: the generation of the running sensor. */
function protectorOf(sighting: Omit<CoverageSighting, 'at'>): DurationRange['by'] {
  const generation = sensorGeneration(sighting.sensorVersion);
  if (generation === 'unknown') return 'unknown';
  if (sighting.serviceStatus === 'running') return generation;
  if (sighting.serviceStatus === 'stopped' || sighting.serviceStatus === 'disabled') return 'none';
  // While v3 reports "onboarding" the page promises that v2 runs on; the service does not say it, so neither do we.
  return 'unknown';
}

/** Sightings in time order to intervals; neighbours of one kind become one. */
export function coverageOf(sightings: readonly CoverageSighting[]): readonly DurationRange[] {
  const intervals: DurationRange[] = [];
  for (const sighting of sightings) {
    const by = protectorOf(sighting);
    const last = intervals.at(-1);
    if (last?.by === by) continue;
    if (last) intervals[intervals.length - 1] = { ...last, to: sighting.at };
    intervals.push({ by, from: sighting.at, to: null });
  }
  return intervals;
}

/** Seconds in which nothing protected the host for certain, up to `now`. */
export function unprotectedSeconds(intervals: readonly DurationRange[], now: Instant): number {
  return intervals
    .filter((interval) => interval.by === 'none')
    .reduce((sum, interval) => sum + Math.max(0, (interval.to ?? now) - interval.from) / 1_000, 0);
}
