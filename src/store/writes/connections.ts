import { sql } from 'kysely';
import type { TenantId } from '../../domain/ids.ts';
import type { Connection } from '../../engine/ports/store.ts';
import type { Written } from '../commit.ts';
import type { Db } from '../database.ts';
import { recordset } from '../recordset.ts';

/** A tenant has one connection; a write must carry a newer version than the stored one. */
export async function writeConnections(
  db: Db,
  tenantId: TenantId,
  connections: readonly Connection[],
): Promise<Written> {
  const connection = connections.at(-1);
  if (connection === undefined) return { events: [], lost: [] };
  const row = {
    connection_id: connection.connectionId,
    document: JSON.stringify(connection),
    version: connection.version,
  };
  const { rows } = await sql`INSERT INTO connection (tenant_id, connection_id, document, version)
    SELECT w.tenant_id, w.connection_id, w.document::json, w.version
    FROM ${recordset(tenantId, [row], 'connection_id text, document text, version integer')}
    ON CONFLICT (tenant_id) DO UPDATE SET connection_id = excluded.connection_id, document = excluded.document,
      version = excluded.version
    WHERE connection.version < excluded.version RETURNING tenant_id`.execute(db);
  return { events: [], lost: rows.length === 1 ? [] : [connection.connectionId] };
}
