import { hourMs, minuteMs, secondMs } from '../../domain/time.ts';

export const oidcLimits = {
  answerMs: 15 * secondMs,
  answerBytes: 512 * 1024,
  /** Addresses of a provider change almost never, its keys every few weeks; one that was withdrawn is not believed for longer. */
  keepMs: hourMs,
  /** A key that nobody knows makes us read the keys anew, and not more often: the header of a token is anybody's. */
  againMs: 10 * secondMs,
  /** How far our clock and theirs may differ. */
  skewMs: 2 * minuteMs,
} as const;
