import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readEvidence } from '../../src/evidence/read.ts';
import type { EvidenceReading, ReadOptions } from '../../src/evidence/reading.ts';
import { layout2022 } from './analyzer-2022.ts';
import {
  bodyOf,
  type Field,
  fieldsBut,
  filesBut,
  healthyFields,
  orgId,
  textOf,
  wide,
  xmlOf,
  zipOf,
} from './analyzer-result.ts';

const sample = (name: string) => readFileSync(new URL(`samples/synthetic/${name}`, import.meta.url));
const xmlPath = 'SystemInfoLogs/MDEClientAnalyzer.xml';
const textPath = 'SystemInfoLogs/MDEClientAnalyzer.txt';

function read(bytes: Uint8Array, but: Partial<ReadOptions> = {}): Promise<EvidenceReading> {
  return readEvidence(bytes, { fileName: 'result.zip', observedAt: Date.UTC(2026, 8, 20), ...but });
}

const readFiles = async (changes: Parameters<typeof filesBut>[0], layout: Parameters<typeof zipOf>[1] = {}) =>
  read(await zipOf(filesBut(changes), layout));
const readXml = (fields: readonly Field[], findings: Parameters<typeof xmlOf>[1] = []) =>
  readFiles({ [xmlPath]: xmlOf(fields, findings), [textPath]: undefined });
const factsOf = (reading: EvidenceReading) => reading.rows[0]?.facts ?? {};
const codesOf = (reading: EvidenceReading) => reading.problems.map((problem) => problem.code);

test('decision 1 the sample of 2024 reads as a healthy domain controller on the standard URLs', async () => {
  const reading = await read(sample('windows-2024layout-standard-healthy.zip'));
  expect(reading).toMatchObject({ format: 'client-analyzer-windows', problems: [] });
  expect(reading.rows).toHaveLength(1);
  expect(reading.rows[0]).toMatchObject({
    source: 'client-analyzer',
    name: 'DC01',
    observedAt: Date.UTC(2026, 8, 14, 8, 20),
    origin: { places: { 'service.Sense': { member: 'SystemInfoLogs/MDEClientAnalyzer.xml', line: 70 } } },
    facts: {
      'os.family': 'windows',
      'os.build': 20348,
      'os.revision': 4893,
      'os.installationType': 'Server',
      'os.bootAt': Date.UTC(2026, 8, 10, 3, 14, 7),
      'service.Sense': 'running',
      'service.DiagTrack': 'running',
      'service.WinDefend': 'running',
      'sense.version': '10.8804.27858.1000',
      'device.idForm': 'hex40',
      'connectivity.urlSet': 'standard',
      'connectivity.endpoint443': true,
      'connectivity.standard': true,
      'connectivity.blocked': [],
      'proxy.mode': 'none',
      'onboarding.policyPresent': true,
      'onboarding.policyStreamlined': false,
      'onboarding.activeStreamlined': false,
      'onboarding.restartOutstanding': false,
      'onboarding.keysAgree': true,
      'onboarding.offboardingPresent': false,
      'mdi.v2.installed': true,
      'mdi.v2.version': '2.254.19112.470',
      'npcap.installed': true,
    },
  });
  expect(Object.keys(factsOf(reading))).not.toContain('connectivity.streamlined');
});

test('decision 1 the sample of 2025 reads as a switch whose restart is outstanding, behind a proxy that wants credentials', async () => {
  const reading = await read(sample('windows-2025layout-streamlined-pending-reboot.zip'));
  expect(reading.rows[0]).toMatchObject({
    name: 'FS07',
    facts: {
      'os.build': 17763,
      'os.revision': 8389,
      'os.installationType': 'Server Core',
      'sense.version': '10.8735.19041.4355',
      'onboarding.policyStreamlined': true,
      'onboarding.policyGeo': 'GW_EU',
      'onboarding.activeStreamlined': false,
      'onboarding.restartOutstanding': true,
      'connectivity.urlSet': 'streamlined',
      'connectivity.streamlined': false,
      'connectivity.endpoint443': false,
      'connectivity.blocked': [
        '407|command and control|https://edr-neu.eu.endpoint.security.microsoft.com/edr/commands/test',
      ],
      'proxy.mode': 'configured',
      'proxy.address': 'proxy.fabrikam.example:8080',
      'proxy.needsCredentials': true,
    },
  });
  // Its report says October 2025 and its files September 2026: the older of two is never favourable.
  expect(reading.rows[0]?.observedAt).toBe(Date.UTC(2025, 9, 16, 13, 54, 23));
  expect(codesOf(reading)).toEqual(['time-ambiguous']);
});

test.each([
  ['with backslashes and no folder', { hasBackslashes: true }],
  ['with slashes and no folder', {}],
  ['with a folder on top', { top: 'MDEClientAnalyzerResult/' }],
  ['with backslashes below folders', { top: 'Downloads/MDEClientAnalyzerResult/', hasBackslashes: true }],
])('decision 4 a result %s reads the same', async (_, layout) => {
  const reading = await readFiles({}, layout);
  expect(reading.problems).toEqual([]);
  expect(factsOf(reading)).toEqual(factsOf(await readFiles({})));
  expect(factsOf(reading)).toMatchObject({ 'os.revision': 4893, 'connectivity.endpoint443': true });
});

test('decision 4 a shadow folder of macOS beside the result does no harm', async () => {
  const files = { ...filesBut(), '__MACOSX/SystemInfoLogs/MDEClientAnalyzer.xml': 'shadow' };
  expect((await read(await zipOf(files))).rows.map((row) => row.name)).toEqual(['DC01']);
});

test('several results in one archive are several hosts', async () => {
  const under = (folder: string, name: string) => {
    const fields = fieldsBut(['devInfo/deviceName', 'Device Host Name', name]).filter(
      ([, title]) => title !== 'Device name',
    );
    const files = filesBut({ [xmlPath]: xmlOf(fields), [textPath]: wide(textOf({ fields })) });
    return Object.fromEntries(Object.entries(files).map(([path, content]) => [`${folder}/${path}`, content]));
  };
  const reading = await read(await zipOf({ ...under('a', 'DC01'), ...under('b', 'DC02') }));
  expect(reading.rows.map((row) => row.name)).toEqual(['DC01', 'DC02']);
});

test('a result without any report whose tool refused itself did not run, and that is said', async () => {
  const reading = await read(await zipOf({ 'issuerInfo.txt': 'CN=x' }));
  expect(reading).toMatchObject({ format: 'client-analyzer-windows', rows: [] });
  expect(reading.problems).toEqual([
    { code: 'member-missing', detail: expect.stringContaining('did not run'), line: undefined },
  ]);
});

test('decision 1 the report for people is never read, only said to be there', async () => {
  const reading = await readFiles({ [xmlPath]: undefined, [textPath]: undefined });
  expect(reading.rows).toEqual([]);
  expect(reading.problems.map((problem) => problem.detail).join()).toContain('HTM');
});

test.each([
  ['missing', undefined, 'member-missing'],
  ['empty', '', 'member-missing'],
  ['cut off', xmlOf().slice(0, -40), 'xml-refused'],
  ['with a document type', xmlOf().replace('<MDEResults>', '<!DOCTYPE a><MDEResults>'), 'xml-refused'],
])('decision 1 with the XML %s the facts come from the text', async (_, xml, code) => {
  const reading = await readFiles({ [xmlPath]: xml });
  expect(codesOf(reading)).toEqual([code]);
  expect(reading.rows[0]).toMatchObject({ name: 'DC01', facts: { 'os.revision': 4893, 'service.Sense': 'running' } });
  expect(reading.rows[0]?.origin.places?.['os.build']?.member).toBe('SystemInfoLogs/MDEClientAnalyzer.txt');
});

test.each([
  ['the XML', Buffer.from(xmlOf()), {}],
  ['the text', wide(textOf()), { 'connectivity.endpoint443': true }],
  ['the text in one byte a sign', Buffer.from(textOf()), { 'connectivity.endpoint443': true }],
])('%s alone is a result, of whose other files nothing is known', async (_, bytes, more) => {
  const reading = await read(bytes);
  expect(reading).toMatchObject({ format: 'client-analyzer-windows', problems: [] });
  expect(factsOf(reading)).toMatchObject({ 'os.build': 20348, 'service.Sense': 'running', ...more });
  expect(Object.keys(factsOf(reading)).join()).not.toMatch(/policyPresent|onboardedInfoPresent|offboarding/);
  expect(reading.rows[0]?.observedAt).toBe(Date.UTC(2026, 8, 14, 6, 11, 52));
});

test('decision 2 tags that are there twice are told apart by section and display name', async () => {
  const { 'onboarding.streamlinedReady': ready, 'onboarding.activeStreamlined': active } = factsOf(
    await readXml(
      fieldsBut(['devInfo/SimplifiedConnectivity', 'Streamlined Connectivity Readiness (Preview)', 'READY']),
    ),
  );
  expect([ready, active]).toEqual([true, false]);
  const states = factsOf(
    await readXml(
      fieldsBut(
        ['AVCompInfo/DefenderState', 'Defender AV mode', 'Passive'],
        ['AVCompInfo/DefenderState', 'Defender Is Tamper Protected', 'True'],
        ['AVCompInfo/DefenderState', 'Defender Tamper Protection Source', 'Intune'],
      ),
    ),
  );
  expect(states['antivirus.state']).toBe('Passive');
});

test('decision 2 a device block that is there twice is one; two that differ are none', async () => {
  const build: Field = ['devInfo/OSBuild', 'OS build number', 'Microsoft Windows NT 10.0.20348.0.4893'];
  expect(factsOf(await readXml([...healthyFields, build]))['os.revision']).toBe(4893);
  const reading = await readXml([...healthyFields, [build[0], build[1], 'Microsoft Windows NT 10.0.20348.0.4776']]);
  expect(factsOf(reading)).not.toHaveProperty('os.revision');
  expect(codesOf(reading)).toContain('evidence-contradictory');
});

test('decision 2 and 10 a known tag under a new display name is kept as unknown and taken for nothing', async () => {
  const reading = await readXml(
    fieldsBut(['AVCompInfo/DefenderState', 'Defender mood', 'Cheerful'], ['EDRCompInfo/Colour', 'Colour', 'blue']),
  );
  expect(factsOf(reading)).toMatchObject({
    'analyzer.AVCompInfo.DefenderStateDefendermood': 'Cheerful',
    'analyzer.EDRCompInfo.Colour': 'blue',
  });
  expect(factsOf(reading)).not.toHaveProperty('antivirus.state');
  expect(codesOf(reading).filter((code) => code === 'fact-unknown')).toHaveLength(2);
});

test.each([
  ['UTF-8', (text: string) => Buffer.from(text)],
  ['UTF-8 with a mark', (text: string) => Buffer.from(`\uFEFF${text}`)],
  ['UTF-16', (text: string) => wide(text)],
  ['UTF-16 without a mark', (text: string) => Buffer.from(text, 'utf16le')],
  ['a code page', (text: string) => Buffer.from(text.replace('Standard', 'St\u00e4ndard'), 'latin1')],
])('decision 3 reports in %s read the same', async (_, encode) => {
  const reading = await readFiles({ [xmlPath]: encode(xmlOf()), [textPath]: encode(textOf()) });
  expect(factsOf(reading)).toMatchObject({
    'os.revision': 4893,
    'connectivity.endpoint443': true,
    'proxy.mode': 'none',
  });
});

test.each([
  ['1f0a9c3b5d7e2468ace013579bdf02468ace1357', 'hex40', '1f0a9c3b5d7e2468ace013579bdf02468ace1357'],
  ['1F0A9C3B5D7E2468ACE013579BDF02468ACE1357', 'hex40', '1f0a9c3b5d7e2468ace013579bdf02468ace1357'],
  ['{3F2504E0-4F89-41D3-9A0C-0305E82C3301}', 'guid', '3f2504e0-4f89-41d3-9a0c-0305e82c3301'],
  ['The sensor calculated a device id', 'other', undefined],
])('decision 6 the device id %s has the form %s', async (value, form, id) => {
  const facts = factsOf(await readXml(fieldsBut(['EDRCompInfo/DeviceId', 'Device ID', value])));
  expect([facts['device.idForm'], facts['device.id']]).toEqual([form, id]);
});

test.each([
  ['Microsoft Windows NT 10.0.17763.0.8511', 17763, 8511],
  ['Microsoft Windows NT 10.0.20348.0.', 20348, undefined],
  ['Microsoft Windows NT 10.0.20348.0', 20348, undefined],
  ['Microsoft Windows NT 10.0.26100.32522', 26100, 32522],
  ['Windows', undefined, undefined],
])(
  'decision 7 the build of %s is %s with revision %s; what is no revision is not taken for one',
  async (value, build, revision) => {
    const facts = factsOf(await readXml(fieldsBut(['devInfo/OSBuild', 'OS build number', value])));
    expect([facts['os.build'], facts['os.revision']]).toEqual([build, revision]);
  },
);

test.each([
  ['Running', 'Automatic', 'running'],
  ['Stopped', 'Manual', 'stopped'],
  ['Stopped', 'Disabled', 'disabled'],
  ['StartPending', 'Automatic', 'startPending'],
  ['StopPending', 'Automatic', 'stopped'],
  ['Dancing', 'Automatic', undefined],
  ['', 'Automatic', undefined],
])('S3-02 Sense seen as %s with start type %s is %s', async (status, startType, state) => {
  const facts = factsOf(
    await readXml(
      fieldsBut(
        ['EDRCompInfo/SenseServiceStatus', 'Sense service Status', status],
        ['EDRCompInfo/SenseStartType', 'Sense service StartType', startType],
      ),
    ),
  );
  expect(facts['service.Sense']).toBe(state);
});

test('S3-15 a result that names two hosts counts for neither', async () => {
  const other = textOf({ fields: fieldsBut(['devInfo/deviceName', 'Device name', 'DC02']) });
  const reading = await readFiles({ [textPath]: wide(other) });
  expect(reading.rows).toEqual([]);
  expect(codesOf(reading)).toEqual(['host-ambiguous']);
});

test.each(['<script>', 'a b', 'x'.repeat(80)])('S3-15 %j is no name, so the result is nobody’s', async (name) => {
  const reading = await readXml(fieldsBut(['devInfo/deviceName', 'Device name', name]));
  expect(reading.rows).toEqual([]);
  expect(codesOf(reading)).toContain('row-invalid');
});

test('S3-15 evidence of another host is refused, that of the host is taken', async () => {
  const bytes = await zipOf(filesBut());
  expect(codesOf(await read(bytes, { host: 'DC02' }))).toEqual(['host-mismatch']);
  expect((await read(bytes, { host: 'dc01.bank.example' })).rows).toHaveLength(1);
});

test('the full name comes from dsregcmd.txt when it is the name of this host', async () => {
  const dsreg = (name: string) => ({
    'SystemInfoLogs/dsregcmd.txt': `  DomainName : BANK\r\n   Device Name : ${name}\r\n`,
  });
  expect((await readFiles(dsreg('dc01.bank.example'))).rows[0]).toMatchObject({
    fqdn: 'dc01.bank.example',
    domain: 'bank.example',
  });
  expect((await readFiles(dsreg('dc02.bank.example'))).rows[0]?.fqdn).toBeUndefined();
});

describe('a whole result of 2022', () => {
  const read2022 = async (...given: Parameters<typeof layout2022>) =>
    read(await zipOf(layout2022(...given), { hasBackslashes: true }));

  test('decision 4 proves what it holds, and says nothing of what its script did not know', async () => {
    const reading = await read2022();
    expect(reading).toMatchObject({ format: 'client-analyzer-windows', problems: [] });
    expect(reading.rows[0]).toMatchObject({
      name: 'DC01',
      observedAt: Date.UTC(2026, 8, 14, 6, 20),
      facts: {
        'analyzer.version': '28042022',
        'os.build': 20348,
        'os.revision': 4893,
        'service.Sense': 'running',
        'sense.version': '10.8804.27858.1000',
        'connectivity.urlSet': 'standard',
        'connectivity.endpoint443': true,
        'onboarding.policyPresent': true,
        'onboarding.policyStreamlined': false,
        'onboarding.activeStreamlined': false,
        'onboarding.keysAgree': true,
        'onboarding.restartOutstanding': false,
      },
    });
    // No file about offboarding is no word about it; nor is a report without antivirus or streamlined readiness.
    for (const key of [
      'onboarding.offboardingPresent',
      'onboarding.streamlinedReady',
      'antivirus.state',
      'service.WinDefend',
    ])
      expect(factsOf(reading)).not.toHaveProperty([key]);
  });

  test('decision 5 an absent file of the policy is a missing policy, as an empty one of 2024 is', async () => {
    const absent = await read2022(undefined, { active: bodyOf() });
    const empty = await readFiles({ 'SystemInfoLogs/RegOnboardingInfoPolicy.Json': wide('') });
    for (const reading of [absent, empty]) {
      expect(factsOf(reading)).toMatchObject({
        'onboarding.policyPresent': false,
        'onboarding.onboardedInfoPresent': true,
        'onboarding.activeStreamlined': false,
      });
      expect(factsOf(reading)).not.toHaveProperty(['onboarding.restartOutstanding']);
    }
    expect(codesOf(absent)).toEqual([]);
  });

  test('decision 5 a host that was never onboarded has neither file', async () => {
    const facts = factsOf(await read2022(undefined, {}));
    expect(facts).toMatchObject({ 'onboarding.policyPresent': false, 'onboarding.onboardedInfoPresent': false });
  });
});

test('what belongs to a tenant or a person is kept nowhere', async () => {
  const reading = await readFiles({
    [xmlPath]: xmlOf(
      fieldsBut(
        ['EDRCompInfo/OrgId', 'Organization Id', orgId('a')],
        ['MDEDevConfig/AADDeviceID', 'Azure AD Device ID', orgId('d')],
        ['EDRCompInfo/NewTenantId', 'Tenant', 'tenant-of-bank'],
        ['EDRCompInfo/Owner', 'Owner', 'BANK\\anna, anna@bank.example, S-1-5-21-1-2-3-500'],
      ),
      [
        ['122005', 'Error', `Device is reporting to an expired Organization ID: ${orgId('e')}.`],
        ['129999', 'Error', `Run by BANK\\anna in C:\\Users\\anna with ${orgId('f')} and ${'QUJD'.repeat(20)}.`],
      ],
    ),
    'SystemInfoLogs/RegOnboardedInfoCurrent.Json': wide(
      `{"body":"{\\"orgId\\":\\"${orgId('b')}\\"}","sig":"c2VjcmV0"}`,
    ),
  });
  expect(JSON.stringify(reading)).not.toMatch(/0000-4000|tenant-of-bank|anna|S-1-5|QUJD|c2VjcmV0/);
  expect(factsOf(reading)['onboarding.keysAgree']).toBe(false);
});
