import { beginning, type Campaign } from '../domain/campaign/campaign.ts';
import type { Steering } from '../domain/campaign/steering.ts';
import type { FactDocument } from '../domain/fact.ts';
import type { EventDraft, LogEvent, LogLink, WrittenEvent } from '../domain/log.ts';
import type { MovePhase, MoveStateBase } from '../domain/move.ts';
import type { Plan } from '../domain/plan/document.ts';
import { type FirstForm, fromFirstForm } from '../domain/plan/first-form.ts';
import type { ProofVerdict } from '../domain/proof.ts';
import type { Task } from '../domain/task.ts';
import type { Effect, HostRow, MoveRow, Tenant } from '../engine/ports/store.ts';

/**
 * Rows as the database gives them, and what they are in our words. Types say what the columns hold; the casts between plain text and branded ids
 * happen here and nowhere else in the store.
 */
export interface TenantRecord {
  readonly tenant_id: Tenant['tenantId'];
  readonly name: string;
  readonly edition: Tenant['edition'];
  readonly overrides: Tenant['overrides'];
  readonly facts: Tenant['facts'];
  readonly created_at: number;
  readonly archived_at: number | null;
  readonly version: number;
  readonly twin_at: string | null;
}

export function toTenant(row: TenantRecord): Tenant {
  return {
    tenantId: row.tenant_id,
    name: row.name,
    edition: row.edition,
    overrides: row.overrides,
    facts: row.facts,
    createdAt: row.created_at,
    ...(row.archived_at === null ? {} : { archivedAt: row.archived_at }),
    version: row.version,
    ...(row.twin_at === null ? {} : { twinAt: row.twin_at }),
  };
}

export interface HostRecord {
  readonly host_id: HostRow['hostId'];
  readonly name: string;
  readonly name_key: string;
  readonly fqdn: string;
  readonly domain: string;
  readonly site: string;
  readonly sensor_id: string | null;
  readonly migration_state: HostRow['migrationState'];
  readonly sensor_version: string;
  readonly sensor_type: string;
  readonly health_status: string;
  readonly service_status: string;
  readonly seen_at: number | null;
  readonly state_from: number | null;
  readonly state_since: number | null;
  readonly verdict: HostRow['verdict'];
  readonly disposition: HostRow['disposition'];
  readonly reasons: readonly string[];
  readonly edition: HostRow['edition'];
  readonly valid_until: number | null;
  readonly verdict_basis: string | null;
  readonly is_pinned: boolean;
  readonly hold: HostRow['hold'];
  readonly move_id: HostRow['moveId'];
  /** Joined from the move. */
  readonly move_state: string | null;
  readonly version: number;
}

export function toHost(row: HostRecord): HostRow {
  return {
    hostId: row.host_id,
    name: row.name,
    fqdn: row.fqdn,
    domain: row.domain,
    site: row.site,
    ...(row.sensor_id === null ? {} : { sensorId: row.sensor_id }),
    migrationState: row.migration_state,
    sensorVersion: row.sensor_version,
    sensorType: row.sensor_type,
    healthStatus: row.health_status,
    serviceStatus: row.service_status,
    seenAt: row.seen_at,
    stateFrom: row.state_from,
    stateSince: row.state_since,
    verdict: row.verdict,
    disposition: row.disposition,
    reasons: row.reasons,
    edition: row.edition,
    validUntil: row.valid_until,
    factsDigest: row.verdict_basis,
    isPinned: row.is_pinned,
    hold: row.hold,
    moveState: row.move_state,
    moveId: row.move_id,
    version: row.version,
  };
}

export interface DocumentRecord {
  readonly host_id: FactDocument['hostId'];
  readonly source: FactDocument['source'];
  readonly observed_at: number;
  readonly facts: FactDocument['facts'];
  readonly origin: FactDocument['origin'] | null;
}

export function toDocument(row: DocumentRecord): FactDocument {
  return {
    hostId: row.host_id,
    source: row.source,
    observedAt: row.observed_at,
    facts: row.facts,
    ...(row.origin ? { origin: row.origin } : {}),
  };
}

export interface CampaignRecord {
  readonly tenant_id: Campaign['tenantId'];
  readonly campaign_id: Campaign['campaignId'];
  readonly name: string;
  readonly journey: Campaign['journey'];
  readonly edition: Campaign['edition'];
  readonly state: Campaign['state'];
  readonly cap: number;
  readonly in_flight: number;
  readonly progress: Campaign['progress'] | { readonly steering?: undefined };
  readonly version: number;
  readonly created_at: number;
  readonly created_by: string;
}

/** Plans come back as they were stored; one of the first form in the form of today. */
export function toPlan(stored: Plan | FirstForm): Plan {
  return stored.schema === 'changeguard.plan/1' ? fromFirstForm(stored) : stored;
}

export function toCampaign(row: CampaignRecord, plan: Plan, late: readonly Plan[]): Campaign {
  return {
    tenantId: row.tenant_id,
    campaignId: row.campaign_id,
    name: row.name,
    journey: row.journey,
    edition: row.edition,
    state: row.state,
    plan,
    late,
    cap: row.cap,
    inFlight: row.in_flight,
    progress: progressOf(row, plan),
    version: row.version,
    createdAt: row.created_at,
    createdBy: row.created_by,
  };
}

/** A campaign from before there was any is where it began. */
function progressOf(row: CampaignRecord, plan: Plan): Campaign['progress'] {
  if (row.progress.steering !== undefined) return row.progress;
  const steering = steeringOfOld(row.state, row.created_at);
  return beginning(plan, steering, row.created_at);
}

function steeringOfOld(state: Campaign['state'], since: number): Steering {
  if (state === 'finished' || state === 'shadow') return { kind: state, since, accepted: [] };
  if (state === 'stopped') return { kind: state, since, after: 'stop', because: '', accepted: [] };
  return { kind: 'running', since, accepted: [] };
}

export interface MoveRecord {
  readonly tenant_id: MoveRow['tenantId'];
  readonly move_id: MoveRow['moveId'];
  readonly host_id: MoveRow['hostId'];
  readonly campaign_id: MoveRow['campaignId'];
  readonly journey: MoveRow['journey'];
  readonly attempt: number;
  readonly origin: MoveRow['origin'];
  readonly wave: number;
  readonly state: MoveStateBase;
  readonly phase: MovePhase;
  readonly in_flight: boolean;
  readonly is_active: boolean;
  readonly look_at: number | null;
  readonly deadline_at: number | null;
  readonly waiting_for: string | null;
  readonly waiting_since: number | null;
  readonly snapshot: readonly string[];
  readonly proofs: readonly ProofVerdict[];
  readonly version: number;
  readonly created_at: number;
  readonly changed_at: number;
}

export function toMove(row: MoveRecord): MoveRow {
  return {
    tenantId: row.tenant_id,
    moveId: row.move_id,
    hostId: row.host_id,
    campaignId: row.campaign_id,
    journey: row.journey,
    attempt: row.attempt,
    origin: row.origin,
    wave: row.wave,
    state: row.state,
    schedule: {
      lookAt: row.look_at,
      deadlineAt: row.deadline_at,
      phase: row.phase,
      inFlight: row.in_flight,
      isActive: row.is_active,
    },
    waitingFor: row.waiting_for,
    waitingSince: row.waiting_since,
    snapshot: row.snapshot,
    proofs: row.proofs,
    version: row.version,
    createdAt: row.created_at,
    changedAt: row.changed_at,
  };
}

export interface EffectRecord {
  readonly tenant_id: Effect['tenantId'];
  readonly effect_id: Effect['effectId'];
  readonly kind: Effect['kind'];
  readonly move_ids: Effect['moveIds'];
  readonly campaign_id: Effect['campaignId'];
  readonly key: string;
  readonly due_at: number;
  readonly state: Effect['state'];
  readonly tries: number;
  readonly fence: number;
}

export function toEffect(row: EffectRecord): Effect {
  return {
    tenantId: row.tenant_id,
    effectId: row.effect_id,
    kind: row.kind,
    moveIds: row.move_ids,
    campaignId: row.campaign_id,
    key: row.key,
    dueAt: row.due_at,
    state: row.state,
    tries: row.tries,
    fence: row.fence,
  };
}

/** A task is stored whole; the version stands in its column, because a write counts it up. */
export interface TaskRecord {
  readonly task_id: Task['taskId'];
  readonly opened_at: number;
  readonly document: Task;
  readonly version: number;
}

export function toTask(row: TaskRecord): Task {
  return { ...row.document, version: row.version };
}

export interface LinkRecord {
  readonly tenant_id: LogLink['tenantId'];
  readonly seq: number;
  readonly at: number;
  readonly digest: string;
  readonly hash: string;
  readonly event_count: number;
}

export function toLink(row: LinkRecord): LogLink {
  return {
    tenantId: row.tenant_id,
    seq: row.seq,
    at: row.at,
    digest: row.digest,
    hash: row.hash,
    eventCount: row.event_count,
  };
}

export interface EventRecord {
  readonly tenant_id: LogEvent['tenantId'];
  readonly seq: number;
  readonly ordinal: number;
  readonly at: number;
  readonly kind: EventDraft['kind'];
  readonly subject_type: EventDraft['subjectType'];
  readonly subject_id: string;
  readonly payload: EventDraft['payload'];
  readonly personal: EventDraft['personal'];
}

/** The same with its payload as it stands there. */
type WrittenRecord = Omit<EventRecord, 'payload'> & { readonly payload_text: string };

/** Reads the payload when somebody asks for it, which whoever only digests it does not. */
class StoredEvent implements WrittenEvent {
  readonly kind: EventDraft['kind'];
  readonly subjectType: EventDraft['subjectType'];
  readonly subjectId: string;
  readonly personal: EventDraft['personal'];
  readonly payloadText: string;

  constructor(row: WrittenRecord) {
    this.kind = row.kind;
    this.subjectType = row.subject_type;
    this.subjectId = row.subject_id;
    this.personal = row.personal;
    this.payloadText = row.payload_text;
  }

  get payload(): EventDraft['payload'] {
    return JSON.parse(this.payloadText) as EventDraft['payload'];
  }
}

export function toWritten(row: WrittenRecord): WrittenEvent {
  return new StoredEvent(row);
}

export function toEvent(row: EventRecord): LogEvent {
  return {
    tenantId: row.tenant_id,
    seq: row.seq,
    ordinal: row.ordinal,
    at: row.at,
    kind: row.kind,
    subjectType: row.subject_type,
    subjectId: row.subject_id,
    payload: row.payload,
    personal: row.personal,
  };
}
