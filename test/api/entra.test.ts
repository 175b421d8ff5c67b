import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { outboundFetch } from '../../src/connectors/graph/transport.ts';
import { identityProvider } from '../../src/connectors/oidc/client.ts';
import { secretReader } from '../../src/connectors/secret.ts';
import type { RoleRow } from '../../src/domain/sign-in/role-rows.ts';
import { minuteMs, secondMs } from '../../src/domain/time.ts';
import { anIssuer, type Issuer, type Twist } from '../support/issuer.ts';
import { ask, aWorld, browserOf, storeOfFile, testIdentity, type World } from './world.ts';

/* The real API and the real connector against an issuer on loopback, over HTTP. */

const store = storeOfFile();
const clock = { now: 0 };
let issuer: Issuer;
beforeAll(async () => {
  issuer = await anIssuer(() => clock.now);
});
afterAll(() => issuer.close());

let turn = 0;
beforeEach(() => {
  turn += 1;
  issuer.fail(undefined);
});

const anna = () => ({ sub: `sub-${turn}`, oid: `oid-${turn}`, preferred_username: `Anna${turn}@Bank.Example` });
const operators = { groups: ['g-operators'] };

async function aWorldOfEntra(more: { rows?: readonly RoleRow[]; secret?: string; issuer?: string } = {}) {
  let now = () => clock.now;
  const rows = more.rows ?? [{ group: 'g-operators', role: 'operator' }];
  const provider = identityProvider({
    issuer: more.issuer ?? issuer.url,
    clientId: issuer.clientId,
    secretRef: 'env:SECRET',
    fetch: outboundFetch({}),
    readSecret: secretReader({ SECRET: more.secret ?? issuer.secret }),
    machineNow: () => now(),
    newId: testIdentity.newId,
  });
  const options = { signInsPerMinute: 10_000 };
  const world = await aWorld(store(), { api: { options, entra: { provider, rows } } });
  now = () => world.machine.now;
  clock.now = world.machine.now;
  return world;
}

async function begin(world: World) {
  const begun = await ask(world.app, 'POST', '/sign-ins');
  return { ...begun, cookie: String(begun.headers['set-cookie']).split(';')[0] ?? '' };
}

const end = (world: World, cookie: string, back: URL) =>
  ask(world.app, 'POST', '/sessions', {
    headers: { cookie },
    body: { code: back.searchParams.get('code'), state: back.searchParams.get('state') },
  });

/** The whole way, as a browser goes it. */
async function signIn(world: World, claims: Record<string, unknown> = operators, twist: Twist = {}) {
  const { body, cookie } = await begin(world);
  return end(world, cookie, await issuer.signIn(body.url, { ...anna(), ...claims }, twist));
}

test('X-09 somebody signs in with Microsoft Entra ID and gets the role that a group gives', async () => {
  const world = await aWorldOfEntra();
  const begun = await begin(world);
  expect(String(begun.headers['set-cookie'])).toMatch(
    /^changeguard_sign_in=[0-9a-f]{64}; Max-Age=600; .*HttpOnly; SameSite=Strict/,
  );
  const asked = new URL(begun.body.url).searchParams;
  expect(asked.get('redirect_uri')).toBe('http://127.0.0.1:8787/sign-in');
  expect(asked.get('code_challenge')).toMatch(/^[\w-]{43}$/);
  const inside = await end(world, begun.cookie, await issuer.signIn(begun.body.url, { ...anna(), ...operators }));
  expect(inside.status).toBe(200);
  expect(inside.body).toMatchObject({ actor: `user:anna${turn}@bank.example`, role: 'operator', tenantId: null });
  const cookies = inside.headers['set-cookie'] as unknown as string[];
  expect(cookies[0]).toMatch(/^changeguard_session=[0-9a-f]{64};/);
  expect(cookies[1]).toMatch(/^changeguard_sign_in=;/);
  const me = await ask(world.app, 'GET', '/me', { headers: { cookie: cookies[0]?.split(';')[0] ?? '' } });
  expect(me.body.grants).toEqual([{ tenantId: null, role: 'operator', hosts: null }]);
  expect((await ask(world.app, 'GET', '/sign-in-ways')).body.entra).toBe(true);
  await world.close();
});

describe('a token that does not hold signs nobody in', () => {
  test.each<[string, () => Twist]>([
    ['another nonce', () => ({ claims: { nonce: 'f'.repeat(64) } })],
    ['no nonce', () => ({ leavesOut: ['nonce'] })],
    ['another audience', () => ({ audience: 'app-2' })],
    ['a second audience and nobody it was made for', () => ({ claims: { aud: ['app-1', 'app-2'] } })],
    ['another party that it was made for', () => ({ claims: { azp: 'app-2' } })],
    ['another issuer', () => ({ issuer: 'https://login.evil.example/v2.0' })],
    ['an end that is past', () => ({ expiresAt: clock.now - 3 * minuteMs })],
    ['no end', () => ({ leavesOut: ['exp'] })],
    ['a beginning that is to come', () => ({ claims: { nbf: Math.floor(clock.now / secondMs) + 600 } })],
    ['nobody that it is about', () => ({ leavesOut: ['sub'] })],
    ['the signature of somebody else', () => ({ forged: true })],
    ['no signature', () => ({ algorithm: 'none' })],
    ['a signature with the public key as a password', () => ({ algorithm: 'HS256' })],
    ['groups that are no list of names', () => ({ claims: { groups: [7] } })],
  ])('X-09 %s', async (_what, twist) => {
    const world = await aWorldOfEntra();
    const answer = await signIn(world, operators, twist());
    expect([answer.status, answer.body.code]).toEqual([401, 'entra-refused']);
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(await world.store.personByName(`anna${turn}@bank.example`)).toBeUndefined();
    await world.close();
  });

  test('a token that ended a moment ago is taken: two clocks are never quite the same', async () => {
    const world = await aWorldOfEntra();
    expect((await signIn(world, operators, { expiresAt: clock.now - minuteMs })).status).toBe(200);
    await world.close();
  });
});

describe('what comes back must be what was begun', () => {
  test('X-09 a state that comes a second time is refused, also with a code that is good', async () => {
    const world = await aWorldOfEntra();
    const { body, cookie } = await begin(world);
    expect((await end(world, cookie, await issuer.signIn(body.url, { ...anna(), ...operators }))).status).toBe(200);
    const again = await end(world, cookie, await issuer.signIn(body.url, { ...anna(), ...operators }));
    expect([again.status, again.body.code]).toEqual([401, 'entra-refused']);
    await world.close();
  });

  test('X-09 a state that nobody began, one that is too old, and one of another browser are refused', async () => {
    const world = await aWorldOfEntra();
    const [mine, other] = [await begin(world), await begin(world)];
    const back = await issuer.signIn(mine.body.url, { ...anna(), ...operators });
    const invented = new URL(back);
    invented.searchParams.set('state', 'f'.repeat(64));
    expect((await end(world, mine.cookie, invented)).body.code).toBe('entra-refused');
    expect((await end(world, other.cookie, back)).body.code).toBe('entra-refused');
    const late = await begin(world);
    const lateBack = await issuer.signIn(late.body.url, { ...anna(), ...operators });
    world.machine.now += 10 * minuteMs;
    expect((await end(world, late.cookie, lateBack)).body.code).toBe('entra-refused');
    await world.close();
  });

  test('X-09 a code that was begun elsewhere is of no use here: PKCE ties it to its beginning', async () => {
    const world = await aWorldOfEntra();
    const [mine, stolen] = [await begin(world), await begin(world)];
    const back = await issuer.signIn(mine.body.url, { ...anna(), ...operators });
    const theirs = await issuer.signIn(stolen.body.url, { ...anna(), ...operators });
    back.searchParams.set('code', theirs.searchParams.get('code') ?? '');
    const answer = await end(world, mine.cookie, back);
    expect(answer.body).toMatchObject({
      code: 'entra-refused',
      detail: 'The code was not taken (invalid_grant, AADSTS70008).',
    });
    await world.close();
  });
});

describe('keys', () => {
  test('X-09 when another key signs, the keys are read anew and the sign-in goes on', async () => {
    const world = await aWorldOfEntra();
    expect((await signIn(world)).status).toBe(200);
    await issuer.rotate(false);
    world.machine.now += minuteMs;
    clock.now = world.machine.now;
    expect((await signIn(world)).status).toBe(200);
    await world.close();
  });

  test('X-09 tokens with keys that nobody knows do not make us ask for the keys each time', async () => {
    const world = await aWorldOfEntra();
    expect((await signIn(world)).status).toBe(200);
    const asked = () => issuer.seen.filter((path) => path === '/v2.0/keys').length;
    const before = asked();
    await issuer.rotate(false);
    for (let guess = 0; guess < 3; guess += 1) expect((await signIn(world)).status).toBe(401);
    expect(asked()).toBe(before);
    await world.close();
  });

  test('X-09 a key that was withdrawn is believed for an hour at most', async () => {
    const world = await aWorldOfEntra();
    expect((await signIn(world)).status).toBe(200);
    await issuer.rotate(false);
    world.machine.now += 60 * minuteMs;
    clock.now = world.machine.now;
    expect((await signIn(world, operators, { withdrawn: true })).body.code).toBe('entra-refused');
    expect((await signIn(world)).status).toBe(200);
    await world.close();
  });
});

describe('roles', () => {
  test('X-09 whoever is in no group that counts is told so, gets no account, and no session', async () => {
    const world = await aWorldOfEntra();
    const answer = await signIn(world, { groups: ['g-canteen'] });
    expect([answer.status, answer.body.code]).toEqual([403, 'entra-no-role']);
    expect(await world.store.personByName(`anna${turn}@bank.example`)).toBeUndefined();
    await world.close();
  });

  test.each([
    [{ _claim_names: { groups: 'src1' }, _claim_sources: { src1: { endpoint: 'https://graph.example' } } }],
    [{ hasgroups: true }],
  ])('X-09 groups that are too many for a token are an error with a remedy, not "no groups": %j', async (claims) => {
    const world = await aWorldOfEntra();
    const answer = await signIn(world, { ...claims, roles: ['Guard.Operate'] });
    expect([answer.status, answer.body.code]).toEqual([403, 'entra-groups-overage']);
    expect(answer.body.remedy).toMatch(/Groups assigned to the application/);
    await world.close();
  });

  test('where app roles alone give roles, groups that are left out hinder nobody', async () => {
    const world = await aWorldOfEntra({ rows: [{ appRole: 'Guard.Operate', role: 'operator' }] });
    const answer = await signIn(world, { hasgroups: true, roles: ['Guard.Operate'] });
    expect(answer.body.role).toBe('operator');
    await world.close();
  });

  test('X-09 roles are those of the newest sign-in, and hold for sessions that are open', async () => {
    const world = await aWorldOfEntra({
      rows: [
        { group: 'g-operators', role: 'operator' },
        { group: 'g-viewers', role: 'viewer' },
      ],
    });
    const first = await signIn(world);
    const browser = { cookie: (first.headers['set-cookie'] as unknown as string[])[0]?.split(';')[0] ?? '' };
    const role = async () => {
      const me = await ask(world.app, 'GET', '/me', { headers: browser });
      return me.status === 200 ? me.body.role : me.body.code;
    };
    expect(await role()).toBe('operator');
    await signIn(world, { groups: ['g-viewers'] });
    expect(await role()).toBe('viewer');
    // Whoever is in no group any more is signed out as well.
    expect((await signIn(world, { groups: ['g-canteen'] })).status).toBe(403);
    expect(await role()).toBe('sign-in-required');
    await world.close();
  });

  test('X-09 an account that was disabled here does not come in, whatever the groups say', async () => {
    const world = await aWorldOfEntra();
    await signIn(world);
    const token = await world.token('administrator', null);
    await ask(world.app, 'POST', `/people/anna${turn}@bank.example/disable`, { token });
    const answer = await signIn(world);
    expect([answer.status, answer.body.detail]).toEqual([403, 'The account is disabled here.']);
    await world.close();
  });

  test('X-09 somebody else with the same address does not get the account of the one before', async () => {
    const world = await aWorldOfEntra();
    expect((await signIn(world)).status).toBe(200);
    const answer = await signIn(world, { ...operators, oid: 'another-person' });
    expect([answer.status, answer.body.code]).toEqual([409, 'name-taken']);
    await world.close();
  });

  test('X-07 the log tells of the account, of each sign-in and of refusals', async () => {
    const world = await aWorldOfEntra();
    const inside = await signIn(world);
    expect(browserOf({ headers: inside.headers, body: inside.body }).cookie).not.toBe('');
    await signIn(world, { groups: ['g-canteen'] });
    await world.close();
    const events = await world.store.events(world.tenantId, { afterSeq: 0, kinds: ['access-changed'] }, 20);
    expect(events.map(({ payload }) => (payload as { what: string }).what)).toEqual([
      'person-added',
      'signed-in',
      'sign-in-refused',
    ]);
  });
});

describe('a provider that is not as it should be', () => {
  test.each([
    ['does not answer as it should', { fails: 503 }, /status 503/],
    ['does not know our secret', { secret: 'another' }, /invalid_client, AADSTS7000215/],
  ])('X-09 one that %s is told apart from a wrong sign-in, without a secret', async (_what, more, detail) => {
    const { fails, ...given } = more as { fails?: number; secret?: string };
    const world = await aWorldOfEntra(given);
    issuer.fail(fails);
    const answer = fails === undefined ? await signIn(world) : await begin(world);
    expect([answer.status, answer.body.code]).toEqual([502, 'entra-unreachable']);
    expect(answer.body.detail).toMatch(detail);
    expect(answer.text).not.toContain(issuer.secret);
    await world.close();
  });

  test('X-09 one that says it is another issuer than the one in the file is not believed', async () => {
    const world = await aWorldOfEntra({ issuer: issuer.url.replace('127.0.0.1', 'localhost') });
    const answer = await begin(world);
    expect([answer.body.code, answer.body.detail]).toEqual([
      'entra-unreachable',
      'The description at the issuer is that of another one.',
    ]);
    await world.close();
  });
});
