import { type RawBuilder, sql } from 'kysely';
import type { ProblemRef } from '../domain/problem.ts';
import { hourMs, type Instant } from '../domain/time.ts';
import type { GatheredNotices, MessageTry, Notice, NoticeStore, ReceiverClaim } from '../engine/ports/store.ts';
import type { Database, Db } from './database.ts';
import { holdReceiver } from './receivers.ts';
import { recordset, texts } from './recordset.ts';

type NoticeWriter = Pick<NoticeStore, 'recordNotices' | 'nextMessage' | 'settleMessage' | 'sweepMessages'>;
type NextRequest = Parameters<NoticeStore['nextMessage']>[0];
type SettleRequest = Parameters<NoticeStore['settleMessage']>[0];

export function noticeStore(database: Database): NoticeWriter {
  return {
    recordNotices: (gathered) => database.write((db) => recordNotices(db, gathered)),
    nextMessage: (request) => database.write((db) => nextMessage(db, request)),
    settleMessage: (request) => database.write((db) => settleMessage(db, request)),
    async sweepMessages(settledBefore) {
      const { rows } = await database.write((db) =>
        sql`WITH settled AS (DELETE FROM message WHERE settled_at < ${settledBefore}
              RETURNING tenant_id, receiver_id, message_id),
            told AS (DELETE FROM notice n USING settled s WHERE n.tenant_id = s.tenant_id
              AND n.receiver_id = s.receiver_id AND n.message_id = s.message_id)
          SELECT message_id FROM settled`.execute(db),
      );
      return rows.length;
    },
  };
}

const columns = `notice_id text, is_alarm boolean, is_held boolean, at bigint, due_at bigint, topic text, document text`;

/** The cursor is moved first: whoever moves it holds the row, and another worker then finds it moved. */
async function recordNotices(db: Db, gathered: GatheredNotices): Promise<boolean> {
  const { tenantId, receiverId, from, to, deadlinesAt, notices, ended } = gathered;
  const moved = await sql`UPDATE receiver SET cursor = ${to}, deadlines_at = ${deadlinesAt}
    WHERE tenant_id = ${tenantId} AND receiver_id = ${receiverId} AND cursor = ${from}
    RETURNING receiver_id`.execute(db);
  if (moved.rows.length === 0) return false;
  const told = ended.length === 0 ? new Set() : await endTopics(db, gathered);
  const over = ended.flatMap(({ topic, tells }) => (tells !== null && told.has(topic) ? [tells] : []));
  const rows = [...over, ...notices].map(({ notice, dueAt, isHeld, topic }) => ({
    notice_id: notice.noticeId,
    is_alarm: notice.isAlarm,
    is_held: isHeld,
    at: notice.at,
    due_at: dueAt,
    topic,
    document: JSON.stringify(notice),
  }));
  if (rows.length > 0)
    await sql`INSERT INTO notice (tenant_id, receiver_id, notice_id, is_alarm, is_held, at, due_at, topic, document)
      SELECT w.tenant_id, ${receiverId}, w.notice_id, w.is_alarm, w.is_held, w.at, w.due_at, w.topic, w.document::json
      FROM ${recordset(tenantId, rows, columns)} ON CONFLICT DO NOTHING`.execute(db);
  return true;
}

/** @returns the topics of which something had been told. */
async function endTopics(db: Db, { tenantId, receiverId, ended }: GatheredNotices): Promise<ReadonlySet<string>> {
  const ofTopics = sql`tenant_id = ${tenantId} AND receiver_id = ${receiverId}
    AND topic = ANY(${texts(ended.map(({ topic }) => topic))})`;
  await sql`DELETE FROM notice WHERE ${ofTopics} AND message_id IS NULL`.execute(db);
  const { rows } = await sql<{ topic: string }>`WITH told AS (
      SELECT notice_id, topic FROM notice WHERE ${ofTopics}),
    closed AS (UPDATE notice n SET topic = NULL FROM told
      WHERE n.tenant_id = ${tenantId} AND n.receiver_id = ${receiverId} AND n.notice_id = told.notice_id)
    SELECT topic FROM told`.execute(db);
  return new Set(rows.map((row) => row.topic));
}

interface MessageRecord {
  readonly message_id: string;
  readonly kind: MessageTry['message']['kind'];
  readonly made_at: Instant;
  readonly begun_at: Instant;
  readonly head_seq: number;
  readonly head_hash: string;
  readonly notices: number;
  readonly tries: number;
}

async function nextMessage(db: Db, request: NextRequest): Promise<MessageTry | undefined> {
  const { claim, machineNow, leaseMs, quietUntil, room } = request;
  if ((await holdReceiver(db, claim)) === undefined) return undefined;
  await sql`UPDATE receiver SET lease_until = ${machineNow + leaseMs} WHERE ${ofReceiver(claim)}`.execute(db);
  if (quietUntil !== null) await putOff(db, request, quietUntil);
  const messageId =
    (await triedBefore(db, request, true)) ??
    (await compose(db, request, true)) ??
    (quietUntil === null
      ? ((await triedBefore(db, request, false)) ?? (await compose(db, request, false)))
      : undefined);
  if (messageId === undefined) return undefined;
  // That it is tried is written down before it leaves: a worker that dies in between has tried, and the next try is not before its lease is over.
  const { rows } = await sql<MessageRecord>`UPDATE message SET tries = tries + 1, due_at = ${machineNow + leaseMs}
    WHERE ${ofReceiver(claim)} AND message_id = ${messageId} RETURNING *`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error(`The message ${messageId} vanished while its receiver was held.`);
  const told = await sql<{ document: Notice }>`SELECT document FROM notice
    WHERE ${ofReceiver(claim)} AND message_id = ${messageId} ORDER BY at, notice_id LIMIT ${room}`.execute(db);
  const notices = told.rows.map(({ document }) => document);
  return {
    message: {
      messageId,
      kind: row.kind,
      madeAt: row.made_at,
      head: { seq: row.head_seq, hash: row.head_hash },
      notices,
      more: row.notices - notices.length,
    },
    tries: row.tries,
    begunAt: row.begun_at,
  };
}

function ofReceiver({ tenantId, receiverId }: ReceiverClaim): RawBuilder<unknown> {
  return sql`tenant_id = ${tenantId} AND receiver_id = ${receiverId}`;
}

/** Everything but alarms waits for the end of the quiet hours; a message on the machine clock is looked at again within the hour. */
async function putOff(db: Db, { claim, tenantNow, machineNow }: NextRequest, quietUntil: Instant): Promise<void> {
  await sql`UPDATE notice SET due_at = ${quietUntil}, is_held = true
    WHERE ${ofReceiver(claim)} AND message_id IS NULL AND NOT is_alarm AND due_at < ${quietUntil}`.execute(db);
  const later = machineNow + Math.min(quietUntil - tenantNow, hourMs);
  await sql`UPDATE message SET due_at = ${later}
    WHERE ${ofReceiver(claim)} AND state = 'waiting' AND kind <> 'alarm' AND due_at < ${later}`.execute(db);
}

async function triedBefore(db: Db, { claim, machineNow }: NextRequest, isAlarm: boolean): Promise<string | undefined> {
  const { rows } = await sql<{ message_id: string }>`SELECT message_id FROM message
    WHERE ${ofReceiver(claim)} AND state = 'waiting' AND due_at <= ${machineNow} AND (kind = 'alarm') = ${isAlarm}
    ORDER BY begun_at, message_id LIMIT 1`.execute(db);
  return rows[0]?.message_id;
}

/** Everything of one urgency that is due becomes one message, unless one of that urgency waits for its next try: then it goes out behind it. */
async function compose(
  db: Db,
  { claim, messageId, tenantNow, machineNow }: NextRequest,
  isAlarm: boolean,
): Promise<string | undefined> {
  const open = await sql`SELECT 1 FROM message
    WHERE ${ofReceiver(claim)} AND state = 'waiting' AND (kind = 'alarm') = ${isAlarm} LIMIT 1`.execute(db);
  if (open.rows.length > 0) return undefined;
  const { rows } = await sql<{ notices: number; is_held: boolean | null }>`WITH taken AS (
      UPDATE notice SET message_id = ${messageId}
      WHERE ${ofReceiver(claim)} AND message_id IS NULL AND is_alarm = ${isAlarm} AND due_at <= ${tenantNow}
      RETURNING is_held)
    SELECT count(*) AS notices, bool_or(is_held) AS is_held FROM taken`.execute(db);
  const [taken] = rows;
  if (taken === undefined || taken.notices === 0) return undefined;
  const kind = isAlarm ? 'alarm' : taken.is_held === true ? 'summary' : 'notice';
  await sql`INSERT INTO message (tenant_id, receiver_id, message_id, kind, made_at, begun_at, due_at, head_seq, head_hash,
      notices, state, tries, problem, settled_at)
    SELECT h.tenant_id, ${claim.receiverId}, ${messageId}, ${kind}, ${tenantNow}, ${machineNow}, ${machineNow}, h.seq,
      h.hash, ${taken.notices}, 'waiting', 0, NULL, NULL
    FROM log_head h WHERE h.tenant_id = ${claim.tenantId}`.execute(db);
  return messageId;
}

async function settleMessage(db: Db, request: SettleRequest): Promise<{ readonly isNewlyBroken: boolean } | undefined> {
  const { claim, messageId, state, machineNow, dueAt, pausedUntil, problem, isBroken } = request;
  const before = await holdReceiver(db, claim);
  if (before === undefined) return undefined;
  const found = problem === null ? null : JSON.stringify(problem satisfies ProblemRef);
  await sql`UPDATE message SET state = ${state}, due_at = ${dueAt}, problem = ${found}::text::json,
      settled_at = ${state === 'waiting' ? null : machineNow}
    WHERE ${ofReceiver(claim)} AND message_id = ${messageId}`.execute(db);
  const isSent = state === 'sent';
  await sql`UPDATE receiver SET problem = ${found}::text::json, paused_until = ${pausedUntil ?? 0},
      sent_at = CASE WHEN ${isSent} THEN ${machineNow}::bigint ELSE sent_at END,
      is_broken = CASE WHEN ${isSent} THEN false ELSE is_broken OR ${isBroken} END
    WHERE ${ofReceiver(claim)}`.execute(db);
  return { isNewlyBroken: isBroken && !before.is_broken };
}
