import { sql } from 'kysely';
import type { TenantId } from '../../domain/ids.ts';
import type { EligibilityWrite } from '../../engine/ports/store.ts';
import type { Written } from '../commit.ts';
import type { Db } from '../database.ts';
import { documentset, recordset } from '../recordset.ts';
import { type CountDeltas, recount } from './host-counts.ts';
import type { HostBefore } from './hosts.ts';

/**
 * Stores verdicts whose basis still stands. One made on documents that have changed since is not written at all and counts as lost: its host is
 * still due, and the next evaluation sees what is there now.
 */
export async function writeEligibilities(
  db: Db,
  request: {
    readonly tenantId: TenantId;
    readonly writes: readonly EligibilityWrite[];
    readonly before: ReadonlyMap<string, HostBefore>;
    readonly deltas: CountDeltas;
  },
): Promise<Written> {
  const { tenantId, deltas } = request;
  if (request.writes.length === 0) return { events: [], lost: [] };
  const latest = [...new Map(request.writes.map((write) => [write.eligibility.hostId, write])).values()];
  const stored = await updateHosts(db, tenantId, latest);
  const writes = latest.filter((write) => stored.has(write.eligibility.hostId));
  await storeDocuments(db, tenantId, writes);
  for (const { eligibility } of writes) {
    const was = request.before.get(eligibility.hostId);
    recount(deltas, 'verdict', was?.verdict ?? null, eligibility.verdict);
    recount(deltas, 'disposition', was?.disposition ?? null, eligibility.disposition);
  }
  return {
    events: writes.flatMap((write) => write.events),
    lost: latest.map((write) => write.eligibility.hostId).filter((hostId) => !stored.has(hostId)),
  };
}

/** `valid_until` itself still counts, so that the host is due one millisecond later. */
async function updateHosts(
  db: Db,
  tenantId: TenantId,
  writes: readonly EligibilityWrite[],
): Promise<ReadonlySet<string>> {
  const projections = writes.map(({ eligibility, factsDigest, events }) => ({
    host_id: eligibility.hostId,
    verdict: eligibility.verdict,
    disposition: eligibility.disposition,
    reasons: eligibility.reasons,
    edition: eligibility.edition,
    valid_until: eligibility.validUntil,
    basis: factsDigest,
    changes: events.length > 0 ? 1 : 0,
  }));
  const { rows } = await sql<{ host_id: string }>`UPDATE host h SET verdict = w.verdict, disposition = w.disposition,
      reasons = w.reasons, edition = w.edition, valid_until = w.valid_until, verdict_basis = w.basis,
      eligible_until = CASE WHEN w.verdict = 'pass' THEN w.valid_until ELSE 0 END,
      evaluate_at = w.valid_until + 1, version = h.version + w.changes
    FROM ${recordset(
      tenantId,
      projections,
      `host_id text, verdict text, disposition text, reasons text[], edition text, valid_until bigint, basis text,
       changes integer`,
    )}
    WHERE h.tenant_id = w.tenant_id AND h.host_id = w.host_id AND h.basis = w.basis
    RETURNING h.host_id`.execute(db);
  return new Set(rows.map((row) => row.host_id));
}

async function storeDocuments(db: Db, tenantId: TenantId, writes: readonly EligibilityWrite[]): Promise<void> {
  if (writes.length === 0) return;
  const rows = writes.map(({ eligibility: { hostId, journey } }) => ({ host_id: hostId, journey }));
  const documents = { document: writes.map(({ eligibility }) => JSON.stringify(eligibility)) };
  await sql`INSERT INTO eligibility (tenant_id, host_id, journey, document)
    SELECT w.tenant_id, w.host_id, w.journey, w.document
    FROM ${documentset(tenantId, rows, 'host_id text, journey text', documents)}
    ON CONFLICT (tenant_id, host_id, journey) DO UPDATE SET document = excluded.document`.execute(db);
}
