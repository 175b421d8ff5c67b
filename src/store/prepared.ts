import { type RawBuilder, sql } from 'kysely';
import type pg from 'pg';

const mark = '/* prepared */ ';

/**
 * Begins a read that is asked again and again: its connection plans it once and not at every call, which costs as much as running it.
 * Only for texts of which there are few, and whose best plan does not depend on their parameters. PGlite runs them like any other.
 */
export const prepared: RawBuilder<unknown> = sql.raw(mark);

/** A connection keeps what it has prepared; more texts than this are not hot any more. */
const mostNames = 100;

/** Lets the connections of a pool keep the plans of what is marked so: pg prepares a statement that has a name. */
export function preparing(pool: pg.Pool): void {
  const names = new Map<string, string>();
  const nameOf = (text: string) => {
    if (!text.startsWith(mark)) return undefined;
    const known = names.get(text);
    if (known !== undefined || names.size >= mostNames) return known;
    const name = `hot_${names.size + 1}`;
    names.set(text, name);
    return name;
  };
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...given: unknown[]) => unknown;
    const named = (text: unknown, values: unknown, ...rest: unknown[]) => {
      const name = typeof text === 'string' && Array.isArray(values) ? nameOf(text) : undefined;
      return name === undefined ? query(text, values, ...rest) : query({ name, text, values }, ...rest);
    };
    client.query = named as typeof client.query;
  });
}
