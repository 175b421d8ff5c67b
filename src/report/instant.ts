import { durationInWords, type Instant, toRfc3339 } from '../domain/time.ts';

/** An instant that may be missing, as it travels. */
export function instantOrNull(at: Instant | null | undefined): string | null {
  return at === null || at === undefined ? null : toRfc3339(at);
}

/** "2026-11-27 14:05 UTC (in 3 d)": a deadline is never told by its distance alone. */
export function deadlineInWords(at: Instant, now: Instant): string {
  const distance = at >= now ? `in ${durationInWords(at - now)}` : `${durationInWords(now - at)} ago`;
  return `${instantInWords(at)} (${distance})`;
}

/** "2026-11-27 14:05 UTC". */
export function instantInWords(at: Instant): string {
  return `${toRfc3339(at).slice(0, 16).replace('T', ' ')} UTC`;
}
