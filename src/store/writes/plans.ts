import { sql } from 'kysely';
import type { TenantId } from '../../domain/ids.ts';
import type { ApprovalWrite, PlanWrite } from '../../engine/ports/store.ts';
import type { Written } from '../commit.ts';
import type { Db } from '../database.ts';
import { recordset } from '../recordset.ts';

const planColumns = `digest text, document text, name text, author text, created_at bigint, saved_by text, saved_at bigint,
  servers integer, waves integer, people integer, per_wave boolean, valid_ms bigint`;

/** Saves plans that are not there yet. Nothing of a saved plan is ever changed. */
export async function writePlans(db: Db, tenantId: TenantId, writes: readonly PlanWrite[]): Promise<Written> {
  if (writes.length === 0) return { events: [], lost: [] };
  const rows = writes.map(({ row, plan }) => ({
    digest: row.digest,
    document: JSON.stringify(plan),
    name: row.name,
    author: row.author,
    created_at: row.createdAt,
    saved_by: row.savedBy,
    saved_at: row.savedAt,
    servers: row.servers,
    waves: row.waves,
    people: row.demand.people,
    per_wave: row.demand.perWave,
    valid_ms: row.demand.validMs,
  }));
  const added = await sql<{ digest: string }>`INSERT INTO plan (tenant_id, digest, document, name, author, created_at,
      saved_by, saved_at, servers, waves, people, per_wave, valid_ms)
    SELECT w.tenant_id, w.digest, w.document::json, w.name, w.author, w.created_at, w.saved_by, w.saved_at, w.servers,
      w.waves, w.people, w.per_wave, w.valid_ms
    FROM ${recordset(tenantId, rows, planColumns)}
    ON CONFLICT (tenant_id, digest) DO NOTHING RETURNING digest`.execute(db);
  return surviving(
    writes.map((write) => ({ id: write.row.digest, events: write.events })),
    added.rows.map((row) => row.digest),
  );
}

const approvalColumns = `digest text, approval_id text, wave integer, person text, decision text, comment text, ticket text,
  decided_at bigint, expires_at bigint, withdrawn_at bigint, withdrawn_by text, because text`;

/** Adds decisions, and marks those as withdrawn that still stand: the first to withdraw is the one who did. */
export async function writeApprovals(db: Db, tenantId: TenantId, writes: readonly ApprovalWrite[]): Promise<Written> {
  if (writes.length === 0) return { events: [], lost: [] };
  const rows = writes.map(({ approval }) => ({
    digest: approval.digest,
    approval_id: approval.approvalId,
    wave: approval.wave,
    person: approval.person,
    decision: approval.decision,
    comment: approval.comment,
    ticket: approval.ticket,
    decided_at: approval.decidedAt,
    expires_at: approval.expiresAt,
    withdrawn_at: approval.withdrawn?.at,
    withdrawn_by: approval.withdrawn?.by,
    because: approval.withdrawn?.because,
  }));
  const withdrawn = await sql<{ approval_id: string }>`UPDATE approval a
    SET withdrawn_at = w.withdrawn_at, withdrawn_by = w.withdrawn_by, because = w.because
    FROM ${recordset(tenantId, rows, approvalColumns)}
    WHERE a.tenant_id = w.tenant_id AND a.digest = w.digest AND a.approval_id = w.approval_id
      AND a.withdrawn_at IS NULL AND w.withdrawn_at IS NOT NULL
    RETURNING a.approval_id`.execute(db);
  const added = await sql<{ approval_id: string }>`INSERT INTO approval (tenant_id, digest, approval_id, wave, person,
      decision, comment, ticket, decided_at, expires_at)
    SELECT w.tenant_id, w.digest, w.approval_id, w.wave, w.person, w.decision, w.comment, w.ticket, w.decided_at,
      w.expires_at
    FROM ${recordset(tenantId, rows, approvalColumns)} WHERE w.withdrawn_at IS NULL
    ON CONFLICT (tenant_id, digest, approval_id) DO NOTHING RETURNING approval_id`.execute(db);
  return surviving(
    writes.map((write) => ({ id: write.approval.approvalId, events: write.events })),
    [...withdrawn.rows, ...added.rows].map((row) => row.approval_id),
  );
}

function surviving(
  writes: readonly { readonly id: string; readonly events: Written['events'] }[],
  stored: readonly string[],
): Written {
  const kept = new Set(stored);
  return {
    events: writes.filter((write) => kept.has(write.id)).flatMap((write) => write.events),
    lost: writes.flatMap((write) => (kept.has(write.id) ? [] : [write.id])),
  };
}
