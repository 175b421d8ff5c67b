import type { TenantId } from '../../domain/ids.ts';
import type { EventDraft, LogLink } from '../../domain/log.ts';
import type { Instant } from '../../domain/time.ts';
import type { Signer } from './log-archive.ts';

/** What was written of a tenant: rows by table, and the end of its log. */
export interface TenantExport {
  readonly rows: number;
  readonly tables: Readonly<Record<string, number>>;
  readonly head: Pick<LogLink, 'seq' | 'hash'>;
  /** Of the whole file, unpacked, but its last line. */
  readonly sha256: string;
}

/** Whole tenants, and the log of the installation, which outlives them. */
export interface TenantLifeStore {
  /**
   * Takes out every row of an archived tenant, in every table that knows tenants, with what else names it: answers that are remembered, roles, and the
   * accounts that have no other. What was done is the newest link of the installation's log, in the same transaction.
   * @throws ProblemError('not-found'), ProblemError('tenant-not-archived').
   */
  deleteTenant(request: {
    readonly tenantId: TenantId;
    readonly at: Instant;
    readonly events: readonly EventDraft[];
  }): Promise<{ readonly rows: number }>;
  /** Adds to the log of the installation; its links are read as those of a tenant with the id `installation`. */
  recordInstallation(at: Instant, events: readonly EventDraft[]): Promise<void>;
  /** Writes everything of one tenant into a signed file, in one step, as it is at one instant. @throws ProblemError('not-found'). */
  exportTenant(tenantId: TenantId, path: string, signer: Signer): Promise<TenantExport>;
}
