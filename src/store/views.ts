import { sql } from 'kysely';
import type { Campaign } from '../domain/campaign/campaign.ts';
import type { TenantId } from '../domain/ids.ts';
import type { StoredViews } from '../engine/ports/store.ts';
import type { Database } from './database.ts';
import { hostSelection } from './hosts.ts';
import { type ApprovalRecord, approvalColumns, type PlanRecord, planColumns, toApproval, toPlanRow } from './plans.ts';
import {
  type CampaignRecord,
  type HostRecord,
  type MoveRecord,
  type TaskRecord,
  toCampaign,
  toHost,
  toMove,
  toPlan,
  toTask,
} from './rows.ts';

/** Everything that the log folds to, as it is stored; each list sorted by id. */
export async function storedViews(database: Database, tenantId: TenantId): Promise<StoredViews> {
  return database.snapshot(async (db) => {
    const hosts = await sql<HostRecord>`${hostSelection} WHERE h.tenant_id = ${tenantId} ORDER BY h.host_id`.execute(
      db,
    );
    const plans = await sql<PlanRecord>`SELECT ${planColumns} FROM plan WHERE tenant_id = ${tenantId}
      ORDER BY digest`.execute(db);
    const approvals = await sql<ApprovalRecord>`SELECT ${approvalColumns} FROM approval WHERE tenant_id = ${tenantId}
      ORDER BY approval_id`.execute(db);
    const campaigns = await sql<CampaignRecord & Pick<Campaign, 'plan'>>`SELECT * FROM campaign
      WHERE tenant_id = ${tenantId} ORDER BY campaign_id`.execute(db);
    const moves = await sql<MoveRecord>`SELECT * FROM move WHERE tenant_id = ${tenantId} ORDER BY move_id`.execute(db);
    const tasks = await sql<TaskRecord>`SELECT task_id, opened_at, document, version FROM task
      WHERE tenant_id = ${tenantId} ORDER BY task_id`.execute(db);
    return {
      hosts: hosts.rows.map(toHost),
      plans: plans.rows.map(toPlanRow),
      approvals: approvals.rows.map(toApproval),
      // Plans of late waves are views of their own; a campaign names them by digest.
      campaigns: campaigns.rows.map((row) => toCampaign(row, toPlan(row.plan), [])),
      moves: moves.rows.map(toMove),
      tasks: tasks.rows.map(toTask),
    };
  });
}
