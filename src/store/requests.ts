import { sql } from 'kysely';
import { minuteMs } from '../domain/time.ts';
import type { RequestStore } from '../engine/ports/store.ts';
import type { Database } from './database.ts';

interface RequestRecord {
  readonly body_hash: string;
  readonly status: number | null;
  readonly body: string | null;
}

/** A request that has not answered by now was run by a process that died: its key may be used again. Longer than any request may take. */
const abandonedAfterMs = 60 * minuteMs;

export function requestStore(database: Database): RequestStore {
  return {
    beginRequest({ scope, key, bodyHash, now }) {
      return database.write(async (db) => {
        await sql`DELETE FROM request WHERE scope = ${scope} AND key = ${key} AND status IS NULL
          AND begun_at < ${now - abandonedAfterMs}`.execute(db);
        const reserved = await sql`INSERT INTO request (scope, key, body_hash, begun_at)
          VALUES (${scope}, ${key}, ${bodyHash}, ${now}) ON CONFLICT (scope, key) DO NOTHING RETURNING key`.execute(db);
        if (reserved.rows.length === 1) return { kind: 'fresh' } as const;
        const { rows } = await sql<RequestRecord>`SELECT body_hash, status, body FROM request
          WHERE scope = ${scope} AND key = ${key}`.execute(db);
        const first = rows[0];
        // It was swept or given up between the two statements: the caller's next try reserves it.
        if (first === undefined) return { kind: 'busy' } as const;
        if (first.body_hash !== bodyHash) return { kind: 'mismatch' } as const;
        if (first.status === null) return { kind: 'busy' } as const;
        return { kind: 'answered', status: first.status, body: first.body ?? '' } as const;
      });
    },
    async finishRequest(scope, key, answer) {
      await database.write((db) =>
        answer === null
          ? sql`DELETE FROM request WHERE scope = ${scope} AND key = ${key} AND status IS NULL`.execute(db)
          : sql`UPDATE request SET status = ${answer.status}, body = ${answer.body}
              WHERE scope = ${scope} AND key = ${key} AND status IS NULL`.execute(db),
      );
    },
    async sweepRequests(olderThan) {
      const { rows } = await database.write((db) =>
        sql`DELETE FROM request WHERE begun_at < ${olderThan} RETURNING 1`.execute(db),
      );
      return rows.length;
    },
  };
}
