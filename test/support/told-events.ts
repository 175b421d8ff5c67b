import type { Json } from '../../src/domain/canonical.ts';
import type { LogEventKind } from '../../src/domain/log.ts';
import { transitions } from '../../src/journeys/sensor-v3/transitions.ts';
import type { ToldEvent } from '../../src/report/event-payload.ts';

type Sample = readonly [payload: Json, personal?: Readonly<Record<string, string>>];

const plan = { name: 'Berlin', because: 'as agreed' };
const fault = { code: 'connection-timed-out' };
const moveEvents = [...new Set(Object.values(transitions).flatMap((rules) => Object.keys(rules)))];
const moveStates = Object.keys(transitions);

/** Each kind of event in every shape that its sentence tells differently. The compiler asks for a kind that is new; a test, for what no shape leads to. */
const samples: Readonly<Record<LogEventKind, readonly Sample[]>> = {
  'tenant-created': [[{}, { name: 'Bank' }], [null]],
  'tenant-changed': [[{ edition: '2026-09' }, { because: 'newer pages' }], [{}]],
  'tenant-archived': [[{}, { name: 'Bank', because: 'sold' }]],
  'tenant-reopened': [[{}, { name: 'Bank', because: 'bought' }]],
  'tenant-deleted': [[{}, { name: 'Bank', because: 'sold' }]],
  'host-registered': [
    [{}, { name: 'BER-DC1', fqdn: 'ber-dc1.bank.example' }],
    [{}, { fqdn: 'ber-dc1.bank.example' }],
  ],
  'host-changed': [[{}, { name: 'BER-DC1' }]],
  'host-held': [[{}, { name: 'BER-DC1', because: 'The racks are moved.' }]],
  'host-released': [[{}, { name: 'BER-DC1', because: 'They stand again.' }]],
  'host-seen': [
    [{ migrationState: 'upToDate', sensorVersion: '3.0.8.12' }],
    [{ migrationState: 'of-a-newer-version' }],
    [{ sensorVersion: '2.240.1.1' }],
  ],
  'verdict-changed': [
    ...['pass', 'fail', 'unknown', 'notApplicable', 'of-a-newer-version'].map((verdict): Sample => [{ verdict }]),
    [{ verdict: 'fail', reasons: ['sense-not-running', 'renamed', 'of-a-newer-version'] }],
    [{ reasons: [] }],
  ],
  'evidence-imported': [[{ rows: 1 }, { fileName: 'Sensors.csv' }], [{ rows: 12 }], [{}, { fileName: 'Sensors.csv' }]],
  'campaign-created': [[{ state: 'running' }, { name: 'Berlin' }]],
  'campaign-changed': [
    ...['running', 'paused', 'tripped', 'stopping', 'aborting', 'stopped', 'finished', 'shadow'].map(
      (state): Sample => [{ state }, plan],
    ),
    [{ state: 'of-a-newer-version' }],
    [{}],
  ],
  'plan-saved': [
    [{ servers: 1 }, plan],
    [{ servers: 40 }, { name: 'Berlin' }],
  ],
  'plan-rehearsed': [[{ seeds: 1 }], [{ seeds: 20 }], [{}]],
  'approval-given': [
    [{ wave: 0 }, { ticket: 'CHG-1', comment: 'Read it all.' }],
    [{ wave: 2 }, { comment: 'a {place} and $& in a comment' }],
  ],
  'approval-refused': [
    [{ wave: 0 }, { comment: 'not now' }],
    [{ wave: 1 }, { ticket: 'CHG-2' }],
  ],
  'approval-withdrawn': [
    [{ wave: 0 }, { person: 'user:berta', withdrawnBecause: 'wrong plan.' }],
    [{ wave: 3 }, { person: 'user:berta' }],
    [{}],
  ],
  'move-created': [[{ attempt: 2, state: { kind: 'queued' } }], [{}]],
  'move-changed': [
    ...moveEvents.map((kind): Sample => [{ event: { kind }, state: { kind: 'observing' } }]),
    ...moveStates.map((kind): Sample => [{ event: null, state: { kind } }]),
    [{ event: null, state: { kind: 'queued' }, waitingFor: 'cap-full' }],
    [{ event: 'of-a-newer-version', state: 'constructor', waitingFor: 'connection-throttled' }],
  ],
  'wait-changed': [[{ waitingFor: 'window-closed' }], [{ reason: 'freeze' }], [{}]],
  refused: [
    [{ asked: 'rollback', code: 'rollback-too-late' }, { detail: 'It ended.' }],
    [{ asked: 'of-a-newer-version', code: 'of-a-newer-version', detail: 'Told in the payload.' }],
    [{}],
  ],
  'effect-sent': [[{ moveIds: ['m1'] }], [{ moveIds: ['m1', 'm2'] }]],
  'effect-settled': [
    ...['pending', 'sending', 'done', 'lost', 'withdrawn'].map(
      (state): Sample => [{ state, moves: [{}], problem: null }],
    ),
    [{ state: 'lost', moves: [{}, {}], problem: 'connection-timed-out' }, { detail: 'After 30 s.' }],
    [{}],
  ],
  'proofs-judged': [[{}]],
  'task-opened': [[{ kind: 'unpin' }, { title: 'Release BER-DC1' }], [{ kind: 'unpin' }], [{}]],
  'task-closed': [[{ kind: 'unpin', choice: 'release' }, { title: 'Release BER-DC1' }], [{ state: 'withdrawn' }], [{}]],
  'reading-changed': [
    [{ resource: 'sensors', code: null }],
    [{ resource: 'sensors', ...fault }, { detail: 'After 30 s.' }],
  ],
  'connection-changed': [[{ isArmed: true }, { because: 'tested' }], [{ isArmed: false }], [{}]],
  'access-changed': [[{ what: 'token-made' }, { detail: 'Token "ci".' }], [{ what: 'of-a-newer-version' }], [{}]],
  'signed-in': [[{}, { detail: 'With a one-time link.' }], [{}]],
  'commit-passed-unproven': [[{ missing: ['activity'] }]],
  'receiver-changed': [
    ...['added', 'changed', 'switched-on', 'switched-off', 'tested', 'removed', 'of-a-newer-version'].map(
      (what): Sample => [{ what }, { name: 'SOC' }],
    ),
    [{}],
  ],
  'receiver-broken': [
    [fault, { name: 'SOC', detail: 'Refused.' }],
    [{}, { name: 'SOC' }],
  ],
  'report-key-made': [[{ fingerprint: '0123456789abcdef0123' }, { because: 'first' }], [{}]],
  'log-sealed': [[{ firstSeq: 1, lastSeq: 12_345, file: 'log-1.jsonl.gz' }], [{}]],
};

const actors = ['engine', 'user:anna', undefined];

/** All of them, told of the engine, of a person and of nobody in turn; and one of a version that is still to come. */
export const toldEvents: readonly ToldEvent[] = [
  ...Object.entries(samples).flatMap(([kind, shapes]) =>
    shapes.map(([payload, personal = {}], at) =>
      anEvent(kind as LogEventKind, payload, personal, actors[at % actors.length]),
    ),
  ),
  anEvent('of-a-newer-version' as LogEventKind, { state: 'running' }, { because: 'it can' }, 'user:anna'),
];

function anEvent(
  kind: LogEventKind,
  payload: Json,
  personal: Readonly<Record<string, string>>,
  actor: string | undefined,
): ToldEvent {
  const told = actor === undefined ? personal : { actor, ...personal };
  return {
    kind,
    subjectId: '0123456789abcdef',
    payload,
    personal: Object.fromEntries(Object.entries(told).map(([name, value]) => [name, { value }])),
  };
}
