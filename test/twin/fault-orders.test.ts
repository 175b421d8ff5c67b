import { describe, expect, test } from 'vitest';
import { deviceIdentityQuery } from '../../src/twin/queries.ts';
import { aDesk, aTwin, hourMs, minuteMs } from './client.ts';

const list = '/beta/security/identities/sensorMigration';

describe('an injected fault', () => {
  test('strikes about as often as its rate says, and only until its end', async () => {
    const desk = await aDesk();
    desk.twin.inject({ kind: 'throttle-without-retry-after', rate: 0.3, untilAt: desk.twin.clock.now() + hourMs });
    let refused = 0;
    for (let call = 0; call < 400; call += 1) if ((await desk.get(list)).status === 429) refused += 1;
    expect(refused).toBeGreaterThan(80);
    expect(refused).toBeLessThan(160);
    desk.turn(hourMs);
    for (let call = 0; call < 50; call += 1) expect((await desk.get(list)).status).toBe(200);
  });

  test('of a host lifts at its end, and the server is as before', async () => {
    const desk = await aDesk();
    const before = desk.twin.hostFacts('BER-DC1')?.facts;
    for (const kind of ['tls12-off', 'group-policy-blocks-service', 'network-blocked', 'sense-unresponsive'] as const) {
      desk.twin.inject({ kind, hosts: ['BER-DC1'], untilAt: desk.twin.clock.now() + hourMs });
    }
    desk.twin.inject({
      kind: 'prerequisite-lost',
      hosts: ['BER-DC1'],
      settings: { prerequisite: 'deviceId', lastsMs: hourMs },
    });
    desk.twin.inject({ kind: 'duplicate-device-record', hosts: ['BER-DC1'], settings: { lastsMs: hourMs } });
    expect(desk.twin.hostFacts('BER-DC1')?.facts).not.toEqual(before);
    desk.turn(hourMs);
    expect(desk.twin.hostFacts('BER-DC1')?.facts).toEqual(before);
    await desk.migrate('BER-DC1');
    desk.turn(20 * minuteMs);
    expect((await desk.sensor('BER-DC1')).migrationState).toBe('upToDate');
  });

  test('without named hosts draws them: by rate and at most the count, the same for the same seed', async () => {
    const struck = (seed: number) => {
      const twin = aTwin({ seed });
      twin.inject({ kind: 'host-dark', rate: 0.5, count: 5 });
      return twin
        .estate()
        .filter((server) => !server.powered)
        .map((server) => server.name);
    };
    expect(struck(7)).toHaveLength(5);
    expect(struck(7)).toEqual(struck(7));
    expect(struck(7)).not.toEqual(struck(8));
  });

  test('of a host counts as fired only when an answer has told of it', async () => {
    const desk = await aDesk();
    desk.twin.inject({ kind: 'tls12-off', hosts: ['BER-DC1'] });
    expect(desk.twin.faultsFired()['tls12-off']).toBe(0);
    desk.twin.hostFacts('BER-DC2');
    await desk.sensors();
    expect(desk.twin.faultsFired()['tls12-off']).toBe(0);
    desk.twin.hostFacts('BER-DC1');
    expect(desk.twin.faultsFired()['tls12-off']).toBe(1);
  });

  test('of a host that came and went between two looks has not fired', async () => {
    const desk = await aDesk();
    desk.twin.inject({ kind: 'reboot', hosts: ['BER-DC1'] });
    desk.turn(hourMs);
    await desk.sensors();
    expect(desk.twin.faultsFired().reboot).toBe(0);
  });

  test('of a device record fires when the late hunting table shows it', async () => {
    const desk = await aDesk();
    desk.twin.inject({ kind: 'duplicate-device-record', hosts: ['BER-DC1'] });
    const look = () => desk.send('POST', '/v1.0/security/runHuntingQuery', { query: deviceIdentityQuery });
    await look();
    expect(desk.twin.faultsFired()['duplicate-device-record']).toBe(0);
    desk.turn(15 * minuteMs);
    await look();
    expect(desk.twin.faultsFired()['duplicate-device-record']).toBe(1);
  });

  test('that names no server is refused', () => {
    expect(() => aTwin().inject({ kind: 'host-dark', hosts: ['nobody'] })).toThrow(RangeError);
  });

  test('of the token endpoint must be named, and then strikes it', async () => {
    const desk = await aDesk();
    desk.twin.inject({ kind: 'service-unavailable-503', count: 1 });
    expect((await desk.token()).status).toBe(200);
    desk.twin.inject({ kind: 'throttle-with-retry-after', operation: 'token', count: 1 });
    const answer = await desk.token();
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('10');
  });
});
