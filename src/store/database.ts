import type { Kysely } from 'kysely';
import type pg from 'pg';
import { asProblem, isCollision } from './failures.ts';

/** A connection or a transaction: statements do not care. */
export type Db = Kysely<unknown>;

/** Under 64 writers on one row a transaction loses a few times at most; more says that something else is wrong. */
const mostTries = 12;

/** The database as the store uses it: reads and transactions, each with the same answers to trouble. */
export class Database {
  readonly #db: Db;
  /** Where rows can be streamed: the connection on which a transaction runs. */
  readonly clientOf: ((db: Db) => Promise<pg.ClientBase>) | undefined;
  constructor(db: Db, clientOf?: (db: Db) => Promise<pg.ClientBase>) {
    this.#db = db;
    this.clientOf = clientOf;
  }

  /** @throws Retryable('store-unavailable') */
  read<T>(ask: (db: Db) => Promise<T>): Promise<T> {
    return this.#persistently(() => ask(this.#db), false);
  }

  /** One statement that writes: it is a transaction by itself, and needs no round trips to begin and end one. @throws Retryable('store-unavailable') */
  statement<T>(change: (db: Db) => Promise<T>): Promise<T> {
    return this.#persistently(() => change(this.#db), true);
  }

  /** One transaction, run again from its start when another one got in its way. @throws Retryable('store-unavailable') */
  write<T>(change: (db: Db) => Promise<T>): Promise<T> {
    return this.#persistently(() => this.#db.transaction().setIsolationLevel('read committed').execute(change), true);
  }

  /** One long transaction that is never run again: what it writes may not come a second time. @throws Retryable('store-unavailable') */
  async writeOnce<T>(change: (db: Db) => Promise<T>): Promise<T> {
    try {
      return await this.#db.transaction().setIsolationLevel('read committed').execute(change);
    } catch (error) {
      throw asProblem(error, true);
    }
  }

  /** Several reads that see one and the same instant. @throws Retryable('store-unavailable') */
  snapshot<T>(ask: (db: Db) => Promise<T>): Promise<T> {
    return this.#persistently(() => this.#db.transaction().setIsolationLevel('repeatable read').execute(ask), false);
  }

  async close(): Promise<void> {
    await this.#db.destroy();
  }

  async #persistently<T>(run: () => Promise<T>, mayHaveHappened: boolean): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await run();
      } catch (error) {
        if (!isCollision(error) || tries >= mostTries) throw asProblem(error, mayHaveHappened);
        await new Promise((resolve) => setTimeout(resolve, 2 ** Math.min(tries, 6)));
      }
    }
  }
}
