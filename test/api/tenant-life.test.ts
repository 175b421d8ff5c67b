import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Route, type RouteName, routes } from '../../src/contract/routes.ts';
import { verifyExport } from '../../src/main/verify-export.ts';
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
  const world = await aWorld(store(), { api: { options } });
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
  const found = await verifyExport(path, () => undefined);
  expect(found).toMatchObject({ isSound: true, tenant: { id: world.tenantId }, log: { head: { seq: 2 } } });
  rmSync(folder, { recursive: true, force: true });
  const [told] = await world.store.events(world.tenantId, { newestFirst: true }, 1);
  expect(told).toMatchObject({ kind: 'access-changed', payload: { what: 'tenant-exported' } });
  await world.close();
});
