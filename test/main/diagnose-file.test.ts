import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type FileDiagnosis, fileDiagnosis } from '../../src/contract/file-diagnosis.ts';
import { diagnoseFile } from '../../src/main/diagnose-file.ts';
import { evtxLog } from '../support/evtx.ts';
import { logOf, streamlined } from '../support/sense-log.ts';

const folder = new URL('../evidence/samples/', import.meta.url);
const now = Date.UTC(2026, 8, 15);

async function diagnose(sample: string, more: { host?: string; modifiedAt?: number; saidAt?: number } = {}) {
  const bytes = readFileSync(new URL(sample, folder));
  // Parsing it holds the answer to the contract.
  return fileDiagnosis.parse(await diagnoseFile({ bytes, name: sample, modifiedAt: now, now, ...more }));
}

interface Expected {
  readonly format: string;
  readonly host: string | null;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly passes: readonly string[];
  readonly fails?: readonly string[];
  readonly findings?: readonly string[];
  readonly problems?: readonly string[];
}

/** What must be found exactly; a list that is not named is empty. */
function exactly({ passes, fails = [], findings = [], problems = [] }: Expected) {
  return { passes, fails, findings, problems };
}

/** What each sample shows, by the description that came with it. */
const samples: Readonly<Record<string, Expected>> = {
  'synthetic/windows-2024layout-standard-healthy.zip': {
    format: 'client-analyzer-windows',
    host: 'dc01',
    facts: {
      'os.build': 20348,
      'os.revision': 4893,
      'service.Sense': 'running',
      'onboarding.policyStreamlined': false,
      'onboarding.activeStreamlined': false,
      'onboarding.offboardingPresent': false,
      'connectivity.standard': true,
      'mdi.v2.version': '2.254.19112.470',
    },
    passes: [
      'v2-sensor-version',
      'operating-system',
      'cumulative-update',
      'sense-running',
      'onboarding-policy',
      'device-id',
      'sense-version',
    ],
    fails: ['streamlined-package', 'streamlined-active'],
    findings: ['evidence-missing'],
  },
  'synthetic/windows-2025layout-streamlined-pending-reboot.zip': {
    format: 'client-analyzer-windows',
    host: 'fs07',
    facts: {
      'os.build': 17763,
      'os.revision': 8389,
      'onboarding.policyGeo': 'GW_EU',
      'onboarding.restartOutstanding': true,
      'proxy.needsCredentials': true,
    },
    passes: [
      'operating-system',
      'sense-running',
      'onboarding-policy',
      'device-id',
      'sense-version',
      'streamlined-package',
    ],
    fails: ['cumulative-update', 'streamlined-active', 'streamlined-reach'],
    findings: ['update-missing', 'proxy-wants-credentials', 'restart-outstanding'],
    problems: ['time-ambiguous', 'evidence-stale'],
  },
  'synthetic/linux-mde_support.zip': {
    format: 'client-analyzer-unix',
    host: 'db01.contoso.example',
    facts: { 'os.family': 'linux', 'mdatp.healthy': true },
    passes: [],
  },
  'synthetic/mdatp-health-details-edr-streamlined.txt': {
    format: 'mdatp-edr',
    host: null,
    facts: { 'edr.partnerGeo': 'GW_US' },
    passes: ['streamlined-active'],
  },
  'synthetic/mdatp-connectivity-test-streamlined-us.txt': {
    format: 'mdatp-connectivity',
    host: null,
    facts: { 'connectivity.urlSet': 'streamlined', 'connectivity.streamlined': true },
    passes: ['streamlined-reach'],
  },
  'synthetic/mdatp-health.json': { format: 'mdatp-health', host: null, facts: { 'mdatp.licensed': true }, passes: [] },
  'synthetic/sc-query-sense-running.txt': {
    format: 'sc-query',
    host: null,
    facts: { 'service.Sense': 'running' },
    passes: ['sense-running'],
    findings: ['evidence-missing'],
  },
  'synthetic/sc-query-sense-running.es.cp850.txt': {
    format: 'sc-query',
    host: null,
    facts: { 'service.Sense': 'running' },
    passes: ['sense-running'],
    findings: ['evidence-missing'],
  },
  'synthetic/sc-query-aatpsensorupdater-stopped.txt': {
    format: 'sc-query',
    host: null,
    facts: { 'service.AATPSensorUpdater': 'stopped' },
    passes: [],
    fails: ['v2-updater-running'],
    findings: ['v2-updater-not-running'],
  },
  'synthetic/sc-query-missing-service.txt': {
    format: 'sc-query',
    host: null,
    facts: { 'service.unnamed': 'absent' },
    passes: [],
    findings: ['evidence-missing'],
    problems: ['value-unknown'],
  },
  'synthetic/wdatp-standard.reg': {
    format: 'registry-export',
    host: null,
    facts: { 'onboarding.policyPresent': true, 'onboarding.policyStreamlined': false, 'device.idForm': 'hex40' },
    passes: ['onboarding-policy', 'device-id'],
    fails: ['streamlined-package'],
    findings: ['evidence-missing'],
    problems: ['text-unread'],
  },
  'synthetic/reg-query-status.txt': {
    format: 'reg-query',
    host: null,
    facts: { 'onboarding.state': 1 },
    passes: [],
    findings: ['evidence-missing'],
  },
  'synthetic/ver-2022-march-cu.txt': {
    format: 'ver',
    host: null,
    facts: { 'os.build': 20348, 'os.revision': 4893 },
    passes: ['operating-system', 'cumulative-update'],
    findings: ['evidence-missing'],
  },
  'synthetic/sense-wevtutil-streamlined-ok.xml': {
    format: 'event-log',
    host: 'dc01.contoso.example',
    facts: { 'sense.contactHost': expect.stringMatching(/\.endpoint\.security\.microsoft\.com$/) },
    passes: ['sense-version', 'streamlined-contact'],
    findings: ['evidence-missing'],
  },
  'synthetic/Sensors.csv': {
    format: 'sensors-csv',
    host: 'dc01.contoso.example',
    facts: { 'mdi.v2.version': '2.254.19112.470' },
    passes: ['v2-sensor-version'],
    findings: ['evidence-missing'],
    problems: ['fact-invalid', 'row-invalid'],
  },
  'synthetic/device-inventory-export.csv': {
    format: 'device-inventory-csv',
    host: 'dc01.contoso.example',
    facts: { 'device.onboardingStatus': 'Onboarded' },
    passes: ['operating-system', 'endpoint-onboarded', 'device-id'],
    findings: ['evidence-missing'],
  },
  'synthetic/adcomputers-ps51.csv': {
    format: 'ad-computers-csv',
    host: 'dc01.contoso.example',
    facts: { 'os.build': 20348 },
    passes: ['operating-system'],
    findings: ['evidence-missing'],
  },
  'synthetic/mdi-contoso.example.json': {
    format: 'mdi-readiness',
    host: 'dc01.contoso.example',
    facts: { 'mdi.readiness.advancedAuditing': expect.any(Boolean) },
    passes: ['v2-sensor-version', 'operating-system'],
    findings: ['evidence-missing'],
    problems: ['tool-failed'],
  },
  'synthetic/host-facts.json': {
    format: 'host-facts',
    host: 'ber-dc1.bank.example',
    facts: { 'service.Sense': 'running' },
    passes: [
      'no-additional-role',
      'v2-sensor-version',
      'operating-system',
      'cumulative-update',
      'v2-updater-running',
      'sense-running',
      'onboarding-policy',
      'device-id',
      'sense-version',
    ],
    findings: ['evidence-missing'],
    problems: ['evidence-stale'],
  },
  'real/mdatp-health-macos.txt': {
    format: 'mdatp-health',
    host: null,
    facts: { 'mdatp.healthy': true },
    passes: [],
    problems: ['value-unknown', 'value-unknown'],
  },
  'real/mdatp-connectivity-test-linux-standard.txt': {
    format: 'mdatp-connectivity',
    host: null,
    facts: { 'connectivity.urlSet': 'standard' },
    passes: [],
  },
  'real/mdi-sensor-log-lines.txt': {
    format: 'mdi-sensor-log',
    host: null,
    facts: { 'mdi.log.errors': expect.any(Array) },
    passes: [],
    findings: ['evidence-missing'],
    problems: ['time-ambiguous', 'evidence-stale', 'evidence-stale'],
  },
  'real/Application_no_crc32.evtx': {
    format: 'event-log',
    host: null,
    facts: {},
    passes: [],
    problems: ['file-unrecognised'],
  },
  'real/LanguagePackSetup_Operational.evtx': {
    format: 'event-log',
    host: null,
    facts: {},
    passes: [],
    problems: ['file-unrecognised', 'file-damaged'],
  },
};

/** What a verdict lacks that a person needs to look for themselves: anything at all, the member of an archive, the line. */
function placesMissing(file: string) {
  return ({ check, evidence }: FileDiagnosis['verdicts'][number]): readonly string[] => {
    if (evidence.length === 0) return [`${check} rests on nothing`];
    return evidence.flatMap(({ key, member, line }) => {
      const hasMember = member !== undefined && member !== '';
      if (hasMember !== file.endsWith('.zip')) return [`${check} by ${key} in ${member ?? 'no member'}`];
      return line !== undefined && line >= 1 ? [] : [`${check} by ${key} has no line`];
    });
  };
}

describe('every sample gives what it shows', () => {
  test.each(Object.entries(samples))('%s', async (name, expected) => {
    const found = await diagnose(name);
    const { facts, verdicts, findings, problems } = found;
    const of = (verdict: string) => verdicts.filter((one) => one.verdict === verdict).map((one) => one.check);
    expect([found.format, found.host]).toEqual([expected.format, expected.host]);
    expect(Object.fromEntries(facts.map(({ key, value }) => [key, value]))).toMatchObject(expected.facts);
    // Exactly: one pass more is a false one.
    expect({
      passes: of('pass'),
      fails: of('fail'),
      findings: findings.map((one) => one.code),
      problems: problems.map((one) => one.code),
    }).toEqual(exactly(expected));
    for (const one of verdicts.filter(({ verdict }) => verdict === 'unknown'))
      expect(one.howToGet?.length).toBeGreaterThan(10);
    expect(
      verdicts.filter(({ verdict }) => verdict === 'pass' || verdict === 'fail').flatMap(placesMissing(name)),
    ).toEqual([]);
  });

  test('no sample is left out', () => {
    const all = ['real', 'synthetic'].flatMap((name) =>
      readdirSync(new URL(`${name}/`, folder)).map((file) => `${name}/${file}`),
    );
    expect(Object.keys(samples).sort()).toEqual(all.sort());
  });
});

test('decision 7 a build is compared inside its own branch: 17763.8389 lacks the update although its number is larger than that of Server 2022', async () => {
  const { verdicts } = await diagnose('synthetic/windows-2025layout-streamlined-pending-reboot.zip');
  expect(verdicts.find((one) => one.check === 'cumulative-update')).toMatchObject({
    verdict: 'fail',
    summary: expect.stringContaining('17763.8511'),
  });
});

test('a finding names the member and the line where its evidence stands', async () => {
  const { findings } = await diagnose('synthetic/windows-2025layout-streamlined-pending-reboot.zip');
  const proxy = findings.find((one) => one.code === 'proxy-wants-credentials');
  expect(proxy?.evidence[0]).toEqual({
    key: 'proxy.needsCredentials',
    member: 'MDEClientAnalyzerResult/SystemInfoLogs/MDEClientAnalyzer.txt',
    line: 29,
  });
});

test.each([
  ['synthetic/host-facts.json', 'v2-sensor-version', [['mdi.v2.version', 14, '"mdi.v2.version": "2.254.19112.470"']]],
  ['synthetic/mdi-contoso.example.json', 'v2-sensor-version', [['mdi.v2.version', 13, '"SensorVersion"']]],
  ['synthetic/mdi-contoso.example.json', 'operating-system', [['os.build', 26, '"Version"']]],
] as const)('in %s the line of %s is the one on which the fact stands', async (name, check, expected) => {
  const { verdicts } = await diagnose(name);
  const found = verdicts.find((one) => one.check === check)?.evidence.map(({ key, line }) => [key, line]);
  expect(found).toEqual(expected.map(([key, line]) => [key, line]));
  const bytes = readFileSync(new URL(name, folder));
  const text = new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-8').decode(bytes);
  for (const [, line, words] of expected) expect(text.split(/\r?\n/)[line - 1]).toContain(words);
});

test('a log without lines names the number of the record', async () => {
  const bytes = evtxLog(logOf('started', `contact ${streamlined}`, '50'));
  const found = await diagnoseFile({ bytes, name: 'sense.evtx', modifiedAt: now, now });
  const { verdicts } = fileDiagnosis.parse(found);
  const passes = verdicts.filter(({ verdict }) => verdict === 'pass');
  expect(Object.fromEntries(passes.map(({ check, evidence }) => [check, evidence]))).toEqual({
    'sense-version': [{ key: 'sense.version', record: 100 }],
    'streamlined-contact': [{ key: 'sense.streamlinedContactAt', record: 101 }],
  });
});

test('a file that names no host gets the one that a person says', async () => {
  const found = await diagnose('synthetic/sc-query-sense-running.txt', { host: 'BER-DC1.bank.example' });
  expect(found.host).toBe('ber-dc1.bank.example');
});

test('evidence of another host is refused, and says so', async () => {
  const found = await diagnose('synthetic/windows-2024layout-standard-healthy.zip', { host: 'BER-DC1' });
  expect([found.host, found.facts, found.verdicts]).toEqual([null, [], []]);
  expect(found.problems.map((one) => one.code)).toContain('host-mismatch');
});

test('an old file is judged as of its own time, and its age is told', async () => {
  const found = await diagnose('synthetic/sc-query-sense-running.txt', { modifiedAt: now - 90 * 86_400_000 });
  expect(found.verdicts.find((one) => one.check === 'sense-running')?.verdict).toBe('pass');
  expect(found.problems.map((one) => one.code)).toContain('evidence-stale');
  expect(found.asOf).toBe('2026-06-17T00:00:00.000Z');
});

test('a person’s word on the time stands above the time of the file', async () => {
  const found = await diagnose('synthetic/sc-query-sense-running.txt', { saidAt: now - 3_600_000 });
  expect(found.asOf).toBe('2026-09-14T23:00:00.000Z');
});

test('S3-19 OnboardedInfo without the policy never passes as the policy', async () => {
  const text = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows Advanced Threat Protection';
  const body = JSON.stringify({ body: JSON.stringify({ orgId: '0', version: '1.7', datacenter: 'x' }) });
  const reg = `\uFEFFWindows Registry Editor Version 5.00\r\n\r\n[${text}]\r\n"OnboardedInfo"="${body.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"\r\n\r\n`;
  const found = await diagnoseFile({ bytes: Buffer.from(reg, 'utf16le'), name: 'a.reg', modifiedAt: now, now });
  expect(found.facts.map(({ key }) => key)).toContain('onboarding.onboardedInfoPresent');
  expect(found.verdicts.find((one) => one.check === 'onboarding-policy')?.verdict).toBe('unknown');
});
