import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { FactValue } from '../../src/domain/fact.ts';
import { isKnownFactKey } from '../../src/domain/fact-keys.ts';
import { readEvidence } from '../../src/evidence/read.ts';
import { readText, root } from '../support/modules.ts';

/* The script runs for real, under the strictest shell there is, with programs of ours in front of its path. */

const script = join(root, 'collectors/unix/changeguard-facts.sh');
const shell = isThere('dash') ? 'dash' : 'sh';
const sample = (path: string) => readText(`test/evidence/samples/${path}`);
const machineId = '138fb85fae1f265d23f2ba51597d3dad830ff411';
const healthy = sample('real/mdatp-health-macos.txt').replace(/^(edr_machine_id +: )"\.\.\."$/m, `$1"${machineId}"`);
const edr = sample('synthetic/mdatp-health-details-edr-streamlined.txt');
const streamlined = sample('synthetic/mdatp-connectivity-test-streamlined-us.txt');
const standard = sample('real/mdatp-connectivity-test-linux-standard.txt');

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function isThere(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
}

/** What the programs print; one that is undefined is not there. */
interface Device {
  readonly health?: string | Buffer;
  readonly edr?: string;
  readonly connectivity?: string;
  readonly curl?: string;
  readonly timeout?: string;
  readonly hostname?: string;
  readonly fullName?: string;
}

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'changeguard-collector-'));
  folders.push(folder);
  return folder;
}

/** A folder with programs that print what the device tells. */
function programsOf(device: Device): string {
  const folder = aFolder();
  const program = (name: string, text: string) => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(folder, name), 0o755);
  };
  const says = (name: string, text: string | Buffer) => {
    writeFileSync(join(folder, `${name}.out`), text);
    return `cat '${join(folder, `${name}.out`)}'`;
  };
  const { hostname = 'lnx-web1', fullName = 'lnx-web1.bank.example' } = device;
  program(
    'hostname',
    `case "$*" in -f) ${says('full', `${fullName}\n`)} ;; *) ${says('short', `${hostname}\n`)} ;; esac`,
  );
  if (device.health !== undefined) {
    const answers = [
      `health) ${says('health', device.health)} ;;`,
      `'health --details edr') ${says('edr', device.edr ?? '')} ;;`,
      `'connectivity test') ${says('connectivity', device.connectivity ?? '')} ;;`,
    ];
    program('mdatp', `case "$*" in\n${answers.join('\n')}\n*) exit 64 ;;\nesac`);
  }
  if (device.curl !== undefined) program('curl', device.curl);
  if (device.timeout !== undefined) program('timeout', device.timeout);
  return folder;
}

function collect(device: Device, ...options: readonly string[]) {
  const path = `${programsOf(device)}:${process.env.PATH}`;
  return spawnSync(shell, [script, ...options], { env: { PATH: path }, encoding: 'utf8' });
}

/** What changeguard reads of the document. */
async function factsOf(device: Device, ...options: readonly string[]) {
  const { stdout, stderr, status } = collect(device, ...options);
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  expect(/^[\x20-\x7e]+\n$/.test(stdout)).toBe(true);
  const { rows, problems, format } = await readEvidence(Buffer.from(stdout), { fileName: 'facts.json' });
  expect(format).toBe('host-facts');
  expect(problems.filter((one) => one.code !== 'collector-problem')).toEqual([]);
  expect(rows).toHaveLength(1);
  const facts: Readonly<Record<string, FactValue>> = rows[0]?.facts ?? {};
  expect(Object.keys(facts).filter((key) => !isKnownFactKey(key))).toEqual([]);
  return { row: rows[0], facts, problems: problems.map((one) => one.detail.replace(/^.*? says of ".*?": /, '')) };
}

test('SC-06 the outputs of mdatp become facts, with host, time and collector', async () => {
  const before = Math.floor(Date.now() / 1000) * 1000;
  const { row, facts, problems } = await factsOf({ health: healthy, edr, connectivity: streamlined });
  expect(problems).toEqual([]);
  expect(row).toMatchObject({ source: 'host-facts', name: 'LNX-WEB1', fqdn: 'lnx-web1.bank.example' });
  expect(row?.observedAt).toBeGreaterThanOrEqual(before);
  expect(facts).toMatchObject({
    'collector.version': 'changeguard-facts.sh 1.0.0',
    'mdatp.version': '101.70.19',
    'mdatp.healthy': true,
    'mdatp.healthIssues': [],
    'mdatp.licensed': true,
    'mdatp.onboarded': true,
    'mdatp.realTimeProtection': true,
    'mdatp.passiveMode': false,
    'mdatp.definitionsStatus': 'up_to_date',
    'edr.partnerGeo': 'GW_US',
    'edr.preferredGeo': 'unitedstates',
    'device.id': machineId,
    'device.idForm': 'hex40',
    'connectivity.endpoint443': true,
    'connectivity.urlSet': 'streamlined',
    'connectivity.streamlined': true,
    'connectivity.blocked': [],
    'connectivity.nameResolution': true,
  });
  expect(facts['connectivity.urls']).toHaveLength(13);
  expect(facts['os.family']).toBe(process.platform === 'darwin' ? 'macos' : 'linux');
  expect(facts['os.bootAt']).toBeLessThan(Date.now());
});

test('without mdatp it tells that, the system, and nothing about protection', async () => {
  const { facts, problems } = await factsOf({}, '-n');
  expect(Object.keys(facts).filter((key) => /^(mdatp|edr|device|connectivity)\./.test(key))).toEqual(['mdatp.version']);
  expect(facts['mdatp.version']).toBeNull();
  expect(problems).toEqual(['mdatp: not installed, or not in the path of root']);
});

test('the test of the standard URLs is no proof of the streamlined ones', async () => {
  const { facts } = await factsOf({ health: healthy, edr, connectivity: standard });
  expect(facts).toMatchObject({ 'connectivity.endpoint443': true, 'connectivity.urlSet': 'standard' });
  expect(facts['connectivity.streamlined']).toBeUndefined();
});

const failing = streamlined.replace('/mdav/test ... [OK]', '/mdav/test ... [ERROR]\n\tTimeout was reached');
const repeatedStorage = streamlined.replaceAll('ussus1westprod', 'ussus1eastprod');
/** The paths of one host, half of them answered by another: neither has the whole pattern. */
const halves = streamlined.replace(/mdav\.us(?=\S+\/(storage\/ussus1west|packages))/g, 'mdav.eu');
const withoutStorage = streamlined.replace(/^.*mdav\.us.*ussus1westprod.*\n/m, '');

test.each([
  ['one URL that fails', failing, { endpoint443: false, streamlined: false }],
  ['one storage URL only', withoutStorage, { endpoint443: true, streamlined: undefined }],
  ['one storage URL that is tested twice', repeatedStorage, { endpoint443: true, streamlined: undefined }],
  ['two hosts that have a half each', halves, { endpoint443: true, streamlined: undefined }],
  [
    'a last line that is cut off',
    streamlined.trimEnd().replace(/\[OK\]$/, ''),
    { endpoint443: undefined, streamlined: undefined },
  ],
  [
    'URLs below a name that only looks right',
    streamlined.replaceAll('.endpoint.security.', '.endpointsecurity.'),
    { endpoint443: true, streamlined: undefined },
  ],
  [
    'URLs of somebody else',
    streamlined.replaceAll('security.microsoft.com', 'security.microsoft.com.example'),
    { endpoint443: undefined, streamlined: undefined },
  ],
  ['nothing, and curl that fails', '', { endpoint443: false, streamlined: false }],
])('SC-06 a connectivity test with %s gives no yes that it does not show', async (_, connectivity, expected) => {
  const { facts } = await factsOf({ health: healthy, edr, connectivity, curl: 'exit 6' });
  expect(facts['connectivity.streamlined']).toBe(expected.streamlined);
  expect(facts['connectivity.endpoint443']).toBe(expected.endpoint443);
});

test('a connectivity test that was ended before its time is neither yes nor no', async () => {
  const timeout = 'shift; "$@"; case "$*" in *connectivity*) exit 124 ;; esac';
  const { facts, problems } = await factsOf({ health: healthy, edr, connectivity: streamlined, timeout });
  expect(facts['connectivity.endpoint443']).toBeUndefined();
  expect(facts['connectivity.streamlined']).toBeUndefined();
  expect(problems).toEqual(['connectivity: not every test has a clear result']);
});

test.each([
  ['Microsoft Corporation', 'C=US; O=Microsoft Corporation; CN=Microsoft Azure RSA TLS Issuing CA 03', true, undefined],
  ['somebody else', 'O=Bank; CN=Bank Proxy CA', undefined, 'inspecting'],
  ['nobody', '', undefined, undefined],
])(
  'S3-14 without mdatp curl tests the geography, and a certificate from %s decides',
  async (_, issuer, reached, mode) => {
    const curl = `printf '*  issuer: %s\\n' '${issuer}' >&2; printf '\\n200'`;
    const { facts } = await factsOf({ curl }, '-g', 'eu');
    expect(facts['connectivity.endpoint443']).toBe(reached);
    expect(facts['proxy.mode']).toBe(mode);
    expect(facts['connectivity.urlSet']).toBe('streamlined');
    expect(facts['connectivity.streamlined']).toBeUndefined();
  },
);

test('S3-14 an address that curl does not reach is a no with its reason', async () => {
  const { facts } = await factsOf({ curl: "printf '\\n000'; exit 28" }, '-g', 'uk');
  expect(facts['connectivity.endpoint443']).toBe(false);
  expect(facts['connectivity.blocked']).toEqual([
    'timeout|command and control|https://edr-uks.uk.endpoint.security.microsoft.com/edr/commands/test',
    'timeout|command and control|https://edr-ukw.uk.endpoint.security.microsoft.com/edr/commands/test',
  ]);
});

test.each([
  ['\tTimeout was reached', 'timeout', undefined],
  ['\tCould not resolve host: mdav.us.endpoint.security.microsoft.com', 'name', false],
  ['\tCurl error 6', 'name', false],
  ['\tresponse 407', '407', undefined],
  ['\tSSL certificate problem', 'certificate', undefined],
  ['\tConnection refused', 'connect', undefined],
  ['and no reason', 'other', undefined],
])('S3-14 SC-06 why mdatp did not reach a URL, %j, is told as %s', async (reason, code, resolves) => {
  const connectivity = streamlined.replace('/mdav/test ... [OK]', `/mdav/test ... [ERROR]\n${reason}`);
  const { facts } = await factsOf({ health: healthy, edr, connectivity });
  expect(facts['connectivity.blocked']).toEqual([
    `${code}|antivirus cloud|https://mdav.us.endpoint.security.microsoft.com/mdav/test`,
  ]);
  expect(facts['connectivity.nameResolution']).toBe(resolves);
});

test('S3-14 names that curl does not resolve are told', async () => {
  const { facts } = await factsOf({ curl: "printf '\\n000'; exit 6" }, '-g', 'uk');
  expect(facts['connectivity.nameResolution']).toBe(false);
});

test('S3-14 nothing is told as open that was not tested, and nothing as closed that somebody looked into', async () => {
  const answers = (issuer: string) => `printf '*  issuer: %s\\n' '${issuer}' >&2; printf '\\n200'`;
  for (const issuer of ['C=US; O=Microsoft Corporation', 'O=Bank; CN=Bank Proxy CA']) {
    const { facts } = await factsOf({ curl: answers(issuer) }, '-g', 'eu');
    expect(facts['connectivity.urls']).toHaveLength(2);
    expect(facts['connectivity.blocked']).toBeUndefined();
    expect(facts['connectivity.nameResolution']).toBeUndefined();
  }
});

test('-n opens no connection and does not let mdatp open one', async () => {
  const curl = `echo called >&2; exit 1`;
  const { facts } = await factsOf({ health: healthy, edr, connectivity: streamlined, curl }, '-n', '-g', 'us');
  expect(Object.keys(facts).filter((key) => key.startsWith('connectivity.'))).toEqual([]);
});

test.each([
  ['quotes', 'a"b\\"c', 'a"b\\"c'],
  ['a backslash at its end', 'a\\', 'a\\'],
  ['what a shell would run', '$(id) `id` ; rm -rf / | & > x', '$(id) `id` ; rm -rf / | & > x'],
  ['what printf would take for a form', '%s%n%d \\x41', '%s%n%d \\x41'],
  ['other letters and a picture', 'Grün 例 😀', 'Grün 例 😀'],
  ['a tab and an escape', 'a\tb\u001b[31mc', 'a\tb\u001b[31mc'],
  ['a pattern for files', '* ? [a-z]', '* ? [a-z]'],
])('a value with %s arrives as it is', async (_, text, expected) => {
  const health = healthy.replace(/^(app_version +: ).*$/m, () => `app_version : "${text}"`);
  const { facts } = await factsOf({ health, edr }, '-n');
  expect(facts['mdatp.version']).toBe(expected);
});

test('bytes that are no UTF-8 become replacement signs and spoil nothing', async () => {
  const health = Buffer.concat([
    Buffer.from('healthy : true\napp_version : "1.'),
    Buffer.from([0xff, 0xc3, 0x28, 0xed, 0xa0, 0x80, 0xf5, 0x80, 0xe2, 0x82]),
    Buffer.from('"\n'),
  ]);
  const { facts } = await factsOf({ health, edr }, '-n');
  expect(facts['mdatp.version']).toMatch(/^1\.[\ufffd(]+$/);
  expect(facts['mdatp.healthy']).toBe(true);
});

test.each([
  ['a line break within a value', 'healthy : tr\nue\n', 'mdatp.healthy'],
  ['a value without its closing quote', 'app_version : "101.7', 'mdatp.version'],
  ['a key that is given twice, differently', 'healthy : true\nhealthy : false\n', 'mdatp.healthy'],
  ['a word that is neither true nor false', 'licensed : yes\n', 'mdatp.licensed'],
  ['a list that does not end', 'health_issues : ["a", "b\n', 'mdatp.healthIssues'],
  ['an id that was blacked out', 'edr_machine_id : "..."\n', 'device.id'],
  ['two ids', `edr_machine_id : "${'a'.repeat(40)}"\n`, 'device.id'],
])('%s gives no fact and a problem', async (_, text, key) => {
  const { facts, problems } = await factsOf(
    { health: text, edr: key === 'device.id' && text.includes('aaa') ? edr : 'x : 1\n' },
    '-n',
  );
  expect(facts[key]).toBeUndefined();
  expect(problems).toHaveLength(1);
});

test('a device that is not onboarded says so, and its id is "not there"', async () => {
  const health = 'licensed : false\nhealthy : false\norg_id : unavailable\nedr_machine_id : unavailable\n';
  const { facts } = await factsOf({ health, edr: 'edr_partner_geo_location : ""\n' }, '-n');
  expect(facts).toMatchObject({
    'mdatp.onboarded': false,
    'mdatp.licensed': false,
    'device.id': null,
    'edr.partnerGeo': null,
    'edr.preferredGeo': null,
  });
});

test('health issues are a list, also where they hold commas and brackets', async () => {
  const { facts } = await factsOf({ health: 'health_issues : ["no, events]", "old"] [managed]\n', edr }, '-n');
  expect(facts['mdatp.healthIssues']).toEqual(['no, events]', 'old']);
});

test('an answer without an end is cut, and what it holds does not fill the document', async () => {
  const health = `app_version : "${'x'.repeat(5_000_000)}"\n${'y : 1\n'.repeat(100_000)}`;
  const { stdout } = collect({ health, edr }, '-n');
  expect(stdout.length).toBeLessThan(10_000);
  expect(JSON.parse(stdout).facts['mdatp.version']).toBeUndefined();
});

test('ids of the organisation, tags and names of users stay on the device', () => {
  const health = healthy.replace(/^(org_id +: ).*$/m, '$1"00000000-0000-4000-8000-0000000000a1"');
  const { stdout } = collect({ health, edr, connectivity: streamlined });
  expect(stdout).not.toMatch(/0000000000a1|0000000000d4|GROUP|Wave1|ostype/);
});

test.each([
  ['a full name of another host', 'lnx-web1', 'db7.bank.example', 'lnx-web1'],
  ['localhost for a full name', 'lnx-web1', 'localhost.localdomain', 'lnx-web1'],
  ['a full name only', 'lnx-web1.bank.example', '', 'lnx-web1.bank.example'],
  ['a name with signs in it', 'a"b;$(id)', 'a"b;$(id).bank.example', undefined],
])('S3-15 of %s only a name of this host is taken', (_, hostname, fullName, expected) => {
  const { stdout } = collect({ hostname, fullName }, '-n');
  const { host } = JSON.parse(stdout) as { readonly host: string };
  if (expected === undefined) expect(host).toMatch(/^[A-Za-z0-9._-]+$/);
  else expect(host).toBe(expected);
});

test('a folder gets a file with the name of the host, and nothing else is written', async () => {
  const folder = aFolder();
  const home = aFolder();
  const path = `${programsOf({ health: healthy, edr })}:${process.env.PATH}`;
  const run = spawnSync(shell, [script, '-n', '-o', folder], {
    env: { PATH: path, HOME: home },
    cwd: home,
    encoding: 'utf8',
  });
  expect(run).toMatchObject({
    status: 0,
    stdout: `Written: ${folder}/lnx-web1.bank.example.host-facts.json\n`,
    stderr: '',
  });
  expect(readdirSync(folder)).toEqual(['lnx-web1.bank.example.host-facts.json']);
  expect(readdirSync(home)).toEqual([]);
  expect(JSON.parse(readFileSync(join(folder, 'lnx-web1.bank.example.host-facts.json'), 'utf8'))).toMatchObject({
    schema: 'changeguard.host-facts/1',
    host: 'lnx-web1.bank.example',
  });
});

test.each([
  [['--help'], 0],
  [['--version'], 0],
  [['--what'], 2],
  [['-g', 'mars'], 2],
  [['-t', '0'], 2],
  [['-t'], 2],
  [['-o', '/nowhere/at/all.json', '-n'], 1],
])('%j ends with %i', (options, status) => {
  const run = collect({}, ...options);
  expect(run.status).toBe(status);
  if (status === 2) expect(run.stdout).toBe('');
});

test('every fact that the collector writes is in the catalogue', () => {
  const text = readText('collectors/unix/changeguard-facts.sh');
  const noted = [...text.matchAll(/"[TJEL]([a-z]+[0-9]*\.\w+)/g), ...text.matchAll(/:(?:\w+):([a-z]+\.\w+)/g)];
  const keys = [...new Set(noted.map((one) => one[1] ?? ''))];
  expect(keys.length).toBeGreaterThan(18);
  expect(keys.filter((key) => !isKnownFactKey(key))).toEqual([]);
});

const hasShellCheck = isThere('shellcheck');
if (!hasShellCheck && process.env.CI === 'true')
  throw new Error('The collector is looked at by shellcheck, which is missing.');

test.skipIf(!hasShellCheck)('shellcheck finds nothing in it, taken as plain POSIX sh', () => {
  const run = spawnSync('shellcheck', ['--shell=sh', '--severity=style', script], { encoding: 'utf8' });
  expect(run.stdout).toBe('');
});
