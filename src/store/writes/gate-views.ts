import { sql } from 'kysely';
import type { TenantId } from '../../domain/ids.ts';
import type { GateViewWrite } from '../../engine/ports/store.ts';
import type { Db } from '../database.ts';
import { recordset } from '../recordset.ts';

/** The same view, whenever it was judged, is kept once. */
export async function writeGateViews(db: Db, tenantId: TenantId, writes: readonly GateViewWrite[]): Promise<void> {
  if (writes.length === 0) return;
  const rows = writes.map(({ digest, text }) => ({ digest, document: text }));
  await sql`INSERT INTO gate_view (tenant_id, digest, document)
    SELECT w.tenant_id, w.digest, w.document::json FROM ${recordset(tenantId, rows, 'digest text, document text')}
    ON CONFLICT (tenant_id, digest) DO NOTHING`.execute(db);
}
