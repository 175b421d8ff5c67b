import type { Standing } from '../contract/overview.ts';
import { toRfc3339 } from '../domain/time.ts';
import type { StandingOutcome } from '../engine/ports/outcomes.ts';
import { instantOrNull } from './instant.ts';

/** How one tenant stands, beside others. */
export function standingShape({ tenant, now, dueAt, ...counts }: StandingOutcome): Standing {
  return { id: tenant.tenantId, name: tenant.name, asOf: toRfc3339(now), ...counts, dueAt: instantOrNull(dueAt) };
}
