import type { Approval } from '../../domain/campaign/approval.ts';
import type { Campaign } from '../../domain/campaign/campaign.ts';
import type { Host, MigrationState } from '../../domain/host.ts';
import { type ApprovalId, as, type EditionId, type HostId, type TenantId } from '../../domain/ids.ts';
import type { RulebookOverride, TenantFacts } from '../../domain/journey.ts';
import type { HashedEvent } from '../../domain/log.ts';
import type { MoveEventBase, MoveStateBase } from '../../domain/move.ts';
import type { Plan } from '../../domain/plan/document.ts';
import type { Instant } from '../../domain/time.ts';

/** What the log has told of a tenant's rules. */
export interface RulesTold {
  readonly edition: EditionId;
  readonly overrides: readonly RulebookOverride[];
  readonly facts: TenantFacts;
}

export interface HostTold extends Host {
  readonly migrationState: MigrationState;
}

/** What the log has told of an attempt, with the states that it has been in. */
interface MoveTold {
  readonly hostId: HostId;
  readonly state: MoveStateBase;
  readonly history: readonly { readonly at: Instant; readonly kind: string; readonly proofs: string }[];
}

interface CampaignTold {
  readonly plan: Plan;
  readonly progress: Campaign['progress'];
}

/** A move's event as the log has it. */
export interface MovePayload {
  readonly event: MoveEventBase | null;
  readonly hostId: HostId;
  readonly campaignId: string | null;
  readonly wave: number;
  readonly state: MoveStateBase;
  readonly snapshot: readonly string[];
  readonly seen?: Readonly<Record<string, Instant>> | undefined;
  readonly proofs: readonly { readonly proof: string; readonly verdict: string }[];
}

/** What was known before an entry of the log, told by the entries before it and by nothing else. */
export class Ledger {
  rules: RulesTold | undefined;
  readonly hosts = new Map<string, HostTold>();
  readonly plans = new Map<string, { readonly plan: Plan; readonly savedBy: string | undefined }>();
  readonly approvals = new Map<string, Approval>();
  readonly campaigns = new Map<string, CampaignTold>();
  readonly moves = new Map<string, MoveTold>();
  /** Fingerprints of keys that were made known in the log. */
  readonly keys = new Set<string>();
  readonly #tenantId: TenantId;

  constructor(tenantId: TenantId) {
    this.#tenantId = tenantId;
  }

  add(event: HashedEvent, at: Instant): void {
    const payload = (event.payload ?? {}) as Readonly<Record<string, unknown>>;
    const personal = (name: string) => event.personal[name]?.value;
    switch (event.kind) {
      case 'tenant-created':
      case 'tenant-changed':
        this.rules = rulesTold(payload, personal('featureLossAcceptedBy'));
        return;
      case 'host-registered':
      case 'host-changed':
      case 'host-seen':
        this.hosts.set(event.subjectId, hostTold(this.hosts.get(event.subjectId), event));
        return;
      case 'plan-saved':
        this.#plan(personal('plan'), personal('savedBy'));
        return;
      case 'approval-given':
      case 'approval-refused':
      case 'approval-withdrawn':
        this.#approval(event.subjectId, payload, personal);
        return;
      case 'campaign-created':
      case 'campaign-changed':
        this.#campaign(event.subjectId, payload, personal('plan'));
        return;
      case 'move-created':
      case 'move-changed':
        this.#move(event.subjectId, payload as unknown as MovePayload, at);
        return;
      case 'report-key-made':
        this.keys.add(String(payload.fingerprint));
        return;
      default:
        return;
    }
  }

  #plan(text: string | undefined, savedBy: string | undefined): Plan | undefined {
    if (text === undefined) return undefined;
    const plan = JSON.parse(text) as Plan;
    const known = this.plans.get(plan.digest);
    this.plans.set(plan.digest, { plan, savedBy: known?.savedBy ?? savedBy });
    return plan;
  }

  #approval(
    digest: string,
    payload: Readonly<Record<string, unknown>>,
    personal: (name: string) => string | undefined,
  ): void {
    const approvalId = as<ApprovalId>(String(payload.approvalId));
    const given = payload as unknown as Pick<Approval, 'wave' | 'decision' | 'decidedAt' | 'expiresAt'>;
    const { withdrawnAt } = payload as { withdrawnAt?: Instant | null };
    this.approvals.set(approvalId, {
      tenantId: this.#tenantId,
      approvalId,
      digest,
      wave: given.wave,
      person: personal('person') ?? '',
      decision: given.decision,
      comment: personal('comment') ?? null,
      ticket: personal('ticket') ?? null,
      decidedAt: given.decidedAt,
      expiresAt: given.expiresAt,
      withdrawn:
        typeof withdrawnAt === 'number'
          ? { at: withdrawnAt, by: personal('withdrawnBy') ?? '', because: personal('withdrawnBecause') ?? '' }
          : null,
    });
  }

  #campaign(campaignId: string, payload: Readonly<Record<string, unknown>>, planText: string | undefined): void {
    const plan = this.#plan(planText, undefined) ?? this.plans.get(String(payload.planDigest))?.plan;
    const { progress } = payload as unknown as Pick<Campaign, 'progress'>;
    if (plan && progress) this.campaigns.set(campaignId, { plan, progress });
  }

  #move(moveId: string, payload: MovePayload, at: Instant): void {
    const { hostId, state, proofs } = payload;
    const history = this.moves.get(moveId)?.history ?? [];
    const told = { at, kind: state.kind, proofs: proofsInWords(proofs) };
    const last = history.at(-1);
    const isNews = last === undefined || last.kind !== told.kind || last.proofs !== told.proofs;
    this.moves.set(moveId, { hostId, state, history: isNews ? [...history, told] : history });
  }
}

/** Proofs and what they say, in one text that can be compared. */
export function proofsInWords(proofs: MovePayload['proofs']): string {
  return proofs.map(({ proof, verdict }) => `${proof} ${verdict}`).join();
}

function rulesTold(payload: Readonly<Record<string, unknown>>, featureLossAcceptedBy: string | undefined): RulesTold {
  const { edition, overrides, facts } = payload as unknown as RulesTold;
  return {
    edition,
    overrides,
    facts: { ...facts, ...(featureLossAcceptedBy === undefined ? {} : { featureLossAcceptedBy }) },
  };
}

function hostTold(before: HostTold | undefined, event: HashedEvent): HostTold {
  const told = (name: string, otherwise: string) => event.personal[name]?.value ?? otherwise;
  const { migrationState } = (event.payload ?? {}) as { migrationState?: MigrationState };
  const sensorId = event.personal.sensorId?.value ?? before?.sensorId;
  return {
    hostId: as<HostId>(event.subjectId),
    name: told('name', before?.name ?? ''),
    fqdn: told('fqdn', before?.fqdn ?? ''),
    domain: told('domain', before?.domain ?? ''),
    site: told('site', before?.site ?? ''),
    ...(sensorId === undefined ? {} : { sensorId }),
    migrationState: migrationState ?? before?.migrationState ?? 'unknown',
  };
}
