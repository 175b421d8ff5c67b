import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { minuteMs } from '../../src/domain/time.ts';
import { seededIdentity } from '../../src/engine/identity.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { transitions } from '../../src/journeys/sensor-v3/transitions.ts';
import { type FaultKind, type FaultOrder, faultKinds } from '../../src/twin/faults.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { faultOrders } from '../support/fault-orders.ts';
import { expectInvariantsAtTheEnd, expectInvariantsNow } from '../support/invariants.ts';
import { openPlayedStore } from '../support/played-stores.ts';
import { aWorld, type World, worldStartAt } from '../support/world.ts';

/* Every kind of fault that the twin knows, each in a short campaign of its own. */

const until = (minutes: number) => ({ untilAt: worldStartAt + minutes * minuteMs });

/** As everywhere, but for what a campaign of three servers needs longer, older or rarer to meet it. */
const orders: Readonly<Record<FaultKind, Omit<FaultOrder, 'kind'>>> = {
  ...faultOrders(worldStartAt),
  'token-expired': { rate: 0.2, ...until(30) },
  'stale-read': { rate: 0.3, ...until(90), settings: { lagMs: 40 * minuteMs } },
  'hunting-row-limit': { ...until(480), settings: { rows: 1 } },
  // The third server waits for a slot meanwhile.
  'external-start': { hosts: ['S0001-DC3'], when: 'now', afterMs: minuteMs },
};

/** Where a campaign that met a finite fault stands when it is over: moved, or ended with a reason. */
const settled = ['observing', 'committed', 'failed', 'reverted', 'rolledBack', 'abandoned'];

let store: Store;
beforeAll(async () => {
  store = await openPlayedStore(seededIdentity('faults'), () => worldStartAt);
});
afterAll(() => store.close());

/** A person who collects evidence on every host and has every list read, which is how faults on the host come to be known. */
async function lookAtEverything(world: World): Promise<void> {
  const names = world.twin.estate().map((server) => server.host);
  await world.collect(...names);
  await world.control.verify('user:test', world.tenantId, 'all', true);
}

/** A person who looks at what failed, after the faults are over, and lets it be tried again. */
async function retryFailures({ store: own, control, tenantId }: World): Promise<void> {
  const open = await own.tasks(tenantId, { state: ['open'], kind: ['acknowledge-failure'] }, { top: 10 });
  for (const task of open.value) {
    const { origin } = (task.moveId && (await own.move(tenantId, task.moveId))) || { origin: 'campaign' };
    const choice = origin === 'campaign' ? 'retry' : 'leave';
    await control.completeTask('user:test', tenantId, task.taskId, { choice, because: 'The fault is over.' });
  }
}

async function expectNoSilentStall(world: World, kind: FaultKind): Promise<void> {
  const { moves } = await world.store.views(world.tenantId);
  expect(moves.length, 'the campaign has moves').toBeGreaterThan(0);
  for (const move of moves) {
    expect(Object.keys(transitions), `${kind}: a state of the table`).toContain(move.state.kind);
    if (move.schedule.phase !== 'ended')
      expect(move.waitingFor, `I14 ${kind}: ${move.state.kind} waits for nothing`).not.toBeNull();
    expect(settled, `I14 ${kind}: ${JSON.stringify(move.state)}`).toContain(move.state.kind);
  }
  // What the service says at the end is what the newest attempt of each server says.
  for (const host of await world.store.hostsById(
    world.tenantId,
    moves.map((move) => move.hostId),
  ))
    expect(host.moveState === 'observing', `${kind}: ${host.name} is ${host.moveState}`).toBe(
      host.migrationState === 'upToDate',
    );
}

describe('under every fault of the catalogue a campaign stays safe and comes to an end', () => {
  test.each(faultKinds.map((kind, at) => ({ kind, at })))('I2 I5 I7 I10 I14 I16 $kind', async ({ kind, at }) => {
    await using world = await aWorld({
      seed: 100 + at,
      store,
      estate: estateOf({ hosts: 3, seed: 100 + at, troubledShare: 0 }),
      onStop: expectInvariantsNow,
    });
    if (kind === 'external-start') world.portalStarts.push('S0001-DC3');
    const order = orders[kind];
    // A fault of the host's eligibility must strike after the plan is made, or there is nothing to move.
    await world.start('all', { cap: 2, rules: { budget: { failures: 9 } } });
    world.twin.inject({ kind, ...order });
    await world.turn({ minutes: 20 });
    await lookAtEverything(world);
    await world.turn({ hours: 2, minutes: 10 });
    await lookAtEverything(world);
    await retryFailures(world);
    await world.turn({ hours: 2, minutes: 30 });
    expect(world.twin.faultsFired()[kind], `${kind} reached the engine`).toBeGreaterThan(0);
    await expectNoSilentStall(world, kind);
    await expectInvariantsAtTheEnd(world, order.settings?.lagMs);
  });
});
