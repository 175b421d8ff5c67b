import { describe, expect, test } from 'vitest';
import { aServer, type ServerFacts } from '../../src/twin/server.ts';
import { aDesk, anEstate, type Desk, dayMs, hourMs, minuteMs } from './client.ts';

function view(desk: Desk, name: string) {
  const found = desk.twin.estate().find((server) => server.originalName === name);
  if (found === undefined) throw new Error(`no server ${name}`);
  return found;
}

function protection(desk: Desk, name: string) {
  const found = desk.twin.ledger().servers.find((server) => server.host.startsWith(`${name}.`));
  if (found === undefined) throw new Error(`no server ${name}`);
  return found;
}

const troubles: [string, Partial<ServerFacts>, 'failed' | 'reverted', string][] = [
  ['network to the cloud', { endpoint443: false }, 'reverted', 'network-blocked'],
  ['Sense hangs', { senseService: 'startPending', serviceSays: 'ready' }, 'reverted', 'sense-unresponsive'],
  ['high load', { cpuPercent: 95 }, 'reverted', 'high-load'],
  ['TLS 1.2 off', { tls12: false }, 'failed', 'tls12-off'],
  ['proxy inspects TLS', { proxy: 'inspecting' }, 'failed', 'proxy-inspects-tls'],
  ['no device record', { devices: [] }, 'failed', 'device-mismatch'],
  ['called ready and is not', { policyPresent: false, serviceSays: 'ready' }, 'failed', 'onboarding-policy-missing'],
];

describe('S3-05 to S3-10: the life of a migration', () => {
  test('S3-05 only ready servers are accepted; unknown and not ready ids are failed inside a 200', async () => {
    const desk = await aDesk();
    const answer = await desk.migrate('BER-DC1', 'HAM-DC5', 'no-such-id');
    expect(answer.status).toBe(200);
    expect(answer.body.successfulMigrationSensorIds).toHaveLength(1);
    expect(answer.body.failedMigrationSensorIds).toHaveLength(2);
    expect(view(desk, 'HAM-DC5')).toMatchObject({ migration: 'none', migrateCalls: 0, refusedCalls: 1 });
  });

  test('S3-06 v2 goes on until v3 is ready, then is disabled and stays installed, without gap and without both', async () => {
    const desk = await aDesk();
    const before = (await desk.get('/v1.0/security/identities/sensors')).body.value?.[0];
    await desk.migrate('BER-DC1');
    const seen = new Set<string>();
    for (let minute = 0; minute < 20; minute += 1) {
      desk.turn(minuteMs);
      const sensor = await desk.sensor('BER-DC1');
      seen.add(`${sensor.migrationState} ${sensor.version.slice(0, 2)} ${sensor.serviceStatus}`);
    }
    expect([...seen]).toEqual(['migrating 2. running', 'migrating 3. onboarding', 'upToDate 3. running']);
    expect(desk.twin.hostFacts('BER-DC1')?.facts).toMatchObject({
      'service.AATPSensor': 'disabled',
      'service.AATPSensorUpdater': 'disabled',
      'mdi.v2.installed': true,
    });
    const ledger = protection(desk, 'BER-DC1');
    expect(ledger.intervals.map((interval) => interval.by)).toEqual(['v2', 'v3']);
    expect(ledger).toMatchObject({ unprotectedMs: 0, duplicateMs: 0, duplicates: 0 });
    const after = (await desk.get('/v1.0/security/identities/sensors')).body.value?.[0];
    expect(after?.settings).toEqual(before?.settings);
  });

  test('S3-06 health issues that only v2 can have are closed', async () => {
    const desk = await aDesk();
    await desk.migrate('MUC-DC2');
    desk.turn(20 * minuteMs);
    expect(await desk.sensor('MUC-DC2')).toMatchObject({ healthStatus: 'healthy', migrationState: 'upToDate' });
  });

  test('S3-08 every clean server is done after 8 to 20 minutes', async () => {
    const desk = await aDesk();
    const ready = ['BER-DC1', 'BER-DC2', 'BER-DC3', 'BER-DC4', 'MUC-DC1', 'MUC-DC4', 'HAM-DC1', 'HAM-DC2'];
    await desk.migrate(...ready);
    desk.turn(8 * minuteMs - 1);
    expect(ready.map((name) => view(desk, name).migration)).toEqual(ready.map(() => 'migrating'));
    desk.turn(12 * minuteMs + 1);
    expect(ready.map((name) => view(desk, name).migration)).toEqual(ready.map(() => 'observing'));
  });

  test.each([
    ['ready', ['readyForMigration']],
    ['failed-then-ready', ['migrationFailed', 'readyForMigration']],
    ['failed', ['migrationFailed']],
  ] as const)(
    'S3-08 after two hours the service reverts by itself and shows it as %s',
    async (afterDeadline, shown) => {
      const desk = await aDesk({ times: { afterDeadline } });
      await desk.migrate('MUC-DC3');
      desk.turn(2 * hourMs - 1);
      expect((await desk.sensor('MUC-DC3')).migrationState).toBe('migrating');
      desk.turn(1);
      const states = [(await desk.sensor('MUC-DC3')).migrationState];
      desk.turn(hourMs);
      states.push((await desk.sensor('MUC-DC3')).migrationState);
      expect([...new Set(states)]).toEqual(shown);
      expect(view(desk, 'MUC-DC3').attempts).toMatchObject([{ outcome: 'reverted', cause: 'high-load' }]);
      expect(protection(desk, 'MUC-DC3').intervals).toMatchObject([{ by: 'v2', toAt: null }]);
    },
  );

  test('S3-13 a waiting migration completes when its obstacle goes away in time', async () => {
    const desk = await aDesk();
    await desk.migrate('MUC-DC3');
    desk.turn(hourMs);
    desk.twin.remedy('MUC-DC3', { 'load.cpuPercent': 20 });
    desk.turn(20 * minuteMs);
    expect((await desk.sensor('MUC-DC3')).migrationState).toBe('upToDate');
  });

  test.each(troubles)('S3-13 S3-16 %s', async (_name, but, outcome, cause) => {
    const server = aServer({ name: 'DC1', domain: 'small.example', site: 'One', os: 'ws2022', seed: 3, but });
    const desk = await aDesk({ estate: anEstate([server]) });
    await desk.migrate('DC1');
    desk.turn(outcome === 'failed' ? 20 * minuteMs : 2 * hourMs);
    expect((await desk.sensor('DC1')).migrationState).toBe('migrationFailed');
    expect(view(desk, 'DC1').attempts).toMatchObject([{ outcome, cause }]);
    expect(protection(desk, 'DC1').intervals).toHaveLength(1);
  });

  test('S3-16 a policy that blocks new services ends as failed on some servers and as time-out on others', async () => {
    const servers = Array.from({ length: 12 }, (_, index) =>
      aServer({
        name: `DC${index}`,
        domain: 'small.example',
        site: 'One',
        os: 'ws2022',
        seed: 3,
        but: { policyBlocksNewServices: true },
      }),
    );
    const desk = await aDesk({ estate: anEstate(servers) });
    await desk.migrate(...servers.map((server) => server.name));
    desk.turn(3 * hourMs);
    const outcomes = desk.twin.estate().map((server) => server.attempts[0]?.outcome);
    expect(new Set(outcomes)).toEqual(new Set(['failed', 'reverted']));
  });

  test('S3-09 a failed server is accepted again while it still says failed', async () => {
    const server = aServer({
      name: 'DC1',
      domain: 'small.example',
      site: 'One',
      os: 'ws2022',
      seed: 3,
      but: { tls12: false },
    });
    const desk = await aDesk({ estate: anEstate([server]) });
    await desk.migrate('DC1');
    desk.turn(20 * minuteMs);
    desk.twin.remedy('DC1', { 'tls12.enabled': true });
    expect((await desk.migrate('DC1')).body.successfulMigrationSensorIds).toHaveLength(1);
    desk.turn(20 * minuteMs);
    expect((await desk.sensor('DC1')).migrationState).toBe('upToDate');
    expect(view(desk, 'DC1').attempts.map((attempt) => attempt.outcome)).toEqual(['failed', 'completed']);
  });

  test('S3-10 the week ends with a commit that Graph does not show', async () => {
    const desk = await aDesk();
    await desk.migrate('BER-DC1');
    desk.turn(20 * minuteMs);
    const observing = await desk.sensor('BER-DC1');
    desk.turn(7 * dayMs);
    expect(view(desk, 'BER-DC1').migration).toBe('committed');
    expect(await desk.sensor('BER-DC1')).toEqual(observing);
  });

  test('S3-10 the portal rolls back within the week: v3 gone, v2 back after minutes, Ready again', async () => {
    const desk = await aDesk();
    await desk.migrate('BER-DC1');
    desk.turn(6 * dayMs);
    expect(desk.twin.portal.rollback('BER-DC1')).toEqual({ accepted: true });
    expect(await desk.sensor('BER-DC1')).toMatchObject({
      serviceStatus: 'starting',
      migrationState: 'notReadyForMigration',
    });
    desk.turn(5 * minuteMs);
    const back = await desk.sensor('BER-DC1');
    expect(back).toMatchObject({ serviceStatus: 'running', migrationState: 'readyForMigration' });
    expect(back.version.startsWith('2.')).toBe(true);
    const ledger = protection(desk, 'BER-DC1');
    expect(ledger.intervals.map((interval) => `${interval.by} ${interval.because}`)).toEqual([
      'v2 start',
      'v3 handover',
      'none rollback',
      'v2 rollback',
    ]);
    expect(ledger.unprotectedMs).toBeGreaterThanOrEqual(2 * minuteMs);
    expect(ledger.unprotectedMs).toBeLessThanOrEqual(5 * minuteMs);
    desk.turn(10 * dayMs);
    expect(view(desk, 'BER-DC1').migration).toBe('none');
  });

  test('S3-10 a rollback without a gap is a scenario parameter', async () => {
    const desk = await aDesk({ times: { rollbackLeavesGap: false } });
    await desk.migrate('BER-DC1');
    desk.turn(dayMs);
    desk.twin.portal.rollback('BER-DC1');
    desk.turn(5 * minuteMs);
    expect(protection(desk, 'BER-DC1')).toMatchObject({ unprotectedMs: 0, duplicateMs: 0 });
  });

  test('S3-10 the portal refuses a rollback after the commit, before a migration, and of an unknown server', async () => {
    const desk = await aDesk();
    expect(desk.twin.portal.rollback('BER-DC1')).toEqual({ accepted: false, code: 'not-migrated' });
    expect(desk.twin.portal.rollback('nobody')).toEqual({ accepted: false, code: 'unknown-server' });
    await desk.migrate('BER-DC1');
    desk.turn(20 * minuteMs + 7 * dayMs);
    expect(desk.twin.portal.rollback('BER-DC1')).toEqual({ accepted: false, code: 'already-committed' });
    expect((await desk.sensor('BER-DC1')).migrationState).toBe('upToDate');
  });

  test('I10 a repeated migrate begins anew and is counted', async () => {
    const desk = await aDesk();
    await desk.migrate('BER-DC1');
    desk.turn(7 * minuteMs);
    expect((await desk.migrate('BER-DC1')).body.successfulMigrationSensorIds).toHaveLength(1);
    desk.turn(8 * minuteMs - 1);
    expect((await desk.sensor('BER-DC1')).migrationState).toBe('migrating');
    desk.turn(12 * minuteMs + 1);
    expect((await desk.sensor('BER-DC1')).migrationState).toBe('upToDate');
    expect(view(desk, 'BER-DC1')).toMatchObject({ migrateCalls: 2, restarts: 1 });
    expect(view(desk, 'BER-DC1').attempts.map((attempt) => attempt.outcome)).toEqual(['restarted', 'completed']);
  });

  test('a restart after the handover throws v3 away without a gap', async () => {
    const desk = await aDesk();
    await desk.migrate('BER-DC1');
    for (let step = 0; step < 200 && (await desk.sensor('BER-DC1')).serviceStatus !== 'onboarding'; step += 1) {
      desk.turn(10_000);
    }
    await desk.migrate('BER-DC1');
    expect((await desk.sensor('BER-DC1')).version.startsWith('2.')).toBe(true);
    desk.turn(20 * minuteMs);
    expect(protection(desk, 'BER-DC1').intervals.map((interval) => interval.by)).toEqual(['v2', 'v3', 'v2', 'v3']);
    expect(protection(desk, 'BER-DC1').unprotectedMs).toBe(0);
  });

  test('an up to date server is not migrated again', async () => {
    const desk = await aDesk();
    await desk.migrate('BER-DC1');
    desk.turn(20 * minuteMs);
    expect((await desk.migrate('BER-DC1')).body.failedMigrationSensorIds).toHaveLength(1);
  });

  test('S3-11 response actions do not work beside a gMSA until the portal says local system', async () => {
    const desk = await aDesk();
    expect(view(desk, 'BER-DC1').responseActionsWork).toBe(true);
    await desk.migrate('BER-DC1');
    desk.turn(20 * minuteMs);
    expect(view(desk, 'BER-DC1').responseActionsWork).toBe(false);
    desk.twin.portal.set({ actionAccount: 'localSystem' });
    expect(view(desk, 'BER-DC1').responseActionsWork).toBe(true);
  });

  test('S3-11 without RPC auditing a migrated server gets a health issue, which the setting closes', async () => {
    const desk = await aDesk();
    desk.twin.portal.set({ rpcAuditing: false });
    await desk.migrate('BER-DC1');
    desk.turn(20 * minuteMs);
    expect((await desk.sensor('BER-DC1')).healthStatus).toBe('notHealthyLow');
    desk.twin.portal.set({ rpcAuditing: true });
    expect((await desk.sensor('BER-DC1')).healthStatus).toBe('healthy');
  });

  test('nextDueAt leads through every change; after the last commit nothing is due', async () => {
    const desk = await aDesk();
    expect(desk.twin.nextDueAt()).toBeUndefined();
    await desk.migrate('BER-DC1', 'MUC-DC3');
    let steps = 0;
    for (let dueAt = desk.twin.nextDueAt(); dueAt !== undefined; dueAt = desk.twin.nextDueAt()) {
      desk.twin.clock.advanceTo(Math.max(dueAt, desk.twin.clock.now()));
      expect(desk.twin.step()).toBeGreaterThan(0);
      steps += 1;
    }
    expect(steps).toBeGreaterThan(20);
    expect(view(desk, 'BER-DC1').migration).toBe('committed');
    expect(view(desk, 'MUC-DC3').migration).toBe('none');
  });
});
