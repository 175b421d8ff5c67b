import type { Attempt, Failure } from '../../../src/domain/budget.ts';
import type { HealthReading, WatchedIssue, WaveHost, WaveView } from '../../../src/domain/gate/wave-view.ts';
import { as, type HostId, type MoveId } from '../../../src/domain/ids.ts';
import { problem } from '../../../src/domain/problem.ts';
import type { ProofVerdict } from '../../../src/domain/proof.ts';
import { dayMs, hourMs, minuteMs } from '../../../src/domain/time.ts';
import type { VerdictValue } from '../../../src/domain/verdict.ts';

/** When the gate is asked. The hosts were switched two days earlier. */
export const t0 = Date.parse('2026-04-01T08:00:00Z');
export const switchedAt = t0 - 2 * dayMs;

export const limits = {
  sightingMs: 2 * hourMs,
  proofMs: 4 * hourMs,
  healthMs: 2 * hourMs,
  queryMs: hourMs,
  answerMs: dayMs,
};

export function hostId(name: string): HostId {
  return as<HostId>(`host-${name}`);
}

export function moveId(name: string, attempt = 1): MoveId {
  return as<MoveId>(`move-${name}-${attempt}`);
}

export function aProof(proof: string, verdict: VerdictValue = 'pass', judgedAt = t0 - minuteMs): ProofVerdict {
  const reason = verdict === 'pass' ? '' : 'some-reason';
  return { proof, title: proof, verdict, reason, summary: '', isRequired: true, evidence: [], judgedAt };
}

export function anAttempt(name: string, given: Partial<Attempt> = {}): Attempt {
  return {
    moveId: moveId(name),
    hostId: hostId(name),
    name,
    isOfCampaign: true,
    phase: 'observing',
    kind: 'observing',
    problem: null,
    deadlineAt: null,
    lastSignAt: t0 - minuteMs,
    isDrill: false,
    strata: ['site:Berlin', 'role:dc'],
    ...given,
  };
}

/** Attempts as they look when they have come to something else than a verified host. */
export const ended = {
  failed: { phase: 'ended', kind: 'failed', problem: 'migration-failed' },
  reverted: { phase: 'ended', kind: 'reverted', problem: 'timed-out' },
  rolledBack: { phase: 'ended', kind: 'rolledBack' },
  abandoned: { phase: 'ended', kind: 'abandoned', lastSignAt: null },
  silent: { phase: 'inFlight', kind: 'overdue', deadlineAt: t0 - hourMs, lastSignAt: null },
  dark: { phase: 'observing', kind: 'observing', lastSignAt: t0 - 2 * dayMs },
  migrating: { phase: 'inFlight', kind: 'migrating', deadlineAt: t0 + hourMs, lastSignAt: null },
  queued: { phase: 'waiting', kind: 'queued', lastSignAt: null },
} as const satisfies Record<string, Partial<Attempt>>;

export function issues(...found: readonly WatchedIssue[]): HealthReading {
  return { kind: 'issues', readAt: t0 - minuteMs, issues: found };
}

export function anIssue(
  title: string,
  watchedBy: WatchedIssue['watchedBy'] = 'both',
  isExpected = false,
): WatchedIssue {
  return { key: title, title, watchedBy, isExpected };
}

/** A host that went well: verified, soaked, healthy. */
export function aHost(name: string, given: Partial<WaveHost> = {}): WaveHost {
  return {
    hostId: hostId(name),
    name,
    isGone: false,
    move: anAttempt(name),
    protectedByNew: { earliest: switchedAt - 10 * minuteMs, latest: switchedAt },
    seenAt: t0 - minuteMs,
    proofs: [aProof('v3-running'), aProof('sensor-health'), aProof('detection-coverage')],
    health: { before: issues(), after: issues() },
    ...given,
  };
}

/** A host whose move failed before the new sensor protected it. */
export function aFailedHost(name: string): WaveHost {
  return aHost(name, {
    move: anAttempt(name, ended.reverted),
    protectedByNew: null,
    seenAt: null,
    proofs: [],
    health: { before: issues(), after: null },
  });
}

export function aView(hosts: readonly WaveHost[], given: Partial<WaveView> = {}): WaveView {
  return {
    at: t0,
    hosts,
    joined: [],
    accepted: [],
    acceptedWatches: [],
    detectionProofs: ['detection-coverage'],
    queries: [
      {
        kind: 'rows',
        query: 'v3-silent',
        measuredAt: t0 - minuteMs,
        coversUntil: t0 - hourMs,
        hosts: [],
        isCut: false,
      },
    ],
    answers: [{ question: 'Go on?', answer: 'yes', by: 'anna', at: t0 - hourMs }],
    drills: [
      ...hosts.slice(0, 1).map(({ hostId: id }) => ({
        kind: 'done' as const,
        hostId: id,
        rolledBackAt: switchedAt - dayMs,
        movedAgainAt: switchedAt,
      })),
    ],
    watch: { readAt: t0 - minuteMs, darkAfterMs: 6 * hourMs },
    limits,
    ...given,
  };
}

export function aFailure(name: string, attempt = 1, strata: readonly string[] = ['site:Berlin']): Failure {
  return { moveId: moveId(name, attempt), hostId: hostId(name), name, cause: 'reverted', strata };
}

export const threeGood = ['A', 'B', 'C'].map((name) => aHost(name));

/** A host that still moves. */
export function pending(name: string, given: Partial<WaveHost> = {}): WaveHost {
  return aHost(name, {
    move: anAttempt(name, ended.migrating),
    protectedByNew: null,
    seenAt: null,
    proofs: [],
    ...given,
  });
}

export const acceptedB = [{ moveId: moveId('B') }];
export const throttled = problem('connection-throttled', 'Too many requests.');
