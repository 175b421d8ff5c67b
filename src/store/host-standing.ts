import { type RawBuilder, sql } from 'kysely';
import { protectingWords } from '../domain/coverage.ts';
import type { HostFilter } from '../engine/ports/store.ts';
import { seenAt } from './freshness.ts';
import { texts } from './recordset.ts';

type Protection = NonNullable<HostFilter['protection']>;

/**
 * How a host called `h` counts in the coverage of its site, in the words that coverage is counted by. Whoever is in a step counts as that alone, and
 * even when the service names it no more.
 */
export function protectionIs({ which, seenSince }: Protection): RawBuilder<unknown> {
  const { running, tooUnhealthy, idle } = protectingWords;
  const isMoving = sql`EXISTS (SELECT 1 FROM move m WHERE m.tenant_id = h.tenant_id AND m.host_id = h.host_id
    AND m.is_open AND m.in_flight)`;
  const said = sql`CASE
    WHEN ${isMoving} THEN 'inMotion'
    WHEN h.migration_state = 'unknown' THEN NULL
    WHEN coalesce(${seenAt(sql`h`)}, 0) < ${seenSince} THEN 'unknown'
    WHEN h.service_status = ${running} THEN CASE WHEN h.health_status = ${tooUnhealthy} THEN 'unprotected' ELSE 'protected' END
    WHEN h.service_status = ANY(${texts(idle)}) THEN 'unprotected'
    ELSE 'unknown' END`;
  return sql`${said} = ANY(${texts(which)})`;
}

/** Whether the observation of a host called `h` ends then at the latest. */
export function commitIsDue({ from, to }: NonNullable<HostFilter['commitDue']>): RawBuilder<unknown> {
  return sql`EXISTS (SELECT 1 FROM move m WHERE m.tenant_id = h.tenant_id AND m.host_id = h.host_id
    AND m.phase = 'observing' AND m.deadline_at >= ${from} AND m.deadline_at < ${to})`;
}

/** Whether nothing keeps a host called `h` out of a wave: what `exclusion` says of one host, of all of them at once. */
export const isAble = sql`NOT h.is_pinned AND h.verdict = 'pass' AND COALESCE(h.disposition, '') NOT IN ('stays', 'unsupported')
    AND NOT EXISTS (SELECT 1 FROM move m WHERE m.tenant_id = h.tenant_id AND m.host_id = h.host_id AND m.is_active)`;
