import { afterAll, beforeAll, expect, test } from 'vitest';
import { seededIdentity } from '../../src/engine/identity.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { openPlayedStore } from '../support/played-stores.ts';
import { aWorld, worldStartAt } from '../support/world.ts';

let store: Store;
beforeAll(async () => {
  store = await openPlayedStore(seededIdentity('tasks'), () => worldStartAt);
});
afterAll(() => store.close());

const open = { kind: ['accept-feature-loss'], state: ['open'] } as const;

test('S3-20 what a tenant has to accept is asked for as soon as the lists are read, before anybody checks, and once', async () => {
  await using world = await aWorld({ store, seed: 701, isUndeclared: true });
  const { control, tenantId } = world;
  const version = (await store.tenant(tenantId))?.version ?? 0;
  await control.changeTenant('user:test', tenantId, { usesVpnIntegration: false, usesSyslog: true }, version);
  await world.turn({ minutes: 2 });
  const { value } = await store.tasks(tenantId, open, { top: 5 });
  expect(value.map((task) => task.title)).toEqual(['Sensor v3.x has no syslog notifications: accept the loss?']);
  await world.decide('accept-feature-loss', 'accept');
  await control.check('user:test', tenantId, 'all', true);
  await world.turn({ minutes: 2 });
  expect((await store.tasks(tenantId, open, { top: 5 })).value).toEqual([]);
  expect((await control.verifyLog(tenantId)).differences).toEqual([]);
});

test('S3-20 a tenant that uses nothing of what is lost is asked nothing', async () => {
  await using world = await aWorld({ store, seed: 702 });
  await world.turn({ minutes: 2 });
  expect((await store.tasks(world.tenantId, open, { top: 5 })).value).toEqual([]);
});
