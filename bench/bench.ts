import type { TestPostgres } from '../test/support/postgres.ts';
import type { Measured } from './figure.ts';

/** What a measurement is given. */
export interface Surroundings {
  /** Smaller estates and fewer rounds: for a quick look, never for the record. */
  readonly isQuick: boolean;
  /** One throw-away PostgreSQL for the whole run, as shipped: it waits for the disk at every commit. Started when first asked for. */
  readonly postgres: () => Promise<TestPostgres>;
  /** Says on stderr what goes on. */
  readonly say: (line: string) => void;
}

export interface Bench {
  readonly name: string;
  /** The names of what it measures; each can be asked for by itself, and is then the only one told. */
  readonly figures: readonly string[];
  readonly run: (surroundings: Surroundings) => Promise<readonly Measured[]>;
}
