/** One figure as `--json` prints it. `ratio` is value by limit. */
interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Measured in the same run, or the budget. */
  readonly limit: number;
  readonly ratio: number;
  readonly kind: 'limit' | 'peer' | 'budget';
  readonly better: 'higher' | 'lower';
  /** How many runs the medians were taken of, or how many requests the percentile. */
  readonly n: number;
}

/** A figure with what it has to be, and how both sides were measured; for people. */
export interface Measured extends Figure {
  /** The ratio that must be reached (`higher`) or not exceeded (`lower`). */
  readonly demand: number;
  readonly how: string;
}

export function figure(given: Omit<Measured, 'ratio'>): Measured {
  return { ...given, ratio: given.value / given.limit };
}

/** What `--json` prints of it. */
export function toFigure({ demand: _demand, how: _how, ...figure }: Measured): Figure {
  return figure;
}

export function isMet({ ratio, demand, better }: Measured): boolean {
  return better === 'higher' ? ratio >= demand : ratio <= demand;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? upper) + upper) / 2 : upper;
}

/** Milliseconds that the work took. */
export async function timed(work: () => unknown): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/**
 * Runs every piece of work in turn, round after round, so that whatever else the machine does hits all of them alike; each round begins
 * with another one. The first round only warms up, unless a run is long enough that nothing is gained by it.
 * @returns milliseconds of each piece, one a round.
 */
export async function interleaved<K extends string>(
  rounds: number,
  pieces: Readonly<Record<K, () => unknown>>,
  warmUps: 0 | 1 = 1,
): Promise<Readonly<Record<K, readonly number[]>>> {
  const names = Object.keys(pieces) as K[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>;
  for (let round = -warmUps; round < rounds; round += 1) {
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(round + warmUps + turn) % names.length];
      if (name === undefined) continue;
      const ms = await timed(pieces[name]);
      if (round >= 0) times[name].push(ms);
    }
  }
  return times;
}
