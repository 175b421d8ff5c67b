import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readEvidence } from '../../src/evidence/read.ts';
import type { EvidenceReading } from '../../src/evidence/reading.ts';

const sample = (name: string) => readFileSync(new URL(`samples/${name}`, import.meta.url), 'utf8');
const macos = sample('real/mdatp-health-macos.txt');
const json = sample('synthetic/mdatp-health.json');
const edr = sample('synthetic/mdatp-health-details-edr-streamlined.txt');

async function read(text: string): Promise<EvidenceReading & { readonly facts: Record<string, unknown> }> {
  const reading = await readEvidence(Buffer.from(text), { fileName: 'health.txt', observedAt: 1 });
  return { ...reading, facts: reading.rows[0]?.facts ?? {} };
}

/** A text that is recognised, with these lines besides. */
function aHealth(...lines: readonly string[]): string {
  return ['log_level      : "info"', 'release_ring   : "Production"', ...lines, ''].join('\n');
}

function anEdr(line: string): string {
  return ['edr_early_preview_enabled : "disabled"', 'edr_group_ids : ""', line, ''].join('\n');
}

test('SC-06 the real text of a Mac: ids that were blacked out are no ids, and nothing is said of the onboarding', async () => {
  const { format, rows, facts, problems } = await read(macos);
  expect(format).toBe('mdatp-health');
  expect(rows[0]).toMatchObject({ source: 'mdatp-health', name: undefined, observedAt: 1 });
  expect(facts).toMatchObject({
    'mdatp.healthy': true,
    'mdatp.healthIssues': [],
    'mdatp.licensed': true,
    'mdatp.version': '101.70.19',
    'mdatp.realTimeProtection': true,
    'mdatp.passiveMode': false,
    'mdatp.definitionsStatus': 'up_to_date',
    'mdatp.productExpiration': 'Dec 29, 2022 at 09:48:37 PM',
    'mdatp.definitionsUpdatedMinutesAgo': 5,
    'os.family': 'macos',
  });
  for (const key of ['mdatp.onboarded', 'device.id', 'device.idForm', 'edr.partnerGeo'])
    expect(facts).not.toHaveProperty([key]);
  expect(problems.map(({ code, line }) => [code, line])).toEqual([
    ['value-unknown', 6],
    ['value-unknown', 30],
  ]);
});

test('SC-06 the JSON form says the same in its own spelling, objects with a value or a type among it', async () => {
  const { format, facts, problems } = await read(json);
  expect({ format, problems }).toEqual({ format: 'mdatp-health', problems: [] });
  expect(facts).toEqual({
    'mdatp.version': '101.25082.0003',
    'mdatp.definitionsStatus': 'up_to_date',
    'mdatp.definitionsVersion': '1.449.911.0',
    'mdatp.engineVersion': '1.1.25080.5',
    'mdatp.healthy': true,
    'mdatp.healthIssues': [],
    'mdatp.licensed': true,
    'mdatp.onboarded': true,
    'mdatp.realTimeProtection': true,
    'mdatp.releaseRing': 'Production',
    'device.id': '138fb85fae1f265d23f2ba51597d3dad830ff411',
    'device.idForm': 'hex40',
  });
});

test('SC-06 the details of EDR give the partner geography; the sense GUID is not the device id', async () => {
  const { format, rows, facts, problems } = await read(edr);
  expect({ format, problems }).toEqual({ format: 'mdatp-edr', problems: [] });
  expect(rows[0]).toMatchObject({ source: 'mdatp-edr', name: undefined });
  expect(rows[0]?.origin.places?.['edr.partnerGeo']).toEqual({ line: 8 });
  expect(facts).toMatchObject({
    'edr.partnerGeo': 'GW_US',
    'edr.preferredGeo': 'unitedstates',
    'device.id': '138fb85fae1f265d23f2ba51597d3dad830ff411',
    'device.idForm': 'hex40',
    'mdatp.edrDeviceTags': ['GROUP=Wave1'],
    'mdatp.edrSenseGuid': '00000000-0000-4000-8000-0000000000d4',
  });
});

test.each([
  ['edr_partner_geo_location                    : "GW_EU"', 'GW_EU'],
  ['edr_partner_geo_location : GW_EU', 'GW_EU'],
  ['edr_partner_geo_location : "GW_EU" [managed]', 'GW_EU'],
  ['edr_partner_geo_location                    : ""', null],
  ['edr_partner_geo_location                    : ', null],
  ['edr_partner_geo_location                    :', null],
  ['edr_partner_geo_location                    : unavailable', null],
  ['edr_partner_geo_location                    : "unavailable"', null],
  ['edr_partner_geo_location                    : "GW_EU', undefined],
  ['edr_partner_geo_location                    : "GW_EU", "x"', undefined],
  ['edr_something_else                          : "GW_EU"', undefined],
])('SC-06 %s is the partner geography %s', async (line, value) => {
  expect((await read(anEdr(line))).facts['edr.partnerGeo']).toBe(value);
});

test.each([
  ['{"edrPartnerGeoLocation":"GW_UK","edrGroupIds":""}', 'GW_UK'],
  ['{"EDR_PARTNER_GEO_LOCATION":{"value":"GW_UK"},"edrGroupIds":""}', 'GW_UK'],
  ['{"edrPartnerGeoLocation":null,"edrGroupIds":""}', null],
  ['{"edrPartnerGeoLocation":{"value":null},"edrGroupIds":""}', null],
  ['{"edrPartnerGeoLocation":{"$type":"unavailable"},"edrGroupIds":""}', null],
  ['{"edrPartnerGeoLocation":{"other":1},"edrGroupIds":""}', undefined],
  ['{"edrPartnerGeoLocation":7,"edrGroupIds":""}', undefined],
])('SC-06 in JSON %s is the partner geography %s', async (text, value) => {
  const { format, facts } = await read(text);
  expect(format).toBe('mdatp-edr');
  expect(facts['edr.partnerGeo']).toBe(value);
});

test.each([
  ['healthy : true', { 'mdatp.healthy': true }],
  ['healthy : false [managed]', { 'mdatp.healthy': false }],
  ['healthy : "true"', {}],
  ['healthy : unavailable', {}],
  ['app_version : unavailable', { 'mdatp.version': null }],
  [
    'health_issues : ["no active event provider", "missing license"]',
    { 'mdatp.healthIssues': ['no active event provider', 'missing license'] },
  ],
  ['health_issues : ["no active event', {}],
  ['health_issues : none', {}],
  ['org_id : unavailable', { 'mdatp.onboarded': false }],
  ['org_id : ""', { 'mdatp.onboarded': false }],
  ['org_id : "00000000-0000-4000-8000-0000000000a1"', { 'mdatp.onboarded': true }],
  ['org_id : "x"', {}],
  ['edr_machine_id : unavailable', { 'device.id': null }],
  [
    'edr_machine_id : "00000000-0000-4000-8000-0000000000A1"',
    { 'device.id': '00000000-0000-4000-8000-0000000000a1', 'device.idForm': 'guid' },
  ],
  ['edr_machine_id : "138fb85f"', { 'device.id': '138fb85f', 'device.idForm': 'other' }],
  ['definitions_status : "upToDate"', { 'mdatp.definitionsStatus': 'up_to_date' }],
  ['supplementary_events_subsystem : "ebpf"', { 'os.family': 'linux', 'mdatp.supplementaryEventsSubsystem': 'ebpf' }],
  ['supplementary_events_subsystem : unavailable', { 'mdatp.supplementaryEventsSubsystem': null }],
  [
    'a_key_that_is_longer_than_its_column_by_far_and_more : "x"',
    { 'mdatp.aKeyThatIsLongerThanItsColumnByFarAndMore': 'x' },
  ],
  ['proxy : "a : b"', { 'mdatp.proxy': 'a : b' }],
])('the line %s gives %j', async (line, facts) => {
  const usual = { 'mdatp.logLevel': 'info', 'mdatp.releaseRing': 'Production' };
  expect((await read(aHealth(line))).facts).toEqual({ ...usual, ...facts });
});

test('a key that no rule knows is kept and told; ids of a tenant and names of users are left out', async () => {
  const { facts, problems } = await read(
    aHealth(
      'org_id : "00000000-0000-4000-8000-0000000000a1"',
      'new_thing : "kept"',
      'previous_org_ids : ["secret1"]',
      'managed_by_user : "secret2"',
    ),
  );
  expect(facts['mdatp.newThing']).toBe('kept');
  expect(problems.map(({ code }) => code).sort()).toEqual(['fact-invalid', 'fact-invalid', 'fact-unknown']);
  expect(JSON.stringify({ facts, problems })).not.toMatch(/secret|0000a1/);
});

test.each([
  [macos.replace('licensed                                    : true\n', '')],
  [json.replace('  "licensed": true,\n', '')],
])('the line that says that there is no licence counts, before either form', async (text) => {
  const { facts } = await read(`ATTENTION: No license found. Contact your administrator for help.\n${text}`);
  expect(facts).toMatchObject({ 'mdatp.licensed': false, 'mdatp.healthy': true });
});

test.each([
  ['a licence beside the line that there is none', `ATTENTION: No license found.\n${macos}`, 'mdatp.licensed'],
  ['health that is both', `${macos}healthy : false\n`, 'mdatp.healthy'],
  ['health that is cut off the second time', `${macos}healthy : tr`, 'mdatp.healthy'],
  ['two spellings in JSON', json.replace('"healthy": true', '"healthy": true, "HEALTHY": false'), 'mdatp.healthy'],
  ['two geographies', `${edr}edr_partner_geo_location : unavailable\n`, 'edr.partnerGeo'],
])('what contradicts itself decides nothing: %s', async (_, text, key) => {
  const { facts, problems } = await read(text);
  expect(facts).not.toHaveProperty([key]);
  expect(problems.map(({ code }) => code)).toContain('evidence-contradictory');
});

test.each([
  ['the text', macos],
  ['the JSON', json],
  ['the details of EDR', edr],
])('%s cut off anywhere says nothing that the whole does not say', async (_, text) => {
  const whole = (await read(text)).facts;
  for (let length = 0; length < text.length; length++)
    expect(whole).toMatchObject((await read(text.slice(0, length))).facts);
});

test('JSON that is not whole is damaged, and nothing of it is used', async () => {
  const { rows, problems } = await read(json.slice(0, -3));
  expect(rows).toEqual([]);
  expect(problems.map(({ code }) => code)).toEqual(['file-damaged']);
});

test('UTF-16 and other line ends read the same', async () => {
  const facts = (await read(macos)).facts;
  expect((await read(macos.replaceAll('\n', '\r\n'))).facts).toEqual(facts);
  const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(macos, 'utf16le')]);
  expect((await readEvidence(wide, { fileName: 'f', observedAt: 1 })).rows[0]?.facts).toEqual(facts);
});

test('a prompt before the text is told without its words', async () => {
  const { facts, problems } = await read(`alice@db01:~$ mdatp health --details edr\n${edr}`);
  expect(facts).toMatchObject({ 'edr.partnerGeo': 'GW_US' });
  expect(problems).toEqual([{ code: 'text-unread', detail: expect.not.stringContaining('alice'), line: 1 }]);
});

test('a file that is longer than any output is refused whole', async () => {
  const { rows, problems } = await read(macos + '\n'.repeat(5 * 1024 * 1024));
  expect(rows).toEqual([]);
  expect(problems.map(({ code }) => code)).toEqual(['file-too-large']);
});

test('without a time there is no row', async () => {
  const reading = await readEvidence(Buffer.from(macos), { fileName: 'f' });
  expect(reading.rows).toEqual([]);
  expect(reading.problems.map(({ code }) => code)).toContain('time-missing');
});

test.each([
  ['one key', 'healthy : true\n'],
  ['a table', 'healthy,licensed\ntrue,true\n'],
  ['another JSON', '{"name":"x","version":"1"}'],
])('%s is not taken for the output of mdatp', async (_, text) => {
  expect((await read(text)).format).toBe('unknown');
});

test.each([
  ['keys without end', aHealth(...Array.from({ length: 50_000 }, (_, at) => `key_${at} : ${at}`))],
  ['one key many times', aHealth('healthy : true\n'.repeat(200_000))],
  ['a key without end', aHealth(`${'k'.repeat(2_000_000)} : 1`)],
  ['blanks without end', aHealth(`healthy${' '.repeat(2_000_000)}: true`)],
  ['underscores without end', aHealth(`a${'_'.repeat(60)} : 1\n`.repeat(50_000))],
  ['a deep list', aHealth(`edr_device_tags : ${'['.repeat(8_000)}`)],
  ['deep JSON', `{"healthy":true,"licensed":true,"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  [
    'JSON with keys without end',
    `{"healthy":true,"licensed":true,${Array.from({ length: 50_000 }, (_, at) => `"k${at}":1`).join(',')}}`,
  ],
])('%s give bounded facts and problems', async (_, text) => {
  const { facts, problems } = await read(text);
  expect(Object.keys(facts).length).toBeLessThanOrEqual(500);
  expect(problems.length).toBeLessThanOrEqual(1_001);
});
