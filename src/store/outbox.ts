import { type RawBuilder, sql } from 'kysely';
import type { HostId, TenantId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import type { Connection, OutboxStore } from '../engine/ports/store.ts';
import type { Database, Db } from './database.ts';
import { isKeptBack } from './host-standing.ts';
import { idset, texts } from './recordset.ts';
import { type EffectRecord, toEffect } from './rows.ts';

export function outboxStore(database: Database): OutboxStore {
  return {
    async claimEffects(request) {
      const { worker, machineNow, leaseMs, limit } = request;
      // A sending effect stays sending: whether its request left is unknown, so that its new owner looks instead of sending.
      const { rows } = await database.statement((db) =>
        sql<EffectRecord>`
          WITH due AS (
            SELECT tenant_id, effect_id FROM outbox WHERE ${claimable(request)}
            ORDER BY due_at, effect_id LIMIT ${limit} FOR UPDATE SKIP LOCKED)
          UPDATE outbox o SET fence = o.fence + 1, tries = o.tries + 1, worker = ${worker},
            lease_until = ${machineNow + leaseMs}
          FROM due WHERE o.tenant_id = due.tenant_id AND o.effect_id = due.effect_id RETURNING o.*`.execute(db),
      );
      return rows.map(toEffect).sort((a, b) => a.dueAt - b.dueAt || (a.effectId < b.effectId ? -1 : 1));
    },
    async markSending(tenantId, effectId, fence, machineNow, leaseMs, hostIds = []) {
      // The rows of the hosts, the campaign and the connection are held while we write, so that a stop either comes first and is seen, or comes after a request that counts as sent.
      const rows = await database
        .write(async (db) => {
          if (await isAnyKeptBack(db, tenantId, hostIds)) return [];
          const marked = await sql<{ effect_id: string }>`
          WITH running AS (
            SELECT c.campaign_id FROM campaign c JOIN outbox e ON e.tenant_id = c.tenant_id AND e.campaign_id = c.campaign_id
            WHERE c.tenant_id = ${tenantId} AND e.effect_id = ${effectId} AND c.state = 'running' FOR SHARE OF c)
          UPDATE outbox o SET state = 'sending', lease_until = ${machineNow + leaseMs}
          FROM running WHERE o.tenant_id = ${tenantId} AND o.effect_id = ${effectId} AND o.fence = ${fence}
            AND o.state = 'pending' RETURNING o.effect_id`.execute(db);
          if (marked.rows.length > 0 && !(await isArmed(db, tenantId))) throw new ReadOnly();
          return marked.rows;
        })
        .catch((error: unknown) => {
          if (error instanceof ReadOnly) return [];
          throw error;
        });
      return rows.length === 1;
    },
  };
}

/** Rolls the mark back: somebody made the connection read-only. */
class ReadOnly extends Error {
  override readonly name = 'ReadOnly';
}

/** After the effect: every commit takes its locks in that order. */
async function isArmed(db: Db, tenantId: TenantId): Promise<boolean> {
  const { rows } = await sql<{ document: Connection }>`SELECT document FROM connection
    WHERE tenant_id = ${tenantId} FOR SHARE`.execute(db);
  return rows[0]?.document.isArmed === true;
}

/** Hosts before the campaign: every commit takes its locks in that order. */
async function isAnyKeptBack(db: Db, tenantId: TenantId, hostIds: readonly HostId[]): Promise<boolean> {
  if (hostIds.length === 0) return false;
  const { rows } = await sql<{
    is_kept_back: boolean;
  }>`SELECT ${isKeptBack} AS is_kept_back FROM ${idset(tenantId, hostIds)}
    JOIN host h ON h.tenant_id = k.tenant_id AND h.host_id = k.id ORDER BY h.host_id FOR SHARE OF h`.execute(db);
  return rows.some((row) => row.is_kept_back);
}

/** In one place for whoever takes effects and for whoever asks whether there are any: what nobody has in hand, and is due or was begun. */
export function claimable(request: {
  readonly tenantId: TenantId;
  readonly gone?: readonly string[] | undefined;
  readonly tenantNow: Instant;
  readonly machineNow: Instant;
}): RawBuilder<unknown> {
  const { tenantId, gone = [], tenantNow, machineNow } = request;
  return sql`tenant_id = ${tenantId} AND (lease_until <= ${machineNow} OR worker = ANY(${texts(gone)}))
    AND ((state = 'pending' AND due_at <= ${tenantNow}) OR state = 'sending')`;
}
