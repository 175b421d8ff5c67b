import { expect, test } from 'vitest';
import { readText } from '../support/modules.ts';
import { ask, aWorld, storeOfFile } from './world.ts';

const store = storeOfFile();

test('healthz answers without a credential and without the database; readyz asks database and engine', async () => {
  let isTicking = true;
  let isAway = false;
  const world = await aWorld(store(), {
    api: { engine: () => ({ isTicking, detail: 'The engine has not looked for 5 min.' }) },
    control: (control) => ({
      ...control,
      store: { ...control.store, ping: () => (isAway ? Promise.reject(new Error('away')) : control.store.ping()) },
    }),
  });
  const get = async (url: string) => (await world.app.inject({ url })).statusCode;
  expect([await get('/healthz'), await get('/readyz')]).toEqual([200, 200]);
  isTicking = false;
  const stalled = await world.app.inject({ url: '/readyz' });
  expect(stalled.json()).toMatchObject({
    status: 503,
    code: 'not-ready',
    detail: 'The engine has not looked for 5 min.',
  });
  [isTicking, isAway] = [true, true];
  expect([await get('/healthz'), await get('/readyz')]).toEqual([200, 503]);
  await world.close();
});

test('I18 metrics need a credential of the installation, and name no tenant, server or address', async () => {
  const world = await aWorld(store());
  const all = await world.token('viewer', null);
  const one = await world.token('administrator', world.tenantId);
  await ask(world.app, 'GET', '/servers/NO-SUCH-DC', { token: one });
  expect((await world.app.inject({ url: '/metrics' })).statusCode).toBe(401);
  expect((await ask(world.app, 'GET', '/metrics', { token: one })).status).toBe(403);
  const answer = await ask(world.app, 'GET', '/metrics', { token: all });
  expect(answer.status).toBe(200);
  expect(answer.text).toMatch(
    /changeguard_http_request_duration_seconds_count\{method="GET",route="\/api\/v1\/servers\/:id",status="404"\} 1/,
  );
  expect(answer.text).not.toMatch(/NO-SUCH-DC|Bank of Tests|127\.0\.0\.1/);
  await world.close();
});

test('what the shipped dashboard and rules ask for is measured, with the labels that they go by', async () => {
  const world = await aWorld(store());
  const { text } = await ask(world.app, 'GET', '/metrics', { token: await world.token('viewer', null) });
  const measured = new Set([...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name]) => name));
  const asked = [readText('deploy/dashboard.json'), readText('deploy/alerts.yml')].join('\n');
  const names = [...asked.matchAll(/\b(?:changeguard|process)_\w+/g)].map(([name]) => name.replace(/_bucket$/, ''));
  expect(new Set(names).size).toBeGreaterThan(8);
  expect(names.filter((name) => !measured.has(name))).toEqual([]);
  expect(text).toMatch(/^changeguard_engine_looks 1$/m);
  await world.close();
});

test('how far each collector of the audit has got, and whether it fails, is measured', async () => {
  const audit = () => [
    { name: 'siem', lag: 7, problem: 'The collector siem:6514 did not get the audit.' },
    { name: 'archive', lag: 0, problem: undefined },
  ];
  const world = await aWorld(store(), { api: { audit } });
  const { text } = await ask(world.app, 'GET', '/metrics', { token: await world.token('viewer', null) });
  expect(text).toMatch(/^changeguard_audit_lag_links\{collector="siem"\} 7$/m);
  expect(text).toMatch(/^changeguard_audit_failing\{collector="siem"\} 1$/m);
  expect(text).toMatch(/^changeguard_audit_failing\{collector="archive"\} 0$/m);
  await world.close();
});

test('figures that could not be counted are asked for again, and old ones are not told in their place', async () => {
  let isAway = true;
  const world = await aWorld(store(), {
    control: (control) => ({
      ...control,
      store: {
        ...control.store,
        figures: (tenants) => (isAway ? Promise.reject(new Error('away')) : control.store.figures(tenants)),
      },
    }),
  });
  const token = await world.token('viewer', null);
  const asked = async () => (await ask(world.app, 'GET', '/metrics', { token })).status;
  expect([await asked(), await asked()]).toEqual([500, 500]);
  isAway = false;
  expect(await asked()).toBe(200);
  await world.close();
});
