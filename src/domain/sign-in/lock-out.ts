import { dayMs, hourMs, type Instant, minuteMs } from '../time.ts';

/** What is remembered of a name or an address by which somebody tried to come in. Machine clock. */
export interface Attempts {
  /** Failures in a row; an attempt counts as one until it succeeds. */
  readonly failures: number;
  readonly lockedUntil: Instant;
  readonly lastAt: Instant;
}

interface LockRule {
  /** The failure with which the first wait begins. */
  readonly failures: number;
  readonly firstWaitMs: number;
  /** A name that somebody else locks must open again while its owner still waits for it. */
  readonly longestWaitMs: number;
  /** Failures are forgotten after so long without another one. */
  readonly forgetMs: number;
}

/** Many people share one address, so it takes more; whoever tries many names from one place waits longer. */
export const lockRules = {
  account: { failures: 5, firstWaitMs: minuteMs, longestWaitMs: 15 * minuteMs, forgetMs: dayMs },
  address: { failures: 20, firstWaitMs: minuteMs, longestWaitMs: hourMs, forgetMs: dayMs },
} as const satisfies Readonly<Record<string, LockRule>>;

export const noAttempts: Attempts = { failures: 0, lockedUntil: 0, lastAt: 0 };

/**
 * An attempt begins: it is counted as a failure before anything is compared, so that many at once are not more than one after the other.
 * While a lock holds nothing is counted: else anybody could keep a name locked for good.
 */
export function beginAttempt(
  before: Attempts,
  now: Instant,
  rule: LockRule,
): { readonly isLocked: boolean; readonly after: Attempts } {
  if (before.lockedUntil > now) return { isLocked: true, after: before };
  const failures = (now - before.lastAt >= rule.forgetMs ? 0 : before.failures) + 1;
  const lockedUntil = failures < rule.failures ? 0 : now + waitMs(failures - rule.failures, rule);
  return { isLocked: false, after: { failures, lockedUntil, lastAt: now } };
}

/** Takes back what one attempt counted, and no more: one good password must not wash away the guesses made from the same address. */
export function takeBackAttempt(attempts: Attempts, rule: LockRule): Attempts {
  const failures = Math.max(0, attempts.failures - 1);
  return { ...attempts, failures, lockedUntil: failures < rule.failures ? 0 : attempts.lockedUntil };
}

/** Twice as long each time. */
function waitMs(times: number, { firstWaitMs, longestWaitMs }: LockRule): number {
  return Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(times, 30));
}
