import type { PlanDetail, PlanSummary } from '../../../src/contract/plans.ts';
import type { Answer } from '../../../src/contract/routes.ts';
import type { Watches } from '../../../src/contract/watches.ts';

type Server = Answer<'listServers'>['value'][number];
type Move = Answer<'listMoves'>['value'][number];
type Campaign = Answer<'showCampaign'>;
type Status = Answer<'showStatus'>;
type Plan = Answer<'makePlan'>;
type Task = Answer<'showTask'>;

/** Builders of contract-valid answers; a test names only what it is about. */
export function aServerRow(given: Partial<Server> = {}): Server {
  const name = given.name ?? 'BER-DC1';
  return {
    id: `h-${name.toLowerCase()}`,
    name,
    fqdn: `${name.toLowerCase()}.bank.example`,
    domain: 'bank.example',
    site: 'Berlin',
    migrationState: 'readyForMigration',
    migrationStateName: 'Ready for migration',
    sensorVersion: '2.254.19112.470',
    sensorType: 'Domain controller sensor',
    healthStatus: 'healthy',
    serviceStatus: 'Running',
    seenAt: '2026-11-22T09:55:00.000Z',
    verdict: 'pass',
    disposition: 'moves',
    reasons: [],
    edition: '2026-03',
    validUntil: '2026-11-22T10:10:00.000Z',
    isPinned: false,
    hold: null,
    moveId: null,
    moveState: null,
    ...given,
  };
}

export function aNotReadyRow(given: Partial<Server> = {}): Server {
  return aServerRow({
    name: 'MUC-DC2',
    site: 'München',
    migrationState: 'notReadyForMigration',
    migrationStateName: 'Not ready for migration',
    verdict: 'fail',
    reasons: [
      { code: 'sense-stopped', title: 'The Sense service is not running' },
      { code: 'build-too-old', title: 'The March 2026 cumulative update is missing' },
      { code: 'updater-stopped', title: 'The updater service is not running' },
    ],
    ...given,
  });
}

export function aMove(given: Partial<Move> = {}): Move {
  return {
    id: 'm-1',
    serverId: 'h-ber-dc1',
    server: 'BER-DC1',
    site: 'Berlin',
    campaignId: 'c-1',
    attempt: 1,
    origin: 'campaign',
    state: 'observing',
    sentence: 'Observing v3.x; it can be rolled back until the commit.',
    story: [
      { says: 'observing', at: '2026-11-20T13:20:00.000Z' },
      { says: 'rollback-until', at: '2026-11-27T13:05:00.000Z', by: '2026-11-27T13:06:00.000Z' },
    ],
    waiting: null,
    createdAt: '2026-11-20T13:00:00.000Z',
    changedAt: '2026-11-20T13:20:00.000Z',
    startedAt: '2026-11-20T13:01:00.000Z',
    expectedBy: '2026-11-20T13:21:00.000Z',
    deadlineAt: '2026-11-20T15:01:00.000Z',
    rollbackUntil: '2026-11-27T13:05:00.000Z',
    commitDueAt: '2026-11-27T13:06:00.000Z',
    problem: null,
    isProven: false,
    isDone: false,
    observation: null,
    proofs: [
      {
        proof: 'v3-healthy',
        title: 'v3.x is healthy',
        verdict: 'pass',
        isRequired: true,
        summary: 'Healthy.',
        judgedAt: '2026-11-22T09:55:00.000Z',
        since: '2026-11-20T13:25:00.000Z',
        seenAt: '2026-11-22T09:54:00.000Z',
      },
      {
        proof: 'v2-disabled',
        title: 'v2.x is disabled and still installed',
        verdict: 'unknown',
        isRequired: true,
        summary: 'The state of the service is not known.',
        howToGet: 'Collect host facts and import them.',
        judgedAt: '2026-11-22T09:55:00.000Z',
        since: '2026-11-20T13:25:00.000Z',
        seenAt: '2026-11-22T09:54:00.000Z',
      },
    ],
    version: 3,
    ...given,
  };
}

export function someWatches(given: Partial<Watches> = {}): Watches {
  return {
    ...{ moveId: null, moveState: null, observation: null, rollbackUntil: null, commitDueAt: null, proofs: [] },
    health: { readAt: null, beforeAt: null, problem: null, issues: [], onlyOld: [], onlyNew: [] },
    rollsBack: [],
    ...given,
  };
}

export function aCampaign(given: Partial<Campaign> = {}): Campaign {
  return {
    id: 'c-1',
    name: 'berlin',
    journey: 'sensor-v3',
    edition: '2026-03',
    state: 'running',
    planDigest: 'a'.repeat(64),
    createdAt: '2026-11-20T13:00:00.000Z',
    createdBy: 'user:anna',
    cap: 10,
    inFlight: 1,
    held: null,
    waves: [
      {
        ...{ name: 'all', servers: 3, isOpen: true, isLate: false, passedAt: null, gate: null, letBy: null },
        counts: { observing: 1, migrating: 1, queued: 1 },
      },
    ],
    counts: { observing: 1, migrating: 1, queued: 1 },
    waits: [{ reason: 'cap-full', words: 'for a free slot', moves: 1 }],
    next: { kind: 'soak-ends', at: '2026-11-24T21:00:00.000Z', wave: 1 },
    planned: 3,
    late: 0,
    latePlans: [],
    since: { joined: 0, ready: 0, gone: 0 },
    version: 1,
    ...given,
  };
}

export function aStatus(given: Partial<Status> = {}): Status {
  return {
    tenant: 'Nordbank',
    now: '2026-11-22T10:00:00.000Z',
    clock: { kind: 'twin', rate: 60 },
    connection: { state: 'armed', channel: 'graph', where: 'http://127.0.0.1:8788' },
    campaigns: [aCampaign()],
    needsYou: [
      {
        what: 'proof unknown for 26 h',
        subject: 'MUC-DC2',
        dueAt: '2026-11-27T13:05:00.000Z',
        command: 'changeguard verify MUC-DC2',
        kind: 'task',
        id: 'task-1',
      },
    ],
    next: { at: '2026-11-22T10:06:00.000Z', what: 'BER-DC2 is read again' },
    readings: [
      { resource: 'sensors', readAt: '2026-11-22T09:59:00.000Z', dueAt: '2026-11-22T10:59:00.000Z', problem: null },
    ],
    counts: {
      total: 5,
      byMigrationState: { readyForMigration: 2, notReadyForMigration: 1, migrating: 1, upToDate: 1 },
    },
    ...given,
  };
}

function span(earliest: string, latest: string) {
  return { earliest: Date.parse(earliest), latest: Date.parse(latest) };
}

export function aPlan(given: Partial<Plan> = {}): Plan {
  return {
    schema: 'changeguard.plan/2',
    tenantId: 't-1',
    journey: 'sensor-v3',
    edition: '2026-03',
    name: 'berlin',
    author: 'user:anna',
    createdAt: Date.parse('2026-11-22T09:30:00Z'),
    selector: 'site:Berlin',
    waves: [
      {
        name: 'all',
        isCanary: false,
        hosts: [
          { hostId: 'h-1', name: 'BER-DC1', site: 'Berlin', domain: 'bank.example', stratum: 'all' },
          { hostId: 'h-2', name: 'BER-DC2', site: 'Berlin', domain: 'bank.example', stratum: 'all' },
        ],
      },
    ],
    excluded: [
      {
        hostId: 'h-3',
        name: 'BER-CA1',
        site: 'Berlin',
        domain: 'bank.example',
        reason: 'stays',
        detail: 'It runs AD CS and stays on v2.x.',
      },
    ],
    strata: [],
    rules: {
      caps: {
        inFlight: 10,
        perSite: null,
        perDomain: null,
        startsPerDay: null,
        commitsPerDay: null,
        blastRadius: null,
        spreadMs: 0,
      },
      floor: { servers: 1, share: 0, waivers: [] },
      budget: { failures: 0, perStratum: null },
      gate: [],
      calendars: [],
      commitGuard: { whenNobodyDecides: 'ask-for-rollback', alarmHours: [72, 48, 24, 6] },
      approval: { people: 0, perWave: false, validMs: 604_800_000 },
    },
    prediction: {
      asOf: Date.parse('2026-11-22T09:30:00Z'),
      waves: [
        {
          starts: span('2026-11-22T09:30:00Z', '2026-11-22T09:30:00Z'),
          ends: span('2026-11-22T10:10:00Z', '2026-11-22T13:30:00Z'),
          noReturn: span('2026-11-29T09:30:00Z', '2026-11-29T11:30:00Z'),
          allFinal: span('2026-11-29T10:10:00Z', '2026-11-29T13:30:00Z'),
          sites: [{ name: 'Berlin', servers: 3, lowest: 2, unknown: 0, needed: 1 }],
          domains: [{ name: 'bank.example', servers: 5, lowest: 3, unknown: 1, needed: 1 }],
          held: [],
        },
      ],
    },
    channel: 'graph',
    demand: 'service',
    digest: 'b'.repeat(64),
    ...given,
  };
}

/** Ben approved it; it takes one person. */
export function aPlanSummary(given: Partial<PlanSummary> = {}): PlanSummary {
  return {
    digest: 'b'.repeat(64),
    name: 'berlin',
    author: 'user:anna',
    savedBy: 'user:anna',
    createdAt: '2026-11-22T09:30:00.000Z',
    savedAt: '2026-11-22T09:30:00.000Z',
    servers: 2,
    waves: 1,
    demand: { people: 1, perWave: false, validMs: 604_800_000 },
    standings: [
      {
        wave: 0,
        state: 'granted',
        words: 'approved',
        clause: { says: 'standing-granted', values: {} },
        left: 0,
        until: '2026-11-29T09:40:00.000Z',
      },
    ],
    approvals: [
      {
        id: 'a-1',
        wave: 0,
        person: 'user:ben',
        decision: 'approve',
        comment: 'Seen with the domain team',
        ticket: 'CHG0001',
        decidedAt: '2026-11-22T09:40:00.000Z',
        expiresAt: '2026-11-29T09:40:00.000Z',
        withdrawn: null,
        counts: true,
      },
    ],
    rehearsal: null,
    ...given,
  };
}

export function aPlanDetail(given: Partial<PlanDetail> = {}): PlanDetail {
  return {
    ...aPlanSummary({ standings: [waiting], approvals: [] }),
    plan: aPlan(),
    lines: ['berlin  2 servers in 1 wave'],
    story: [],
    leftOut: [],
    rules: ['At once: at most 10 in flight.', 'Approved by one person other than the author.'],
    ...given,
  };
}

/** How a plan stands that nobody approved yet. */
export const waiting: PlanSummary['standings'][number] = {
  wave: 0,
  state: 'missing',
  words: 'waits for 1 person other than the author',
  clause: { says: 'standing-missing', values: { people: 1 } },
  left: 1,
  until: null,
};

export function anApplyResult(given: Partial<Answer<'applyPlan'>> = {}): Answer<'applyPlan'> {
  return {
    campaign: null,
    isDryRun: true,
    isShadow: false,
    wouldSend: [
      {
        method: 'POST',
        path: '/security/identities/sensorMigration/migrate',
        body: { sensorIds: ['s-1', 's-2'] },
        servers: ['BER-DC1', 'BER-DC2'],
      },
    ],
    warnings: ['Automatic activation is on in this tenant: the service changes servers outside any plan.'],
    warningClauses: [{ says: 'warning-automatic-activation', values: {} }],
    irreversible: {
      sentence: 'One week after a server is up to date, the service commits it and v2.x cannot come back.',
      clause: { says: 'irreversible', values: { period: '7 d' } },
      earliestAt: '2026-11-29T10:00:00.000Z',
      asOf: '2026-11-22T10:00:00.000Z',
    },
    ...given,
  };
}

export function aTask(given: Partial<Task> = {}): Task {
  return {
    id: 'task-1',
    name: 'switch-gmsa',
    kind: 'switch-gmsa',
    title: 'Remove the gMSA of the action accounts',
    steps: ['Open Settings, Identities.', 'Remove the account.'],
    state: 'open',
    owner: 'operator',
    serverId: null,
    server: null,
    site: null,
    moveId: null,
    campaignId: 'c-1',
    dueAt: '2026-11-27T13:05:00.000Z',
    choices: [{ choice: 'keep', title: 'Keep it', needsReason: true, warning: 'Response actions do not work then.' }],
    after: [],
    warning: 'Attack disruption does not work while it is configured.',
    openedAt: '2026-11-20T13:20:00.000Z',
    closedAt: null,
    closedBy: null,
    choice: null,
    because: null,
    version: 1,
    ...given,
  };
}
