import { beforeEach, describe, expect, test } from 'vitest';
import { hourMs, minuteMs } from '../../src/domain/time.ts';
import { ask, aWorld, browserOf, cheap, storeOfFile } from './world.ts';

const store = storeOfFile();
const password = 'correct horse battery';
let turn = 0;
let anna = '';
beforeEach(() => {
  turn += 1;
  anna = `anna${turn}`;
});

async function aWorldWithAnna(more: Record<string, unknown> = {}) {
  const world = await aWorld(store(), { api: { options: { signInsPerMinute: 10_000, passwordCost: cheap } } });
  const admin = await world.token('administrator', null);
  const body = { name: anna, role: 'operator', tenantId: world.tenantId, password, ...more };
  expect((await ask(world.app, 'POST', '/people', { token: admin, body })).status).toBe(200);
  const signIn = async (headers: Record<string, string> = {}) =>
    browserOf(await ask(world.app, 'POST', '/sessions', { body: { name: anna, password }, headers }));
  const me = (headers: Record<string, string>) => ask(world.app, 'GET', '/me', { headers });
  const change = (method: string, path: string, given?: unknown) =>
    ask(world.app, method, `/people/${anna}${path}`, { token: admin, ...(given === undefined ? {} : { body: given }) });
  return { world, admin, signIn, me, change };
}

test('X-09 signing in makes a new session and ends the one that the browser came with', async () => {
  const { world, signIn, me } = await aWorldWithAnna();
  const first = await signIn();
  const second = await signIn({ cookie: first.cookie });
  expect(second.cookie).not.toBe(first.cookie);
  expect((await me(first)).status).toBe(401);
  expect((await me(second)).status).toBe(200);
  // A secret that somebody else put into the browser is not made into a session.
  const planted = { cookie: `changeguard_session=${'a'.repeat(64)}` };
  expect((await signIn(planted)).cookie).not.toBe(planted.cookie);
  expect((await me(planted)).status).toBe(401);
  await world.close();
});

test('X-09 a session that nobody uses for an hour ends; used, it lasts eight hours and no longer', async () => {
  const { world, signIn, me } = await aWorldWithAnna();
  const idle = await signIn();
  world.machine.now += hourMs - 1;
  expect((await me(idle)).status).toBe(200);
  world.machine.now += hourMs;
  expect((await me(idle)).status).toBe(401);
  const used = await signIn();
  for (let spent = 0; spent < 8 * hourMs - 30 * minuteMs; spent += 30 * minuteMs) {
    world.machine.now += 30 * minuteMs;
    expect((await me(used)).status).toBe(200);
  }
  world.machine.now += 30 * minuteMs;
  expect((await me(used)).status).toBe(401);
  await world.close();
});

test('X-09 signing out everywhere ends every session of the account and of nobody else', async () => {
  const { world, admin, signIn, me } = await aWorldWithAnna();
  const [here, there] = [await signIn(), await signIn()];
  const other = `other${turn}`;
  await ask(world.app, 'POST', '/people', { token: admin, body: { name: other, role: 'viewer', password } });
  const others = browserOf(await ask(world.app, 'POST', '/sessions', { body: { name: other, password } }));
  const out = await ask(world.app, 'DELETE', '/sessions?everywhere=true', { headers: here });
  expect(out.status).toBe(204);
  expect([(await me(here)).status, (await me(there)).status, (await me(others)).status]).toEqual([401, 401, 200]);
  await world.close();
});

describe('what changes an account holds for its open sessions', () => {
  test('X-09 another role holds from the next request on', async () => {
    const { world, signIn, me, change } = await aWorldWithAnna();
    const browser = await signIn();
    await change('POST', '/roles', { role: 'viewer', tenantId: world.tenantId });
    expect((await me(browser)).body.role).toBe('viewer');
    const check = await ask(world.app, 'POST', '/checks', { headers: browser, body: { selector: 'all' } });
    expect(check.body.code).toBe('permission-missing');
    await world.close();
  });

  test.each([
    ['disabled', 'POST', '/disable', undefined],
    ['removed', 'DELETE', '', undefined],
    ['given another password', 'POST', '/password', { password: 'another long password' }],
    ['sent a setup link', 'POST', '/password', {}],
  ] as const)('X-09 an account that is %s is signed out everywhere', async (_what, method, path, body) => {
    const { world, signIn, me, change } = await aWorldWithAnna();
    const browser = await signIn();
    expect((await change(method, path, body)).status).toBeLessThan(300);
    expect((await me(browser)).status).toBe(401);
    await world.close();
  });

  test('the only role of an account is not taken away: it is disabled instead, and the log knows of it', async () => {
    const { world, change } = await aWorldWithAnna();
    const answer = await change('POST', '/roles', { role: 'none', tenantId: world.tenantId });
    expect([answer.status, answer.body.code]).toEqual([400, 'request-invalid']);
    await world.close();
  });
});

describe('pages of somebody else', () => {
  const headers = [
    [{}, 204],
    [{ origin: 'http://127.0.0.1:8787', 'sec-fetch-site': 'same-origin' }, 204],
    [{ origin: 'http://guard.bank.example', host: 'localhost:8787' }, 403],
    [{ origin: 'http://localhost:8787', host: 'localhost:8787' }, 204],
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
  ] as const;

  test.each(headers)('X-09 a change that comes with a session and %j is answered %i', async (given, status) => {
    const { world, signIn } = await aWorldWithAnna();
    const browser = await signIn();
    const out = await ask(world.app, 'DELETE', '/sessions', { headers: { ...browser, ...given } });
    expect(out.status).toBe(status);
    if (status === 403) expect(out.body.code).toBe('origin-refused');
    await world.close();
  });

  test('X-09 another site signs no browser in as somebody of its choice', async () => {
    const { world } = await aWorldWithAnna();
    const answer = await ask(world.app, 'POST', '/sessions', {
      body: { name: anna, password },
      headers: { origin: 'https://evil.example' },
    });
    expect([answer.status, answer.body.code]).toEqual([403, 'origin-refused']);
    await world.close();
  });
});

describe('roles by tenant', () => {
  test('X-09 an account acts in each tenant with the role that it has there, and a third tenant is not there', async () => {
    const { world, admin, signIn, me, change } = await aWorldWithAnna();
    expect((await change('POST', '/roles', { role: 'viewer', tenantId: world.foreignId })).status).toBe(200);
    const third = await ask(world.app, 'POST', '/tenants', { token: admin, body: { name: `Third ${turn}` } });
    const browser = await signIn();
    const check = (tenant: string) =>
      ask(world.app, 'POST', '/checks', { headers: browser, tenant, body: { selector: 'all' } });
    expect((await check(world.tenantId)).status).toBe(200);
    expect((await check(world.foreignId)).body.code).toBe('permission-missing');
    expect((await check(third.body.id)).body.code).toBe('not-found');
    expect((await check('nobody')).body.code).toBe('not-found');
    const unnamed = await ask(world.app, 'POST', '/checks', { headers: browser, body: { selector: 'all' } });
    expect(unnamed.body.code).toBe('tenant-unnamed');
    const open = await ask(world.app, 'GET', '/tenants', { headers: browser, tenant: world.foreignId });
    expect(open.body.value.map(({ id }: { id: string }) => id).sort()).toEqual(
      [world.tenantId, world.foreignId].sort(),
    );
    expect((await me(browser)).body.grants).toHaveLength(2);
    await world.close();
  });

  test('I18 an administrator of one tenant looks after the accounts of that tenant alone', async () => {
    const { world, admin, change } = await aWorldWithAnna();
    const own = await world.token('administrator', world.tenantId);
    const foreign = await world.token('administrator', world.foreignId);
    const names = async (token: string) =>
      (await ask(world.app, 'GET', '/people', { token })).body.value.map(({ name }: { name: string }) => name);
    expect(await names(own)).toEqual([anna]);
    expect(await names(foreign)).toEqual([]);
    expect(await names(admin)).toContain(anna);
    const by = (token: string, path: string, body?: unknown) =>
      ask(world.app, 'POST', `/people/${anna}${path}`, { token, ...(body === undefined ? {} : { body }) });
    for (const path of ['/disable', '/enable']) expect((await by(foreign, path)).status).toBe(404);
    expect((await by(foreign, '/roles', { role: 'administrator' })).status).toBe(404);
    expect((await by(foreign, '/password', { password })).status).toBe(404);
    expect((await ask(world.app, 'DELETE', `/people/${anna}`, { token: foreign })).status).toBe(404);
    // No role beyond the own tenant can be given.
    const beyond = await by(own, '/roles', { role: 'viewer', tenantId: world.foreignId });
    expect(beyond.body.code).toBe('not-found');
    const raised = await by(own, '/roles', { role: 'administrator', tenantId: null });
    expect(raised.body.grants).toEqual([{ tenantId: world.tenantId, role: 'administrator', hosts: null }]);
    // Once the account has a role elsewhere it is the installation's, and is not there for them.
    await change('POST', '/roles', { role: 'viewer', tenantId: world.foreignId });
    expect(await names(own)).toEqual([]);
    expect((await by(own, '/disable')).status).toBe(404);
    await world.close();
  });

  test('I18 whether a name is taken is told to administrators of the installation alone', async () => {
    const { world, admin } = await aWorldWithAnna();
    const body = { name: anna, role: 'viewer', password };
    const token = await world.token('administrator', world.foreignId);
    expect((await ask(world.app, 'POST', '/people', { token, body })).body.code).toBe('permission-missing');
    expect((await ask(world.app, 'POST', '/people', { token: admin, body })).body.code).toBe('name-taken');
    await world.close();
  });

  test.each([
    [{ name: 'administrator' }, 'request-invalid'],
    [{ name: 'anna lee' }, 'request-invalid'],
    [{ name: 'new', role: 'administrator', hosts: 'site:Berlin' }, 'request-invalid'],
    [{ name: 'new', hosts: 'town:Berlin' }, 'request-invalid'],
    [{ name: 'new', tenantId: 'nobody' }, 'not-found'],
    [{ name: 'new', password: 'short' }, 'password-weak'],
  ])('an account that cannot be made is refused: %j', async (more, code) => {
    const { world, admin } = await aWorldWithAnna();
    const body = { role: 'viewer', password, ...more };
    expect((await ask(world.app, 'POST', '/people', { token: admin, body })).body.code).toBe(code);
    await world.close();
  });
});
