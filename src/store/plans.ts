import { type RawBuilder, sql } from 'kysely';
import type { Approval } from '../domain/campaign/approval.ts';
import type { Plan } from '../domain/plan/document.ts';
import type { PlanRow, PlanStore } from '../engine/ports/store.ts';
import type { Database } from './database.ts';
import { keyOf, pageSize, toPage } from './pages.ts';
import { idset } from './recordset.ts';

export const planColumns = sql`tenant_id, digest, name, author, created_at, saved_by, saved_at, servers, waves, people,
  per_wave, valid_ms`;

export const approvalColumns = sql`tenant_id, digest, approval_id, wave, person, decision, comment, ticket, decided_at,
  expires_at, withdrawn_at, withdrawn_by, because`;

export interface PlanRecord {
  readonly tenant_id: PlanRow['tenantId'];
  readonly digest: string;
  readonly name: string;
  readonly author: string;
  readonly created_at: number;
  readonly saved_by: string;
  readonly saved_at: number;
  readonly servers: number;
  readonly waves: number;
  readonly people: number;
  readonly per_wave: boolean;
  readonly valid_ms: number;
}

export function toPlanRow(row: PlanRecord): PlanRow {
  return {
    tenantId: row.tenant_id,
    digest: row.digest,
    name: row.name,
    author: row.author,
    createdAt: row.created_at,
    savedBy: row.saved_by,
    savedAt: row.saved_at,
    servers: row.servers,
    waves: row.waves,
    demand: { people: row.people, perWave: row.per_wave, validMs: row.valid_ms },
  };
}

export interface ApprovalRecord {
  readonly tenant_id: Approval['tenantId'];
  readonly digest: string;
  readonly approval_id: Approval['approvalId'];
  readonly wave: number;
  readonly person: string;
  readonly decision: Approval['decision'];
  readonly comment: string | null;
  readonly ticket: string | null;
  readonly decided_at: number;
  readonly expires_at: number | null;
  readonly withdrawn_at: number | null;
  readonly withdrawn_by: string | null;
  readonly because: string | null;
}

export function toApproval(row: ApprovalRecord): Approval {
  return {
    tenantId: row.tenant_id,
    approvalId: row.approval_id,
    digest: row.digest,
    wave: row.wave,
    person: row.person,
    decision: row.decision,
    comment: row.comment,
    ticket: row.ticket,
    decidedAt: row.decided_at,
    expiresAt: row.expires_at,
    withdrawn:
      row.withdrawn_at === null
        ? null
        : { at: row.withdrawn_at, by: row.withdrawn_by ?? '', because: row.because ?? '' },
  };
}

export function planStore(database: Database): PlanStore {
  return {
    async planRows(tenantId, filter, page) {
      const before = keyOf(page.after, 2);
      const conditions: RawBuilder<unknown>[] = [sql`tenant_id = ${tenantId}`];
      if (filter.savedSince !== undefined) conditions.push(sql`saved_at >= ${filter.savedSince}`);
      if (filter.isDemanding) conditions.push(sql`people > 0`);
      if (before) conditions.push(sql`(saved_at, digest) < (${before[0]}, ${before[1]})`);
      const { rows } = await database.read((db) =>
        sql<PlanRecord>`SELECT ${planColumns} FROM plan WHERE ${sql.join(conditions, sql` AND `)}
          ORDER BY saved_at DESC, digest DESC LIMIT ${pageSize(page) + 1}`.execute(db),
      );
      return toPage(rows, page, { value: toPlanRow, key: (row) => [row.saved_at, row.digest] });
    },
    async planRow(tenantId, digest) {
      const { rows } = await database.read((db) =>
        sql<PlanRecord>`SELECT ${planColumns} FROM plan WHERE tenant_id = ${tenantId} AND digest = ${digest}`.execute(
          db,
        ),
      );
      return rows[0] && toPlanRow(rows[0]);
    },
    async digestsLike(tenantId, start) {
      const { rows } = await database.read((db) =>
        sql<{ digest: string }>`SELECT digest FROM plan
          WHERE tenant_id = ${tenantId} AND digest >= ${start} AND digest < ${`${start}g`} ORDER BY digest LIMIT 3`.execute(
          db,
        ),
      );
      return rows.map((row) => row.digest);
    },
    async planDocument(tenantId, digest) {
      const { rows } = await database.read((db) =>
        sql<{ document: Plan }>`SELECT document FROM plan WHERE tenant_id = ${tenantId} AND digest = ${digest}`.execute(
          db,
        ),
      );
      return rows[0]?.document;
    },
    async approvals(tenantId, digests) {
      if (digests.length === 0) return [];
      const { rows } = await database.read((db) =>
        sql<ApprovalRecord>`SELECT a.* FROM ${idset(tenantId, digests)}
          JOIN approval a ON a.tenant_id = k.tenant_id AND a.digest = k.id
          ORDER BY a.decided_at, a.approval_id`.execute(db),
      );
      return rows.map(toApproval);
    },
  };
}
