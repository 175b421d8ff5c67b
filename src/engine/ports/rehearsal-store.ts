import type { TenantId } from '../../domain/ids.ts';
import type { EventDraft } from '../../domain/log.ts';
import type { EstateKind, Rehearsal } from '../../domain/rehearsal/result.ts';
import type { Instant } from '../../domain/time.ts';

/** A kept rehearsal without its document. */
export interface RehearsalRow {
  readonly planDigest: string;
  /** Of the document. */
  readonly digest: string;
  readonly rehearsedAt: Instant;
  readonly rehearsedBy: string;
  readonly estate: EstateKind;
  readonly isAnonymous: boolean;
  readonly seeds: number;
  /** In how many of them the campaign came to its end. */
  readonly finished: number;
}

export interface RehearsalWrite {
  readonly row: RehearsalRow;
  readonly rehearsal: Rehearsal;
  readonly events: readonly EventDraft[];
}

export interface RehearsalStore {
  /** The newest of each of these plans that has one. */
  newestRehearsals(tenantId: TenantId, planDigests: readonly string[]): Promise<readonly RehearsalRow[]>;
  rehearsalDocument(tenantId: TenantId, planDigest: string, digest: string): Promise<Rehearsal | undefined>;
}
