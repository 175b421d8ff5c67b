import type { Approval } from '../../domain/campaign/approval.ts';
import type { ApprovalDemand } from '../../domain/campaign/rules.ts';
import type { TenantId } from '../../domain/ids.ts';
import type { EventDraft } from '../../domain/log.ts';
import type { Plan } from '../../domain/plan/document.ts';
import type { Instant } from '../../domain/time.ts';
import type { Page, PageRequest } from './estate-store.ts';

/** A saved plan without its document. */
export interface PlanRow {
  readonly tenantId: TenantId;
  readonly digest: string;
  readonly name: string;
  /** Who stands in the document. */
  readonly author: string;
  readonly createdAt: Instant;
  /** Who made it here or handed it in: that is known, whatever the document says. */
  readonly savedBy: string;
  readonly savedAt: Instant;
  readonly servers: number;
  readonly waves: number;
  readonly demand: ApprovalDemand;
}

export interface PlanWrite {
  readonly row: PlanRow;
  readonly plan: Plan;
  /** Dropped when the plan is there already: who saved it first is its author. */
  readonly events: readonly EventDraft[];
}

/** A new decision, or one that is taken back now; taking back what is not standing any more is lost. */
export interface ApprovalWrite {
  readonly approval: Approval;
  readonly events: readonly EventDraft[];
}

export interface PlanStore {
  /** Newest first. */
  planRows(
    tenantId: TenantId,
    filter: { readonly savedSince?: Instant | undefined; readonly isDemanding?: boolean | undefined },
    page: PageRequest,
  ): Promise<Page<PlanRow>>;
  planRow(tenantId: TenantId, digest: string): Promise<PlanRow | undefined>;
  /** At most three of the digests that begin so: more than one is told as such. */
  digestsLike(tenantId: TenantId, start: string): Promise<readonly string[]>;
  planDocument(tenantId: TenantId, digest: string): Promise<Plan | undefined>;
  /** All decisions on these plans, also those that do not stand any more, in the order in which they were made. */
  approvals(tenantId: TenantId, digests: readonly string[]): Promise<readonly Approval[]>;
}
