import { sql } from 'kysely';
import type { TenantId } from '../../domain/ids.ts';
import type { TaskWrite } from '../../engine/ports/store.ts';
import type { Written } from '../commit.ts';
import type { Db } from '../database.ts';
import { recordset } from '../recordset.ts';

const columns = `task_id text, key text, kind text, state text, host_id text, move_id text, campaign_id text,
  opened_at bigint, document text, expected_version integer`;

/** Opens tasks whose key is new, and changes those that nobody else changed since. */
export async function writeTasks(db: Db, tenantId: TenantId, writes: readonly TaskWrite[]): Promise<Written> {
  if (writes.length === 0) return { events: [], lost: [] };
  const rows = writes.map(({ task, expectedVersion }) => ({
    task_id: task.taskId,
    key: task.key,
    kind: task.kind,
    state: task.state,
    host_id: task.hostId,
    move_id: task.moveId,
    campaign_id: task.campaignId,
    opened_at: task.openedAt,
    document: JSON.stringify(task),
    expected_version: expectedVersion,
  }));
  const changed = await sql<{ task_id: string }>`UPDATE task t SET state = w.state, document = w.document::json,
      version = t.version + 1
    FROM ${recordset(tenantId, rows, columns)}
    WHERE t.tenant_id = w.tenant_id AND t.task_id = w.task_id AND t.version = w.expected_version
    RETURNING t.task_id`.execute(db);
  const opened = await sql<{
    task_id: string;
  }>`INSERT INTO task (tenant_id, task_id, key, kind, state, host_id, move_id,
      campaign_id, opened_at, document, version)
    SELECT w.tenant_id, w.task_id, w.key, w.kind, w.state, w.host_id, w.move_id, w.campaign_id, w.opened_at,
      w.document::json, 1
    FROM ${recordset(tenantId, rows, columns)} WHERE w.expected_version = 0
    ON CONFLICT DO NOTHING RETURNING task_id`.execute(db);
  const stored = new Set([...changed.rows, ...opened.rows].map((row) => row.task_id));
  const survivors = writes.filter((write) => stored.has(write.task.taskId));
  return {
    events: survivors.flatMap((write) => write.events),
    lost: writes.map((write) => write.task.taskId).filter((id) => !stored.has(id)),
  };
}
