import { expect, test } from 'vitest';
import type { EngineContext } from '../../src/engine/context.ts';
import { knownCampaigns } from '../../src/engine/known-campaigns.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { tick } from '../../src/engine/tick.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { aWorld, type World } from '../support/world.ts';

/* What a worker knows of campaigns from before: whatever others write shows, and what nobody wrote is not read again. */

/** Another process on the same store, as far as a context is one. It tells what it asks. */
function another({ context, store }: World): { readonly own: EngineContext; readonly asked: string[] } {
  const asked: string[] = [];
  const told: Store = new Proxy(store, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => {
        asked.push(String(name));
        return member.apply(target, args);
      };
    },
  });
  return { own: { ...context, store: told, worker: 'another' }, asked };
}

async function look(world: World, own: EngineContext) {
  const now = world.twin.clock.now();
  const agenda = await world.store.agenda({ tenantId: world.tenantId, tenantNow: now, machineNow: now });
  return knownCampaigns(own, world.tenantId, agenda);
}

test('I6 what another process wrote of a campaign is known at the next look, and what nobody changed is not read again', async () => {
  await using world = await aWorld({ seed: 1, estate: estateOf({ hosts: 12, seed: 1, troubledShare: 0 }) });
  const campaignId = await world.start('all', { cap: 2 });
  const { own, asked } = another(world);
  const first = await look(world, own);
  expect(first.campaigns).toEqual(await world.store.campaigns(world.tenantId));
  expect(first.unfinished.get(campaignId)).toEqual({ campaignId, isWaiting: true, isActive: true });
  expect(asked.sort()).toEqual(['campaigns', 'tasks', 'unfinished']);

  asked.length = 0;
  expect(await look(world, own)).toBe(first);
  expect(asked).toEqual([]);

  // Slots are given, which changes no version of the campaign.
  await world.turn({ minutes: 2 });
  const given = await look(world, own);
  expect(given.campaigns[0]?.inFlight).toBe(2);
  expect(given.campaigns).toEqual(await world.store.campaigns(world.tenantId));

  const order = { verb: 'stop', because: 'The test says so.' } as const;
  await world.control.hold('user:test', world.tenantId, campaignId, order, false);
  const stopped = await look(world, own);
  expect(stopped.campaigns).toEqual(await world.store.campaigns(world.tenantId));
  expect(stopped.campaigns[0]?.state).not.toBe('running');
});

test('a tick in which nothing is due asks for nothing but the tenant, its connection and the agenda, whatever there is of campaigns and moves', async () => {
  await using world = await aWorld({ seed: 1, estate: estateOf({ hosts: 12, seed: 1, troubledShare: 0 }) });
  await world.start('all', { cap: 12, rules: { floor: { servers: 0 } } });
  await world.turn({ days: 2 });
  const { own, asked } = another(world);
  // A worker that knows nothing yet searches and judges at its first looks, because it cannot know when that was done last.
  await tick(own, world.tenantId);
  await tick(own, world.tenantId);
  asked.length = 0;
  await tick(own, world.tenantId);
  expect(asked.filter((name) => !['tenant', 'connection', 'agenda'].includes(name))).toEqual([]);
});
