import type { CampaignId, TenantId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/time.ts';
import type { Reading } from './access-store.ts';

/** What there is to do for a tenant at one instant, and how to tell whether anything has changed since. */
export interface Agenda {
  /** Where the log is. What only logged changes can change is as it was for as long as this stays. */
  readonly seq: number;
  /** Says of every campaign which version it is, and how many slots it has given: another text where any of them is another. */
  readonly campaigns: string;
  readonly readings: readonly Reading[];
  /** Something waits for its turn or is in flight. */
  readonly isBusy: boolean;
  readonly hasDueMoves: boolean;
  /** Hosts whose facts or rules changed since they were judged. */
  readonly hasChangedHosts: boolean;
  /** Something in the outbox may be taken, see `claimEffects`. */
  readonly hasEffects: boolean;
  /** Ways back that were asked for wait for their turn. */
  readonly hasWaysBack: boolean;
}

/** Which moves a campaign that is under way still has. */
export interface Unfinished {
  readonly campaignId: CampaignId;
  readonly isWaiting: boolean;
  readonly isActive: boolean;
}

export interface AgendaStore {
  /** One statement, whatever there is: all of it is of one instant. */
  agenda(request: {
    readonly tenantId: TenantId;
    /** Workers that are known to be gone. */
    readonly gone?: readonly string[] | undefined;
    readonly tenantNow: Instant;
    readonly machineNow: Instant;
  }): Promise<Agenda>;
  /** Of every campaign that is under way whether moves wait in it, and whether any is active at all. */
  unfinished(tenantId: TenantId): Promise<readonly Unfinished[]>;
}
