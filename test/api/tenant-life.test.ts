import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Route, type RouteName, routes } from '../../src/contract/routes.ts';
import { installationLog } from '../../src/domain/ids.ts';
import { verifyExport } from '../../src/main/verify-export.ts';
import { fixedReportKeys } from '../support/report-key.ts';
import { routeSamples } from './route-samples.ts';
import { ask, aWorld, cheap, storeOfFile } from './world.ts';

const store = storeOfFile();
const options = { signInsPerMinute: 10_000, passwordCost: cheap };
const because = 'The contract ended';

test('whatever is asked of an archived tenant, nothing of it changes, and what would change it is refused with a remedy', async () => {
  const world = await aWorld(store(), { api: { options } });
  const token = await world.token('administrator', null);
  const tenant = world.tenantId;
  await ask(world.app, 'POST', '/connection', { token, tenant, body: routeSamples.connect.body });
  const archived = await ask(world.app, 'POST', '/tenant/archive', { token, tenant, body: { because } });
  expect(archived.body).toMatchObject({ archivedAt: expect.any(String) });
  const head = await world.store.logHead(world.tenantId);
  const refused: string[] = [];
  for (const name of Object.keys(routes) as RouteName[]) {
    const route: Route = routes[name];
    if (route.scope !== 'tenant' || name === 'reopenTenant') continue;
    const { id = '', body } = routeSamples[name];
    const headers = route.ifMatch ? { 'if-match': `"${archived.body.version}"` } : {};
    const given = { token, tenant, headers, ...(body === undefined ? {} : { body }) };
    const answer = await ask(world.app, route.method, route.path.replace('{id}', id), given);
    if (answer.body?.code === 'tenant-archived') refused.push(name);
    else expect([name, answer.status < 500 || answer.status === 502]).toEqual([name, true]);
  }
  expect(await world.store.logHead(world.tenantId)).toEqual(head);
  const changes = (Object.keys(routes) as RouteName[]).filter((name) => {
    const { scope, method, archived, role }: Route = routes[name];
    return scope === 'tenant' && method !== 'GET' && !archived && role !== 'upload';
  });
  expect(refused.sort()).toEqual([...changes, 'diagnoseConnection'].sort());
  const shown = await ask(world.app, 'GET', '/tenant', { token, tenant });
  expect(shown.body).toMatchObject({ archivedAt: archived.body.archivedAt });
  await world.close();
});

test('a tenant is deleted by its typed name, with a reason, and is nowhere then but in the log of the installation', async () => {
  const world = await aWorld(store(), { api: { options } });
  const token = await world.token('administrator', null);
  const { tenantId } = world;
  const own = await world.token('administrator', tenantId);
  const remove = (name: string, reason = because) =>
    ask(world.app, 'POST', `/tenants/${tenantId}/delete`, { token, body: { name, because: reason } });
  expect((await remove('Bank of Tests')).body.code).toBe('tenant-not-archived');
  // Its own administrator puts it away.
  const archived = await ask(world.app, 'POST', '/tenant/archive', { token: own, body: { because } });
  expect(archived.status).toBe(200);
  expect((await remove('bank of tests')).body.code).toBe('tenant-name-differs');
  expect((await remove('Bank of Tests', 'x')).body.code).toBe('request-invalid');
  const before = await world.store.logHead(tenantId);
  expect((await remove('Bank of Tests')).status).toBe(204);

  expect((await ask(world.app, 'GET', '/tenant', { token, tenant: tenantId })).body.code).toBe('not-found');
  expect((await ask(world.app, 'GET', '/tenant', { token: own })).body.code).toBe('sign-in-required');
  const listed = await ask(world.app, 'GET', '/tenants', { token });
  expect(listed.text).not.toContain(tenantId);
  const [entry] = (await ask(world.app, 'GET', '/installation/log', { token })).body.value;
  expect(entry).toMatchObject({ kind: 'tenant-deleted', subjectId: tenantId, payload: { head: before } });
  expect(entry.sentence).toContain(`deleted the tenant Bank of Tests with everything of it. Reason: ${because}`);
  const proved = await ask(world.app, 'GET', '/installation/log/verification', { token });
  expect(proved.body).toMatchObject({ isIntact: true, viewsAgree: true });
  expect((await remove('Bank of Tests')).body.code).toBe('not-found');
  await world.close();
});

test('an export comes as a file that proves itself, and who took it along is in the log', async () => {
  const keys = fixedReportKeys();
  const world = await aWorld(store(), { api: { options, reportKeys: keys } });
  const own = await world.token('administrator', world.tenantId);
  const answer = await world.app.inject({
    method: 'GET',
    url: '/api/v1/tenant/export',
    headers: { authorization: `Bearer ${own}` },
  });
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['content-disposition']).toBe('attachment; filename="tenant-bank-of-tests.jsonl.gz"');
  const folder = mkdtempSync(join(tmpdir(), 'cg-export-'));
  const path = join(folder, 'tenant.jsonl.gz');
  writeFileSync(path, answer.rawPayload);
  const { fingerprint } = await keys.current(world.tenantId);
  const found = await verifyExport(path, { key: fingerprint }, () => undefined);
  expect(found).toMatchObject({
    isSound: true,
    tenant: { id: world.tenantId },
    log: { head: { seq: 3 } },
    signature: { isGood: true, isExpected: true, inLogSince: new Date(world.tenantClock.now).toISOString() },
  });
  rmSync(folder, { recursive: true, force: true });
  const [told] = await world.store.events(world.tenantId, { newestFirst: true }, 1);
  expect(told).toMatchObject({ kind: 'access-changed', payload: { what: 'tenant-exported' } });
  await world.close();
});

test('an archived tenant is exported too; the log of the installation knows the key, and the list of keys', async () => {
  const keys = fixedReportKeys();
  const world = await aWorld(store(), { api: { options, reportKeys: keys } });
  const token = await world.token('administrator', null);
  const tenant = world.tenantId;
  const put = { token, tenant, body: { because: 'The contract ended.' } };
  expect((await ask(world.app, 'POST', '/tenant/archive', put)).status).toBe(200);
  const head = await world.store.logHead(tenant);
  for (const _ of [1, 2]) expect((await ask(world.app, 'GET', '/tenant/export', { token, tenant })).status).toBe(200);
  expect(await world.store.logHead(tenant)).toEqual(head);
  const { fingerprint } = await keys.current(tenant);
  const about = { kinds: ['report-key-made'], subjectType: 'tenant', subjectId: tenant };
  const told = await world.store.events(installationLog, about, 9);
  expect(told.map(({ payload }) => payload)).toMatchObject([{ fingerprint }]);
  const listed = await ask(world.app, 'GET', '/report-keys', { token, tenant });
  expect(listed.body.value).toMatchObject([{ fingerprint, isCurrent: true }]);
  await world.close();
});

test('a server that keeps no keys exports nothing, and says why', async () => {
  const world = await aWorld(store(), { api: { options } });
  const token = await world.token('administrator', null);
  const answer = await ask(world.app, 'GET', '/tenant/export', { token, tenant: world.tenantId });
  expect(answer.body.code).toBe('report-key-unusable');
  await world.close();
});
