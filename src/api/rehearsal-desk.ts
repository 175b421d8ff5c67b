import type { RehearsalFault } from '../contract/rehearsals.ts';
import type { TenantId } from '../domain/ids.ts';
import type { Plan } from '../domain/plan/document.ts';
import type { ProblemRef } from '../domain/problem.ts';
import type { EstateKind } from '../domain/rehearsal/result.ts';
import type { Instant } from '../domain/time.ts';
import type { Actor } from '../engine/control.ts';

/** What somebody asks to be rehearsed. */
export interface RehearsalWish {
  readonly plan: Plan;
  readonly seed: number;
  readonly seeds: number;
  readonly faults: readonly { readonly kind: string; readonly rate?: number | undefined }[];
  readonly estate: EstateKind;
  readonly anonymise: boolean;
}

/** A rehearsal that runs, or that broke off; one that is done is kept with its plan. */
export type RehearsalStanding =
  | { readonly kind: 'running'; readonly done: number; readonly of: number; readonly clockAt: Instant | null }
  | { readonly kind: 'failed'; readonly problem: ProblemRef };

/** Whoever plays rehearsals beside the server. */
export interface RehearsalDesk {
  /** Begins one. @throws ProblemError('rehearsal-running' | 'request-invalid'). */
  begin(tenantId: TenantId, actor: Actor, wish: RehearsalWish): Promise<void>;
  /** The faults that it can lay on. */
  faults(): readonly RehearsalFault[];
  /** undefined: nothing runs, and nothing broke off since the last that is kept. */
  standing(tenantId: TenantId, planDigest: string): RehearsalStanding | undefined;
}
