import { sql } from 'kysely';
import type { SteeringStore } from '../engine/ports/store.ts';
import type { Database } from './database.ts';
import { seenAt } from './freshness.ts';
import { texts } from './recordset.ts';
import { type MoveRecord, toMove } from './rows.ts';

/** The same rule as `saysProtecting`: what is not known to protect gives no sign. */
const isProtecting = sql`(h.service_status = 'running' AND h.health_status <> 'notHealthyHigh')`;

export function steeringStore(database: Database): SteeringStore {
  return {
    async troubles(tenantId, campaignId, signSince) {
      // A host that protects now gave its last sign when it was read last; of one that does not, no later than when that was first said.
      const dark = sql`UNION ALL
        SELECT m.*, CASE WHEN ${isProtecting} THEN ${seenAt(sql`h`)} ELSE (
            SELECT e.at FROM log_event e WHERE e.tenant_id = m.tenant_id AND e.subject_type = 'host'
              AND e.subject_id = m.host_id AND e.kind = 'host-seen' ORDER BY e.seq DESC LIMIT 1) END AS last_sign_at
        FROM move m CROSS JOIN LATERAL (
          SELECT * FROM host o WHERE o.tenant_id = m.tenant_id AND o.host_id = m.host_id LIMIT 1) AS h
        WHERE m.tenant_id = ${tenantId} AND m.campaign_id = ${campaignId}
          AND (m.phase = 'observing' OR m.state_kind = 'committed')
          AND (NOT ${isProtecting} OR coalesce(${seenAt(sql`h`)}, 0) < ${signSince})`;
      const { rows } = await database.read((db) =>
        sql<MoveRecord & { last_sign_at: number | null }>`SELECT m.*, NULL::bigint AS last_sign_at FROM move m
          WHERE m.tenant_id = ${tenantId} AND m.campaign_id = ${campaignId} AND m.has_failed
          ${signSince === null ? sql`` : dark}`.execute(db),
      );
      return rows.map((row) => ({ move: toMove(row), lastSignAt: row.last_sign_at }));
    },
    async newestAttempts(tenantId, campaignId, hostIds) {
      const { rows } = await database.read((db) =>
        sql<MoveRecord>`SELECT DISTINCT ON (m.host_id) m.* FROM move m
          WHERE m.tenant_id = ${tenantId} AND m.campaign_id = ${campaignId} AND m.host_id = ANY(${texts(hostIds)})
          ORDER BY m.host_id, m.attempt DESC`.execute(db),
      );
      return rows.map(toMove);
    },
  };
}
