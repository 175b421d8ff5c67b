import type { DurationRange } from '../../domain/coverage.ts';
import type { ChainBreak } from '../../domain/log.ts';
import type { Campaign } from '../../domain/plan.ts';
import type { ProblemRef } from '../../domain/problem.ts';
import type { Task } from '../../domain/task.ts';
import type { Instant } from '../../domain/time.ts';
import type { Eligibility } from '../../domain/verdict.ts';
import type { Connection, HostRow, MoveRow, Reading, ReceiverRow, Tenant } from './store.ts';

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
  readonly warnings: readonly string[];
}

export interface ShadowRow {
  readonly server: string;
  readonly ours: string;
  readonly service: string;
  readonly outcome: string | null;
  readonly agrees: boolean | null;
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
    readonly counts: Readonly<Record<string, number>>;
    readonly waits: Readonly<Record<string, number>>;
  }[];
  readonly needsYou: readonly {
    readonly what: string;
    readonly subject: string;
    readonly dueAt: Instant | null;
    readonly command: string;
  }[];
  readonly next: { readonly at: Instant; readonly what: string } | null;
  readonly readings: readonly Reading[];
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
