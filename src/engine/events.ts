import type { Calendar } from '../domain/calendar/calendar.ts';
import type { Approval } from '../domain/campaign/approval.ts';
import type { Campaign } from '../domain/campaign/campaign.ts';
import type { Json } from '../domain/canonical.ts';
import { canonicalJson } from '../domain/canonical.ts';
import type { Host } from '../domain/host.ts';
import type { EventDraft, LogEventKind, PrivateValue, SubjectType } from '../domain/log.ts';
import type { MoveEventBase } from '../domain/move.ts';
import type { Plan } from '../domain/plan/document.ts';
import type { ProofVerdict } from '../domain/proof.ts';
import type { Task } from '../domain/task.ts';
import type { Instant } from '../domain/time.ts';
import type { Identity } from './ports/identity.ts';
import type { MoveWrite, PlanRow, RehearsalRow, Tenant } from './ports/store.ts';

/** Builds an event; values that name a person or a host go to `personal`, each with a salt of its own. */
export function draft(
  identity: Identity,
  actor: string,
  given: {
    readonly kind: LogEventKind;
    readonly subjectType: SubjectType;
    readonly subjectId: string;
    readonly payload: Json;
    readonly personal?: Readonly<Record<string, string | undefined>>;
  },
): EventDraft {
  const personal: Record<string, PrivateValue> = { actor: { salt: identity.newSalt(), value: actor } };
  for (const [name, value] of Object.entries(given.personal ?? {})) {
    if (value !== undefined) personal[name] = { salt: identity.newSalt(), value };
  }
  return {
    kind: given.kind,
    subjectType: given.subjectType,
    subjectId: given.subjectId,
    payload: given.payload,
    personal,
  };
}

export function hostEvent(
  identity: Identity,
  actor: string,
  kind: 'host-registered' | 'host-changed' | 'host-held' | 'host-released',
  host: Host,
  more: Json = {},
  because?: string,
): EventDraft {
  const { hostId, name, fqdn, domain, site, sensorId } = host;
  return draft(identity, actor, {
    kind,
    subjectType: 'host',
    subjectId: hostId,
    payload: more,
    personal: { domain: told(kind, domain), fqdn, name, sensorId, site: told(kind, site), because },
  });
}

/** What nobody told of a new host names nobody, and needs no salt; that a known one has lost it must be said. */
function told(kind: LogEventKind, value: string): string | undefined {
  return kind === 'host-registered' && value === '' ? undefined : value;
}

/** What of a proof the log keeps: its evidence lies beside the log by content hash. */
function proofSummary(proofs: readonly ProofVerdict[]): Json {
  return proofs.map(({ proof, verdict, reason, isRequired }) => ({ proof, verdict, reason, isRequired }));
}

/** The event of a move's change holds what happened and the whole row that came out, so that views rebuild without rules. */
export function moveEvent(
  identity: Identity,
  actor: string,
  write: Omit<MoveWrite, 'events'>,
  event: MoveEventBase | undefined,
  more: { readonly because?: string | undefined; readonly seen?: Readonly<Record<string, Instant>> | undefined } = {},
): EventDraft {
  return draft(identity, actor, {
    kind: write.expectedVersion === 0 ? 'move-created' : 'move-changed',
    subjectType: 'move',
    subjectId: write.moveId,
    payload: {
      event: (event ?? null) as unknown as Json,
      hostId: write.hostId,
      campaignId: write.campaignId,
      journey: write.journey,
      attempt: write.attempt,
      origin: write.origin,
      wave: write.wave,
      state: write.state as unknown as Json,
      inFlight: write.schedule.inFlight,
      isActive: write.schedule.isActive,
      waitingFor: write.waitingFor,
      snapshot: write.snapshot,
      seen: more.seen,
      proofs: proofSummary(write.proofs),
      version: write.expectedVersion + 1,
      createdAt: write.createdAt,
    },
    personal: { because: more.because },
  });
}

export function taskEvent(
  identity: Identity,
  actor: string,
  kind: 'task-opened' | 'task-closed',
  task: Task,
): EventDraft {
  const { title, steps, because, closedBy, owner, tenantId: _, ...rest } = task;
  return draft(identity, actor, {
    kind,
    subjectType: 'task',
    subjectId: task.taskId,
    payload: rest as unknown as Json,
    personal: { title, steps: canonicalJson(steps), because, closedBy, owner },
  });
}

export function campaignEvent(
  identity: Identity,
  actor: string,
  kind: 'campaign-created' | 'campaign-changed',
  campaign: Campaign,
  because?: string,
): EventDraft {
  const { campaignId, journey, edition, state, cap, progress, version, createdAt, plan } = campaign;
  return draft(identity, actor, {
    kind,
    subjectType: 'campaign',
    subjectId: campaignId,
    payload: {
      journey,
      edition,
      state,
      cap,
      progress: progress as unknown as Json,
      version,
      createdAt,
      planDigest: plan.digest,
    },
    personal: {
      name: campaign.name,
      createdBy: campaign.createdBy,
      plan: kind === 'campaign-created' ? canonicalJson(plan as unknown as Json) : undefined,
      because,
    },
  });
}

/** The document goes along: what was approved can be read from the log alone. */
export function planEvent(identity: Identity, actor: string, row: PlanRow, plan: Plan): EventDraft {
  const { digest, createdAt, savedAt, servers, waves, demand: approval } = row;
  return draft(identity, actor, {
    kind: 'plan-saved',
    subjectType: 'plan',
    subjectId: digest,
    payload: { createdAt, savedAt, servers, waves, demand: { ...approval } },
    personal: {
      name: row.name,
      author: row.author,
      savedBy: row.savedBy,
      plan: canonicalJson(plan as unknown as Json),
    },
  });
}

/** The document lies beside the log, under the digest that stands here. */
export function rehearsalEvent(identity: Identity, actor: string, row: RehearsalRow): EventDraft {
  const { planDigest, digest, estate, isAnonymous, seeds, finished } = row;
  return draft(identity, actor, {
    kind: 'plan-rehearsed',
    subjectType: 'plan',
    subjectId: planDigest,
    payload: { digest, estate, isAnonymous, seeds, finished },
  });
}

const approvalEventKinds = { approve: 'approval-given', refuse: 'approval-refused' } as const;

/** A decision on a plan, or that it was taken back: then with who did, and why. */
export function approvalEvent(identity: Identity, actor: string, approval: Approval): EventDraft {
  const { approvalId, digest, wave, decision, decidedAt, expiresAt, withdrawn } = approval;
  return draft(identity, actor, {
    kind: withdrawn === null ? approvalEventKinds[decision] : 'approval-withdrawn',
    subjectType: 'plan',
    subjectId: digest,
    payload: { approvalId, wave, decision, decidedAt, expiresAt, withdrawnAt: withdrawn?.at },
    personal: {
      person: approval.person,
      comment: approval.comment ?? undefined,
      ticket: approval.ticket ?? undefined,
      withdrawnBy: withdrawn?.by,
      withdrawnBecause: withdrawn?.because,
    },
  });
}

export function tenantEvent(
  identity: Identity,
  actor: string,
  kind: 'tenant-created' | 'tenant-changed' | 'tenant-archived' | 'tenant-reopened',
  tenant: Tenant,
  because?: string,
): EventDraft {
  const { featureLossAcceptedBy, siteZones, calendars = [], ...facts } = tenant.facts;
  // Names of sites, as of all that an export may have to leave out.
  const zones = Object.entries(siteZones ?? {}).map(([site, zone]) => `${site} ${zone}`);
  return draft(identity, actor, {
    kind,
    subjectType: 'tenant',
    subjectId: tenant.tenantId,
    payload: {
      edition: tenant.edition,
      overrides: tenant.overrides as unknown as Json,
      facts: facts as unknown as Json,
      ...(calendars.length === 0 ? {} : { calendars: calendars.map(hoursTold) }),
      version: tenant.version,
    },
    personal: {
      name: tenant.name,
      featureLossAcceptedBy,
      because,
      siteZones: zones.length === 0 ? undefined : zones.join(', '),
      calendars: calendars.length === 0 ? undefined : calendars.map(wordsOf).join('; '),
    },
  });
}

/** When a calendar is open. What people called it and wrote into it is theirs, and stands apart. */
function hoursTold({ zone, open, closed }: Calendar): Json {
  return {
    zone,
    open: open.map(({ days, from, to }) => ({ days: [...days], from, to })),
    closed: closed.map(({ from, to }) => ({ from, to })),
  };
}

function wordsOf({ name, closed }: Calendar): string {
  return [name, ...closed.map(({ because }) => because)].join(', ');
}
