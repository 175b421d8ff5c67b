import { describe, expect, test } from 'vitest';
import type { FactDocument, FactValue, SourceId } from '../../src/domain/fact.ts';
import { as, type HostId } from '../../src/domain/ids.ts';
import { isSameFactValue, mergeFacts } from '../../src/domain/merge-facts.ts';
import { clockToleranceMs, sourceOf, sources } from '../../src/domain/source.ts';
import { hourMs, minuteMs } from '../../src/domain/time.ts';

const now = Date.UTC(2026, 2, 20, 12);
const hostId = as<HostId>('ber-dc1');

function said(source: SourceId, ageMs: number, facts: Record<string, FactValue>): FactDocument {
  return { hostId, source, observedAt: now - ageMs, facts };
}

describe('believing', () => {
  test('the source nearer to the server is believed, and the conflict says whom and why', () => {
    const table = mergeFacts(
      hostId,
      [
        said('graph-sensor-migration', minuteMs, { 'mdi.v2.version': '2.255.1' }),
        said('host-facts', hourMs, { 'mdi.v2.version': '2.254.1' }),
      ],
      now,
    );
    const fact = table.fresh.get('mdi.v2.version');
    expect(fact).toMatchObject({ value: '2.254.1', source: 'host-facts' });
    expect(fact?.conflict?.others).toEqual([
      { value: '2.255.1', source: 'graph-sensor-migration', observedAt: now - minuteMs },
    ]);
    expect(fact?.conflict?.why).toContain('nearer to the server');
    expect(fact?.conflict?.why).toContain('newer by 59 min');
  });

  test('the ranks go from the server to hearsay', () => {
    const order: SourceId[] = [
      'host-facts',
      'client-analyzer',
      'graph-sensors',
      'hunting-device-identity',
      'csv-sensors',
      'attestation',
    ];
    for (const [index, source] of order.entries()) {
      const next = order[index + 1];
      if (next !== undefined) expect(sourceOf(source).rank).toBeGreaterThan(sourceOf(next).rank);
    }
    const ranks = Object.values(sources).map((source) => source.rank);
    expect(new Set(ranks).size).toBe(ranks.length);
  });

  test('S3-01 a revision counts within its build: that of another build is neither believed nor a contradiction', () => {
    const upgraded = said('os-version', minuteMs, { 'os.build': 20348 });
    const before = said('hunting-device-identity', 10 * hourMs, { 'os.build': 17763, 'os.revision': 8755 });
    const table = mergeFacts(hostId, [before, upgraded], now);
    expect(table.fresh.get('os.build')).toMatchObject({ value: 20348, conflict: { others: [{ value: 17763 }] } });
    expect(table.fresh.get('os.revision')).toBeUndefined();
    const after = said('csv-device-inventory', hourMs, { 'os.build': 20348, 'os.revision': 4773 });
    const fact = mergeFacts(hostId, [before, upgraded, after], now).fresh.get('os.revision');
    expect(fact).toMatchObject({ value: 4773, source: 'csv-device-inventory', conflict: undefined });
    const alone = said('host-facts', hourMs, { 'os.revision': 9020 });
    expect(mergeFacts(hostId, [alone, upgraded], now).fresh.get('os.revision')).toBeUndefined();
  });

  test('of two documents of one source the newer is believed', () => {
    const table = mergeFacts(
      hostId,
      [said('host-facts', 2 * hourMs, { 'sense.version': '1' }), said('host-facts', hourMs, { 'sense.version': '2' })],
      now,
    );
    expect(table.fresh.get('sense.version')).toMatchObject({ value: '2', conflict: { others: [{ value: '1' }] } });
    expect(table.fresh.get('sense.version')?.conflict?.why).toContain('newest');
  });

  test('"not there" against a value is a conflict', () => {
    const table = mergeFacts(
      hostId,
      [said('host-facts', 0, { 'device.id': null }), said('hunting-device-identity', 0, { 'device.id': 'a' })],
      now,
    );
    expect(table.fresh.get('device.id')).toMatchObject({ value: null, conflict: { others: [{ value: 'a' }] } });
  });

  test('three sources give two contradictions', () => {
    const table = mergeFacts(
      hostId,
      [
        said('attestation', 0, { site: 'C' }),
        said('host-facts', 0, { site: 'A' }),
        said('csv-sensors', 0, { site: 'B' }),
      ],
      now,
    );
    expect(table.fresh.get('site')?.conflict?.others.map((other) => other.value)).toEqual(['B', 'C']);
  });

  test('the order of arrival changes nothing', () => {
    const documents = [
      said('attestation', 0, { site: 'C', 'os.build': 1 }),
      said('host-facts', hourMs, { site: 'A' }),
      said('csv-sensors', 0, { site: 'B', 'os.build': 2 }),
      said('host-facts', 48 * hourMs, { site: 'old', roles: ['adfs'] }),
      said('client-analyzer', 30 * hourMs, { roles: ['adcs'] }),
    ];
    const first = mergeFacts(hostId, documents, now);
    expect(mergeFacts(hostId, [...documents].reverse(), now)).toEqual(first);
    expect(first.stale.get('roles')?.value).toEqual(['adcs']);
  });

  test('documents of another host are not looked at', () => {
    const stranger = { ...said('host-facts', 0, { site: 'A' }), hostId: as<HostId>('muc-dc1') };
    expect(mergeFacts(hostId, [stranger], now).fresh.size).toBe(0);
  });
});

describe('freshness', () => {
  test.each(Object.keys(sources) as SourceId[])('I4 a value of %s counts exactly until its age limit', (source) => {
    const { maxAgeMs } = sourceOf(source);
    expect(mergeFacts(hostId, [said(source, maxAgeMs, { site: 'A' })], now).fresh.get('site')?.freshUntil).toBe(now);
    const after = mergeFacts(hostId, [said(source, maxAgeMs + 1, { site: 'A' })], now);
    expect(after.fresh.size).toBe(0);
    expect(after.stale.get('site')?.value).toBe('A');
  });

  test('I4 the limits: host facts 24 h, the state in Graph 15 min, exports 24 h', () => {
    expect(sourceOf('host-facts').maxAgeMs).toBe(24 * hourMs);
    expect(sourceOf('graph-sensor-migration').maxAgeMs).toBe(15 * minuteMs);
    expect(sourceOf('csv-sensors').maxAgeMs).toBe(24 * hourMs);
  });

  test('an old value never contradicts a fresh one', () => {
    const table = mergeFacts(
      hostId,
      [said('host-facts', 25 * hourMs, { site: 'A' }), said('csv-sensors', 0, { site: 'B' })],
      now,
    );
    expect(table.fresh.get('site')).toMatchObject({ value: 'B', conflict: undefined });
    expect(table.stale.size).toBe(0);
  });

  test('a document from the future is believed only as far as clocks may differ', () => {
    expect(mergeFacts(hostId, [said('host-facts', -clockToleranceMs, { site: 'A' })], now).fresh.size).toBe(1);
    const beyond = mergeFacts(hostId, [said('host-facts', -clockToleranceMs - 1, { site: 'A' })], now);
    expect([beyond.fresh.size, beyond.stale.size]).toEqual([0, 1]);
  });
});

describe('saying the same', () => {
  test.each<[FactValue, FactValue, boolean]>([
    ['BER-DC1.corp.example', 'ber-dc1.corp.example', true],
    [['a', 'B'], ['b', 'A'], true],
    [['a', 'a'], ['a', 'b'], false],
    [['a'], ['a', 'a'], false],
    [[], [], true],
    [null, null, true],
    [null, '', false],
    [1, '1', false],
    [false, null, false],
    [['a'], 'a', false],
  ])('%j and %j: %s', (a, b, same) => {
    expect(isSameFactValue(a, b)).toBe(same);
    expect(isSameFactValue(b, a)).toBe(same);
  });
});
