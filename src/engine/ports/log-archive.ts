import type { TenantId } from '../../domain/ids.ts';
import type { EventDraft, LogEvent, LogLink } from '../../domain/log.ts';
import type { Instant } from '../../domain/time.ts';

/** A link as it is read and as it is written into an archive. */
export interface FullLink {
  readonly link: LogLink;
  readonly events: readonly LogEvent[];
}

/** The public half of a key, and who signs with the other one. */
export interface Signer {
  readonly key: { readonly fingerprint: string; readonly publicKey: string };
  /** Ed25519, base64. @throws ProblemError('report-key-unusable'). */
  sign(bytes: Uint8Array): Promise<string>;
}

/** A stretch of a log, from its first link to its last. */
export interface Stretch {
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly hashBefore: string;
  readonly hashAfter: string;
}

/** Where sealed archives are kept, and who signs them. */
export interface ArchiveKeeper {
  signer(tenantId: TenantId): Promise<Signer>;
  /**
   * Writes links into a file and comes back when it lies on the disk, was read again from there and proved to be what was meant.
   * @throws when it was not; then nothing may be cut.
   */
  write(
    tenantId: TenantId,
    stretch: Stretch,
    links: AsyncIterable<FullLink>,
    signer: Signer,
  ): Promise<{ readonly file: string; readonly sha256: string; readonly links: number; readonly events: number }>;
}

export interface SealStore {
  /**
   * The first link that has to stay as it is: something that is open began there, or a collector that was served since `servedSince` has not got it.
   * undefined: nothing holds the log.
   */
  sealLimit(tenantId: TenantId, servedSince: Instant): Promise<number | undefined>;
  /**
   * Takes out the entries of these links, and tells of it in a new link, in one transaction. The links stay.
   * @returns false when they were not there any more: somebody else was first, and nothing was done.
   * @throws ProblemError('tenant-archived').
   */
  cutEntries(request: {
    readonly tenantId: TenantId;
    readonly at: Instant;
    readonly places: readonly number[];
    readonly entries: number;
    readonly events: readonly EventDraft[];
  }): Promise<boolean>;
}
