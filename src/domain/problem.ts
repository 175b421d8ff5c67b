import type { problems } from './problem-catalogue.ts';
import type { Instant } from './time.ts';

export type ProblemCode = keyof typeof problems;

/** A problem with its particulars: what a refusal inside the domain looks like. `detail` is one sentence for people. */
export interface ProblemRef {
  readonly code: ProblemCode;
  readonly detail: string;
}

/** Makes a refusal. The remedy is not repeated in it: it is in the catalogue under the code. */
export function problem(code: ProblemCode, detail: string): ProblemRef {
  return { code, detail };
}

/** What a refusal is about, one thing of several; the codes say to programs what the message says to people. */
interface ProblemPart {
  readonly at: string;
  readonly message: string;
  readonly codes?: readonly string[] | undefined;
}

/**
 * Thrown at the edges only (connectors, store, API). Inside the domain a refusal is a value.
 */
export class ProblemError extends Error {
  override readonly name: string = 'ProblemError';
  readonly code: ProblemCode;
  readonly errors: readonly ProblemPart[];
  constructor(code: ProblemCode, detail: string, more: { errors?: ProblemError['errors']; cause?: unknown } = {}) {
    super(detail, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.errors = more.errors ?? [];
  }
}

/** An edge failed in a way that time heals: nothing was decided, ask again at `until` (tenant clock) or when the caller's own back-off says. */
export class Retryable extends ProblemError {
  override readonly name = 'Retryable';
  readonly until: Instant | undefined;
  /** True when a request with an effect may have reached the service although no answer came. */
  readonly mayHaveHappened: boolean;
  constructor(
    code: ProblemCode,
    detail: string,
    more: { until?: Instant | undefined; mayHaveHappened?: boolean; cause?: unknown } = {},
  ) {
    super(code, detail, { cause: more.cause });
    this.until = more.until;
    this.mayHaveHappened = more.mayHaveHappened ?? false;
  }
}

/** An edge failed in a way that only a person can mend. */
export class Terminal extends ProblemError {
  override readonly name = 'Terminal';
}
