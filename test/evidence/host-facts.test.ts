import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readEvidence } from '../../src/evidence/read.ts';
import type { EvidenceReading, ReadOptions } from '../../src/evidence/reading.ts';

const sample = readFileSync(new URL('samples/synthetic/host-facts.json', import.meta.url), 'utf8');
const collectedAt = Date.UTC(2026, 4, 4, 7, 30);

function read(content: unknown, but: Partial<ReadOptions> = {}): Promise<EvidenceReading> {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return readEvidence(Buffer.from(text), { fileName: 'facts.json', ...but });
}

/** A valid document; a test names only what it is about. */
function aDocument(but: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    schema: 'changeguard.host-facts/1',
    host: 'BER-DC1.bank.example',
    collectedAt: '2026-05-04T07:30:00Z',
    facts: { 'os.build': 20348 },
    ...but,
  };
}

test('S3-02 a host facts document gives its facts, its host and its own time', async () => {
  const reading = await read(sample, { observedAt: 1 });
  expect(reading).toMatchObject({ format: 'host-facts', mapping: [], problems: [] });
  expect(reading.rows).toHaveLength(1);
  expect(reading.rows[0]).toMatchObject({
    source: 'host-facts',
    name: 'BER-DC1',
    fqdn: 'ber-dc1.bank.example',
    domain: 'bank.example',
    site: 'Berlin',
    observedAt: collectedAt,
    facts: {
      'os.revision': 5139,
      roles: ['domainController'],
      'mdi.v3.version': null,
      'onboarding.policyPresent': true,
    },
  });
});

test.each([
  ['an array', (docs: unknown[]) => JSON.stringify(docs)],
  ['one a line', (docs: unknown[]) => docs.map((doc) => JSON.stringify(doc)).join('\r\n')],
  ['one a line with blank lines', (docs: unknown[]) => `\n${docs.map((doc) => JSON.stringify(doc)).join('\n\n')}\n`],
])('several documents in %s are several rows', async (_, write) => {
  const reading = await read(write([aDocument(), aDocument({ host: 'muc-dc1.bank.example' })]));
  expect(reading.rows.map((row) => row.name)).toEqual(['BER-DC1', 'MUC-DC1']);
  expect(reading.problems).toEqual([]);
});

test('a broken line of a stream is a problem with its line, and the others are read', async () => {
  const reading = await read(
    `${JSON.stringify(aDocument())}\n{"schema":\n${JSON.stringify(aDocument({ host: 'b.bank.example' }))}`,
  );
  expect(reading.rows.map((row) => [row.name, row.origin.line])).toEqual([
    ['BER-DC1', 1],
    ['B', 3],
  ]);
  expect(reading.problems).toEqual([{ code: 'row-invalid', detail: expect.any(String), line: 2 }]);
});

test('an unknown key is kept and told; it decides nothing', async () => {
  const reading = await read(aDocument({ facts: { 'os.flavour': 'mild', 'os.build': 20348 } }));
  expect(reading.rows[0]?.facts).toEqual({ 'os.flavour': 'mild', 'os.build': 20348 });
  expect(reading.problems.map((problem) => problem.code)).toEqual(['fact-unknown']);
});

test.each([
  ['os.build', '20348'],
  ['os.build', null],
  ['onboarding.policyPresent', 'true'],
  ['service.AATPSensorUpdater', 'RUNNING'],
  ['service.Sense', true],
  ['roles', ['domainController', 'fileServer']],
  ['roles', 'domainController'],
  ['proxy.mode', ''],
  ['os.productName', 'x'.repeat(2_000)],
  ['device.records', Array.from({ length: 501 }, (_, n) => String(n))],
  ['os.revision', { value: 1 }],
  ['os.flavour', { value: 1 }],
])('S3-02 the fact %s = %j has the wrong shape and is left out: a rule never meets it', async (key, value) => {
  const reading = await read(aDocument({ facts: { [key]: value, 'sense.version': '10.8735' } }));
  expect(reading.rows[0]?.facts).toEqual({ 'sense.version': '10.8735' });
  expect(reading.problems).toEqual([{ code: 'fact-invalid', detail: expect.stringContaining(key), line: 1 }]);
});

test('values that say of themselves that they are secret, and names that are no names, are never kept', async () => {
  const facts =
    '{"onboarding.blob":"x","admin.password":"hunter2","__proto__":{"os.build":1},"constructor":"x","Bad Key":1}';
  const reading = await read(JSON.stringify(aDocument()).replace('{"os.build":20348}', facts));
  expect(Object.keys(reading.rows[0]?.facts ?? {})).toEqual(['constructor']);
  expect(reading.rows[0]?.facts['os.build']).toBeUndefined();
  expect(JSON.stringify(reading)).not.toContain('hunter2');
});

test.each([
  ['another version', { schema: 'changeguard.host-facts/2' }],
  ['no host', { host: undefined }],
  ['a host that is no name', { host: 'BER DC1' }],
  ['an address as host', { host: 'http://x.y' }],
  ['facts that are a list', { facts: [] }],
  ['too many facts', { facts: Object.fromEntries(Array.from({ length: 501 }, (_, n) => [`x.f${n}`, n])) }],
  ['facts of another host', { facts: { 'host.fqdn': 'muc-dc1.bank.example' } }],
  ['a short name and facts of another host', { host: 'BER-DC1', facts: { 'host.fqdn': 'muc-dc1.bank.example' } }],
])('S3-15 a document with %s is refused whole', async (_, but) => {
  const reading = await read([aDocument({ host: 'ok.bank.example' }), aDocument(but)]);
  expect(reading.rows.map((row) => row.name)).toEqual(['OK']);
  expect(reading.problems.map((problem) => problem.code)).toEqual(['row-invalid']);
});

test('a short name is completed from the document’s own fact, and from nothing else', async () => {
  const facts = { 'host.fqdn': 'Ber-DC1.bank.example' };
  expect((await read(aDocument({ host: 'BER-DC1', facts }))).rows[0]?.fqdn).toBe('ber-dc1.bank.example');
  expect((await read(aDocument({ host: 'BER-DC1' }))).rows[0]?.fqdn).toBeUndefined();
});

test.each([
  ['no zone', '2026-05-04T07:30:00'],
  ['a local form', '05/04/2026 07:30'],
  ['nonsense', 'yesterday'],
])('a time with %s is no time, and then the given one does not stand in for it', async (_, time) => {
  const reading = await read(aDocument({ collectedAt: time }), { observedAt: 1 });
  expect(reading.rows).toEqual([]);
  expect(reading.problems.map((problem) => problem.code)).toEqual(['time-missing']);
});

test('without a time of its own the given one counts; without both there is no row', async () => {
  const document = aDocument({ collectedAt: undefined });
  expect((await read(document, { observedAt: 42 })).rows[0]?.observedAt).toBe(42);
  expect((await read(document)).problems.map((problem) => problem.code)).toEqual(['time-missing']);
});

test('which collector wrote the document is a fact, and what it could not find out is shown', async () => {
  const collector = { name: 'changeguard-facts.sh', version: '1.0.0' };
  const reading = await read(aDocument({ collector, problems: ['boot: not told'] }));
  expect(reading.rows[0]?.facts).toEqual({ 'os.build': 20348, 'collector.version': 'changeguard-facts.sh 1.0.0' });
  expect(reading.problems).toEqual([
    {
      code: 'collector-problem',
      detail: 'The collector says of "BER-DC1.bank.example": boot: not told',
      line: 1,
    },
  ]);
});

test('the same problem on many servers is told once, with their number', async () => {
  const documents = Array.from({ length: 50 }, (_, n) =>
    aDocument({ host: `dc${n}.bank.example`, problems: ['boot: not told'] }),
  );
  const reading = await read(documents);
  expect(reading.rows).toHaveLength(50);
  expect(reading.problems.map((problem) => problem.detail)).toEqual([
    'The collector says of "dc0.bank.example": boot: not told The same in 49 more.',
  ]);
});

test.each([
  ['collectors without a version', { collector: { name: 'x' } }, 0],
  ['a collector that is a text', { collector: 'x' }, 0],
  ['problems that are a text', { problems: 'boot' }, 1],
  ['problems that are no texts', { problems: [{ about: 'boot' }] }, 1],
  ['more problems than a collector can have', { problems: Array.from({ length: 101 }, (_, n) => `x${n}`) }, 1],
])('%s refuse nothing: what a collector says of itself decides nothing', async (_, but, count) => {
  const reading = await read(aDocument(but));
  expect(reading.rows[0]?.facts).toEqual({ 'os.build': 20348 });
  expect(reading.problems.map((problem) => problem.code)).toEqual(
    Array.from({ length: count }, () => 'collector-problem'),
  );
});

test('a collector’s words are shown on one line and cut', async () => {
  const reading = await read(aDocument({ problems: [`a\n\u001b[31mb${'x'.repeat(10_000)}`] }));
  expect(reading.problems[0]?.detail).toMatch(/^The collector says of "BER-DC1\.bank\.example": a \[31mbx+…$/);
  expect(reading.problems[0]?.detail.length).toBeLessThan(400);
});
