import { describe, expect, test } from 'vitest';
import { type FaultKind, faultCatalogue, faultKinds } from '../../src/twin/faults.ts';
import { deviceIdentityQuery } from '../../src/twin/queries.ts';
import { aDesk, type Desk, dayMs, hourMs, minuteMs, type Row } from './client.ts';
import { expectShape } from './schemas.ts';

const list = '/beta/security/identities/sensorMigration';

function attempt(desk: Desk, name: string) {
  return desk.twin
    .estate()
    .find((server) => server.originalName === name)
    ?.attempts.at(-1);
}

/** Migrates one clean server under a fault and says how that ended, three hours later. */
async function outcomeUnder(desk: Desk, kind: FaultKind) {
  desk.twin.inject({ kind, hosts: ['BER-DC1'], when: 'migrating', afterMs: minuteMs });
  await desk.migrate('BER-DC1');
  desk.turn(3 * hourMs);
  return attempt(desk, 'BER-DC1');
}

/** One scenario a kind; afterwards the kind must have fired. */
const scenarios: Record<FaultKind, (desk: Desk) => Promise<void>> = {
  'throttle-with-retry-after': async (desk) => {
    desk.twin.inject({ kind: 'throttle-with-retry-after', count: 1, settings: { retryAfterSeconds: 7 } });
    const answer = await desk.get(list);
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('7');
    expectShape('beta', 'odataError', answer.body);
    expect((await desk.get(list)).status).toBe(200);
  },
  'throttle-without-retry-after': async (desk) => {
    desk.twin.inject({ kind: 'throttle-without-retry-after', count: 1 });
    const answer = await desk.get(list);
    expect(answer.status).toBe(429);
    expect(answer.headers.has('retry-after')).toBe(false);
  },
  'service-unavailable-503': async (desk) => {
    const { id } = await desk.sensor('BER-DC1');
    desk.twin.inject({ kind: 'service-unavailable-503', operation: 'migrate' });
    expect((await desk.get(list)).status).toBe(200);
    const answer = await desk.send('POST', `${list}/migrate`, { sensorIds: [id] });
    expect(answer.status).toBe(503);
    expect(answer.body.error?.code).toBe('serviceNotAvailable');
    expect((await desk.sensor('BER-DC1')).migrationState).toBe('readyForMigration');
  },
  timeout: async (desk) => {
    desk.twin.inject({ kind: 'timeout', operation: 'migrate', count: 1, settings: { moment: 'after' } });
    await expect(desk.migrate('BER-DC1')).rejects.toMatchObject({ cause: { code: 'UND_ERR_HEADERS_TIMEOUT' } });
    expect((await desk.sensor('BER-DC1')).migrationState).toBe('migrating');
  },
  'connection-reset': async (desk) => {
    desk.twin.inject({ kind: 'connection-reset', operation: 'migrate', count: 1, settings: { moment: 'before' } });
    await expect(desk.migrate('BER-DC1')).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
    expect((await desk.sensor('BER-DC1')).migrationState).toBe('readyForMigration');
  },
  'slow-response': async (desk) => {
    desk.twin.inject({ kind: 'slow-response', settings: { delayMs: 4_000 } });
    const token = String((await desk.token()).body.access_token);
    const reply = desk.twin.handle({
      method: 'GET',
      url: `https://graph.example${list}`,
      headers: { authorization: `Bearer ${token}` },
      body: '',
    });
    expect(reply).toMatchObject({ status: 200, delayMs: 4_000 });
  },
  'token-expired': async (desk) => {
    desk.twin.inject({ kind: 'token-expired', count: 1 });
    expect((await desk.get(list)).body.error?.code).toBe('InvalidAuthenticationToken');
    expect((await desk.get(list)).status).toBe(401);
    await desk.signIn();
    expect((await desk.get(list)).status).toBe(200);
  },
  'consent-revoked': async (desk) => {
    const permission = 'SecurityIdentitiesMigration.ReadWrite.All';
    const id = desk.twin.inject({ kind: 'consent-revoked', settings: { permission } });
    expect((await desk.get(list)).status).toBe(200);
    expect((await desk.migrate('BER-DC1')).status).toBe(403);
    const token = String((await desk.token()).body.access_token).split('.')[1] ?? '';
    expect(JSON.parse(Buffer.from(token, 'base64url').toString()).roles).not.toContain(permission);
    desk.twin.clearFault(id);
    expect((await desk.migrate('BER-DC1')).status).toBe(200);
  },
  'stale-read': async (desk) => {
    await desk.migrate('BER-DC1');
    desk.twin.inject({ kind: 'stale-read', count: 1, settings: { lagMs: minuteMs } });
    expect((await desk.sensor('BER-DC1')).migrationState).toBe('readyForMigration');
    expect((await desk.sensor('BER-DC1')).migrationState).toBe('migrating');
  },
  'hunting-row-limit': async (desk) => {
    desk.twin.inject({ kind: 'hunting-row-limit', count: 1, settings: { rows: 10 } });
    const query = { query: deviceIdentityQuery };
    const rows = async () => (await desk.send('POST', '/v1.0/security/runHuntingQuery', query)).body.results as Row[];
    expect(await rows()).toHaveLength(10);
    expect(await rows()).toHaveLength(31);
  },
  'late-state': async (desk) => {
    desk.twin.inject({ kind: 'late-state', hosts: ['BER-DC1'], settings: { lagMs: 5 * minuteMs } });
    await desk.migrate('BER-DC1', 'BER-DC2');
    desk.turn(5 * minuteMs - 1);
    expect((await desk.sensor('BER-DC1')).migrationState).toBe('readyForMigration');
    expect((await desk.sensor('BER-DC2')).migrationState).toBe('migrating');
    desk.turn(1);
    expect((await desk.sensor('BER-DC1')).migrationState).toBe('migrating');
  },
  'flapping-state': async (desk) => {
    desk.twin.inject({ kind: 'flapping-state', hosts: ['BER-DC1'] });
    const seen = new Set<string>();
    for (let read = 0; read < 20; read += 1) seen.add((await desk.sensor('BER-DC1')).migrationState);
    expect([...seen].sort()).toEqual(['notReadyForMigration', 'readyForMigration']);
    expect((await desk.sensor('BER-DC2')).migrationState).toBe('readyForMigration');
  },
  'unknown-enum-member': async (desk) => {
    desk.twin.inject({ kind: 'unknown-enum-member', hosts: ['BER-DC1'], settings: { property: 'serviceStatus' } });
    expect(await desk.sensor('BER-DC1')).toMatchObject({
      serviceStatus: 'pausedByService',
      migrationState: 'readyForMigration',
    });
  },
  'partial-failure': async (desk) => {
    desk.twin.inject({ kind: 'partial-failure', hosts: ['BER-DC1'], count: 1 });
    const answer = await desk.migrate('BER-DC1', 'BER-DC2');
    expect(answer.status).toBe(200);
    expect(answer.body.failedMigrationSensorIds).toEqual([(await desk.sensor('BER-DC1')).id]);
    expect((await desk.sensor('BER-DC1')).migrationState).toBe('readyForMigration');
  },
  'accepted-never-started': async (desk) => {
    desk.twin.inject({ kind: 'accepted-never-started', hosts: ['BER-DC1'], count: 1 });
    await desk.migrate('BER-DC1');
    desk.turn(2 * hourMs - 1);
    expect((await desk.sensor('BER-DC1')).migrationState).toBe('migrating');
    desk.turn(1);
    expect(attempt(desk, 'BER-DC1')).toMatchObject({ outcome: 'reverted', cause: 'never-started' });
  },
  'accepted-and-lost': async (desk) => {
    desk.twin.inject({ kind: 'accepted-and-lost', hosts: ['BER-DC1'], count: 1 });
    expect((await desk.migrate('BER-DC1')).body.successfulMigrationSensorIds).toHaveLength(1);
    desk.turn(3 * hourMs);
    expect((await desk.sensor('BER-DC1')).migrationState).toBe('readyForMigration');
    expect(desk.twin.ledger().servers[0]).toMatchObject({ migrateCalls: 1, restarts: 0 });
    expect(attempt(desk, 'BER-DC1')).toBeUndefined();
  },
  'changed-sensor-id': async (desk) => {
    const before = await desk.sensor('BER-DC1');
    desk.twin.inject({ kind: 'changed-sensor-id', hosts: ['BER-DC1'] });
    await desk.migrate('BER-DC1');
    desk.turn(20 * minuteMs);
    const after = await desk.sensor('BER-DC1');
    expect(after.id).not.toBe(before.id);
    expect((await desk.get(`/v1.0/security/identities/sensors/${before.id}`)).status).toBe(404);
    expect((await desk.get(`/v1.0/security/identities/sensors/${after.id}`)).status).toBe(200);
  },
  'commit-reported-early': async (desk) => {
    await desk.migrate('BER-DC1', 'BER-DC2');
    desk.turn(hourMs);
    desk.twin.inject({ kind: 'commit-reported-early', hosts: ['BER-DC1'], settings: { afterCompletionMs: dayMs } });
    desk.turn(dayMs);
    expect(desk.twin.portal.rollback('BER-DC1')).toEqual({ accepted: false, code: 'already-committed' });
    expect(desk.twin.portal.rollback('BER-DC2')).toEqual({ accepted: true });
  },
  'duplicate-device-record': async (desk) => {
    expect(await outcomeUnder(desk, 'duplicate-device-record')).toMatchObject({
      outcome: 'failed',
      cause: 'device-mismatch',
    });
  },
  'host-dark': async (desk) => {
    desk.twin.inject({ kind: 'host-dark', hosts: ['BER-DC1'], settings: { lastsMs: hourMs } });
    expect(await desk.sensor('BER-DC1')).toMatchObject({ serviceStatus: 'unknown', healthStatus: 'healthy' });
    expect(desk.twin.hostFacts('BER-DC1')).toBeUndefined();
    desk.turn(5 * minuteMs);
    expect((await desk.sensor('BER-DC1')).healthStatus).toBe('notHealthyMedium');
    desk.turn(hourMs);
    expect(await desk.sensor('BER-DC1')).toMatchObject({ serviceStatus: 'running', healthStatus: 'healthy' });
  },
  reboot: async (desk) => {
    desk.twin.inject({ kind: 'reboot', hosts: ['BER-DC1'], when: 'migrating', afterMs: minuteMs });
    await desk.migrate('BER-DC1');
    desk.turn(2 * minuteMs);
    expect((await desk.sensor('BER-DC1')).serviceStatus).toBe('unknown');
    desk.turn(20 * minuteMs);
    expect(attempt(desk, 'BER-DC1')).toMatchObject({ outcome: 'completed' });
    const [entry] = desk.twin.ledger().servers;
    expect(entry?.unprotectedMs).toBeGreaterThanOrEqual(2 * minuteMs);
    expect(entry?.unprotectedMs).toBeLessThanOrEqual(6 * minuteMs);
  },
  'proxy-inspects-tls': async (desk) => {
    expect(await outcomeUnder(desk, 'proxy-inspects-tls')).toMatchObject({
      outcome: 'failed',
      cause: 'proxy-inspects-tls',
    });
  },
  'tls12-off': async (desk) => {
    expect(await outcomeUnder(desk, 'tls12-off')).toMatchObject({ outcome: 'failed', cause: 'tls12-off' });
  },
  'group-policy-blocks-service': async (desk) => {
    expect(await outcomeUnder(desk, 'group-policy-blocks-service')).toMatchObject({ cause: 'policy-blocks-service' });
  },
  'high-load': async (desk) => {
    expect(await outcomeUnder(desk, 'high-load')).toMatchObject({ outcome: 'reverted', cause: 'high-load' });
  },
  rename: async (desk) => {
    const { id } = await desk.sensor('BER-DC1');
    expect(await outcomeUnder(desk, 'rename')).toMatchObject({ outcome: 'failed', cause: 'device-mismatch' });
    expect((await desk.sensor('BER-DC1-N')).id).toBe(id);
    expect(desk.twin.hostFacts('BER-DC1')?.host).toBe('BER-DC1-N.nordufer.example');
  },
  'reonboarded-new-id': async (desk) => {
    const before = desk.twin.hostFacts('BER-DC1')?.facts['device.id'];
    expect(await outcomeUnder(desk, 'reonboarded-new-id')).toMatchObject({
      outcome: 'failed',
      cause: 'device-mismatch',
    });
    expect(desk.twin.hostFacts('BER-DC1')?.facts['device.id']).not.toBe(before);
  },
  'prerequisite-lost': async (desk) => {
    desk.twin.inject({
      kind: 'prerequisite-lost',
      hosts: ['BER-DC1'],
      when: 'migrating',
      afterMs: minuteMs,
      settings: { prerequisite: 'policy' },
    });
    await desk.migrate('BER-DC1');
    desk.turn(20 * minuteMs);
    expect(attempt(desk, 'BER-DC1')).toMatchObject({ outcome: 'failed', cause: 'onboarding-policy-missing' });
  },
  'network-blocked': async (desk) => {
    expect(await outcomeUnder(desk, 'network-blocked')).toMatchObject({
      outcome: 'reverted',
      cause: 'network-blocked',
    });
  },
  'sense-unresponsive': async (desk) => {
    expect(await outcomeUnder(desk, 'sense-unresponsive')).toMatchObject({
      outcome: 'reverted',
      cause: 'sense-unresponsive',
    });
  },
  'service-disagrees': async (desk) => {
    desk.twin.inject({ kind: 'service-disagrees', hosts: ['BER-DC1', 'HAM-DC6'] });
    expect((await desk.sensor('BER-DC1')).migrationState).toBe('notReadyForMigration');
    expect((await desk.sensor('HAM-DC6')).migrationState).toBe('readyForMigration');
  },
  'external-start': async (desk) => {
    desk.twin.inject({ kind: 'external-start', hosts: ['BER-DC1'], afterMs: hourMs });
    desk.turn(hourMs);
    expect((await desk.sensor('BER-DC1')).migrationState).toBe('migrating');
    expect(attempt(desk, 'BER-DC1')?.by).toBe('portal');
  },
};

describe('every kind of the catalogue', () => {
  test.each(faultKinds)('%s fires, is counted, and does what it says', async (kind) => {
    const desk = await aDesk();
    await scenarios[kind](desk);
    const fired = desk.twin.faultsFired();
    expect(fired[kind]).toBeGreaterThan(0);
    for (const other of faultKinds) if (other !== kind) expect(fired[other]).toBe(0);
  });

  test('there are at least 25 kinds, each described', () => {
    expect(faultKinds.length).toBeGreaterThanOrEqual(25);
    for (const kind of faultKinds) expect(faultCatalogue[kind].description).toMatch(/^[A-Z].{20,}\.$/s);
  });
});
