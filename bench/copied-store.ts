import type pg from 'pg';
import type { Campaign } from '../src/domain/campaign/campaign.ts';
import { canonicalJson, type Json } from '../src/domain/canonical.ts';
import type { Journey } from '../src/domain/journey.ts';
import type { EventDraft } from '../src/domain/log.ts';
import type { EngineContext } from '../src/engine/context.ts';
import { changeMove } from '../src/engine/moves.ts';
import { sensorV3 } from '../src/journeys/sensor-v3/journey.ts';
import { seedMoves } from './seed.ts';

const journey = sensorV3 as unknown as Journey;
/** Moves a transaction, and so events a link, as the engine writes them. */
const batch = 500;
/** What a move that is observed has behind it: made, granted, seen migrating, seen on v3.x, proofs judged. */
const stages = 5;
/** Stands for the id of each host. */
const hostMark = 'the host';

/**
 * Multiplies one move of the engine's own making, with its events, to so many; the chain of the log goes on over all of them, so that whoever verifies
 * it finds it whole. Set-based, because a store of this size would take the engine an hour.
 */
export async function fillWithMoves(
  { context, campaign, at }: { readonly context: EngineContext; readonly campaign: Campaign; readonly at: number },
  client: pg.Client,
  moves: number,
): Promise<{ readonly events: number }> {
  const { tenantId } = campaign;
  const [first] = await seedMoves(context, campaign, 1, () => true);
  if (first === undefined) throw new Error('The first move could not be queued.');
  const rules = { edition: campaign.edition, overrides: [] };
  const event = journey.granted(at, rules, 'graph');
  const outcome = journey.next(first.state, event);
  if (!outcome.ok) throw new Error(outcome.problem.detail);
  const change = { state: outcome.state, event, waitingFor: journey.waitingFor(outcome.state), actor: 'engine' };
  const write = changeMove(context, journey, first, change, at);
  const made = await context.store.commit({ tenantId, at, moves: [write] });
  if (made.lost.length > 0) throw new Error('The first move could not be started.');
  const [template] = write.events;
  if (template === undefined) throw new Error('The start of a move is no event.');
  await multiplyMoves(client, first.moveId, moves);
  await multiplyEvents(client, { tenantId, hostId: first.hostId, at, template, moves });
  await lengthenChain(client, tenantId, at);
  return { events: moves * stages };
}

const moveId = `lpad(to_hex(i), 8, '0') || '-0000-7000-8000-' || substr(md5(i::text), 1, 12)`;
const hostId = `lpad(to_hex(i), 8, '0') || '-0000-7000-9000-' || substr(md5(i::text), 1, 12)`;

async function multiplyMoves(client: pg.Client, original: string, moves: number): Promise<void> {
  for (const table of ['move', 'move_clock']) {
    const { rows } = await client.query<{ name: string }>(
      `SELECT attname AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped
        ORDER BY attnum`,
      [table],
    );
    const names = rows.map(({ name }) => name);
    const values = names.map((name) => (name === 'move_id' ? moveId : name === 'host_id' ? hostId : `o.${name}`));
    await client.query(
      `INSERT INTO ${table} (${names.join(', ')}) SELECT ${values.join(', ')}
        FROM ${table} o CROSS JOIN generate_series(1, $2::integer) i WHERE o.move_id = $1`,
      [original, moves],
    );
  }
}

async function multiplyEvents(
  client: pg.Client,
  given: {
    readonly tenantId: string;
    readonly hostId: string;
    readonly at: number;
    readonly template: EventDraft;
    readonly moves: number;
  },
): Promise<void> {
  const { tenantId, at, template, moves } = given;
  const payload = canonicalJson({ ...(template.payload as Record<string, Json>), hostId: hostMark });
  const value = template.personal.actor?.value ?? '';
  if (Object.keys(template.personal).length !== 1) throw new Error('The event has more than an actor.');
  await client.query(
    `INSERT INTO log_event (tenant_id, seq, ordinal, at, kind, subject_type, subject_id, payload, personal)
      SELECT $1, head.seq + (i - 1) / ${batch} * ${stages} + stage, (i - 1) % ${batch}, $2, $3, 'move', ${moveId},
        replace($4, '${hostMark}', ${hostId})::json,
        ('{"actor":{"salt":"' || md5(i::text || stage::text) || '","value":"' || $5 || '"}}')::json
      FROM (SELECT seq FROM log_head WHERE tenant_id = $1) head
        CROSS JOIN generate_series(1, $6::integer) i CROSS JOIN generate_series(1, ${stages}) stage
      ORDER BY 2, 3`,
    [tenantId, at, template.kind, payload, value, moves],
  );
}

/** What `digestOfBatch` and `nextHash` say, said in SQL: if they differed, the copy would not verify. */
async function lengthenChain(client: pg.Client, tenantId: string, at: number): Promise<void> {
  await client.query(
    `CREATE TEMPORARY TABLE digests AS
      SELECT seq, count(*)::integer AS events, encode(sha256(convert_to(
        '{"at":' || $2::text || ',"events":[' || string_agg(
          '{"kind":"' || kind || '","payload":' || payload::text || ',"personal":{"actor":"'
            || encode(sha256(convert_to((personal->'actor'->>'salt') || ':' || (personal->'actor'->>'value'), 'UTF8')), 'hex')
            || '"},"subjectId":"' || subject_id || '","subjectType":"' || subject_type || '"}', ',' ORDER BY ordinal)
          || '],"tenantId":"' || $1 || '"}', 'UTF8')), 'hex') AS digest
      FROM log_event WHERE tenant_id = $1 AND seq > (SELECT seq FROM log_head WHERE tenant_id = $1) GROUP BY seq`,
    [tenantId, at],
  );
  await client.query('CREATE INDEX ON digests (seq)');
  await client.query(
    `INSERT INTO log_link (tenant_id, seq, at, digest, hash, event_count)
      WITH RECURSIVE chain AS (
        SELECT seq, hash, ''::text AS digest, 0 AS events FROM log_head WHERE tenant_id = $1
        UNION ALL
        SELECT d.seq, encode(sha256(convert_to(chain.hash || d.digest, 'UTF8')), 'hex'), d.digest, d.events
          FROM chain JOIN digests d ON d.seq = chain.seq + 1)
      SELECT $1, seq, $2, digest, hash, events FROM chain WHERE digest <> ''`,
    [tenantId, at],
  );
  await client.query(
    `UPDATE log_head h SET seq = l.seq, hash = l.hash
      FROM (SELECT seq, hash FROM log_link WHERE tenant_id = $1 ORDER BY seq DESC LIMIT 1) l WHERE h.tenant_id = $1`,
    [tenantId],
  );
}
