import { type RawBuilder, sql } from 'kysely';
import type { MoveStep } from '../domain/campaign/move-steps.ts';
import type { CampaignId, HostId, MoveId, TenantId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import type { CampaignWait, MoveFilter, MoveRow, MoveStore } from '../engine/ports/store.ts';
import type { Database } from './database.ts';
import { changedUntil } from './facts.ts';
import { isKeptBack } from './host-standing.ts';
import { aboutHosts } from './hosts.ts';
import { keyOf, pageSize, toPage } from './pages.ts';
import { idset, texts } from './recordset.ts';
import { type MoveRecord, toMove } from './rows.ts';

/**
 * Slots taken by moves that somebody else started, outside any campaign of ours: they count against every cap of the tenant.
 * Whatever is in flight is open (writes/moves.ts), which is what the index goes by.
 */
export function externalInFlight(tenantId: TenantId): RawBuilder<unknown> {
  return sql`(SELECT count(*) FROM move e WHERE e.tenant_id = ${tenantId}
    AND e.is_open AND e.in_flight AND e.origin = 'external' AND e.campaign_id IS NULL)`;
}

export function moveStore(database: Database): MoveStore {
  return {
    async moves(tenantId, filter, page) {
      const after = keyOf(page.after, 1);
      const conditions = [sql`tenant_id = ${tenantId}`, ...conditionsOf(filter)];
      if (after) conditions.push(sql`move_id > ${after[0]}`);
      const { rows } = await database.read((db) =>
        sql<MoveRecord>`SELECT * FROM move WHERE ${sql.join(conditions, sql` AND `)}
          ORDER BY move_id LIMIT ${pageSize(page) + 1}`.execute(db),
      );
      return toPage(rows, page, { value: toMove, key: (row) => [row.move_id] });
    },
    async move(tenantId, moveId) {
      const { rows } = await database.read((db) =>
        sql<MoveRecord>`SELECT * FROM move WHERE tenant_id = ${tenantId} AND move_id = ${moveId}`.execute(db),
      );
      return rows[0] && toMove(rows[0]);
    },
    async movesById(tenantId, moveIds) {
      const { rows } = await database.read((db) =>
        sql<MoveRecord>`SELECT m.* FROM ${idset(tenantId, moveIds)}
          JOIN move m ON m.tenant_id = k.tenant_id AND m.move_id = k.id`.execute(db),
      );
      return rows.map(toMove);
    },
    moveSteps: (tenantId, campaignId) => moveSteps(database, tenantId, campaignId),
    async attempts(tenantId, hostIds) {
      const { rows } = await database.read((db) =>
        sql<{ host_id: HostId; attempt: number }>`SELECT m.host_id, max(m.attempt) AS attempt
          FROM ${idset(tenantId, hostIds)} JOIN move m ON m.tenant_id = k.tenant_id AND m.host_id = k.id
          GROUP BY m.host_id`.execute(db),
      );
      return new Map(rows.map((row) => [row.host_id, row.attempt]));
    },
    async activeMoves(tenantId, hostIds) {
      const { rows } = await database.read((db) =>
        sql<MoveRecord>`SELECT m.* FROM ${idset(tenantId, hostIds)}
          JOIN move m ON m.tenant_id = k.tenant_id AND m.host_id = k.id WHERE m.is_active ORDER BY m.move_id`.execute(
          db,
        ),
      );
      return rows.map(toMove);
    },
    async dueMoves(tenantId, now, limit) {
      const { rows } = await database.read((db) =>
        sql<MoveRecord>`SELECT m.* FROM (SELECT * FROM move_clock WHERE tenant_id = ${tenantId} AND due_at <= ${now}
            ORDER BY due_at, move_id LIMIT ${limit}) AS k
          JOIN move m ON m.tenant_id = k.tenant_id AND m.move_id = k.move_id ORDER BY k.due_at, k.move_id`.execute(db),
      );
      return rows.map(toMove);
    },
    nextDueAt: (tenantId) => nextDueAt(database, tenantId),
    startable: (tenantId, campaignId, now, skip) =>
      startable(database, { tenantId, campaignId, now, skip: skip ?? [] }),
    queuedWaits: (tenantId, campaignId, now, ofCampaign, limit) =>
      queuedWaits(database, { tenantId, campaignId, now, ofCampaign, limit }),
    ...moveCounting(database),
  };
}

/** How many moves of a campaign there are, by what. */
function moveCounting(database: Database): Pick<MoveStore, 'moveCounts' | 'waveCounts' | 'waitCounts'> {
  return {
    async moveCounts(tenantId, campaignId) {
      const { rows } = await database.read((db) =>
        sql<{ state_kind: string; moves: number }>`SELECT state_kind, count(*) AS moves FROM move
          WHERE tenant_id = ${tenantId} AND campaign_id = ${campaignId} GROUP BY state_kind ORDER BY state_kind`.execute(
          db,
        ),
      );
      return Object.fromEntries(rows.map((row) => [row.state_kind, row.moves]));
    },
    async waveCounts(tenantId, campaignId) {
      const { rows } = await database.read((db) =>
        sql<{ wave: number; state_kind: string; moves: number }>`SELECT wave, state_kind, count(*) AS moves FROM move
          WHERE tenant_id = ${tenantId} AND campaign_id = ${campaignId} GROUP BY wave, state_kind
          ORDER BY wave, state_kind`.execute(db),
      );
      const last = rows.at(-1)?.wave ?? 0;
      return Array.from({ length: last }, (_, at) =>
        Object.fromEntries(rows.filter(({ wave }) => wave === at + 1).map((row) => [row.state_kind, row.moves])),
      );
    },
    async waitCounts(tenantId, campaignId) {
      const { rows } = await database.read((db) =>
        sql<{ waiting_for: string; moves: number }>`SELECT waiting_for, count(*) AS moves FROM move
          WHERE tenant_id = ${tenantId} AND campaign_id = ${campaignId} AND waiting_for IS NOT NULL
          GROUP BY waiting_for ORDER BY waiting_for`.execute(db),
      );
      return Object.fromEntries(rows.map((row) => [row.waiting_for, row.moves]));
    },
  };
}

async function moveSteps(database: Database, tenantId: TenantId, campaignId: CampaignId): Promise<readonly MoveStep[]> {
  const { rows } = await database.read((db) =>
    sql<MoveStep>`SELECT e.at, e.subject_id AS "moveId", e.payload->'state'->>'kind' AS kind
      FROM move m JOIN log_event e ON e.tenant_id = m.tenant_id AND e.subject_type = 'move' AND e.subject_id = m.move_id
      WHERE m.tenant_id = ${tenantId} AND m.campaign_id = ${campaignId} AND e.kind IN ('move-created', 'move-changed')
      ORDER BY e.seq, e.ordinal`.execute(db),
  );
  return rows;
}

async function nextDueAt(database: Database, tenantId: TenantId): Promise<Instant | undefined> {
  const { rows } = await database.read((db) =>
    sql<{ due_at: Instant | null }>`SELECT least(
      (SELECT min(due_at) FROM move_clock WHERE tenant_id = ${tenantId}),
      (SELECT min(due_at) FROM outbox WHERE tenant_id = ${tenantId} AND state = 'pending'),
      (SELECT min(due_at) FROM reading WHERE tenant_id = ${tenantId}),
      (SELECT min(look_at) FROM campaign WHERE tenant_id = ${tenantId} AND state = 'running')) AS due_at`.execute(db),
  );
  return rows[0]?.due_at ?? undefined;
}

function conditionsOf(filter: MoveFilter): RawBuilder<unknown>[] {
  const conditions: RawBuilder<unknown>[] = [];
  if (filter.campaignId !== undefined) conditions.push(sql`campaign_id = ${filter.campaignId}`);
  if (filter.hostIds) conditions.push(sql`host_id = ANY(${texts(filter.hostIds)})`);
  if (filter.state) conditions.push(sql`state_kind = ANY(${texts(filter.state)})`);
  if (filter.wave !== undefined) conditions.push(sql`wave = ${filter.wave}`);
  // Both are open, which is what the index goes by.
  if (filter.phase?.every((phase) => phase === 'waiting' || phase === 'inFlight')) conditions.push(sql`is_open`);
  if (filter.phase) conditions.push(sql`phase = ANY(${texts(filter.phase)})`);
  if (filter.waitingFor) conditions.push(sql`waiting_for = ANY(${texts(filter.waitingFor)})`);
  if (filter.inFlight !== undefined) conditions.push(sql`in_flight = ${filter.inFlight}`);
  if (filter.isActive !== undefined) conditions.push(sql`is_active = ${filter.isActive}`);
  if (filter.within) conditions.push(aboutHosts('move', filter.within));
  return conditions;
}

/** The campaign's free slots, and the wave that is open; startable and queuedWaits must mean the same by them. */
function roomAndTurn(tenantId: TenantId, campaignId: CampaignId): RawBuilder<unknown> {
  return sql`room AS MATERIALIZED (
      SELECT greatest(0, c.cap - c.in_flight - ${externalInFlight(tenantId)}) AS moves FROM campaign c
      WHERE c.tenant_id = ${tenantId} AND c.campaign_id = ${campaignId} AND c.state = 'running'),
    turn AS MATERIALIZED (
      SELECT open_wave AS wave FROM campaign WHERE tenant_id = ${tenantId} AND campaign_id = ${campaignId})`;
}

const queued = sql`m.is_open AND m.phase = 'waiting' AND NOT m.in_flight`;

/** An earlier attempt at the same server still has its slot: it is not seen protected yet. Looked up only for moves that are no first attempt. */
const isTooEarly = sql`m.attempt > 1 AND EXISTS (SELECT 1 FROM move e
  WHERE e.tenant_id = m.tenant_id AND e.host_id = m.host_id AND e.in_flight AND e.move_id <> m.move_id)`;

/** The host of each move, looked up one by one; LIMIT keeps the planner from reading all hosts of the tenant instead. */
const hostOfMove = (move: RawBuilder<unknown>) => sql`CROSS JOIN LATERAL (
  SELECT * FROM host o WHERE o.tenant_id = ${move}.tenant_id AND o.host_id = ${move}.host_id LIMIT 1) AS h`;

/** A wave that was let go on without one of its servers keeps it in the queue, for another attempt; in the order of the index, so that LIMIT ends the search. */
async function startable(
  database: Database,
  request: {
    readonly tenantId: TenantId;
    readonly campaignId: CampaignId;
    readonly now: Instant;
    readonly skip: readonly MoveId[];
  },
): Promise<readonly MoveRow[]> {
  const { tenantId, campaignId, now, skip } = request;
  const others = skip.length === 0 ? sql`` : sql`AND m.move_id <> ALL(${texts(skip)})`;
  const { rows } = await database.read((db) =>
    sql<MoveRecord>`WITH ${roomAndTurn(tenantId, campaignId)}
      SELECT m.* FROM move m ${hostOfMove(sql`m`)}
      WHERE m.tenant_id = ${tenantId} AND m.campaign_id = ${campaignId} AND ${queued}
        AND m.wave <= (SELECT wave FROM turn) AND h.eligible_until >= ${now} AND NOT ${isKeptBack}
        AND NOT (${isTooEarly}) ${others}
      ORDER BY m.wave, m.move_id LIMIT (SELECT coalesce((SELECT moves FROM room), 0))`.execute(db),
  );
  return rows.map(toMove);
}

/** How many times more hosts that nothing may start on than queued moves there may be before looking the host of each move up is cheaper than hashing those. */
const hinderedALookUp = 5;
/** With more of them the table of hashes might not fit into the memory of a statement; the planner believes in no more either, because it is the LIMIT of what is hashed. */
const mostHinderedHosts = 50_000;

/**
 * Hosts that nothing may start on: those of the index host_hindered, said as it says them, and those that have no verdict yet. They are due until they have one;
 * one that is pinned or held may come twice.
 */
const hindered = (tenantId: TenantId) =>
  sql`SELECT host_id FROM host WHERE tenant_id = ${tenantId} AND ((eligible_until = 0 AND verdict IS NOT NULL) OR is_pinned OR hold IS NOT NULL)
    UNION ALL SELECT host_id FROM host WHERE tenant_id = ${tenantId} AND evaluate_at <= ${changedUntil} AND verdict IS NULL`;

interface WaitsRequest {
  readonly tenantId: TenantId;
  readonly campaignId: CampaignId;
  readonly now: Instant;
  readonly ofCampaign: CampaignWait | null;
  readonly limit: number;
}

async function queuedWaits(
  database: Database,
  request: WaitsRequest,
): Promise<readonly { readonly move: MoveRow; readonly waitingFor: string }[]> {
  const { ofCampaign } = request;
  const waits = ofCampaign?.isForAll ? waitsOfAll(request, ofCampaign.reason) : waitsByTurn(request);
  const { rows } = await database.read((db) => sql<MoveRecord & { reason: string }>`${waits}`.execute(db));
  return rows.map((row) => ({ move: toMove(row), waitingFor: row.reason }));
}

/** What keeps the whole campaign keeps each of its moves, whatever its host says. */
function waitsOfAll({ tenantId, campaignId, limit }: WaitsRequest, reason: string): RawBuilder<unknown> {
  return sql`SELECT m.*, ${reason}::text AS reason FROM move m
    WHERE m.tenant_id = ${tenantId} AND m.campaign_id = ${campaignId} AND ${queued}
      AND m.waiting_for IS DISTINCT FROM ${reason}::text ORDER BY m.move_id LIMIT ${limit}`;
}

/**
 * A verdict whose basis changed is as outdated as one whose time is over; it is no reason while the turn has not come, since it is made again then. A move that could start now has no reason, and is left out.
 * Nearly all of a long queue waits for its turn, and says so already: the host of such a move is looked up only if nothing may start on it, and
 * those hosts are asked for once. IN stands inside a CASE, because there it is a table of hashes whatever the planner believes of the numbers.
 * The queue is read through once and kept nowhere: 100,000 moves of it are more than a statement keeps in memory.
 */
function waitsByTurn({ tenantId, campaignId, now, ofCampaign, limit }: WaitsRequest): RawBuilder<unknown> {
  const reason = ofCampaign?.reason ?? null;
  const inQueue = sql`m.tenant_id = ${tenantId} AND m.campaign_id = ${campaignId} AND ${queued}`;
  return sql`WITH ${roomAndTurn(tenantId, campaignId)},
      unfit AS MATERIALIZED (
        SELECT count(*) AS hosts FROM (${hindered(tenantId)} LIMIT ${sql.lit(mostHinderedHosts + 1)}) AS h),
      size AS MATERIALIZED (
        SELECT unfit.hosts <= ${sql.lit(mostHinderedHosts)} AND unfit.hosts <= ${sql.lit(hinderedALookUp)} * (
          SELECT count(*) FROM (SELECT 1 FROM move m WHERE ${inQueue}
            LIMIT (SELECT hosts / ${sql.lit(hinderedALookUp)} + 1 FROM unfit)) AS q) AS is_long FROM unfit),
      waiting AS MATERIALIZED (
        SELECT q.tenant_id, q.move_id, q.waiting_for, CASE
          WHEN h.is_pinned THEN 'host-pinned'
          WHEN h.hold IS NOT NULL THEN 'host-held'
          WHEN q.turn_reason = ${reason}::text THEN q.turn_reason
          WHEN h.verdict IS NULL THEN 'verdict-missing'
          WHEN q.turn_reason IS NULL AND (h.valid_until < ${now} OR h.basis <> h.verdict_basis) THEN 'verdict-outdated'
          WHEN h.verdict = 'fail' THEN 'not-eligible'
          WHEN h.verdict <> 'pass' THEN 'evidence-missing'
          ELSE q.turn_reason END AS reason
        FROM (SELECT m.tenant_id, m.move_id, m.host_id, m.waiting_for, CASE
            WHEN ${isTooEarly} THEN 'earlier-attempt'
            WHEN m.wave > (SELECT wave FROM turn) THEN 'earlier-wave'
            WHEN ${reason}::text IS NOT NULL THEN ${reason}::text
            WHEN coalesce((SELECT moves FROM room), 0) = 0 THEN 'cap-full' END AS turn_reason
          FROM move m WHERE ${inQueue} OFFSET 0) AS q ${hostOfMove(sql`q`)}
        WHERE q.turn_reason IS NULL OR q.waiting_for IS DISTINCT FROM q.turn_reason OR CASE
          WHEN (SELECT is_long FROM size) THEN q.host_id IN (
            ${hindered(tenantId)} LIMIT ${sql.lit(mostHinderedHosts)})
          ELSE true END),
      news AS MATERIALIZED (
        SELECT * FROM waiting WHERE reason IS NOT NULL AND reason IS DISTINCT FROM waiting_for
        ORDER BY move_id LIMIT ${limit})
      SELECT m.*, news.reason FROM news JOIN move m ON m.tenant_id = news.tenant_id AND m.move_id = news.move_id
      ORDER BY m.move_id`;
}
