/** A safety bug that somebody could make in the product, and the test that must not let it through. */
export interface Mutant {
  readonly id: string;
  /** What it breaks: an invariant of docs/concepts/safety.md. */
  readonly breaks: string;
  /** The bug in words. */
  readonly bug: string;
  /** Below `src/`. */
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly text: string;
  readonly instead: string;
  /** The suite that fails with it, below `test/`. */
  readonly caughtBy: string;
}

/** A row of the tables: what a bug breaks, the bug, its file, its text, what stands there instead, and who catches it. */
export type MutantRow = readonly [
  breaks: string,
  bug: string,
  file: string,
  text: string,
  instead: string,
  caughtBy: string,
];
