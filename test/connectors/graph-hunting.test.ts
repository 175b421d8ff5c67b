import { expect, test } from 'vitest';
import { factValueFault } from '../../src/domain/fact-keys.ts';
import { minuteMs } from '../../src/domain/time.ts';
import { aRig, aScriptedService, failureOf, routes } from './scripted-service.ts';

const deviceSchema = [
  'DeviceId',
  'Timestamp',
  'DeviceName',
  'OSPlatform',
  'OSBuild',
  'OsBuildRevision',
  'ClientVersion',
  'SensorHealthState',
  'DeviceRoles',
  'ConnectivityType',
].map((name) => ({ name, type: 'String' }));
const id1 = '1'.repeat(40);
const id2 = '2'.repeat(40);

const device = (but: Record<string, unknown> = {}) => ({
  DeviceId: id1,
  Timestamp: '2026-05-04T07:45:00.0000000Z',
  DeviceName: 'BER-DC1.bank.example',
  OSPlatform: 'WindowsServer2022',
  OSBuild: 20348,
  OsBuildRevision: '4893',
  ClientVersion: '10.8735.26100.1012',
  SensorHealthState: 'Active',
  DeviceRoles: '["DomainController"]',
  ConnectivityType: 'Streamlined',
  ...but,
});

async function devices(...results: unknown[]) {
  await using service = await aScriptedService();
  service.on(routes.hunting, { json: { schema: deviceSchema, results } });
  return await aRig(service).defender.hunt('device-identity');
}

test('S3-01 S3-02 device identity gives build, revision, sensor version, device id and roles by host', async () => {
  const [reading, ...more] = await devices(device());
  expect(more).toEqual([]);
  expect(reading).toEqual({
    source: 'hunting-device-identity',
    name: 'ber-dc1',
    fqdn: 'ber-dc1.bank.example',
    domain: 'bank.example',
    observedAt: Date.UTC(2026, 4, 4, 7, 45),
    facts: {
      'device.records': [id1],
      'device.fqdn': 'ber-dc1.bank.example',
      'device.id': id1,
      'device.onboardingStatus': 'Onboarded',
      'device.health': 'Active',
      'os.build': 20348,
      'os.revision': 4893,
      'sense.version': '10.8735.26100.1012',
      roles: ['domainController'],
    },
  });
  for (const [key, value] of Object.entries(reading?.facts ?? {})) expect(factValueFault(key, value)).toBeUndefined();
});

test('the queries are sent word for word', async () => {
  await using service = await aScriptedService();
  service.on(routes.hunting, { json: { schema: [], results: [] } });
  const { defender } = aRig(service);
  await defender.hunt('device-identity');
  await defender.hunt('identity-activity');
  const sent = service.seenOn(routes.hunting);
  expect(sent.map((request) => JSON.parse(request.body))).toEqual([
    {
      query:
        'DeviceInfo\n| where OnboardingStatus == "Onboarded" and isempty(MergedToDeviceId)\n| summarize arg_max(Timestamp, DeviceName, OSPlatform, OSBuild, OsBuildRevision, ClientVersion, SensorHealthState, DeviceRoles, ConnectivityType) by DeviceId',
    },
    {
      query:
        'IdentityLogonEvents\n| where Timestamp > ago(1h)\n| summarize Events = count(), LastSeen = max(Timestamp) by DestinationDeviceName',
    },
  ]);
  expect(sent[0]?.headers['content-type']).toBe('application/json; charset=utf-8');
});

test('S3-15 several records of one name are all named, and none is called the device id', async () => {
  const [reading, ...more] = await devices(
    device({ DeviceId: id2, Timestamp: '2026-05-01T00:00:00Z', OsBuildRevision: '1' }),
    device({ DeviceName: 'ber-dc1.BANK.example.' }),
  );
  expect(more).toEqual([]);
  expect(reading?.facts).toMatchObject({ 'device.records': [id1, id2], 'os.revision': 4893 });
  expect(reading?.facts).not.toHaveProperty('device.id');
});

test.each([
  ['', null],
  [null, null],
  ['preview', null],
  ['5139', 5139],
  [5139, 5139],
])('S3-01 revision %j is %j: looked for, and perhaps not told', async (OsBuildRevision, expected) => {
  const [reading] = await devices(device({ OsBuildRevision }));
  expect(reading?.facts['os.revision']).toBe(expected);
});

test('without a build there is no revision of anything', async () => {
  const [reading] = await devices(device({ OSBuild: null }));
  expect(Object.keys(reading?.facts ?? {}).filter((key) => key.startsWith('os.'))).toEqual([]);
});

test.each([
  ['["DomainController","ADCS"]', ['adcs', 'domainController']],
  ['[{"DeviceRole":"Domain Controller","Confidence":"High"},{"DeviceRole":"AD FS"}]', ['adfs', 'domainController']],
  [['EntraConnect'], ['entraConnect']],
  ['["DomainController","SomethingNew"]', undefined],
  ['[]', undefined],
  ['', undefined],
  ['not json', undefined],
  ['{"DomainController":true}', undefined],
  ['[1]', undefined],
  [null, undefined],
])('S3-03 roles %j are %j: what is not understood is unknown', async (DeviceRoles, expected) => {
  const [reading] = await devices(device({ DeviceRoles }));
  expect(reading?.facts.roles).toEqual(expected);
});

test('activity is counted by host, names folded', async () => {
  await using service = await aScriptedService();
  const results = [
    { DestinationDeviceName: 'BER-DC1.bank.example', Events: 40, LastSeen: '2026-05-04T07:10:00Z' },
    { DestinationDeviceName: 'ber-dc1.bank.example', Events: '2', LastSeen: '2026-05-04T07:50:00Z' },
    { DestinationDeviceName: '', Events: 9, LastSeen: '2026-05-04T07:50:00Z' },
  ];
  service.on(routes.hunting, {
    json: {
      Schema: [],
      schema: [{ Name: 'DestinationDeviceName' }, { Name: 'Events' }, { Name: 'LastSeen' }],
      results,
    },
  });
  expect(await aRig(service).defender.hunt('identity-activity')).toEqual([
    {
      source: 'hunting-identity-activity',
      name: 'ber-dc1',
      fqdn: 'ber-dc1.bank.example',
      domain: 'bank.example',
      facts: { 'activity.events1h': 42, 'activity.lastSeenAt': Date.UTC(2026, 4, 4, 7, 50) },
    },
  ]);
});

test.each([
  ['no results', { schema: [] }],
  ['a missing column', { schema: [{ name: 'DeviceId', type: 'String' }], results: [] }],
  ['a row that is no object', { schema: deviceSchema, results: [1] }],
  ['a row without a device id', { schema: deviceSchema, results: [device({ DeviceId: '' })] }],
  ['a text instead', 'x'],
])('a hunting answer with %s is invalid', async (_, json) => {
  await using service = await aScriptedService();
  service.on(routes.hunting, { text: JSON.stringify(json) });
  expect(await failureOf(aRig(service).defender.hunt('device-identity'))).toMatchObject({
    name: 'Terminal',
    code: 'connection-answer-invalid',
  });
});

test('S3-15 a result at the row limit is incomplete, and incomplete never passes', async () => {
  await using service = await aScriptedService();
  service.on(routes.hunting, { json: { schema: deviceSchema, results: [device(), device({ DeviceId: id2 })] } });
  const { defender } = aRig(service, { limits: { huntingRowCap: 2 } });
  expect(await failureOf(defender.hunt('device-identity'))).toMatchObject({
    name: 'Terminal',
    code: 'connection-answer-invalid',
    message: expect.stringContaining('limit of 2 rows'),
  });
});

test('S3-15 an inventory beyond the row limit is asked for in parts, and all records of a name are found in them', async () => {
  await using service = await aScriptedService();
  const ids = [...'048cF'].map((digit) => `${digit}`.repeat(40));
  const all = ids.map((DeviceId, at) =>
    device({ DeviceId, DeviceName: at < 2 ? 'one.bank.example' : `dc${at}.bank.example` }),
  );
  // As the service would: what the text asks for, cut at the limit.
  service.on(routes.hunting, ({ body }) => {
    const { query } = JSON.parse(body) as { query: string };
    const [, not = '', list = ''] = /substring\(tolower\(DeviceId\), 0, 1\) (!?)in \((.*)\)$/.exec(query) ?? [];
    const isIn = ({ DeviceId }: (typeof all)[number]) => list.includes(`"${DeviceId.charAt(0).toLowerCase()}"`);
    const results = all.filter((row) => list === '' || isIn(row) === (not === ''));
    return { json: { schema: deviceSchema, results: results.slice(0, 3) } };
  });
  const { defender } = aRig(service, { limits: { huntingRowCap: 3 } });
  const found = await defender.hunt('device-identity');
  expect(found.map(({ name, facts }) => [name, facts['device.records']])).toEqual([
    ['one', [ids[0], ids[1]]],
    ['dc2', [ids[2]]],
    ['dc3', [ids[3]]],
    ['dc4', [ids[4]]],
  ]);
  expect(service.seenOn(routes.hunting)).toHaveLength(5);
  // It does not become smaller from one look to the next: the whole is not asked for again.
  await defender.hunt('device-identity');
  expect(service.seenOn(routes.hunting)).toHaveLength(9);
});

test('the hunting budget of a minute is kept by the tenant clock', async () => {
  await using service = await aScriptedService();
  service.on(routes.hunting, { json: { schema: [], results: [] } });
  const { defender, clock } = aRig(service, { limits: { huntingCallsPerMinute: 2 } });
  await defender.hunt('device-identity');
  clock.tenantAt += 10_000;
  await defender.hunt('device-identity');
  expect(await failureOf(defender.hunt('device-identity'))).toMatchObject({
    name: 'Retryable',
    code: 'connection-throttled',
    until: clock.tenantAt - 10_000 + minuteMs,
  });
  expect(service.seenOn(routes.hunting)).toHaveLength(2);
  clock.tenantAt += 50_000;
  await defender.hunt('device-identity');
});
