import { expect, test } from 'vitest';
import { Retryable } from '../../src/domain/problem.ts';
import { aPrincipal, ask, aWorld, storeOfFile, type WorldOptions } from './world.ts';

const store = storeOfFile();
const trusted = (more: Partial<WorldOptions> = {}): WorldOptions => ({ api: { trust: () => aPrincipal() }, ...more });
const named = (tenants: readonly { name: string }[], name: string) => tenants.filter((tenant) => tenant.name === name);

test('a request with an effect and no Idempotency-Key is refused, one without an effect needs none', async () => {
  const world = await aWorld(store(), trusted());
  const headers = { 'changeguard-tenant': world.tenantId };
  const send = (url: string, payload: object) =>
    world.app.inject({ method: 'POST', url: `/api/v1${url}`, headers, payload });
  expect((await send('/tenants', { name: 'Keyless' })).json()).toMatchObject({
    status: 400,
    code: 'idempotency-key-missing',
  });
  expect(named(await world.store.tenants(), 'Keyless')).toEqual([]);
  expect((await send('/plans', { selector: 'all' })).json().code).toBe('plan-empty');
  await world.close();
});

test('I10 asked twice with one key it happens once, and the replay says that it is one', async () => {
  const world = await aWorld(store(), trusted());
  const request = { key: 'twice', body: { name: 'Made once' } };
  const first = await ask(world.app, 'POST', '/tenants', request);
  const second = await ask(world.app, 'POST', '/tenants', request);
  expect([first.status, first.headers['idempotency-replayed']]).toEqual([200, undefined]);
  expect([second.status, second.headers['idempotency-replayed']]).toEqual([200, 'true']);
  expect(second.text).toBe(first.text);
  expect(second.headers.etag).toBe(first.headers.etag);
  expect(named(await world.store.tenants(), 'Made once')).toHaveLength(1);
  await world.close();
});

test('I10 of twenty at once with one key one is done; the others get its answer or are told to wait', async () => {
  const world = await aWorld(store(), trusted());
  const request = { key: 'crowd', body: { name: 'Made in a crowd' } };
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask(world.app, 'POST', '/tenants', request)));
  expect(named(await world.store.tenants(), 'Made in a crowd')).toHaveLength(1);
  const done = answers.filter((answer) => answer.status === 200);
  const busy = answers.filter((answer) => answer.status !== 200);
  expect(new Set(done.map((answer) => answer.body.id)).size).toBe(1);
  expect(done.filter((answer) => answer.headers['idempotency-replayed'] === undefined)).toHaveLength(1);
  expect(busy.every((answer) => answer.status === 409 && answer.body.code === 'idempotency-key-busy')).toBe(true);
  const later = await ask(world.app, 'POST', '/tenants', request);
  expect([later.status, later.body.id]).toEqual([200, done[0]?.body.id]);
  await world.close();
});

test('a key with another body, or for another query, is refused with 422', async () => {
  const world = await aWorld(store(), trusted());
  await ask(world.app, 'POST', '/tenants', { key: 'other', body: { name: 'First' } });
  const second = await ask(world.app, 'POST', '/tenants', { key: 'other', body: { name: 'Second' } });
  expect([second.status, second.body.code]).toEqual([422, 'idempotency-key-reused']);
  const bytes = (text: string) => new TextEncoder().encode(text);
  const tenant = world.tenantId;
  await ask(world.app, 'POST', '/evidence?dryRun=true', { key: 'file', tenant, body: bytes('a') });
  const file = await ask(world.app, 'POST', '/evidence?dryRun=true', { key: 'file', tenant, body: bytes('b') });
  expect(file.status).toBe(422);
  const query = await ask(world.app, 'POST', '/evidence?dryRun=false', { key: 'file', tenant, body: bytes('a') });
  expect(query.status).toBe(422);
  await world.close();
});

test('I18 the same key of another credential, tenant or route is another key', async () => {
  const world = await aWorld(store());
  const mine = await world.token('administrator', world.tenantId);
  const theirs = await world.token('administrator', world.foreignId);
  const request = { key: 'shared', body: { name: 'ci', role: 'viewer' } };
  const [first, second] = [
    await ask(world.app, 'POST', '/tokens', { token: mine, ...request }),
    await ask(world.app, 'POST', '/tokens', { token: theirs, ...request }),
  ];
  expect([first.status, second.status]).toEqual([200, 200]);
  expect([first.body.tenantId, second.body.tenantId]).toEqual([world.tenantId, world.foreignId]);
  const check = { token: mine, key: 'shared', body: { selector: 'all', refresh: false } };
  expect((await ask(world.app, 'POST', '/checks', check)).status).toBe(200);
  await world.close();
});

test('a refusal is remembered like an answer', async () => {
  const world = await aWorld(store(), trusted());
  const request = { key: 'refused', tenant: world.tenantId, body: { because: 'too early' } };
  const first = await ask(world.app, 'POST', '/connection/arm', request);
  const second = await ask(world.app, 'POST', '/connection/arm', request);
  expect([first.status, first.body.code]).toEqual([409, 'connection-missing']);
  expect([second.status, second.headers['idempotency-replayed']]).toEqual([409, 'true']);
  expect(second.text).toBe(first.text);
  expect(second.headers['content-type']).toMatch(/^application\/problem\+json/);
  await world.close();
});

test('a failure of 5xx is not remembered: the same key may try again and is done once', async () => {
  let failures = 2;
  const world = await aWorld(
    store(),
    trusted({
      control: (control) => ({
        ...control,
        makeTenant: (actor, name) => {
          failures -= 1;
          if (failures === 1) throw new Retryable('store-unavailable', 'The database is away.');
          if (failures === 0) throw new Error('a bug');
          return control.makeTenant(actor, name);
        },
      }),
    }),
  );
  const request = { key: 'again', body: { name: 'After two failures' } };
  const statuses = [];
  for (let turn = 0; turn < 4; turn += 1) statuses.push((await ask(world.app, 'POST', '/tenants', request)).status);
  expect(statuses).toEqual([503, 500, 200, 200]);
  expect(named(await world.store.tenants(), 'After two failures')).toHaveLength(1);
  await world.close();
});

test('when the answer cannot be remembered the caller still gets it, and a retry is refused rather than done twice', async () => {
  const world = await aWorld(
    store(),
    trusted({
      control: (control) => ({
        ...control,
        store: { ...control.store, finishRequest: () => Promise.reject(new Error('the database went away')) },
      }),
    }),
  );
  const request = { key: 'unremembered', body: { name: 'Not remembered' } };
  expect((await ask(world.app, 'POST', '/tenants', request)).status).toBe(200);
  const second = await ask(world.app, 'POST', '/tenants', request);
  expect([second.status, second.body.code]).toEqual([409, 'idempotency-key-busy']);
  expect(named(await world.store.tenants(), 'Not remembered')).toHaveLength(1);
  await world.close();
});

test('a secret is shown once: the replay says so instead of repeating it', async () => {
  const remembered: string[] = [];
  const world = await aWorld(
    store(),
    trusted({
      control: (control) => ({
        ...control,
        store: {
          ...control.store,
          finishRequest: (scope, key, answer) => {
            remembered.push(JSON.stringify(answer));
            return control.store.finishRequest(scope, key, answer);
          },
        },
      }),
    }),
  );
  const token = { key: 'secret', body: { name: 'ci', role: 'viewer' } };
  const first = await ask(world.app, 'POST', '/tokens', token);
  const second = await ask(world.app, 'POST', '/tokens', token);
  expect(first.body.secret).toMatch(/^cg_/);
  expect([second.status, second.body.code]).toEqual([409, 'secret-shown-once']);
  const link = await ask(world.app, 'POST', '/sign-in-links', { key: 'link' });
  expect((await ask(world.app, 'POST', '/sign-in-links', { key: 'link' })).body.code).toBe('secret-shown-once');
  const secrets = [String(first.body.secret), String(link.body.link).split('#')[1] ?? ''];
  for (const secret of secrets) expect(remembered.join()).not.toContain(secret.split('_').at(-1));
  await world.close();
});
