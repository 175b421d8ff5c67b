import type { Instant } from '../domain/time.ts';

/** What a database was asked and has not answered yet. */
export class Debts {
  readonly #now: () => Instant;
  readonly #askedAt = new Set<{ readonly at: Instant }>();

  constructor(machineNow: () => Instant) {
    this.#now = machineNow;
  }

  async owed<T>(answer: Promise<T>): Promise<T> {
    const debt = { at: this.#now() };
    this.#askedAt.add(debt);
    try {
      return await answer;
    } finally {
      this.#askedAt.delete(debt);
    }
  }

  /** For how long the oldest of them has been owed; zero when there is none. */
  oldestMs(): number {
    // In the order in which they were asked.
    const [oldest] = this.#askedAt;
    return oldest === undefined ? 0 : this.#now() - oldest.at;
  }
}
