import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { makeSignInLink } from '../../src/api/secret.ts';
import { dayMs, hourMs, minuteMs } from '../../src/domain/time.ts';
import { aPrincipal, ask, aWorld, storeOfFile, testIdentity, type World } from './world.ts';

const store = storeOfFile();

async function aLink(world: World): Promise<string> {
  const given = { store: world.store, identity: testIdentity, machineNow: () => world.machine.now };
  const made = await makeSignInLink(given, {
    publicUrl: 'http://127.0.0.1:8787/',
    actor: 'user:anna',
    role: 'administrator',
  });
  return made.link;
}

/** Follows a link as a browser does. */
async function signedIn(world: World) {
  const link = await aLink(world);
  const answer = await ask(world.app, 'POST', '/sessions', { body: { link } });
  expect(answer.status).toBe(200);
  const setCookie = String(answer.headers['set-cookie']);
  return { link, setCookie, cookie: setCookie.split(';')[0] ?? '', csrfToken: String(answer.body.csrfToken) };
}

test('X-09 the link of the first start signs an administrator in once, and never again', async () => {
  const world = await aWorld(store());
  const { link, setCookie } = await signedIn(world);
  expect(link).toMatch(/^http:\/\/127\.0\.0\.1:8787\/sign-in#[0-9a-f]{64}$/);
  expect(setCookie).toMatch(/^changeguard_session=[0-9a-f]{64};/);
  expect(setCookie).toMatch(/; Max-Age=28800/);
  expect(setCookie).toMatch(/; HttpOnly/);
  expect(setCookie).toMatch(/; SameSite=Strict/);
  const again = await ask(world.app, 'POST', '/sessions', { body: { link } });
  expect([again.status, again.body.code]).toEqual([401, 'sign-in-link-used']);
  await world.close();
});

test('X-09 of many who follow one link at once exactly one is signed in', async () => {
  const world = await aWorld(store());
  const link = await aLink(world);
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => ask(world.app, 'POST', '/sessions', { body: { link } })),
  );
  expect(answers.map((answer) => answer.status).sort()).toEqual([200, 401, 401, 401, 401, 401, 401, 401]);
  await world.close();
});

test('X-09 a link that was not followed in time signs nobody in', async () => {
  const world = await aWorld(store());
  const link = await aLink(world);
  world.machine.now += 15 * minuteMs;
  expect((await ask(world.app, 'POST', '/sessions', { body: { link } })).status).toBe(401);
  await world.close();
});

test('X-09 a session reads with its cookie alone and changes only with its token', async () => {
  const world = await aWorld(store());
  const { cookie, csrfToken } = await signedIn(world);
  const me = await ask(world.app, 'GET', '/me', { headers: { cookie } });
  expect(me.body).toEqual({ actor: 'user:anna', role: 'administrator', tenantId: null, csrfToken });
  const body = { name: 'By a session' };
  const without = await ask(world.app, 'POST', '/tenants', { body, headers: { cookie } });
  expect([without.status, without.body.code]).toEqual([403, 'csrf-token-wrong']);
  const wrong = await ask(world.app, 'POST', '/tenants', { body, headers: { cookie, 'x-csrf-token': 'f'.repeat(64) } });
  expect(wrong.status).toBe(403);
  const right = await ask(world.app, 'POST', '/tenants', { body, headers: { cookie, 'x-csrf-token': csrfToken } });
  expect([right.status, right.body.name]).toEqual([200, 'By a session']);
  await world.close();
});

test('X-09 a session ends by signing out, and unused after an hour by itself', async () => {
  const world = await aWorld(store());
  const first = await signedIn(world);
  const headers = { cookie: first.cookie, 'x-csrf-token': first.csrfToken };
  const out = await ask(world.app, 'DELETE', '/sessions', { headers });
  expect(out.status).toBe(204);
  expect(String(out.headers['set-cookie'])).toMatch(/changeguard_session=;/);
  expect((await ask(world.app, 'GET', '/me', { headers })).status).toBe(401);
  const second = await signedIn(world);
  world.machine.now += hourMs - 1;
  expect((await ask(world.app, 'GET', '/me', { headers: { cookie: second.cookie } })).status).toBe(200);
  world.machine.now += hourMs;
  expect((await ask(world.app, 'GET', '/me', { headers: { cookie: second.cookie } })).status).toBe(401);
  await world.close();
});

test('X-09 a token is kept as a hash, works until it expires, and says then that it expired', async () => {
  const world = await aWorld(store(), { api: { trust: () => aPrincipal() } });
  const made = await ask(world.app, 'POST', '/tokens', { body: { name: 'nightly', role: 'operator', days: 2 } });
  expect(made.body.secret).toMatch(/^cg_.+_[0-9a-f]{64}$/);
  const secretPart = String(made.body.secret).split('_').at(-1) ?? '';
  expect(JSON.stringify(await world.store.tokens(null))).not.toContain(secretPart);
  const other = await aWorld(store());
  const token = String(made.body.secret);
  const me = await ask(other.app, 'GET', '/me', { token });
  expect(me.body).toEqual({ actor: 'token:nightly', role: 'operator', tenantId: null });
  other.machine.now += 2 * dayMs;
  const late = await ask(other.app, 'GET', '/me', { token });
  expect([late.status, late.body.code]).toEqual([401, 'token-expired']);
  expect(late.headers['www-authenticate']).toMatch(/^Bearer/);
  await world.close();
  await other.close();
});

test('X-09 a revoked token, an unknown one and one under another id open nothing', async () => {
  const world = await aWorld(store());
  const admin = await world.token('administrator', null);
  const token = await world.token('viewer', null);
  const id = token.split('_')[1] ?? '';
  expect((await ask(world.app, 'DELETE', `/tokens/${id}`, { token: admin })).status).toBe(204);
  expect((await ask(world.app, 'DELETE', `/tokens/${id}`, { token: admin })).status).toBe(204);
  for (const bad of [token, `cg_unknown_${'0'.repeat(64)}`, admin.replace(/^cg_[^_]+/, 'cg_other'), 'no-token']) {
    const answer = await ask(world.app, 'GET', '/me', { token: bad });
    expect([answer.status, answer.body.code]).toEqual([401, 'sign-in-required']);
  }
  await world.close();
});

test('a token is noted as used at most once a minute', async () => {
  const world = await aWorld(store());
  const token = await world.token('viewer', world.tenantId);
  const used = async () => (await world.store.tokens(world.tenantId))[0]?.lastUsedAt;
  const first = world.machine.now;
  await ask(world.app, 'GET', '/me', { token });
  expect(await used()).toBe(first);
  world.machine.now += minuteMs - 1;
  await ask(world.app, 'GET', '/me', { token });
  expect(await used()).toBe(first);
  world.machine.now += 1;
  await ask(world.app, 'GET', '/me', { token });
  expect(await used()).toBe(first + minuteMs);
  await world.close();
});

test('X-07 signing in, tokens made and tokens revoked stand in the log with who did it', async () => {
  const world = await aWorld(store());
  await signedIn(world);
  const admin = await world.token('administrator', world.tenantId);
  const made = await ask(world.app, 'POST', '/tokens', { token: admin, body: { name: 'ci', role: 'viewer' } });
  await ask(world.app, 'DELETE', `/tokens/${made.body.id}`, { token: admin });
  const log = await ask(world.app, 'GET', '/log?kind=access-changed&order=oldest', { token: admin });
  const said = log.body.value.map((entry: { payload: { what: string }; actor: string }) => [
    entry.payload.what,
    entry.actor,
  ]);
  expect(said).toEqual([
    ['signed-in', 'user:anna'],
    ['token-made', 'token:administrator of a test'],
    ['token-revoked', 'token:administrator of a test'],
  ]);
  await world.close();
});

test('X-07 without an audit record there is no token', async () => {
  const world = await aWorld(store(), {
    control: (control) => ({ ...control, recordAccess: () => Promise.reject(new Error('the log is full')) }),
  });
  const admin = await world.token('administrator', world.tenantId);
  const before = (await world.store.tokens(world.tenantId)).length;
  const made = await ask(world.app, 'POST', '/tokens', { token: admin, body: { name: 'ci', role: 'viewer' } });
  expect(made.status).toBe(500);
  expect((await world.store.tokens(world.tenantId)).length).toBe(before);
  await world.close();
});

test('sign-in attempts and refused credentials of one address are limited; working credentials are not', async () => {
  const world = await aWorld(store(), { api: { options: { signInsPerMinute: 3 } } });
  const token = await world.token('viewer', world.tenantId);
  const attempts = [];
  for (let turn = 0; turn < 5; turn += 1)
    attempts.push((await ask(world.app, 'POST', '/sessions', { body: { link: 'a-wrong-link' } })).status);
  expect(attempts).toEqual([401, 401, 401, 429, 429]);
  const guesses = [];
  for (let turn = 0; turn < 5; turn += 1)
    guesses.push(await ask(world.app, 'GET', '/me', { token: `cg_x_${'a'.repeat(64)}` }));
  expect(guesses.map((answer) => answer.status)).toEqual([401, 401, 401, 429, 429]);
  expect(guesses[4]?.body.code).toBe('too-many-requests');
  expect(Number(guesses[4]?.headers['retry-after'])).toBeGreaterThan(0);
  expect((await ask(world.app, 'GET', '/me', { token })).status).toBe(200);
  await world.close();
});

test('the in-process door is believed only where main says so', async () => {
  const trusting = await aWorld(store(), {
    api: {
      trust: (request) =>
        request.headers['x-changeguard-door'] === 'unguessable' ? aPrincipal({ actor: 'os:root' }) : undefined,
    },
  });
  const inside = await ask(trusting.app, 'GET', '/me', { headers: { 'x-changeguard-door': 'unguessable' } });
  expect(inside.body).toEqual({ actor: 'os:root', role: 'administrator', tenantId: null });
  expect((await ask(trusting.app, 'GET', '/me', { headers: { 'x-changeguard-door': 'guess' } })).status).toBe(401);
  await trusting.close();
});

test('a page on another name cannot talk to a server on loopback', async () => {
  const world = await aWorld(store());
  for (const host of ['evil.example', 'evil.example:8787', '127.0.0.1.evil.example']) {
    const answer = await ask(world.app, 'GET', '/api/openapi.json', { headers: { host } });
    expect([answer.status, answer.body.code]).toEqual([421, 'host-refused']);
  }
  for (const host of ['localhost:8787', '127.0.0.1:8787', '[::1]:8787', 'LOCALHOST'])
    expect((await ask(world.app, 'GET', '/api/openapi.json', { headers: { host } })).status).toBe(200);
  await world.close();
});

test('a sign-in link names the port that the system chose', async () => {
  const world = await aWorld(store(), {
    api: { trust: () => aPrincipal(), options: { publicUrl: 'http://127.0.0.1:0' } },
  });
  await world.app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = world.app.server.address() as AddressInfo;
  const made = await ask(world.app, 'POST', '/sign-in-links');
  expect(made.body.link.split('#')[0]).toBe(`http://127.0.0.1:${port}/sign-in`);
  await world.close();
});
