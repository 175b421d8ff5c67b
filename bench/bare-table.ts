import pg from 'pg';
import type { Commit } from '../src/engine/ports/store.ts';

/** What a batch puts into the database. */
interface BareRows {
  readonly at: number;
  readonly moves: readonly object[];
  readonly events: readonly object[];
  readonly requests: readonly object[];
}

/** The statements take many rows as one parameter, as ours do: the fastest way found from Node. */
const update = `UPDATE bare_move m SET state_kind = w.state_kind, state = w.state::json, due_at = w.due_at,
    waiting_for = w.waiting_for, version = m.version + 1, changed_at = $2
  FROM jsonb_to_recordset($1::text::jsonb) AS w(id text, state_kind text, state text, due_at bigint, waiting_for text)
  WHERE m.id = w.id`;
const insertEvents = `INSERT INTO bare_event (at, kind, subject, payload, personal)
  SELECT $2, w.kind, w.subject, w.payload::json, w.personal::json
  FROM jsonb_to_recordset($1::text::jsonb) AS w(kind text, subject text, payload text, personal text)`;
const insertRequests = `INSERT INTO bare_outbox (id, kind, move_ids, due_at, state)
  SELECT w.id, w.kind, w.move_ids, $2, 'pending'
  FROM jsonb_to_recordset($1::text::jsonb) AS w(id text, kind text, move_ids text[])`;

/**
 * The least that a durable transition can be in SQL: one transaction of three set-based statements, without versions, caps or a chain.
 * It stands in the database of a store, with as many moves; the rows say what ours say, so that the same bytes travel and are stored.
 */
export async function aBareTable(url: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`CREATE TABLE bare_move (id text COLLATE "C" PRIMARY KEY, state_kind text NOT NULL,
    state json NOT NULL, due_at bigint, waiting_for text, version integer NOT NULL, changed_at bigint NOT NULL)`);
  await client.query('CREATE INDEX bare_move_due ON bare_move (due_at) WHERE due_at IS NOT NULL');
  await client.query(`CREATE TABLE bare_event (id bigserial PRIMARY KEY, at bigint NOT NULL, kind text NOT NULL,
    subject text NOT NULL, payload json NOT NULL, personal json NOT NULL)`);
  await client.query(`CREATE TABLE bare_outbox (id text COLLATE "C" PRIMARY KEY, kind text NOT NULL,
    move_ids text[] NOT NULL, due_at bigint NOT NULL, state text NOT NULL)`);
  await client.query(`INSERT INTO bare_move SELECT move_id, 'queued', '{"kind":"queued","since":1780300800000}',
    NULL, NULL, 1, 0 FROM move ORDER BY move_id`);
  return {
    write: async ({ at, moves, events, requests }: BareRows) => {
      await client.query('BEGIN');
      const updated = await client.query(update, [JSON.stringify(moves), at]);
      await client.query(insertEvents, [JSON.stringify(events), at]);
      await client.query(insertRequests, [JSON.stringify(requests), at]);
      await client.query('COMMIT');
      if (updated.rowCount !== moves.length) throw new Error('A bare batch was not written as a whole.');
    },
    [Symbol.asyncDispose]: () => client.end(),
  };
}

export function bareRows({ at, moves = [], effects = [] }: Commit): BareRows {
  return {
    at,
    moves: moves.map(({ moveId, state, schedule, waitingFor }) => ({
      id: moveId,
      state_kind: state.kind,
      state: JSON.stringify(state),
      due_at: Math.min(schedule.lookAt ?? Number.POSITIVE_INFINITY, schedule.deadlineAt ?? Number.POSITIVE_INFINITY),
      waiting_for: waitingFor ?? undefined,
    })),
    events: moves.flatMap((move) =>
      move.events.map(({ kind, subjectId, payload, personal }) => ({
        kind,
        subject: subjectId,
        payload: JSON.stringify(payload),
        personal: JSON.stringify(personal),
      })),
    ),
    requests: effects.map(({ effectId, kind, moveIds }) => ({ id: effectId, kind, move_ids: moveIds })),
  };
}
