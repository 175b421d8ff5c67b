import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { generationOf } from '../../src/connectors/graph/readings.ts';
import { factValueFault } from '../../src/domain/fact-keys.ts';
import { hostNameOf } from '../../src/domain/host-name.ts';
import { aMigrationRow, aRig, aScriptedService, failureOf, routes } from './scripted-service.ts';

test('S3-07 a row of sensorMigration becomes facts in our keys, in the shapes of the catalogue', async () => {
  await using service = await aScriptedService();
  service.on(routes.migrations, { json: { value: [aMigrationRow()] } });
  const [reading] = (await aRig(service).defender.listSensorMigrations()).rows;
  expect(reading).toEqual({
    source: 'graph-sensor-migration',
    name: 'BER-DC1',
    fqdn: 'ber-dc1.bank.example',
    domain: 'bank.example',
    sensorId: '11111111-1111-1111-1111-111111111111',
    migrationState: 'readyForMigration',
    sensorType: 'domainControllerIntegrated',
    version: '2.254.19112.470',
    generation: 'v2',
    healthStatus: 'healthy',
    serviceStatus: 'running',
    facts: {
      'mdi.sensorId': '11111111-1111-1111-1111-111111111111',
      'mdi.migrationState': 'readyForMigration',
      'mdi.sensorType': 'domainControllerIntegrated',
      'mdi.healthStatus': 'healthy',
      'mdi.serviceStatus': 'running',
      'mdi.v2.version': '2.254.19112.470',
      'host.fqdn': 'ber-dc1.bank.example',
    },
  });
  for (const [key, value] of Object.entries(reading?.facts ?? {})) expect(factValueFault(key, value)).toBeUndefined();
});

test('S3-02 the cloud’s word about the sensor service is not taken for the updater service on the server', async () => {
  await using service = await aScriptedService();
  service.on(routes.migrations, { json: { value: [aMigrationRow()] } });
  const [reading] = (await aRig(service).defender.listSensorMigrations()).rows;
  expect(Object.keys(reading?.facts ?? {}).filter((key) => key.startsWith('service.'))).toEqual([]);
});

test('unknown members, members of another type and additional properties are unknown and never fatal', async () => {
  await using service = await aScriptedService();
  const odd = {
    migrationState: 'awaitingCommit',
    healthStatus: 7,
    serviceStatus: 'unknownFutureValue',
    sensorType: null,
    version: 3,
    extra: {},
  };
  service.on(routes.migrations, { json: { value: [aMigrationRow(odd)] } });
  const [reading] = (await aRig(service).defender.listSensorMigrations()).rows;
  expect(reading).toMatchObject({
    migrationState: 'unknown',
    healthStatus: 'unknown',
    serviceStatus: 'unknown',
    sensorType: 'unknown',
    version: '',
    generation: 'unknown',
  });
  expect(reading?.facts).not.toHaveProperty('mdi.v2.version');
  expect(reading?.facts).not.toHaveProperty('mdi.v3.version');
});

test.each([
  ['a row without an id', aMigrationRow({ id: undefined })],
  ['a row with a number as id', aMigrationRow({ id: 5 })],
  ['a row without a migration state', aMigrationRow({ migrationState: undefined })],
  ['a migration state that is no word', aMigrationRow({ migrationState: 3 })],
  ['a row that is no object', null],
])('%s makes the list invalid: it is never left out silently', async (_, row) => {
  await using service = await aScriptedService();
  service.on(routes.migrations, { json: { value: [aMigrationRow({ id: 'good' }), row] } });
  expect(await failureOf(aRig(service).defender.listSensorMigrations())).toMatchObject({
    name: 'Terminal',
    code: 'connection-answer-invalid',
    message: expect.stringContaining('Row 2'),
  });
});

test('a sensor that stands on two pages is one sensor, as it was read last', async () => {
  await using service = await aScriptedService();
  const next = `${service.url}/beta/security/identities/sensorMigration?$skiptoken=2`;
  service.on(
    routes.migrations,
    { json: { value: [aMigrationRow()], '@odata.nextLink': next } },
    { json: { value: [aMigrationRow({ migrationState: 'migrating' })] } },
  );
  const readings = (await aRig(service).defender.listSensorMigrations()).rows;
  expect(readings.map((reading) => reading.migrationState)).toEqual(['migrating']);
});

test.each([
  ['BER-DC1', 'bank.example', 'ber-dc1.bank.example', 'bank.example'],
  ['BER-DC1 Sensor', 'bank.example', 'ber-dc1.bank.example', 'bank.example'],
  ['BER-DC1.bank.example', 'bank.example', 'ber-dc1.bank.example', 'bank.example'],
  ['BER-DC1', 'BER-DC1.bank.example', 'ber-dc1.bank.example', 'bank.example'],
  ['ber-dc1.bank.example', 'ber-dc1.bank.example', 'ber-dc1.bank.example', 'bank.example'],
  ['dc1.dmz.other.example', 'bank.example', 'dc1.dmz.other.example', 'bank.example'],
  ['DC1', 'BANK', undefined, undefined],
  ['DC1', undefined, undefined, undefined],
  ['DC1.x', 'bank.example', undefined, 'bank.example'],
  ['Head office server', 'bank.example', undefined, undefined],
  ['bank', 'bank.example', 'bank.bank.example', 'bank.example'],
])('S3-15 the name of %s in %s is %s, and is never guessed', (displayName, domainName, fqdn, domain) => {
  expect(hostNameOf(displayName, domainName)).toMatchObject({ name: expect.any(String) });
  expect(hostNameOf(displayName, domainName)?.fqdn).toBe(fqdn);
  expect(hostNameOf(displayName, domainName)?.domain).toBe(domain);
});

test.each([
  ['2.254.19112.470', 'v2'],
  ['3.0.8', 'v3'],
  ['23.0', 'unknown'],
  ['2', 'unknown'],
  ['', 'unknown'],
  ['v3.0.8', 'unknown'],
] as const)('version %j is of generation %s', (version, generation) => {
  expect(generationOf(version)).toBe(generation);
});

test('S3-06 sensors give the configuration that must survive, in an order that can be compared', async () => {
  await using service = await aScriptedService();
  const settings = {
    description: 'Berlin',
    domainControllerDnsNames: ['b.bank.example', 'a.bank.example'],
    isDelayedDeploymentEnabled: true,
    networkAdapters: [
      { id: '2', name: 'Ethernet1', isEnabled: true },
      { id: '1', name: 'Ethernet0', isEnabled: true },
    ],
  };
  const row = {
    id: 's1',
    displayName: 'BER-DC1',
    domainName: 'bank.example',
    deploymentStatus: 'Disconnected',
    openHealthIssuesCount: 2,
    settings,
  };
  service.on(routes.sensors, {
    json: {
      value: [
        row,
        {
          ...row,
          id: 's2',
          deploymentStatus: 'new',
          openHealthIssuesCount: '3',
          settings: { description: null, networkAdapters: [null] },
        },
        { id: 's3' },
      ],
    },
  });
  const [first, second, third] = (await aRig(service).defender.listSensors()).rows;
  expect(first?.facts).toEqual({
    'mdi.sensorId': 's1',
    'mdi.deploymentStatus': 'disconnected',
    'mdi.openHealthIssues': 2,
    'mdi.description': 'Berlin',
    'mdi.dnsNames': ['a.bank.example', 'b.bank.example'],
    'mdi.delayedUpdate': true,
    'mdi.networkAdapters': ['Ethernet0', 'Ethernet1'],
  });
  expect(second?.facts).toEqual({
    'mdi.sensorId': 's2',
    'mdi.deploymentStatus': 'unknown',
    'mdi.openHealthIssues': 3,
    'mdi.description': null,
  });
  expect(third).toMatchObject({ name: 's3', sensorId: 's3', facts: { 'mdi.deploymentStatus': 'unknown' } });
});

test('S3-01 candidates tell version and roles; a role that we do not know leaves the roles unknown', async () => {
  await using service = await aScriptedService();
  const row = (id: string, sensorTypes: unknown) => ({
    id,
    computerDnsName: `${id.toUpperCase()}.bank.example`,
    domainName: 'bank.example',
    lastSeenDateTime: '2026-05-04T07:00:00.1234567Z',
    senseClientVersion: '10.8735.1.2',
    sensorTypes,
  });
  service.on(routes.candidates, {
    json: {
      value: [
        row('a', ['domainController,adcs']),
        row('b', ['domainController', 'newRole']),
        row('c', undefined),
        row('d', []),
      ],
    },
  });
  const readings = (await aRig(service).defender.listSensorCandidates()).rows;
  expect(readings[0]).toEqual({
    source: 'graph-sensor-candidates',
    name: 'A',
    fqdn: 'a.bank.example',
    domain: 'bank.example',
    facts: { 'host.fqdn': 'a.bank.example', 'sense.version': '10.8735.1.2', roles: ['adcs', 'domainController'] },
    observedAt: Date.UTC(2026, 4, 4, 7, 0, 0, 123),
  });
  expect(readings.map((reading) => reading.facts.roles)).toEqual([
    ['adcs', 'domainController'],
    undefined,
    undefined,
    undefined,
  ]);
});

test('S3-17 health issues: words compared without case, names in lower case, closed ones left out, unknown ones kept', async () => {
  await using service = await aScriptedService();
  const issue = (id: string, but: object) => ({
    id,
    issueTypeId: '1031',
    displayName: 'Sensor stopped',
    severity: 'Medium',
    status: 'Open',
    healthIssueType: 'Global',
    sensorDNSNames: ['BER-DC1.Bank.example', 'ber-dc1.bank.example'],
    ...but,
  });
  service.on(routes.health, {
    json: {
      value: [
        issue('1', {}),
        issue('2', { status: 'closed' }),
        issue('3', { status: 'suppressed' }),
        issue('4', { status: 'snoozed', severity: 'critical', healthIssueType: 'sensor', sensorDNSNames: null }),
        issue('5', { healthIssueType: 'sensor', sensorDNSNames: [{ name: 'x' }] }),
      ],
    },
  });
  const issues = (await aRig(service).defender.listHealthIssues()).rows;
  expect(issues).toEqual([
    {
      issueId: '1',
      issueTypeId: '1031',
      title: 'Sensor stopped',
      severity: 'medium',
      isOpen: true,
      isGlobal: true,
      fqdns: ['ber-dc1.bank.example'],
    },
    {
      issueId: '4',
      issueTypeId: '1031',
      title: 'Sensor stopped',
      severity: 'unknown',
      isOpen: true,
      isGlobal: false,
      fqdns: [],
    },
    {
      issueId: '5',
      issueTypeId: '1031',
      title: 'Sensor stopped',
      severity: 'medium',
      isOpen: true,
      isGlobal: true,
      fqdns: [],
    },
  ]);
});

test.each([
  [{ isAutomatic: true }, true],
  [{ isAutomatic: false }, false],
  [{ isAutomatic: 'yes' }, undefined],
  [null, undefined],
])('S3-11 automatic auditing %j is %s', async (json, expected) => {
  await using service = await aScriptedService();
  service.on(routes.auditing, { text: JSON.stringify(json) });
  expect(await aRig(service).defender.automaticAuditing()).toBe(expected);
});

test.each([
  ['automated', true],
  ['manual', false],
  ['unknownFutureValue', undefined],
  [undefined, undefined],
])('activation mode %s is automatic: %s', async (activationMode, expected) => {
  await using service = await aScriptedService();
  service.on(routes.activation, { json: { id: '1', activationMode } });
  expect(await aRig(service).defender.automaticActivation()).toBe(expected);
});

test('where a cloud has no such call the answer is a refusal or "not told", never an empty list', async () => {
  await using service = await aScriptedService();
  const { defender } = aRig(service, { connection: { cloud: 'gcc-high' } });
  for (const work of [defender.listSensorMigrations(), defender.listSensorCandidates(), defender.migrate(['a'], 'r')]) {
    expect(await failureOf(work)).toMatchObject({ name: 'Terminal', code: 'cloud-lacks-feature' });
  }
  expect(await defender.automaticAuditing()).toBeUndefined();
  expect(await defender.automaticActivation()).toBeUndefined();
  expect(service.seen).toEqual([]);
});

test('the connector cannot tell one Graph from another: its source names none but Microsoft’s', () => {
  const folder = new URL('../../src/connectors/', import.meta.url).pathname;
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  expect(files.length).toBeGreaterThan(10);
  for (const file of files) expect(readFileSync(join(folder, file), 'utf8')).not.toMatch(/twin|emulat|simulat/i);
});
