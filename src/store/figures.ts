import { sql } from 'kysely';
import type { Figure, FigureStore } from '../engine/ports/store.ts';
import type { Database } from './database.ts';
import { texts } from './recordset.ts';

export function figureStore(database: Database): FigureStore {
  return {
    async figures(tenantIds) {
      if (tenantIds.length === 0) return [];
      const given = texts(tenantIds);
      const { rows } = await database.read((db) =>
        sql<Figure>`SELECT what, key, count FROM (
          SELECT 'moves' AS what, state_kind AS key, count(*) AS count FROM move
            WHERE tenant_id = ANY(${given}) AND is_active GROUP BY state_kind
          UNION ALL SELECT 'campaigns', state, count(*) FROM campaign WHERE tenant_id = ANY(${given}) GROUP BY state
          UNION ALL SELECT 'tasks', kind, count(*) FROM task
            WHERE tenant_id = ANY(${given}) AND state = 'open' GROUP BY kind
          UNION ALL SELECT 'effects', state, count(*) FROM outbox
            WHERE tenant_id = ANY(${given}) AND state IN ('pending', 'sending') GROUP BY state
          UNION ALL SELECT 'messages', state, count(*) FROM message
            WHERE tenant_id = ANY(${given}) AND state = 'waiting' GROUP BY state
          UNION ALL SELECT 'sources', problem->>'code', count(*) FROM reading
            WHERE tenant_id = ANY(${given}) AND problem->>'code' IS NOT NULL GROUP BY problem->>'code') AS f
          ORDER BY what, key`.execute(db),
      );
      return rows;
    },
  };
}
