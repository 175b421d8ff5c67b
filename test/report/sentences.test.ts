import { expect, test } from 'vitest';
import type { Json } from '../../src/domain/canonical.ts';
import type { TenantId } from '../../src/domain/ids.ts';
import type { LogEvent, LogEventKind } from '../../src/domain/log.ts';
import { eventSentence } from '../../src/report/event-sentence.ts';
import { logEntryShape } from '../../src/report/log-entry.ts';

function anEvent(kind: LogEventKind, payload: Json, personal: Record<string, string> = {}): LogEvent {
  const hidden = Object.entries({ actor: 'user:anna', ...personal }).map(([name, value]) => [
    name,
    { salt: 'salt-of-the-value', value },
  ]);
  return {
    tenantId: 't' as TenantId,
    seq: 12,
    ordinal: 3,
    at: Date.UTC(2026, 4, 4, 8),
    kind,
    subjectType: 'host',
    subjectId: 'h1',
    payload,
    personal: Object.fromEntries(hidden),
  };
}

test.each<[LogEventKind, Json, Record<string, string>, string]>([
  ['tenant-created', {}, { name: 'Bank' }, 'user:anna made the tenant Bank.'],
  [
    'tenant-changed',
    { edition: '2026-09' },
    { because: 'newer pages' },
    'user:anna changed the tenant (edition 2026-09). Reason: newer pages',
  ],
  ['host-registered', {}, { name: 'BER-DC1' }, 'user:anna registered the server BER-DC1.'],
  [
    'host-seen',
    { migrationState: 'upToDate', sensorVersion: '3.0.8' },
    { actor: 'engine' },
    'The engine saw the server as "Up to date" with sensor 3.0.8.',
  ],
  [
    'verdict-changed',
    { verdict: 'fail', reasons: ['sense-not-running', 'renamed'] },
    { actor: 'engine' },
    'The engine judged the server fail: sense not running, renamed.',
  ],
  [
    'evidence-imported',
    { rows: 1 },
    { fileName: 'Sensors.csv' },
    'user:anna imported evidence from Sensors.csv, 1 row.',
  ],
  [
    'move-changed',
    { event: { kind: 'deadline-passed' }, state: { kind: 'overdue' } },
    { actor: 'engine' },
    'The engine recorded "deadline passed" for a move: now overdue.',
  ],
  [
    'move-changed',
    { event: null, state: { kind: 'queued' }, waitingFor: 'cap-full' },
    { actor: 'engine' },
    'The engine recorded a change of a move: now queued, waiting for a free slot; as many servers as allowed are in flight.',
  ],
  [
    'refused',
    { asked: 'rollback', code: 'rollback-too-late' },
    { detail: 'It ended.' },
    'user:anna was refused rollback: The observation period may be over, so a rollback can no longer be promised (It ended).',
  ],
  [
    'effect-settled',
    { state: 'lost', moves: [{}, {}], problem: 'connection-timed-out' },
    { actor: 'engine' },
    'The engine settled a request to the service, 2 servers: lost; The service did not answer in time.',
  ],
  [
    'reading-changed',
    { resource: 'sensors', code: 'connection-throttled' },
    { actor: 'engine' },
    'The engine read sensors in vain: The service asks us to slow down.',
  ],
  [
    'connection-changed',
    { isArmed: true },
    { because: 'tested' },
    'user:anna changed the connection: it is armed, starts are allowed. Reason: tested',
  ],
  [
    'task-closed',
    { kind: 'unpin', choice: 'release', state: 'done' },
    { title: 'Release BER-DC1' },
    'user:anna closed the task "Release BER-DC1": release.',
  ],
  [
    'access-changed',
    { what: 'token-made' },
    { detail: 'Token "ci".' },
    'user:anna changed access: token made (Token "ci").',
  ],
  [
    'commit-passed-unproven',
    { missing: [] },
    { actor: 'engine' },
    'The engine saw a server pass its irreversible deadline before its evidence was complete.',
  ],
])('X-07 %s %j %j reads as a sentence', (kind, payload, personal, sentence) => {
  expect(eventSentence(anEvent(kind, payload, personal))).toBe(sentence);
});

test('X-07 every kind reads as a sentence also without any payload, as an older log may have it', () => {
  const kinds = [
    'campaign-created',
    'campaign-changed',
    'move-created',
    'wait-changed',
    'effect-sent',
    'proofs-judged',
    'task-opened',
    'signed-in',
    'host-changed',
  ] as const;
  for (const kind of [...kinds, 'refused', 'host-seen', 'effect-settled', 'reading-changed'] as const)
    expect(eventSentence(anEvent(kind, null))).toMatch(/^user:anna [a-z].+\.$/);
  expect(eventSentence(anEvent('of-a-newer-version' as LogEventKind, {}))).toBe('user:anna Of a newer version.');
});

test('an entry of the log travels with its private values and without their salts', () => {
  const entry = logEntryShape(anEvent('host-registered', {}, { name: 'BER-DC1' }));
  expect(entry).toMatchObject({ id: '12.3', actor: 'user:anna', personal: { actor: 'user:anna', name: 'BER-DC1' } });
  expect(JSON.stringify(entry)).not.toContain('salt-of-the-value');
});
