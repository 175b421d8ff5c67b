import { type AcceptedFailure, type Attempt, type FailureCause, failureOf, type Watch } from '../budget.ts';
import type { HostId } from '../ids.ts';
import type { ProblemRef } from '../problem.ts';
import { isComplete, type ProofVerdict } from '../proof.ts';
import type { Instant, ObservedInstant } from '../time.ts';

/** Everything that the gate after a wave is judged on, gathered before anything is judged. */
export interface WaveView {
  readonly at: Instant;
  /** The hosts of the plan, frozen: whoever left the estate since still counts, whoever joined does not. */
  readonly hosts: readonly WaveHost[];
  /** Names of hosts that the selection would take now and that are not in the wave. */
  readonly joined: readonly string[];
  readonly accepted: readonly Pick<AcceptedFailure, 'moveId'>[];
  /** Kinds of health issues that only the new sensor watches, and with which a person can live: keys of issues. */
  readonly acceptedWatches: readonly string[];
  /** Which proofs of the journey show that detections and telemetry are as before. */
  readonly detectionProofs: readonly string[];
  readonly queries: readonly QueryMeasurement[];
  readonly answers: readonly ManualAnswer[];
  readonly drills: readonly RollbackDrill[];
  readonly watch: Watch;
  readonly limits: EvidenceLimits;
}

/** How old each kind of evidence may be at a gate. Older evidence tells of another time, and decides nothing. */
interface EvidenceLimits {
  readonly sightingMs: number;
  readonly proofMs: number;
  readonly healthMs: number;
  readonly queryMs: number;
  readonly answerMs: number;
}

export interface WaveHost {
  readonly hostId: HostId;
  readonly name: string;
  /** It is not in the estate any more. */
  readonly isGone: boolean;
  /** Its newest attempt in this campaign; null while it has none. */
  readonly move: Attempt | null;
  /** When the new sensor began to protect it; null: that was never seen. Kept when the move fails afterwards. */
  readonly protectedByNew: ObservedInstant | null;
  /** When it was last seen protected by the new sensor. */
  readonly seenAt: Instant | null;
  readonly proofs: readonly ProofVerdict[];
  readonly health: {
    /** As the move was granted: a record of its time and never too old. */
    readonly before: HealthReading | null;
    readonly after: HealthReading | null;
  };
}

export type HealthReading =
  | { readonly kind: 'issues'; readonly readAt: Instant; readonly issues: readonly WatchedIssue[] }
  | { readonly kind: 'error'; readonly readAt: Instant; readonly problem: ProblemRef };

export interface WatchedIssue {
  /** What makes two issues the same. */
  readonly key: string;
  readonly title: string;
  /** Which generations of the sensor can raise it; unknown: the rulebook does not say. */
  readonly watchedBy: 'old' | 'new' | 'both' | 'unknown';
  /** The rulebook says that a mixed estate brings it along. */
  readonly isExpected: boolean;
}

export type QueryMeasurement = { readonly query: string; readonly measuredAt: Instant } & (
  | {
      readonly kind: 'rows';
      /** Up to when the tables were complete: what happened later may be missing. */
      readonly coversUntil: Instant;
      /** The host of each row; null: the row names none that we know. */
      readonly hosts: readonly (HostId | null)[];
      /** There were more rows than the service hands out. */
      readonly isCut: boolean;
    }
  | { readonly kind: 'error'; readonly problem: ProblemRef }
);

export interface ManualAnswer {
  readonly question: string;
  readonly answer: 'yes' | 'no';
  readonly by: string;
  readonly at: Instant;
}

export type RollbackDrill = { readonly hostId: HostId } & (
  | { readonly kind: 'underWay'; readonly since: Instant }
  | { readonly kind: 'done'; readonly rolledBackAt: Instant; readonly movedAgainAt: Instant }
  | { readonly kind: 'failed'; readonly failedAt: Instant; readonly because: string }
);

/**
 * Where a host of the wave stands. `unproven` ended without failure and without proof, which is no success; `accepted` failed or
 * ended unproven, and a person goes on without it; `open` is everything of which nobody knows yet how it ends.
 */
export type Standing = 'verified' | 'failed' | 'accepted' | 'unproven' | 'open';

/** The wave with the standing of each host, worked out once. */
export interface JudgedWave {
  readonly view: WaveView;
  /** Everybody but those whom a person took out: what shares and conditions go by. */
  readonly counted: readonly JudgedHost[];
  readonly accepted: readonly JudgedHost[];
}
export interface JudgedHost extends WaveHost {
  readonly standing: Standing;
  readonly failure: FailureCause | null;
  /** Its newest attempt reached the new sensor and is there: only then its proofs are proofs. */
  readonly isSwitched: boolean;
}

export function judgeWave(view: WaveView): JudgedWave {
  const accepted = new Set<string>(view.accepted.map((one) => one.moveId));
  const hosts = view.hosts.map((host): JudgedHost => {
    const failure = host.move === null ? null : failureOf(host.move, view.watch);
    const isSwitched = host.move?.phase === 'observing' || host.move?.kind === 'committed';
    return { ...host, failure, isSwitched, standing: standingOf({ ...host, failure, isSwitched }, accepted) };
  });
  return {
    view,
    counted: hosts.filter((host) => host.standing !== 'accepted'),
    accepted: hosts.filter((host) => host.standing === 'accepted'),
  };
}

function standingOf(
  { move, proofs, failure, isSwitched }: Omit<JudgedHost, 'standing'>,
  accepted: ReadonlySet<string>,
): Standing {
  if (move === null) return 'open';
  const isAccepted = accepted.has(move.moveId);
  if (failure !== null) return isAccepted ? 'accepted' : 'failed';
  if (isSwitched && isComplete(proofs)) return 'verified';
  if (move.phase !== 'ended') return 'open';
  return isAccepted ? 'accepted' : 'unproven';
}

/**
 * Hosts on which conditions are measured. One that failed on the way to the new sensor has nothing to measure; one that failed
 * under it stays in the comparison until a person accepts it: failing must not hide what was seen.
 */
export function hostsToLookAt({ counted }: JudgedWave): readonly JudgedHost[] {
  return counted.filter(
    ({ failure, protectedByNew }) =>
      failure === null || protectedByNew !== null || failure === 'rolled-back' || failure === 'gone-dark',
  );
}

/** When the last of these hosts came under the new sensor, at the latest; null: one of them has not, or there is none. */
export function lastProtectedAt(hosts: readonly JudgedHost[]): Instant | null {
  return (
    hosts.reduce<Instant | null | undefined>((last, { protectedByNew }) => {
      if (last === null || protectedByNew === null) return null;
      return last === undefined ? protectedByNew.latest : Math.max(last, protectedByNew.latest);
    }, undefined) ?? null
  );
}
