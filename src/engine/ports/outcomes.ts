import type { Approval, ApprovalStanding } from '../../domain/campaign/approval.ts';
import type { Campaign } from '../../domain/campaign/campaign.ts';
import type { DurationRange } from '../../domain/coverage.ts';
import type { GroupCount } from '../../domain/floor/protection.ts';
import type { WatchedIssue } from '../../domain/gate/wave-view.ts';
import type { UnderWay } from '../../domain/host-hold.ts';
import type { HuntingQueryName } from '../../domain/hunting-queries.ts';
import type { ChainBreak, SealedPart } from '../../domain/log.ts';
import type { PlanWarning } from '../../domain/plan/warning.ts';
import type { ProblemRef } from '../../domain/problem.ts';
import type { Rehearsal } from '../../domain/rehearsal/result.ts';
import type { Task } from '../../domain/task.ts';
import type { Instant } from '../../domain/time.ts';
import type { Eligibility, Verdict } from '../../domain/verdict.ts';
import type {
  CommitHour,
  Connection,
  HostRow,
  MoveRow,
  OldestEvidence,
  PlanRow,
  Reading,
  ReceiverRow,
  RehearsalRow,
  Tenant,
} from './store.ts';

/** What the use cases give back, in domain terms. Beside the ports, because reports are made of it. */
export interface ImportOutcome {
  readonly format: string;
  readonly isDryRun: boolean;
  readonly mapping: readonly { readonly column: string; readonly key: string | null }[];
  readonly rows: number;
  readonly registered: number;
  readonly updated: number;
  /** Full names of the hosts that rows were filed under; at most 1,000 of them. */
  readonly hosts: readonly string[];
  readonly problems: readonly (ProblemRef & { readonly line?: number | undefined })[];
}

export interface CheckOutcome {
  readonly hosts: readonly { readonly host: HostRow; readonly eligibility: Eligibility }[];
  readonly problems: readonly ProblemRef[];
}

export interface ApplyOutcome {
  readonly campaign: Campaign | null;
  readonly isDryRun: boolean;
  readonly isShadow: boolean;
  readonly wouldSend: readonly {
    readonly method: string;
    readonly path: string;
    readonly body: unknown;
    readonly servers: readonly string[];
  }[];
  readonly warnings: readonly PlanWarning[];
}

/** A saved plan with what people decided on it. */
export interface PlanOutcome {
  readonly row: PlanRow;
  /** In the order in which they were made; also those that do not stand any more. */
  readonly approvals: readonly Approval[];
  /** One a wave where each wave is approved, else one for wave 0. */
  readonly standings: readonly { readonly wave: number; readonly standing: ApprovalStanding }[];
  /** The newest; undefined: it was never rehearsed. */
  readonly rehearsal: RehearsalRow | undefined;
}

/** A rehearsal with its document. */
export interface KeptRehearsal {
  readonly row: RehearsalRow;
  readonly rehearsal: Rehearsal;
}

export interface ShadowRow {
  readonly server: string;
  readonly ours: string;
  readonly service: string;
  readonly outcome: string | null;
  readonly agrees: boolean | null;
}

/** What holding a campaign did or would do; servers by name. */
export interface HoldOutcome {
  readonly campaign: Campaign;
  readonly isDryRun: boolean;
  /** Without whom it goes on, newly. */
  readonly accepted: readonly string[];
  /** What waits and never starts. */
  readonly abandons: readonly string[];
  /** What is asked back. */
  readonly rollsBack: readonly string[];
  /** What runs and is finished, whatever was decided. */
  readonly finishes: readonly string[];
}

export interface HostHoldOutcome {
  /** As it is now; of a dry run, as it would be. */
  readonly host: HostRow;
  readonly isDryRun: boolean;
  /** false: it was so already. */
  readonly isChanged: boolean;
  /** What goes on or waits, whatever was decided. */
  readonly underWay: UnderWay;
}

export interface RollbackOutcome {
  readonly move: MoveRow;
  readonly host: HostRow;
  readonly task: Task | null;
  readonly problem: ProblemRef | null;
}

export interface VerifyOutcome {
  readonly moves: readonly { readonly move: MoveRow; readonly host: HostRow }[];
  readonly problems: readonly ProblemRef[];
}

export interface StatusOutcome {
  readonly tenant: Tenant;
  readonly now: Instant;
  readonly connection: Connection | undefined;
  readonly campaigns: readonly {
    readonly campaign: Campaign;
    /** Moves by state, wave by wave. */
    readonly counts: readonly Readonly<Record<string, number>>[];
    readonly waits: Readonly<Record<string, number>>;
    /** When the next observation of it ends at the latest. */
    readonly commitAt: Instant | null;
  }[];
  readonly needsYou: readonly {
    readonly what: string;
    readonly subject: string;
    readonly dueAt: Instant | null;
    readonly command: string;
    readonly kind: 'task' | 'plan' | 'campaign' | 'reading';
    /** Of the task or campaign, the digest of the plan, the name of the list. */
    readonly id: string;
  }[];
  readonly next: { readonly at: Instant; readonly what: string } | null;
  readonly readings: readonly Reading[];
}

/** How well each site stands, what becomes final when, and what blocks. */
export interface OverviewOutcome {
  readonly now: Instant;
  /** When the list that coverage is counted from was read; null: never. */
  readonly readAt: Instant | null;
  /** Until when what it said could start something. */
  readonly decidesUntil: Instant | null;
  readonly sites: readonly { readonly site: string; readonly count: GroupCount; readonly floor: number }[];
  readonly commits: readonly CommitHour[];
  readonly blockers: readonly {
    readonly reason: string;
    readonly hosts: number;
    readonly alone: number;
    /** The verdict of one host that has it; undefined when it was judged anew meanwhile. */
    readonly verdict: Verdict | undefined;
  }[];
  /** What a verdict in force rests on and is older than anything else that one does; undefined: no verdict rests on anything now. */
  readonly oldestEvidence: OldestEvidence | undefined;
}

/** How one tenant stands, among others. */
export interface StandingOutcome {
  readonly tenant: Tenant;
  readonly now: Instant;
  /** As many things as its own status says that somebody is needed for. */
  readonly needs: number;
  readonly listsInTrouble: number;
  readonly servers: number;
  readonly protected: number;
  readonly unknown: number;
  readonly inFlight: number;
  readonly campaigns: number;
  /** The nearest deadline of a move or a task. */
  readonly dueAt: Instant | null;
}

/** An open or ended health issue of one server, held against what stood before the switch. */
export interface IssueStanding {
  readonly issue: WatchedIssue;
  readonly standing: 'open' | 'kept' | 'fresh' | 'ended' | 'gone' | 'expected';
}

/** What would take an observed server back to where it was. */
export interface WayBack {
  readonly cause: 'asked' | 'person' | 'plan' | 'elsewhere';
  readonly at: Instant | null;
  readonly missing: readonly string[];
}

/** What is watched of one server. */
export interface WatchesOutcome {
  /** Its newest attempt. */
  readonly move: MoveRow | null;
  readonly health: {
    readonly readAt: Instant | null;
    readonly beforeAt: Instant | null;
    readonly problem: { readonly code: string; readonly detail: string } | null;
    readonly issues: readonly IssueStanding[];
    readonly oneSided: { readonly old: readonly string[]; readonly new: readonly string[] };
  };
  readonly rollsBack: readonly WayBack[];
}

/** How a hunting query was run last, and what of its answer is kept. */
export interface QueryRun {
  readonly query: HuntingQueryName;
  readonly standing: 'ran' | 'late' | 'failing' | 'never' | 'notRun';
  /** Why nobody but a person runs it; null: the engine does. */
  readonly whyNot: 'no-connection' | 'archived' | null;
  /** When it last succeeded. */
  readonly readAt: Instant | null;
  /** When it is run again at the latest: sooner where something begins to move. */
  readonly dueAt: Instant | null;
  readonly problem: Reading['problem'];
  /** Tries in a row that failed. */
  readonly failures: number;
  /** Since when it fails with this problem, as far as the log tells. */
  readonly failsSince: Instant | null;
  readonly everyMs: { readonly busy: number; readonly idle: number };
  /** How long a row decides anything. */
  readonly believedForMs: number;
  /** Hosts of which a row is kept. */
  readonly rows: number;
  /** Of these, what the last run said; null: of rows with times of their own nobody keeps that. */
  readonly current: number | null;
  readonly oldestAt: Instant | null;
  readonly newestAt: Instant | null;
}

export interface HostCoverage {
  readonly host: HostRow;
  readonly intervals: readonly DurationRange[];
}

export interface LogOutcome {
  readonly links: number;
  readonly events: number;
  readonly head: { readonly seq: number; readonly hash: string };
  readonly breaks: readonly ChainBreak[];
  readonly sealed?: SealedPart | undefined;
  readonly differences: readonly string[];
}

/** What came of a message that somebody asked for. */
export interface TestOutcome {
  readonly receiver: ReceiverRow;
  readonly messageId: string;
  readonly durationMs: number;
  /** What the receiver said; null when it did not take the message. */
  readonly answer: string | null;
  readonly problem: ProblemRef | null;
}

/** What became of the selection of a campaign since its plan was made, by name. */
export interface SelectionOutcome {
  readonly joined: readonly string[];
  readonly gone: readonly string[];
}
