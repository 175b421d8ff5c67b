import { sql } from 'kysely';
import type { Identity } from '../engine/ports/identity.ts';
import type { SealStore } from '../engine/ports/log-archive.ts';
import type { Database } from './database.ts';
import { withoutLimits } from './transfer/tables.ts';
import { appendLink, prepareLink } from './writes/log.ts';

/** So many links give their entries away in one statement. */
const linksAtOnce = 2_000;

/** Undoes a cut that found other entries than it was made for. */
class CutBefore extends Error {}

export function sealStore(database: Database, identity: Identity): SealStore {
  return {
    async sealLimit(tenantId, servedSince) {
      const { rows } = await database.read((db) =>
        sql<{ seq: number | null }>`SELECT least(
          (SELECT min(e.seq) FROM campaign c JOIN log_event e ON e.tenant_id = c.tenant_id
              AND e.subject_type = 'campaign' AND e.subject_id = c.campaign_id
            WHERE c.tenant_id = ${tenantId} AND c.state NOT IN ('finished', 'stopped', 'aborted')),
          (SELECT min(e.seq) FROM move m JOIN log_event e ON e.tenant_id = m.tenant_id
              AND e.subject_type = 'move' AND e.subject_id = m.move_id
            WHERE m.tenant_id = ${tenantId} AND (m.is_active OR m.in_flight)),
          (SELECT min(seq) + 1 FROM audit_cursor
            WHERE tenant_id = ${tenantId} AND sent_at >= ${servedSince}))::bigint AS seq`.execute(db),
      );
      return rows[0]?.seq ?? undefined;
    },

    async cutEntries({ tenantId, at, places, entries, events }) {
      const link = prepareLink(identity, { tenantId, at, events });
      try {
        await database.write(async (db) => {
          await withoutLimits(db);
          let gone = 0;
          // Nobody writes these rows; the head of the log, which everybody wants, is held at the very end.
          for (let from = 0; from < places.length; from += linksAtOnce) {
            const some = places.slice(from, from + linksAtOnce);
            const cut = await sql`DELETE FROM log_event
              WHERE tenant_id = ${tenantId} AND seq = ANY(${some}::bigint[])`.execute(db);
            gone += Number(cut.numAffectedRows ?? 0);
          }
          if (gone !== entries) throw new CutBefore();
          await appendLink(db, tenantId, at, link);
        });
        return true;
      } catch (error) {
        // An engine whose entries are gone by another hand must not tell of them once more.
        if (error instanceof CutBefore) return false;
        throw error;
      }
    },
  };
}
