import { type RawBuilder, sql } from 'kysely';
import { canonicalJson } from '../../domain/canonical.ts';
import type { TenantId } from '../../domain/ids.ts';
import { digestOfWritten, type EventDraft } from '../../domain/log.ts';
import { ProblemError } from '../../domain/problem.ts';
import type { Instant } from '../../domain/time.ts';
import type { Identity } from '../../engine/ports/identity.ts';
import type { Db } from '../database.ts';
import { documentset } from '../recordset.ts';

/** A link with everything that can be made before the head of the log is held. */
export interface PreparedLink {
  readonly events: readonly EventDraft[];
  readonly digest: string;
  readonly rows: RawBuilder<unknown>;
}

const columns = 'ordinal integer, kind text, subject_type text, subject_id text';

export function prepareLink(
  identity: Identity,
  batch: { readonly tenantId: TenantId; readonly at: Instant; readonly events: readonly EventDraft[] },
): PreparedLink {
  const rows = batch.events.map((event, ordinal) => ({
    ordinal,
    kind: event.kind,
    subject_type: event.subjectType,
    subject_id: event.subjectId,
  }));
  // In the form in which they are digested, so that whoever verifies the log need not read them first.
  const payloads = batch.events.map(({ payload }) => canonicalJson(payload));
  const documents = {
    payload: payloads,
    personal: batch.events.map((event) => JSON.stringify(event.personal)),
  };
  return {
    events: batch.events,
    digest: digestOfWritten(batch, payloads, identity.sha256),
    rows: documentset(batch.tenantId, rows, columns, documents),
  };
}

/**
 * Adds one link to the tenant's chain: the batch was digested in Node, the head moves in the database by the same rule as `nextHash` in the domain,
 * and the link and its events are written with what the head came to. One statement, the last of the transaction.
 * @throws ProblemError('tenant-archived'), ProblemError('not-found') when there is no such log.
 */
export async function appendLink(
  db: Db,
  tenantId: TenantId,
  at: Instant,
  { digest, rows, events }: PreparedLink,
): Promise<number> {
  const written = await sql<{ seq: number }>`
    WITH head AS (
      UPDATE log_head SET seq = seq + 1, hash = encode(sha256(convert_to(hash || ${digest}, 'UTF8')), 'hex')
      WHERE tenant_id = ${tenantId} AND NOT is_closed RETURNING seq, hash),
    link AS (
      INSERT INTO log_link (tenant_id, seq, at, digest, hash, event_count)
      SELECT ${tenantId}, head.seq, ${at}::bigint, ${digest}, head.hash, ${events.length}::integer FROM head),
    event AS (
      INSERT INTO log_event (tenant_id, seq, ordinal, at, kind, subject_type, subject_id, payload, personal)
      SELECT ${tenantId}, head.seq, w.ordinal, ${at}::bigint, w.kind, w.subject_type, w.subject_id, w.payload,
        w.personal
      FROM head CROSS JOIN ${rows})
    SELECT seq FROM head`.execute(db);
  const seq = written.rows[0]?.seq;
  if (seq === undefined) throw await whyNoLink(db, tenantId);
  return seq;
}

async function whyNoLink(db: Db, tenantId: TenantId): Promise<ProblemError> {
  const { rows } = await sql`SELECT seq FROM log_head WHERE tenant_id = ${tenantId}`.execute(db);
  return rows.length === 0
    ? new ProblemError('not-found', 'There is no such tenant.')
    : new ProblemError('tenant-archived', 'The tenant is archived: nothing of it changes.');
}
