import { dayMs, hourMs, minuteMs } from './time.ts';

/** How old the oldest evidence is that a verdict cites: a list of the service is believed for 15 minutes, what was read on a server for a day. */
export const evidenceAges = {
  '15m': 15 * minuteMs,
  '1h': hourMs,
  '1d': dayMs,
  '7d': 7 * dayMs,
} as const;
/** Each reaches from the one before it up to its own; `older` is beyond them all, and with `none` nothing is cited. */
export type EvidenceAge = keyof typeof evidenceAges | 'older' | 'none';
