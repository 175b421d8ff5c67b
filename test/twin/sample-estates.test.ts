import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { reasonsNotReady } from '../../src/twin/readiness.ts';
import { sampleEstates } from '../../src/twin/sample-estates.ts';
import type { Estate, ServerFacts } from '../../src/twin/server.ts';
import { aDesk, hourMs, startAt } from './client.ts';

const { hospital, school } = sampleEstates;
const order = { hosts: 1_000, seed: 1, startAt };

describe.each([
  ['hospital', hospital],
  ['school', school],
])('the sample estate %s', (_name, { build }) => {
  test('has as many hosts as asked, with distinct names and ids, and the same for the same seed', () => {
    const estate = build(order);
    expect(estate.servers).toHaveLength(1_000);
    for (const of of ['name', 'sensorId'] as const)
      expect(new Set(estate.servers.map((server) => server[of])).size).toBe(1_000);
    const records = estate.servers.flatMap((server) => server.devices.map(({ id }) => id));
    expect(new Set(records).size).toBe(records.length);
    expect(build(order)).toEqual(estate);
    expect(build({ ...order, seed: 2 })).not.toEqual(estate);
  });

  test('that is larger begins with the hosts of the smaller one', () => {
    expect(build({ ...order, hosts: 2_500 }).servers.slice(0, 1_000)).toEqual(build(order).servers);
  });

  test.each([0, 1.5, 100_001])('refuses %s hosts', (hosts) => {
    expect(() => build({ ...order, hosts })).toThrow(RangeError);
  });

  test('has names of no real domain', () => {
    for (const { domain } of build(order).servers) expect(domain).toMatch(/\.example$/);
  });
});

function sizesOfSites(hosts: readonly ServerFacts[]): readonly number[] {
  const sizes = new Map<string, number>();
  for (const { site } of hosts) sizes.set(site, (sizes.get(site) ?? 0) + 1);
  return [...sizes.values()];
}

describe.each([1_000, 20_000])('of %s hosts', (hosts) => {
  /** Four times as far as chance usually takes a share from what was ordered. */
  const near = (of: readonly ServerFacts[], is: (host: ServerFacts) => boolean, ordered: number) =>
    expect(Math.abs(of.filter(is).length / of.length - ordered)).toBeLessThan(
      4 * Math.sqrt((ordered * (1 - ordered)) / of.length),
    );

  test('seven of ten servers of the hospital stand alone, a sixth is too old, and an eighth of small sites is inspected', () => {
    const { servers } = hospital.build({ ...order, hosts });
    expect(sizesOfSites(servers).filter((size) => size === 1).length / hosts).toBe(0.7);
    near(servers, ({ osBuild }) => osBuild === 14_393, 0.18);
    const small = servers.filter(({ site }) => !site.startsWith('House'));
    near(small, ({ proxy }) => proxy === 'inspecting', 0.12);
    near(servers, (server) => reasonsNotReady(server).length === 0, 0.492);
    expect(servers.every(({ site, proxy }) => !site.startsWith('House') || proxy === 'none')).toBe(true);
  });

  test('eight of ten hosts of the schools are devices, most of them streamlined; each school has two servers', () => {
    const { servers } = school.build({ ...order, hosts });
    const devices = servers.filter(({ roles }) => roles.length === 0);
    expect(devices.length / hosts).toBe(0.8);
    near(devices, ({ connectivityType }) => connectivityType === 'Streamlined', 0.84);
    const controllers = servers.filter(({ roles }) => roles.length > 0);
    expect(new Set(sizesOfSites(controllers))).toEqual(new Set([2]));
    near(controllers, (server) => reasonsNotReady(server).length === 0, 0.58);
  });
});

describe('the twin of a sample', () => {
  test('S3-13 calls a server behind a proxy that inspects ready, and fails its migration', async () => {
    const estate = hospital.build(order);
    const desk = await aDesk({ estate });
    const behind = firstOf(estate, (server) => server.proxy === 'inspecting' && reasonsNotReady(server).length === 0);
    expect(await desk.sensor(behind.name)).toMatchObject({ migrationState: 'readyForMigration' });
    await desk.migrate(behind.name);
    desk.turn(hourMs);
    const attempts = desk.twin.estate().find(({ name }) => name === behind.name)?.attempts;
    expect(attempts).toMatchObject([{ outcome: 'failed', cause: 'proxy-inspects-tls' }]);
  });

  test('lists no device of a school as a sensor or as a candidate for one', async () => {
    const desk = await aDesk({ estate: school.build(order) });
    const sensors = await desk.sensors();
    expect(sensors).toHaveLength(200);
    expect(sensors.some(({ displayName }) => displayName.includes('-PC'))).toBe(false);
    const candidates = await desk.get('/beta/security/identities/sensorCandidates');
    expect(candidates.body.value).toEqual([]);
  });
});

function firstOf(estate: Estate, is: (server: ServerFacts) => boolean): ServerFacts {
  const found = estate.servers.find(is);
  if (found === undefined) throw new Error('The estate has none.');
  return found;
}

test.each(['hospital', 'school'])(
  'the largest %s and its twin fit into bounded memory',
  async (name) => {
    const worker = new Worker(new URL('./largest-estate.mjs', import.meta.url), {
      workerData: name,
      // A thread that needs more is ended by Node, with an error.
      resourceLimits: { maxOldGenerationSizeMb: 768 },
    });
    const [servers] = await once(worker, 'message');
    await worker.terminate();
    expect(servers).toBe(100_000);
  },
  120_000,
);
