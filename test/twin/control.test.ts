import { afterEach, describe, expect, test } from 'vitest';
import { bankEstate } from '../../src/twin/bank.ts';
import type { Listener } from '../../src/twin/listener.ts';
import { createTwin, type TwinOptions } from '../../src/twin/twin.ts';
import { aTwin, Desk, dayMs, minuteMs, type Row, startAt, stillClock } from './client.ts';

const open: Listener[] = [];

afterEach(async () => {
  for (const listener of open.splice(0)) await listener.close();
});

/** Real HTTP on loopback. */
async function aListeningDesk(options: Partial<TwinOptions> = {}): Promise<{ desk: Desk; listener: Listener }> {
  const twin = aTwin(options);
  const listener = await twin.listen({ port: 0 });
  open.push(listener);
  return { desk: await new Desk(twin, listener.url, globalThis.fetch).signIn(), listener };
}

describe('the listener', () => {
  test('answers over HTTP what it answers in process, next links included', async () => {
    const { desk, listener } = await aListeningDesk({ pageSize: 8 });
    const sensors = await desk.sensors();
    expect(sensors).toHaveLength(30);
    const first = await desk.get('/beta/security/identities/sensorMigration');
    expect(String(first.body['@odata.nextLink']).startsWith(`${listener.url}/beta/`)).toBe(true);
    const inProcess = await new Desk(aTwin({ pageSize: 8 })).signIn();
    expect(await inProcess.sensors()).toEqual(sensors);
  });

  test('listens on loopback and nowhere else', async () => {
    expect(() => aTwin().listen({ port: 0, host: '0.0.0.0' as '127.0.0.1' })).toThrow(RangeError);
  });

  test('a reset breaks the connection, and a silence lasts until the client gives up', async () => {
    const { desk } = await aListeningDesk();
    desk.twin.inject({ kind: 'connection-reset', count: 1 });
    await expect(desk.sensors()).rejects.toThrow('fetch failed');
    desk.twin.inject({ kind: 'timeout', count: 1 });
    const signal = AbortSignal.timeout(50);
    await expect(desk.ask('/beta/security/identities/sensorMigration', { signal })).resolves.toMatchObject({
      status: 401,
    });
    const token = (await desk.token()).body.access_token;
    const asked = desk.ask('/beta/security/identities/sensorMigration', {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(50),
    });
    await expect(asked).rejects.toThrow('timeout');
  });

  test('a slow answer is right, and closing the twin does not wait for it', async () => {
    const { desk, listener } = await aListeningDesk();
    desk.twin.inject({ kind: 'slow-response', count: 1, settings: { delayMs: 5 } });
    expect(await desk.sensors()).toHaveLength(30);
    desk.twin.inject({ kind: 'slow-response', count: 1, settings: { delayMs: 600_000 } });
    const asked = desk.sensors();
    await expect.poll(() => desk.twin.faultsFired()['slow-response']).toBe(2);
    await listener.close();
    open.length = 0;
    await expect(asked).rejects.toThrow('fetch failed');
  });

  test('a body over a megabyte is refused unread', async () => {
    const { desk } = await aListeningDesk();
    const answer = await desk.send('POST', '/beta/security/identities/sensorMigration/migrate', 'x'.repeat(1_100_000));
    expect(answer.status).toBe(413);
  });
});

describe('the control surface', () => {
  test('does not answer without its key, not even with a Graph token', async () => {
    const { desk } = await aListeningDesk();
    expect((await desk.get('/twin/ledger')).status).toBe(403);
    const wrong = await desk.get('/twin/clock', { 'x-twin-control-key': 'guess' });
    expect(wrong.body.error?.code).toBe('twinControlKeyRequired');
  });

  test('has a random key when none is given', () => {
    const keys = [1, 2].map(() => createTwin({ estate: bankEstate(startAt), seed: 7, clock: stillClock() }).controlKey);
    expect(new Set(keys).size).toBe(2);
    expect(keys.every((key) => key.length >= 32)).toBe(true);
  });

  test('reads and turns the clock, and lets everything due happen', async () => {
    const { desk } = await aListeningDesk();
    expect((await desk.control('GET', '/twin/clock')).body).toEqual({ now: '2026-05-04T06:00:00.000Z', rate: 0 });
    await desk.migrate('BER-DC1');
    const turned = await desk.control('POST', '/twin/clock', { advanceMs: 7 * dayMs + 20 * minuteMs });
    expect(turned.body.now).toBe('2026-05-11T06:20:00.000Z');
    const estate = await desk.control('GET', '/twin/estate');
    expect((estate.body.servers as Row[])[0]).toMatchObject({ name: 'BER-DC1', migration: 'committed' });
    expect((await desk.control('POST', '/twin/clock', { rate: 60 })).body.rate).toBe(60);
    expect((await desk.control('POST', '/twin/clock', { stop: true })).body.rate).toBe(0);
    await desk.control('POST', '/twin/clock', { advanceTo: '2026-06-01T00:00:00Z' });
    expect(desk.twin.clock.now()).toBe(Date.UTC(2026, 5, 1));
  });

  test.each([
    [{ advanceMs: -1 }],
    [{ advanceTo: '2020-01-01T00:00:00Z' }],
    [{ advanceTo: 'tomorrow' }],
    [{ rate: -1 }],
    [{ rate: 'fast' }],
    [{ advance: '7d' }],
  ])('refuses the clock order %j', async (order) => {
    const { desk } = await aListeningDesk();
    expect((await desk.control('POST', '/twin/clock', order)).status).toBe(400);
    expect(desk.twin.clock.now()).toBe(startAt);
  });

  test('injects, lists and clears faults; a misspelt order is refused', async () => {
    const { desk } = await aListeningDesk();
    const made = await desk.control('POST', '/twin/faults', { kind: 'tls12-off', host: 'BER-DC1' });
    expect(made.status).toBe(201);
    expect(desk.twin.hostFacts('BER-DC1')?.facts['tls12.enabled']).toBe(false);
    const listed = await desk.control('GET', '/twin/faults');
    expect(listed.body.fired).toMatchObject({ 'tls12-off': 1, timeout: 0 });
    expect(listed.body.injections).toMatchObject([{ kind: 'tls12-off', struck: ['BER-DC1.nordufer.example'] }]);
    await desk.control('POST', '/twin/faults', { clear: made.body.id });
    expect(desk.twin.hostFacts('BER-DC1')?.facts['tls12.enabled']).toBe(true);
    for (const order of [
      { kind: 'invented' },
      { kind: 'tls12-off', host: 'nobody' },
      { kind: 'timeout', ratio: 1 },
      { kind: 'timeout', rate: 0 },
      { kind: 'timeout', rate: 2 },
      { kind: 'timeout', count: 0 },
      { kind: 'timeout', until: 'later' },
      { kind: 'timeout', settings: { moment: 'between' } },
      { kind: 'timeout', operation: 'everything' },
    ]) {
      expect((await desk.control('POST', '/twin/faults', order)).status, JSON.stringify(order)).toBe(400);
    }
  });

  test('presses the portal: migrate, rollback, settings', async () => {
    const { desk } = await aListeningDesk();
    expect((await desk.control('POST', '/twin/portal/migrate', { host: 'BER-DC1' })).status).toBe(200);
    expect((await desk.control('POST', '/twin/portal/migrate', { host: 'HAM-DC5' })).status).toBe(409);
    expect((await desk.control('POST', '/twin/portal/migrate', { host: 'nobody' })).status).toBe(404);
    desk.turn(20 * minuteMs);
    const back = await desk.control('POST', '/twin/portal/rollback', { host: 'ber-dc1.nordufer.example' });
    expect(back.body).toEqual({ accepted: true });
    const settings = await desk.control('POST', '/twin/portal/settings', { syslogNotifications: false });
    expect(settings.body.syslogNotifications).toBe(false);
    expect((await desk.control('POST', '/twin/portal/settings', { actionAccount: 'admin' })).status).toBe(400);
  });

  test('shows host facts as a collector sees them; a dark host shows none', async () => {
    const { desk } = await aListeningDesk();
    const facts = await desk.control('GET', '/twin/host-facts?host=BER-CA1');
    expect(facts.body).toMatchObject({
      schema: 'changeguard.host-facts/1',
      host: 'BER-CA1.nordufer.example',
      collectedAt: '2026-05-04T06:00:00.000Z',
    });
    expect(Object.keys(facts.body.facts as Row).sort()).toEqual([
      'connectivity.endpoint443',
      'connectivity.identity443',
      'device.id',
      'host.fqdn',
      'load.cpuPercent',
      'mdi.v2.installed',
      'mdi.v2.version',
      'mdi.v3.version',
      'npcap.installed',
      'npcap.usedByOthers',
      'onboarding.onboardedInfoPresent',
      'onboarding.policyPresent',
      'onboarding.statusKeyPresent',
      'os.build',
      'os.hotpatch',
      'os.productName',
      'os.revision',
      'policy.blocksNewServices',
      'proxy.mode',
      'roles',
      'sense.version',
      'service.AATPSensor',
      'service.AATPSensorUpdater',
      'service.Sense',
      'tls12.enabled',
    ]);
    const changed = await desk.control('POST', '/twin/host-facts', {
      host: 'BER-DC1',
      facts: { 'load.cpuPercent': 99 },
    });
    expect((changed.body.facts as Row)['load.cpuPercent']).toBe(99);
    desk.twin.inject({ kind: 'host-dark', hosts: ['BER-CA1'] });
    expect((await desk.control('GET', '/twin/host-facts?host=BER-CA1')).status).toBe(503);
    expect((await desk.control('GET', '/twin/host-facts?host=nobody')).status).toBe(404);
  });

  test('exports the Sensors page and the computers of the directory as people get them', async () => {
    const { desk } = await aListeningDesk();
    const bytes = await fetch(`${open[0]?.url}/twin/csv/sensors`, { headers: { 'x-twin-control-key': 'control' } });
    const raw = Buffer.from(await bytes.arrayBuffer()).toString('utf8');
    expect(raw.charCodeAt(0)).toBe(0xfeff);
    const sensors = raw.slice(1).split('\r\n');
    expect(sensors[0]).toBe(
      'Sensor,Type,Domain,Version,Delayed update,Service status,Sensor status,Health status,Health issues,Created',
    );
    expect(sensors.find((line) => line.startsWith('BER-DC5,'))).toMatch(
      /^BER-DC5,Domain controller Sensor,nordufer\.example,2\.251\.18512\.200,Enabled,Running,Outdated,Not healthy,1,"\w{3} \d+, 2025 \d+:\d\d [AP]M"$/,
    );
    expect(sensors.filter((line) => line.includes('Sensor,'))).toHaveLength(31);
    const computers = (await desk.control('GET', '/twin/csv/ad-computers')).text.split('\r\n');
    expect(computers[1]).toContain('"DistinguishedName","Site"');
    expect(computers).toContain(
      '"MUC-DC1","MUC-DC1.nordufer.example","Windows Server 2022 Standard","10.0 (20348)","True","CN=MUC-DC1,OU=Domain Controllers,DC=nordufer,DC=example","Munich"',
    );
  });
});
