import { type RawBuilder, sql } from 'kysely';
import type pg from 'pg';
import type { Debts } from './debts.ts';

const mark = '/* prepared */ ';

/**
 * Begins a read that is asked again and again: its connection plans it once and not at every call, which costs as much as running it.
 * Only for texts of which there are few, and whose best plan does not depend on their parameters. PGlite runs them like any other.
 */
export const prepared: RawBuilder<unknown> = sql.raw(mark);

/** A connection keeps what it has prepared; more texts than this are not hot any more. */
const mostNames = 100;
/** All that the engine says, where one connection says it for a whole campaign. */
const mostNamesOfAll = 400;

/** A dump, a copy and a sealing may compute as long as it takes until their transaction ends, and nothing is wrong. */
const liftsLimits = /^set local statement_timeout = 0$/i;
const endsTransaction = /^(commit|rollback)$/i;

/**
 * Lets the connections of a pool keep the plans of what is marked so: pg prepares a statement that has a name.
 *
 * And answers each statement through a callback: the promise that pg makes keeps the rows of every answer alive until the next full
 * collection, so that each of the small ones copies them (half again as many answers a second without it).
 */
export function preparing(pool: pg.Pool, debts: Debts, { isAll = false } = {}): void {
  const names = new Map<string, string>();
  const nameOf = (text: string) => {
    if (!isAll && !text.startsWith(mark)) return undefined;
    const known = names.get(text);
    if (known !== undefined || names.size >= (isAll ? mostNamesOfAll : mostNames)) return known;
    const name = `hot_${names.size + 1}`;
    names.set(text, name);
    return name;
  };
  pool.on('connect', (client) => {
    let isUnlimited = false;
    const query = client.query.bind(client) as (...given: unknown[]) => unknown;
    const asked = (text: unknown, values: unknown, ...rest: unknown[]) => {
      // What the pool itself or a cursor asks has its own way to answer.
      if (typeof text !== 'string' || typeof values === 'function' || rest.length > 0)
        return query(text, values, ...rest);
      const name = Array.isArray(values) ? nameOf(text) : undefined;
      if (liftsLimits.test(text)) isUnlimited = true;
      else if (endsTransaction.test(text)) isUnlimited = false;
      const answer = new Promise((resolve, reject) => {
        query({ name, text, values }, (error: Error | null, result: pg.QueryResult) =>
          error ? reject(error) : resolve(result),
        );
      });
      return isUnlimited ? answer : debts.owed(answer);
    };
    client.query = asked as typeof client.query;
  });
}
