import { describe, expect, test } from 'vitest';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { aDesk, aTwin, Desk, hourMs, minuteMs, stillClock } from './client.ts';

/** The same orders and requests, and every byte that comes back. */
async function recording(seed: number): Promise<string> {
  const desk = await aDesk({ seed, estate: estateOf({ hosts: 40, seed: 3 }), pageSize: 15 });
  const bytes: string[] = [];
  desk.twin.inject({ kind: 'throttle-with-retry-after', rate: 0.2 });
  desk.twin.inject({ kind: 'flapping-state', rate: 0.3 });
  desk.twin.inject({ kind: 'tls12-off', rate: 0.2, when: 'migrating', afterMs: minuteMs });
  desk.twin.inject({ kind: 'reboot', count: 3 });
  const names = desk.twin.estate().map((server) => server.name);
  for (let round = 0; round < 30; round += 1) {
    const list = await desk.get('/beta/security/identities/sensorMigration');
    bytes.push(list.text, list.headers.get('request-id') ?? '');
    if (round % 5 === 0) bytes.push((await desk.migrate(...names.slice(round, round + 5))).text);
    desk.turn(7 * minuteMs);
  }
  bytes.push(JSON.stringify(desk.twin.snapshot()));
  return bytes.join('\n');
}

test('a server keeps for a day what reads that lag may show, and no longer', async () => {
  const desk = await aDesk();
  const kept = () => desk.twin.snapshot().servers.reduce((rows, { past }) => rows + past.length, 0);
  await desk.migrate('BER-DC1');
  desk.turn(23 * hourMs);
  desk.twin.inject({ kind: 'stale-read', count: 1, settings: { lagMs: 23 * hourMs - minuteMs } });
  expect((await desk.sensor('BER-DC1')).migrationState).toBe('migrating');
  expect(kept()).toBeGreaterThan(0);
  desk.turn(5 * hourMs);
  expect((await desk.sensor('BER-DC1')).migrationState).toBe('upToDate');
  expect(kept()).toBe(0);
});

describe('determinism', () => {
  test('I15 same seed, same requests: same bytes; another seed: other bytes', async () => {
    const first = await recording(11);
    expect(await recording(11)).toBe(first);
    expect(await recording(12)).not.toBe(first);
  });

  test('asking more often changes nothing for the servers', async () => {
    const quiet = await aDesk();
    const busy = await aDesk();
    for (const desk of [quiet, busy]) await desk.migrate('BER-DC1', 'BER-DC2', 'MUC-DC3');
    quiet.turn(3 * hourMs);
    for (let minute = 0; minute < 180; minute += 1) {
      busy.turn(minuteMs);
      await busy.sensors();
    }
    expect(busy.twin.estate()).toEqual(quiet.twin.estate());
    expect(busy.twin.ledger()).toEqual(quiet.twin.ledger());
  });
});

describe('a snapshot', () => {
  test('taken in the middle of migrations, faults and a rollback goes on as if nothing had been', async () => {
    const desk = await aDesk();
    await desk.migrate('BER-DC3');
    desk.turn(hourMs);
    await desk.migrate('BER-DC1', 'BER-DC2', 'MUC-DC3');
    desk.twin.inject({ kind: 'rename', hosts: ['BER-DC4'], settings: { newName: 'BER-DC4X' } });
    desk.twin.inject({ kind: 'tls12-off', hosts: ['BER-DC2'], settings: { lastsMs: 30 * minuteMs } });
    desk.twin.inject({ kind: 'flapping-state', rate: 0.4 });
    desk.twin.portal.rollback('BER-DC3');
    desk.turn(minuteMs);
    const saved: unknown = JSON.parse(JSON.stringify(desk.twin.snapshot()));

    const twin = aTwin({ clock: stillClock(0) });
    twin.restore(saved);
    const again = await new Desk(twin).signIn();
    expect(twin.snapshot()).toEqual(saved);
    for (let round = 0; round < 20; round += 1) {
      for (const each of [desk, again]) each.turn(10 * minuteMs);
      expect(await again.sensors()).toEqual(await desk.sensors());
    }
    expect(twin.ledger()).toEqual(desk.twin.ledger());
    expect(twin.snapshot()).toEqual(desk.twin.snapshot());
    expect(twin.estate().find((server) => server.originalName === 'BER-DC4')?.name).toBe('BER-DC4X');
  });

  test('a token from before the restart still works after it', async () => {
    const desk = await aDesk();
    const twin = aTwin();
    twin.restore(desk.twin.snapshot());
    const token = (await desk.token()).body.access_token;
    const answer = await new Desk(twin).ask('/beta/security/identities/sensorMigration', {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(200);
  });

  test.each([[null], [{}], ['text'], [{ schema: 'changeguard.twin/2' }]])('%j is not one', (state) => {
    expect(() => aTwin().restore(state)).toThrow(RangeError);
  });

  test('of another seed is refused, because its dice would fall differently', () => {
    expect(() => aTwin({ seed: 8 }).restore(aTwin({ seed: 7 }).snapshot())).toThrow(RangeError);
  });

  test('onChange speaks up for every change that should be saved, and not for reads', async () => {
    const desk = await aDesk();
    let changes = 0;
    const stop = desk.twin.onChange(() => {
      changes += 1;
    });
    await desk.sensors();
    expect(changes).toBe(0);
    await desk.migrate('BER-DC1');
    expect(changes).toBe(1);
    desk.turn(hourMs);
    expect(changes).toBe(2);
    desk.twin.portal.rollback('BER-DC1');
    expect(changes).toBe(3);
    desk.twin.inject({ kind: 'throttle-with-retry-after', count: 1 });
    expect(changes).toBe(4);
    await desk.sensors();
    expect(changes).toBe(5);
    stop();
    desk.turn(hourMs);
    expect(changes).toBe(5);
  });
});
