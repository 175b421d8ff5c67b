import type { Calendar } from '../domain/calendar/calendar.ts';
import type { CampaignRules } from '../domain/campaign/rules.ts';
import type { AbortWay } from '../domain/campaign/steering.ts';
import type { Diagnosis } from '../domain/diagnosis.ts';
import type { FactTable } from '../domain/fact.ts';
import type { CampaignId, EditionId, HostId, TaskId, TenantId } from '../domain/ids.ts';
import type { RulebookOverride } from '../domain/journey.ts';
import type { Plan } from '../domain/plan/document.ts';
import type { QuietHours } from '../domain/quiet-hours.ts';
import type { Rehearsal } from '../domain/rehearsal/result.ts';
import type { Task } from '../domain/task.ts';
import type { Instant } from '../domain/time.ts';
import type { WaveOrder } from '../domain/waves/lay-out.ts';
import type { StratumDimension } from '../domain/waves/strata.ts';
import type { Signer } from './ports/log-archive.ts';
import type { ReceiverAddress } from './ports/notify.ts';
import type {
  ApplyOutcome,
  CheckOutcome,
  HoldOutcome,
  HostCoverage,
  HostHoldOutcome,
  ImportOutcome,
  KeptRehearsal,
  LogOutcome,
  OverviewOutcome,
  PlanOutcome,
  QueryRun,
  RollbackOutcome,
  SelectionOutcome,
  ShadowRow,
  StandingOutcome,
  StatusOutcome,
  TestOutcome,
  VerifyOutcome,
  WatchesOutcome,
} from './ports/outcomes.ts';
import type { ConnectionFinding } from './ports/service.ts';
import type {
  Connection,
  HostFilter,
  HostRow,
  Page,
  PageRequest,
  ReceiverRow,
  RehearsalRow,
  Store,
  Tenant,
  TenantExport,
  UploadToken,
} from './ports/store.ts';
import type { sealsOf } from './seal-log.ts';

export type {
  ApplyOutcome,
  CheckOutcome,
  HoldOutcome,
  HostCoverage,
  HostHoldOutcome,
  ImportOutcome,
  KeptRehearsal,
  LogOutcome,
  OverviewOutcome,
  PlanOutcome,
  RollbackOutcome,
  ShadowRow,
  StatusOutcome,
  VerifyOutcome,
} from './ports/outcomes.ts';

/** Who asks: `user:anna`, `token:ci`, `os:root`, `upload:BER-DC1`, `drop`, or `engine`. It stands in every event. */
export type Actor = string;

/**
 * Everything a person can ask of the product, in domain terms; HTTP and the in-process command line both call this and nothing else.
 * Plain reads go to `store`. Refusals are thrown as ProblemError with a code of the catalogue.
 */
export interface Control {
  readonly store: Store;

  makeTenant(actor: Actor, name: string): Promise<Tenant>;
  changeTenant(actor: Actor, tenantId: TenantId, change: TenantChange, expectedVersion: number): Promise<Tenant>;

  /** Nothing starts, is read or changes there until it is taken up again. @throws ProblemError('tenant-busy'). */
  archiveTenant(actor: Actor, tenantId: TenantId, because: string): Promise<Tenant>;
  reopenTenant(actor: Actor, tenantId: TenantId, because: string): Promise<Tenant>;
  /** Takes out everything of an archived tenant; its name must be given as it is. @throws ProblemError with a `tenant-` code. */
  deleteTenant(
    actor: Actor,
    tenantId: TenantId,
    given: { readonly name: string; readonly because: string },
  ): Promise<{ readonly rows: number }>;
  /** Writes everything of a tenant into a file that must not be there yet, and signs it. @throws ProblemError('report-key-unusable'). */
  exportTenant(actor: Actor, tenantId: TenantId, path: string, signer: Signer): Promise<TenantExport>;

  connect(actor: Actor, tenantId: TenantId, request: ConnectionRequest): Promise<Connection>;
  /** @param acceptsUnsafeStore To start moves of real servers from a store that may forget what it acknowledged. */
  setArmed(
    actor: Actor,
    tenantId: TenantId,
    isArmed: boolean,
    because: string,
    acceptsUnsafeStore?: boolean,
  ): Promise<Connection>;
  /** Points the connection at another address, where a service on loopback came up on another port. Nothing else of it changes. */
  moveConnection(actor: Actor, tenantId: TenantId, url: string): Promise<Connection>;
  diagnoseConnection(tenantId: TenantId): Promise<readonly ConnectionFinding[]>;

  /** Parses `all`, names and conditions (`site:Berlin state:ready`). @throws ProblemError('request-invalid'). */
  select(selector: string): HostFilter;
  importEvidence(actor: Actor, tenantId: TenantId, upload: EvidenceUpload): Promise<ImportOutcome>;
  /** Takes the one file of an upload token. @throws ProblemError when the file is refused; then the token stays good. */
  receiveUpload(tenantId: TenantId, token: UploadToken, upload: TokenUpload): Promise<ImportOutcome>;
  /** Reads the service if asked, evaluates the selected hosts, and gives what came out. Of check, rollback and verify: no host beyond `within` is there. */
  check(
    actor: Actor,
    tenantId: TenantId,
    selector: string,
    refresh: boolean,
    within?: HostFilter,
  ): Promise<CheckOutcome>;
  facts(tenantId: TenantId, hostId: HostId): Promise<FactTable>;
  diagnose(tenantId: TenantId, hostId: HostId): Promise<readonly Diagnosis[]>;
  /** What is watched of a server now, and what would take it back. */
  watches(tenantId: TenantId, host: HostRow): Promise<WatchesOutcome>;
  /** How each hunting query was run last; rows of hosts beyond `within` are not counted. */
  queryRuns(tenantId: TenantId, within?: HostFilter): Promise<readonly QueryRun[]>;

  makePlan(actor: Actor, tenantId: TenantId, request: PlanRequest): Promise<Plan>;
  /** What a plan made now would be; it is not kept. */
  draftPlan(actor: Actor, tenantId: TenantId, request: PlanRequest): Promise<Plan>;
  /** A plan for a late wave of a campaign; applied, it joins it. */
  makeLatePlan(actor: Actor, tenantId: TenantId, campaignId: CampaignId): Promise<Plan>;
  /** Saves a plan that was made elsewhere, so that others can approve it. */
  handInPlan(actor: Actor, tenantId: TenantId, plan: Plan): Promise<PlanOutcome>;
  plans(tenantId: TenantId, page: PageRequest): Promise<Page<PlanOutcome>>;
  plan(tenantId: TenantId, digest: string): Promise<PlanOutcome & { readonly plan: Plan }>;
  decideOnPlan(
    actor: Actor,
    tenantId: TenantId,
    digest: string,
    decision: PlanDecision,
    dryRun: boolean,
  ): Promise<PlanOutcome>;
  /** Takes back what this person decided. */
  withdrawFromPlan(
    actor: Actor,
    tenantId: TenantId,
    digest: string,
    withdrawal: PlanWithdrawal,
    dryRun: boolean,
  ): Promise<PlanOutcome>;
  /** Keeps a rehearsal with its plan. */
  keepRehearsal(actor: Actor, tenantId: TenantId, rehearsal: Rehearsal): Promise<RehearsalRow>;
  /** The newest rehearsal of a plan; undefined: it has none. */
  rehearsal(tenantId: TenantId, planDigest: string): Promise<KeptRehearsal | undefined>;
  apply(actor: Actor, tenantId: TenantId, plan: Plan, dryRun: boolean): Promise<ApplyOutcome>;
  /** Pauses, resumes, stops or aborts a campaign; a dry run says what that would do. */
  hold(
    actor: Actor,
    tenantId: TenantId,
    campaignId: CampaignId,
    order: HoldOrder,
    dryRun: boolean,
  ): Promise<HoldOutcome>;
  /** Holds one server, so that no start of it is sent until it is released, or releases it; a dry run says what that would do. */
  holdHost(
    actor: Actor,
    tenantId: TenantId,
    hostId: HostId,
    order: HostOrder,
    dryRun: boolean,
  ): Promise<HostHoldOutcome>;
  /** Who joined and who is gone since the plan of a campaign was made, by name. */
  selectionSince(tenantId: TenantId, campaignId: CampaignId): Promise<SelectionOutcome>;
  shadowScore(tenantId: TenantId, campaignId: CampaignId): Promise<readonly ShadowRow[]>;
  rollback(
    actor: Actor,
    tenantId: TenantId,
    selector: string,
    because: string,
    dryRun: boolean,
    within?: HostFilter,
  ): Promise<readonly RollbackOutcome[]>;
  verify(
    actor: Actor,
    tenantId: TenantId,
    selector: string,
    refresh: boolean,
    within?: HostFilter,
  ): Promise<VerifyOutcome>;

  completeTask(
    actor: Actor,
    tenantId: TenantId,
    taskId: TaskId,
    answer: { readonly choice?: string | undefined; readonly because?: string | undefined },
  ): Promise<Task>;
  declineTask(actor: Actor, tenantId: TenantId, taskId: TaskId, because: string): Promise<Task>;

  addReceiver(actor: Actor, tenantId: TenantId, request: ReceiverRequest): Promise<ReceiverRow>;
  /** Receivers are named by id or name. */
  changeReceiver(actor: Actor, tenantId: TenantId, id: string, change: ReceiverChange): Promise<ReceiverRow>;
  removeReceiver(actor: Actor, tenantId: TenantId, id: string): Promise<void>;
  /** Sends one message now, and gives what came of it. */
  testReceiver(actor: Actor, tenantId: TenantId, id: string): Promise<TestOutcome>;

  status(tenantId: TenantId): Promise<StatusOutcome>;
  /** How well each site stands, what becomes final when, and what blocks. */
  overview(tenantId: TenantId): Promise<OverviewOutcome>;
  /** How each of these tenants stands; those with the nearest deadline first. */
  standings(tenants: readonly Tenant[]): Promise<readonly StandingOutcome[]>;
  /** What protected each server, as seen between polls; the twin's own ledger must agree. */
  coverage(tenantId: TenantId, hostIds?: readonly HostId[]): Promise<readonly HostCoverage[]>;
  verifyLog(tenantId: TenantId): Promise<LogOutcome>;
  /** The stretches of the log that were sealed into archives, oldest first. */
  logSeals(tenantId: TenantId): ReturnType<typeof sealsOf>;
  /** Records that access changed (token made or revoked, signed in); kept in each tenant's log that it concerns. */
  recordAccess(actor: Actor, tenantId: TenantId | null, what: string, detail: string): Promise<void>;
  /** Makes the public half of a key that signs evidence packs known, in the log that the packs carry. */
  publishReportKey(actor: Actor, tenantId: TenantId, key: PublishedKey): Promise<void>;
  /** The tenant's clock, for people. */
  now(tenantId: TenantId): Instant;
}

export interface PublishedKey {
  readonly fingerprint: string;
  readonly publicKey: string;
  readonly because?: string | undefined;
}

export interface HoldOrder {
  readonly verb: 'pause' | 'resume' | 'stop' | 'abort';
  readonly because: string;
  /** Servers to go on without, by name; of `resume`. */
  readonly accepts?: readonly string[] | undefined;
  /** Of `abort`. */
  readonly way?: AbortWay | undefined;
  /** The version of the campaign that was looked at. */
  readonly version?: number | undefined;
}

export interface HostOrder {
  readonly verb: 'hold' | 'release';
  readonly because: string;
  /** The version of the server that was looked at. */
  readonly version?: number | undefined;
}

export interface TenantChange {
  readonly name?: string | undefined;
  readonly edition?: EditionId | undefined;
  readonly overrides?: readonly RulebookOverride[] | undefined;
  readonly usesVpnIntegration?: boolean | undefined;
  readonly usesSyslog?: boolean | undefined;
  /** All of them: a site that is not named has none. */
  readonly siteZones?: Readonly<Record<string, string>> | undefined;
  /** All of them, in place of those before. A reason is demanded: without one nobody knows later why something might start. */
  readonly calendars?: readonly Calendar[] | undefined;
  readonly because?: string | undefined;
}

export interface ConnectionRequest {
  readonly cloud: Connection['cloud'];
  readonly loginUrl?: string | undefined;
  readonly graphUrl?: string | undefined;
  readonly directoryId: string;
  readonly clientId: string;
  readonly secretRef: string;
  readonly channel?: Connection['channel'] | undefined;
  readonly edition?: EditionId | undefined;
}

export interface EvidenceUpload {
  readonly bytes: Uint8Array;
  readonly fileName: string;
  readonly observedAt?: Instant | undefined;
  readonly map?: Readonly<Record<string, string>> | undefined;
  /** Whose file it is, for files that do not say it; a file that names another host is refused. */
  readonly host?: string | undefined;
  readonly dryRun: boolean;
}

/** A file that came with an upload token. */
export interface TokenUpload {
  readonly bytes: Uint8Array;
  /** SHA-256 of the bytes. */
  readonly digest: string;
  readonly fileName: string;
  readonly observedAt?: Instant | undefined;
  readonly machineNow: Instant;
}

export interface PlanDecision {
  readonly decision: 'approve' | 'refuse';
  /** Without it the whole plan. */
  readonly wave?: number | undefined;
  readonly comment?: string | undefined;
  readonly ticket?: string | undefined;
  /** Without it as long as the plan says; never longer. */
  readonly validMs?: number | undefined;
}

export interface PlanWithdrawal {
  /** Without it everything that the person decided on the plan. */
  readonly wave?: number | undefined;
  readonly because: string;
}

export interface PlanRequest {
  readonly selector: string;
  readonly name?: string | undefined;
  readonly channel?: 'graph' | 'portal' | undefined;
  readonly demand: 'service' | 'host';
  /** Without it all go in one wave. */
  readonly waves?:
    | {
        readonly canary: boolean;
        readonly strata: readonly StratumDimension[];
        readonly order:
          | { readonly kind: 'one' }
          | { readonly kind: 'suggested'; readonly shareOfGroup?: number | undefined }
          | Exclude<WaveOrder, { kind: 'suggested' }>;
      }
    | undefined;
  readonly rules?: RulesRequest | undefined;
}

/** What of the rules is set; everything else is as the default says. */
export interface RulesRequest {
  readonly caps?: Some<CampaignRules['caps']> | undefined;
  readonly floor?: Some<CampaignRules['floor']> | undefined;
  readonly budget?: Some<CampaignRules['budget']> | undefined;
  readonly gate?: CampaignRules['gate'] | undefined;
  readonly calendars?: CampaignRules['calendars'] | undefined;
  readonly commitGuard?: Some<CampaignRules['commitGuard']> | undefined;
  readonly approval?: Some<CampaignRules['approval']> | undefined;
}
type Some<T> = { readonly [K in keyof T]?: T[K] | undefined };

export interface ReceiverRequest {
  readonly name: string;
  readonly address: ReceiverAddress;
  /** null: all. */
  readonly kinds: readonly string[] | null;
  readonly quietHours: QuietHours | null;
}

export interface ReceiverChange {
  readonly kinds?: readonly string[] | null | undefined;
  readonly quietHours?: QuietHours | null | undefined;
  readonly isEnabled?: boolean | undefined;
}
