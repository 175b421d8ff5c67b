import type { CampaignId, HostId, JourneyId, MoveId, TenantId } from './ids.ts';
import type { ProblemRef } from './problem.ts';
import type { Instant } from './time.ts';

/** One move is one attempt of one host. The journey owns the union of states and events; the engine only stores and schedules them. */
export interface MoveStateBase {
  readonly kind: string;
}
export interface MoveEventBase {
  readonly kind: string;
  readonly at: Instant;
}

/** How far a state is, in the terms that caps, floors and counts need. */
export type MovePhase = 'waiting' | 'inFlight' | 'observing' | 'ended';

/** When to look at a move again, and what it occupies meanwhile. */
export interface Schedule {
  /** When to look again; null for a state that nothing but a person can change. */
  readonly lookAt: Instant | null;
  /** When silence becomes failure; null when no clock runs. */
  readonly deadlineAt: Instant | null;
  readonly phase: MovePhase;
  /** Whether the move takes a slot of the cap: from requested until verified-protected again, failures until acknowledged. */
  readonly inFlight: boolean;
  /** Whether the move is the one change its host may have. */
  readonly isActive: boolean;
}

/** The answer of a transition table: the new state, or a refusal with a code. */
export type Transition<S extends MoveStateBase> =
  | { readonly ok: true; readonly state: S; readonly changed: boolean }
  | { readonly ok: false; readonly problem: ProblemRef };

/** Who started it: a campaign of ours, or somebody in the portal (or automatic activation). */
export type MoveOrigin = 'campaign' | 'external';

export interface Move<S extends MoveStateBase = MoveStateBase> {
  readonly tenantId: TenantId;
  readonly moveId: MoveId;
  readonly hostId: HostId;
  readonly campaignId: CampaignId | null;
  readonly journey: JourneyId;
  readonly attempt: number;
  readonly origin: MoveOrigin;
  readonly state: S;
  /** Grows by one with every change; a writer that read an older one loses. */
  readonly version: number;
  readonly createdAt: Instant;
  readonly changedAt: Instant;
}
