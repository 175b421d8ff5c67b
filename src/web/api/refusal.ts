import type { Problem } from '../../contract/words.ts';

/** The server said no, and why. */
export class Refusal extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** Nothing answered. */
export class Unreachable extends Error {}

export function isRefusal(error: unknown, code?: Problem['code']): error is Refusal {
  return error instanceof Refusal && (code === undefined || error.problem.code === code);
}
