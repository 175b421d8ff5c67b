import { expect, test } from 'vitest';
import { minuteMs } from '../../src/domain/time.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { expectInvariantsAtTheEnd, expectInvariantsNow } from '../support/invariants.ts';
import { aWorld, type World } from '../support/world.ts';

/*
 * A request that counts as failed and that the service takes up all the same, after a person let go of it and its slot went to the next server.
 * The list shows everything about the first server an hour late here, so that its start is one of these.
 */

const seed = 41;
const servers = 6;
const late = 'S0001-DC1';
const lagMs = 60 * minuteMs;

interface Flight {
  readonly names: readonly string[];
  readonly tasks: number;
}

async function flightOf(world: World): Promise<Flight> {
  const { store, tenantId } = world;
  await expectInvariantsNow(world);
  const flight = await store.inFlight(tenantId, 0);
  const hosts = new Map((await store.views(tenantId)).hosts.map((host) => [host.hostId, host.name]));
  const open = await store.tasks(tenantId, { state: ['open'], kind: ['cap-exceeded'] }, { top: 9 });
  return { names: flight.map(({ hostId }) => hosts.get(hostId) ?? '').sort(), tasks: open.value.length };
}

/** A campaign of one at a time whose first server fails, is let go of by `choice`, and turns out to migrate after all while another does. */
async function untilItBegan(world: World, choice: 'accept' | 'retry'): Promise<Flight> {
  world.twin.inject({ kind: 'late-state', hosts: [late], settings: { lagMs } });
  await world.start('all', { cap: 1, rules: { budget: { failures: 9 } } });
  await world.turn({ minutes: 20 });
  expect(await world.newestMove(late)).toMatchObject({ state: { kind: 'failed', failedFrom: 'requested' } });
  await world.decide('acknowledge-failure', choice);
  for (let minutes = 20; minutes < 90; minutes += 5) {
    await world.turn({ minutes: 5 });
    const flight = await flightOf(world);
    if (flight.names.includes(late)) return flight;
  }
  throw new Error(`${late} never began.`);
}

test.each(['accept', 'retry'] as const)(
  'I2 a server that begins late after its failure was acknowledged (%s) is counted, told of, and keeps every other from starting',
  async (choice) => {
    await using world = await aWorld({ seed, estate: estateOf({ hosts: servers, seed, troubledShare: 0 }) });
    const begun = await untilItBegan(world, choice);
    expect(begun.names, 'it runs beside the one that has its slot').toHaveLength(2);
    expect(begun.tasks).toBe(1);
    expect(await world.newestMove(late)).toMatchObject({ attempt: 2, state: { kind: 'external' } });
    const [other] = begun.names.filter((name) => name !== late);
    const seen: Flight[] = [];
    for (let minutes = 0; minutes < 60 && seen.at(-1)?.names.includes(late) !== false; minutes += 5) {
      await world.turn({ minutes: 5 });
      seen.push(await flightOf(world));
    }
    const while2 = seen.filter(({ names }) => names.includes(late));
    expect(while2.flatMap(({ names }) => names).filter((name) => name !== late && name !== other)).toEqual([]);
    expect(
      while2.every(({ names, tasks }) => tasks === (names.length > 1 ? 1 : 0)),
      'the task goes with its cause',
    ).toBe(true);
    expect(seen.at(-1)?.names, 'then the next one starts').toHaveLength(1);
    await world.turn({ hours: 2 });
    expect((await world.store.hosts(world.tenantId, { moveState: ['observing'] }, { top: 9 })).value).toHaveLength(
      servers,
    );
    await expectInvariantsAtTheEnd(world, lagMs);
  },
);
