import { expect, test } from 'vitest';
import { problem as problemShape } from '../../src/contract/words.ts';
import { Retryable } from '../../src/domain/problem.ts';
import { problems } from '../../src/domain/problem-catalogue.ts';
import { aPrincipal, ask, aWorld, startAt, storeOfFile, type WorldOptions } from './world.ts';

const store = storeOfFile();
const trusted = (): WorldOptions => ({ api: { trust: () => aPrincipal() } });

test('every refusal is problem+json with the code, title and remedy of the one catalogue', async () => {
  const world = await aWorld(store(), trusted());
  const answer = await ask(world.app, 'GET', '/servers/NO-SUCH', { tenant: world.tenantId });
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  const found = problemShape.parse(answer.body);
  expect(found).toMatchObject({ code: 'not-found', status: 404, type: 'urn:changeguard:problem:not-found' });
  expect([found.title, found.remedy]).toEqual([problems['not-found'].title, problems['not-found'].remedy]);
  expect(found.instance).toBe(`urn:uuid:${answer.headers['x-request-id']}`);
  await world.close();
});

test('where no tenant is named, a caller of several hears that, and one of none how to make one', async () => {
  const world = await aWorld(store(), trusted());
  const several = await ask(world.app, 'GET', '/servers');
  expect([several.status, several.body.code]).toEqual([400, 'tenant-unnamed']);
  expect(several.body.errors.map((error: { at: string }) => error.at)).toEqual(['changeguard-tenant']);
  expect(several.body.remedy).toMatch(/--tenant.*Changeguard-Tenant/);
  await world.close();
  const nobody = { ...store(), tenants: async () => [] };
  const empty = await aWorld(store(), { ...trusted(), control: (control) => ({ ...control, store: nobody }) });
  const none = await ask(empty.app, 'GET', '/servers');
  expect([none.status, none.body.code]).toEqual([404, 'tenant-missing']);
  expect(none.body.remedy).toMatch(/tenant create.*connect add/);
  await empty.close();
});

test('an address that does not exist is 404, a method that does not exist is 405 with the ones that do', async () => {
  const world = await aWorld(store(), trusted());
  for (const path of ['/nothing', '/api/v1', '/api/v2/servers', '/api/v1/servers/a/b'])
    expect((await ask(world.app, 'GET', path.startsWith('/api') ? path : `/api/v1${path}`)).body.code).toBe(
      'not-found',
    );
  const answer = await ask(world.app, 'PUT', '/connection', { body: {} });
  expect([answer.status, answer.body.code, answer.headers.allow]).toEqual([405, 'method-not-allowed', 'GET, POST']);
  expect((await ask(world.app, 'DELETE', '/servers/x')).headers.allow).toBe('GET');
  await world.close();
});

test('a request of the wrong shape names every wrong member', async () => {
  const world = await aWorld(store(), trusted());
  const { tenantId: tenant } = world;
  const body = await ask(world.app, 'POST', '/plans', {
    tenant,
    body: { selector: 7, rules: { caps: { inFlight: 0 } } },
  });
  expect(body.status).toBe(400);
  expect(body.body.code).toBe('request-invalid');
  expect(body.body.errors.map((error: { at: string }) => error.at)).toEqual([
    'body.selector',
    'body.rules.caps.inFlight',
  ]);
  const query = await ask(world.app, 'GET', '/servers?state=sleeping&top=0', { tenant });
  expect(query.body.errors.map((error: { at: string }) => error.at)).toEqual([
    'querystring.top',
    'querystring.state.0',
  ]);
  await world.close();
});

test('a body that is no JSON, of another kind, or too large is refused as such', async () => {
  const world = await aWorld(store(), { api: { ...trusted().api, options: { jsonBytes: 200, evidenceBytes: 400 } } });
  const { tenantId: tenant } = world;
  const send = (type: string, payload: string, url = '/api/v1/plans') =>
    world.app.inject({
      method: 'POST',
      url,
      headers: { 'content-type': type, 'changeguard-tenant': tenant, 'idempotency-key': 'size' },
      payload,
    });
  expect((await send('application/json', '{"selector":')).json()).toMatchObject({
    code: 'request-invalid',
    status: 400,
  });
  expect((await send('application/xml', '<a/>')).json()).toMatchObject({ code: 'media-type-unsupported', status: 415 });
  const large = JSON.stringify({ selector: 'x'.repeat(300) });
  expect((await send('application/json', large)).json()).toMatchObject({ code: 'payload-too-large', status: 413 });
  const evidence = await send('application/octet-stream', 'x'.repeat(401), '/api/v1/evidence');
  expect(evidence.json()).toMatchObject({ code: 'payload-too-large', status: 413 });
  await world.close();
});

test('evidence is read byte for byte, also when its Content-Type says JSON', async () => {
  const seen: string[] = [];
  const world = await aWorld(store(), {
    ...trusted(),
    control: (control) => ({
      ...control,
      importEvidence: (actor, tenantId, upload) => {
        seen.push(new TextDecoder().decode(upload.bytes));
        return control.importEvidence(actor, tenantId, upload);
      },
    }),
  });
  for (const type of ['application/json', 'text/csv', 'application/octet-stream']) {
    await world.app.inject({
      method: 'POST',
      url: '/api/v1/evidence?dryRun=true',
      headers: { 'content-type': type, 'changeguard-tenant': world.tenantId, 'idempotency-key': type },
      payload: '{ "odd":1 }\n',
    });
  }
  expect(seen).toEqual(['{ "odd":1 }\n', '{ "odd":1 }\n', '{ "odd":1 }\n']);
  await world.close();
});

test('an unexpected error tells the id of the request and nothing of what broke', async () => {
  const world = await aWorld(store(), {
    ...trusted(),
    control: (control) => ({ ...control, status: () => Promise.reject(new Error('password=hunter2 in /srv/secret')) }),
  });
  const answer = await ask(world.app, 'GET', '/status', { tenant: world.tenantId });
  expect([answer.status, answer.body.code]).toEqual([500, 'internal-error']);
  expect(answer.body.detail).toContain(String(answer.headers['x-request-id']));
  expect(answer.text).not.toMatch(/hunter2|secret|at .*\.ts/);
  await world.close();
});

test('what time heals is 503 with Retry-After on the clock of the tenant', async () => {
  const failures = [
    new Retryable('connection-throttled', 'Slow down.', { until: startAt + 90_500 }),
    new Retryable('store-unavailable', 'The database is away.'),
  ];
  const world = await aWorld(store(), {
    ...trusted(),
    control: (control) => ({ ...control, status: () => Promise.reject(failures.shift()) }),
  });
  const first = await ask(world.app, 'GET', '/status', { tenant: world.tenantId });
  expect([first.status, first.body.code, first.headers['retry-after'], first.body.retryAfter]).toEqual([
    503,
    'connection-throttled',
    '91',
    91,
  ]);
  const second = await ask(world.app, 'GET', '/status', { tenant: world.tenantId });
  expect([second.status, second.body.code, second.headers['retry-after']]).toEqual([503, 'store-unavailable', '5']);
  await world.close();
});

test('an answer never carries a member that the contract does not declare', async () => {
  const world = await aWorld(store(), {
    ...trusted(),
    control: (control) => ({
      ...control,
      diagnoseConnection: async () => [{ what: 'a', verdict: 'pass', detail: 'b', clientSecret: 'hunter2' } as never],
    }),
  });
  const answer = await ask(world.app, 'GET', '/connection/diagnosis', { tenant: world.tenantId });
  expect(answer.body).toEqual({ value: [{ what: 'a', verdict: 'pass', detail: 'b' }] });
  const list = await ask(world.app, 'GET', '/tokens');
  expect(list.text).not.toContain('secretHash');
  await world.close();
});

test('every answer carries headers that keep a browser from doing anything with it', async () => {
  const world = await aWorld(store(), trusted());
  const answer = await ask(world.app, 'GET', '/me');
  expect(answer.headers['content-security-policy']).toMatch(/default-src 'none'/);
  expect(answer.headers['content-security-policy']).toMatch(/frame-ancestors 'none'/);
  expect(answer.headers['x-content-type-options']).toBe('nosniff');
  expect(answer.headers['x-request-id']).toMatch(/./);
  await world.close();
});
