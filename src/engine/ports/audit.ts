import type { TenantId } from '../../domain/ids.ts';
import type { LogEvent } from '../../domain/log.ts';
import type { Instant } from '../../domain/time.ts';

/** An entry of a log as it leaves the house. */
export interface AuditRecord {
  /** `tenantId.seq.ordinal`: the same whenever it is sent, so that a reader can drop what it has. */
  readonly id: string;
  readonly at: Instant;
  readonly tenant: { readonly id: TenantId; readonly name: string };
  readonly seq: number;
  readonly ordinal: number;
  readonly kind: LogEvent['kind'];
  readonly subjectType: LogEvent['subjectType'];
  readonly subjectId: string;
  readonly actor: string;
  readonly sentence: string;
  readonly payload: LogEvent['payload'];
  readonly personal: Readonly<Record<string, string>>;
  /** The link that the entry belongs to, as the chain has it: a log that is changed later differs from what was sent. */
  readonly hash: string;
}

/** Something outside that keeps a copy of the log. It decides nothing: what is sent, in which order and how often is the engine's. */
export interface AuditCollector {
  /** Names its place in every log; another name begins from the beginning. */
  readonly name: string;
  /** For people. */
  readonly where: string;
  /** Names or ids of the tenants whose logs it gets; undefined: all, and the log of the installation. */
  readonly tenants: readonly string[] | undefined;
  /** Makes what leaves of an entry: with the names of people and hosts, or without. */
  recordOf(event: LogEvent, tenant: AuditRecord['tenant'], hash: string): AuditRecord;
  /** Comes back when the other side has all of them, in order. @throws Retryable when it may not have. */
  send(records: readonly AuditRecord[], stopped: AbortSignal): Promise<void>;
}

/** One log that a collector has not got to the end of. */
export interface AuditNews {
  readonly tenantId: TenantId;
  /** The last link that it has. */
  readonly seq: number;
  readonly headSeq: number;
}

export interface AuditClaim {
  readonly tenantId: TenantId;
  readonly collector: string;
  readonly fence: number;
  readonly seq: number;
}

/** How far each collector has got in each log. Leases are the machine clock's. */
export interface AuditStore {
  /** Logs that have links which the collector has not got. */
  auditNews(collector: string): Promise<readonly AuditNews[]>;
  /** Takes one log for one worker, if no other has it. */
  claimAudit(request: {
    readonly tenantId: TenantId;
    readonly collector: string;
    readonly worker: string;
    /** Workers that are known to be gone: what they have is taken before its lease ends. */
    readonly gone?: readonly string[] | undefined;
    readonly machineNow: Instant;
    readonly leaseMs: number;
  }): Promise<AuditClaim | undefined>;
  /** Moves the cursor on, and keeps the claim. False: another worker has taken the log over, and nothing was moved. */
  moveAudit(claim: AuditClaim, seq: number, sentAt: Instant): Promise<boolean>;
  releaseAudit(claim: AuditClaim): Promise<void>;
}
