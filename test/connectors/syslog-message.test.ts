import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frame, syslogMessage } from '../../src/connectors/audit/syslog-message.ts';
import { as, type TenantId } from '../../src/domain/ids.ts';
import type { AuditRecord } from '../../src/engine/ports/audit.ts';

const origin = { host: 'guard.bank.example', facility: 13, enterprise: 32_473 };

function aRecord(more: Partial<AuditRecord> = {}): AuditRecord {
  return {
    id: 't-1.7.0',
    at: Date.parse('2026-03-30T06:20:00.125Z'),
    tenant: { id: as<TenantId>('t-1'), name: 'Nordufer Bank' },
    seq: 7,
    ordinal: 0,
    kind: 'move-changed',
    subjectType: 'move',
    subjectId: 'm-1',
    actor: 'engine',
    sentence: 'The engine recorded a start.',
    payload: {},
    personal: {},
    hash: 'ab',
    ...more,
  };
}

const textOf = (record: AuditRecord, bytes = 8_192) => syslogMessage(record, origin, bytes).toString('utf8');

test('a message has the fields of RFC 5424 in their order, and its text is marked as UTF-8', () => {
  expect(textOf(aRecord())).toBe(
    '<109>1 2026-03-30T06:20:00.125Z guard.bank.example changeguard - move-changed ' +
      '[changeguard@32473 id="t-1.7.0" tenant="t-1" tenantName="Nordufer Bank" actor="engine" subjectType="move" ' +
      'subjectId="m-1" seq="7" hash="ab"] \ufeffThe engine recorded a start.',
  );
});

test.each([
  ['commit-passed-unproven', '<106>'],
  ['refused', '<108>'],
  ['move-changed', '<109>'],
] as const)('%s has the priority %s', (kind, priority) => {
  expect(textOf(aRecord({ kind })).startsWith(priority)).toBe(true);
});

test.each([
  ['a quote "x"', 'actor="a quote \\"x\\""'],
  ['a back\\slash', 'actor="a back\\\\slash"'],
  ['an element] [evil@1 a="b"]', 'actor="an element\\] [evil@1 a=\\"b\\"\\]"'],
  ['two\r\nlines', 'actor="two lines"'],
])('%j in a value is escaped', (actor, expected) => {
  expect(textOf(aRecord({ actor }))).toContain(expected);
});

/** Reads structured data by the grammar of section 6.3, so that the test does not believe the writer. */
function parametersOf(text: string): ReadonlyMap<string, string> | undefined {
  const found = new Map<string, string>();
  let at = text.indexOf('[');
  const id = /^\[changeguard@32473/.exec(text.slice(at));
  if (id === null) return undefined;
  at += id[0].length;
  for (;;) {
    if (text[at] === ']') return text[at + 1] === ' ' ? found : undefined;
    const start = /^ ([!-<>-\\^-~]+)="/.exec(text.slice(at));
    if (start === null) return undefined;
    at += start[0].length;
    let value = '';
    while (text[at] !== '"') {
      if (at >= text.length || text[at] === ']') return undefined;
      if (text[at] === '\\') at += 1;
      value += text[at] ?? '';
      at += 1;
    }
    found.set(start[1] ?? '', value);
    at += 1;
  }
}

test('whatever people type, a message stays one message of one line, its values come back, and it keeps to its length', () => {
  const text = fc.string({ unit: 'binary', maxLength: 3_000 });
  fc.assert(
    fc.property(text, text, text, (actor, subjectId, sentence) => {
      const message = syslogMessage(aRecord({ actor, subjectId, sentence }), origin, 8_192);
      const whole = message.toString('utf8');
      expect(message.length).toBeLessThanOrEqual(8_192);
      expect(whole).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      expect(whole).not.toContain('\ufffd\ufffd\ufffd\ufffd');
      const values = parametersOf(whole);
      expect(values?.get('id')).toBe('t-1.7.0');
      const oneLine = [...actor]
        .slice(0, 256)
        .join('')
        .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
      expect(values?.get('actor')).toBe(Buffer.from(oneLine).toString());
    }),
    { numRuns: 300, seed: 7 },
  );
});

test('a sentence that is too long is cut between two characters', () => {
  const sentence = 'ü'.repeat(5_000);
  for (const bytes of [400, 401, 402]) {
    const cut = syslogMessage(aRecord({ sentence }), origin, bytes);
    expect(cut.length).toBeLessThanOrEqual(bytes);
    expect(cut.toString('utf8')).not.toContain('\ufffd');
  }
});

test('a frame says its length in octets, not in characters', () => {
  expect(frame(Buffer.from('für')).toString()).toBe('4 für');
});
