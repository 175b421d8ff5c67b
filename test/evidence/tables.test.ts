import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readEvidence } from '../../src/evidence/read.ts';
import type { EvidenceReading, ReadOptions } from '../../src/evidence/reading.ts';

const observedAt = Date.UTC(2026, 4, 4, 8);
const sample = (name: string) => readFileSync(new URL(`samples/synthetic/${name}`, import.meta.url));

function read(text: string | Uint8Array, but: Partial<ReadOptions> = {}): Promise<EvidenceReading> {
  const bytes = typeof text === 'string' ? Buffer.from(text, 'utf8') : text;
  return readEvidence(bytes, { fileName: 'file.csv', observedAt, ...but });
}

const sensorsHead = 'Sensor,Type,Domain,Version,Service status,Sensor status,Health status';

test('S3-01 Sensors.csv gives the portal’s words as our values, with the line of each row', async () => {
  const reading = await read(sample('Sensors.csv'), { fileName: 'Sensors.csv' });
  expect(reading.format).toBe('sensors-csv');
  expect(reading.rows.map((row) => row.fqdn)).toEqual([
    'dc01.contoso.example',
    'dc02.contoso.example',
    'adfs1.contoso.example',
  ]);
  expect(reading.rows[0]).toEqual({
    source: 'csv-sensors',
    name: 'DC01',
    fqdn: 'dc01.contoso.example',
    domain: 'contoso.example',
    facts: {
      'host.fqdn': 'dc01.contoso.example',
      'mdi.sensorType': 'domainControllerIntegrated',
      'mdi.v2.version': '2.254.19112.470',
      'mdi.delayedUpdate': false,
      'mdi.serviceStatus': 'running',
      'mdi.deploymentStatus': 'upToDate',
      'mdi.healthStatus': 'healthy',
      'mdi.openHealthIssues': 0,
    },
    observedAt,
    origin: { file: 'Sensors.csv', line: 2 },
  });
});

test('X-01 "Not healthy" tells no severity, so health stays unknown and says why', async () => {
  const reading = await read(sample('Sensors.csv'));
  expect(reading.rows[1]?.facts).not.toHaveProperty('mdi.healthStatus');
  expect(reading.problems).toEqual([
    { code: 'fact-invalid', detail: expect.stringContaining('"Not healthy" in the column "Health status"'), line: 3 },
  ]);
});

test.each([
  ['Type', 'Domain controller Standalone Sensor', 'mdi.sensorType', 'domainControllerStandalone'],
  ['Type', 'AD CS Sensor', 'mdi.sensorType', 'adcsIntegrated'],
  ['Type', 'Entra Connect Sensor', 'mdi.sensorType', 'adConnectIntegrated'],
  ['Sensor status', 'Start failed', 'mdi.deploymentStatus', 'startFailure'],
  ['Sensor status', 'Not Configured', 'mdi.deploymentStatus', 'notConfigured'],
  ['Sensor status', 'Update failed', 'mdi.deploymentStatus', 'updateFailed'],
  ['Service status', 'Unknown', 'mdi.serviceStatus', 'unknown'],
  ['Health status', 'Not healthy (Medium)', 'mdi.healthStatus', 'notHealthyMedium'],
  ['Migration state', 'Not ready for migration', 'mdi.migrationState', 'notReadyForMigration'],
  ['Migration state', 'Up to date', 'mdi.migrationState', 'upToDate'],
  ['Version', '3.0.8.1', 'mdi.v3.version', '3.0.8.1'],
])('S3-07 the portal’s %s "%s" is %s = %s', async (column, word, key, value) => {
  const other = column === 'Type' ? 'Health status' : 'Type';
  const reading = await read(`Sensor,Domain,${column},${other}\nDC1,bank.example,${word},\n`);
  expect(reading.problems).toEqual([]);
  expect(reading.rows[0]?.facts[key]).toBe(value);
});

test('a word that nobody knows is left out once told, and its repetitions are counted', async () => {
  const reading = await read(
    `${sensorsHead}\nDC1,,bank.example,,Läuft,,\nDC2,,bank.example,,Läuft,,\nDC3,,bank.example,,läuft,,\n`,
  );
  expect(reading.rows.map((row) => Object.keys(row.facts))).toEqual([['host.fqdn'], ['host.fqdn'], ['host.fqdn']]);
  expect(reading.problems).toEqual([
    { code: 'fact-invalid', detail: expect.stringMatching(/"Läuft".*The same in 2 more\.$/), line: 2 },
  ]);
});

test('S3-01 a table of Active Directory gives the build without a revision, and no site unless it has one', async () => {
  const reading = await read(sample('adcomputers-ps51.csv'), { fileName: 'ad.csv' });
  expect(reading).toEqual({
    format: 'ad-computers-csv',
    mapping: [
      { column: 'Name', factKey: 'name', used: true },
      { column: 'DNSHostName', factKey: 'fqdn', used: true },
      { column: 'OperatingSystem', factKey: 'os.productName', used: true },
      { column: 'OperatingSystemVersion', factKey: 'os.versionText', used: true },
      { column: 'Enabled', factKey: 'account.enabled', used: true },
      { column: 'DistinguishedName', factKey: 'distinguishedName', used: true },
    ],
    rows: [
      {
        source: 'csv-ad-computers',
        name: 'DC01',
        fqdn: 'dc01.contoso.example',
        domain: 'contoso.example',
        facts: {
          'host.fqdn': 'dc01.contoso.example',
          'os.productName': 'Windows Server 2022 Standard',
          'os.build': 20348,
        },
        observedAt,
        origin: { file: 'ad.csv', line: 3 },
      },
    ],
    problems: [],
  });
});

test('S3-01 the site comes from a Site column, the domain from the distinguished name when there is no DNS name', async () => {
  const reading = await read(
    'Name;DistinguishedName;Site\nDC1;"CN=DC1,OU=Domain Controllers,DC=bank,DC=example";Berlin\n',
  );
  expect(reading.rows[0]).toMatchObject({
    name: 'DC1',
    fqdn: 'dc1.bank.example',
    domain: 'bank.example',
    site: 'Berlin',
  });
  expect(reading.rows[0]?.facts.site).toBe('Berlin');
});

test('a disabled account is not used, and told', async () => {
  const reading = await read('Name,DNSHostName,Enabled\nDC1,dc1.bank.example,False\nDC2,dc2.bank.example,True\n');
  expect(reading.rows.map((row) => row.name)).toEqual(['DC2']);
  expect(reading.problems).toEqual([{ code: 'row-invalid', detail: expect.stringContaining('disabled'), line: 2 }]);
});

test('an account name with its dollar sign and a name that Active Directory cut are the same computer', async () => {
  const reading = await read(
    'sAMAccountName,DNSHostName,OperatingSystem\nDC1$,dc1.bank.example,W\nVERYLONGSERVERN,verylongservername.bank.example,W\n',
  );
  expect(reading.rows.map((row) => row.fqdn)).toEqual(['dc1.bank.example', 'verylongservername.bank.example']);
});

test.each([
  ['no name', ',dc1,bank.example', undefined],
  ['two different computers', 'DC1,dc2.bank.example,', 'two different computers'],
  ['a full name with a blank', 'DC1,dc 1.bank.example,', 'not the full name'],
  ['a name lost to ASCII', 'M?NCHEN-DC1,,', 'not the name'],
  ['a formula', '"=cmd|\' /C calc\'!A0",,', 'not the name'],
])('S3-15 a row with %s is a problem, and no host', async (_, line, why) => {
  const reading = await read(`Name,DNSHostName,OperatingSystem\n${line}\n`);
  expect(reading.rows).toEqual([]);
  expect(reading.problems[0]).toMatchObject({ code: 'row-invalid', line: 2 });
  if (why !== undefined) expect(reading.problems[0]?.detail).toContain(why);
});

test('rows that contradict each other about one host are left out, all of them; a mere repetition counts once', async () => {
  const same = 'DC1,Domain controller Sensor,bank.example,2.254.1.1,Running,Up to date,Healthy';
  const reading = await read(
    `${sensorsHead}\n${same}\n${same}\nDC2,,bank.example,2.254.1.1,,,\ndc2,,bank.example,2.250.1.1,,,\n`,
  );
  expect(reading.rows.map((row) => row.name)).toEqual(['DC1']);
  expect(reading.problems).toEqual([
    { code: 'host-ambiguous', detail: expect.stringContaining('lines 4, 5'), line: 4 },
  ]);
});

test.each([
  ['UTF-8', (text: string) => Buffer.from(text)],
  ['UTF-8 with a mark', (text: string) => Buffer.from(`\uFEFF${text}`)],
  ['UTF-16LE with a mark', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
  ['UTF-16LE without a mark', (text: string) => Buffer.from(text, 'utf16le')],
  ['UTF-16BE with a mark', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
  ['a code page', (text: string) => Buffer.from(text, 'latin1')],
])('a table in %s reads the same', async (_, encode) => {
  const text = `Sensor;Type;Service status;Domain\r\nDC1;Domain controller Sensor;Running;bank.example\r\n"DC2";;"Läuft ";bank.example`;
  const reading = await read(encode(text));
  expect(reading.rows.map((row) => row.fqdn)).toEqual(['dc1.bank.example', 'dc2.bank.example']);
  expect(reading.problems.map((problem) => problem.detail)).toEqual([expect.stringContaining('"Läuft"')]);
});

test.each(['\n', '\r\n', '\r'])(
  'line ends %j, #TYPE and sep= lines, blank lines and closing lines of delimiters do no harm',
  async (end) => {
    const text = [
      'sep=,',
      '#TYPE Selected.Thing',
      '',
      'Sensor,Type,Version',
      '',
      'DC1,AD FS Sensor,2.254.1.1',
      ',,',
      '',
    ].join(end);
    const reading = await read(text);
    expect(reading.rows.map((row) => [row.name, row.origin.line])).toEqual([['DC1', 6]]);
    expect(reading.problems).toEqual([]);
  },
);

test('a broken line is a problem with its line, and every sound line around it is read', async () => {
  const reading = await read(
    'Sensor,Type,Version\nA,q"x,2\nB,AD FS Sensor,2.1.1\n"C"x,1,2\nD,,2.2.2\n\n"E,1,2\nF,,2.3.3\nG,,\nH,extra,,cell\nI,,2.4.4',
  );
  expect(reading.rows.map((row) => [row.name, row.origin.line])).toEqual([
    ['B', 3],
    ['D', 5],
    ['F', 8],
    ['G', 9],
    ['I', 11],
  ]);
  expect(reading.problems.filter((problem) => problem.code === 'row-invalid').map((problem) => problem.line)).toEqual([
    2, 4, 7, 10,
  ]);
});

test('the mapping is shown whole: what was used, what is known and not needed, and what nobody knows', async () => {
  const reading = await read('Sensor,Type,Version,Created,Flavour\nDC1,AD FS Sensor,2.1.1,x,y\n');
  expect(reading.mapping).toEqual([
    { column: 'Sensor', factKey: 'name', used: true },
    { column: 'Type', factKey: 'mdi.sensorType', used: true },
    { column: 'Version', factKey: 'mdi.version', used: true },
    { column: 'Created', factKey: null, used: false },
    { column: 'Flavour', factKey: null, used: false },
  ]);
  expect(reading.problems).toEqual([{ code: 'column-unknown', detail: expect.stringContaining('"Flavour"'), line: 1 }]);
});

test('two columns of one meaning: the first is used, the second told', async () => {
  const reading = await read('Sensor,Type,Version,Sensor version\nDC1,AD FS Sensor,2.1.1,2.9.9\n');
  expect(reading.rows[0]?.facts['mdi.v2.version']).toBe('2.1.1');
  expect(reading.problems).toEqual([
    { code: 'column-unknown', detail: expect.stringContaining('same as "Version"'), line: 1 },
  ]);
});

test('a person’s map stands above the synonyms, also for headers in another language', async () => {
  const text =
    'Rechner,Typ,Version,Type,Rollen\nDC1.bank.example,AD FS Sensor,2.1.1,Domain controller Sensor,domainController;adcs\n';
  expect((await read(text)).format).toBe('unknown');
  const reading = await read(text, { map: { rechner: 'name', Typ: 'mdi.sensorType', Type: '-', ROLLEN: 'roles' } });
  expect(reading.rows[0]).toMatchObject({
    name: 'DC1',
    facts: { 'mdi.sensorType': 'adfsIntegrated', 'mdi.v2.version': '2.1.1', roles: ['adcs', 'domainController'] },
  });
  expect(reading.problems).toEqual([]);
});

test('a map that names what does not exist is a problem, never ignored', async () => {
  const reading = await read('Sensor,Type,Version\nDC1,AD FS Sensor,2.1.1\n', {
    map: { Absent: 'name', Version: 'mdi.flavour' },
  });
  expect(reading.problems.map((problem) => problem.code)).toEqual(['column-missing', 'fact-unknown']);
});

test('a role that is not one of the four leaves the roles out: half a list would pass what it must not', async () => {
  const reading = await read('Name,DNSHostName,OperatingSystem,R\nDC1,dc1.bank.example,W,domainController;mystery\n', {
    map: { R: 'roles' },
  });
  expect(reading.rows[0]?.facts).not.toHaveProperty('roles');
  expect(reading.problems.map((problem) => problem.code)).toEqual(['fact-invalid']);
});

test('a table without the time of its making shows its mapping and gives no row', async () => {
  const reading = await read(sample('Sensors.csv'), { observedAt: undefined });
  expect(reading.rows).toEqual([]);
  expect(reading.mapping).toHaveLength(10);
  expect(reading.problems.map((problem) => problem.code)).toEqual(['time-missing']);
});

test('a table that names no computer says which column is missing', async () => {
  const reading = await read('Type,Version,Service status\nAD FS Sensor,2.1.1,Running\n');
  expect(reading.rows).toEqual([]);
  expect(reading.problems.map((problem) => problem.code)).toEqual(['column-missing']);
});

test.each([
  ['nothing', ''],
  ['blanks', ' \r\n \r\n'],
  ['a shopping list', 'milk\neggs\n'],
  ['another table', 'Colour,Size\nred,1\n'],
  ['a web page', '<html><table></table></html>'],
  ['other JSON', '{"hello": 1}'],
  ['zeros', '\0'.repeat(100)],
])('%s is of no kind that we read', async (_, text) => {
  const reading = await read(text);
  expect(reading).toMatchObject({ format: 'unknown', rows: [] });
  expect(reading.problems.map((problem) => problem.code)).toContain('file-unrecognised');
});
