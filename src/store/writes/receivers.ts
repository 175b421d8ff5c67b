import { sql } from 'kysely';
import type { TenantId } from '../../domain/ids.ts';
import type { ReceiverWrite } from '../../engine/ports/store.ts';
import type { Written } from '../commit.ts';
import type { Db } from '../database.ts';
import type { ReceiverDocument } from '../receivers.ts';

/** Adds, changes and removes receivers, one by one: people do it by hand. A name that is taken loses, like a version that is old. */
export async function writeReceivers(db: Db, tenantId: TenantId, writes: readonly ReceiverWrite[]): Promise<Written> {
  const events = [];
  const lost = [];
  for (const write of writes) {
    const isWritten = write.isRemoved === true ? await remove(db, tenantId, write) : await put(db, tenantId, write);
    if (isWritten) events.push(...write.events);
    else lost.push(write.receiver.receiverId);
  }
  return { events, lost };
}

/** It begins at the end of the log, also when it is enabled again. */
async function put(db: Db, tenantId: TenantId, { receiver, expectedVersion }: ReceiverWrite): Promise<boolean> {
  const { receiverId, name, address, host, kinds, quietHours, createdAt, isEnabled } = receiver;
  const document: ReceiverDocument = { name, address, host, kinds, quietHours, createdAt };
  const text = JSON.stringify(document);
  const head = sql`(SELECT seq FROM log_head WHERE tenant_id = ${tenantId})`;
  if (expectedVersion > 0) {
    const { rows } = await sql`UPDATE receiver SET document = ${text}::text::json, name_key = ${name.toLowerCase()},
        cursor = CASE WHEN ${isEnabled} AND NOT is_enabled THEN ${head} ELSE cursor END, is_enabled = ${isEnabled},
        version = version + 1
      WHERE tenant_id = ${tenantId} AND receiver_id = ${receiverId} AND version = ${expectedVersion}
      RETURNING receiver_id`.execute(db);
    return rows.length === 1;
  }
  const { rows } =
    await sql`INSERT INTO receiver (tenant_id, receiver_id, name_key, document, is_enabled, version, cursor,
      deadlines_at, fence, worker, lease_until, paused_until, sent_at, problem, is_broken)
    VALUES (${tenantId}, ${receiverId}, ${name.toLowerCase()}, ${text}::text::json, ${isEnabled}, 1, ${head},
      0, 0, '', 0, 0, NULL, NULL, false)
    ON CONFLICT DO NOTHING RETURNING receiver_id`.execute(db);
  return rows.length === 1;
}

async function remove(db: Db, tenantId: TenantId, { receiver, expectedVersion }: ReceiverWrite): Promise<boolean> {
  const { receiverId } = receiver;
  const { rows } = await sql`DELETE FROM receiver
    WHERE tenant_id = ${tenantId} AND receiver_id = ${receiverId} AND version = ${expectedVersion}
    RETURNING receiver_id`.execute(db);
  if (rows.length === 0) return false;
  await sql`DELETE FROM notice WHERE tenant_id = ${tenantId} AND receiver_id = ${receiverId}`.execute(db);
  await sql`DELETE FROM message WHERE tenant_id = ${tenantId} AND receiver_id = ${receiverId}`.execute(db);
  return true;
}
