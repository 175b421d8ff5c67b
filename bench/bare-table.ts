import pg from 'pg';
import type { Commit } from '../src/engine/ports/store.ts';
import { settle } from './settle.ts';

/** What a batch puts into the database. */
interface BareRows {
  readonly tenantId: string;
  readonly at: number;
  readonly moves: readonly object[];
  readonly events: readonly object[];
  readonly requests: readonly object[];
}

/** The statements take many rows as one parameter, as ours do: the fastest way found from Node. */
const update = `UPDATE bare_move m SET state_kind = w.state_kind, state = w.state::json, phase = w.phase,
    in_flight = w.in_flight, is_active = w.is_active, is_open = true, look_at = w.look_at, deadline_at = w.deadline_at,
    waiting_for = NULL, waiting_since = NULL, version = m.version + 1, changed_at = $2
  FROM json_to_recordset($1::text::json) AS w(id text, state_kind text, state text, phase text, in_flight boolean,
    is_active boolean, look_at bigint, deadline_at bigint)
  WHERE m.tenant_id = $3 AND m.move_id = w.id`;
const insertClocks = `INSERT INTO bare_move_clock (tenant_id, move_id, due_at)
  SELECT $2, w.id, least(w.look_at, w.deadline_at)
  FROM json_to_recordset($1::text::json) AS w(id text, look_at bigint, deadline_at bigint)`;
const insertEvents = `INSERT INTO bare_log_event (tenant_id, seq, ordinal, at, kind, subject_type, subject_id, payload,
    personal)
  SELECT $3, $4::bigint, w.ordinal, $2, w.kind, w.subject_type, w.subject, w.payload::json, w.personal::json
  FROM json_to_recordset($1::text::json) AS w(ordinal integer, kind text, subject_type text, subject text,
    payload text, personal text)`;
const insertRequests = `INSERT INTO bare_outbox (tenant_id, effect_id, kind, move_ids, campaign_id, key, state, due_at,
    tries, fence, worker, lease_until)
  SELECT $3, w.id, w.kind, w.move_ids, w.campaign_id, w.key, 'pending', $2, 0, 0, '', 0
  FROM json_to_recordset($1::text::json) AS w(id text, kind text, move_ids text[], campaign_id text, key text)`;

const tables = ['move', 'move_clock', 'log_event', 'outbox'];

/**
 * The least that a durable transition of these tables can be in SQL: one transaction of set-based statements, without versions, caps or a chain.
 * It stands in the database of a store, on twins of the store's own tables with their indexes and all their rows, and the rows say what ours say:
 * the same bytes travel and are stored, and the design of the tables is no part of the comparison.
 */
export async function aBareTable(url: string) {
  // The planner has to be told the same as for ours, or it reads the whole table for a batch.
  const client = new pg.Client({ connectionString: url, options: '-c random_page_cost=1.1 -c jit=off' });
  await client.connect();
  for (const table of tables) {
    const { rows } = await client.query<{ options: string }>(
      `SELECT coalesce(array_to_string(reloptions, ', '), 'fillfactor = 100') AS options FROM pg_class
        WHERE oid = $1::regclass`,
      [table],
    );
    await client.query(`CREATE TABLE bare_${table} (LIKE ${table} INCLUDING ALL) WITH (${rows[0]?.options})`);
    await client.query(`INSERT INTO bare_${table} SELECT * FROM ${table}`);
  }
  // Pages that were written since the last checkpoint are cheaper to write again: ours were not.
  await settle(url);
  let seq = 1_000_000;
  return {
    write: async ({ tenantId, at, moves, events, requests }: BareRows) => {
      const changes = JSON.stringify(moves);
      seq += 1;
      await client.query('BEGIN');
      const updated = await client.query(update, [changes, at, tenantId]);
      await client.query(insertClocks, [changes, tenantId]);
      await client.query(insertEvents, [JSON.stringify(events), at, tenantId, seq]);
      await client.query(insertRequests, [JSON.stringify(requests), at, tenantId]);
      await client.query('COMMIT');
      if (updated.rowCount !== moves.length) throw new Error('A bare batch was not written as a whole.');
    },
    [Symbol.asyncDispose]: () => client.end(),
  };
}

export function bareRows({ tenantId, at, moves = [], effects = [] }: Commit): BareRows {
  return {
    tenantId,
    at,
    moves: moves.map(({ moveId, state, schedule }) => ({
      id: moveId,
      state_kind: state.kind,
      state: JSON.stringify(state),
      phase: schedule.phase,
      in_flight: schedule.inFlight,
      is_active: schedule.isActive,
      look_at: schedule.lookAt ?? undefined,
      deadline_at: schedule.deadlineAt ?? undefined,
    })),
    events: moves
      .flatMap((move) => move.events)
      .map(({ kind, subjectType, subjectId, payload, personal }, ordinal) => ({
        ordinal,
        kind,
        subject_type: subjectType,
        subject: subjectId,
        payload: JSON.stringify(payload),
        personal: JSON.stringify(personal),
      })),
    requests: effects.map(({ effectId, kind, moveIds, campaignId, key }) => ({
      id: effectId,
      kind,
      move_ids: moveIds,
      campaign_id: campaignId,
      key,
    })),
  };
}
