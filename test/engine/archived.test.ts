import { expect, test } from 'vitest';
import { createRunner } from '../../src/engine/runner.ts';
import { tick } from '../../src/engine/tick.ts';
import { aWorld } from '../support/world.ts';

const because = 'The contract ended';

test('of an archived tenant nothing is read and nothing is written, however often it is looked at', async () => {
  const requests: string[] = [];
  await using world = await aWorld({ seed: 31, onRequest: (method, path) => requests.push(`${method} ${path}`) });
  const { control, store, tenantId, context } = world;
  await world.turn({ hours: 2 });
  await control.archiveTenant('user:test', tenantId, because);
  const [asked, head] = [requests.length, await store.logHead(tenantId)];
  await world.turn({ days: 2 });
  expect(await tick(context, tenantId)).toBe(true);
  await createRunner(context).exclusively(() => tick(context, tenantId));
  await control.check('user:test', tenantId, 'all', false);
  for (const read of [
    () => control.check('user:test', tenantId, 'all', true),
    () => control.verify('user:test', tenantId, 'all', true),
    () => control.diagnoseConnection(tenantId),
  ])
    await expect(read()).rejects.toMatchObject({ code: 'tenant-archived' });
  expect(requests.slice(asked)).toEqual([]);
  expect(await store.logHead(tenantId)).toEqual(head);
  expect((await control.verifyLog(tenantId)).differences).toEqual([]);
});

test('a tenant that is taken up again is read again, and nothing starts through it until it is armed', async () => {
  const requests: string[] = [];
  await using world = await aWorld({ seed: 32, onRequest: (method, path) => requests.push(`${method} ${path}`) });
  const { control, store, tenantId } = world;
  await control.archiveTenant('user:test', tenantId, because);
  await world.turn({ days: 1 });
  const asked = requests.length;
  await control.reopenTenant('user:test', tenantId, 'A second campaign');
  expect((await store.connection(tenantId))?.isArmed).toBe(false);
  await world.turn({ hours: 2 });
  expect(requests.length).toBeGreaterThan(asked);
  expect(await control.verifyLog(tenantId)).toMatchObject({ breaks: [], differences: [] });
  // Both of it stands in the log, with who and why.
  const told = await store.events(tenantId, { kinds: ['tenant-archived', 'tenant-reopened'] }, 9);
  expect(told.map((event) => [event.kind, event.personal.because?.value])).toEqual([
    ['tenant-archived', because],
    ['tenant-reopened', 'A second campaign'],
  ]);
});

test('a tenant in the middle of a campaign is not archived until the last server is committed or rolled back', async () => {
  await using world = await aWorld({ seed: 33 });
  const { control, tenantId } = world;
  await world.start('BER-DC1');
  const archived = () => control.archiveTenant('user:test', tenantId, because);
  await expect(archived()).rejects.toMatchObject({ code: 'tenant-busy' });
  await world.turn({ hours: 1 });
  await expect(archived()).rejects.toMatchObject({ code: 'tenant-busy', message: /under observation|in flight/ });
  await world.turn({ days: 8 });
  expect((await world.newestMove('BER-DC1')).state.kind).toBe('committed');
  expect((await archived()).archivedAt).toBeDefined();
});

test('what concerns access to an archived tenant stands in the log of the installation', async () => {
  await using world = await aWorld({ seed: 34 });
  const { control, store, tenantId } = world;
  await control.archiveTenant('user:test', tenantId, because);
  await control.recordAccess('user:test', tenantId, 'token-made', 'A token.');
  await control.recordAccess('user:test', null, 'token-made', 'A token for every tenant.');
  const log = 'installation' as typeof tenantId;
  const told = await store.events(log, {}, 9);
  expect(told.map((event) => event.personal.detail?.value)).toEqual(['A token.', 'A token for every tenant.']);
  expect((await control.verifyLog(log)).breaks).toEqual([]);
});
