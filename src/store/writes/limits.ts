import { sql } from 'kysely';
import type { TenantId } from '../../domain/ids.ts';
import type { StartLimit } from '../../engine/ports/store.ts';
import type { Db } from '../database.ts';
import { openMoves } from '../flight.ts';
import { recordset } from '../recordset.ts';
import { CapExceeded } from './moves.ts';

/**
 * Counts once more what the starts of this commit come to, after they were written and before anybody else of the tenant can write: the head of the
 * log is held from here to the end, and every commit with a start has to have it. So "count, then grant" cannot overshoot (I1, I2).
 * @throws CapExceeded
 */
export async function guardLimits(db: Db, tenantId: TenantId, limits: readonly StartLimit[]): Promise<void> {
  if (limits.length === 0) return;
  await sql`SELECT seq FROM log_head WHERE tenant_id = ${tenantId} FOR UPDATE`.execute(db);
  const rows = limits.map((limit) => ({
    kind: limit.kind,
    name: 'name' in limit ? limit.name : limit.campaignId,
    since: limit.kind === 'day' ? limit.since : undefined,
    most: limit.most,
  }));
  const over = await sql<{ kind: string; name: string }>`WITH flight AS MATERIALIZED (${openMoves(tenantId)}),
    taken AS (
      SELECT w.kind, w.name, w.most, CASE w.kind
        WHEN 'site' THEN (SELECT count(*) FROM flight f WHERE f.site = w.name)
        WHEN 'domain' THEN (SELECT count(*) FROM flight f WHERE f.domain = w.name)
        WHEN 'day' THEN (SELECT count(*) FROM move m
          WHERE m.tenant_id = w.tenant_id AND m.campaign_id = w.name AND m.granted_at >= w.since
            AND m.phase <> 'waiting')
        ELSE (SELECT count(*) FROM move m WHERE m.tenant_id = w.tenant_id AND m.campaign_id = w.name
          AND (m.in_flight OR m.phase = 'observing')) END AS moves
      FROM ${recordset(tenantId, rows, 'kind text, name text, since bigint, most integer')})
    SELECT kind, name FROM taken WHERE moves > most`.execute(db);
  const [first] = over.rows;
  if (first !== undefined) throw new CapExceeded(`The limit of the ${first.kind} ${first.name} leaves no room.`);
}
