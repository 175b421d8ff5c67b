import type { CloudId } from '../../domain/cloud.ts';
import type { ConnectionId, TenantId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/time.ts';

export interface Connection {
  readonly tenantId: TenantId;
  readonly connectionId: ConnectionId;
  readonly kind: 'graph';
  readonly cloud: CloudId;
  readonly loginUrl: string;
  readonly graphUrl: string;
  readonly directoryId: string;
  readonly clientId: string;
  /** Where the secret is, never the secret: `env:NAME` or `file:PATH`. */
  readonly secretRef: string;
  readonly isArmed: boolean;
  /** Who armed it knew that this store may forget what it acknowledged. */
  readonly acceptsUnsafeStore?: boolean | undefined;
  readonly channel: 'graph' | 'portal';
  readonly createdAt: Instant;
  readonly version: number;
}

export interface ConnectionStore {
  connection(tenantId: TenantId): Promise<Connection | undefined>;
}

/** The state of one list that is read again and again: when it was read, when it is due, why it failed. */
export interface Reading {
  readonly tenantId: TenantId;
  readonly resource: string;
  readonly readAt: Instant | null;
  readonly dueAt: Instant;
  readonly problem: { readonly code: string; readonly detail: string } | null;
  readonly failures: number;
}

export interface ReadingClaim {
  /** How often the list was recorded until now. */
  readonly version: number;
}

/** Where the log is, and whether a host was registered or named anew since an earlier place of it. */
export interface NamesSince {
  readonly seq: number;
  /** Also where no earlier place is given: nobody knows then. */
  readonly hasNewNames: boolean;
}

export interface ReadingStore {
  /**
   * Takes a due reading for one worker: when it is due on the tenant clock and no claim (machine clock) of another worker that lives is open; else undefined.
   * A reading that does not exist yet is due. The claim ends with the next `commit` of that reading.
   */
  claimReading(request: {
    readonly tenantId: TenantId;
    readonly resource: string;
    readonly worker: string;
    /** Workers that are known to be gone. */
    readonly gone?: readonly string[] | undefined;
    readonly tenantNow: Instant;
    readonly machineNow: Instant;
    readonly leaseMs: number;
    /** Takes it although it is not due yet. */
    readonly force?: boolean | undefined;
  }): Promise<ReadingClaim | undefined>;
  readings(tenantId: TenantId): Promise<readonly Reading[]>;
  namesSince(tenantId: TenantId, seq: number | undefined): Promise<NamesSince>;
}
export type Role = 'viewer' | 'operator' | 'approver' | 'administrator';

export interface ApiToken {
  readonly tokenId: string;
  readonly name: string;
  /** SHA-256 of the secret part; the secret itself is shown once and kept nowhere. */
  readonly secretHash: string;
  readonly role: Role;
  /** The one tenant it opens, or null for all (administrators of the installation). */
  readonly tenantId: TenantId | null;
  readonly createdAt: Instant;
  readonly createdBy: string;
  readonly expiresAt: Instant;
  readonly revokedAt: Instant | null;
  readonly lastUsedAt: Instant | null;
}

/** A one-time link, stored as a hash; spent by the first who follows it. */
export interface SignInLink {
  readonly linkHash: string;
  readonly role: Role;
  readonly actor: string;
  readonly expiresAt: Instant;
}

export interface BrowserSession {
  readonly sessionHash: string;
  readonly actor: string;
  readonly role: Role;
  readonly tenantId: TenantId | null;
  readonly csrfToken: string;
  /** It ends then, however it is used. */
  readonly expiresAt: Instant;
  /** Whose account it is, which then says role and tenant; null: it came by a one-time link. */
  readonly personId: string | null;
  readonly seenAt: Instant;
}

/** Who may come in. Instants here are the machine clock's. */
export interface AccessStore {
  putToken(token: ApiToken): Promise<void>;
  tokenByHash(secretHash: string): Promise<ApiToken | undefined>;
  tokens(tenantId: TenantId | null): Promise<readonly ApiToken[]>;
  revokeToken(tokenId: string, at: Instant): Promise<boolean>;
  touchToken(tokenId: string, at: Instant): Promise<void>;
  putSignInLink(link: SignInLink): Promise<void>;
  /** Takes the link out in the same statement that reads it: the second one who tries gets nothing. */
  spendSignInLink(linkHash: string, now: Instant): Promise<SignInLink | undefined>;
  putSession(session: BrowserSession): Promise<void>;
  session(sessionHash: string, now: Instant): Promise<BrowserSession | undefined>;
  touchSession(sessionHash: string, at: Instant): Promise<void>;
  dropSession(sessionHash: string): Promise<void>;
  /** Every session of one actor. */
  dropSessionsOf(actor: string): Promise<number>;
  /** Takes out what has ended: sessions, links of both kinds, begun sign-ins, and attempts of long ago. */
  sweepAccess(now: Instant, forgetBefore: Instant): Promise<void>;
}

/** Remembered answers of requests with an effect, by Idempotency-Key; kept 7 days (machine clock). */
export interface RequestStore {
  /** Reserves the key. `fresh` when it is ours to run; `busy` while the first runs; `mismatch` for another body; else the stored answer. */
  beginRequest(request: {
    readonly scope: string;
    readonly key: string;
    readonly bodyHash: string;
    readonly now: Instant;
  }): Promise<
    | { readonly kind: 'fresh' }
    | { readonly kind: 'busy' }
    | { readonly kind: 'mismatch' }
    | { readonly kind: 'answered'; readonly status: number; readonly body: string }
  >;
  finishRequest(
    scope: string,
    key: string,
    answer: { readonly status: number; readonly body: string } | null,
  ): Promise<void>;
  sweepRequests(olderThan: Instant): Promise<number>;
}
