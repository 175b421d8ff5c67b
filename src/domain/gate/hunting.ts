import { isFresh, type Measured, plural } from './finding.ts';
import { hostsToLookAt, type JudgedWave, lastProtectedAt, type QueryMeasurement } from './wave-view.ts';

/** A query that must find nothing on the wave. An empty answer counts only for a time in which every host had been switched. */
export function judgeHunting(query: string, wave: JudgedWave): Measured {
  const { at, queries, limits } = wave.view;
  const measured = newest(queries.filter((one) => one.query === query));
  const title = `Query ${query}`;
  if (measured === undefined) {
    const summary = `${title}: not run yet.`;
    return { verdict: 'inconclusive', reason: 'measurement-missing', summary, waitsFor: 'evidence' };
  }
  const oldestEvidenceAt = measured.measuredAt;
  if (measured.kind === 'error') {
    const summary = `${title}: broke off with ${measured.problem.code}; it is run again.`;
    return { verdict: 'error', reason: 'measurement-failed', summary, oldestEvidenceAt };
  }
  const inWave = new Map<string, string>(wave.counted.map((host) => [host.hostId, host.name]));
  const hits = new Set(measured.hosts.flatMap((hostId) => (hostId === null ? [] : (inWave.get(hostId) ?? []))));
  const held = { verdict: 'inconclusive', oldestEvidenceAt, waitsFor: 'evidence' } as const;
  if (!isFresh(measured.measuredAt, at, limits.queryMs))
    return { ...held, reason: 'evidence-too-old', summary: `${title}: its last run is too old.` };
  if (hits.size > 0) {
    const summary = `${title}: rows for ${hits.size} of ${inWave.size} ${plural(inWave.size)}, ${[...hits].join(', ')}.`;
    return { verdict: 'fail', reason: 'rows-found', summary, oldestEvidenceAt, unresolved: [...hits] };
  }
  const nameless = measured.hosts.filter((hostId) => hostId === null).length;
  if (measured.isCut || nameless > 0) {
    const why = measured.isCut ? 'the answer was cut at the row limit' : `${nameless} rows name no host that we know`;
    return { ...held, reason: 'rows-incomplete', summary: `${title}: ${why}.`, waitsFor: 'person' };
  }
  const hosts = hostsToLookAt(wave);
  const since = lastProtectedAt(hosts);
  if (since === null) {
    const missing = hosts.filter((host) => host.protectedByNew === null).map((host) => host.name);
    const summary = `${title}: no rows, but ${missing.length} ${plural(missing.length)} are not switched yet.`;
    return { ...held, reason: 'not-protected-yet', summary, unresolved: missing, waitsFor: 'moves' };
  }
  if (measured.coversUntil < since || measured.coversUntil > at) {
    const summary = `${title}: no rows, but its tables do not reach past the last switch.`;
    return { ...held, reason: 'evidence-before-switch', summary };
  }
  const summary = `${title}: no rows for ${inWave.size} ${plural(inWave.size)}.`;
  return { verdict: 'pass', reason: '', summary, oldestEvidenceAt };
}

/** The newest; of two of one instant the one that says less good. */
function newest(measurements: readonly QueryMeasurement[]): QueryMeasurement | undefined {
  const latest = Math.max(...measurements.map((one) => one.measuredAt));
  const candidates = measurements.filter((one) => one.measuredAt === latest);
  const readings = candidates.filter((one) => one.kind === 'rows');
  return readings.find((one) => one.hosts.length > 0) ?? candidates.find((one) => one.kind === 'error') ?? readings[0];
}
