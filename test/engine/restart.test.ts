import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { minuteMs, secondMs } from '../../src/domain/time.ts';
import { grantStarts, lookThroughQueues } from '../../src/engine/grant-starts.ts';
import { seededIdentity } from '../../src/engine/identity.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { openStore } from '../../src/store/open.ts';
import type { StorePlace } from '../../src/store/place.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import type { WorldState } from '../../src/twin/world.ts';
import { anEngineCrew } from '../support/engine-crew.ts';
import { expectInvariantsAtTheEnd, expectInvariantsNow } from '../support/invariants.ts';
import { aWorld, type World, worldStartAt } from '../support/world.ts';

/* An engine that stops, or is stopped, in the middle of a campaign, on the store that is the default: a PostgreSQL of ours. */

const servers = 6;
const seed = 41;
const estate = estateOf({ hosts: servers, seed, troubledShare: 0 });

let place: StorePlace & { readonly kind: 'local' };
beforeEach(() => {
  place = { kind: 'local', directory: mkdtempSync(join(tmpdir(), 'cg-restart-')) };
});
afterEach(() => rmSync(place.directory, { recursive: true, force: true }));

async function opened(): Promise<Store> {
  const store = await openStore(place, { identity: seededIdentity('restart'), machineNow: () => worldStartAt });
  await store.migrate();
  return store;
}

/** Everything of a campaign that does not depend on which ids were drawn. */
async function outcomeOf({ store, tenantId }: World) {
  const { moves, hosts } = await store.views(tenantId);
  const names = new Map(hosts.map((host) => [host.hostId, host.name]));
  return moves
    .map(({ hostId, attempt, wave, state, proofs, waitingFor }) => ({
      server: names.get(hostId),
      attempt,
      wave,
      state,
      waitingFor,
      proofs: proofs.map(({ proof, verdict }) => [proof, verdict]),
    }))
    .sort((a, b) => ((a.server ?? '') < (b.server ?? '') ? -1 : 1));
}

test('I12 I16 an engine that stops in the middle and comes back ends its campaign as if nothing had happened', async () => {
  await using whole = await aWorld({ seed, estate });
  await whole.start('all', { cap: 2 });
  await whole.turn({ hours: 3 });

  let store = await opened();
  const before = await aWorld({ seed, estate, store });
  await before.start('all', { cap: 2 });
  await before.turn({ minutes: 17 });
  const left = await outcomeOf(before);
  expect(new Set(left.map((move) => move.state.kind)).size, 'it stops in the middle').toBeGreaterThan(1);
  const twin = JSON.parse(JSON.stringify(before.twin.snapshot())) as WorldState;
  await store.close();

  store = await opened();
  try {
    const after = await aWorld({ seed, estate, store, earlier: { tenantId: before.tenantId, twin } });
    expect(await outcomeOf(after)).toEqual(left);
    await after.turn({ hours: 2, minutes: 43 });
    expect(await outcomeOf(after)).toEqual(await outcomeOf(whole));
    await expectInvariantsAtTheEnd(after);
  } finally {
    await store.close();
  }
});

test('I2 I10 I12 I16 a process that is killed again and again in the middle leaves a store that another one goes on with', {
  timeout: 300_000,
}, async () => {
  let store = await opened();
  const world = await aWorld({ seed, estate, store });
  await world.start('all', { cap: 2, rules: { budget: { failures: 9 } } });
  const kills = [9, 31, 60];
  {
    await using crew = await anEngineCrew(
      { twin: world.twin, place, tenantId: world.tenantId },
      (request, worker, own) => {
        const reply = world.twin.handle(request);
        // After the service has acted and before the answer can be recorded.
        if (kills[0] !== undefined && (own.requests.get(worker) ?? 0) >= kills[0]) {
          kills.shift();
          void own.kill(worker).then(() => own.hire(worker));
        }
        return reply;
      },
    );
    await world.control.moveConnection('user:test', world.tenantId, crew.url);
    await store.close();
    crew.hire('A');
    for (let ticks = 0; ticks < 400 && kills.length > 0; ticks += 1) await crew.nextTick(30 * secondMs);
    expect(crew.kills).toHaveLength(3);
  }

  store = await opened();
  try {
    const earlier = { tenantId: world.tenantId, twin: world.twin.snapshot() };
    const after = await aWorld({ seed, estate, store, earlier, onStop: expectInvariantsNow });
    await after.turn({ hours: 1 });
    const failed = await store.tasks(after.tenantId, { state: ['open'], kind: ['acknowledge-failure'] }, { top: 20 });
    for (const { taskId } of failed.value)
      await after.control.completeTask('user:test', after.tenantId, taskId, { choice: 'retry', because: 'Killed.' });
    await after.turn({ hours: 2 });
    const newest = await store.hosts(after.tenantId, { moveState: ['observing'] }, { top: 20 });
    expect(newest.value).toHaveLength(servers);
    await expectInvariantsAtTheEnd(after);
  } finally {
    await store.close();
  }
});

test('I4 I10 a start that was granted and never sent goes back to the queue: old verdicts start nothing, and nothing failed', async () => {
  await using world = await aWorld({ seed, estate });
  const { context, store, tenantId } = world;
  await world.start('S0001-DC1');
  const [tenant, connection] = await Promise.all([store.tenant(tenantId), store.connection(tenantId)]);
  if (!tenant) throw new Error('There is no tenant.');
  // The engine ends here: the grant is recorded with its request, and the request has not left.
  const now = world.twin.clock.now();
  const agenda = await store.agenda({ tenantId, tenantNow: now, machineNow: now });
  expect(await grantStarts(context, tenant, await lookThroughQueues(context, tenant, connection, agenda))).toBe(1);
  world.twin.clock.advanceBy(40 * minuteMs);
  world.twin.step();
  await world.turn({ minutes: 45 });
  expect(await world.newestMove('S0001-DC1')).toMatchObject({ attempt: 1, state: { kind: 'observing' } });
  const settled = await store.events(tenantId, { kinds: ['effect-settled'] }, 10);
  expect(settled.map((event) => event.payload)).toMatchObject([
    { state: 'withdrawn', moves: [{ event: 'withdrawn', because: 'verdict-outdated' }] },
    { state: 'done', moves: [{ event: 'accepted' }] },
  ]);
  expect(world.twin.ledger().servers[0]?.migrateCalls).toBe(1);
  await expectInvariantsAtTheEnd(world);
});
