import type { CommitDecision, GuardInput } from '../../src/domain/commit-guard.ts';
import { hourMs, type Instant } from '../../src/domain/time.ts';
import { aProof } from './gate/support.ts';

/** The earliest and the latest end of the observation: v3.x was seen between two readings an hour apart. */
export const earliest = Date.parse('2026-04-06T06:28:00Z');
export const latest = earliest + hourMs;
export const ask = { whenNobodyDecides: 'ask-for-rollback', alarmHours: [72, 48, 24, 6] } as const;
export const letIt = { ...ask, whenNobodyDecides: 'let-commit' } as const;

export function proofsAt(at: Instant, detection: 'pass' | 'unknown' | 'fail') {
  return [aProof('sensor-health', 'pass', at), aProof('detection-coverage', detection, at)];
}

export function input(at: Instant, given: Partial<GuardInput> = {}): GuardInput {
  return {
    at,
    endsAt: { earliest, latest },
    proofs: proofsAt(at, 'unknown'),
    proofMs: 4 * hourMs,
    decisions: [],
    guard: ask,
    leadMs: 12 * hourMs,
    patienceMs: 2 * hourMs,
    wasProven: null,
    raised: [],
    ...given,
  };
}

export function letCommit(
  at: Instant,
  given: Partial<Extract<CommitDecision, { kind: 'let-commit' }>> = {},
): CommitDecision {
  const because = 'Known and harmless';
  return { kind: 'let-commit', origin: 'person', by: 'anna', because, at, covers: ['detection-coverage'], ...given };
}
export function rollBack(at: Instant): CommitDecision {
  return {
    kind: 'roll-back',
    by: 'anna',
    because: 'LDAP alerts are gone',
    at,
  };
}
