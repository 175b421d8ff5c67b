import { type RawBuilder, sql } from 'kysely';
import type { TenantId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import type { StandingAsked, StandingRow, StandingStore } from '../engine/ports/store.ts';
import type { Database } from './database.ts';
import { seenAt } from './freshness.ts';
import { type ApprovalRecord, type PlanRecord, toApproval, toPlanRow } from './plans.ts';
import { texts } from './recordset.ts';

export function standingStore(database: Database): StandingStore {
  return {
    async standings(asked) {
      if (asked.length === 0) return [];
      const [counts, protection, plans] = await Promise.all([
        countsOf(database, asked),
        protectionOf(database, asked),
        plansOf(database, asked),
      ]);
      return asked.map(({ tenantId }) => {
        const of = (what: CountRow['what']) => counts.find((row) => row.tenant_id === tenantId && row.what === what);
        return {
          tenantId,
          openTasks: of('tasks')?.count ?? 0,
          taskDueAt: of('tasks')?.at ?? null,
          listsInTrouble: of('sources')?.count ?? 0,
          campaignsInNeed: (of('approvals')?.count ?? 0) + (of('joins')?.count ?? 0),
          campaigns: of('campaigns')?.count ?? 0,
          inFlight: of('flight')?.count ?? 0,
          moveDueAt: of('deadline')?.at ?? null,
          protection: protection.filter((row) => row.tenantId === tenantId),
          plans: plans.filter(({ plan }) => plan.tenantId === tenantId),
        };
      });
    },
  };
}

interface CountRow {
  readonly tenant_id: TenantId;
  readonly what: 'tasks' | 'sources' | 'approvals' | 'joins' | 'campaigns' | 'flight' | 'deadline';
  readonly count: number;
  readonly at: Instant | null;
}

async function countsOf(database: Database, asked: readonly StandingAsked[]): Promise<readonly CountRow[]> {
  const given = texts(asked.map(({ tenantId }) => tenantId));
  const { rows } = await database.read((db) =>
    sql<CountRow>`SELECT tenant_id, 'tasks' AS what, count(*) AS count, min((document->>'dueAt')::bigint) AS at
        FROM task WHERE tenant_id = ANY(${given}) AND state = 'open' GROUP BY tenant_id
      UNION ALL SELECT tenant_id, 'sources', count(*), NULL FROM reading
        WHERE tenant_id = ANY(${given}) AND problem->>'code' IS NOT NULL GROUP BY tenant_id
      UNION ALL SELECT tenant_id, 'approvals', count(DISTINCT campaign_id), NULL FROM move
        WHERE tenant_id = ANY(${given}) AND is_open AND waiting_for IN ('approval-missing', 'approval-expired')
        GROUP BY tenant_id
      UNION ALL SELECT tenant_id, 'joins', count(*), NULL FROM campaign
        WHERE tenant_id = ANY(${given}) AND state IN ('running', 'paused', 'tripped')
          AND (progress->'since'->>'ready')::integer > 0 GROUP BY tenant_id
      UNION ALL SELECT tenant_id, 'campaigns', count(*), NULL FROM campaign
        WHERE tenant_id = ANY(${given}) AND state NOT IN ('finished', 'stopped') GROUP BY tenant_id
      UNION ALL SELECT tenant_id, 'flight', count(*), NULL FROM move
        WHERE tenant_id = ANY(${given}) AND is_open AND in_flight GROUP BY tenant_id
      UNION ALL SELECT tenant_id, 'deadline', count(*), min(deadline_at) FROM move
        WHERE tenant_id = ANY(${given}) AND is_active AND deadline_at IS NOT NULL GROUP BY tenant_id`.execute(db),
  );
  return rows;
}

/** The tenants that are asked about as rows, each with the instants of its own clock. */
function askedRows(asked: readonly StandingAsked[]): RawBuilder<unknown> {
  const rows = asked.map(({ tenantId, now, seenSince }) => ({ tenant_id: tenantId, now, seen_since: seenSince }));
  return sql`json_to_recordset(${JSON.stringify(rows)}::text::json) AS t(tenant_id text, now bigint, seen_since bigint)`;
}

type ProtectionRow = StandingRow['protection'][number] & { readonly tenantId: TenantId };

/** What has a start counts as that alone, so it is counted beside. Whoever is in flight is open, which is what the index goes by. */
async function protectionOf(database: Database, asked: readonly StandingAsked[]): Promise<readonly ProtectionRow[]> {
  const { rows } = await database.read((db) =>
    sql<{
      tenant_id: TenantId;
      service_status: string;
      health_status: string;
      is_fresh: boolean;
      hosts: number;
      in_flight: number;
    }>`SELECT h.tenant_id, h.service_status, h.health_status, h.is_fresh, count(*) AS hosts,
        count(m.host_id) AS in_flight
      FROM (SELECT h.tenant_id, h.host_id, h.service_status, h.health_status,
          coalesce(${seenAt(sql`h`)}, 0) >= t.seen_since AS is_fresh
        FROM ${askedRows(asked)} JOIN host h ON h.tenant_id = t.tenant_id
        WHERE h.migration_state <> 'unknown') AS h
      LEFT JOIN (SELECT m.tenant_id, m.host_id FROM move m
        WHERE m.tenant_id = ANY(${texts(asked.map(({ tenantId }) => tenantId))}) AND m.is_open AND m.in_flight) AS m
        ON m.tenant_id = h.tenant_id AND m.host_id = h.host_id
      GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`.execute(db),
  );
  return rows.map((row) => ({
    tenantId: row.tenant_id,
    serviceStatus: row.service_status,
    healthStatus: row.health_status,
    isFresh: row.is_fresh,
    hosts: row.hosts,
    inFlight: row.in_flight,
  }));
}

/** A plan that nobody approved for as long as an approval is good is not asked for any more. */
async function plansOf(database: Database, asked: readonly StandingAsked[]): Promise<StandingRow['plans']> {
  const { rows } = await database.read((db) =>
    sql<PlanRecord & { approvals: readonly ApprovalRecord[] }>`SELECT p.tenant_id, p.digest, p.name, p.author,
        p.created_at, p.saved_by, p.saved_at, p.servers, p.waves, p.people, p.per_wave, p.valid_ms,
        (SELECT coalesce(json_agg(a ORDER BY a.decided_at, a.approval_id), '[]') FROM approval a
          WHERE a.tenant_id = p.tenant_id AND a.digest = p.digest) AS approvals
      FROM ${askedRows(asked)} JOIN plan p ON p.tenant_id = t.tenant_id
      WHERE p.people > 0 AND p.saved_at + p.valid_ms > t.now AND NOT EXISTS (SELECT 1 FROM campaign c
        WHERE c.tenant_id = p.tenant_id AND (c.plan->>'digest' = p.digest
          OR EXISTS (SELECT 1 FROM json_array_elements(coalesce(c.progress->'late', '[]')) AS l
            WHERE l->>'digest' = p.digest)))
      ORDER BY p.tenant_id, p.saved_at, p.digest`.execute(db),
  );
  return rows.map(({ approvals, ...row }) => ({ plan: toPlanRow(row), approvals: approvals.map(toApproval) }));
}
