import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../src/domain/time.ts';
import { seededIdentity } from '../../src/engine/identity.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { expectInvariantsAtTheEnd, expectInvariantsNow } from '../support/invariants.ts';
import { openPlayedStore } from '../support/played-stores.ts';
import { aWorld as newWorld, type WorldOptions, worldStartAt } from '../support/world.ts';

/* Stories of the sensor journey: the real engine on a real store, and Microsoft's side on the twin. Every world is a tenant of its own. */
let store: Store;
let worlds = 0;
beforeAll(async () => {
  store = await openPlayedStore(seededIdentity('stories'), () => worldStartAt);
});
afterAll(() => store.close());
const aWorld = (options: WorldOptions = {}) =>
  newWorld({ seed: ++worlds, store, onStop: expectInvariantsNow, ...options });

describe('a server that gets through', () => {
  test('S3-05 S3-06 S3-10 I9 I16 it is moved, observed for a week, committed by the clock, and done because its evidence is complete', async () => {
    await using world = await aWorld();
    await world.start('BER-DC1');
    await world.turn({ minutes: 3 });
    expect(await world.newestMove('BER-DC1')).toMatchObject({
      state: { kind: 'migrating' },
      waitingFor: 'service-to-finish',
    });
    await world.turn({ minutes: 27 });
    const observing = await world.newestMove('BER-DC1');
    expect(observing.state).toMatchObject({ kind: 'observing', isLate: false });
    await world.turn({ hours: 3 });
    await world.collect('BER-DC1');
    await world.control.verify('user:test', world.tenantId, 'BER-DC1', true);
    const proved = await world.newestMove('BER-DC1');
    expect(Object.fromEntries(proved.proofs.map((proof) => [proof.proof, proof.verdict]))).toEqual({
      'v3-running': 'pass',
      'sensor-health': 'pass',
      'configuration-kept': 'pass',
      'v2-disabled-still-installed': 'pass',
      'detection-coverage': 'pass',
    });
    await world.turn({ days: 6, hours: 18 });
    await world.collect('BER-DC1');
    expect((await world.newestMove('BER-DC1')).state.kind).toBe('observing');
    await world.turn({ hours: 4 });
    expect((await world.newestMove('BER-DC1')).state).toMatchObject({ kind: 'committed', isProven: true });
    expect(await store.campaigns(world.tenantId)).toMatchObject([{ state: 'finished', inFlight: 0 }]);
    const tasks = await store.tasks(world.tenantId, { state: ['open'] }, { top: 50 });
    expect(tasks.value.map((task) => task.kind).sort()).toEqual([
      'aftercare-action-account',
      'aftercare-event-auditing',
      'aftercare-rpc-auditing',
      'cleanup-remove-npcap',
      'cleanup-uninstall-v2',
    ]);
    await expectInvariantsAtTheEnd(world);
    expect(world.twin.ledger().servers.find((server) => server.host.startsWith('BER-DC1.'))?.unprotectedMs).toBe(0);
  });

  test('S3-18 Npcap is not removed before v2.x is uninstalled, and v2.x not before the commit', async () => {
    await using world = await aWorld();
    await world.start('BER-DC2');
    await world.turn({ hours: 2 });
    const kinds = async () =>
      (await store.tasks(world.tenantId, { state: ['open'] }, { top: 50 })).value.map((task) => task.kind);
    expect(await kinds()).not.toContain('cleanup-uninstall-v2');
    await world.turn({ days: 7 });
    await expect(world.decide('cleanup-remove-npcap', 'done', 'BER-DC2')).rejects.toMatchObject({ code: 'task-order' });
    await world.decide('cleanup-uninstall-v2', 'done', 'BER-DC2');
    await world.decide('cleanup-remove-npcap', 'used-by-others', 'BER-DC2');
    expect(await kinds()).not.toContain('cleanup-remove-npcap');
  });

  test('I9 I11 a commit that passes without complete evidence is recorded, raised, and stops further starts', async () => {
    await using world = await aWorld();
    await world.start('BER-DC3,BER-DC4', { cap: 1 });
    await world.turn({ minutes: 40 });
    const first = (await store.moves(world.tenantId, { state: ['observing'] }, { top: 1 })).value[0];
    expect(first).toBeDefined();
    await world.turn({ days: 7, hours: 1 });
    const committed = (await store.moves(world.tenantId, { state: ['committed'] }, { top: 10 })).value;
    expect(committed.every((move) => (move.state as { isProven?: boolean }).isProven === false)).toBe(true);
    const events = await store.events(world.tenantId, { kinds: ['commit-passed-unproven'] }, 10);
    expect(events).toHaveLength(committed.length);
    await expect(world.decide('commit-unproven', 'accepted')).resolves.toBeUndefined();
    await expectInvariantsAtTheEnd(world);
  });
});

describe('a server that does not', () => {
  test('S3-08 I7 it runs into the two hours, is overdue, and is reverted by the service; the attempt stays visible', async () => {
    await using world = await aWorld();
    await world.start('MUC-DC3');
    await world.turn({ hours: 1, minutes: 59 });
    expect((await world.newestMove('MUC-DC3')).state.kind).toBe('migrating');
    await world.turn({ minutes: 30 });
    const move = await world.newestMove('MUC-DC3');
    expect(move.state).toMatchObject({ kind: 'reverted', problem: { code: 'timed-out' } });
    expect(move.schedule.inFlight).toBe(true);
    const host = await world.host('MUC-DC3');
    expect(host.migrationState).toBe('readyForMigration');
    const diagnosis = await world.control.diagnose(world.tenantId, host.hostId);
    expect(diagnosis[0]?.requirement).toMatch(/S3-1[23]/);
    await expectInvariantsAtTheEnd(world);
  });

  test('S3-09 it can be retried after somebody looked, as a second attempt beside the first', async () => {
    await using world = await aWorld();
    await world.start('MUC-DC3', { rules: { budget: { failures: 9 } } });
    await world.turn({ hours: 3 });
    world.twin.remedy('MUC-DC3', { 'load.cpuPercent': 20 });
    await world.decide('acknowledge-failure', 'retry', 'MUC-DC3');
    await world.turn({ minutes: 45 });
    expect(await world.newestMove('MUC-DC3')).toMatchObject({ attempt: 2, state: { kind: 'observing' } });
    const { moves } = await store.views(world.tenantId);
    expect(moves.map((move) => [move.attempt, move.state.kind]).sort()).toEqual([
      [1, expect.stringMatching(/failed|reverted/)],
      [2, 'observing'],
    ]);
    await expectInvariantsAtTheEnd(world);
  });

  test('S3-21 a prerequisite that is lost on the way is noticed while migrating and named afterwards', async () => {
    await using world = await aWorld();
    world.twin.inject({ kind: 'prerequisite-lost', hosts: ['HAM-DC1'], when: 'migrating', afterMs: 2 * minuteMs });
    await world.start('HAM-DC1');
    await world.turn({ minutes: 2 });
    await world.collect('HAM-DC1');
    await world.turn({ minutes: 2 });
    expect(await world.newestMove('HAM-DC1')).toMatchObject({
      state: { kind: 'migrating' },
      waitingFor: 'prerequisite-lost',
    });
    await world.turn({ hours: 3 });
    const move = await world.newestMove('HAM-DC1');
    expect(move.state).toMatchObject({
      problem: { code: 'prerequisite-lost', detail: expect.stringMatching(/while it migrated: [a-z-]+/) },
    });
    const diagnosis = await world.control.diagnose(world.tenantId, move.hostId);
    expect(diagnosis.map((one) => one.requirement).join()).toContain('S3-21');
    await expectInvariantsAtTheEnd(world);
  });
});

describe('the way back', () => {
  test('S3-10 I13 a rollback in time is a task, is proved by reading, and pins the server', async () => {
    await using world = await aWorld();
    await world.start('HAM-DC2');
    await world.turn({ days: 2 });
    const [asked] = await world.control.rollback(
      'user:test',
      world.tenantId,
      'HAM-DC2',
      'The SOC misses alerts.',
      false,
    );
    expect(asked).toMatchObject({ problem: null, task: { kind: 'portal-rollback', state: 'open' } });
    expect(world.twin.portal.rollback('HAM-DC2')).toEqual({ accepted: true });
    await world.decide('portal-rollback', 'rolled-back', 'HAM-DC2');
    await world.turn({ hours: 1 });
    expect(await world.newestMove('HAM-DC2')).toMatchObject({ state: { kind: 'rolledBack', wasAsked: true } });
    expect(await world.host('HAM-DC2')).toMatchObject({ isPinned: true });
    await expect(world.start('HAM-DC2')).rejects.toMatchObject({ code: 'plan-empty' });
    await world.decide('unpin', 'release', 'HAM-DC2');
    await world.control.check('user:test', world.tenantId, 'HAM-DC2', true);
    await world.start('HAM-DC2');
    await expectInvariantsAtTheEnd(world);
  });

  test('S3-10 a rollback is refused with a code once the week may be over, and the refusal is in the log', async () => {
    await using world = await aWorld();
    await world.start('HAM-DC3');
    await world.turn({ days: 7, hours: 2 });
    const [asked] = await world.control.rollback(
      'user:test',
      world.tenantId,
      'HAM-DC3',
      'Too late, says the clock.',
      false,
    );
    expect(asked).toMatchObject({ task: null, problem: { code: 'rollback-too-late' } });
    const refusals = await store.events(world.tenantId, { kinds: ['refused'] }, 5);
    expect(refusals).toMatchObject([{ payload: { asked: 'rollback', code: 'rollback-too-late' } }]);
  });
});

describe('moves that somebody else started', () => {
  test('I5 a start in the portal is adopted, takes the host, and is watched to its end', async () => {
    await using world = await aWorld();
    world.startInPortal('BER-DC1');
    await world.control.check('user:test', world.tenantId, 'all', true);
    expect(await world.newestMove('BER-DC1')).toMatchObject({
      origin: 'external',
      campaignId: null,
      state: { kind: 'external' },
    });
    await expect(world.start('BER-DC1')).rejects.toMatchObject({ code: 'plan-empty' });
    await world.turn({ minutes: 45 });
    expect((await world.newestMove('BER-DC1')).state.kind).toBe('observing');
    await expectInvariantsAtTheEnd(world);
  });

  test('I2 an adopted move counts against the cap of a campaign', async () => {
    await using world = await aWorld();
    world.startInPortal('BER-DC1');
    await world.control.check('user:test', world.tenantId, 'all', true);
    await world.start('BER-DC2,BER-DC3', { cap: 1 });
    await world.turn({ minutes: 3 });
    expect((await world.newestMove('BER-DC2')).state.kind).toBe('queued');
    await world.turn({ hours: 2 });
    expect((await world.newestMove('BER-DC2')).state.kind).toBe('observing');
  });
});

describe('requests', () => {
  test('I10 an answer that is lost is never sent again: reading tells that the server began', async () => {
    await using world = await aWorld();
    world.twin.inject({ kind: 'connection-reset', operation: 'migrate', count: 1, when: 'now' });
    await world.start('MUC-DC1');
    await world.turn({ minutes: 45 });
    const { servers } = world.twin.ledger();
    expect(servers.find((server) => server.host.startsWith('MUC-DC1.'))?.migrateCalls).toBeLessThanOrEqual(1);
    await expectInvariantsAtTheEnd(world);
  });

  test('I10 accepted and never started is a failure of the attempt with its own code, and asks for a retry', async () => {
    await using world = await aWorld();
    world.twin.inject({ kind: 'accepted-and-lost', hosts: ['MUC-DC1'], count: 1 });
    await world.start('MUC-DC1', { rules: { budget: { failures: 1 } } });
    await world.turn({ minutes: 30 });
    expect((await world.newestMove('MUC-DC1')).state).toMatchObject({
      kind: 'failed',
      problem: { code: 'accepted-never-started' },
    });
    await world.decide('acknowledge-failure', 'retry', 'MUC-DC1');
    await world.turn({ minutes: 45 });
    expect(await world.newestMove('MUC-DC1')).toMatchObject({ attempt: 2, state: { kind: 'observing' } });
    await expectInvariantsAtTheEnd(world);
  });

  test('a server that the service refuses in a 200 fails its attempt and the others go on', async () => {
    await using world = await aWorld();
    world.twin.inject({ kind: 'partial-failure', hosts: ['MUC-DC2'], count: 1 });
    await world.start('MUC-DC1,MUC-DC2');
    await world.turn({ minutes: 40 });
    expect((await world.newestMove('MUC-DC1')).state.kind).toBe('observing');
    expect((await world.newestMove('MUC-DC2')).state).toMatchObject({
      kind: 'failed',
      problem: { code: 'migrate-refused' },
    });
    await expectInvariantsAtTheEnd(world);
  });

  test('a 429 is not a failure of any server: the start waits as long as it is told', async () => {
    await using world = await aWorld();
    world.twin.inject({
      kind: 'throttle-with-retry-after',
      operation: 'migrate',
      count: 2,
      settings: { retryAfterSeconds: 120 },
    });
    await world.start('MUC-DC1');
    await world.turn({ minutes: 1 });
    expect(await world.newestMove('MUC-DC1')).toMatchObject({
      state: { kind: 'queued' },
      waitingFor: 'connection-throttled',
    });
    await world.turn({ hours: 1 });
    expect(await world.newestMove('MUC-DC1')).toMatchObject({ attempt: 1, state: { kind: 'observing' } });
    await expectInvariantsAtTheEnd(world);
  });

  test('I7 a service that cannot be read lets the deadline pass into overdue, and nothing is decided blind', async () => {
    await using world = await aWorld();
    await world.start('MUC-DC1');
    await world.turn({ minutes: 4 });
    world.twin.inject({ kind: 'service-unavailable-503', untilAt: world.twin.clock.now() + 3 * hourMs });
    await world.turn({ hours: 2, minutes: 30 });
    expect((await world.newestMove('MUC-DC1')).state.kind).toBe('overdue');
    await world.turn({ hours: 1 });
    expect((await world.newestMove('MUC-DC1')).state).toMatchObject({ kind: 'observing', isLate: true });
    await expectInvariantsAtTheEnd(world);
  });

  test('an unheard-of state is unknown: it moves nothing and crashes nothing', async () => {
    await using world = await aWorld();
    await world.start('MUC-DC1');
    await world.turn({ minutes: 4 });
    world.twin.inject({ kind: 'unknown-enum-member', untilAt: world.twin.clock.now() + 2 * minuteMs });
    await world.turn({ minutes: 2 });
    expect((await world.newestMove('MUC-DC1')).state.kind).toBe('migrating');
    await world.turn({ minutes: 40 });
    expect((await world.newestMove('MUC-DC1')).state.kind).toBe('observing');
  });
});

test('S3-07 I9 the five states are shown as Microsoft reports them, also while our move says something else', async () => {
  await using world = await aWorld();
  await world.start('MUC-DC3');
  await world.turn({ hours: 2, minutes: 20 });
  const host = await world.host('MUC-DC3');
  const move = await world.newestMove('MUC-DC3');
  const truth = world.twin.estate().find((server) => server.host.toUpperCase().startsWith('MUC-DC3'));
  expect(truth).toBeDefined();
  expect(['migrationFailed', 'readyForMigration']).toContain(host.migrationState);
  expect(['failed', 'reverted', 'overdue']).toContain(move.state.kind);
});

test('a week of polling keeps to its rhythm: no list is read more often than a minute', async () => {
  await using world = await aWorld();
  await world.start('BER-DC1');
  await world.turn({ hours: 1 });
  const before = (await store.readings(world.tenantId)).find((reading) => reading.resource === 'sensor-migrations');
  await world.turn({ days: 1 });
  const after = (await store.readings(world.tenantId)).find((reading) => reading.resource === 'sensor-migrations');
  expect((after?.readAt ?? 0) - (before?.readAt ?? 0)).toBeGreaterThan(dayMs - 2 * hourMs);
});
