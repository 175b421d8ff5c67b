import type { CommitGuard } from './campaign/rules.ts';
import { isFresh } from './gate/finding.ts';
import { type ProblemRef, problem } from './problem.ts';
import { isComplete, type ProofVerdict } from './proof.ts';
import { hourMs, type Instant, type ObservedInstant } from './time.ts';

/** What a decision covers: the proofs that were missing when it was made, by id. What goes missing afterwards is asked anew. */
type Covers = readonly string[] | 'everything';

/** What was decided about a server that becomes irreversible before its evidence is complete. */
export type CommitDecision =
  | {
      readonly kind: 'let-commit';
      /** `plan` is the approved default of the plan, recorded as a decision. */
      readonly origin: 'person' | 'plan';
      readonly by: string;
      readonly because: string;
      readonly at: Instant;
      readonly covers: Covers;
    }
  | { readonly kind: 'roll-back'; readonly by: string; readonly because: string; readonly at: Instant };

export interface GuardInput {
  readonly at: Instant;
  /**
   * When the move becomes irreversible. The earliest instant counts for alarms and for the way back, the latest for the passage.
   * Where the edition promises no way back, the earliest is the start itself.
   */
  readonly endsAt: ObservedInstant;
  readonly proofs: readonly ProofVerdict[];
  /** How old a judgement may be before it proves nothing any more. */
  readonly proofMs: number;
  readonly decisions: readonly CommitDecision[];
  readonly guard: CommitGuard;
  /** How long before the earliest end it is acted on the plan's default: long enough for a person to press what has to be pressed. */
  readonly leadMs: number;
  /**
   * How long something may be unknown before it is acted on, and at most a quarter of the time that is left: a list that cannot be read for once says
   * nothing about the server, and is read again. What fails is acted on at once.
   */
  readonly patienceMs: number;
  /** Whether the evidence was complete at the passage, once that is recorded; null before. */
  readonly wasProven: boolean | null;
  /** The alarms that were raised, in hours before the end: kept with the move, so that a restart repeats none. */
  readonly raised: readonly number[];
}

/** Stands among the alarms of a move for the plan's default: it acts once, and whoever takes that back is not overruled. */
export const planActed = 0;

interface Pending {
  readonly missing: readonly string[];
  /** Whole hours until the earliest end, rounded down: never more than there is. */
  readonly hoursLeft: number;
  /** The next alarm that was not raised; null: none is left. */
  readonly nextAlarmAt: Instant | null;
}

/** Where a move stands before its irreversible instant. */
export type Guard =
  | { readonly kind: 'proven' }
  /** `isLate`: decided only after the passage may have happened; then it passed undeclared, and stays so in the record. */
  | { readonly kind: 'decided'; readonly decision: CommitDecision; readonly isLate: boolean }
  /** `actsAt`: when the plan's default takes over. */
  | ({ readonly kind: 'countdown'; readonly actsAt: Instant } & Pending)
  /** Somebody decided to go back, and it has not happened yet: a decision to go back never covers the commit. */
  | ({ readonly kind: 'rolling-back'; readonly decision: CommitDecision } & Pending)
  /** Nobody decided: a rollback is demanded while it is possible. */
  | ({ readonly kind: 'ask-for-rollback'; readonly until: Instant } & Pending)
  /** Nobody decided: this decision of the plan is to be recorded now, before it can pass. */
  | ({ readonly kind: 'let-commit'; readonly decision: CommitDecision } & Pending)
  /** It may have passed already. */
  | {
      readonly kind: 'overdue';
      readonly since: Instant;
      readonly committedBy: Instant;
      readonly missing: readonly string[];
    }
  /** The undeclared passage: the violation of I11. */
  | {
      readonly kind: 'passed-unproven';
      readonly since: Instant;
      readonly missing: readonly string[];
      readonly problem: ProblemRef;
    };

export function guardOf(input: GuardInput): Guard {
  const { at, endsAt, wasProven } = input;
  const missing = missingProofs(input);
  // What was recorded at the passage stands: evidence that came afterwards needs a person to say so.
  if (wasProven ?? missing.length === 0) return { kind: 'proven' };
  const decision = decisionInForce(input);
  if (decision?.kind === 'let-commit' && coversAll(decision.covers, missing))
    return { kind: 'decided', decision, isLate: decision.at > endsAt.earliest };
  if (wasProven === false || at >= endsAt.latest) {
    const detail = `The observation ended and nobody had decided; missing: ${missing.join(', ') || 'what was missing then'}.`;
    const passed = problem('commit-passed-unproven', detail);
    return { kind: 'passed-unproven', since: endsAt.latest, missing, problem: passed };
  }
  // A limit that is no number counts as reached, here and below.
  if (!(at < endsAt.earliest)) return { kind: 'overdue', since: endsAt.earliest, committedBy: endsAt.latest, missing };
  const pending = pendingUntil(input, missing);
  if (decision?.kind === 'roll-back') return { kind: 'rolling-back', decision, ...pending };
  const byLead = endsAt.earliest - input.leadMs;
  // To record the plan's consent costs nobody anything, and must not come too late.
  const actsAt = input.guard.whenNobodyDecides === 'let-commit' ? byLead : Math.max(byLead, patientUntil(input));
  if (at < actsAt) return { kind: 'countdown', actsAt, ...pending };
  return input.guard.whenNobodyDecides === 'let-commit'
    ? { kind: 'let-commit', decision: decisionOfPlan(at, missing), ...pending }
    : { kind: 'ask-for-rollback', until: endsAt.earliest, ...pending };
}

/** Whether the campaign may start nothing more until this move is settled. */
export function stopsStarts(guard: Guard): boolean {
  return guard.kind === 'passed-unproven' || guard.kind === 'overdue';
}

interface CommitAlarm {
  readonly hours: number;
  readonly dueAt: Instant;
}

/**
 * Alarms that are due and were not raised. It does not matter when one looked last: what was slept through is raised late rather
 * than never, and what was raised is not raised again. A move that was settled needs none.
 */
export function alarmsDue(input: GuardInput): readonly CommitAlarm[] {
  const { kind } = guardOf(input);
  if (kind === 'proven' || kind === 'decided' || input.at < patientUntil(input)) return [];
  return alarmsLeft(input).filter((alarm) => alarm.dueAt <= input.at);
}

/**
 * Before a start from which there is no promised way back, the decision comes first: the plan's default where it lets the commit
 * happen, else a person's.
 */
export function needsDecisionBeforeStart(given: {
  readonly promisesRollback: boolean;
  readonly decisions: readonly CommitDecision[];
  readonly guard: CommitGuard;
}): boolean {
  if (given.promisesRollback) return false;
  const decision = decisionInForce(given);
  return !(decision?.kind === 'let-commit' && decision.covers === 'everything');
}

/** Nothing asked for is something missing: no proof at all is not proven. */
const noProof = 'any proof';

function missingProofs({ at, proofs, proofMs }: GuardInput): readonly string[] {
  const outdated = proofs.filter((proof) => proof.isRequired && !isFresh(proof.judgedAt, at, proofMs));
  if (isComplete(proofs) && outdated.length === 0) return [];
  const open = proofs.filter(
    (proof) => proof.isRequired && proof.verdict !== 'pass' && proof.verdict !== 'notApplicable',
  );
  const missing = [...new Set([...open, ...outdated].map((proof) => proof.proof))];
  return missing.length === 0 ? [noProof] : missing;
}

/** The rest is left to the person who has to act. */
const patienceShare = 1 / 4;

/** Until when what is missing may still come by itself. */
function patientUntil(input: GuardInput): Instant {
  const missing = new Set(missingProofs(input));
  const since = input.proofs.filter((proof) => missing.has(proof.proof)).map((proof) => missingSince(proof, input));
  const oldest = Math.min(...since);
  // No proof at all is nothing that could come again.
  if (!Number.isFinite(oldest)) return Number.NEGATIVE_INFINITY;
  return oldest + Math.min(input.patienceMs, (input.endsAt.earliest - oldest) * patienceShare);
}

function missingSince({ verdict, since, judgedAt }: ProofVerdict, { proofMs }: GuardInput): Instant {
  if (verdict === 'pass' || verdict === 'notApplicable') return judgedAt + proofMs;
  return verdict === 'unknown' ? (since ?? Number.NEGATIVE_INFINITY) : Number.NEGATIVE_INFINITY;
}

function coversAll(covers: Covers, missing: readonly string[]): boolean {
  return covers === 'everything' || missing.every((proof) => covers.includes(proof));
}

/** The newest; of two of one instant the way back. The plan speaks only where it says so, and only before it can have passed. */
function decisionInForce(
  given: Pick<GuardInput, 'decisions' | 'guard'> & { readonly endsAt?: ObservedInstant },
): CommitDecision | undefined {
  const { guard, endsAt } = given;
  const valid = given.decisions.filter(
    (one) =>
      one.kind === 'roll-back' ||
      one.origin === 'person' ||
      (guard.whenNobodyDecides === 'let-commit' && (endsAt === undefined || one.at <= endsAt.earliest)),
  );
  const latest = Math.max(...valid.map((one) => one.at));
  const candidates = valid.filter((one) => one.at === latest);
  return candidates.find((one) => one.kind === 'roll-back') ?? candidates[0];
}

function decisionOfPlan(at: Instant, missing: readonly string[]): CommitDecision {
  const because = 'Nobody decided in time, and the approved plan lets the commit happen.';
  return { kind: 'let-commit', origin: 'plan', by: 'plan', because, at, covers: missing };
}

function pendingUntil(input: GuardInput, missing: readonly string[]): Pending {
  const patient = patientUntil(input);
  const left = alarmsLeft(input).map((alarm) => Math.max(alarm.dueAt, patient));
  return {
    missing,
    hoursLeft: Math.floor((input.endsAt.earliest - input.at) / hourMs),
    nextAlarmAt: left.length === 0 ? null : Math.min(...left),
  };
}

/** Earliest first. */
function alarmsLeft({ endsAt, guard, raised }: GuardInput): readonly CommitAlarm[] {
  return [...new Set(guard.alarmHours)]
    .filter((hours) => !raised.includes(hours))
    .map((hours) => ({ hours, dueAt: endsAt.earliest - hours * hourMs }))
    .sort((a, b) => a.dueAt - b.dueAt);
}
