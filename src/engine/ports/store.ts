import type { Approval } from '../../domain/campaign/approval.ts';
import type { Campaign } from '../../domain/campaign/campaign.ts';
import type { Host, MigrationState } from '../../domain/host.ts';
import type { HostHold } from '../../domain/host-hold.ts';
import type { EffectId, HostId, TenantId } from '../../domain/ids.ts';
import type { EventDraft, LogEvent, LogLink } from '../../domain/log.ts';
import type { Task } from '../../domain/task.ts';
import type { Instant } from '../../domain/time.ts';
import type { Eligibility } from '../../domain/verdict.ts';
import type { AccessStore, Connection, ConnectionStore, Reading, ReadingStore, RequestStore } from './access-store.ts';
import type { AgendaStore } from './agenda-store.ts';
import type { AnswerStore } from './answer-store.ts';
import type { AuditStore } from './audit.ts';
import type { FactStore, FactWrite, HostRow, HostStore, Tenant, TenantStore } from './estate-store.ts';
import type { FigureStore } from './figure-store.ts';
import type { SealStore } from './log-archive.ts';
import type {
  CampaignStore,
  EffectDraft,
  EffectState,
  FlightStore,
  MoveRow,
  MoveStore,
  MoveWrite,
  OutboxStore,
  StartLimit,
  SteeringStore,
  TaskStore,
} from './move-store.ts';
import type { NoticeStore, ReceiverWrite } from './notice-store.ts';
import type { PeopleStore } from './people-store.ts';
import type { ApprovalWrite, PlanRow, PlanStore, PlanWrite } from './plan-store.ts';
import type { RehearsalStore, RehearsalWrite } from './rehearsal-store.ts';
import type { StandingStore } from './standing-store.ts';
import type { TenantLifeStore } from './tenant-life-store.ts';
import type { UploadTokenStore } from './upload-token-store.ts';
import type { WorkerStore } from './worker-store.ts';

export type {
  AccessStore,
  ApiToken,
  BrowserSession,
  Connection,
  ConnectionStore,
  NamesSince,
  Reading,
  ReadingClaim,
  ReadingStore,
  RequestStore,
  Role,
  SignInLink,
} from './access-store.ts';
export type { Agenda, AgendaStore, Unfinished } from './agenda-store.ts';
export type { AnswerCount, AnswerRow, AnswerStore } from './answer-store.ts';
export type { AuditClaim, AuditCollector, AuditNews, AuditRecord, AuditStore } from './audit.ts';
export type {
  DeviceOwner,
  DocumentMark,
  FactStore,
  FactWrite,
  HostCounts,
  HostFilter,
  HostKey,
  HostOrder,
  HostPage,
  HostPageRequest,
  HostRow,
  HostStore,
  HostToEvaluate,
  OldestEvidence,
  Page,
  PageRequest,
  PinnedDocument,
  StoredDocument,
  Tenant,
  TenantStore,
} from './estate-store.ts';
export type { Figure, FigureStore } from './figure-store.ts';
export type {
  CampaignStore,
  CampaignWait,
  CommitHour,
  Effect,
  EffectDraft,
  EffectState,
  FlightRow,
  FlightStore,
  MoveFilter,
  MoveRow,
  MoveStore,
  MoveWrite,
  OutboxStore,
  ProtectionCount,
  StartLimit,
  SteeringStore,
  TaskFilter,
  TaskStore,
  TroubleRow,
} from './move-store.ts';
export type {
  GatheredNotices,
  MessageTry,
  NoticeStore,
  ReceiverClaim,
  ReceiverRow,
  ReceiverWork,
  ReceiverWrite,
} from './notice-store.ts';
export type { Notice, Receiver } from './notify.ts';
export type { PeopleStore, Person } from './people-store.ts';
export type { ApprovalWrite, PlanRow, PlanStore, PlanWrite } from './plan-store.ts';
export type { RehearsalRow, RehearsalStore, RehearsalWrite } from './rehearsal-store.ts';
export type { StandingAsked, StandingRow, StandingStore } from './standing-store.ts';
export type { TenantExport, TenantLifeStore } from './tenant-life-store.ts';
export type { UploadToken, UploadTokenStore } from './upload-token-store.ts';
export type { TenantHold, WorkerRow, WorkerStore } from './worker-store.ts';

/**
 * What the engine needs of a store. One PostgreSQL dialect lies behind it, and several ways to get a server.
 * Every method names its tenant: no row of one tenant ever reaches another (I18).
 * All methods throw Retryable('store-unavailable') when the database is away; serialization failures are retried inside.
 */
export interface Store
  extends TenantStore,
    TenantLifeStore,
    AuditStore,
    HostStore,
    FactStore,
    MoveStore,
    FlightStore,
    SteeringStore,
    OutboxStore,
    CampaignStore,
    PlanStore,
    RehearsalStore,
    TaskStore,
    LogStore,
    SealStore,
    ConnectionStore,
    AccessStore,
    PeopleStore,
    UploadTokenStore,
    NoticeStore,
    ReadingStore,
    AgendaStore,
    FigureStore,
    AnswerStore,
    RequestStore,
    StandingStore,
    WorkerStore {
  /** For people: which kind of store this is, and a standing warning if it deserves one. */
  readonly description: {
    readonly kind: 'memory' | 'scratch' | 'disk' | 'local' | 'server';
    readonly where: string;
    readonly warning?: string;
    /** What opening it did beyond opening it, to be said once. */
    readonly note?: string;
  };
  /** Brings the schema up to date, forward only. @throws Terminal('store-newer'). */
  migrate(): Promise<{ readonly applied: readonly string[] }>;
  /** The newest schema step that is applied (`none` before the first), and whether it is the newest that this version knows. */
  schema(): Promise<{ readonly version: string; readonly isCurrent: boolean }>;
  /** Writes everything that is in it at this instant into a file, in one step. @returns how many rows that is. */
  dump(path: string): Promise<number>;
  /** A cheap round trip that proves the database answers. @throws Retryable('store-unavailable') also while it owes somebody else an answer for too long. */
  ping(): Promise<void>;
  /** Housekeeping that a server does by itself: removes dead rows. Slow; to be called when there is little to do. */
  tidy(): Promise<void>;
  close(): Promise<void>;
}

/** What a verdict write stores beside the host: projected columns and the whole document. */
export interface EligibilityWrite {
  readonly eligibility: Eligibility;
  readonly factsDigest: string;
  /** Empty when neither verdict, disposition nor reasons changed. */
  readonly events: readonly EventDraft[];
}

/** A current document of a host. */
export interface FactPin {
  readonly hostId: HostId;
  readonly digest: string;
}

export interface HostWrite {
  readonly host: Host;
  /** Its id was made for this commit, so that nothing is stored of it yet and nothing needs to be looked for. */
  readonly isNew?: boolean | undefined;
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
    /** The list that said it, and that will say it again: see `ListWrite`. */
    readonly list?: string | undefined;
  };
  readonly isPinned?: boolean;
  /** null takes the hold off. */
  readonly hold?: HostHold | null;
  /** Of a change that rests on the row as somebody saw it: where it is another by now the host is lost, and nothing of the commit is written. */
  readonly expectedVersion?: number;
  readonly events: readonly EventDraft[];
}

export interface TaskWrite {
  readonly task: Task;
  /** 0 opens it; opening a key that exists already changes nothing and drops the events. */
  readonly expectedVersion: number;
  readonly events: readonly EventDraft[];
}

/** What a gate was judged on, as canonical JSON. */
export interface GateViewWrite {
  readonly digest: string;
  readonly text: string;
}

export interface CampaignWrite {
  readonly campaign: Campaign;
  readonly expectedVersion: number;
  readonly events: readonly EventDraft[];
}

/**
 * The recording of a list, beside its `Reading`. What it says again is not written: documents and hosts that were written with the name of the list
 * are as new as its last reading, until the list names them no more.
 */
export interface ListWrite {
  readonly resource: string;
  /** The recording that the writer knows (`ReadingClaim`). When there is a later one, the list is lost and nothing of the commit is written. */
  readonly version: number;
  /** How long the list is believed. What had outlived it and is said again makes its host due, though it says nothing new. */
  readonly maxAgeMs: number;
  /** Hosts that it named and names no more; `others` when all that it names is written: all but those, whatever was recorded before. */
  readonly gone: readonly HostId[] | 'others';
}

/** One transaction: state, events, one link of the chain, outbox. All of it or nothing, except writes that lost their version race. */
export interface Commit {
  readonly tenantId: TenantId;
  readonly at: Instant;
  readonly tenant?: { readonly tenant: Tenant; readonly expectedVersion: number };
  /** `archive` makes this the last link of the log until `reopen`. @throws ProblemError('tenant-busy') while anything is under way. */
  readonly life?: 'archive' | 'reopen';
  /**
   * All or nothing: where one change of it loses its race, nothing of the commit is written, and `seq` is null. For what a person decides, whose parts make no
   * sense without each other. A task that is there already under its key is no loss.
   */
  readonly isWhole?: boolean;
  /** A new host whose FQDN another host has got meanwhile is lost, and nothing of the commit is written: match again. */
  readonly hosts?: readonly HostWrite[];
  readonly facts?: readonly FactWrite[];
  readonly eligibilities?: readonly EligibilityWrite[];
  readonly plans?: readonly PlanWrite[];
  readonly approvals?: readonly ApprovalWrite[];
  readonly rehearsals?: readonly RehearsalWrite[];
  readonly campaigns?: readonly CampaignWrite[];
  /** What the judgements in the campaigns rest on; kept for good. */
  readonly gateViews?: readonly GateViewWrite[];
  /** A start that is granted is lost, with its effect and what it would ask for, where its host is pinned or held by now. */
  readonly moves?: readonly MoveWrite[];
  /** What the starts among the moves may not overshoot; when they would, no move of the commit is written (`capExceeded`). */
  readonly limits?: readonly StartLimit[];
  /** One about a move of this commit is not written where that move's write lost: it speaks of what did not happen. */
  readonly tasks?: readonly TaskWrite[];
  readonly effects?: readonly EffectDraft[];
  /** Effects that have their answer; guarded by the fence: when another worker has one of them, nothing of the commit is written. */
  readonly settled?: readonly { readonly effectId: EffectId; readonly fence: number; readonly state: EffectState }[];
  readonly connections?: readonly Connection[];
  readonly receivers?: readonly ReceiverWrite[];
  readonly readings?: readonly Reading[];
  readonly list?: ListWrite;
  /** Current documents to keep for good, because a decision cites them. */
  readonly pins?: readonly FactPin[];
  /** Events that belong to no single write. */
  readonly events?: readonly EventDraft[];
}

export interface CommitOutcome {
  /** The link's place, or null when nothing that is logged was written. */
  readonly seq: number | null;
  /** Moves, tasks, campaigns, plans, approvals, rehearsals, receivers, hosts, effects, lists whose write lost a race; nothing of them was written. */
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
  /** How many events there are behind one link up to another, by kind; no more than `most` are looked at, the oldest first. */
  eventCounts(
    tenantId: TenantId,
    from: { readonly afterSeq: number; readonly upTo: number; readonly most: number },
  ): Promise<Readonly<Record<string, number>>>;
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
  readonly plans: readonly PlanRow[];
  readonly approvals: readonly Approval[];
  readonly campaigns: readonly Campaign[];
  readonly moves: readonly MoveRow[];
  readonly tasks: readonly Task[];
}
