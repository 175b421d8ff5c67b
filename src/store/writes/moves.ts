import { sql } from 'kysely';
import type { TenantId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/time.ts';
import type { MoveWrite } from '../../engine/ports/store.ts';
import type { Written } from '../commit.ts';
import type { Db } from '../database.ts';
import { externalInFlight } from '../moves.ts';
import { documentset, recordset } from '../recordset.ts';

/** Rolls the transaction back: the campaign has no room for these starts (or does not run), so none of its moves may be written. */
export class CapExceeded extends Error {
  override readonly name = 'CapExceeded';
}

/** What a change may change. What a move is (host, campaign, journey, wave, attempt, origin) is said once, when it begins. */
const changeColumns = `move_id text, state_kind text, phase text, in_flight boolean, is_active boolean,
  look_at bigint, deadline_at bigint, waiting_for text, waiting_since bigint,
  granted_at bigint, expected_version integer`;

const startColumns = `${changeColumns}, host_id text, campaign_id text, journey text, attempt integer, origin text,
  wave integer, created_at bigint`;

/** Nulls and empty lists stay out of the text: 500 rows are read faster by the database the shorter they are. */
function toChange(write: MoveWrite): object {
  const { phase, inFlight, isActive } = write.schedule;
  return {
    ...toLook(write),
    state_kind: write.state.kind,
    phase,
    in_flight: inFlight,
    is_active: isActive,
    waiting_for: write.waitingFor ?? undefined,
    waiting_since: write.waitingSince ?? undefined,
    granted_at: write.grantedAt,
  };
}

/** The documents of moves, in their order; a look has none. */
function documentsOf(writes: readonly MoveWrite[]) {
  const listed = (list: readonly unknown[]) => (list.length === 0 ? undefined : JSON.stringify(list));
  return {
    state: writes.map((write) => (write.isLook ? undefined : JSON.stringify(write.state))),
    snapshot: writes.map((write) => (write.isLook ? undefined : listed(write.snapshot))),
    proofs: writes.map((write) => (write.isLook ? undefined : listed(write.proofs))),
  };
}

/** Most moves of a tick only wait on: of those nothing is sent but the clocks. */
function toLook({ moveId, schedule, expectedVersion }: MoveWrite): object {
  const { lookAt, deadlineAt } = schedule;
  return {
    move_id: moveId,
    look_at: lookAt ?? undefined,
    deadline_at: deadlineAt ?? undefined,
    expected_version: expectedVersion,
  };
}

function toStart(write: MoveWrite): object {
  return {
    ...toChange(write),
    host_id: write.hostId,
    campaign_id: write.campaignId,
    journey: write.journey,
    attempt: write.attempt,
    origin: write.origin,
    wave: write.wave,
    created_at: write.createdAt,
  };
}

/** In one place for both statements: whether the attempt went wrong, or seems to. */
const hasFailed = sql`w.state_kind IN ('failed', 'reverted', 'rolledBack', 'overdue')`;

/** In one place for both statements: whether the wave still waits for this move. */
const isOpen = sql`(w.phase IN ('waiting', 'inFlight') OR w.in_flight)`;

/**
 * Sets the clocks of the moves in `written` (`tenant_id, move_id, look_at, deadline_at`), in the statement that writes them. Who writes a move holds
 * its row and knows its version, so that nobody else has been at its clock; ON CONFLICT would only make the insert dearer.
 */
const newClocks = sql`INSERT INTO move_clock (tenant_id, move_id, due_at)
    SELECT w.tenant_id, w.move_id, least(w.look_at, w.deadline_at) FROM written w
    WHERE least(w.look_at, w.deadline_at) IS NOT NULL`;
const isClocked = sql`EXISTS (
      SELECT 1 FROM move_clock c WHERE c.tenant_id = w.tenant_id AND c.move_id = w.move_id)`;
const changedClocks = sql`UPDATE move_clock c SET due_at = least(w.look_at, w.deadline_at) FROM written w
    WHERE c.tenant_id = w.tenant_id AND c.move_id = w.move_id AND c.due_at <> least(w.look_at, w.deadline_at)`;
const endedClocks = sql`DELETE FROM move_clock c USING written w
    WHERE c.tenant_id = w.tenant_id AND c.move_id = w.move_id AND least(w.look_at, w.deadline_at) IS NULL`;

/**
 * Writes what did not lose its race and guards the caps for it. Changes come before inserts, so that a commit can end a host's move and begin the next.
 * @throws CapExceeded
 */
export async function writeMoves(
  db: Db,
  tenantId: TenantId,
  at: Instant,
  writes: readonly MoveWrite[],
): Promise<Written> {
  if (writes.length === 0) return { events: [], lost: [] };
  // Everybody locks moves in the order of their ids, so that two writers of the same moves wait instead of colliding.
  const sorted = [...writes].sort((a, b) => (a.moveId < b.moveId ? -1 : 1));
  const changes = sorted.filter((write) => write.expectedVersion > 0);
  const starts = sorted.filter((write) => write.expectedVersion === 0);
  const stored = new Set<string>();
  if (changes.length > 0) for (const id of await updateMoves(db, tenantId, at, changes)) stored.add(id);
  if (starts.length > 0) for (const id of await insertMoves(db, tenantId, at, starts)) stored.add(id);
  const survivors = writes.filter((write) => stored.has(write.moveId));
  await guardCaps(db, tenantId, survivors);
  return {
    events: survivors.flatMap((write) => write.events),
    lost: writes.map((write) => write.moveId).filter((id) => !stored.has(id)),
  };
}

/**
 * A move that becomes active again while its host has another one loses; if both happen at once the unique index decides, and we run again.
 * A row without a state is a look, and keeps what is stored. Looks and changes are one statement, because one statement locks in one order.
 */
async function updateMoves(
  db: Db,
  tenantId: TenantId,
  at: Instant,
  writes: readonly MoveWrite[],
): Promise<readonly string[]> {
  const { rows } = await sql<{ move_id: string }>`WITH written AS (
    UPDATE move m SET state_kind = coalesce(w.state_kind, m.state_kind), state = coalesce(w.state, m.state),
      phase = coalesce(w.phase, m.phase), in_flight = coalesce(w.in_flight, m.in_flight),
      is_active = coalesce(w.is_active, m.is_active), is_open = coalesce(${isOpen}, m.is_open),
      has_failed = coalesce(${hasFailed}, m.has_failed), look_at = w.look_at,
      deadline_at = w.deadline_at,
      waiting_for = CASE WHEN w.state IS NULL THEN m.waiting_for ELSE w.waiting_for END,
      waiting_since = CASE WHEN w.state IS NULL THEN m.waiting_since ELSE w.waiting_since END,
      snapshot = CASE WHEN w.state IS NULL THEN m.snapshot ELSE coalesce(w.snapshot, '[]'::json) END,
      proofs = CASE WHEN w.state IS NULL THEN m.proofs ELSE coalesce(w.proofs, '[]'::json) END,
      granted_at = coalesce(w.granted_at, m.granted_at), version = m.version + 1, changed_at = ${at}
    FROM ${documentset(
      tenantId,
      writes.map((write) => (write.isLook ? toLook(write) : toChange(write))),
      changeColumns,
      documentsOf(writes),
    )}
    WHERE m.tenant_id = w.tenant_id AND m.move_id = w.move_id AND m.version = w.expected_version
      AND (m.is_active OR NOT coalesce(w.is_active, m.is_active) OR (
        SELECT o.move_id FROM move o WHERE o.tenant_id = m.tenant_id AND o.host_id = m.host_id AND o.is_active LIMIT 1) IS NULL)
    RETURNING m.tenant_id, m.move_id, m.look_at, m.deadline_at),
    begun AS (${newClocks} AND NOT ${isClocked}), changed AS (${changedClocks}), ended AS (${endedClocks})
    SELECT move_id FROM written`.execute(db);
  return rows.map((row) => row.move_id);
}

/** A host that has an active move already keeps it: the unique index refuses the second, whoever comes second. */
async function insertMoves(
  db: Db,
  tenantId: TenantId,
  at: Instant,
  writes: readonly MoveWrite[],
): Promise<readonly string[]> {
  const { rows } = await sql<{ move_id: string; host_id: string }>`WITH written AS (
    INSERT INTO move (tenant_id, move_id, host_id,
      campaign_id, journey, attempt, origin, wave, state_kind, state, phase, in_flight, is_active, is_open, has_failed,
      look_at, deadline_at, waiting_for, waiting_since, snapshot, proofs, version, created_at, changed_at)
    SELECT w.tenant_id, w.move_id, w.host_id, w.campaign_id, w.journey, w.attempt, w.origin, w.wave, w.state_kind,
      w.state, w.phase, w.in_flight, w.is_active, ${isOpen}, ${hasFailed}, w.look_at, w.deadline_at, w.waiting_for,
      w.waiting_since, coalesce(w.snapshot, '[]'::json), coalesce(w.proofs, '[]'::json), 1, w.created_at, ${at}
    FROM ${documentset(tenantId, writes.map(toStart), startColumns, documentsOf(writes))}
    ON CONFLICT DO NOTHING RETURNING tenant_id, move_id, host_id, look_at, deadline_at),
    begun AS (${newClocks})
    SELECT move_id, host_id FROM written`.execute(db);
  if (rows.length > 0)
    await sql`UPDATE host h SET move_id = w.move_id FROM ${recordset(tenantId, rows, 'move_id text, host_id text')}
      WHERE h.tenant_id = w.tenant_id AND h.host_id = w.host_id`.execute(db);
  return rows.map((row) => row.move_id);
}

interface SlotChange {
  readonly campaign_id: string;
  delta: number;
  starts: number;
}

/**
 * I2: takes and returns slots in one statement a commit. A start is only written while its campaign runs and has room, slots of others counted;
 * the row is held from the check to the end of the transaction, so that "count, then grant" cannot overshoot.
 * A slot that comes free is never refused, nor one that was taken without asking us: a server that somebody else started, that the service begins
 * late, or that went back and is not protected yet. It is so already, and what is not counted would be granted once more.
 */
async function guardCaps(db: Db, tenantId: TenantId, survivors: readonly MoveWrite[]): Promise<void> {
  const changes = new Map<string, SlotChange>();
  for (const { campaignId, slotDelta, grantedAt } of survivors) {
    if (campaignId === null || slotDelta === 0) continue;
    const change = changes.get(campaignId) ?? { campaign_id: campaignId, delta: 0, starts: 0 };
    change.delta += slotDelta;
    if (slotDelta > 0 && grantedAt !== undefined) change.starts += 1;
    changes.set(campaignId, change);
  }
  const rows = [...changes.values()]
    .filter((change) => change.delta !== 0 || change.starts > 0)
    .sort((a, b) => (a.campaign_id < b.campaign_id ? -1 : 1));
  if (rows.length === 0) return;
  const granted = await sql<{ campaign_id: string }>`UPDATE campaign c SET in_flight = c.in_flight + w.delta
    FROM ${recordset(tenantId, rows, 'campaign_id text, delta integer, starts integer')}
    WHERE c.tenant_id = w.tenant_id AND c.campaign_id = w.campaign_id AND (w.starts = 0 OR
      (c.state = 'running' AND c.in_flight + w.delta + ${externalInFlight(tenantId)} <= c.cap))
    RETURNING c.campaign_id`.execute(db);
  const stored = new Set(granted.rows.map((row) => row.campaign_id));
  if (rows.some((change) => change.starts > 0 && !stored.has(change.campaign_id)))
    throw new CapExceeded('No room for these starts.');
}
