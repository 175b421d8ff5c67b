import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTask } from '../../src/engine/advance-moves.ts';
import { journeyOf, tenantOf } from '../../src/engine/context.ts';
import { seededIdentity } from '../../src/engine/identity.ts';
import { changeMove } from '../../src/engine/moves.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { openPlayedStore } from '../support/played-stores.ts';
import { aWorld, type World, worldStartAt } from '../support/world.ts';
import { floorCheckers } from './checkers/floors.ts';
import { Chronicle } from './chronicle.ts';

/* What the checker of floors sees of ways back: an engine that asks no floor does not get past it. */
let store: Store;
beforeAll(async () => {
  store = await openPlayedStore(seededIdentity('floors'), () => worldStartAt);
});
afterAll(() => store.close());

const both = ['S0001-DC1', 'S0001-DC2'];

async function aMovedSite(seed: number): Promise<World> {
  const world = await aWorld({ seed, store, estate: estateOf({ hosts: 2, seed: 3, troubledShare: 0 }) });
  await world.start('all', { cap: 1, waves: { canary: false, strata: [], order: { kind: 'count', hosts: 9 } } });
  await world.turn({ minutes: 100 });
  return world;
}

async function violations(world: World): Promise<readonly string[]> {
  const chronicle = new Chronicle();
  const found: string[] = [];
  const sight = { world, chronicle, now: world.twin.clock.now(), sent: [], longestPauseMs: 0, lagMs: 0, seed: 0 };
  await chronicle.readOn(store, world.tenantId, (link) => {
    for (const checker of floorCheckers) found.push(...(checker.link?.(sight, link) ?? []));
  });
  return found;
}

/** As it was done before ways back asked the floor: the move and its task at once. */
async function askUnheard(world: World, name: string): Promise<void> {
  const { context, tenantId } = world;
  const [tenant, host, move] = [
    await tenantOf(context, tenantId),
    await world.host(name),
    await world.newestMove(name),
  ];
  const journey = journeyOf(context, move.journey);
  const at = world.twin.clock.now();
  const event = { kind: 'rollback-asked', at };
  const outcome = journey.next(move.state, event);
  if (!outcome.ok) throw new Error(outcome.problem.detail);
  const { state } = outcome;
  const write = changeMove(
    context,
    journey,
    move,
    { state, event, waitingFor: 'rollback-in-portal', actor: 'engine' },
    at,
  );
  const task = openTask(context, tenant, journey.rollbackTask({ ...move, state }, host), at);
  await store.commit({ tenantId, at, moves: [write], tasks: [task] });
}

describe('the checker of floors', () => {
  test('I1 finds that both domain controllers of a site were asked back at the same time', async () => {
    await using world = await aMovedSite(971);
    for (const name of both) await askUnheard(world, name);
    expect(await violations(world)).toEqual([
      expect.stringMatching(/S0001-DC2 was asked back; 0 of site Site 0001 stand, 1 must/),
      expect.stringMatching(/S0001-DC2 was asked back; 0 of domain .* stand, 1 must/),
    ]);
  });

  test('I1 finds nothing where the engine asks the floor', async () => {
    await using world = await aMovedSite(972);
    await world.control.rollback('user:test', world.tenantId, both.join(' '), 'Alerts are missing', false);
    await world.turn({ minutes: 10 });
    expect(await violations(world)).toEqual([]);
  });
});
