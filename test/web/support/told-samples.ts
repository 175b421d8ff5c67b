import { readdirSync } from 'node:fs';
import type { GateCondition } from '../../../src/domain/campaign/rules.ts';
import { runCheck } from '../../../src/domain/evaluate.ts';
import { judgeCondition, judgeGate } from '../../../src/domain/gate/judge-gate.ts';
import type { WaveView } from '../../../src/domain/gate/wave-view.ts';
import { as, type MoveId, type TenantId } from '../../../src/domain/ids.ts';
import { mergeFacts } from '../../../src/domain/merge-facts.ts';
import type { Move } from '../../../src/domain/move.ts';
import { problem } from '../../../src/domain/problem.ts';
import type { TaskDraft } from '../../../src/domain/task.ts';
import { dayMs, hourMs, minuteMs } from '../../../src/domain/time.ts';
import { aftercareTasks } from '../../../src/journeys/sensor-v3/aftercare.ts';
import { checks } from '../../../src/journeys/sensor-v3/checks/all.ts';
import type { CheckCase } from '../../../src/journeys/sensor-v3/checks/shape.ts';
import {
  outcomeTasks,
  overdueTasks,
  portalStartTask,
  rollbackKeptTask,
  rollbackTask,
  tenantTasks,
} from '../../../src/journeys/sensor-v3/move-tasks.ts';
import { proofs } from '../../../src/journeys/sensor-v3/proof.ts';
import { rulebookFor } from '../../../src/journeys/sensor-v3/rulebook.ts';
import type { MoveState } from '../../../src/journeys/sensor-v3/states.ts';
import {
  acceptedB,
  aFailedHost,
  anIssue,
  aProof,
  aView,
  aHost as aWaveHost,
  hostId as idOf,
  issues,
  pending,
  t0,
  threeGood,
  throttled,
} from '../../domain/gate/support.ts';
import {
  aDocument,
  aHost,
  eligible,
  type FactValues,
  factsOf,
  hostId,
  now,
  without,
} from '../../journeys/sensor-v3/support.ts';

/* What the server tells of one thing alone, made by the very rules that make it. */

const conditions: readonly GateCondition[] = [
  { kind: 'success-share', atLeast: 0.995 },
  { kind: 'soak', ms: 3 * dayMs },
  { kind: 'health', acceptedWatches: [] },
  { kind: 'detection' },
  { kind: 'proofs', proofs: ['v3-running', 'sensor-health'] },
  { kind: 'hunting', query: 'v3-silent' },
  { kind: 'manual', question: 'Is the SOC content. Really?' },
  { kind: 'rollback-drill' },
];

const aRun = { query: 'v3-silent', measuredAt: t0 - minuteMs } as const;
const rows = { kind: 'rows', ...aRun, coversUntil: t0 - hourMs, hosts: [], isCut: false } as const;
const no = { question: 'Is the SOC content. Really?', answer: 'no', by: 'anna', at: t0 - hourMs } as const;
const before = (title: string, watchedBy?: 'both' | 'old' | 'new' | 'unknown') => issues(anIssue(title, watchedBy));

const hostsSeen = [
  aFailedHost('A'),
  pending('B'),
  aWaveHost('C', { proofs: [aProof('v3-running', 'fail'), aProof('sensor-health', 'fail')] }),
  aWaveHost('D', { proofs: [aProof('v3-running', 'unknown')] }),
  aWaveHost('E', {
    proofs: [aProof('v3-running', 'pass', t0 - 30 * dayMs), aProof('sensor-health', 'pass', t0 - 30 * dayMs)],
  }),
  aWaveHost('F', { proofs: [aProof('v3-running', 'notApplicable'), aProof('sensor-health', 'notApplicable')] }),
  aWaveHost('G', { seenAt: null, health: { before: null, after: null } }),
  aWaveHost('H', { seenAt: t0 - dayMs, health: { before: null, after: before('Sensor stopped; silent') } }),
  aWaveHost('I', { health: { before: issues(), after: before('Sensor stopped') } }),
  aWaveHost('J', { health: { before: issues(), after: before('Sensor stopped', 'unknown') } }),
  aWaveHost('K', { health: { before: before('No traffic', 'old'), after: before('RPC audit', 'new') } }),
  aWaveHost('L', {
    health: { before: before('No traffic'), after: issues(anIssue('No traffic'), anIssue('Mixed', 'both', true)) },
  }),
  aWaveHost('M', { health: { before: issues(), after: { kind: 'error', readAt: t0 - minuteMs, problem: throttled } } }),
  aWaveHost('N', { health: { before: issues(), after: { kind: 'issues', readAt: t0 - 5 * dayMs, issues: [] } } }),
  aWaveHost('O', {
    protectedByNew: { earliest: t0 - 9 * dayMs, latest: t0 - 9 * dayMs },
    health: { before: issues(), after: { kind: 'issues', readAt: t0 - 5 * dayMs, issues: [] } },
  }),
] as const;

const views: readonly WaveView[] = [
  aView(threeGood),
  aView([]),
  aView(threeGood, { accepted: threeGood.map(({ move }) => ({ moveId: (move as { moveId: MoveId }).moveId })) }),
  aView(hostsSeen.slice(0, 1)),
  aView(threeGood, { accepted: acceptedB, joined: [idOf('X')], queries: [] }),
  aView([...threeGood, aWaveHost('Z', { isGone: true })], { joined: [idOf('X')], queries: [{ ...rows, isCut: true }] }),
  aView([aWaveHost('Z', { isGone: true }), ...threeGood], {
    accepted: acceptedB,
    queries: [{ ...rows, hosts: [null] }],
  }),
  aView(threeGood, { queries: [{ ...rows, hosts: [idOf('A'), idOf('B')] }], answers: [] }),
  aView(threeGood, { queries: [{ kind: 'error', ...aRun, problem: throttled }], answers: [no] }),
  aView(threeGood, { queries: [{ ...rows, measuredAt: t0 - 9 * dayMs }], answers: [{ ...no, answer: 'yes' }] }),
  aView(threeGood, {
    queries: [{ ...rows, coversUntil: t0 - 9 * dayMs }],
    answers: [{ ...no, answer: 'yes', at: t0 - 9 * dayMs }],
  }),
  aView(threeGood, { answers: [{ ...no, at: t0 - 9 * dayMs }] }),
  aView([aWaveHost('A', { protectedByNew: { earliest: t0, latest: t0 + 1 } })], { answers: [no] }),
  aView([pending('B')], { answers: [{ ...no, answer: 'yes' }] }),
  aView(threeGood, {
    drills: [
      { kind: 'failed', hostId: idOf('A'), failedAt: t0 - hourMs, because: 'its second attempt ended reverted' },
    ],
  }),
  aView([aWaveHost('A', { proofs: [] })]),
  aView(threeGood, { detectionProofs: [] }),
  aView(hostsSeen),
  ...hostsSeen.map((host) => aView([...threeGood, host])),
];

export const gateSummaries: readonly string[] = [
  judgeGate([]).summary,
  ...views.flatMap((view) => {
    const findings = conditions.map((condition) => judgeCondition(condition, view));
    return [...findings.map(({ summary }) => summary), judgeGate(findings).summary];
  }),
];

function aMove(state: MoveState): Move<MoveState> {
  return {
    tenantId: as<TenantId>('tenant'),
    moveId: as<MoveId>('move'),
    hostId,
    campaignId: null,
    journey: 'sensor-v3',
    attempt: 2,
    origin: 'campaign',
    state,
    version: 1,
    createdAt: now,
    changedAt: now,
  };
}

const observing = {
  kind: 'observing',
  seenFrom: now,
  seenAt: now,
  isLate: false,
  rollbackUntilAt: now + dayMs,
  commitDueAt: now + dayMs,
} as const;
const running = { startedFrom: now, startedAt: now, expectedBy: now, deadlineAt: now } as const;
const ends = [
  'timed-out',
  'reverted-early',
  'migration-failed',
  'migrate-refused',
  'accepted-never-started',
  'request-lost',
  'prerequisite-lost',
] as const;

const outcomes: readonly MoveState[] = [
  ...ends.map(
    (code) => ({ kind: 'failed', failedAt: now, failedFrom: 'migrating', problem: problem(code, '') }) as const,
  ),
  { kind: 'reverted', revertedAt: now, problem: problem('timed-out', '') },
  { kind: 'rolledBack', rolledBackAt: now, wasAsked: true },
  { kind: 'rolledBack', rolledBackAt: now, wasAsked: true, isDrill: true },
  { ...observing, alarms: [24] },
  { kind: 'committed', committedAt: now, switchedAt: now, by: 'clock', isProven: false },
];

const unproven = proofs({
  switchedAt: undefined,
  isCommitted: false,
  before: undefined,
  after: factsOf({}),
  rules: rulebookFor('2026-03', []),
  at: now,
});

const drafts: readonly TaskDraft[] = [
  portalStartTask(aMove(observing), aHost()),
  ...[observing, { ...observing, rollbackAskedFor: 'drill' } as const, { ...observing, rollbackUntilAt: null }].map(
    (state) => rollbackTask(aMove(state), aHost()),
  ),
  rollbackKeptTask(aMove(observing), aHost()),
  ...overdueTasks(
    aMove({ ...running, kind: 'overdue', overdueAt: now - dayMs, overdueFrom: 'migrating' }),
    aHost(),
    now,
  ),
  ...outcomes.flatMap((state) => outcomeTasks(aMove(state), aHost(), unproven)),
  ...outcomes.flatMap((state) => outcomeTasks({ ...aMove(state), campaignId: as('campaign') }, aHost(), unproven)),
  ...[true, false].flatMap((both) =>
    tenantTasks({ usesVpnIntegration: true, usesSyslog: both }, ['feature-loss-not-accepted']),
  ),
  ...(['2026-03', '2026-09'] as const).flatMap((edition) =>
    (['observing', 'committed'] as const).flatMap((state) =>
      [undefined, factsOf({ 'npcap.usedByOthers': false })].flatMap((facts) =>
        aftercareTasks({
          state,
          host: aHost(),
          facts,
          proofs: unproven.map((one) => ({ ...one, verdict: 'fail' })),
          rules: rulebookFor(edition, []),
        }),
      ),
    ),
  ),
];

export const taskTexts: readonly string[] = drafts.flatMap(({ title, steps, warning, choices }) => [
  title,
  ...steps,
  ...(warning === undefined ? [] : [warning]),
  ...choices.flatMap((choice) => [choice.title, ...(choice.warning === undefined ? [] : [choice.warning])]),
]);

const migrated: FactValues = {
  ...eligible,
  'mdi.migrationState': 'upToDate',
  'mdi.v3.version': '3.0.8.1021',
  'service.AATPSensor': 'disabled',
  'activity.events1h': 390,
};

const afterwards: readonly FactValues[] = [
  migrated,
  {},
  ...Object.keys(migrated).map((key) => without(migrated, key)),
  { ...without(migrated, 'mdi.v3.version'), 'mdi.migrationState': 'readyForMigration' },
  { ...migrated, 'mdi.v3.version': '2.254' },
  ...['starting', 'onboarding', 'stopped', 'disabled', 'unknown'].map((state) => ({
    ...migrated,
    'mdi.serviceStatus': state,
  })),
  ...['running', 'absent', 'stopped', 'startPending'].map((state) => ({ ...migrated, 'service.AATPSensor': state })),
  { ...migrated, 'mdi.v2.installed': false },
  { ...migrated, 'mdi.description': null, 'mdi.networkAdapters': [], 'mdi.dnsNames': ['a.corp', 'b.corp'] },
  { ...migrated, 'activity.events1h': 0 },
  { ...migrated, 'activity.events1h': 4 },
  ...[['low|Sensor stopped'], ['|Some services stopped', 'high|New thing; more']].flatMap((open) => [
    { ...migrated, 'mdi.healthIssues': open },
    { ...migrated, 'mdi.healthStatus': 'notHealthyHigh', 'mdi.healthIssues': open },
  ]),
  { ...migrated, 'mdi.healthStatus': 'notHealthyLow' },
];

export const proofTexts: readonly string[] = afterwards
  .flatMap((facts) =>
    [now - 3 * hourMs, now - 2 * minuteMs, now + hourMs, undefined].flatMap((switchedAt) =>
      [undefined, factsOf(eligible), factsOf({ ...eligible, 'mdi.healthIssues': ['low|Sensor stopped'] })].flatMap(
        (was) =>
          [true, false].flatMap((isCommitted) =>
            proofs({
              switchedAt,
              isCommitted,
              before: was,
              after: factsOf(facts),
              rules: rulebookFor('2026-03', []),
              at: now,
            }),
          ),
      ),
    ),
  )
  .flatMap(({ summary, howToGet }) => (howToGet === undefined ? [summary] : [summary, howToGet]));

const folder = new URL('../../../src/journeys/sensor-v3/checks/', import.meta.url);
const tables = await Promise.all(
  checks.map(async (check) => {
    const { cases } = (await import(new URL(`${check.id}/cases.ts`, folder).href)) as { cases: readonly CheckCase[] };
    return { check, cases };
  }),
);

/** Sources that do not agree, the nearer one older than the other. */
const disagreeing = mergeFacts(
  hostId,
  [
    aDocument(eligible, { observedAt: now - hourMs }),
    aDocument({ ...eligible, 'os.revision': 4773, 'service.Sense': 'stopped' }, { source: 'client-analyzer' }),
    aDocument({ ...eligible, 'os.revision': 4774 }, { source: 'hunting-device-identity' }),
  ],
  now,
);

export const checkTexts: readonly string[] = tables
  .flatMap(({ check, cases }) =>
    [...cases, { name: '', facts: {}, expect: {} } as unknown as CheckCase].flatMap((row) => {
      const edition = row.edition ?? '2026-03';
      const input = {
        host: aHost(),
        tenant: row.tenant ?? {},
        edition,
        now,
        others: row.others ?? [],
        rules: rulebookFor(edition, []),
      };
      return [factsOf(row.facts ?? {}, row.stale), disagreeing].map((facts) =>
        runCheck(check, { ...input, facts }, undefined),
      );
    }),
  )
  .flatMap(({ summary, remedy, howToGet, conflict }) => [summary, remedy, howToGet, conflict])
  .filter((text) => text !== undefined);

/** How many folders of checks there are, so that none is left out. */
export const checkSources = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => `src/journeys/sensor-v3/checks/${name}/check.ts`);
