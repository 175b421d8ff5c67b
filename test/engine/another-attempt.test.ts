import { expect, test } from 'vitest';
import { dayMs, minuteMs } from '../../src/domain/time.ts';
import type { Observing } from '../../src/journeys/sensor-v3/states.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { expectInvariantsAtTheEnd, expectInvariantsNow } from '../support/invariants.ts';
import { aWorld, type World } from '../support/world.ts';

/*
 * A server that goes dark in the middle of its migration: the service ends the attempt, a person lets it be tried again, and the server comes back. Whether it
 * is protected is seen only by a later reading, and until then the first attempt has its slot.
 */

const server = 'S0001-DC1';
const seed = 43;
const anEstate = () => aWorld({ seed, estate: estateOf({ hosts: 4, seed, troubledShare: 0 }) });

async function attemptsOf({ store, tenantId }: World) {
  const { moves, hosts } = await store.views(tenantId);
  const hostId = hosts.find(({ name }) => name === server)?.hostId;
  return moves.filter((move) => move.hostId === hostId).sort((a, b) => a.attempt - b.attempt);
}

/** Dark from a few minutes after its start, until the service has ended the attempt. @returns the fault. */
async function untilReverted(world: World): Promise<number> {
  const fault = world.twin.inject({ kind: 'host-dark', hosts: [server], when: 'migrating', afterMs: 5 * minuteMs });
  await world.start(server, { rules: { budget: { failures: 9 } } });
  await world.turn({ hours: 2, minutes: 20 });
  const [first] = await attemptsOf(world);
  expect(first).toMatchObject({ state: { kind: 'reverted' }, schedule: { inFlight: true } });
  return fault;
}

test('I5 another attempt at a server does not start before the one before has given back its slot', async () => {
  await using world = await anEstate();
  world.twin.clearFault(await untilReverted(world));
  await world.decide('acknowledge-failure', 'retry', server);
  const waits = new Set<string | null | undefined>();
  for (let minutes = 0; minutes < 60; minutes += 1) {
    await world.turn({ minutes: 1 });
    // Somebody asks: the reading that shows the server ready comes before the next look at the first attempt.
    await world.control.check('user:test', world.tenantId, server, true);
    await expectInvariantsNow(world);
    const attempts = await attemptsOf(world);
    expect(attempts.filter((move) => move.schedule.inFlight).length, 'attempts with a slot').toBeLessThan(2);
    waits.add(attempts[1]?.waitingFor);
  }
  expect(waits).toContain('earlier-attempt');
  const [first, second] = await attemptsOf(world);
  expect(first).toMatchObject({ state: { kind: 'reverted', protectedAt: expect.any(Number) }, waitingFor: null });
  expect(second).toMatchObject({ state: { kind: 'observing' } });
  await expectInvariantsAtTheEnd(world);
});

test('I14 an attempt that another one followed is over when the server is protected, whichever sensor it has by then', async () => {
  await using world = await anEstate();
  const fault = await untilReverted(world);
  await world.decide('acknowledge-failure', 'retry', server);
  await world.turn({ minutes: 10 });
  world.twin.clearFault(fault);
  // Somebody is faster than the next reading.
  world.twin.portal.migrate(server);
  await world.turn({ hours: 1 });
  const attempts = await attemptsOf(world);
  expect(attempts[0]).toMatchObject({ state: { kind: 'reverted', protectedAt: expect.any(Number) }, waitingFor: null });
  expect(attempts.at(-1)).toMatchObject({ state: { kind: 'observing' } });
  expect(attempts.filter((move) => move.schedule.inFlight)).toEqual([]);
});

/** Rolled back in the portal and, once v2.x protects it, started there again before anybody read anything. */
async function movedAgainUnseen({ twin, startInPortal }: World): Promise<void> {
  twin.portal.rollback(server);
  twin.clock.advanceTo(twin.clock.now() + 10 * minuteMs);
  twin.step();
  startInPortal(server);
}

/** Turns the clock alone, so that nobody looks, until the new sensor protects the server and the service still says that it migrates. */
function untilOnNewSensor({ twin }: World): void {
  for (let minutes = 0; protectionNow(twin) !== 'v3'; minutes += 1) {
    if (minutes > 60) throw new Error('The second attempt came to no end.');
    twin.clock.advanceTo(twin.clock.now() + minuteMs);
    twin.step();
  }
}

function protectionNow(twin: World['twin']) {
  return protectionsOf(twin).at(-1)?.by;
}

function protectionsOf(twin: World['twin']) {
  const entry = twin.ledger().servers.find(({ host }) => host.toUpperCase().startsWith(`${server}.`));
  if (!entry) throw new Error(`The twin knows no ${server}.`);
  return entry.intervals;
}

/** When the service committed it, by the twin: a week after it was on v3.x for the last time. */
function committedAt({ twin }: World): number {
  const begins = protectionsOf(twin).findLast(({ by }) => by === 'v3');
  return (begins?.fromAt ?? Number.POSITIVE_INFINITY) + 7 * dayMs;
}

test('I11 I14 a server that went back and was started again between two readings is two attempts, and the second has a week of its own', async () => {
  await using world = await anEstate();
  await world.start(server);
  await world.turn({ days: 2 });
  const pressedAt = world.twin.clock.now();
  await movedAgainUnseen(world);
  const { hostId } = await world.host(server);
  for (let minutes = 0; minutes < 60; minutes += 1) {
    await world.turn({ minutes: 1 });
    await expectInvariantsNow(world);
    const flights = await world.store.inFlight(world.tenantId, 0);
    const { migrationState } = await world.host(server);
    if (migrationState === 'migrating') expect(flights.map((flight) => flight.hostId)).toContain(hostId);
  }
  const [first, second, ...more] = await attemptsOf(world);
  expect(more).toEqual([]);
  expect(first).toMatchObject({
    state: { kind: 'rolledBack', wasAsked: false, protectedAt: expect.any(Number) },
    schedule: { inFlight: false, isActive: false },
  });
  expect(second).toMatchObject({ attempt: 2, campaignId: null, origin: 'external', state: { kind: 'observing' } });
  const { seenFrom = 0, commitDueAt = 0 } = (second?.state ?? {}) as Partial<Observing>;
  expect(seenFrom).toBeGreaterThan(pressedAt);
  expect(commitDueAt).toBeGreaterThan(pressedAt + 7 * dayMs);
  expect(await world.host(server)).toMatchObject({ isPinned: true });
  await world.turn({ days: 7 });
  expect((await attemptsOf(world)).map(({ state }) => state.kind)).toEqual(['rolledBack', 'committed']);
  expect(committedAt(world)).toBeLessThanOrEqual((await attemptsOf(world))[1]?.changedAt ?? 0);
  await expectInvariantsAtTheEnd(world);
});

test('I11 a server that migrated on v3.x when it was looked at may be another attempt: it is not called committed before that one is', async () => {
  await using world = await anEstate();
  await world.start(server);
  await world.turn({ days: 2 });
  // Nobody looks until its new sensor is on it; then it goes dark, and the service says for an hour that it migrates.
  await movedAgainUnseen(world);
  untilOnNewSensor(world);
  const fault = world.twin.inject({ kind: 'host-dark', hosts: [server] });
  await world.turn({ hours: 1 });
  expect((await world.newestMove(server)).state).toMatchObject({ kind: 'observing', mayBeAnother: true });
  world.twin.clearFault(fault);
  await world.turn({ days: 5, hours: 1 });
  const [first] = await attemptsOf(world);
  expect(first?.state).toMatchObject({ kind: 'observing', protectedAt: expect.any(Number) });
  await world.turn({ days: 2, hours: 2 });
  const [last, ...earlier] = (await attemptsOf(world)).reverse();
  expect(earlier).toEqual([]);
  expect(last).toMatchObject({ state: { kind: 'committed' } });
  expect(committedAt(world)).toBeLessThanOrEqual(last?.changedAt ?? 0);
  await expectInvariantsAtTheEnd(world);
});

test('I2 a server that went back and was started again in the portal between two readings is in flight: nothing else starts until it is on v3.x', async () => {
  await using world = await anEstate();
  const { store, tenantId } = world;
  await world.start(server);
  await world.turn({ hours: 2 });
  expect(await store.inFlight(tenantId, 0)).toEqual([]);
  await world.control.check('user:test', tenantId, 'all', true);
  const others = await world.start('S0001-DC2', { cap: 1 });
  const hold = async (verb: 'hold' | 'release') => {
    const { hostId } = await world.host('S0001-DC2');
    await world.control.holdHost('user:test', tenantId, hostId, { verb, because: 'It waits for the test.' }, false);
  };
  await hold('hold');
  await world.turn({ minutes: 6 });
  await movedAgainUnseen(world);
  await hold('release');
  await world.turn({ minutes: 3 });
  const { hostId } = await world.host(server);
  expect((await store.inFlight(tenantId, 0)).map((flight) => flight.hostId)).toEqual([hostId]);
  expect(await store.waitCounts(tenantId, others)).toEqual({ 'cap-full': 1 });
  await world.turn({ hours: 1 });
  expect((await world.newestMove(server)).state).not.toHaveProperty('problem');
  expect(await store.moveCounts(tenantId, others)).not.toHaveProperty('queued');
});
