import { beginning, type Campaign } from '../../src/domain/campaign/campaign.ts';
import { defaultRules } from '../../src/domain/campaign/default-rules.ts';
import type { FactDocument } from '../../src/domain/fact.ts';
import type { CampaignId, ConnectionId, EffectId, HostId, MoveId, TaskId, TenantId } from '../../src/domain/ids.ts';
import type { EventDraft, LogEventKind, SubjectType } from '../../src/domain/log.ts';
import type { Schedule } from '../../src/domain/move.ts';
import type { Task } from '../../src/domain/task.ts';
import type { Eligibility } from '../../src/domain/verdict.ts';
import type {
  CampaignWrite,
  Connection,
  EffectDraft,
  EligibilityWrite,
  FactWrite,
  HostWrite,
  MoveRow,
  MoveWrite,
  Store,
  TaskWrite,
} from '../../src/engine/ports/store.ts';
import { newId, sha256 } from '../support/identity.ts';

/** Builders of valid things; a test names only what it is about. */
export function anEvent(kind: LogEventKind, subjectType: SubjectType, subjectId: string, payload = {}): EventDraft {
  return {
    kind,
    subjectType,
    subjectId,
    payload,
    personal: { actor: { salt: '00ff', value: 'os:tester' } },
  };
}

export function aHost(more: Partial<HostWrite['host']> = {}, rest: Partial<HostWrite> = {}): HostWrite {
  const hostId = more.hostId ?? newId<HostId>();
  // Of the whole id: other processes of a test count their hosts from zero too.
  const name = more.name ?? `DC-${hostId.slice(4)}`;
  return {
    host: {
      hostId,
      name,
      fqdn: `${name.toLowerCase()}.bank.example`,
      domain: 'bank.example',
      site: 'Berlin',
      ...more,
    },
    events: [anEvent('host-registered', 'host', hostId, { name })],
    ...rest,
  };
}

export function seen(migrationState: NonNullable<HostWrite['seen']>['migrationState'], seenAt = 2_000) {
  return {
    migrationState,
    sensorVersion: '2.254.19112.470',
    sensorType: 'domainControllerIntegrated',
    healthStatus: 'healthy',
    serviceStatus: 'running',
    seenAt,
    stateFrom: null,
    stateSince: seenAt,
  } as const;
}

export function aDocument(hostId: HostId, facts: FactDocument['facts'], more: Partial<FactWrite> = {}): FactWrite {
  const source = more.source ?? 'host-facts';
  return {
    hostId,
    source,
    observedAt: 1_500,
    maxAgeMs: 900_000,
    facts,
    ...more,
    digest: sha256(`${source}${JSON.stringify(facts)}`),
  };
}

/** What `documentMarks` has to give where `documents` gives these. */
export function marksOf(documents: Awaited<ReturnType<Store['documents']>>) {
  const marks = new Map<HostId, object[]>();
  for (const { hostId, facts: _said, ...mark } of documents) marks.set(hostId, [...(marks.get(hostId) ?? []), mark]);
  return [...marks].map(([hostId, own]) => ({ hostId, marks: own }));
}

export function aVerdict(
  hostId: HostId,
  factsDigest: string,
  more: Partial<Eligibility> = {},
  rest: Partial<EligibilityWrite> = {},
): EligibilityWrite {
  const eligibility: Eligibility = {
    hostId,
    journey: 'sensor-v3',
    edition: '2026-03',
    verdict: 'pass',
    disposition: 'moves',
    reasons: [],
    verdicts: [],
    differsIn: [],
    evaluatedAt: 2_000,
    validUntil: 100_000,
    ...more,
  };
  const event = anEvent('verdict-changed', 'host', hostId, { verdict: eligibility.verdict });
  return { eligibility, factsDigest, events: [event], ...rest };
}

export function aCampaign(tenantId: TenantId, more: Partial<Campaign> = {}): CampaignWrite {
  const campaignId = more.campaignId ?? newId<CampaignId>();
  const plan: Campaign['plan'] = {
    schema: 'changeguard.plan/2',
    tenantId,
    journey: 'sensor-v3',
    edition: '2026-03',
    name: 'First wave',
    author: 'os:tester',
    createdAt: 1_000,
    selector: 'all',
    waves: [],
    excluded: [],
    strata: [],
    rules: { ...defaultRules, caps: { ...defaultRules.caps, inFlight: more.cap ?? 5 } },
    prediction: { asOf: 1_000, waves: [] },
    channel: 'graph',
    demand: 'service',
    digest: 'd',
  };
  const campaign: Campaign = {
    tenantId,
    campaignId,
    name: 'First wave',
    journey: 'sensor-v3',
    edition: '2026-03',
    state: 'running',
    plan,
    late: [],
    cap: 5,
    inFlight: 0,
    progress: beginning(plan, { kind: 'running', since: 1_000, accepted: [] }, 1_000),
    version: 1,
    createdAt: 1_000,
    createdBy: 'os:tester',
    ...more,
  };
  return { campaign, expectedVersion: 0, events: [anEvent('campaign-created', 'campaign', campaignId)] };
}

const schedules = {
  queued: { lookAt: null, deadlineAt: null, phase: 'waiting', inFlight: false, isActive: true },
  requested: { lookAt: 5_000, deadlineAt: 9_000, phase: 'inFlight', inFlight: true, isActive: true },
  observing: { lookAt: 5_000, deadlineAt: 9_000_000, phase: 'observing', inFlight: false, isActive: true },
  /** Over, and not let go of: its server is not seen protected. */
  held: { lookAt: 5_000, deadlineAt: null, phase: 'ended', inFlight: true, isActive: false },
  ended: { lookAt: null, deadlineAt: null, phase: 'ended', inFlight: false, isActive: false },
} as const satisfies Record<string, Schedule>;

export function aMove(
  campaignId: CampaignId | null,
  hostId: HostId,
  kind: keyof typeof schedules = 'queued',
  more: Partial<MoveWrite> = {},
): MoveWrite {
  const moveId = more.moveId ?? newId<MoveId>();
  return {
    moveId,
    hostId,
    campaignId,
    journey: 'sensor-v3',
    attempt: 1,
    origin: 'campaign',
    wave: 1,
    state: { kind },
    schedule: schedules[kind],
    waitingFor: null,
    waitingSince: null,
    snapshot: [],
    proofs: [],
    createdAt: 1_000,
    expectedVersion: 0,
    slotDelta: 0,
    grantedAt: more.slotDelta === 1 ? 2_000 : undefined,
    events: [anEvent(more.expectedVersion ? 'move-changed' : 'move-created', 'move', moveId, { to: kind })],
    ...more,
  };
}

/** The next write of a stored move. */
export function changed(move: MoveRow, kind: keyof typeof schedules, more: Partial<MoveWrite> = {}): MoveWrite {
  return aMove(move.campaignId, move.hostId, kind, {
    moveId: move.moveId,
    origin: move.origin,
    wave: move.wave,
    createdAt: move.createdAt,
    expectedVersion: move.version,
    ...more,
  });
}

export function anEffect(
  campaignId: CampaignId,
  moveIds: readonly MoveId[],
  more: Partial<EffectDraft> = {},
): EffectDraft {
  const effectId = more.effectId ?? newId<EffectId>();
  return { effectId, kind: 'migrate', moveIds, campaignId, key: `key-${effectId}`, dueAt: 1_000, ...more };
}

export function aTask(tenantId: TenantId, more: Partial<Task> = {}): TaskWrite {
  const taskId = more.taskId ?? newId<TaskId>();
  const task: Task = {
    tenantId,
    taskId,
    key: `task-${taskId}`,
    kind: 'unpin',
    title: 'Release the server',
    steps: ['Find out why.'],
    choices: [],
    state: 'open',
    owner: 'operations',
    openedAt: 1_000,
    version: 1,
    ...more,
  };
  return { task, expectedVersion: 0, events: [anEvent('task-opened', 'task', taskId, { key: task.key })] };
}

/** Registers hosts whose stored verdict passes until 100 000. */
export async function eligibleHosts(store: Store, tenantId: TenantId, count: number): Promise<readonly HostId[]> {
  const hosts = Array.from({ length: count }, () => aHost());
  await store.commit({ tenantId, at: 1_000, hosts });
  const due = await store.hostsToEvaluate(tenantId, 1_000, count);
  await store.commit({
    tenantId,
    at: 2_000,
    eligibilities: due.map((entry) => aVerdict(entry.host.hostId, entry.factsDigest)),
  });
  return hosts.map((write) => write.host.hostId);
}

/** An armed connection: without one no request leaves. */
export function aConnection(tenantId: TenantId, more: Partial<Connection> = {}): Connection {
  return {
    tenantId,
    connectionId: newId<ConnectionId>(),
    kind: 'graph',
    cloud: 'global',
    loginUrl: '',
    graphUrl: '',
    directoryId: 'dir',
    clientId: '',
    secretRef: 'env:X',
    isArmed: true,
    channel: 'graph',
    createdAt: 1,
    version: 1,
    ...more,
  };
}
