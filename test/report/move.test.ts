import { describe, expect, test } from 'vitest';
import type { HostId, MoveId, TenantId } from '../../src/domain/ids.ts';
import type { ProofVerdict } from '../../src/domain/proof.ts';
import type { MoveRow } from '../../src/engine/ports/store.ts';
import type { MoveState } from '../../src/journeys/sensor-v3/states.ts';
import { moveShape } from '../../src/report/move.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const at = Date.UTC(2026, 4, 4, 8);

function aRow(state: MoveState, more: Partial<MoveRow> = {}): MoveRow {
  return {
    tenantId: 'tenant' as TenantId,
    moveId: 'move' as MoveId,
    hostId: 'host' as HostId,
    campaignId: null,
    journey: 'sensor-v3',
    attempt: 1,
    origin: 'campaign',
    state,
    version: 3,
    createdAt: at,
    changedAt: at,
    wave: 1,
    schedule: { lookAt: null, deadlineAt: null, phase: 'waiting', inFlight: false, isActive: true },
    waitingFor: null,
    waitingSince: null,
    snapshot: [],
    proofs: [],
    ...more,
  };
}

const running = {
  startedFrom: at - minute,
  startedAt: at,
  expectedBy: at + 20 * minute,
  deadlineAt: at + 2 * hour,
};
const observing = {
  kind: 'observing',
  seenFrom: at - minute,
  seenAt: at,
  isLate: false,
  rollbackUntilAt: at - minute + 7 * day,
  commitDueAt: at + 7 * day,
} as const;
const timedOut = { code: 'timed-out', detail: 'Not done after 2 h.' } as const;

const told: readonly (readonly [string, MoveState, number, string])[] = [
  ['queued', { kind: 'queued', since: at }, at + hour, 'Queued for 1 h; nothing was asked of the service yet.'],
  [
    'S3-05 requested',
    {
      kind: 'requested',
      requestedAt: at,
      startByAt: at + 15 * minute,
      deadlineAt: at + 2 * hour,
      expectedBy: at + 20 * minute,
      isAccepted: true,
      isUncertain: false,
    },
    at + 2 * minute,
    'Start asked for 2 min ago; the service accepted it and has not been seen migrating yet. Without a start it counts as lost from 2026-05-04 08:15 UTC (in 13 min).',
  ],
  ...[false, true].map((isAccepted): (typeof told)[number] => [
    `S3-05 asked for in the portal, and ${isAccepted ? 'pressed' : 'not pressed'}`,
    {
      kind: 'requested',
      requestedAt: at,
      startByAt: at + day,
      deadlineAt: at + 2 * day,
      expectedBy: at + 20 * minute,
      isAccepted,
      isUncertain: false,
      inPortal: true,
    },
    at + 2 * minute,
    isAccepted
      ? 'Start asked for 2 min ago; a person says that it is pressed in the portal, and it has not been seen migrating yet. Without a start it counts as lost from 2026-05-05 08:00 UTC (in 23 h 58 min).'
      : 'Asked for 2 min ago, for a person to press in the portal; nobody has said yet that it is pressed.',
  ]),
  [
    'S3-08 migrating tells elapsed against expected, and the deadline',
    { kind: 'migrating', ...running },
    at + 12 * minute,
    'Migrating for 12 min, of about 20 min expected; v2.x keeps protecting the server. The service reverts it by itself if it is not done by 2026-05-04 10:00 UTC (in 1 h 48 min).',
  ],
  [
    'S3-08 S3-21 migrating for longer than expected, with a prerequisite lost',
    { kind: 'migrating', ...running, prerequisiteLostAt: at + 20 * minute },
    at + 31 * minute,
    'Migrating for 31 min, longer than the expected 20 min; v2.x keeps protecting the server. The service reverts it by itself if it is not done by 2026-05-04 10:00 UTC (in 1 h 29 min). A prerequisite was lost at 2026-05-04 08:20 UTC: diagnose the server.',
  ],
  [
    'I7 overdue',
    { kind: 'overdue', ...running, overdueAt: at + 2 * hour, overdueFrom: 'migrating' },
    at + 2 * hour + 10 * minute,
    'Overdue for 10 min: it was due 2026-05-04 10:00 UTC (10 min ago), and neither the revert to v2.x nor v3.x has been seen. It keeps its slot; diagnose the server.',
  ],
  [
    'S3-10 observing tells until when it can be rolled back and from when it is irreversible',
    observing,
    at + day,
    'v3.x runs since 2026-05-04 08:00 UTC, under observation: can be rolled back until 2026-05-11 07:59 UTC (in 5 d 23 h), irreversible after 2026-05-11 08:00 UTC (in 6 d).',
  ],
  [
    'S3-10 observing when a rollback can no longer be promised',
    observing,
    at + 7 * day - 30_000,
    'v3.x runs since 2026-05-04 08:00 UTC, under observation: a rollback can no longer be promised since 2026-05-11 07:59 UTC; irreversible after 2026-05-11 08:00 UTC (in 30 s).',
  ],
  [
    'S3-10 observing under an edition that promises no rollback',
    { ...observing, rollbackUntilAt: null },
    at + day,
    'v3.x runs since 2026-05-04 08:00 UTC, under observation: this rulebook edition promises no rollback; treat it as irreversible now, and as committed after 2026-05-11 08:00 UTC (in 6 d).',
  ],
  [
    'S3-10 I11 committed without its evidence',
    { kind: 'committed', committedAt: at, switchedAt: at - 7 * day, by: 'clock', isProven: false },
    at,
    'Committed (by clock) at 2026-05-04 08:00 UTC, before its evidence was complete; the server stays on v3.x for good.',
  ],
  [
    'S3-08 reverted stays visible as failed by time-out',
    { kind: 'reverted', revertedAt: at, problem: timedOut },
    at,
    'The service went back to v2.x at 2026-05-04 08:00 UTC: the migration did not complete within two hours; the service reverted the server to v2.x. Address the cause, acknowledge the failure, and it can be retried.',
  ],
  [
    'S3-09 failed and acknowledged',
    {
      kind: 'failed',
      failedAt: at,
      failedFrom: 'migrating',
      problem: { code: 'migration-failed', detail: 'x' },
      acknowledgedAt: at,
    },
    at,
    'Failed at 2026-05-04 08:00 UTC: the service reports that the migration failed. Acknowledged; it can be retried.',
  ],
  [
    'I13 rolled back',
    { kind: 'rolledBack', rolledBackAt: at, wasAsked: false },
    at,
    'Rolled back to v2.x at 2026-05-04 08:00 UTC, in the portal, without being asked here; the server is pinned until a person releases it.',
  ],
  [
    'abandoned',
    { kind: 'abandoned', abandonedAt: at, because: 'the campaign was stopped.' },
    at,
    'Taken out before it started, at 2026-05-04 08:00 UTC: the campaign was stopped.',
  ],
];

describe('one sentence a state', () => {
  test.each(told)('%s', (_name, state, now, sentence) => {
    expect(moveShape(aRow(state), { name: 'BER-DC1', site: 'Berlin' }, now).sentence).toBe(sentence);
  });

  test('a later attempt says so, and a wait says what for and how long', () => {
    const row = aRow({ kind: 'queued', since: at }, { attempt: 2, waitingFor: 'cap-full', waitingSince: at });
    expect(moveShape(row, { name: 'BER-DC1', site: 'Berlin' }, at + hour).sentence).toBe(
      'Attempt 2. Queued for 1 h; nothing was asked of the service yet. Waiting for 1 h for a free slot; as many servers as allowed are in flight.',
    );
  });
});

const proof = (verdict: ProofVerdict['verdict'], isRequired = true): ProofVerdict => ({
  proof: `p-${verdict}`,
  title: 'A proof',
  verdict,
  reason: '',
  summary: 'Seen.',
  isRequired,
  evidence: [],
  judgedAt: at,
});

test('I9 a move is done only when it is committed and every required proof passes', () => {
  const committed: MoveState = {
    kind: 'committed',
    committedAt: at,
    switchedAt: at - 7 * day,
    by: 'clock',
    isProven: true,
  };
  const done = (state: MoveState, proofs: readonly ProofVerdict[]) =>
    moveShape(aRow(state, { proofs }), { name: 'x', site: 'Berlin' }, at).isDone;
  expect(done(committed, [proof('pass'), proof('notApplicable'), proof('fail', false)])).toBe(true);
  expect(done(committed, [])).toBe(false);
  expect(done(committed, [proof('pass'), proof('unknown')])).toBe(false);
  expect(done(committed, [proof('pass'), proof('fail')])).toBe(false);
  expect(done(observing, [proof('pass')])).toBe(false);
});

test('a state carries its own instants and no others', () => {
  const shape = moveShape(aRow({ kind: 'migrating', ...running }), { name: 'x', site: 'Berlin' }, at);
  expect(shape).toMatchObject({
    startedAt: '2026-05-04T08:00:00.000Z',
    expectedBy: '2026-05-04T08:20:00.000Z',
    deadlineAt: '2026-05-04T10:00:00.000Z',
    rollbackUntil: null,
    commitDueAt: null,
    problem: null,
  });
  expect(moveShape(aRow(observing), { name: 'x', site: 'Berlin' }, at)).toMatchObject({
    deadlineAt: null,
    rollbackUntil: '2026-05-11T07:59:00.000Z',
    commitDueAt: '2026-05-11T08:00:00.000Z',
  });
  const reverted = moveShape(
    aRow({ kind: 'reverted', revertedAt: at, problem: timedOut }),
    { name: 'x', site: 'Berlin' },
    at,
  );
  expect(reverted.problem).toMatchObject({ code: 'timed-out', detail: 'Not done after 2 h.' });
});
