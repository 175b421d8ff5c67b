import { type RawBuilder, sql } from 'kysely';
import type { TaskFilter, TaskStore } from '../engine/ports/store.ts';
import type { Database } from './database.ts';
import { aboutHosts } from './hosts.ts';
import { keyOf, pageSize, toPage } from './pages.ts';
import { texts } from './recordset.ts';
import { type TaskRecord, toTask } from './rows.ts';

export function taskStore(database: Database): TaskStore {
  return {
    async tasks(tenantId, filter, page) {
      const after = keyOf(page.after, 2);
      const conditions = [sql`tenant_id = ${tenantId}`, ...conditionsOf(filter)];
      if (after) conditions.push(sql`(opened_at, task_id) > (${after[0]}, ${after[1]})`);
      const { rows } = await database.read((db) =>
        sql<TaskRecord>`SELECT task_id, opened_at, document, version FROM task WHERE ${sql.join(conditions, sql` AND `)}
          ORDER BY opened_at, task_id LIMIT ${pageSize(page) + 1}`.execute(db),
      );
      return toPage(rows, page, { value: toTask, key: (row) => [row.opened_at, row.task_id] });
    },
    async task(tenantId, taskId) {
      const { rows } = await database.read((db) =>
        sql<TaskRecord>`SELECT task_id, opened_at, document, version FROM task
          WHERE tenant_id = ${tenantId} AND task_id = ${taskId}`.execute(db),
      );
      return rows[0] && toTask(rows[0]);
    },
  };
}

function conditionsOf(filter: TaskFilter): RawBuilder<unknown>[] {
  const conditions: RawBuilder<unknown>[] = [];
  if (filter.state) conditions.push(sql`state = ANY(${texts(filter.state)})`);
  if (filter.kind) conditions.push(sql`kind = ANY(${texts(filter.kind)})`);
  if (filter.moveId !== undefined) conditions.push(sql`move_id = ${filter.moveId}`);
  if (filter.hostId !== undefined) conditions.push(sql`host_id = ${filter.hostId}`);
  if (filter.campaignId !== undefined) conditions.push(sql`campaign_id = ${filter.campaignId}`);
  if (filter.keys) conditions.push(sql`key = ANY(${texts(filter.keys)})`);
  if (filter.within) conditions.push(aboutHosts('task', filter.within));
  return conditions;
}
