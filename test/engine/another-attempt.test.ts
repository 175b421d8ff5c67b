import { expect, test } from 'vitest';
import { minuteMs } from '../../src/domain/time.ts';
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

test('I2 a server that went back and was started again in the portal between two readings is in flight: nothing else starts until it is on v3.x', async () => {
  await using world = await anEstate();
  const { twin, store, tenantId } = world;
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
  twin.portal.rollback(server);
  twin.clock.advanceTo(twin.clock.now() + 10 * minuteMs);
  twin.step();
  world.startInPortal(server);
  await hold('release');
  await world.turn({ minutes: 3 });
  const { hostId } = await world.host(server);
  expect((await store.inFlight(tenantId, 0)).map((flight) => flight.hostId)).toEqual([hostId]);
  expect(await store.waitCounts(tenantId, others)).toEqual({ 'cap-full': 1 });
  await world.turn({ hours: 1 });
  expect((await world.newestMove(server)).state).not.toHaveProperty('problem');
  expect(await store.moveCounts(tenantId, others)).not.toHaveProperty('queued');
});
