import { expect, test } from 'vitest';
import { factValueFault } from '../../src/domain/fact-keys.ts';
import { minuteMs } from '../../src/domain/time.ts';
import { bankEstate } from '../../src/twin/bank.ts';
import { TwinClock } from '../../src/twin/clock.ts';
import { createTwin, type Twin } from '../../src/twin/twin.ts';
import { aRig, type Rig } from './scripted-service.ts';

const startAt = Date.UTC(2026, 4, 4, 8);

/** The bank on a twin behind real HTTP, with pages so small that every list has several. */
async function onTheBank(work: (world: { twin: Twin; rig: Rig }) => Promise<void>): Promise<void> {
  const twin = createTwin({
    estate: bankEstate(startAt),
    seed: 1,
    clock: new TwinClock({ startAt, rate: 0 }),
    pageSize: 7,
  });
  const listener = await twin.listen({ port: 0 });
  try {
    const rig = aRig(listener, {
      connection: { directoryId: twin.credentials.tenantId, clientId: twin.credentials.clientId },
      deps: {
        tenantNow: () => twin.clock.now(),
        machineNow: () => Date.now(),
        readSecret: async () => ({ value: twin.credentials.clientSecret }),
      },
    });
    await work({ twin, rig });
  } finally {
    await listener.close();
  }
}

test('S3-07 every server with a sensor is read over all pages, with facts in the shapes of the catalogue', async () => {
  await onTheBank(async ({ rig: { defender } }) => {
    const readings = (await defender.listSensorMigrations()).rows;
    expect(readings).toHaveLength(30);
    expect(readings.every((reading) => reading.fqdn?.endsWith('.nordufer.example'))).toBe(true);
    expect(readings.filter((reading) => reading.migrationState === 'unknown')).toEqual([]);
    const others = [
      (await defender.listSensors()).rows,
      (await defender.listSensorCandidates()).rows,
      await defender.hunt('device-identity'),
      await defender.hunt('identity-activity'),
    ];
    expect(others[0]).toHaveLength(30);
    for (const list of others) {
      for (const { facts } of list) {
        for (const [key, value] of Object.entries(facts)) expect(factValueFault(key, value)).toBeUndefined();
      }
    }
  });
});

test('S3-15 S3-03 hunting shows the duplicate record and the additional role', async () => {
  await onTheBank(async ({ rig: { defender } }) => {
    const devices = new Map((await defender.hunt('device-identity')).map((reading) => [reading.name, reading.facts]));
    expect(devices.get('muc-dc9')?.['device.records']).toHaveLength(2);
    expect(devices.get('muc-dc9')).not.toHaveProperty('device.id');
    expect(devices.get('ber-ca1')?.roles).toEqual(['adcs', 'domainController']);
    expect(devices.get('ham-dc8')?.['os.revision']).toBeNull();
    expect(devices.get('ber-dc1')).toMatchObject({ 'os.build': 20_348, roles: ['domainController'] });
  });
});

test('S3-05 a migrate request moves a ready server, and a repeated id is refused by the state', async () => {
  await onTheBank(async ({ twin, rig: { defender } }) => {
    const before = (await defender.listSensorMigrations()).rows;
    const ready = before.find((reading) => reading.name.startsWith('BER-DC1'));
    const notReady = before.find((reading) => reading.migrationState === 'notReadyForMigration');
    const ids = [ready?.sensorId ?? '', notReady?.sensorId ?? ''];
    const answer = await defender.migrate(ids, '00000000-0000-7000-8000-0000000000aa');
    expect(answer).toMatchObject({ accepted: [ids[0]], refused: [ids[1]] });
    twin.clock.advanceBy(2 * minuteMs);
    twin.step();
    const after = (await defender.listSensorMigrations()).rows;
    expect(after.find((reading) => reading.sensorId === ids[0])?.migrationState).toBe('migrating');
  });
});

test('health issues are read with their servers', async () => {
  await onTheBank(async ({ rig: { defender } }) => {
    const issues = (await defender.listHealthIssues()).rows;
    expect(issues.length).toBeGreaterThanOrEqual(3);
    expect(issues.flatMap((issue) => issue.fqdns)).toContain('muc-dc2.nordufer.example');
    expect(issues.every((issue) => issue.isOpen)).toBe(true);
  });
});

test('the two switches of the tenant are read', async () => {
  await onTheBank(async ({ rig: { defender } }) => {
    expect(await defender.automaticAuditing()).toBe(false);
    expect(await defender.automaticActivation()).toBe(false);
  });
});

test('a diagnosis finds permissions and calls in order', async () => {
  await onTheBank(async ({ rig: { defender } }) => {
    const findings = await defender.diagnose();
    const failing = findings.filter((finding) => finding.verdict === 'fail' && finding.what !== 'Clocks agree');
    expect(failing).toEqual([]);
  });
});

test('a fetch that never leaves the process gives the same readings as HTTP does', async () => {
  await onTheBank(async ({ twin, rig: { defender } }) => {
    const inside = aRig(
      { url: 'https://graph.example' },
      {
        connection: { directoryId: twin.credentials.tenantId, clientId: twin.credentials.clientId },
        deps: {
          fetch: twin.fetch,
          machineNow: () => Date.now(),
          readSecret: async () => ({ value: twin.credentials.clientSecret }),
        },
      },
    ).defender;
    expect((await inside.listSensorMigrations()).rows).toEqual((await defender.listSensorMigrations()).rows);
    expect(await inside.hunt('device-identity')).toEqual(await defender.hunt('device-identity'));
  });
});
