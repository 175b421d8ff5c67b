import { expect, test } from 'vitest';
import { encodings } from './support/encodings.ts';
import { codesOf, factsOf, observedAt, read, sample } from './support/readings.ts';

const server = {
  FQDN: 'DC01.bank.example',
  IP: '10.0.0.11',
  OS: 'Windows Server 2022 Standard',
  ServerRequirements: true,
  PowerSettings: false,
  SensorVersion: 'N/A',
  CapturingComponent: 'N/A',
};

function aReport(but: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    Domain: 'bank.example',
    CAServers: null,
    DomainSchemaVersion: {},
    DomainControllers: [server],
    ...but,
  });
}

test('the sample: one row for the server that was reached, none for the one that was not', async () => {
  const reading = await read(sample('synthetic/mdi-contoso.example.json'));
  expect(reading.format).toBe('mdi-readiness');
  expect(reading.rows).toEqual([
    {
      source: 'mdi-readiness',
      name: 'DC01',
      fqdn: 'dc01.contoso.example',
      domain: 'contoso.example',
      facts: {
        'host.fqdn': 'dc01.contoso.example',
        'os.productName': 'Windows Server 2022 Standard',
        'os.build': 20348,
        'mdi.v2.version': '2.254.19112.470',
        'mdi.readiness.serverRequirements': true,
        'mdi.readiness.powerSettings': true,
        'mdi.readiness.advancedAuditing': true,
        'mdi.readiness.ntlmAuditing': false,
        'mdi.readiness.rootCertificates': true,
        'npcap.installed': true,
      },
      observedAt,
      origin: {
        file: 'file',
        places: {
          'host.fqdn': { line: 5 },
          'os.productName': { line: 7 },
          'mdi.readiness.serverRequirements': { line: 8 },
          'mdi.readiness.powerSettings': { line: 9 },
          'mdi.readiness.advancedAuditing': { line: 10 },
          'mdi.readiness.ntlmAuditing': { line: 11 },
          'mdi.readiness.rootCertificates': { line: 12 },
          'mdi.v2.version': { line: 13 },
          'npcap.installed': { line: 14 },
          'os.build': { line: 26 },
        },
      },
    },
  ]);
  expect(reading.problems).toEqual([
    { code: 'tool-failed', detail: expect.stringContaining('"DC02.contoso.example"'), line: 34 },
  ]);
});

test.each(encodings)('a report in %s reads the same', async (_, encode) => {
  const reading = await read(encode(aReport({ Note: 'Größe' })));
  expect(factsOf(reading)).toMatchObject({ 'mdi.readiness.powerSettings': false, 'mdi.v2.version': null });
  expect(factsOf(reading)).not.toHaveProperty('npcap.installed');
});

test('a single server may be an object, the lists may be null or missing, and the order of the members varies', async () => {
  expect((await read(aReport({ DomainControllers: server }))).rows.map(({ fqdn }) => fqdn)).toEqual([
    'dc01.bank.example',
  ]);
  const turned = JSON.stringify({ CAServers: null, DomainControllers: [server], Domain: 'bank.example' });
  expect((await read(turned)).rows).toHaveLength(1);
});

test('a server that was not reached gives no facts, whatever else stands there', async () => {
  const reading = await read(aReport({ DomainControllers: [{ ...server, Comment: 'Server is not available' }] }));
  expect(reading.rows).toEqual([]);
  expect(codesOf(reading)).toEqual(['tool-failed']);
});

test('S3-03 a domain controller in the list of certification authorities has both roles; in one list it proves none', async () => {
  const both = await read(aReport({ CAServers: [{ FQDN: 'dc01.bank.example', AdvancedAuditing: false }] }));
  expect(factsOf(both).roles).toEqual(['adcs', 'domainController']);
  expect(factsOf(await read(aReport()))).not.toHaveProperty('roles');
});

test('a certification authority alone is a row of its own', async () => {
  const reading = await read(aReport({ CAServers: { FQDN: 'ca01.bank.example', AdvancedAuditing: false } }));
  expect(reading.rows.map(({ name, facts }) => [name, facts['mdi.readiness.advancedAuditing']])).toEqual([
    ['DC01', undefined],
    ['CA01', false],
  ]);
});

test.each([
  ['2.254.19112.470', { 'mdi.v2.version': '2.254.19112.470' }],
  ['3.0.8.1', { 'mdi.v3.version': '3.0.8.1' }],
  ['N/A', { 'mdi.v2.version': null }],
  ['soon', {}],
])('the sensor version %s', async (version, expected) => {
  const { 'mdi.v2.version': v2, 'mdi.v3.version': v3 } = factsOf(
    await read(aReport({ DomainControllers: { ...server, SensorVersion: version } })),
  );
  expect({
    ...(v2 === undefined ? {} : { 'mdi.v2.version': v2 }),
    ...(v3 === undefined ? {} : { 'mdi.v3.version': v3 }),
  }).toEqual(expected);
});

test('decision 10: unknown members are kept or told, and what a text holds is not', async () => {
  const reading = await read(
    aReport({ DomainControllers: { ...server, NewTest: false, NewText: 'secret', CapturingComponent: 'Snoop 1' } }),
  );
  expect(factsOf(reading)).toMatchObject({ 'mdi.readiness.NewTest': false, 'mdi.readiness.NewText': 'present' });
  expect(codesOf(reading)).toEqual(
    ['value-unknown', 'fact-unknown', 'fact-unknown'].sort((a, b) => b.localeCompare(a)),
  );
  expect(JSON.stringify(reading)).not.toContain('secret');
});

test.each([
  ['a word', { ServerRequirements: 'yes' }],
  ['a number', { ServerRequirements: 1 }],
  ['null', { ServerRequirements: null }],
])('X-01 a test whose outcome is %s has none', async (_, but) => {
  expect(factsOf(await read(aReport({ DomainControllers: { ...server, ...but } })))).not.toHaveProperty([
    'mdi.readiness.serverRequirements',
  ]);
});

test.each([
  ['no name', [{ ...server, FQDN: null }]],
  ['a short name', [{ ...server, FQDN: 'DC01' }]],
  ['a text', ['DC01']],
])('an entry with %s is a problem, and no host', async (_, list) => {
  const reading = await read(aReport({ DomainControllers: list }));
  expect(reading.rows).toEqual([]);
  expect(codesOf(reading)).toEqual(['row-invalid']);
});

test('X-01 a report that was cut off anywhere says nothing', async () => {
  const text = aReport();
  for (let length = 0; length < text.length; length++) expect((await read(text.slice(0, length))).rows).toEqual([]);
});

test('a report without the time of its making gives no row', async () => {
  expect(codesOf(await read(aReport(), { observedAt: undefined }))).toEqual(['time-missing']);
});
