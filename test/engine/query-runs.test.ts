import { afterAll, beforeAll, expect, test } from 'vitest';
import { huntingQueryIds } from '../../src/contract/hunting-query-ids.ts';
import type { HuntingQueryName } from '../../src/domain/hunting-queries.ts';
import { huntingQueries } from '../../src/domain/hunting-queries.ts';
import { hourMs, minuteMs } from '../../src/domain/time.ts';
import { seededIdentity } from '../../src/engine/identity.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { readEvidence } from '../../src/evidence/read.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { openPlayedStore } from '../support/played-stores.ts';
import { aWorld as newWorld, type World, worldStartAt } from '../support/world.ts';

/* What the page Proof says of the last run of a query: what the loop did, and nothing that it did not. */
let store: Store;
let worlds = 0;
beforeAll(async () => {
  store = await openPlayedStore(seededIdentity('query-runs'), () => worldStartAt);
});
afterAll(() => store.close());

const hosts = 3;
const aWorld = () =>
  newWorld({ seed: 1_400 + ++worlds, estate: estateOf({ hosts, seed: 8, troubledShare: 0 }), store });

async function runOf(world: World, query: HuntingQueryName, tenantId = world.tenantId) {
  const found = (await world.control.queryRuns(tenantId)).find((run) => run.query === query);
  if (found === undefined) throw new Error(`Nobody tells of ${query}.`);
  return found;
}

test('portal 4.6 every query that the engine runs is told of, under the name that the pages know it by', () => {
  expect(huntingQueryIds).toEqual(Object.keys(huntingQueries));
});

test('portal 4.6 a query says when it succeeded, when it runs again and of which servers it has rows, as the list itself has it', async () => {
  await using world = await aWorld();
  await world.turn({ hours: 3 });
  const now = world.twin.clock.now();
  const readings = await world.store.readings(world.tenantId);
  for (const query of huntingQueryIds as HuntingQueryName[]) {
    const run = await runOf(world, query);
    const reading = readings.find(({ resource }) => resource === query);
    expect(run).toMatchObject({ standing: 'ran', whyNot: null, readAt: reading?.readAt, dueAt: reading?.dueAt });
    expect(run).toMatchObject({ problem: null, failures: 0, failsSince: null, rows: hosts });
    expect(run.oldestAt).toBeLessThanOrEqual(run.newestAt ?? 0);
    expect(run.newestAt).toBeLessThanOrEqual(now);
  }
  const activity = await runOf(world, 'identity-activity');
  expect(activity).toMatchObject({ current: hosts, newestAt: activity.readAt, everyMs: { idle: 6 * hourMs } });
  // Rows of devices say their own time; whether the last run named them again nobody keeps.
  expect((await runOf(world, 'device-identity')).current).toBeNull();
  const { value } = await world.store.answerRows(
    world.tenantId,
    { source: huntingQueries['identity-activity'].source },
    { top: 200 },
  );
  expect(value.map(({ fqdn }) => fqdn)).toEqual(
    world.twin
      .estate()
      .map(({ host }) => host.toLowerCase())
      .toSorted(),
  );
  expect(value.every(({ facts }) => typeof facts['activity.events1h'] === 'number')).toBe(true);
});

test('portal 4.6 a query that fails says why, since when and how often; its rows stay with the time that they had', async () => {
  await using world = await aWorld();
  await world.turn({ hours: 1 });
  const before = await runOf(world, 'identity-activity');
  const from = before.dueAt ?? 0;
  const settings = { permission: 'ThreatHunting.Read.All' };
  world.twin.inject({ kind: 'consent-revoked', settings, untilAt: from + hourMs });
  await world.turn({ minutes: (from - world.twin.clock.now()) / minuteMs + 30 });
  const failing = await runOf(world, 'identity-activity');
  expect(failing).toMatchObject({ standing: 'failing', readAt: before.readAt, rows: hosts, newestAt: before.newestAt });
  expect(failing.problem?.code).toMatch(/^connection-/);
  expect(failing.failures).toBeGreaterThan(1);
  expect(failing.failsSince).toBeGreaterThanOrEqual(from);
  expect(failing.failsSince).toBeLessThan(from + 5 * minuteMs);
  expect(failing.dueAt).toBeGreaterThan(world.twin.clock.now() - minuteMs);
  // Until the token of then has run out, the permission is still missing in it.
  await world.turn({ hours: 3 });
  const again = await runOf(world, 'identity-activity');
  expect(again).toMatchObject({ standing: 'ran', problem: null, failures: 0, failsSince: null });
  expect(again.readAt).toBeGreaterThan(from);
});

test('portal 4.6 a query that should have run more than 15 minutes ago is late, and not before', async () => {
  await using world = await aWorld();
  await world.turn({ hours: 1 });
  const { dueAt } = await runOf(world, 'identity-activity');
  const { clock } = world.twin;
  // Time goes by in which nothing of the product runs.
  clock.advanceTo((dueAt ?? 0) + 15 * minuteMs);
  expect((await runOf(world, 'identity-activity')).standing).toBe('ran');
  clock.advanceTo((dueAt ?? 0) + 15 * minuteMs + 1);
  expect((await runOf(world, 'identity-activity')).standing).toBe('late');
});

test('portal 4.6 without a connection nobody but a person runs a query, and where the tenant is archived what it said stays', async () => {
  await using world = await aWorld();
  const lonely = await world.control.makeTenant('user:test', 'Nobody connected it');
  expect(await runOf(world, 'identity-activity', lonely.tenantId)).toMatchObject({
    ...{ standing: 'notRun', whyNot: 'no-connection', readAt: null, dueAt: null, problem: null },
    ...{ rows: 0, oldestAt: null },
  });
  await world.turn({ hours: 1 });
  const before = await runOf(world, 'device-identity');
  await world.control.archiveTenant('user:test', world.tenantId, 'The customer left.');
  const { standing, whyNot, readAt, dueAt, rows } = await runOf(world, 'device-identity');
  expect({ standing, whyNot, dueAt }).toEqual({ standing: 'notRun', whyNot: 'archived', dueAt: null });
  expect({ readAt, rows }).toEqual({ readAt: before.readAt, rows: hosts });
});

test('portal 4.6 a tenant that was connected a moment ago has queries that did not run yet', async () => {
  await using world = await aWorld();
  const { tenantId } = await world.control.makeTenant('user:test', 'Just connected');
  await world.control.connect('user:test', tenantId, {
    ...{ cloud: 'custom', loginUrl: 'http://127.0.0.1:1', graphUrl: 'http://127.0.0.1:1' },
    ...{ directoryId: 'd', clientId: 'c', secretRef: 'env:NEVER_READ' },
  });
  expect(await runOf(world, 'device-identity', tenantId)).toMatchObject({ standing: 'never', whyNot: null, rows: 0 });
});

test('portal 4.6 an export of the device query comes in as the kind of evidence that its page names, and one of the other as none', async () => {
  const read = (columns: string, row: string) =>
    readEvidence(new TextEncoder().encode(`${columns}\n${row}\n`), {
      fileName: 'export.csv',
      observedAt: worldStartAt,
    });
  const devices = await read(
    'DeviceId,Timestamp,DeviceName,OSPlatform,OSBuild,OsBuildRevision,ClientVersion,SensorHealthState,DeviceRoles,ConnectivityType',
    `${'a'.repeat(40)},2026-03-30T05:50:00Z,ber-dc1.bank.example,WindowsServer2022,20348,4776,10.8760,Active,[],Streamlined`,
  );
  expect(devices.format).toBe(huntingQueries['device-identity'].takenAs);
  expect(devices.rows).toMatchObject([{ fqdn: 'ber-dc1.bank.example', facts: { 'device.id': 'a'.repeat(40) } }]);
  const activity = await read('DestinationDeviceName,Events,LastSeen', 'ber-dc1.bank.example,12,2026-03-30T05:50:00Z');
  expect(huntingQueries['identity-activity'].takenAs).toBeNull();
  expect(activity.rows).toEqual([]);
});
