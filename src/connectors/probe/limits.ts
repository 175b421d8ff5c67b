import { secondMs } from '../../domain/time.ts';

/** Bounds of everything the probe does; a test may tighten them. */
export interface ProbeLimits {
  /** URLs that are looked at together. */
  readonly concurrent: number;
  readonly nameMs: number;
  /** For each address: the next one is tried when it is over. */
  readonly connectMs: number;
  readonly proxyMs: number;
  readonly handshakeMs: number;
  readonly answerMs: number;
  /** Addresses of one name that are tried. */
  readonly addresses: number;
  /** Of an answer only its head is read, and of the head no more than this. */
  readonly headBytes: number;
}

/** Generous for a slow way out, and short enough that a closed firewall is told within half a minute. */
export const probeLimits: ProbeLimits = {
  concurrent: 8,
  nameMs: 10 * secondMs,
  connectMs: 5 * secondMs,
  proxyMs: 15 * secondMs,
  handshakeMs: 10 * secondMs,
  answerMs: 15 * secondMs,
  addresses: 4,
  headBytes: 8 * 1024,
};
