import { expect, test } from 'vitest';
import { dayMs } from '../../src/domain/time.ts';
import { retentionOf, sweep } from '../../src/main/retention.ts';
import { openStore } from '../../src/store/open.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { testIdentity } from '../support/identity.ts';
import { aWorld } from '../support/world.ts';

test('without a wish everything is kept as usual, and a wish changes what it names', () => {
  expect(retentionOf(undefined)).toEqual({ answers: 7, 'upload-tokens': 7, messages: 30 });
  expect(retentionOf('log=400d')).toEqual({ answers: 7, 'upload-tokens': 7, messages: 30, log: 400 });
  expect(retentionOf('messages=90d, answers=1d')).toEqual({ answers: 1, 'upload-tokens': 7, messages: 90 });
});

test.each([
  'log=399d',
  'log=0d',
  'messages=30',
  'messages=1d',
  'answers=0d',
  'answers=99999d',
  'everything',
  'messages=-3d',
])('%s is refused: nothing that makes no sense is read as a limit', (text) => {
  expect(() => retentionOf(text)).toThrow(expect.objectContaining({ code: 'usage' }));
});

test('what is remembered of a request goes on the day that was asked for, and not before', async () => {
  const store = await openStore({ kind: 'memory' }, { identity: testIdentity, machineNow: () => 0 });
  await store.migrate();
  const request = { scope: 's', key: 'k', bodyHash: 'h' };
  const begun = 100 * dayMs;
  await store.beginRequest({ ...request, now: begun });
  await store.finishRequest('s', 'k', { status: 200, body: '{}' });
  const retention = retentionOf('answers=2d');
  await sweep(store, retention, begun + 2 * dayMs);
  expect(await store.beginRequest({ ...request, now: begun })).toMatchObject({ kind: 'answered' });
  await sweep(store, retention, begun + 2 * dayMs + 1);
  expect(await store.beginRequest({ ...request, now: begun })).toEqual({ kind: 'fresh' });
  await store.close();
});

test('I12 I16 of a campaign nothing is taken out, however old it is', async () => {
  await using world = await aWorld({ seed: 71, estate: estateOf({ hosts: 2, seed: 71, troubledShare: 0 }) });
  await world.start('all');
  await world.turn({ minutes: 30 });
  const { store, control, tenantId } = world;
  const [views, head] = [await store.views(tenantId), await store.logHead(tenantId)];
  await sweep(store, retentionOf('answers=1d,messages=7d'), world.twin.clock.now() + 3_650 * dayMs);
  expect(await store.views(tenantId)).toEqual(views);
  expect(await store.logHead(tenantId)).toEqual(head);
  expect(await control.verifyLog(tenantId)).toMatchObject({ breaks: [], differences: [] });
});
