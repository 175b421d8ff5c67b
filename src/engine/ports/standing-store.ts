import type { Approval } from '../../domain/campaign/approval.ts';
import type { TenantId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/time.ts';
import type { ProtectionCount } from './move-store.ts';
import type { PlanRow } from './plan-store.ts';

/** A tenant that is asked about, on its own clock. */
export interface StandingAsked {
  readonly tenantId: TenantId;
  readonly now: Instant;
  /** What was seen before says nothing any more. */
  readonly seenSince: Instant;
}

/** How one tenant stands, as counts. */
export interface StandingRow {
  readonly tenantId: TenantId;
  readonly openTasks: number;
  readonly taskDueAt: Instant | null;
  /** Lists of the service that cannot be read. */
  readonly listsInTrouble: number;
  /** Campaigns in which servers wait for an approval, and those that servers could join. */
  readonly campaignsInNeed: number;
  /** Campaigns that have not ended. */
  readonly campaigns: number;
  readonly inFlight: number;
  /** The nearest instant at which a move is reverted, or can no longer go back. */
  readonly moveDueAt: Instant | null;
  /** Hosts by what their sensor says, and how many of them are in flight. */
  readonly protection: readonly (Omit<ProtectionCount, 'site' | 'domain'> & { readonly inFlight: number })[];
  /** Plans that demand an approval and have not begun, with what people decided. */
  readonly plans: readonly { readonly plan: PlanRow; readonly approvals: readonly Approval[] }[];
}

export interface StandingStore {
  /** How each of these tenants stands, in as many statements for a hundred tenants as for one. */
  standings(asked: readonly StandingAsked[]): Promise<readonly StandingRow[]>;
}
