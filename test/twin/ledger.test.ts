import { describe, expect, test } from 'vitest';
import { coverageWithin, noteProtection, type ProtectionInterval } from '../../src/twin/ledger.ts';
import { aDesk, hourMs, minuteMs, startAt } from './client.ts';

describe('the protection ledger', () => {
  test('stretches join without a gap, and zero length leaves no trace', () => {
    const intervals: ProtectionInterval[] = [{ fromAt: 0, toAt: null, by: 'v2', because: 'start' }];
    noteProtection(intervals, { fromAt: 10, by: 'none', because: 'reboot' });
    noteProtection(intervals, { fromAt: 10, by: 'v2', because: 'reboot-over' });
    expect(intervals).toEqual([{ fromAt: 0, toAt: null, by: 'v2', because: 'start' }]);
    noteProtection(intervals, { fromAt: 20, by: 'none', because: 'host-dark' });
    noteProtection(intervals, { fromAt: 20, by: 'v3', because: 'handover' });
    expect(intervals).toEqual([
      { fromAt: 0, toAt: 20, by: 'v2', because: 'start' },
      { fromAt: 20, toAt: null, by: 'v3', because: 'handover' },
    ]);
  });

  test('coverage counts stretches with a sensor inside the window only', () => {
    const intervals: ProtectionInterval[] = [
      { fromAt: 0, toAt: 100, by: 'v2', because: 'start' },
      { fromAt: 100, toAt: 150, by: 'none', because: 'reboot' },
      { fromAt: 150, toAt: null, by: 'v2', because: 'reboot-over' },
    ];
    expect(coverageWithin(intervals, 50, 200)).toEqual({ coveredMs: 100, lastAt: 200 });
    expect(coverageWithin(intervals, 110, 140)).toEqual({ coveredMs: 0, lastAt: undefined });
  });

  test('I17 a dark server is unprotected from then on, to the millisecond, and says why', async () => {
    const desk = await aDesk();
    desk.turn(hourMs);
    desk.twin.inject({ kind: 'host-dark', hosts: ['BER-DC1'], settings: { lastsMs: 90_000 } });
    desk.turn(hourMs);
    const entry = desk.twin.ledger().servers[0];
    expect(entry?.unprotectedMs).toBe(90_000);
    expect(entry?.intervals[1]).toEqual({
      fromAt: startAt + hourMs,
      toAt: startAt + hourMs + 90_000,
      by: 'none',
      because: 'host-dark',
    });
  });

  test('S3-06 a v2 service that somebody starts beside v3 is counted as duplicate data', async () => {
    const desk = await aDesk();
    await desk.migrate('BER-DC1');
    desk.turn(20 * minuteMs);
    desk.twin.remedy('BER-DC1', { 'service.AATPSensor': 'running' });
    desk.turn(minuteMs);
    expect(desk.twin.ledger().servers[0]).toMatchObject({ duplicates: 1, duplicateMs: minuteMs });
  });

  test('every stretch ends where the next begins, whatever happens', async () => {
    const desk = await aDesk();
    desk.twin.inject({ kind: 'reboot', rate: 0.5, when: 'migrating', afterMs: 9 * minuteMs });
    desk.twin.inject({
      kind: 'prerequisite-lost',
      rate: 0.5,
      when: 'observing',
      afterMs: hourMs,
      settings: { lastsMs: hourMs },
    });
    await desk.migrate(...(await desk.sensors()).map((sensor) => sensor.displayName));
    desk.turn(30 * hourMs);
    for (const server of desk.twin.ledger().servers) {
      expect(server.intervals[0]?.fromAt).toBe(startAt);
      for (const [index, interval] of server.intervals.entries()) {
        expect(interval.toAt).toBe(server.intervals[index + 1]?.fromAt ?? null);
        if (interval.toAt !== null) expect(interval.toAt).toBeGreaterThan(interval.fromAt);
      }
      expect(server.duplicates).toBe(0);
    }
  });
});
