import type { Calendar } from './calendar/calendar.ts';
import type { Json } from './canonical.ts';
import type { GuardInput } from './commit-guard.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { FactTable } from './fact.ts';
import type { WatchedIssue } from './gate/wave-view.ts';
import type { Host, MigrationState } from './host.ts';
import type { EditionId, JourneyId } from './ids.ts';
import type { Move, MoveEventBase, MoveStateBase, Schedule, Transition } from './move.ts';
import type { Durations } from './plan/pace.ts';
import type { PlanWarning } from './plan/warning.ts';
import type { ProofVerdict } from './proof.ts';
import type { TaskDraft } from './task.ts';
import type { Instant, ObservedInstant } from './time.ts';
import type { Eligibility } from './verdict.ts';

/** Values of one edition after a tenant's overrides. `unstated` says: this edition's page no longer gives a value. */
export interface RulebookOverride {
  readonly rule: string;
  readonly value: Json;
  readonly because: string;
}

/** Which edition a tenant works by, and where it deviates. */
export interface RulesInForce {
  readonly edition: EditionId;
  readonly overrides: readonly RulebookOverride[];
}

/** What is known about a whole tenant and matters to a journey. undefined says nobody told us. */
export interface TenantFacts {
  readonly usesVpnIntegration?: boolean | undefined;
  readonly usesSyslog?: boolean | undefined;
  /** Somebody accepted in writing that v3.x has neither; holds who, when and why. */
  readonly featureLossAcceptedBy?: string | undefined;
  readonly automaticAuditing?: boolean | undefined;
  readonly automaticActivation?: boolean | undefined;
  /** The zone in which people at a site read their clocks, an IANA name. No rule asks for it. */
  readonly siteZones?: Readonly<Record<string, string>> | undefined;
  /** When starts are allowed in the whole tenant, beside what a plan says: all must be open. No verdict rests on them. */
  readonly calendars?: readonly Calendar[] | undefined;
}

export interface EvaluateInput {
  readonly host: Host;
  readonly facts: FactTable;
  readonly tenant: TenantFacts;
  readonly edition: EditionId;
  readonly overrides: readonly RulebookOverride[];
  /** `host` refuses the service's own verdict as evidence; `service` accepts it for the checks that the rulebook lists. */
  readonly demand: 'service' | 'host';
  readonly now: Instant;
}

/**
 * What the service says about a host now. An observed instant is an interval: the change to this state happened after `from`
 * (the last reading that said something else) and no later than `since` (the first that said this); `at` is the newest reading.
 */
export interface Sighting {
  readonly migrationState: MigrationState;
  /** Which sensor generation the reported version belongs to. */
  readonly generation: 'v2' | 'v3' | 'unknown';
  /** True when the sensor of that generation is reported running and not unhealthy; undefined when not said. */
  readonly isProtecting: boolean | undefined;
  /** Reason codes of what fails on this host now and must not fail while it moves (S3-21); empty when nothing is known to. */
  readonly lost: readonly string[];
  /** Another attempt at the server followed this one: the reading is about that one, and tells this one only whether the server is protected. */
  readonly isFollowed?: boolean | undefined;
  readonly from: Instant;
  readonly since: Instant;
  readonly at: Instant;
}

/** What is known when the time of a move is over. */
export interface Evidence {
  /** It is complete. */
  readonly isProven: boolean;
  /** An answer of the service may still complete it: a list could not be read just now, or somebody else reads it. For minutes, never for long. */
  readonly isAwaited: boolean;
}

/** How a move comes to its commit. */
export type CommitWindow = Pick<GuardInput, 'endsAt' | 'raised' | 'decisions'>;

/** Since when a way back is wanted, until when it can begin, and whether a person asked for exactly this server. */
export interface WaitingBack {
  readonly askedAt: Instant;
  readonly until: Instant | null;
  readonly isNamed: boolean;
}

/** A move with everything that its aftercare looks at. */
interface MoveView<S extends MoveStateBase = MoveStateBase> {
  readonly move: Move<S>;
  readonly host: Host;
  readonly proofs: readonly ProofVerdict[];
  readonly facts: FactTable | undefined;
  readonly tenant: TenantFacts;
  readonly rules: RulesInForce;
  readonly now: Instant;
}

/**
 * What a journey gives the engine. All of it is pure: the engine reads, asks, records and acts, and decides nothing itself.
 */
export interface Journey<S extends MoveStateBase = MoveStateBase, E extends MoveEventBase = MoveEventBase> {
  readonly id: JourneyId;
  readonly title: string;
  readonly editions: readonly EditionId[];
  /** What its checks are called, in their order. */
  readonly checkIds: readonly string[];
  /** All checks of the journey on one host. */
  evaluate(input: EvaluateInput): Eligibility;
  /** The state of a new move that waits for its turn, and of one that somebody else started. */
  queued(at: Instant): S;
  adopted(sighting: Sighting, rules: RulesInForce): S | undefined;
  /** What a command of ours is called as an event, with the rulebook's times filled in. */
  granted(at: Instant, rules: RulesInForce, channel: 'graph' | 'portal'): E;
  /** How long a move takes, at most, and how long it can still go back. */
  durations(rules: RulesInForce): Durations;
  /** Which failing checks of a host in flight are prerequisites that it lost on the way. */
  lostPrerequisites(eligibility: Eligibility): readonly string[];
  /** A reason code in words; a code that the journey does not know stays as it is. */
  reasonTitle(this: void, reason: string): string;
  /** Whether a reason of this code can be among them; saves reading verdicts that hold none. */
  canBeLost(this: void, reason: string): boolean;
  /** What a reading means to a move; undefined when it means nothing new. */
  observe(state: S, sighting: Sighting, rules: RulesInForce): E | undefined;
  /** What the passing of time means to a move; undefined when nothing is due. */
  due(state: S, now: Instant, evidence: Evidence): E | undefined;
  /** The transition table. */
  next(state: S, event: E): Transition<S>;
  schedule(state: S, now: Instant): Schedule;
  /** Why nothing of ours happens in this state: a kebab-case reason; null where the campaign decides (queued) or nothing is waited for. */
  waitingFor(state: S): string | null;
  /** Whether a host in this state must not be moved again until a person releases it (I13). */
  isPinning(state: S): boolean;
  /** Whether the proofs are asked for in this state. */
  isProving(state: S): boolean;
  /** Whether the service would take a start of a host that it reports so. */
  isStartable(migrationState: MigrationState): boolean;
  /** The proofs of a move on the facts now; a move is done only when all required ones pass. */
  proofs(given: {
    readonly move: Move<S>;
    /** What was judged earlier: what needs to be true only once stays proved. */
    readonly earlier: readonly ProofVerdict[];
    readonly before: FactTable | undefined;
    readonly after: FactTable;
    readonly rules: RulesInForce;
    readonly at: Instant;
  }): readonly ProofVerdict[];
  /** What a person presses where the service offers no interface: the start by hand, and the way back. */
  portalStartTask(move: Move<S>, host: Host): TaskDraft;
  /** The way back of this attempt was asked for as a drill, or it was one. */
  isDrill(state: S): boolean;
  rollbackTask(move: Move<S>, host: Host): TaskDraft;
  /** What people are told, and can decide, while the floor keeps a way back. */
  rollbackKeptTask(move: Move<S>, host: Host): TaskDraft;
  /** A way back that was asked for and waits for its turn; undefined where none does. */
  waitingBack(state: S): WaitingBack | undefined;
  /** What is wrong with a deviation from the rulebook; undefined when nothing is. Asked at the door, so that rules can trust their values. */
  faultOfOverride(override: RulebookOverride): string | undefined;
  /** What a person must know before a plan of this journey is applied: what cannot be undone, and from when. */
  warnings(rules: RulesInForce): readonly PlanWarning[];
  /** Whether our verdict fits what the service says of a host and what became of it; null while nothing is decided. */
  agreement(isEligible: boolean, service: MigrationState, outcome: string | null): boolean | null;
  /** Decisions that a tenant has to make once; `reasons` are those of its hosts. */
  tenantTasks(tenant: TenantFacts, reasons: readonly string[]): readonly TaskDraft[];
  /** When a state says that the host was switched, and when the new sensor began to protect it; null: it says neither. */
  signs(state: S): { readonly switchedAt: Instant | null; readonly byNew: ObservedInstant | null };
  /** Until when a move can go back, and what was alarmed and decided about that; undefined where no way back is promised, or none is left. */
  commitWindow(state: S): CommitWindow | undefined;
  /** Whether it was committed without its evidence, and nobody had decided that (I11). */
  isUndeclaredCommit(state: S): boolean;
  /** Which of its proofs show that detections and telemetry are as before. */
  readonly detectionProofs: readonly string[];
  /** Kinds of health issues that only one of the two sensors can raise: with the other nobody watches for them. */
  oneSidedIssues(rules: RulesInForce): { readonly old: readonly string[]; readonly new: readonly string[] };
  /** The open health issues among facts, with who watches for each; undefined: nobody told. */
  watchedIssues(
    facts: FactTable,
    rules: RulesInForce,
  ): { readonly readAt: Instant; readonly issues: readonly WatchedIssue[] } | undefined;
  /** What is wrong with a host, most useful first. */
  diagnose(given: {
    readonly facts: FactTable;
    readonly eligibility: Eligibility | undefined;
    readonly move: Move<S> | undefined;
    readonly rules: RulesInForce;
    readonly now: Instant;
  }): readonly Diagnosis[];
  /** Tasks that a state brings with it, for the engine to open (idempotent by key). */
  tasks(given: MoveView<S>): readonly TaskDraft[];
  /** Keys of tasks that a state has made pointless; the engine withdraws those that are still open. */
  mootTasks(move: Move<S>): readonly string[];
}
