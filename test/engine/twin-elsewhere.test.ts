import { expect, test } from 'vitest';
import type { EngineContext } from '../../src/engine/context.ts';
import { createNotifier } from '../../src/engine/notifier.ts';
import { createRunner } from '../../src/engine/runner.ts';
import { tick } from '../../src/engine/tick.ts';
import { aWorld, type World } from '../support/world.ts';

/* A tenant that lives on the clock of a twin, and a process that does not have it: here the one whose clocks know nothing of the tenant. */

async function aWorldElsewhere(): Promise<World> {
  const world = await aWorld({ seed: 11 });
  await world.store.markTwin(world.tenantId, '/srv/guard on guard1');
  return world;
}

/** The same process with a clock for the tenant. */
function withClock({ context, tenantId }: World): EngineContext {
  return { ...context, clocks: { ...context.clocks, isTurned: (id) => id === tenantId } };
}

test('nobody ticks a tenant by a clock that is not its own', async () => {
  await using world = await aWorldElsewhere();
  await expect(tick(world.context, world.tenantId)).rejects.toMatchObject({ code: 'twin-elsewhere' });
  await expect(tick(withClock(world), world.tenantId)).resolves.toBeTypeOf('boolean');
});

test('the loop passes it over, and looks on', async () => {
  await using world = await aWorldElsewhere();
  const { seq } = await world.store.logHead(world.tenantId);
  const { store, log } = world.context;
  let looks = 0;
  let lookedAgain: () => void = () => undefined;
  const secondLook = new Promise<void>((resolve) => {
    lookedAgain = resolve;
  });
  const tenants = async () => {
    looks += 1;
    if (looks === 2) lookedAgain();
    return store.tenants();
  };
  const told: string[] = [];
  const context = {
    ...world.context,
    store: { ...store, tenants },
    log: { ...log, error: (_: object, what: string) => told.push(what) },
  };
  const runner = createRunner(context as EngineContext);
  runner.start();
  await secondLook;
  await runner.stop();
  expect(told).toEqual([]);
  expect((await world.store.logHead(world.tenantId)).seq).toBe(seq);
});

test('a person who asks here is told where it is, and nothing is written', async () => {
  await using world = await aWorldElsewhere();
  const { control, tenantId, store } = world;
  const { seq } = await store.logHead(tenantId);
  const asked = control.check('user:test', tenantId, 'all', true);
  await expect(asked).rejects.toMatchObject({ code: 'twin-elsewhere' });
  await expect(asked).rejects.toThrow('/srv/guard on guard1');
  await expect(control.makePlan('user:test', tenantId, { selector: 'all', demand: 'service' })).rejects.toMatchObject({
    code: 'twin-elsewhere',
  });
  expect((await store.logHead(tenantId)).seq).toBe(seq);
});

test('I12 I16 the log is proved here as well, since no clock has to be asked for it', async () => {
  await using world = await aWorldElsewhere();
  const { control, tenantId, store } = world;
  const { links, breaks, differences } = await control.verifyLog(tenantId);
  expect({ links, breaks, differences }).toEqual({
    links: (await store.logHead(tenantId)).seq,
    breaks: [],
    differences: [],
  });
});

test('its receivers are told where its clock is known, and nowhere else', async () => {
  await using world = await aWorldElsewhere();
  const { store, tenantId, context } = world;
  let gatherings = 0;
  const receivers: typeof store.receivers = async (id) => {
    gatherings += 1;
    return store.receivers(id);
  };
  const row = { tenantId, twinAt: '/srv/guard on guard1', receiverId: 'r', hasNews: true, deadlinesAt: 0 };
  const receiversAtWork = async () => [{ ...row, noticeDueAt: null, messageDueAt: null, freeAt: 0 } as never];
  const watched = { ...store, receivers, receiversAtWork };
  const notify = { words: {}, messenger: {} } as never;
  await createNotifier({ ...context, store: watched, notify }).look();
  expect(gatherings).toBe(0);
  await createNotifier({ ...withClock(world), store: watched, notify }).look();
  expect(gatherings).toBeGreaterThan(0);
});
