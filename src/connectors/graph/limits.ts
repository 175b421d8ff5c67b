import { dayMs, minuteMs, secondMs } from '../../domain/time.ts';

/** Bounds of everything the connector does; a test may tighten them. */
export interface GraphLimits {
  readonly requestTimeoutMs: number;
  readonly huntingTimeoutMs: number;
  readonly tokenTimeoutMs: number;
  readonly maxPages: number;
  readonly maxRows: number;
  /** How old the first page of a list may be for the list to go on after a page that failed; what is older is asked for anew. */
  readonly maxListMs: number;
  readonly maxBodyBytes: number;
  /** Calls that may wait for their turn at one resource; more means that somebody asks faster than the service answers. */
  readonly maxWaiting: number;
  readonly huntingCallsPerMinute: number;
  readonly huntingRowCap: number;
  /** The longest Retry-After that is believed. */
  readonly maxRetryAfterMs: number;
}

/**
 * Hunting: 100,000 rows, 45 calls a minute and 3 minutes a call are Microsoft's
 * (learn.microsoft.com/graph/api/resources/security-api-overview, seen 2026-09); the time-out leaves the service room to say so itself.
 * The rest is ours: no page states a page size, so pages and rows are bounded far above a workspace of 1,000 sensors.
 */
export const graphLimits: GraphLimits = {
  requestTimeoutMs: minuteMs,
  huntingTimeoutMs: 200 * secondMs,
  tokenTimeoutMs: 30 * secondMs,
  maxPages: 1_000,
  maxRows: 500_000,
  maxListMs: 10 * minuteMs,
  maxBodyBytes: 64 * 1024 * 1024,
  maxWaiting: 32,
  huntingCallsPerMinute: 45,
  huntingRowCap: 100_000,
  maxRetryAfterMs: dayMs,
};

/** Ids in one migrate request. Microsoft states no limit; ten keeps a wrong request small. */
export const migrateBatchSize = 10;

/** How long to stay away after so many failures in a row when the service does not say: 2 s, 4 s, ... 5 min. */
export function backOffMs(failures: number): number {
  return Math.min(5 * minuteMs, secondMs * 2 ** Math.min(Math.max(failures, 1), 20));
}

/** Counts calls in a sliding minute of the tenant clock, which is the clock the service counts by. */
export class CallBudget {
  readonly #perMinute: number;
  #sentAt: number[] = [];

  constructor(perMinute: number) {
    this.#perMinute = perMinute;
  }

  /** @returns undefined when the call may leave (it is counted), else the instant at which the next one may. */
  take(now: number): number | undefined {
    this.#sentAt = this.#sentAt.filter((at) => at > now - minuteMs && at <= now);
    const oldest = this.#sentAt[0];
    if (oldest !== undefined && this.#sentAt.length >= this.#perMinute) return oldest + minuteMs;
    this.#sentAt.push(now);
    return undefined;
  }
}
