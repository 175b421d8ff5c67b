import type { Campaign } from '../../domain/campaign/campaign.ts';
import type { MoveStep } from '../../domain/campaign/move-steps.ts';
import type { WaveView } from '../../domain/gate/wave-view.ts';
import type { CampaignId, EffectId, HostId, JourneyId, MoveId, TaskId, TenantId } from '../../domain/ids.ts';
import type { EventDraft } from '../../domain/log.ts';
import type { Move, MoveOrigin, MovePhase, MoveStateBase, Schedule } from '../../domain/move.ts';
import type { ProofVerdict } from '../../domain/proof.ts';
import type { Task } from '../../domain/task.ts';
import type { Instant } from '../../domain/time.ts';
import type { HostFilter, Page, PageRequest } from './estate-store.ts';

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
  /** When it was given its slot; undefined leaves what is stored. */
  readonly grantedAt?: Instant | undefined;
  /** Nothing but its clocks moves on: everything else is as it is stored, and does not travel to the database. */
  readonly isLook?: boolean | undefined;
  /** The events of this change; they are dropped with it when another writer was faster. */
  readonly events: readonly EventDraft[];
}

export interface MoveFilter {
  readonly campaignId?: CampaignId | undefined;
  readonly hostIds?: readonly HostId[] | undefined;
  readonly state?: readonly string[] | undefined;
  readonly phase?: readonly MovePhase[] | undefined;
  readonly wave?: number | undefined;
  readonly isActive?: boolean | undefined;
  /** Codes of what they wait for. */
  readonly waitingFor?: readonly string[] | undefined;
  readonly inFlight?: boolean | undefined;
  /** Of these hosts alone. */
  readonly within?: HostFilter | undefined;
}

/** Why nothing of a campaign starts, and who waits for it: each of its servers, or those whose wave is open, while others wait for an earlier wave. */
export interface CampaignWait {
  readonly reason: string;
  readonly isForAll: boolean;
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
  /** When each move of a campaign came into each of its states, as the log tells it, oldest first. */
  moveSteps(tenantId: TenantId, campaignId: CampaignId): Promise<readonly MoveStep[]>;
  /** Moves whose `lookAt` or `deadlineAt` has come, oldest first. A plain read: the version guard decides races. */
  dueMoves(tenantId: TenantId, now: Instant, limit: number): Promise<readonly MoveRow[]>;
  /** The earliest instant at which any move, effect or reading of the tenant is due; undefined when nothing is. */
  nextDueAt(tenantId: TenantId): Promise<Instant | undefined>;
  /**
   * Queued moves that may start now: campaign running, of the open wave or an earlier one, host eligible by a verdict valid at `now`, neither pinned nor held, and no more than the campaign has room for.
   * `skip` leaves moves out that were looked at already. A hint only: `commit` guards the cap by one statement.
   */
  startable(
    tenantId: TenantId,
    campaignId: CampaignId,
    now: Instant,
    skip?: readonly MoveId[],
  ): Promise<readonly MoveRow[]>;
  /**
   * Queued moves whose reason to wait is another than the one stored, with the one that holds now: the campaign's if it is for all, else the first of
   * `host-pinned`, `host-held`, the campaign's where the wave of the move is open, `verdict-missing`, `verdict-outdated`, `not-eligible`, `evidence-missing`,
   * `earlier-attempt`, `earlier-wave`, `cap-full`.
   */
  queuedWaits(
    tenantId: TenantId,
    campaignId: CampaignId,
    now: Instant,
    ofCampaign: CampaignWait | null,
    limit: number,
  ): Promise<readonly { readonly move: MoveRow; readonly waitingFor: string }[]>;
  /** Counts of a campaign's moves by state kind. */
  moveCounts(tenantId: TenantId, campaignId: CampaignId): Promise<Readonly<Record<string, number>>>;
  /** The same wave by wave, the first one first; a wave without moves counts nothing. */
  waveCounts(tenantId: TenantId, campaignId: CampaignId): Promise<readonly Readonly<Record<string, number>>[]>;
  /** Moves of a campaign by what they wait for; those that wait for nothing are not counted. */
  waitCounts(tenantId: TenantId, campaignId: CampaignId): Promise<Readonly<Record<string, number>>>;
}
type EffectKind = 'migrate' | 'portal-start';
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
  /** Takes pending effects that are due, and sending ones whose lease ran out or whose worker is gone. Machine clock for leases. */
  claimEffects(request: {
    readonly tenantId: TenantId;
    readonly worker: string;
    /** Workers that are known to be gone: what they have is taken before its lease ends. */
    readonly gone?: readonly string[] | undefined;
    readonly tenantNow: Instant;
    readonly machineNow: Instant;
    readonly leaseMs: number;
    readonly limit: number;
  }): Promise<readonly Effect[]>;
  /**
   * The last door before a request leaves: records `sending` durably, if the fence is still ours, the campaign still runs (I6), and none of the hosts
   * whose start it carries is kept back.
   * @returns false when another worker took it, the campaign was stopped, or one of the hosts is pinned or held by now.
   */
  markSending(
    tenantId: TenantId,
    effectId: EffectId,
    fence: number,
    machineNow: Instant,
    leaseMs: number,
    hostIds?: readonly HostId[],
  ): Promise<boolean>;
}
/** A move that takes a slot, with where its host stands and what the service says of it. */
export interface FlightRow {
  readonly hostId: HostId;
  /** null: somebody else started it. */
  readonly campaignId: CampaignId | null;
  readonly site: string;
  readonly domain: string;
  readonly serviceStatus: string;
  readonly healthStatus: string;
  /** Whether the service was read about it since the instant that was asked for. */
  readonly isFresh: boolean;
  /** Whether it is among the servers that `protection` counts. */
  readonly isCounted: boolean;
  readonly grantedAt: Instant | null;
}

/** How many servers of a site and domain the service reports so. Hosts that it does not know have no sensor to protect them. */
export interface ProtectionCount {
  readonly site: string;
  readonly domain: string;
  readonly serviceStatus: string;
  readonly healthStatus: string;
  /** Whether the service was read about them since the instant that was asked for. */
  readonly isFresh: boolean;
  readonly hosts: number;
}

/** How many observations end at the latest within an hour. */
export interface CommitHour {
  readonly from: Instant;
  readonly moves: number;
  /** Of which every required proof holds. */
  readonly proven: number;
}

/** What no start may overshoot; counted again in the transaction that writes the starts. */
export type StartLimit =
  | { readonly kind: 'site' | 'domain'; readonly name: string; readonly most: number }
  | { readonly kind: 'day'; readonly campaignId: CampaignId; readonly since: Instant; readonly most: number }
  | { readonly kind: 'uncommitted'; readonly campaignId: CampaignId; readonly most: number };

export interface FlightStore {
  /** Every move of the tenant that takes a slot, by host. */
  inFlight(tenantId: TenantId, seenSince: Instant): Promise<readonly FlightRow[]>;
  /** All servers by where they stand and what the service says of them. */
  protection(tenantId: TenantId, seenSince: Instant): Promise<readonly ProtectionCount[]>;
  /**
   * How many moves of a campaign were granted since then, how many are neither as before nor committed, and how many of these will be committed within
   * the given time; what is in flight may be.
   */
  exposure(
    tenantId: TenantId,
    campaignId: CampaignId,
    asked: { readonly since: Instant; readonly commits: { readonly from: Instant; readonly to: Instant } },
  ): Promise<{ readonly granted: number; readonly uncommitted: number; readonly commits: number }>;
  /** When the observations of the whole tenant, or of one campaign, end at the latest, by hour in order. */
  commitHours(tenantId: TenantId, campaignId?: CampaignId): Promise<readonly CommitHour[]>;
  /** When the next observation of a campaign ends at the latest; null: none is under way that has not ended. */
  nextCommitAt(tenantId: TenantId, campaignId: CampaignId, now: Instant): Promise<Instant | null>;
  /** Moves of a campaign under observation whose way back may have ended by now; few, since the commit follows as soon as it is sure. */
  endingObservations(tenantId: TenantId, campaignId: CampaignId, now: Instant): Promise<readonly MoveRow[]>;
  /** The newest start of a campaign by site, of those since then. */
  lastStarts(tenantId: TenantId, campaignId: CampaignId, since: Instant): Promise<ReadonlyMap<string, Instant>>;
}

export interface CampaignStore {
  campaigns(tenantId: TenantId): Promise<readonly Campaign[]>;
  campaign(tenantId: TenantId, campaignId: CampaignId): Promise<Campaign | undefined>;
  /** Many at once, in no order; unknown ids are left out. */
  campaignsById(tenantId: TenantId, campaignIds: readonly CampaignId[]): Promise<readonly Campaign[]>;
  /** Views that gates were judged on, by their digests; unknown ones are left out. */
  gateViews(
    tenantId: TenantId,
    digests: readonly string[],
  ): Promise<readonly { readonly digest: string; readonly view: WaveView }[]>;
}

/** An attempt that may count as a failure. */
export interface TroubleRow {
  readonly move: MoveRow;
  /** When its host gave its last sign; null: it need not give one any more. */
  readonly lastSignAt: Instant | null;
}

export interface SteeringStore {
  /**
   * Attempts of a campaign that ended badly or are overdue; and, where `signSince` is given, those on the new sensor whose host is not seen protected
   * now or was not since then. Few, however large the campaign is.
   */
  troubles(tenantId: TenantId, campaignId: CampaignId, signSince: Instant | null): Promise<readonly TroubleRow[]>;
  /** The newest attempt of each of these hosts in a campaign. */
  newestAttempts(tenantId: TenantId, campaignId: CampaignId, hostIds: readonly HostId[]): Promise<readonly MoveRow[]>;
}

export interface TaskFilter {
  readonly state?: readonly Task['state'][] | undefined;
  readonly kind?: readonly string[] | undefined;
  readonly moveId?: MoveId | undefined;
  readonly hostId?: HostId | undefined;
  readonly campaignId?: CampaignId | undefined;
  readonly keys?: readonly string[] | undefined;
  /** Of these hosts alone; then what is about no host is left out too. */
  readonly within?: HostFilter | undefined;
}

export interface TaskStore {
  tasks(tenantId: TenantId, filter: TaskFilter, page: PageRequest): Promise<Page<Task>>;
  task(tenantId: TenantId, taskId: TaskId): Promise<Task | undefined>;
}
