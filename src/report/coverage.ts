import type { z } from 'zod';
import type { coverageReport } from '../contract/installation.ts';
import { unprotectedSeconds } from '../domain/coverage.ts';
import { type Instant, toRfc3339 } from '../domain/time.ts';
import type { HostCoverage } from '../engine/ports/outcomes.ts';
import { instantOrNull } from './instant.ts';

/** Which sensor protected each server, as seen, and the seconds in which none did for certain (I17). */
export function coverageShape(rows: readonly HostCoverage[], now: Instant): z.infer<typeof coverageReport> {
  const servers = rows.map((row) => ({
    server: row.host.name,
    intervals: row.intervals.map((interval) => ({
      by: interval.by,
      from: toRfc3339(interval.from),
      to: instantOrNull(interval.to),
    })),
    unprotectedSeconds: unprotectedSeconds(row.intervals, now),
  }));
  return { servers, unprotectedSeconds: servers.reduce((sum, server) => sum + server.unprotectedSeconds, 0) };
}
