import type { CloudId } from '../../domain/cloud.ts';
import type { FactDocument, FactKey, FactValue, Origin, SourceId } from '../../domain/fact.ts';
import type { Host, MigrationState } from '../../domain/host.ts';
import type {
  CampaignId,
  ConnectionId,
  EditionId,
  EffectId,
  HostId,
  JourneyId,
  MoveId,
  TaskId,
  TenantId,
} from '../../domain/ids.ts';
import type { RulebookOverride, TenantFacts } from '../../domain/journey.ts';
import type { EventDraft, LogEvent, LogLink } from '../../domain/log.ts';
import type { Move, MoveOrigin, MovePhase, MoveStateBase, Schedule } from '../../domain/move.ts';
import type { Campaign } from '../../domain/plan.ts';
import type { ProofVerdict } from '../../domain/proof.ts';
import type { Task } from '../../domain/task.ts';
import type { Instant } from '../../domain/time.ts';
import type { Disposition, Eligibility } from '../../domain/verdict.ts';

/**
 * What the engine needs of a store. One PostgreSQL dialect lies behind it, three ways to get a server.
 * Every method names its tenant: no row of one tenant ever reaches another (I18).
 * All methods throw Retryable('store-unavailable') when the database is away; serialization failures are retried inside.
 */
export interface Store
  extends TenantStore,
    HostStore,
    FactStore,
    MoveStore,
    OutboxStore,
    CampaignStore,
    TaskStore,
    LogStore,
    ConnectionStore,
    AccessStore,
    ReadingStore,
    RequestStore {
  /** For people: which kind of store this is, and a standing warning if it deserves one. */
  readonly description: {
    readonly kind: 'memory' | 'disk' | 'server';
    readonly where: string;
    readonly warning?: string;
  };
  /** Brings the schema up to date, forward only. @throws Terminal('store-newer'). */
  migrate(): Promise<{ readonly applied: readonly string[] }>;
  /** The newest schema step that is applied (`none` before the first), and whether it is the newest that this version knows. */
  schema(): Promise<{ readonly version: string; readonly isCurrent: boolean }>;
  /** A cheap round trip that proves the database answers. */
  ping(): Promise<void>;
  /** Housekeeping that a server does by itself: removes dead rows. Slow; to be called when there is little to do. */
  tidy(): Promise<void>;
  close(): Promise<void>;
}

// ---------------------------------------------------------------- tenants

export interface Tenant {
  readonly tenantId: TenantId;
  readonly name: string;
  readonly edition: EditionId;
  readonly overrides: readonly RulebookOverride[];
  readonly facts: TenantFacts;
  readonly createdAt: Instant;
  readonly version: number;
}

export interface TenantStore {
  tenants(): Promise<readonly Tenant[]>;
  tenant(tenantId: TenantId): Promise<Tenant | undefined>;
}

// ---------------------------------------------------------------- hosts

/** A host with everything that lists show; folded from the log except the four marked "derived". */
export interface HostRow extends Host {
  readonly migrationState: MigrationState;
  readonly sensorVersion: string;
  readonly sensorType: string;
  readonly healthStatus: string;
  readonly serviceStatus: string;
  /** When the service was last read about this host; derived. */
  readonly seenAt: Instant | null;
  /**
   * When migration state or sensor generation last changed, as an interval between two readings:
   * after `stateFrom` (null: unknown) and no later than `stateSince`.
   */
  readonly stateFrom: Instant | null;
  readonly stateSince: Instant | null;
  readonly verdict: Eligibility['verdict'] | null;
  readonly disposition: Disposition | null;
  readonly reasons: readonly string[];
  readonly edition: EditionId | null;
  /** Until when the verdict may be used; derived. */
  readonly validUntil: Instant | null;
  /** Digest of the fact documents the verdict was made on; derived. */
  readonly factsDigest: string | null;
  /** A rolled-back host is pinned until a person releases it (I13). */
  readonly isPinned: boolean;
  /** The state kind of its newest move, and that move; derived by the move's own events. */
  readonly moveState: string | null;
  readonly moveId: MoveId | null;
  readonly version: number;
}

export interface HostFilter {
  readonly migrationState?: readonly MigrationState[] | undefined;
  readonly verdict?: readonly (Eligibility['verdict'] | 'none')[] | undefined;
  readonly disposition?: readonly Disposition[] | undefined;
  readonly site?: readonly string[] | undefined;
  readonly domain?: readonly string[] | undefined;
  readonly moveState?: readonly string[] | undefined;
  readonly reason?: readonly string[] | undefined;
  /** Prefix of the short name or the FQDN, without case. */
  readonly search?: string | undefined;
  readonly hostIds?: readonly HostId[] | undefined;
  /** Short names or FQDNs, without case. */
  readonly names?: readonly string[] | undefined;
}

export interface PageRequest {
  readonly top: number;
  /** Opaque continuation, as the page before gave it. */
  readonly after?: string | undefined;
}

export interface Page<T> {
  readonly value: readonly T[];
  readonly after?: string | undefined;
}

export interface HostStore {
  /** By name, keyset-paged; at most 200 a page. */
  hosts(tenantId: TenantId, filter: HostFilter, page: PageRequest): Promise<Page<HostRow>>;
  host(tenantId: TenantId, hostId: HostId): Promise<HostRow | undefined>;
  /** Every host that fits any of the keys; FQDNs lower case, names upper case. For joining what a source says to hosts. */
  hostsByKeys(
    tenantId: TenantId,
    keys: {
      readonly sensorIds: readonly string[];
      readonly fqdns: readonly string[];
      readonly names: readonly string[];
    },
  ): Promise<readonly HostRow[]>;
  /** Many at once, in no order; unknown ids are left out. */
  hostsById(tenantId: TenantId, hostIds: readonly HostId[]): Promise<readonly HostRow[]>;
  /** From a table kept by deltas, so that a million rows cost nothing: counts by migration state, verdict, disposition, and all. */
  hostCounts(tenantId: TenantId): Promise<HostCounts>;
  /** All host ids with their join keys, for readers that match rows to hosts; streamed by pages inside. */
  hostIndex(tenantId: TenantId): Promise<readonly HostKey[]>;
  /** Eligibility as last evaluated, whole. */
  eligibility(tenantId: TenantId, hostIds: readonly HostId[], journey: JourneyId): Promise<readonly Eligibility[]>;
  /** How many hosts have each reason, and how many have it as the only one. */
  reasonCounts(
    tenantId: TenantId,
  ): Promise<readonly { readonly reason: string; readonly hosts: number; readonly alone: number }[]>;
}

export interface HostKey {
  readonly hostId: HostId;
  readonly name: string;
  readonly fqdn: string;
  readonly sensorId?: string | undefined;
}

export interface HostCounts {
  readonly total: number;
  readonly byMigrationState: Readonly<Record<string, number>>;
  readonly byVerdict: Readonly<Record<string, number>>;
  readonly byDisposition: Readonly<Record<string, number>>;
}

// ---------------------------------------------------------------- facts and evaluation

/** A document to put; the digest covers source and facts, not the time, so that an unchanged reading costs one update of a column. */
export interface FactWrite extends FactDocument {
  readonly digest: string;
  /** How long the source is believed. A document that had outlived it and is seen again makes its host due, though it says nothing new. */
  readonly maxAgeMs: number;
}

/** A current document with its content hash. */
export type StoredDocument = Omit<FactWrite, 'maxAgeMs'>;

/** A host whose verdict must be made again, with all its current documents. */
export interface HostToEvaluate {
  readonly host: HostRow;
  readonly documents: readonly FactDocument[];
  readonly factsDigest: string;
}

/** A document kept for good, apart from any host's current ones. */
export interface PinnedDocument {
  readonly digest: string;
  readonly source: SourceId;
  readonly facts: Readonly<Record<FactKey, FactValue>>;
  readonly origin?: Origin | undefined;
}

export interface FactStore {
  /** All current documents of these hosts, each with its content hash. */
  documents(tenantId: TenantId, hostIds: readonly HostId[]): Promise<readonly StoredDocument[]>;
  /** Kept documents by their content hashes (those that decisions cite); unknown ones are left out. */
  pinnedDocuments(tenantId: TenantId, digests: readonly string[]): Promise<readonly PinnedDocument[]>;
  /** Hosts with changed documents or a verdict that has run out, oldest first. */
  hostsToEvaluate(tenantId: TenantId, now: Instant, limit: number): Promise<readonly HostToEvaluate[]>;
}

// ---------------------------------------------------------------- moves

export interface MoveRow<S extends MoveStateBase = MoveStateBase> extends Move<S> {
  readonly wave: number;
  readonly schedule: Schedule;
  /** Why nothing happens now, and since when; null while something does. */
  readonly waitingFor: string | null;
  readonly waitingSince: Instant | null;
  /** Digests of the fact documents when it was granted, for the comparison afterwards (S3-06). */
  readonly snapshot: readonly string[];
  readonly proofs: readonly ProofVerdict[];
}

/** A change of one move. `expectedVersion` 0 inserts. */
export interface MoveWrite {
  readonly moveId: MoveId;
  readonly hostId: HostId;
  readonly campaignId: CampaignId | null;
  readonly journey: JourneyId;
  readonly attempt: number;
  readonly origin: MoveOrigin;
  readonly wave: number;
  readonly state: MoveStateBase;
  readonly schedule: Schedule;
  readonly waitingFor: string | null;
  readonly waitingSince: Instant | null;
  readonly snapshot: readonly string[];
  readonly proofs: readonly ProofVerdict[];
  readonly createdAt: Instant;
  readonly expectedVersion: number;
  /** How the slot count of its campaign changes with this write: -1, 0 or 1. */
  readonly slotDelta: -1 | 0 | 1;
  /** The events of this change; they are dropped with it when another writer was faster. */
  readonly events: readonly EventDraft[];
}

export interface MoveFilter {
  readonly campaignId?: CampaignId | undefined;
  readonly hostIds?: readonly HostId[] | undefined;
  readonly state?: readonly string[] | undefined;
  readonly phase?: readonly MovePhase[] | undefined;
  readonly isActive?: boolean | undefined;
}

export interface MoveStore {
  moves(tenantId: TenantId, filter: MoveFilter, page: PageRequest): Promise<Page<MoveRow>>;
  move(tenantId: TenantId, moveId: MoveId): Promise<MoveRow | undefined>;
  /** Many at once, in no order; unknown ids are left out. */
  movesById(tenantId: TenantId, moveIds: readonly MoveId[]): Promise<readonly MoveRow[]>;
  /** The highest attempt number of each of these hosts that has one. */
  attempts(tenantId: TenantId, hostIds: readonly HostId[]): Promise<ReadonlyMap<HostId, number>>;
  /** All active moves of these hosts. */
  activeMoves(tenantId: TenantId, hostIds: readonly HostId[]): Promise<readonly MoveRow[]>;
  /** Moves whose `lookAt` or `deadlineAt` has come, oldest first. A plain read: the version guard decides races. */
  dueMoves(tenantId: TenantId, now: Instant, limit: number): Promise<readonly MoveRow[]>;
  /** The earliest instant at which any move, effect or reading of the tenant is due; undefined when nothing is. */
  nextDueAt(tenantId: TenantId): Promise<Instant | undefined>;
  /**
   * Queued moves that may start now: campaign running, lowest unfinished wave, host eligible by a verdict valid at `now`, not pinned, and no more than the campaign has room for.
   * A hint only: `commit` guards the cap by one statement.
   */
  startable(tenantId: TenantId, campaignId: CampaignId, now: Instant): Promise<readonly MoveRow[]>;
  /**
   * Queued moves whose reason to wait is another than the one stored, with the one that holds now: `campaignReason` if given, else in this order
   * `host-pinned`, `verdict-missing`, `verdict-outdated`, `not-eligible`, `evidence-missing`, `earlier-wave`, `cap-full`.
   */
  queuedWaits(
    tenantId: TenantId,
    campaignId: CampaignId,
    now: Instant,
    campaignReason: string | null,
    limit: number,
  ): Promise<readonly { readonly move: MoveRow; readonly waitingFor: string }[]>;
  /** Counts of a campaign's moves by state kind. */
  moveCounts(tenantId: TenantId, campaignId: CampaignId): Promise<Readonly<Record<string, number>>>;
}

// ---------------------------------------------------------------- outbox

export type EffectKind = 'migrate' | 'portal-start';
/** pending -> sending (recorded before the request leaves) -> done | refused | lost. A lost one is never sent again. */
export type EffectState = 'pending' | 'sending' | 'done' | 'lost' | 'withdrawn';

/** One request to be made: at most 10 moves, all of one wave (I6). */
export interface EffectDraft {
  readonly effectId: EffectId;
  readonly kind: EffectKind;
  readonly moveIds: readonly MoveId[];
  readonly campaignId: CampaignId;
  /** The idempotency key: asked twice, it happens once. */
  readonly key: string;
  readonly dueAt: Instant;
}

export interface Effect extends EffectDraft {
  readonly tenantId: TenantId;
  readonly state: EffectState;
  readonly tries: number;
  /** Grows with every claim; a worker whose fence is older has lost the effect. */
  readonly fence: number;
}

export interface OutboxStore {
  /** Takes pending effects that are due, and sending ones whose lease ran out (their worker died). Machine clock for leases. */
  claimEffects(request: {
    readonly tenantId: TenantId;
    readonly worker: string;
    readonly tenantNow: Instant;
    readonly machineNow: Instant;
    readonly leaseMs: number;
    readonly limit: number;
  }): Promise<readonly Effect[]>;
  /**
   * The last door before a request leaves: records `sending` durably, if the fence is still ours and the campaign still runs (I6).
   * @returns false when another worker took it or the campaign was stopped.
   */
  markSending(
    tenantId: TenantId,
    effectId: EffectId,
    fence: number,
    machineNow: Instant,
    leaseMs: number,
  ): Promise<boolean>;
}

// ---------------------------------------------------------------- campaigns, tasks

export interface CampaignStore {
  campaigns(tenantId: TenantId): Promise<readonly Campaign[]>;
  campaign(tenantId: TenantId, campaignId: CampaignId): Promise<Campaign | undefined>;
}

export interface TaskFilter {
  readonly state?: readonly Task['state'][] | undefined;
  readonly kind?: readonly string[] | undefined;
  readonly moveId?: MoveId | undefined;
  readonly hostId?: HostId | undefined;
  readonly keys?: readonly string[] | undefined;
}

export interface TaskStore {
  tasks(tenantId: TenantId, filter: TaskFilter, page: PageRequest): Promise<Page<Task>>;
  task(tenantId: TenantId, taskId: TaskId): Promise<Task | undefined>;
}

// ---------------------------------------------------------------- the one way to change anything

/** What a verdict write stores beside the host: projected columns and the whole document. */
export interface EligibilityWrite {
  readonly eligibility: Eligibility;
  readonly factsDigest: string;
  /** Digests of documents that this verdict cites, to be kept for good. */
  readonly cites: readonly string[];
  /** Empty when neither verdict, disposition nor reasons changed. */
  readonly events: readonly EventDraft[];
}

export interface HostWrite {
  readonly host: Host;
  /** What the service said, when a service source reported it. */
  readonly seen?: {
    readonly migrationState: MigrationState;
    readonly sensorVersion: string;
    readonly sensorType: string;
    readonly healthStatus: string;
    readonly serviceStatus: string;
    /** A write that is older than what is stored changes nothing of `seen`. */
    readonly seenAt: Instant;
    readonly stateFrom: Instant | null;
    readonly stateSince: Instant;
  };
  readonly isPinned?: boolean;
  readonly events: readonly EventDraft[];
}

export interface TaskWrite {
  readonly task: Task;
  /** 0 opens it; opening a key that exists already changes nothing and drops the events. */
  readonly expectedVersion: number;
  readonly events: readonly EventDraft[];
}

export interface CampaignWrite {
  readonly campaign: Campaign;
  readonly expectedVersion: number;
  readonly events: readonly EventDraft[];
}

/** One transaction: state, events, one link of the chain, outbox. All of it or nothing, except writes that lost their version race. */
export interface Commit {
  readonly tenantId: TenantId;
  readonly at: Instant;
  readonly tenant?: { readonly tenant: Tenant; readonly expectedVersion: number };
  readonly hosts?: readonly HostWrite[];
  readonly facts?: readonly FactWrite[];
  readonly eligibilities?: readonly EligibilityWrite[];
  readonly campaigns?: readonly CampaignWrite[];
  readonly moves?: readonly MoveWrite[];
  readonly tasks?: readonly TaskWrite[];
  readonly effects?: readonly EffectDraft[];
  /** Effects that have their answer; guarded by the fence. */
  readonly settled?: readonly { readonly effectId: EffectId; readonly fence: number; readonly state: EffectState }[];
  readonly connections?: readonly Connection[];
  readonly readings?: readonly Reading[];
  /** Digests of current documents to keep for good, because a decision cites them. */
  readonly pins?: readonly string[];
  /** Events that belong to no single write. */
  readonly events?: readonly EventDraft[];
}

export interface CommitOutcome {
  /** The link's place, or null when nothing that is logged was written. */
  readonly seq: number | null;
  /** Moves, tasks, campaigns whose write lost a race; nothing of them was written. */
  readonly lost: readonly string[];
  /** True when the cap left no room for all starts: then no move of the commit was written. */
  readonly capExceeded: boolean;
}

export interface LogStore {
  /**
   * Writes one transaction. Guards, each one statement: versions of moves, tasks, campaigns; one active move a host (I5); the cap (I2): `in_flight + delta <= cap`, external moves counted.
   * Effects of a move that lost are not written. No event, no change: a write without events is refused by the type, except verdicts and readings that only refresh.
   */
  commit(commit: Commit): Promise<CommitOutcome>;
  logHead(tenantId: TenantId): Promise<{ readonly seq: number; readonly hash: string }>;
  events(
    tenantId: TenantId,
    filter: {
      readonly afterSeq?: number | undefined;
      readonly subjectType?: string | undefined;
      readonly subjectId?: string | undefined;
      readonly kinds?: readonly string[] | undefined;
      readonly newestFirst?: boolean | undefined;
    },
    limit: number,
  ): Promise<readonly LogEvent[]>;
  /** Links with their events in order, read in pages, for the verifier and for rebuilding. */
  links(
    tenantId: TenantId,
    afterSeq: number,
  ): AsyncIterable<{ readonly link: LogLink; readonly events: readonly LogEvent[] }>;
  /** The folded views as they are stored, for the comparison of I16. */
  views(tenantId: TenantId): Promise<StoredViews>;
}

export interface StoredViews {
  readonly hosts: readonly HostRow[];
  readonly campaigns: readonly Campaign[];
  readonly moves: readonly MoveRow[];
  readonly tasks: readonly Task[];
}

// ---------------------------------------------------------------- connections, readings

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

export interface ReadingStore {
  /**
   * Takes a due reading for one worker: true when it is due on the tenant clock and no other worker's claim (machine clock) is open.
   * A reading that does not exist yet is due. The claim ends with the next `commit` of that reading.
   */
  claimReading(request: {
    readonly tenantId: TenantId;
    readonly resource: string;
    readonly tenantNow: Instant;
    readonly machineNow: Instant;
    readonly leaseMs: number;
    /** Takes it although it is not due yet. */
    readonly force?: boolean | undefined;
  }): Promise<boolean>;
  readings(tenantId: TenantId): Promise<readonly Reading[]>;
}

// ---------------------------------------------------------------- people and requests

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
  readonly expiresAt: Instant;
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
  dropSession(sessionHash: string): Promise<void>;
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
