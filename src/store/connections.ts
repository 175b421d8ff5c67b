import { sql } from 'kysely';
import type { Connection, ConnectionStore } from '../engine/ports/store.ts';
import type { Database } from './database.ts';

export function connectionStore(database: Database): ConnectionStore {
  return {
    async connection(tenantId) {
      const { rows } = await database.read((db) =>
        sql<{ document: Connection }>`SELECT document FROM connection WHERE tenant_id = ${tenantId}`.execute(db),
      );
      return rows[0]?.document;
    },
  };
}
