import { expect, test } from 'vitest';
import { hourMs } from '../../src/domain/time.ts';
import { readEvidence } from '../../src/evidence/read.ts';
import type { EvidenceReading, ReadOptions } from '../../src/evidence/reading.ts';
import { bodyOf, fieldsBut, filesBut, type LocalTime, orgId, textOf, wide, xmlOf, zipOf } from './analyzer-result.ts';

const policyPath = 'SystemInfoLogs/RegOnboardingInfoPolicy.Json';
const activePath = 'SystemInfoLogs/RegOnboardedInfoCurrent.Json';
const offboardingPath = 'SystemInfoLogs/RegOffboardingInfo.Json';
const programsPath = 'SystemInfoLogs/AddRemovePrograms.csv';
const wowPath = 'SystemInfoLogs/AddRemoveProgramsWOW64.csv';

async function read(
  changes: Parameters<typeof filesBut>[0],
  layout: Parameters<typeof zipOf>[1] = {},
  options: Partial<ReadOptions> = {},
): Promise<EvidenceReading> {
  return readEvidence(await zipOf(filesBut(changes), layout), { fileName: 'result.zip', ...options });
}

const factsOf = (reading: EvidenceReading) => reading.rows[0]?.facts ?? {};
const codesOf = (reading: EvidenceReading) => reading.problems.map((problem) => problem.code);

test.each([
  ['absent', undefined],
  ['empty', Buffer.alloc(0)],
  ['a mark only', wide('')],
  ['a UTF-8 mark only', Buffer.from('\uFEFF')],
  ['blanks and line ends', wide('  \r\n\t\r\n')],
  ['line ends in one byte a sign', Buffer.from('\r\n\r\n')],
])('decision 5 a policy file that is %s is a missing policy', async (_, content) => {
  const reading = await read({ [policyPath]: content });
  expect(factsOf(reading)).toMatchObject({
    'onboarding.policyPresent': false,
    'onboarding.onboardedInfoPresent': true,
  });
  expect(factsOf(reading)).not.toHaveProperty('onboarding.policyStreamlined');
});

test.each([
  ['no JSON', wide('{"orgId":'), 'file-damaged'],
  ['JSON that is no onboarding', wide('{}'), 'file-damaged'],
  ['zeros', Buffer.alloc(600), 'file-damaged'],
])('decision 5 a policy file that is %s is neither there nor missing', async (_, content, code) => {
  const reading = await read({ [policyPath]: content });
  expect(factsOf(reading)).not.toHaveProperty('onboarding.policyPresent');
  expect(codesOf(reading)).toEqual([code]);
});

test('decision 5 a policy file that was damaged or is there twice could not be read, which is not missing', async () => {
  const damaged = await zipOf(filesBut());
  // The packed content stands behind the first mention of the name, that of the local header.
  const at = damaged.indexOf(policyPath) + policyPath.length + 3;
  damaged[at] = (damaged[at] ?? 0) ^ 0xff;
  const twice = await zipOf({ ...filesBut(), [policyPath.toUpperCase()]: wide('') });
  for (const [bytes, code] of [
    [damaged, 'file-damaged'],
    [twice, 'archive-member-refused'],
  ] as const) {
    const reading = await readEvidence(bytes, { fileName: 'x' });
    expect(codesOf(reading)).toEqual([code]);
    expect(factsOf(reading)).not.toHaveProperty('onboarding.policyPresent');
    expect(factsOf(reading)).toMatchObject({ 'onboarding.onboardedInfoPresent': true });
  }
});

test('decision 5 the note in the log says the same as a missing file, and voids one that is there', async () => {
  const note = { after: ['\rNote: OnboardingInfo could not be found in the registry. This can be expected.'] };
  const text = { 'SystemInfoLogs/MDEClientAnalyzer.txt': wide(textOf(note)) };
  expect(factsOf(await read({ ...text, [policyPath]: undefined }))['onboarding.policyPresent']).toBe(false);
  const reading = await read(text);
  expect(factsOf(reading)).not.toHaveProperty('onboarding.policyPresent');
  expect(codesOf(reading)).toEqual(['evidence-contradictory']);
});

const streamlined = { partnerGeoLocation: 'GW_EU' };
const government = { partnerGeoLocation: 'FFL4' };
test.each([
  ['standard', {}, 'standard', {}, [false, false, false]],
  ['streamlined', streamlined, 'standard', {}, [true, false, true]],
  ['streamlined', streamlined, 'streamlined', streamlined, [true, true, false]],
  ['of a government cloud', government, 'the same', government, [false, false, false]],
  ['of another geography', { partnerGeoLocation: 'GW_US' }, 'streamlined', streamlined, [true, true, undefined]],
  ['standard', {}, 'streamlined', streamlined, [false, true, undefined]],
  ['odd', { partnerGeoLocation: 7 }, 'standard', {}, [undefined, false, undefined]],
])('a policy that is %s (%j) and an active one that is %s (%j)', async (_, policy, __, active, expected) => {
  const isActive = 'partnerGeoLocation' in active && active.partnerGeoLocation.startsWith('GW_') ? 'YES' : 'NO';
  const fields = fieldsBut([
    'EDRCompInfo/SimplifiedConnectivity',
    'Device Onboarded via Streamlined Connectivity',
    isActive,
  ]);
  const facts = factsOf(
    await read({
      'SystemInfoLogs/MDEClientAnalyzer.xml': xmlOf(fields),
      [policyPath]: wide(bodyOf(policy)),
      [activePath]: wide(bodyOf(active)),
    }),
  );
  expect([
    facts['onboarding.policyStreamlined'],
    facts['onboarding.activeStreamlined'],
    facts['onboarding.restartOutstanding'],
  ]).toEqual(expected);
});

test('the report and the active file that differ in the kind of onboarding void each other', async () => {
  const reading = await read({ [activePath]: wide(bodyOf(streamlined)) });
  expect(factsOf(reading)).not.toHaveProperty('onboarding.activeStreamlined');
  expect(codesOf(reading)).toContain('evidence-contradictory');
});

test('keys of two tenants are told apart without being kept', async () => {
  const reading = await read({ [policyPath]: wide(bodyOf({ orgId: orgId('b') })) });
  expect(factsOf(reading)['onboarding.keysAgree']).toBe(false);
  expect(JSON.stringify(reading)).not.toContain(orgId('b'));
});

test.each([
  ['absent, as versions of 2022 leave it', undefined, undefined],
  ['blank', wide(''), false],
  ['filled', wide(bodyOf()), true],
])('an offboarding file that is %s', async (_, content, present) => {
  expect(factsOf(await read({ [offboardingPath]: content }))['onboarding.offboardingPresent']).toBe(present);
});

const listOf = (...programs: readonly string[]) =>
  `\uFEFF"DisplayName","DisplayVersion","InstallLocation","Publisher"\r\n${programs.map((one) => `${one},"",""\r\n`).join('')}`;
const other = '"Notepad","1.0"';

test('S3-18 what is installed is read from both lists; what is not only when both were read whole', async () => {
  const both = await read({
    [programsPath]: listOf('"Npcap","1.79"', '"Wireshark 4.4.1 x64","4.4.1"', '"CrowdStrike Sensor Platform","7.1"'),
    [wowPath]: listOf(other),
  });
  expect(factsOf(both)).toMatchObject({
    'mdi.v2.installed': false,
    'npcap.installed': true,
    'npcap.usedByOthers': true,
    'antivirus.thirdParty': ['CrowdStrike Sensor Platform 7.1'],
  });
  for (const wow of [undefined, `${listOf(other)}"cut`, `${listOf(other)}"two","cells"\r\n`]) {
    const facts = factsOf(await read({ [programsPath]: listOf(other), [wowPath]: wow }));
    expect(facts).not.toHaveProperty('mdi.v2.installed');
    expect(facts).not.toHaveProperty('npcap.installed');
  }
  expect(factsOf(await read({ [programsPath]: listOf(other), [wowPath]: listOf(other) }))).toMatchObject({
    'mdi.v2.installed': false,
    'npcap.installed': false,
  });
});

test('S3-01 two versions of sensor v2.x void each other', async () => {
  const sensor = (version: string) => `"Azure Advanced Threat Protection Sensor","${version}"`;
  const reading = await read({ [programsPath]: listOf(sensor('2.254.1.1'), sensor('2.250.1.1')) });
  expect(factsOf(reading)).not.toHaveProperty('mdi.v2.version');
  expect(factsOf(reading)['mdi.v2.installed']).toBe(true);
});

const runOf = (text: string) => ({
  'SystemInfoLogs/MDEClientAnalyzer.xml': xmlOf(fieldsBut(['general/scriptRunTime', 'Script RunTime: ', text])),
});
const local = (hour: number, minute: number) => Date.UTC(2026, 8, 14, hour, minute);

test.each([
  ['14/09/2026 8:11:52 AM +02:00', local(8, 20) - 2 * hourMs],
  ['14.09.2026 8:11:52  +02:00', local(8, 20) - 2 * hourMs],
  ['14/09/2569 8:11:52 AM +07:00', local(8, 20) - 7 * hourMs],
  ['14/09/2026 8:11:52 AM -04:30', local(8, 20) + 4.5 * hourMs],
])('the time of the files and the zone of %j are the time of the run', async (text, at) => {
  const reading = await read(runOf(text));
  expect(reading.rows[0]?.observedAt).toBe(at);
  expect(reading.problems).toEqual([]);
});

test.each(['09/14/2026 08:11:52', 'this morning', ''])(
  'without a zone (%j) the earliest that the files allow counts, and that is said',
  async (text) => {
    const reading = await read(runOf(text));
    expect(reading.rows[0]?.observedAt).toBe(local(8, 20) - 14 * hourMs);
    expect(codesOf(reading)).toEqual(['time-ambiguous']);
  },
);

test('a person’s word settles an unclear zone; the time of the file does not', async () => {
  const at = local(7, 30);
  const unclear = runOf('09/14/2026 08:11:52');
  expect((await read(unclear, {}, { observedAt: at, isObservedAtSaid: true })).rows[0]?.observedAt).toBe(at);
  expect((await read(unclear, {}, { observedAt: at })).rows[0]?.observedAt).toBe(local(8, 20) - 14 * hourMs);
});

test('nobody’s word makes a result newer than its own files', async () => {
  const reading = await read({}, {}, { observedAt: local(8, 20) + 48 * hourMs, isObservedAtSaid: true });
  expect(reading.rows[0]?.observedAt).toBe(local(6, 20));
  expect(codesOf(reading)).toEqual(['evidence-contradictory']);
});

test('files that were touched after the run do not make it newer', async () => {
  const reading = await read({}, { writtenAt: [2026, 11, 1, 12, 0] });
  expect(reading.rows[0]?.observedAt).toBe(Date.UTC(2026, 8, 14, 6, 11, 52));
  expect(codesOf(reading)).toEqual(['time-ambiguous']);
});

test('the time of the findings, which has one form everywhere, tells when a run without a readable time was made', async () => {
  const after = ['2026-09-14 08:12:30Z [Error] TLSCheck 122045: off N/A'];
  const text = { 'SystemInfoLogs/MDEClientAnalyzer.txt': wide(textOf({ after })) };
  const reading = await read({ ...runOf(''), ...text }, { writtenAt: [2026, 11, 1, 12, 0] });
  expect(reading.rows[0]?.observedAt).toBe(Date.UTC(2026, 8, 14, 8, 12, 30) - 14 * hourMs);
});

test('archives without times fall back to the report', async () => {
  const reading = await read({}, { writtenAt: [1980, 1, 1, 0, 0] });
  expect(reading.rows[0]?.observedAt).toBe(Date.UTC(2026, 8, 14, 6, 11, 52));
});

const bootAt = (text: string) => ({
  'SystemInfoLogs/MDEClientAnalyzer.xml': xmlOf(fieldsBut(['devInfo/SystemBootTime', 'SystemBootTime', text])),
});

test.each(['09/14/2026 08:20:40', '09/20/2026 08:00:00', '10/01/2026 00:00:00'])(
  'a run from before the last start (%s) proves nothing about now, and says what it does not prove',
  async (text) => {
    const reading = await read(bootAt(text));
    expect(codesOf(reading)).toEqual(['evidence-stale']);
    expect(reading.problems[0]?.detail).toMatch(/connectivity\.endpoint443.*onboarding\.policyPresent.*service\.Sense/);
    expect(Object.keys(factsOf(reading)).join()).not.toMatch(/service\.|sense\.|onboarding\.|connectivity\.|os\.build/);
    expect(factsOf(reading)).toMatchObject({ 'os.productName': 'Windows Server 2022 Standard' });
  },
);

test('S3-19 a file that an earlier run left behind does not count for this one', async () => {
  const yesterday: LocalTime = [2026, 9, 13, 8, 20];
  for (const [boot, at] of [
    ['09/14/2026 07:00:00', [2026, 9, 14, 6, 0]],
    ['09/10/2026 03:14:07', yesterday],
  ] as const) {
    const reading = await read(bootAt(boot), { writtenAtOf: { [policyPath]: at } });
    expect(codesOf(reading)).toEqual(['evidence-stale']);
    expect(factsOf(reading)).not.toHaveProperty('onboarding.policyPresent');
    expect(factsOf(reading)).toMatchObject({ 'service.Sense': 'running', 'onboarding.onboardedInfoPresent': true });
  }
});

test('a host that says that it is not onboarded is believed', async () => {
  const text = wide(textOf({ after: ['Device is: not onboarded'] }));
  expect(factsOf(await read({ 'SystemInfoLogs/MDEClientAnalyzer.txt': text }))['device.onboardingStatus']).toBe(
    'Not onboarded',
  );
});

test('a text that is cut off anywhere says nothing good that the whole text does not say', async () => {
  const whole = textOf();
  const known = factsOf(await readEvidence(Buffer.from(whole), { fileName: 'x', observedAt: 1 }));
  for (let length = 0; length < whole.length; length += 7) {
    const reading = await readEvidence(Buffer.from(whole.slice(0, length)), { fileName: 'x', observedAt: 1 });
    for (const [key, value] of Object.entries(factsOf(reading)))
      if (key !== 'connectivity.urls') expect([key, value]).toEqual([key, known[key]]);
    if (reading.rows.length === 0) expect(reading.problems).not.toEqual([]);
  }
});
