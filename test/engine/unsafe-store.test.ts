import { describe, expect, test } from 'vitest';
import { createControl } from '../../src/engine/create-control.ts';
import { aWorld, type World } from '../support/world.ts';

const actor = 'user:test';
const because = 'The change is approved.';

/** A tenant whose connection leads to a cloud that is not on this machine; nothing is ever sent there. */
async function connectedElsewhere({ control, tenantId }: World): Promise<void> {
  await control.moveConnection(actor, tenantId, 'https://graph.example');
  await control.setArmed(actor, tenantId, false, because);
}

/** The same engine on a store of another kind. */
function on(world: World, kind: 'local' | 'server' | 'disk') {
  const store = { ...world.store, description: { kind, where: 'somewhere' } };
  return createControl({ ...world.context, store });
}

describe('a store that may forget what it acknowledged', () => {
  test.each(['disk', 'memory'] as const)('decision 2: arms no connection to a real cloud (%s)', async (kind) => {
    await using world = await aWorld();
    await connectedElsewhere(world);
    const control = kind === 'memory' ? world.control : on(world, kind);
    await expect(control.setArmed(actor, world.tenantId, true, because)).rejects.toMatchObject({
      code: 'store-unsafe',
      message: expect.stringContaining('https://graph.example'),
    });
    expect(await world.store.connection(world.tenantId)).toMatchObject({ isArmed: false });
  });

  test('decision 2: arms it for whoever accepts that by name, and the log tells of it', async () => {
    await using world = await aWorld();
    await connectedElsewhere(world);
    const armed = await world.control.setArmed(actor, world.tenantId, true, because, true);
    expect(armed).toMatchObject({ isArmed: true, acceptsUnsafeStore: true });
    const told = await world.store.events(world.tenantId, { kinds: ['connection-changed'] }, 10);
    expect(told.at(-1)).toMatchObject({ payload: { isArmed: true, acceptsUnsafeStore: true } });
  });

  test('decision 2: what was accepted ends when the connection is made read-only', async () => {
    await using world = await aWorld();
    await connectedElsewhere(world);
    await world.control.setArmed(actor, world.tenantId, true, because, true);
    const disarmed = await world.control.setArmed(actor, world.tenantId, false, because);
    expect(disarmed.acceptsUnsafeStore).toBeUndefined();
    await expect(world.control.setArmed(actor, world.tenantId, true, because)).rejects.toMatchObject({
      code: 'store-unsafe',
    });
  });

  test('decision 2: a plan is not applied on it where the store was armed elsewhere and copied', async () => {
    await using world = await aWorld();
    const plan = await world.control.makePlan(actor, world.tenantId, { selector: 'all', demand: 'service' });
    await connectedElsewhere(world);
    await on(world, 'server').setArmed(actor, world.tenantId, true, because);
    const applied = world.control.apply(actor, world.tenantId, plan, false);
    await expect(applied).rejects.toMatchObject({ code: 'store-unsafe' });
    expect(await world.store.campaigns(world.tenantId)).toEqual([]);
  });

  test('serves a twin on this machine as before', async () => {
    await using world = await aWorld();
    expect(await world.store.connection(world.tenantId)).toMatchObject({ isArmed: true });
  });

  test.each(['local', 'server'] as const)('is none that keeps its word: %s arms as ever', async (kind) => {
    await using world = await aWorld();
    await connectedElsewhere(world);
    const armed = await on(world, kind).setArmed(actor, world.tenantId, true, because);
    expect(armed).toMatchObject({ isArmed: true });
    expect(armed.acceptsUnsafeStore).toBeUndefined();
  });
});
