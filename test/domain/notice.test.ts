import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/domain/canonical.ts';
import { as, type TenantId } from '../../src/domain/ids.ts';
import type { LogEvent } from '../../src/domain/log.ts';
import {
  commitAlarmHour,
  type NoticeKind,
  noticeKinds,
  noticeOf,
  remedyOf,
  toldEvents,
} from '../../src/domain/notice.ts';
import { hourMs } from '../../src/domain/time.ts';

const subjects: Readonly<Record<string, LogEvent['subjectType']>> = {
  move: 'move',
  task: 'task',
  campaign: 'campaign',
};

function anEvent(kind: LogEvent['kind'], payload: Json, more: Partial<LogEvent> = {}): LogEvent {
  const subjectType = subjects[kind.split('-')[0] ?? ''] ?? 'tenant';
  return {
    tenantId: as<TenantId>('t-1'),
    seq: 7,
    ordinal: 2,
    at: 5_000,
    kind,
    subjectType,
    subjectId: 's-1',
    payload,
    personal: {},
    ...more,
  };
}

const move = (state: object, event: object | null = { kind: 'seen', at: 100 }) =>
  ({ hostId: 'h-1', event, state }) as Json;
const problem = { code: 'migration-failed', detail: '' };

const heldSince = (since: number) => ({ state: 'tripped', progress: { steering: { kind: 'tripped', since } } });

const told: readonly (readonly [string, LogEvent, NoticeKind | undefined])[] = [
  ['a move fails', anEvent('move-changed', move({ kind: 'failed', failedAt: 100, problem })), 'move-failed'],
  ['its failure is acknowledged', anEvent('move-changed', move({ kind: 'failed', failedAt: 50, problem })), undefined],
  [
    'a failed move only waits',
    anEvent('move-changed', move({ kind: 'failed', failedAt: 100, problem }, null)),
    undefined,
  ],
  [
    'the service reverts it',
    anEvent('move-changed', move({ kind: 'reverted', revertedAt: 100, problem })),
    'move-reverted',
  ],
  ['it is rolled back', anEvent('move-changed', move({ kind: 'rolledBack', rolledBackAt: 100 })), 'move-rolled-back'],
  ['it migrates', anEvent('move-changed', move({ kind: 'migrating' })), undefined],
  [
    'it is committed unproven',
    anEvent('commit-passed-unproven', { missing: [] }, { subjectType: 'move' }),
    'commit-passed-unproven',
  ],
  ['a campaign begins', anEvent('campaign-created', { state: 'running' }), 'campaign-created'],
  ['it is changed', anEvent('campaign-changed', { state: 'running' }), 'campaign-changed'],
  ['it finishes', anEvent('campaign-changed', { state: 'finished' }), 'campaign-finished'],
  ['it is stopped', anEvent('campaign-changed', { state: 'stopped' }), 'campaign-stopped'],
  ['the engine holds it', anEvent('campaign-changed', heldSince(100)), 'campaign-tripped'],
  ['a task needs somebody', anEvent('task-opened', { kind: 'portal-start' }), 'task-opened'],
  ['a task whose cause was told already', anEvent('task-opened', { kind: 'acknowledge-failure' }), undefined],
  ['the task about a campaign that is held', anEvent('task-opened', { kind: 'campaign-tripped' }), undefined],
  [
    'a list cannot be read',
    anEvent('reading-changed', { resource: 'sensors', code: 'connection-unreachable' }),
    'connection-lost',
  ],
  [
    'a permission is missing',
    anEvent('reading-changed', { resource: 'sensors', code: 'connection-permission-missing' }),
    'connection-refused',
  ],
  ['a list is read again', anEvent('reading-changed', { resource: 'sensors', code: null }), undefined],
  [
    'a receiver fails',
    anEvent('receiver-broken', { code: 'receiver-refused' }, { subjectType: 'receiver' }),
    'receiver-broken',
  ],
  ['a server is seen', anEvent('host-seen', {}), undefined],
  ['an event of a later version', anEvent('moon-landed' as LogEvent['kind'], null), undefined],
];

describe('what is told', () => {
  test.each(told)('X-10 %s', (_, event, kind) => {
    expect(noticeOf(event).notice?.kind).toBe(kind);
    if (kind !== undefined) expect(toldEvents).toContain(event.kind);
  });

  test('X-10 every kind but those of the clock and of tests is told by an event of the table above', () => {
    const byEvent = new Set(told.map(([, , kind]) => kind));
    const others = (Object.keys(noticeKinds) as NoticeKind[]).filter((kind) => !byEvent.has(kind));
    expect(others).toEqual(['commit-due', 'connection-restored', 'test']);
  });

  test('X-10 alarms are what cannot wait for the morning', () => {
    const alarms = Object.entries(noticeKinds).flatMap(([kind, { isAlarm }]) => (isAlarm ? [kind] : []));
    expect(alarms).toEqual([
      'move-failed',
      'move-reverted',
      'commit-due',
      'commit-passed-unproven',
      'campaign-stopped',
      'campaign-tripped',
      'connection-lost',
      'connection-refused',
      'receiver-broken',
    ]);
  });

  test('X-10 a campaign that is held is told once, however often it changes meanwhile; held again, it is told again', () => {
    const id = (since: number, seq: number) =>
      noticeOf(anEvent('campaign-changed', heldSince(since), { seq })).notice?.noticeId;
    expect([id(100, 7), id(100, 9)]).toEqual(['campaign-tripped:s-1:100', 'campaign-tripped:s-1:100']);
    expect(id(200, 11)).toBe('campaign-tripped:s-1:200');
  });

  test('X-10 one failure is one notice, however often the log shows it; another failure of the same move is another', () => {
    const failed = (failedAt: number) =>
      anEvent('move-changed', move({ kind: 'failed', failedAt, problem }, { at: failedAt }));
    const id = (event: LogEvent) => noticeOf(event).notice?.noticeId;
    expect(id(failed(100))).toBe('move-failed:s-1:100');
    expect(id({ ...failed(100), seq: 9 })).toBe(id(failed(100)));
    expect(id(failed(200))).not.toBe(id(failed(100)));
  });

  test('X-10 what passes by itself gets its time, what a person must mend does not; both end when the list is read', () => {
    const reading = (code: string | null) => noticeOf(anEvent('reading-changed', { resource: 'sensors', code }));
    expect(reading('connection-timed-out').notice).toMatchObject({ topic: 'reading:sensors', graceMs: 900_000 });
    expect(reading('connection-secret-missing').notice).toMatchObject({ topic: 'refused:sensors', graceMs: 0 });
    expect(reading(null)).toMatchObject({
      notice: undefined,
      ends: ['reading:sensors', 'refused:sensors'],
      whenEnded: { kind: 'connection-restored' },
    });
    expect(noticeOf(anEvent('task-closed', {})).ends).toEqual(['task:s-1']);
  });

  test('X-10 a remedy names the server, and says first what the problem says', () => {
    const event = anEvent('move-changed', move({ kind: 'failed', failedAt: 100, problem }));
    const { notice } = noticeOf(event);
    expect(notice).toMatchObject({ hostId: 'h-1', moveId: 's-1', problem: 'migration-failed' });
    expect(remedyOf('move-failed', { server: 'BER-DC1', problem: notice?.problem })).toMatch(
      /^Run the Client Analyzer.* changeguard diagnose BER-DC1; .*acknowledge-failure:BER-DC1$/,
    );
  });
});

describe('the coming commit', () => {
  const at = 1_000 * hourMs;
  const exact = { earliest: at, latest: at };
  const hours = [72, 48, 24, 6];
  test.each([
    [72.1, undefined],
    [72, 72],
    [48.01, 72],
    [48, 48],
    [24, 24],
    [6, 6],
    [0.01, 6],
    [0, undefined],
    [-1, undefined],
  ])('X-04 X-10 %d hours before it, the alarm of %s hours has come', (left, hour) => {
    expect(commitAlarmHour(exact, at - left * hourMs, { hours })).toBe(hour);
  });

  test('X-04 X-10 the hours are those of the plan', () => {
    const told = (left: number) => commitAlarmHour(exact, at - left * hourMs, { hours: [96, 12] });
    expect([96.1, 96, 48, 12, 6].map(told)).toEqual([undefined, 96, 96, 12, 12]);
  });

  test('X-04 X-10 it is counted to the earliest end, and who was not told by then is told until the latest one', () => {
    const endsAt = { earliest: at, latest: at + 8 * hourMs };
    const told = (left: number) => commitAlarmHour(endsAt, at - left * hourMs, { hours });
    expect([6.1, 6, 0, -7.9, -8].map(told)).toEqual([24, 6, 6, 6, undefined]);
  });

  test('X-04 X-10 looked at an hour ahead, nobody who looks every hour is told late', () => {
    const late = fc.property(fc.integer({ min: 0, max: 59 }), (offset) => {
      const told = new Map<number, number>();
      for (let now = at - 100 * hourMs + offset * 60_000; now < at; now += hourMs) {
        const hour = commitAlarmHour(exact, now, { hours, aheadMs: hourMs });
        if (hour !== undefined && !told.has(hour)) told.set(hour, (at - now) / hourMs);
      }
      for (const hour of hours) {
        expect(told.get(hour)).toBeGreaterThanOrEqual(hour);
        expect(told.get(hour)).toBeLessThanOrEqual(hour + 1);
      }
    });
    fc.assert(late, { seed: 4, numRuns: 60 });
  });

  test('X-04 X-10 whenever one looks often enough, every alarm is given once, in order (seed 4)', () => {
    const steps = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1_000, maxLength: 1_000 });
    fc.assert(
      fc.property(steps, (minutes) => {
        const given = new Set<number>();
        let now = at - 80 * hourMs;
        for (const step of minutes) {
          now += step * 60_000;
          const hour = commitAlarmHour(exact, now, { hours });
          if (hour !== undefined) given.add(hour);
        }
        expect([...given]).toEqual(hours);
      }),
      { seed: 4, numRuns: 50 },
    );
  });
});
