import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeToken } from '../../src/api/secret.ts';
import { buildApi } from '../../src/api/server.ts';
import { checkCatalogue } from '../../src/main/check-catalogue.ts';
import { aWorld, type World } from '../support/world.ts';
import { ask, browserOf, cheap, testIdentity } from './world.ts';

/* The sample bank, an operator and a viewer, and somebody who sees one of its sites. */
let world: World;
let app: FastifyInstance;
const tokens = { operator: '', viewer: '' };
let berlin: Record<string, string> = {};
const because = 'The racks of the site are moved.';

beforeAll(async () => {
  world = await aWorld();
  const { store, control, context, tenantId } = world;
  const { clocks } = context;
  const options = { passwordCost: cheap, signInsPerMinute: 1_000 };
  app = await buildApi({ control, clocks, identity: testIdentity, catalogue: checkCatalogue, version: '0', options });
  const given = { store, identity: testIdentity, machineNow: clocks.machineNow };
  const make = async (role: 'administrator' | 'operator' | 'viewer') =>
    (await makeToken(given, { name: role, role, tenantId: null, days: 1, createdBy: 'os:tester', tokenId: role }))
      .secret;
  for (const role of ['operator', 'viewer'] as const) tokens[role] = await make(role);
  const person = { name: 'anna', role: 'operator', tenantId, hosts: 'site:Berlin', password: 'correct horse battery' };
  await ask(app, 'POST', '/people', { token: await make('administrator'), body: person });
  berlin = browserOf(await ask(app, 'POST', '/sessions', { body: { name: 'anna', password: person.password } }));
}, 60_000);
afterAll(async () => {
  await app?.close();
  await world?.[Symbol.asyncDispose]();
});

async function order(
  verb: 'hold' | 'release',
  more: { name?: string; etag?: string; token?: string; dryRun?: boolean } = {},
) {
  const { name = 'BER-DC1', token = tokens.operator, dryRun = false } = more;
  const etag = more.etag ?? String((await ask(app, 'GET', `/servers/${name}`, { token })).headers.etag);
  const path = `/servers/${name}/${verb}${dryRun ? '?dryRun=true' : ''}`;
  return ask(app, 'POST', path, { token, body: { because }, headers: { 'if-match': etag } });
}

test('portal 4.3 an operator holds a server and releases it; the list, the server and the log say who and why', async () => {
  const looked = String((await ask(app, 'GET', '/servers/BER-DC1', { token: tokens.operator })).headers.etag);
  const tried = await order('hold', { dryRun: true });
  expect(tried.body).toMatchObject({
    isDryRun: true,
    isChanged: true,
    underWay: 'nothing',
    server: { hold: { because } },
  });
  const held = await order('hold');
  expect(held.status).toBe(200);
  const hold = { by: 'token:operator', because, since: expect.stringContaining('2026-') };
  expect(held.body).toMatchObject({ isDryRun: false, isChanged: true, server: { name: 'BER-DC1', hold } });
  const list = await ask(app, 'GET', '/servers?search=BER-DC1', { token: tokens.viewer });
  expect(list.body.value).toMatchObject([{ hold }]);
  expect((await order('hold')).body).toMatchObject({ isChanged: false, server: { hold } });
  expect((await order('release', { etag: looked })).body).toMatchObject({ status: 412, code: 'version-outdated' });
  expect((await order('release')).body).toMatchObject({ isChanged: true, server: { hold: null } });
  const { id } = held.body.server;
  const log = await ask(app, 'GET', `/log?subjectType=host&subjectId=${id}&top=9`, { token: tokens.viewer });
  const told = log.body.value.filter(({ kind }: { kind: string }) => kind === 'host-held' || kind === 'host-released');
  expect(told.map(({ sentence }: { sentence: string }) => sentence).sort()).toEqual([
    `token:operator held the server BER-DC1: no start of it is sent until somebody releases it. Reason: ${because}`,
    `token:operator released the server BER-DC1, which was held. Reason: ${because}`,
  ]);
});

test('portal 4.3 a viewer holds nobody, nobody holds without a reason or without having looked, and not what one does not see', async () => {
  expect((await order('hold', { token: tokens.viewer })).status).toBe(403);
  const path = '/servers/BER-DC1/hold';
  const { token, headers } = { token: tokens.operator, headers: { 'if-match': '"1"' } };
  for (const body of [{}, { because: '  ' }, { because: 'x'.repeat(1_001) }])
    expect((await ask(app, 'POST', path, { token, headers, body })).body).toMatchObject({ code: 'request-invalid' });
  expect((await ask(app, 'POST', path, { token, body: { because } })).body).toMatchObject({ code: 'if-match-missing' });
  const away = await ask(app, 'POST', '/servers/MUC-DC2/hold', {
    headers: { ...berlin, ...headers },
    body: { because },
  });
  expect(away.body).toMatchObject({ status: 404, code: 'not-found' });
  const own = await ask(app, 'GET', '/servers/BER-DC2', { headers: berlin });
  const held = await ask(app, 'POST', '/servers/BER-DC2/hold', {
    headers: { ...berlin, 'if-match': String(own.headers.etag) },
    body: { because },
  });
  expect(held.body).toMatchObject({ isChanged: true, server: { hold: { by: 'user:anna' } } });
});
