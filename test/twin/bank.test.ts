import { describe, expect, test } from 'vitest';
import { bankEstate } from '../../src/twin/bank.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { aDesk, aTwin, hourMs, startAt } from './client.ts';

describe('the sample estate', () => {
  test.each([
    ['BER-DC5', 'S3-01 sensor', ['sensor-too-old']],
    ['BER-DC6', 'S3-01 cumulative update', ['cumulative-update-missing']],
    [
      'BER-DC7',
      'S3-01 Defender for Endpoint',
      ['endpoint-not-deployed', 'onboarding-policy-missing', 'device-id-missing'],
    ],
    ['BER-CA1', 'S3-01 additional role', ['additional-identity-role']],
    ['BER-FS1', 'S3-03 no domain controller', ['not-a-domain-controller']],
    ['HAM-DC5', 'S3-01 operating system', ['operating-system-unsupported']],
    ['HAM-DC6', 'S3-02 updater', ['updater-not-running']],
    ['HAM-DC7', 'S3-02 Sense', ['sense-not-running']],
    ['MUC-DC6', 'S3-19 OnboardedInfo without Policies', ['onboarding-policy-missing']],
    ['MUC-DC7', 'S3-02 device id', ['device-id-missing']],
    ['MUC-DC8', 'S3-03 Sense version', ['sense-too-old']],
  ])('%s is not ready: %s', async (name, _why, reasons) => {
    const desk = await aDesk();
    expect(desk.twin.estate().find((server) => server.name === name)?.reasonsNotReady).toEqual(reasons);
    expect((await desk.sensor(name)).migrationState).toBe('notReadyForMigration');
  });

  test('has three sites, and twelve clean domain controllers that are ready and would migrate', async () => {
    const desk = await aDesk();
    const clean = bankEstate(startAt)
      .servers.slice(0, 12)
      .map((server) => server.name);
    expect(new Set(desk.twin.estate().map((server) => server.site))).toEqual(new Set(['Berlin', 'Munich', 'Hamburg']));
    await desk.migrate(...clean);
    desk.turn(hourMs);
    for (const name of clean) expect((await desk.sensor(name)).migrationState).toBe('upToDate');
  });

  test('the service disagrees once in each direction', async () => {
    const desk = await aDesk();
    expect((await desk.sensor('BER-DC8')).migrationState).toBe('readyForMigration');
    expect(desk.twin.hostFacts('BER-DC8')?.facts['service.AATPSensorUpdater']).toBe('stopped');
    expect((await desk.sensor('HAM-DC9')).migrationState).toBe('notReadyForMigration');
    expect(desk.twin.estate().find((server) => server.name === 'HAM-DC9')?.reasonsNotReady).toEqual([]);
  });

  test('S3-01 a hotpatched server is ready, and nobody outside can see its revision', async () => {
    const desk = await aDesk();
    expect((await desk.sensor('HAM-DC8')).migrationState).toBe('readyForMigration');
    expect(desk.twin.hostFacts('HAM-DC8')?.facts).toMatchObject({ 'os.hotpatch': true, 'os.revision': null });
  });

  test.each(['HAM-DC10', 'MUC-DC9', 'MUC-DC10'])(
    'S3-15 %s is called ready and fails by its device identity',
    async (name) => {
      const desk = await aDesk();
      expect((await desk.sensor(name)).migrationState).toBe('readyForMigration');
      await desk.migrate(name);
      desk.turn(hourMs);
      const server = desk.twin.estate().find((candidate) => candidate.name === name);
      expect(server?.attempts).toMatchObject([{ outcome: 'failed', cause: 'device-mismatch' }]);
    },
  );

  test('S3-15 removing the stale records is the remedy', async () => {
    const desk = await aDesk();
    expect(desk.twin.portal.removeStaleDevices('MUC-DC9')).toEqual({ accepted: true });
    await desk.migrate('MUC-DC9');
    desk.turn(hourMs);
    expect((await desk.sensor('MUC-DC9')).migrationState).toBe('upToDate');
  });

  test('S3-20 S3-11 the tenant sends syslog and uses a gMSA for action accounts', () => {
    expect(aTwin().portal.settings()).toMatchObject({ syslogNotifications: true, actionAccount: 'gmsa' });
  });

  test('every remedy of a reason makes the server ready', async () => {
    const desk = await aDesk();
    desk.twin.remedy('BER-DC5', { 'mdi.v2.version': '2.256.19400.35' });
    desk.twin.remedy('BER-DC6', { 'os.revision': 5_139 });
    desk.twin.remedy('HAM-DC6', { 'service.AATPSensorUpdater': 'running' });
    desk.twin.remedy('HAM-DC7', { 'service.Sense': 'running' });
    desk.twin.remedy('MUC-DC6', { 'onboarding.policyPresent': true });
    desk.twin.remedy('MUC-DC8', { 'sense.version': '10.8792.26100.1075' });
    for (const name of ['BER-DC5', 'BER-DC6', 'HAM-DC6', 'HAM-DC7', 'MUC-DC6', 'MUC-DC8']) {
      expect(await desk.sensor(name)).toMatchObject({ migrationState: 'readyForMigration', healthStatus: 'healthy' });
    }
  });

  test.each([
    [{ 'host.fqdn': 'other' }],
    [{ 'service.Sense': 'maybe' }],
    [{ 'tls12.enabled': 'yes' }],
    [{ invented: true }],
  ])('a remedy that makes no sense is refused: %j', (facts) => {
    expect(() => aTwin().remedy('BER-DC1', facts)).toThrow(RangeError);
  });
});

describe('a generated estate', () => {
  test('has as many servers as asked, with distinct names and sensor ids, and the same for the same seed', () => {
    const estate = estateOf({ hosts: 1_000, seed: 5 });
    expect(estate.servers).toHaveLength(1_000);
    expect(new Set(estate.servers.map((server) => `${server.name}.${server.domain}`)).size).toBe(1_000);
    expect(new Set(estate.servers.map((server) => server.sensorId)).size).toBe(1_000);
    expect(estateOf({ hosts: 1_000, seed: 5 })).toEqual(estate);
    expect(estateOf({ hosts: 1_000, seed: 6 })).not.toEqual(estate);
  });

  test('carries 100,000 servers through a twin', async () => {
    const desk = await aDesk({ estate: estateOf({ hosts: 100_000, seed: 1 }), pageSize: 10_000 });
    const sensors = await desk.sensors();
    expect(sensors).toHaveLength(100_000);
    const ready = sensors.filter((sensor) => sensor.migrationState === 'readyForMigration').length;
    expect(ready).toBeGreaterThan(85_000);
    expect(ready).toBeLessThan(95_000);
  });

  test.each([0, 1.5, 100_001])('refuses %s hosts', (hosts) => {
    expect(() => estateOf({ hosts, seed: 1 })).toThrow(RangeError);
  });
});
