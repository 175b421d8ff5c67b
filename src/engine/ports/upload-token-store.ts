import type { TenantId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/time.ts';

/** Lets a collector bring one file of one host, and nothing else. Instants here are the machine clock's. */
export interface UploadToken {
  readonly tenantId: TenantId;
  readonly tokenId: string;
  /** SHA-256 of the secret part; the secret itself is shown once and kept nowhere. */
  readonly secretHash: string;
  /** Whose file it takes: the FQDN where it is known, else the name that was given. */
  readonly host: string;
  readonly createdAt: Instant;
  readonly createdBy: string;
  readonly expiresAt: Instant;
  readonly revokedAt: Instant | null;
  /** When its file was taken, and the SHA-256 of that file. */
  readonly usedAt: Instant | null;
  readonly usedDigest: string | null;
  /** Files that were refused so far. */
  readonly refusals: number;
}

export interface UploadTokenStore {
  putUploadToken(token: UploadToken): Promise<void>;
  /** Of any tenant: who comes with it is known by it alone. */
  uploadTokenByHash(secretHash: string): Promise<UploadToken | undefined>;
  /** The newest first. */
  uploadTokens(tenantId: TenantId): Promise<readonly UploadToken[]>;
  revokeUploadToken(tenantId: TenantId, tokenId: string, at: Instant): Promise<boolean>;
  /**
   * Uses the token up for one file. True also when it was used up for the same file before, so that a transaction that failed behind it can be
   * tried again; of two different files at once, one gets it.
   */
  spendUploadToken(tenantId: TenantId, tokenId: string, digest: string, at: Instant): Promise<boolean>;
  /** Counts a refused file; the one that reaches `most` revokes the token. @returns the count. */
  countUploadRefusal(tenantId: TenantId, tokenId: string, most: number, at: Instant): Promise<number>;
  /** Removes tokens that expired before; what was done with them stays in the log. */
  sweepUploadTokens(expiredBefore: Instant): Promise<number>;
}
