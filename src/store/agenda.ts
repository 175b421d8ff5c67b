import { sql } from 'kysely';
import { waysBackWait } from '../domain/floor/ways-back.ts';
import type { Agenda, AgendaStore, Unfinished } from '../engine/ports/store.ts';
import type { Database } from './database.ts';
import { changedUntil } from './facts.ts';
import { claimable } from './outbox.ts';
import { type ReadingRecord, toReading } from './readings.ts';

interface AgendaRecord {
  readonly seq: number;
  readonly campaigns: string;
  readonly is_busy: boolean;
  readonly has_due_moves: boolean;
  readonly has_changed_hosts: boolean;
  readonly has_effects: boolean;
  readonly has_ways_back: boolean;
}

/** Said as the index says it, so that it is found there. */
const isWaitingBack = sql.raw(
  `phase = 'observing' AND waiting_for IN (${waysBackWait.map((code) => `'${code}'`).join(', ')})`,
);

/** Rows of nothing but nulls stand for a tenant without readings. */
type AgendaRow = AgendaRecord & (ReadingRecord | { readonly resource: null });

export function agendaStore(database: Database): AgendaStore {
  return {
    async agenda(request) {
      const { tenantId, tenantNow } = request;
      const { rows } = await database.read((db) =>
        sql<AgendaRow>`WITH own AS MATERIALIZED (SELECT
            coalesce((SELECT seq FROM log_head WHERE tenant_id = ${tenantId}), 0) AS seq,
            coalesce((SELECT string_agg(campaign_id || ' ' || version || ' ' || in_flight, ',' ORDER BY campaign_id)
              FROM campaign WHERE tenant_id = ${tenantId}), '') AS campaigns,
            EXISTS (SELECT 1 FROM move WHERE tenant_id = ${tenantId} AND is_open AND is_active
              AND phase IN ('waiting', 'inFlight')) AS is_busy,
            EXISTS (SELECT 1 FROM move_clock WHERE tenant_id = ${tenantId} AND due_at <= ${tenantNow}) AS has_due_moves,
            EXISTS (SELECT 1 FROM host WHERE tenant_id = ${tenantId} AND evaluate_at <= ${changedUntil}) AS has_changed_hosts,
            EXISTS (SELECT 1 FROM outbox WHERE ${claimable(request)}) AS has_effects,
            EXISTS (SELECT 1 FROM move WHERE tenant_id = ${tenantId} AND ${isWaitingBack}) AS has_ways_back)
          SELECT own.*, r.* FROM own LEFT JOIN reading r ON r.tenant_id = ${tenantId} ORDER BY r.resource`.execute(db),
      );
      return toAgenda(rows);
    },
    async unfinished(tenantId) {
      // Each campaign is looked up by itself, and only its first such move: LIMIT keeps the planner from reading all moves instead.
      const first = (which: string) =>
        sql`coalesce((SELECT true FROM move m WHERE m.tenant_id = c.tenant_id AND m.campaign_id = c.campaign_id
          AND ${sql.raw(which)} LIMIT 1), false)`;
      const { rows } = await database.read((db) =>
        sql<Unfinished>`SELECT c.campaign_id AS "campaignId",
            ${first(`m.is_open AND m.phase = 'waiting'`)} AS "isWaiting", ${first('m.is_active')} AS "isActive"
          FROM campaign c WHERE c.tenant_id = ${tenantId} AND c.state NOT IN ('finished', 'stopped', 'shadow')
          ORDER BY c.campaign_id`.execute(db),
      );
      return rows;
    },
  };
}

function toAgenda(rows: readonly AgendaRow[]): Agenda {
  const [first] = rows;
  if (first === undefined) throw new Error('The agenda of a tenant has no row.');
  return {
    seq: first.seq,
    campaigns: first.campaigns,
    readings: rows.flatMap((row) => (row.resource === null ? [] : [toReading(row)])),
    isBusy: first.is_busy,
    hasDueMoves: first.has_due_moves,
    hasChangedHosts: first.has_changed_hosts,
    hasEffects: first.has_effects,
    hasWaysBack: first.has_ways_back,
  };
}
