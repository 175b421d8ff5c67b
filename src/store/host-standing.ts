import { type RawBuilder, sql } from 'kysely';
import { protectingWords } from '../domain/coverage.ts';
import { evidenceAges } from '../domain/evidence-age.ts';
import type { HostFilter } from '../engine/ports/store.ts';
import { isCited } from './citations.ts';
import { isJudgedIn, observedAt, seenAt } from './freshness.ts';
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

/** In which wave the newest attempt at a host called `h` is; what somebody else began is in none. */
export function waveIs(waves: readonly string[]): RawBuilder<unknown> {
  return sql`COALESCE((SELECT m.wave::text FROM move m WHERE m.tenant_id = h.tenant_id AND m.move_id = h.move_id
    AND m.campaign_id IS NOT NULL), 'none') = ANY(${texts(waves)})`;
}

/** What the required proofs of the newest attempt at a host called `h` come to, as a list tells it. */
export function proofIs(verdicts: readonly string[]): RawBuilder<unknown> {
  return sql`COALESCE((SELECT ${proofOf(sql`m`)} FROM move m WHERE m.tenant_id = h.tenant_id AND m.move_id = h.move_id), 'none')
    = ANY(${texts(verdicts)})`;
}

/**
 * What the required proofs of a move of this alias come to; `none` where nothing is required. Looks at the text of each proof and not into it: json that holds
 * a character which PostgreSQL cannot take would end the statement.
 */
export function proofOf(move: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(SELECT CASE WHEN count(*) = 0 THEN 'none' WHEN bool_or(p.proof::text ~ '"verdict":"fail"') THEN 'fail'
      WHEN bool_and(p.proof::text ~ '"verdict":"(pass|notApplicable)"') THEN 'pass' ELSE 'unknown' END
    FROM json_array_elements(${move}.proofs) AS p(proof) WHERE p.proof::text ~ '"isRequired":true')`;
}

/** How old the oldest document is that the verdict on a host called `h` cites. Verdicts are long texts: one is opened from the oldest document on, and only until it cites one. */
export function evidenceAgeIs({ which, now }: NonNullable<HostFilter['evidenceAge']>): RawBuilder<unknown> {
  const oldest = sql`SELECT d.seen FROM (SELECT d.source, ${observedAt(sql`d`)} AS seen FROM fact_document d
      WHERE d.tenant_id = h.tenant_id AND d.host_id = h.host_id AND ${isJudgedIn(sql`d`)} ORDER BY seen OFFSET 0) AS d
    WHERE EXISTS (SELECT 1 FROM eligibility e WHERE e.tenant_id = h.tenant_id AND e.host_id = h.host_id
      AND ${isCited(sql`d.source`)}) ORDER BY d.seen LIMIT 1`;
  const bands = Object.entries(evidenceAges).map(
    ([age, upToMs]) => sql`WHEN ${now - upToMs} <= o.seen THEN ${age}::text`,
  );
  return sql`(SELECT CASE WHEN o.seen IS NULL THEN 'none' ${sql.join(bands, sql` `)} ELSE 'older' END
    FROM (SELECT (${oldest}) AS seen) AS o) = ANY(${texts(which)})`;
}

/** Whether a host called `h` starts nothing whatever its verdict: what `keptBackBy` says of one host. */
export const isKeptBack = sql`(h.is_pinned OR h.hold IS NOT NULL)`;

/** Whether nothing keeps a host called `h` out of a wave: what `exclusion` says of one host, of all of them at once. */
export const isAble = sql`NOT ${isKeptBack} AND h.verdict = 'pass' AND COALESCE(h.disposition, '') NOT IN ('stays', 'unsupported')
    AND NOT EXISTS (SELECT 1 FROM move m WHERE m.tenant_id = h.tenant_id AND m.host_id = h.host_id AND m.is_active)`;
