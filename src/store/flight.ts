import { type RawBuilder, sql } from 'kysely';
import type { CampaignId, TenantId } from '../domain/ids.ts';
import { hourMs, type Instant } from '../domain/time.ts';
import type { CommitHour, FlightRow, FlightStore, MoveRow, ProtectionCount } from '../engine/ports/store.ts';
import type { Database } from './database.ts';
import { seenAt } from './freshness.ts';
import { proofOf } from './host-standing.ts';
import { type MoveRecord, toMove } from './rows.ts';

/** Everything in flight in a tenant, whoever started it, with where its host stands. Whatever is in flight is open, which is what the index goes by. */
export function openMoves(tenantId: TenantId): RawBuilder<unknown> {
  return sql`SELECT m.host_id, m.campaign_id, h.site, h.domain, h.service_status, h.health_status, m.granted_at,
      ${seenAt(sql`h`)} AS seen_at, h.migration_state <> 'unknown' AS is_counted
    FROM move m CROSS JOIN LATERAL (
      SELECT * FROM host o WHERE o.tenant_id = m.tenant_id AND o.host_id = m.host_id LIMIT 1) AS h
    WHERE m.tenant_id = ${tenantId} AND m.is_open AND m.in_flight`;
}

export function flightStore(database: Database): FlightStore {
  return {
    async inFlight(tenantId, seenSince) {
      const { rows } = await database.read((db) =>
        sql<{
          host_id: FlightRow['hostId'];
          campaign_id: FlightRow['campaignId'];
          site: string;
          domain: string;
          service_status: string;
          health_status: string;
          granted_at: number | null;
          seen_at: number | null;
          is_counted: boolean;
        }>`${openMoves(tenantId)} ORDER BY m.host_id`.execute(db),
      );
      return rows.map((row) => ({
        hostId: row.host_id,
        campaignId: row.campaign_id,
        site: row.site,
        domain: row.domain,
        serviceStatus: row.service_status,
        healthStatus: row.health_status,
        isFresh: (row.seen_at ?? 0) >= seenSince,
        isCounted: row.is_counted,
        grantedAt: row.granted_at,
      }));
    },
    async protection(tenantId, seenSince) {
      // Of all hosts: their list is joined, because looking it up for each of them, as `seenAt` does, costs more than reading them.
      const { rows } = await database.read((db) =>
        sql<{
          site: string;
          domain: string;
          service_status: string;
          health_status: string;
          is_fresh: boolean;
          hosts: number;
        }>`SELECT h.site, h.domain, h.service_status, h.health_status, h.is_fresh, count(*) AS hosts
          FROM (SELECT site, domain, service_status, health_status,
              coalesce(greatest(h.seen_at, r.read_at), 0) >= ${seenSince} AS is_fresh
            FROM host h LEFT JOIN reading r ON r.tenant_id = h.tenant_id AND r.resource = h.list
            WHERE h.tenant_id = ${tenantId} AND h.migration_state <> 'unknown') AS h
          GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5`.execute(db),
      );
      return rows.map(
        (row): ProtectionCount => ({
          site: row.site,
          domain: row.domain,
          serviceStatus: row.service_status,
          healthStatus: row.health_status,
          isFresh: row.is_fresh,
          hosts: row.hosts,
        }),
      );
    },
    async exposure(tenantId, campaignId, { since, commits }) {
      const { rows } = await database.read((db) =>
        sql<{ granted: number; uncommitted: number; commits: number }>`SELECT
            count(*) FILTER (WHERE granted_at >= ${since} AND phase <> 'waiting') AS granted, 
            count(*) FILTER (WHERE in_flight OR phase = 'observing') AS uncommitted,
            count(*) FILTER (WHERE in_flight OR (phase = 'observing' AND deadline_at >= ${commits.from}
              AND deadline_at < ${commits.to})) AS commits
          FROM move WHERE tenant_id = ${tenantId} AND campaign_id = ${campaignId}
            AND (in_flight OR phase = 'observing' OR granted_at >= ${since})`.execute(db),
      );
      return rows[0] ?? { granted: 0, uncommitted: 0, commits: 0 };
    },
    commitHours: (tenantId, campaignId) => commitHours(database, tenantId, campaignId),
    nextCommitAt: (tenantId, campaignId, now) => nextCommitAt(database, tenantId, campaignId, now),
    endingObservations: (tenantId, campaignId, now) => endingObservations(database, tenantId, campaignId, now),
    lastStarts: (tenantId, campaignId, since) => lastStarts(database, tenantId, campaignId, since),
  };
}

async function lastStarts(
  database: Database,
  tenantId: TenantId,
  campaignId: CampaignId,
  since: Instant,
): Promise<ReadonlyMap<string, Instant>> {
  const { rows } = await database.read((db) =>
    sql<{ site: string; at: number }>`SELECT h.site, max(m.granted_at) AS at FROM move m
      JOIN host h ON h.tenant_id = m.tenant_id AND h.host_id = m.host_id
      WHERE m.tenant_id = ${tenantId} AND m.campaign_id = ${campaignId} AND m.granted_at >= ${since}
      GROUP BY h.site`.execute(db),
  );
  return new Map(rows.map((row) => [row.site, row.at]));
}

async function nextCommitAt(
  database: Database,
  tenantId: TenantId,
  campaignId: CampaignId,
  now: Instant,
): Promise<Instant | null> {
  const { rows } = await database.read((db) =>
    sql<{ at: number | null }>`SELECT min(deadline_at) AS at FROM move
      WHERE tenant_id = ${tenantId} AND phase = 'observing' AND campaign_id = ${campaignId} AND deadline_at > ${now}`.execute(
      db,
    ),
  );
  return rows[0]?.at ?? null;
}

async function endingObservations(
  database: Database,
  tenantId: TenantId,
  campaignId: CampaignId,
  now: Instant,
): Promise<readonly MoveRow[]> {
  const { rows } = await database.read((db) =>
    sql<MoveRecord>`SELECT * FROM move WHERE tenant_id = ${tenantId} AND campaign_id = ${campaignId}
      AND phase = 'observing' AND (state->>'rollbackUntilAt')::bigint <= ${now} ORDER BY move_id`.execute(db),
  );
  return rows.map(toMove);
}

/** Where nothing is required nothing is proven, as `isComplete` says of one move. */
async function commitHours(
  database: Database,
  tenantId: TenantId,
  campaignId: CampaignId | undefined,
): Promise<readonly CommitHour[]> {
  const ofCampaign = campaignId === undefined ? sql`` : sql`AND campaign_id = ${campaignId}`;
  const { rows } = await database.read((db) =>
    sql<{ hour: number; moves: number; proven: number }>`SELECT deadline_at / ${hourMs}::bigint AS hour,
        count(*) AS moves, count(*) FILTER (WHERE ${proofOf(sql`move`)} = 'pass') AS proven
      FROM move
      WHERE tenant_id = ${tenantId} AND phase = 'observing' AND deadline_at IS NOT NULL ${ofCampaign}
      GROUP BY 1 ORDER BY 1`.execute(db),
  );
  return rows.map((row) => ({ from: row.hour * hourMs, moves: row.moves, proven: row.proven }));
}
