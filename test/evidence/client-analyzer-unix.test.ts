import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { classifyFinding } from '../../src/evidence/analyzer-finding.ts';
import { readEvidence } from '../../src/evidence/read.ts';
import type { EvidenceReading, ReadOptions } from '../../src/evidence/reading.ts';
import { zipOf } from '../support/zip.ts';

const sample = (name: string) => readFileSync(new URL(`samples/${name}`, import.meta.url));
const linux = sample('synthetic/linux-mde_support.zip');
const streamlined = sample('synthetic/mdatp-connectivity-test-streamlined-us.txt').toString();
const health = 'healthy : true\nedr_machine_id : "138fb85fae1f265d23f2ba51597d3dad830ff411"\n';

type Reading = EvidenceReading & { readonly facts: Record<string, unknown>; readonly codes: readonly string[] };

async function read(bytes: Uint8Array | string, but: Partial<ReadOptions> = {}): Promise<Reading> {
  const reading = await readEvidence(Buffer.from(bytes as string), { fileName: 'mde.zip', ...but });
  return { ...reading, facts: reading.rows[0]?.facts ?? {}, codes: reading.problems.map(({ code }) => code) };
}

interface Report {
  readonly ids?: readonly string[];
  readonly ranAt?: string;
  readonly device?: string;
}

/** A valid mde.xml; a test names only what it is about. */
function aReport({ ids = ['330002', '330005', '330008'], ranAt = '2026-09-14T08:31:39+00:00', device }: Report = {}) {
  const lines = device ?? '<host_name display_name="Host Name">db01.contoso.example</host_name>';
  const events = ids.map((id) => `<event id="${id}"/>`).join('');
  return `<mdatp><general><script_version>1.5.0</script_version><script_run_time>${ranAt}</script_run_time></general>
<device_info>${lines}</device_info><events>${events}</events></mdatp>`;
}

test('SC-06 the archive of Linux: host, time, findings, health, and no word on URLs that nobody saw', async () => {
  const { format, problems, rows, facts } = await read(linux);
  expect({ format, problems }).toEqual({ format: 'client-analyzer-unix', problems: [] });
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({
    source: 'client-analyzer',
    name: 'DB01',
    fqdn: 'db01.contoso.example',
    domain: 'contoso.example',
    observedAt: Date.UTC(2026, 8, 14, 8, 31, 39),
  });
  expect(facts).toMatchObject({
    'analyzer.version': '1.5.0',
    'analyzer.ranAt': '2026-09-14T08:31:39+00:00',
    'analyzer.findings': [
      '331004|warning|EDR Cloud Cyber: Some tests failed',
      '330002|information|Command and control: all tests passed',
      '330008|information|Antivirus cloud: all tests passed',
    ],
    'host.fqdn': 'db01.contoso.example',
    'os.family': 'linux',
    'mdatp.healthy': true,
    'mdatp.onboarded': true,
    'mdatp.passiveMode': false,
    'device.id': '138fb85fae1f265d23f2ba51597d3dad830ff411',
  });
  expect(facts['connectivity.toolVerdict']).toEqual(facts['analyzer.findings']);
  // One of the tests failed in part, which neither proves nor disproves that the service is reached.
  const urls = Object.keys(facts).filter(
    (key) => key.startsWith('connectivity.') && key !== 'connectivity.toolVerdict',
  );
  expect(urls).toEqual([]);
  expect(rows[0]?.origin.places).toMatchObject({
    'mdatp.healthy': { member: 'health.txt', line: 1 },
    'analyzer.findings': { member: 'mde.xml', line: 11 },
  });
  expect(JSON.stringify({ facts, problems })).not.toContain('0000000000a1');
});

test.each([
  ['names in capitals', { 'MDE.XML': aReport(), 'Health.txt': health, 'Log.txt': '' }],
  ['a folder on top', { 'mde_support/mde.xml': aReport(), 'mde_support/health.txt': health }],
])('names of members may have %s', async (_, members) => {
  const { facts, rows, problems } = await read(await zipOf(members));
  expect(problems).toEqual([]);
  expect(rows[0]?.name).toBe('DB01');
  expect(facts).toMatchObject({ 'mdatp.healthy': true, 'connectivity.endpoint443': true });
});

test('mde.xml by itself is read like the archive, but for what the other members say', async () => {
  const { format, rows, facts, problems } = await read(`\uFEFF<?xml version="1.0"?>\n${aReport()}`);
  expect({ format, problems, name: rows[0]?.name }).toEqual({
    format: 'client-analyzer-unix',
    problems: [],
    name: 'DB01',
  });
  expect(facts['analyzer.findings']).toHaveLength(3);
});

test('members that are missing are told, and the rest is read', async () => {
  const withoutHealth = await read(await zipOf({ 'mde.xml': aReport() }));
  expect(withoutHealth.codes).toEqual(['member-missing']);
  expect(withoutHealth.rows).toHaveLength(1);
  const withoutReport = await read(await zipOf({ 'health.txt': health, 'mde_directories.txt': '' }), { observedAt: 5 });
  expect(withoutReport.codes).toEqual(['member-missing']);
  expect(withoutReport.rows[0]).toMatchObject({ name: undefined, observedAt: 5, facts: { 'mdatp.healthy': true } });
});

test('archives in the archive are not looked into, which is said once', async () => {
  const members = { 'mde.xml': aReport(), 'health.txt': health, 'mde_diagnostic.zip': 'PK', 'auditd_logs.zip': 'PK' };
  const { problems } = await read(await zipOf(members));
  expect(problems.map(({ code }) => code)).toEqual(['archive-member-skipped']);
});

test('features and the state of the service are kept; lines of its log are not', async () => {
  const status = '● mdatp.service\n     Active: active (running) since Mon\n  alice: Active: failed (x)\n';
  const { facts, problems } = await read(
    await zipOf({
      'mde.xml': aReport(),
      'health.txt': health,
      'health_details_features.txt': 'simplified_connectivity : "enabled"\n',
      'service_status.txt': status,
    }),
  );
  expect(problems).toEqual([]);
  expect(facts).toMatchObject({
    'mdatp.features.simplifiedConnectivity': 'enabled',
    'analyzer.serviceStatus': 'active (running)',
  });
  expect(JSON.stringify(facts)).not.toContain('alice');
});

test.each([
  ['all three passed', ['330002', '330005', '330008'], true],
  ['all three passed on macOS', ['230002', '230005', '230008'], true],
  ['one was not run', ['330002', '330008'], undefined],
  ['one failed in part', ['330002', '331004', '330008'], undefined],
  ['command and control failed in part', ['331001', '330005', '330008'], undefined],
  ['command and control failed', ['332003', '330005', '330008'], false],
  ['everything failed', ['332003', '332006', '332009'], false],
  ['command and control both passed and failed', ['330002', '332003', '330005', '330008'], undefined],
  ['nothing was tested', [], undefined],
  ['they are of Windows', ['130017', '130018', '130011'], undefined],
])('SC-06 when %s, the tool’s verdicts say of reaching the service: %s → %s', async (_, ids, reached) => {
  const { facts } = await read(aReport({ ids }));
  expect(facts['connectivity.endpoint443']).toBe(reached);
  expect(facts).not.toHaveProperty(['connectivity.streamlined']);
  expect(facts).not.toHaveProperty(['connectivity.standard']);
  expect(facts).not.toHaveProperty(['connectivity.urlSet']);
});

test('lines of the log on single URLs decide, and a verdict that says otherwise is shown beside them', async () => {
  const log = (text: string) => text.replace(/^(?=Testing)/gm, '2026-09-14 08:31:01 - INFO - ');
  const passed = await read(await zipOf({ 'mde.xml': aReport(), 'health.txt': health, 'log.txt': log(streamlined) }));
  expect(passed.facts).toMatchObject({ 'connectivity.streamlined': true, 'connectivity.urlSet': 'streamlined' });
  expect(passed.codes).toEqual([]);
  const failing = streamlined.replace(/(xplat\S+ \.\.\. )\[OK\]/, '$1[ERROR]\n\tresponse 407');
  const failed = await read(await zipOf({ 'mde.xml': aReport(), 'health.txt': health, 'log.txt': log(failing) }));
  expect(failed.codes).toEqual(['evidence-contradictory']);
  expect(failed.facts).toMatchObject({ 'connectivity.streamlined': false, 'proxy.needsCredentials': true });
  expect(failed.facts['connectivity.toolVerdict']).toHaveLength(3);
  expect(failed.facts).not.toHaveProperty(['connectivity.endpoint443']);
});

test('unknown findings are kept: digits tell what they are about, and what has no digits is unknown', async () => {
  const { facts, codes } = await read(aReport({ ids: ['329999', 'new-one', '122043', '329999', '1constructor'] }));
  expect(facts['analyzer.findings']).toEqual([
    '122043|error|configuration, number 43',
    '329999|unknown|unknown',
    'new-one|unknown|unknown',
    '1constructor|unknown|unknown',
  ]);
  expect(codes.toSorted()).toEqual(['evidence-contradictory', 'value-unknown']);
});

test('texts of events.xml stand before our own, as text and never as HTML; without it ours stand there', async () => {
  const html = '&lt;b&gt;Open&lt;/b&gt;&lt;br/&gt;the &lt;a href="https://x.example"&gt;URL&lt;/a&gt; &amp;amp; wait';
  const catalogue = `<events><event id="331004"><check_name>Cyber</check_name><tsg>${html}</tsg></event></events>`;
  const members = { 'mde.xml': aReport({ ids: ['331004'] }), 'health.txt': health };
  const told = await read(await zipOf({ ...members, 'events.xml': catalogue }));
  expect(told.facts['analyzer.findings']).toEqual(['331004|warning|Cyber: Open the URL & wait']);
  expect((await read(await zipOf(members))).facts['analyzer.findings']).toEqual([
    '331004|warning|Cyber data: some tests failed',
  ]);
});

test.each([
  ['a full name', '<host_name>DB01.Contoso.example</host_name>', { name: 'DB01', fqdn: 'db01.contoso.example' }],
  ['a short name', '<host_name>db01</host_name>', { name: 'DB01', fqdn: undefined }],
  ['the own name of a Mac', '<host_name>mac-7.local</host_name>', { name: 'MAC-7', fqdn: undefined }],
  ['a free text', '<device_name>Alice’s Mac</device_name><host_name>mac-7</host_name>', { name: 'MAC-7' }],
  ['only what is shown', '<device_name>db01</device_name>', { name: 'DB01' }],
  [
    'both',
    '<device_name>db01</device_name><host_name>db01.contoso.example</host_name>',
    { fqdn: 'db01.contoso.example' },
  ],
  ['two computers', '<device_name>db02</device_name><host_name>db01.contoso.example</host_name>', { name: undefined }],
  ['localhost', '<host_name>localhost.localdomain</host_name>', { name: undefined }],
  ['an address', '<host_name>http://x</host_name>', { name: undefined }],
  ['none', '', { name: undefined }],
])('S3-15 whose result it is: %s', async (_, device, identity) => {
  const { rows, facts } = await read(aReport({ device }));
  expect({ name: undefined, fqdn: undefined, ...rows[0] }).toMatchObject(identity);
  expect(JSON.stringify(facts)).not.toContain('Alice');
});

test('S3-15 the result of another computer is refused', async () => {
  const { rows, codes } = await read(linux, { host: 'db02.contoso.example' });
  expect({ rows, codes }).toEqual({ rows: [], codes: ['host-mismatch'] });
});

const hour = 3_600_000;
const asUtc = Date.UTC(2026, 8, 14, 8, 31, 39);

test.each([
  ['with a zone', '2026-09-14T08:31:39+02:00', undefined, asUtc - 2 * hour, []],
  ['with a zone without a colon', '2026-09-14 08:31:39+0200', undefined, asUtc - 2 * hour, []],
  ['with parts of a second', '2026-09-14T08:31:39.123456Z', undefined, asUtc + 123, []],
  ['without a zone', '2026-09-14T08:31:39', undefined, asUtc - 14 * hour, ['time-ambiguous']],
  ['without a zone, a word that fits', '2026-09-14 08:31:39', asUtc - hour, asUtc - hour, []],
  [
    'without a zone, a word that is later than any',
    '2026-09-14T08:31:39',
    asUtc + 13 * hour,
    asUtc - 14 * hour,
    ['time-ambiguous'],
  ],
  ['that is none', 'yesterday', 7, 7, ['value-unknown']],
  ['that is none, and no word', 'yesterday', undefined, undefined, ['value-unknown', 'time-missing']],
  ['that cannot be', '2026-13-45T08:31:39', undefined, undefined, ['value-unknown', 'time-missing']],
])('a time %s', async (_, ranAt, observedAt, expected, problems) => {
  const { rows, codes } = await read(aReport({ ranAt }), { observedAt });
  expect(rows[0]?.observedAt).toBe(expected);
  expect(codes).toEqual(problems);
});

test('lines on the device that nobody knows are kept; what belongs to a tenant or a person is not', async () => {
  const device =
    '<os_family>Darwin</os_family><kernel>6.1</kernel><org_id>secret1</org_id><user_name>secret2</user_name>';
  const { facts, problems } = await read(aReport({ ids: [], device }));
  expect(facts).toMatchObject({ 'os.family': 'macos', 'analyzer.device.kernel': '6.1', 'analyzer.findings': [] });
  expect(JSON.stringify({ facts, problems })).not.toContain('secret');
});

test.each([
  ['the system', aReport({ device: '<os_family>macOS</os_family>' }), 'os.family'],
  ['the device', aReport({ device: `<device_id>${'a'.repeat(40)}</device_id>` }), 'device.id'],
])('what members say differently of %s is void', async (_, report, key) => {
  const { facts, codes } = await read(await zipOf({ 'mde.xml': report, 'health.txt': health }));
  expect(facts).not.toHaveProperty([key]);
  expect(codes).toContain('evidence-contradictory');
});

test.each([
  ['cut off', aReport().slice(0, -20)],
  ['with a document type', `<!DOCTYPE mdatp [<!ENTITY a "b">]>${aReport()}`],
  ['with an entity', aReport({ device: '<host_name>&a;</host_name>' })],
  ['of another kind', '<MDEResults><general/></MDEResults>'],
  ['twice', aReport() + aReport()],
  ['nested without end', `<mdatp><general>${'<a>'.repeat(10_000)}`],
])('mde.xml %s gives no finding and no reach; health still counts', async (_, report) => {
  const { facts, rows, codes } = await read(await zipOf({ 'mde.xml': report, 'health.txt': health }), {
    observedAt: 3,
  });
  expect(codes).toContain('xml-refused');
  expect(rows[0]?.name).toBeUndefined();
  expect(facts).toMatchObject({ 'mdatp.healthy': true });
  expect(Object.keys(facts).filter((key) => /^(connectivity|analyzer)\./.test(key))).toEqual([]);
});

test('a report without its part with findings is not one without findings', async () => {
  const { facts, codes } = await read(aReport().replace(/<events>.*<\/events>/, ''));
  expect(facts).not.toHaveProperty(['analyzer.findings']);
  expect(codes).toEqual(['text-unread']);
});

test('an archive cut off anywhere gives no row', async () => {
  for (let length = 0; length < linux.length; length += 7) {
    const { rows, problems } = await read(linux.subarray(0, length), { observedAt: 1 });
    expect(rows).toEqual([]);
    expect(problems.length).toBeGreaterThan(0);
  }
});

test('an archive with any bit changed never says more than the sound one', async () => {
  const sound = await read(linux, { observedAt: 1 });
  for (let at = 0; at < linux.length; at += 11) {
    const bytes = Buffer.from(linux);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
    const { facts } = await read(bytes, { observedAt: 1 });
    for (const [key, value] of Object.entries(facts))
      if (!/^(analyzer\.findings|connectivity\.toolVerdict)$/.test(key))
        expect([key, sound.facts[key]]).toEqual([key, value]);
  }
});

test('a member that is longer than any output is refused, and the rest is read', async () => {
  const long = `${health}${'x'.repeat(5 * 1024 * 1024)}`;
  const { facts, rows, codes } = await read(await zipOf({ 'mde.xml': aReport(), 'health.txt': long }));
  expect(codes).toEqual(['archive-member-refused']);
  expect(rows[0]?.name).toBe('DB01');
  expect(facts).not.toHaveProperty(['mdatp.healthy']);
});

test('findings without end are bounded, the worst first', async () => {
  const ids = Array.from({ length: 20_000 }, (_, at) => `3${1 + (at % 4)}0${String(at % 1_000).padStart(3, '0')}`);
  const { facts } = await read(aReport({ ids: [...ids, '332003'] }));
  expect(facts['analyzer.findings']).toHaveLength(500);
  expect((facts['analyzer.findings'] as string[])[0]).toBe('332003|error|Command and control: all tests failed');
});

test.each([
  ['110003', { platform: 'windows', category: 'environment', severity: 'information', number: 3 }],
  ['231001', { platform: 'macos', category: 'connectivity', severity: 'warning', number: 1 }],
  ['342999', { platform: 'linux', category: 'telemetry', severity: 'error', number: 999 }],
  ['430001', undefined],
  ['350001', undefined],
  ['333001', undefined],
  ['33000', undefined],
  ['3300011', undefined],
  ['33000x', undefined],
  ['', undefined],
])('the digits of the finding %s say %j', (id, expected) => {
  expect(classifyFinding(id)).toEqual(expected);
});
