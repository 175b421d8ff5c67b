import { openPglite } from './pglite-session.mjs';

/** What runs statements on one PGlite, wherever that is. */
export interface PgliteSession {
  query(sql: string, parameters: readonly unknown[]): Promise<PgliteAnswer>;
  close(): Promise<void>;
}

interface PgliteAnswer {
  readonly rows: readonly unknown[];
  readonly affectedRows?: number | undefined;
}

/**
 * A PGlite in this very thread, which it blocks while it works: for a thread that has nothing else to do. Rows then cross no border between
 * threads, which takes as long as many a statement.
 */
export function pgliteHere(): Promise<PgliteSession> {
  return openPglite(undefined);
}
