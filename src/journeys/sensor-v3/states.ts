import type { ProblemRef } from '../../domain/problem.ts';
import type { Instant } from '../../domain/time.ts';

/**
 * How one attempt moves a domain controller from sensor v2.x to v3.x.
 * The service's own state of the server is an input here, never our state. The drawing is docs/reference/states.md, printed from `transitions.ts`.
 */
export type MoveState =
  | Queued
  | Requested
  | Migrating
  | External
  | Overdue
  | Observing
  | Committed
  | Reverted
  | Failed
  | RolledBack
  | Abandoned;

interface Queued {
  readonly kind: 'queued';
  readonly since: Instant;
}
/** The start was granted: an effect is in the outbox, on its way, or answered. */
export interface Requested {
  readonly kind: 'requested';
  readonly requestedAt: Instant;
  /** If the service has not begun by then, the request is as good as lost. */
  readonly startByAt: Instant;
  readonly deadlineAt: Instant;
  readonly expectedBy: Instant;
  readonly isAccepted: boolean;
  /** The answer was lost: only reading tells whether it arrived. */
  readonly isUncertain: boolean;
  /** A person presses it in the portal; accepted is then what a person says is pressed. */
  readonly inPortal?: true;
}
/** `startedFrom`..`startedAt`: between these two readings it began. */
export interface Running {
  readonly startedFrom: Instant;
  readonly startedAt: Instant;
  readonly expectedBy: Instant;
  readonly deadlineAt: Instant;
  /** Since when the service says Ready again; one such reading may be stale, two are a revert. */
  readonly readySeenAt?: Instant | undefined;
  /** Since when a prerequisite is missing that was there at the start (S3-21), and which: reason codes of checks, empty when only the service says so. */
  readonly prerequisiteLostAt?: Instant | undefined;
  readonly lost?: readonly string[] | undefined;
}
export interface Migrating extends Running {
  readonly kind: 'migrating';
}
/** Somebody else started it: in the portal, or automatic activation. */
export interface External extends Running {
  readonly kind: 'external';
}
export interface Overdue extends Omit<Running, 'readySeenAt'> {
  readonly kind: 'overdue';
  readonly overdueAt: Instant;
  readonly overdueFrom: 'requested' | 'migrating' | 'external';
}
/** v3.x was seen; the observed instant is the interval `seenFrom`..`seenAt`. */
export interface Observing {
  readonly kind: 'observing';
  readonly seenFrom: Instant;
  readonly seenAt: Instant;
  readonly isLate: boolean;
  /** Earliest end of the observation: until then a rollback is promised. null: this edition promises none. */
  readonly rollbackUntilAt: Instant | null;
  /** Latest end of the observation: from then on it is committed by the clock. */
  readonly commitDueAt: Instant;
  /** The sensor was seen running and not unhealthy: the slot is free from then on. */
  readonly protectedAt?: Instant | undefined;
  readonly rollbackAskedAt?: Instant | undefined;
  /** What asked for it where no person did: a drill, or the plan because nobody had decided on the commit. */
  readonly rollbackAskedFor?: RollbackCause | undefined;
  /** Since when the way back waits for its turn: nobody is asked to press it, because the floor would break. Without it the server is on its way back. */
  readonly rollbackWaitsSince?: Instant | undefined;
  /** A person asked for exactly this server: where no second one stands in, that is the decision. */
  readonly isRollbackNamed?: true | undefined;
  /** Alarms before the commit that were raised, in hours before it; 0 stands for the plan's default, which acts once. */
  readonly alarms?: readonly number[] | undefined;
  /** The decision to let it be committed although evidence is missing; who made it and why stands in the log. */
  readonly letCommit?: LetCommit | undefined;
  /** Since when the service shows v2.x again; one such reading may be stale, two are a rollback. */
  readonly readySeenAt?: Instant | undefined;
  /** The service took back what it had said. */
  readonly problem?: ProblemRef | undefined;
  /** It said so for longer than a stale answer lasts: when it is on v3.x again, that may be by another attempt, whose week ends later. */
  readonly mayBeAnother?: true | undefined;
}
export type RollbackCause = 'drill' | 'plan';
export interface Committed {
  readonly kind: 'committed';
  readonly committedAt: Instant;
  /** When v3.x was first seen, at the latest: evidence must be younger to prove anything. */
  readonly switchedAt: Instant;
  readonly by: 'clock';
  /** Whether the evidence was complete when the clock passed; false is the alarm `commit-passed-unproven`. */
  readonly isProven: boolean;
  readonly protectedAt?: Instant | undefined;
  /** Whether it had been decided in time that it may be committed without the evidence that was missing. */
  readonly isDeclared?: boolean | undefined;
}
export interface LetCommit {
  /** `plan` is the approved default of the plan. */
  readonly origin: 'person' | 'plan';
  readonly at: Instant;
  /** The proofs that were missing when it was decided. */
  readonly covers: readonly string[];
}
/** The service went back to v2.x by itself; the attempt stays visible as failed. */
export interface Reverted {
  readonly kind: 'reverted';
  readonly revertedAt: Instant;
  readonly problem: ProblemRef;
  readonly protectedAt?: Instant | undefined;
  readonly acknowledgedAt?: Instant | undefined;
}
export interface Failed {
  readonly kind: 'failed';
  readonly failedAt: Instant;
  readonly failedFrom: 'requested' | 'migrating' | 'external' | 'overdue';
  readonly problem: ProblemRef;
  readonly protectedAt?: Instant | undefined;
  readonly acknowledgedAt?: Instant | undefined;
}
export interface RolledBack {
  readonly kind: 'rolledBack';
  readonly rolledBackAt: Instant;
  /** False when somebody rolled back in the portal without asking here. */
  readonly wasAsked: boolean;
  /** It went back to show that it can. */
  readonly isDrill?: boolean | undefined;
  readonly protectedAt?: Instant | undefined;
  /** Another attempt followed before a sensor was seen protecting. */
  readonly acknowledgedAt?: Instant | undefined;
}
export interface Abandoned {
  readonly kind: 'abandoned';
  readonly abandonedAt: Instant;
  readonly because: string;
}

/** What can happen to a move. Every event carries all it needs, so that the log replays without a rulebook. */
export type MoveEvent =
  | {
      readonly kind: 'granted';
      readonly at: Instant;
      readonly startByAt: Instant;
      readonly deadlineAt: Instant;
      readonly expectedBy: Instant;
      readonly inPortal?: true;
    }
  | { readonly kind: 'withdrawn'; readonly at: Instant; readonly because: string }
  | { readonly kind: 'accepted'; readonly at: Instant }
  | { readonly kind: 'refused'; readonly at: Instant }
  | { readonly kind: 'answer-lost'; readonly at: Instant }
  | ({ readonly kind: 'ready-seen' } & Seen)
  | ({ readonly kind: 'not-ready-seen' } & Seen)
  | ({
      readonly kind: 'migrating-seen';
      readonly deadlineAt: Instant;
      readonly expectedBy: Instant;
      readonly isBack?: true | undefined;
    } & Seen)
  | ({ readonly kind: 'failed-seen'; readonly isBack?: true | undefined } & Seen)
  | ({
      readonly kind: 'up-to-date-seen';
      readonly rollbackUntilAt: Instant | null;
      readonly commitDueAt: Instant;
    } & Seen)
  | ({ readonly kind: 'protected-again' } & Seen)
  | { readonly kind: 'prerequisite-lost'; readonly at: Instant; readonly lost: readonly string[] }
  | { readonly kind: 'start-missed'; readonly at: Instant }
  | { readonly kind: 'deadline-passed'; readonly at: Instant }
  | {
      readonly kind: 'commit-due';
      readonly at: Instant;
      readonly isProven: boolean;
      readonly missing?: readonly string[] | undefined;
    }
  | { readonly kind: 'commit-alarm'; readonly at: Instant; readonly hours: readonly number[] }
  | ({ readonly kind: 'commit-allowed' } & LetCommit)
  | {
      readonly kind: 'rollback-asked';
      readonly at: Instant;
      readonly askedFor?: RollbackCause | undefined;
      /** It waits for its turn; logs from before the floor was asked have it nowhere, and there it began at once. */
      readonly waits?: boolean | undefined;
      readonly isNamed?: boolean | undefined;
    }
  | { readonly kind: 'rollback-begun'; readonly at: Instant }
  | { readonly kind: 'rollback-withdrawn'; readonly at: Instant }
  | { readonly kind: 'acknowledged'; readonly at: Instant }
  | { readonly kind: 'abandoned'; readonly at: Instant; readonly because: string };

/**
 * A reading of the service: it began to say this after `from` and no later than `since`, and said it last at `at`.
 * `isProtecting` says that the sensor it reports runs and is not unhealthy.
 */
export interface Seen {
  readonly from: Instant;
  readonly since: Instant;
  readonly at: Instant;
  readonly isProtecting: boolean;
}

export type StateKind = MoveState['kind'];
export type EventKind = MoveEvent['kind'];
