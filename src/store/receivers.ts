import { sql } from 'kysely';
import type { ReceiverId, TenantId } from '../domain/ids.ts';
import type { ProblemRef } from '../domain/problem.ts';
import type { Instant } from '../domain/time.ts';
import type { NoticeStore, Receiver, ReceiverRow } from '../engine/ports/store.ts';
import type { Database, Db } from './database.ts';
import { texts } from './recordset.ts';
import { type MoveRecord, toMove } from './rows.ts';

/** What of a receiver is read whole; what is filtered or guarded stands in columns. */
export type ReceiverDocument = Pick<Receiver, 'name' | 'address' | 'host' | 'kinds' | 'quietHours' | 'createdAt'>;

interface ReceiverRecord {
  readonly tenant_id: TenantId;
  readonly receiver_id: ReceiverId;
  readonly document: ReceiverDocument;
  readonly is_enabled: boolean;
  readonly version: number;
  readonly cursor: number;
  readonly deadlines_at: Instant;
  readonly sent_at: Instant | null;
  readonly problem: ProblemRef | null;
  readonly waiting: number;
}

function toReceiver(row: ReceiverRecord): ReceiverRow {
  return {
    ...row.document,
    tenantId: row.tenant_id,
    receiverId: row.receiver_id,
    isEnabled: row.is_enabled,
    version: row.version,
    cursor: row.cursor,
    deadlinesAt: row.deadlines_at,
    sentAt: row.sent_at,
    problem: row.problem,
    waiting: row.waiting,
  };
}

type ReceiverReader = Pick<
  NoticeStore,
  'receivers' | 'receiversAtWork' | 'commitsDue' | 'claimReceiver' | 'releaseReceiver'
>;

export function receiverStore(database: Database): ReceiverReader {
  return {
    receivers: (tenantId) => receivers(database, tenantId),
    receiversAtWork: (gone = []) => receiversAtWork(database, gone),
    async commitsDue(tenantId, before) {
      const { rows } = await database.read((db) =>
        sql<MoveRecord>`SELECT * FROM move WHERE tenant_id = ${tenantId} AND phase = 'observing'
          AND (deadline_at IS NULL OR deadline_at <= ${before}) ORDER BY move_id`.execute(db),
      );
      return rows.map(toMove);
    },
    async claimReceiver({ tenantId, receiverId, worker, gone = [], machineNow, leaseMs }) {
      const { rows } = await database.statement((db) =>
        // The message that a dead worker had in hand is due when its lease ends; whoever takes it over need not wait for that.
        sql<{ fence: number }>`WITH held AS (SELECT lease_until FROM receiver
            WHERE tenant_id = ${tenantId} AND receiver_id = ${receiverId} AND is_enabled
              AND (lease_until <= ${machineNow} OR worker = ANY(${texts(gone)})) AND paused_until <= ${machineNow}
            FOR UPDATE),
          unsent AS (UPDATE message m SET due_at = ${machineNow} FROM held
            WHERE m.tenant_id = ${tenantId} AND m.receiver_id = ${receiverId} AND m.state = 'waiting'
              AND m.due_at = held.lease_until AND held.lease_until > ${machineNow})
          UPDATE receiver r SET fence = r.fence + 1, worker = ${worker}, lease_until = ${machineNow + leaseMs}
          FROM held WHERE r.tenant_id = ${tenantId} AND r.receiver_id = ${receiverId} RETURNING r.fence`.execute(db),
      );
      return rows[0] && { tenantId, receiverId, fence: rows[0].fence };
    },
    async releaseReceiver({ tenantId, receiverId, fence }) {
      await database.statement((db) =>
        sql`UPDATE receiver SET lease_until = 0
          WHERE tenant_id = ${tenantId} AND receiver_id = ${receiverId} AND fence = ${fence}`.execute(db),
      );
    },
  };
}

async function receivers(database: Database, tenantId: TenantId): Promise<readonly ReceiverRow[]> {
  const { rows } = await database.read((db) =>
    sql<ReceiverRecord>`SELECT r.*, (SELECT count(*) FROM notice n WHERE n.tenant_id = r.tenant_id
          AND n.receiver_id = r.receiver_id AND n.message_id IS NULL)
        + (SELECT coalesce(sum(m.notices), 0) FROM message m WHERE m.tenant_id = r.tenant_id
          AND m.receiver_id = r.receiver_id AND m.state = 'waiting') AS waiting
      FROM receiver r WHERE r.tenant_id = ${tenantId} ORDER BY r.name_key`.execute(db),
  );
  return rows.map((row) => toReceiver({ ...row, waiting: Number(row.waiting) }));
}

/** While a message of its urgency waits for its next try, a notice is no reason to work: it goes out behind it. */
async function receiversAtWork(
  database: Database,
  gone: readonly string[],
): ReturnType<NoticeStore['receiversAtWork']> {
  const { rows } = await database.read((db) =>
    sql<{
      tenant_id: TenantId;
      twin_at: string | null;
      receiver_id: ReceiverId;
      has_news: boolean;
      deadlines_at: Instant;
      notice_due_at: Instant | null;
      message_due_at: Instant | null;
      lease_until: Instant;
      paused_until: Instant;
      is_left: boolean;
    }>`SELECT r.tenant_id, t.twin_at, r.receiver_id, h.seq > r.cursor AS has_news, r.deadlines_at,
        r.lease_until, r.paused_until, r.lease_until > 0 AND coalesce(r.worker = ANY(${texts(gone)}), false) AS is_left,
        (SELECT min(n.due_at) FROM notice n WHERE n.tenant_id = r.tenant_id AND n.receiver_id = r.receiver_id
          AND n.message_id IS NULL AND NOT EXISTS (SELECT 1 FROM message o WHERE o.tenant_id = r.tenant_id
            AND o.receiver_id = r.receiver_id AND o.state = 'waiting' AND (o.kind = 'alarm') = n.is_alarm)
        ) AS notice_due_at,
        (SELECT min(m.due_at) FROM message m WHERE m.tenant_id = r.tenant_id AND m.receiver_id = r.receiver_id
          AND m.state = 'waiting') AS message_due_at
      FROM receiver r JOIN log_head h ON h.tenant_id = r.tenant_id JOIN tenant t ON t.tenant_id = r.tenant_id
      WHERE r.is_enabled AND NOT h.is_closed
      ORDER BY r.tenant_id, r.receiver_id`.execute(db),
  );
  return rows.map((row) => ({
    tenantId: row.tenant_id,
    ...(row.twin_at === null ? {} : { twinAt: row.twin_at }),
    receiverId: row.receiver_id,
    hasNews: row.has_news,
    deadlinesAt: row.deadlines_at,
    noticeDueAt: row.notice_due_at,
    messageDueAt: row.message_due_at,
    freeAt: row.is_left ? row.paused_until : Math.max(row.lease_until, row.paused_until),
    isLeft: row.is_left,
  }));
}

/** Whether the receiver is still this worker's; its row is held until the end of the transaction, so that nobody takes it over in between. */
export async function holdReceiver(
  db: Db,
  {
    tenantId,
    receiverId,
    fence,
  }: { readonly tenantId: TenantId; readonly receiverId: ReceiverId; readonly fence: number },
): Promise<{ readonly is_broken: boolean } | undefined> {
  const { rows } = await sql<{ is_broken: boolean }>`SELECT is_broken FROM receiver
    WHERE tenant_id = ${tenantId} AND receiver_id = ${receiverId} AND fence = ${fence} FOR UPDATE`.execute(db);
  return rows[0];
}
