import { describe, expect, test } from 'vitest';
import {
  type Attempts,
  beginAttempt,
  lockRules,
  noAttempts,
  takeBackAttempt,
} from '../../../src/domain/sign-in/lock-out.ts';
import { dayMs, minuteMs } from '../../../src/domain/time.ts';

const now = 1_000 * dayMs;
const rule = { failures: 3, firstWaitMs: minuteMs, longestWaitMs: 5 * minuteMs, forgetMs: dayMs };

/** Fails so often, each time as soon as it may. */
function failed(times: number, at = now): { attempts: Attempts; at: number; waits: number[] } {
  let attempts = noAttempts;
  let clock = at;
  const waits: number[] = [];
  for (let turn = 0; turn < times; turn += 1) {
    clock = Math.max(clock, attempts.lockedUntil);
    attempts = beginAttempt(attempts, clock, rule).after;
    waits.push(Math.max(0, attempts.lockedUntil - clock) / minuteMs);
  }
  return { attempts, at: clock, waits };
}

test('X-09 the first failures cost nothing, and each one after them twice the wait of the one before, up to the longest', () => {
  expect(failed(8).waits).toEqual([0, 0, 1, 2, 4, 5, 5, 5]);
});

test('X-09 while a lock holds nothing is counted, so that nobody keeps an account locked by trying', () => {
  const { attempts, at } = failed(3);
  const during = beginAttempt(attempts, at + minuteMs - 1, rule);
  expect(during).toEqual({ isLocked: true, after: attempts });
  expect(beginAttempt(attempts, at + minuteMs, rule).isLocked).toBe(false);
});

test('X-09 failures are forgotten after a day without another one, and not a moment earlier', () => {
  const { attempts, at } = failed(2);
  expect(beginAttempt(attempts, at + dayMs - 1, rule).after.failures).toBe(3);
  expect(beginAttempt(attempts, at + dayMs, rule).after.failures).toBe(1);
});

test('X-09 one success takes back one attempt and no more', () => {
  const { attempts } = failed(3);
  expect(takeBackAttempt(attempts, rule)).toMatchObject({ failures: 2, lockedUntil: 0 });
  const more = failed(5).attempts;
  expect(takeBackAttempt(more, rule)).toEqual({ ...more, failures: 4 });
  expect(takeBackAttempt(noAttempts, rule)).toEqual(noAttempts);
});

describe('the rules that are in force', () => {
  test('a name opens again within a quarter of an hour, an address takes more failures and waits longer', () => {
    expect(lockRules.account.longestWaitMs).toBe(15 * minuteMs);
    expect(lockRules.account.failures).toBe(5);
    expect(lockRules.address.failures).toBeGreaterThan(lockRules.account.failures);
    expect(lockRules.address.longestWaitMs).toBeGreaterThan(lockRules.account.longestWaitMs);
  });
});
