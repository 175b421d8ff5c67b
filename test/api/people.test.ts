import { beforeEach, describe, expect, test } from 'vitest';
import { passwordCost } from '../../src/api/password.ts';
import { minuteMs } from '../../src/domain/time.ts';
import { ask, aWorld, browserOf, cheap, storeOfFile, testIdentity, type World, type WorldOptions } from './world.ts';

const store = storeOfFile();
const right = 'correct horse battery';

/** Names are the installation's, and the tests of this file share one. */
let turn = 0;
let anna = '';
beforeEach(() => {
  turn += 1;
  anna = `anna${turn}`;
});

/** Every guess comes from an address of its own turn, so that tests do not lock each other out. */
const here = () => `10.0.${turn}.1`;

async function aWorldOfPeople(options: WorldOptions = {}) {
  const world = await aWorld(store(), {
    ...options,
    api: { ...options.api, options: { signInsPerMinute: 10_000, passwordCost: cheap, ...options.api?.options } },
  });
  const admin = await world.token('administrator', null);
  const add = (body: Record<string, unknown> = {}) =>
    ask(world.app, 'POST', '/people', {
      token: admin,
      body: { name: anna, role: 'operator', tenantId: world.tenantId, password: right, ...body },
    });
  const signIn = (password = right, given: { name?: string; from?: string; headers?: Record<string, string> } = {}) =>
    ask(world.app, 'POST', '/sessions', {
      body: { name: given.name ?? anna, password },
      from: given.from ?? here(),
      headers: given.headers ?? {},
    });
  const change = (method: string, path: string, body?: unknown) =>
    ask(world.app, method, `/people/${anna}${path}`, { token: admin, ...(body === undefined ? {} : { body }) });
  return { world, admin, add, signIn, change };
}

/** What the log of a tenant says about access, once everything that followed the answers has been written. */
async function told(world: World, tenantId = world.tenantId) {
  await world.close();
  const events = await world.store.events(tenantId, { afterSeq: 0, kinds: ['access-changed'] }, 200);
  return events.map(({ payload, personal }) => [
    (payload as { what: string }).what,
    personal.actor?.value,
    personal.detail?.value,
  ]);
}

test('X-09 a new account has a link behind which its owner sets the password, once, and signs in with it', async () => {
  const { world, add, signIn } = await aWorldOfPeople();
  const made = await add({ password: undefined });
  expect(made.body).toMatchObject({ name: anna, origin: 'local', state: 'waiting' });
  expect(made.body.link).toMatch(/^http:\/\/127\.0\.0\.1:8787\/sign-in\?setup#[0-9a-f]{64}$/);
  expect((await signIn()).status).toBe(401);
  const choose = (password: string) =>
    ask(world.app, 'POST', '/passwords', { body: { link: made.body.link, password }, from: here() });
  const short = await choose('short');
  expect([short.status, short.body.code]).toEqual([422, 'password-weak']);
  expect((await choose(right)).status).toBe(204);
  const again = await choose(right);
  expect([again.status, again.body.code]).toEqual([401, 'setup-link-used']);
  const inside = await signIn();
  expect(inside.status).toBe(200);
  expect(String(inside.headers['set-cookie'])).toMatch(/^changeguard_session=[0-9a-f]{64};.*HttpOnly; SameSite=Strict/);
  const me = await ask(world.app, 'GET', '/me', { headers: browserOf(inside) });
  expect(me.body).toMatchObject({ actor: `user:${anna}`, role: 'operator', tenantId: world.tenantId });
  expect(me.body.grants).toEqual([{ tenantId: world.tenantId, role: 'operator', hosts: null }]);
  await world.close();
});

test('X-09 a setup link that nobody followed within a day sets nothing', async () => {
  const { world, add } = await aWorldOfPeople();
  const { link } = (await add({ password: undefined })).body;
  world.machine.now += 24 * 60 * minuteMs;
  const late = await ask(world.app, 'POST', '/passwords', { body: { link, password: right }, from: here() });
  expect(late.body.code).toBe('setup-link-used');
  await world.close();
});

test('X-09 a password is kept as an scrypt hash with its parameters, and is never shown', async () => {
  const { world, add } = await aWorldOfPeople();
  const made = await add();
  const person = await world.store.personByName(anna);
  expect(person?.passwordHash).toMatch(/^scrypt:16:1:1:[0-9a-f]{64}:[0-9a-f]{64}$/);
  expect(made.text).not.toMatch(/scrypt|battery/);
  // What is in force costs an attacker 32 MB and three passes for one guess.
  expect(passwordCost).toEqual({ N: 32_768, r: 8, p: 3 });
  await world.close();
});

test('X-09 a hash of lower cost is made anew when its owner signs in, and the password stays right', async () => {
  const before = await aWorldOfPeople();
  await before.add();
  const after = await aWorldOfPeople({ api: { options: { passwordCost: { N: 32, r: 1, p: 1 } } } });
  expect((await after.signIn('wrong password')).status).toBe(401);
  expect((await after.world.store.personByName(anna))?.passwordHash).toMatch(/^scrypt:16:/);
  expect((await after.signIn()).status).toBe(200);
  expect((await after.world.store.personByName(anna))?.passwordHash).toMatch(/^scrypt:32:/);
  expect((await after.signIn()).status).toBe(200);
  await before.world.close();
  await after.world.close();
});

describe('one answer for everything that does not let in', () => {
  test('X-09 an unknown name, a wrong password, no password yet, a disabled account and a locked one look the same', async () => {
    const { world, add, signIn, change } = await aWorldOfPeople();
    await add();
    const answers = [await signIn('wrong password'), await signIn(right, { name: 'nobody-at-all' })];
    await change('POST', '/disable');
    answers.push(await signIn());
    await change('POST', '/enable');
    await change('POST', '/password', {});
    answers.push(await signIn());
    await change('POST', '/password', { password: right });
    for (let guess = 0; guess < 5; guess += 1) await signIn('wrong password');
    answers.push(await signIn());
    const said = answers.map(({ status, body: { instance: _, ...rest } }) => ({ status, ...rest }));
    expect(said[0]).toMatchObject({ status: 401, code: 'sign-in-refused' });
    expect(new Set(said.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(new Set(answers.map(({ headers }) => Object.keys(headers).sort().join())).size).toBe(1);
    await world.close();
  });

  test('X-09 a name that nobody has costs the store the same statements as one that somebody has', async () => {
    const counted: string[] = [];
    const counting = new Proxy(store(), {
      get: (target, name, self) => {
        const member = Reflect.get(target, name, self);
        if (typeof member !== 'function') return member;
        return (...given: unknown[]) => {
          counted.push(String(name));
          return Reflect.apply(member, target, given);
        };
      },
    });
    const { world, add, signIn } = await aWorldOfPeople({
      control: (control) => ({ ...control, store: counting, recordAccess: () => Promise.resolve() }),
    });
    await add();
    const costOf = async (name: string) => {
      counted.length = 0;
      await signIn('wrong password', { name });
      return [...counted];
    };
    const known = await costOf(anna);
    expect(known).toEqual(['changeAttempts', 'changeAttempts', 'personByName']);
    expect(await costOf('nobody-at-all')).toEqual(known);
    await world.close();
  });
});

describe('lock-out', () => {
  test('X-09 five failures lock an account for a minute, the next for two, and being right in between does not help', async () => {
    const { world, add, signIn } = await aWorldOfPeople();
    await add();
    for (let guess = 0; guess < 5; guess += 1) expect((await signIn('wrong password')).status).toBe(401);
    expect((await signIn()).status).toBe(401);
    world.machine.now += minuteMs - 1;
    expect((await signIn()).status).toBe(401);
    world.machine.now += 1;
    expect((await signIn('wrong password')).status).toBe(401);
    world.machine.now += 2 * minuteMs - 1;
    expect((await signIn()).status).toBe(401);
    world.machine.now += 1;
    expect((await signIn()).status).toBe(200);
    // Success begins anew: one wrong password locks nothing.
    await signIn('wrong password');
    expect((await signIn()).status).toBe(200);
    await world.close();
  });

  test('X-09 a lock holds wherever the guesses come from, and touches no other account', async () => {
    const { world, add, signIn } = await aWorldOfPeople();
    await add();
    await add({ name: `other${turn}` });
    for (let guess = 0; guess < 5; guess += 1) await signIn('wrong password', { from: `10.1.${turn}.${guess}` });
    expect((await signIn(right, { from: `10.1.${turn}.99` })).status).toBe(401);
    expect((await signIn(right, { name: `other${turn}` })).status).toBe(200);
    await world.close();
  });

  test('X-09 an administrator who sets a password lets its owner in at once', async () => {
    const { world, add, signIn, change } = await aWorldOfPeople();
    await add();
    for (let guess = 0; guess < 5; guess += 1) await signIn('wrong password');
    expect((await signIn()).status).toBe(401);
    await change('POST', '/password', { password: right });
    expect((await signIn()).status).toBe(200);
    await world.close();
  });

  test('X-09 an address that tries many names is locked, and one good password does not wash its guesses away', async () => {
    const { world, add, signIn } = await aWorldOfPeople();
    await add();
    for (let guess = 0; guess < 19; guess += 1) await signIn('wrong password', { name: `guess${turn}-${guess}` });
    expect((await signIn()).status).toBe(200);
    await signIn('wrong password', { name: `guess${turn}-last` });
    expect((await signIn()).status).toBe(401);
    expect((await signIn(right, { from: `10.2.${turn}.1` })).status).toBe(200);
    await world.close();
  });

  test('X-09 of many guesses at once no more count as tries than one after the other would', async () => {
    const { world, add, signIn } = await aWorldOfPeople();
    await add();
    const guesses = Array.from({ length: 12 }, (_, at) => signIn('wrong password', { from: `10.3.${turn}.${at}` }));
    await Promise.all(guesses);
    const key = testIdentity.sha256(`account ${anna}`);
    let failures = 0;
    await world.store.changeAttempts(key, (found) => {
      failures = found.failures;
      return found;
    });
    expect(failures).toBe(5);
    await world.close();
  });
});

describe('the log', () => {
  test('X-07 tells of accounts, sign-ins, refusals and locks, with the address and without a password', async () => {
    const { world, add, signIn, change } = await aWorldOfPeople();
    await add();
    for (let guess = 0; guess < 7; guess += 1) await signIn('wrong password');
    world.machine.now += minuteMs;
    const inside = await signIn();
    await ask(world.app, 'DELETE', '/sessions', { headers: browserOf(inside) });
    await change('POST', '/roles', { role: 'viewer', tenantId: world.tenantId });
    await change('DELETE', '');
    const entries = await told(world);
    const refusals = Array.from({ length: 5 }, () => ['sign-in-refused', `user:${anna}`]);
    const order = (what: string) => (what === 'sign-in-refused' || what === 'locked-out' ? 1 : 0);
    // What follows a refusal is written when the answer is gone, in no order among other entries.
    const plain = entries.filter(([what]) => order(`${what}`) === 0).map(([what]) => what);
    expect(plain).toEqual(['person-added', 'signed-in', 'signed-out', 'role-changed', 'person-removed']);
    expect(entries.filter(([what]) => what === 'sign-in-refused').map(([what, who]) => [what, who])).toEqual(refusals);
    expect(entries.filter(([what]) => what === 'locked-out')).toEqual([
      ['locked-out', 'engine', `The account, user:${anna} from ${here()}, until 2026-05-04T08:01:00.000Z.`],
    ]);
    expect(JSON.stringify(entries)).not.toMatch(/battery|wrong password/);
    expect(entries.find(([what]) => what === 'signed-in')?.[2]).toContain(here());
  });

  test('X-07 a name that nobody has, which may be a password in the wrong field, stands in no log', async () => {
    const { world, signIn } = await aWorldOfPeople();
    await signIn(right, { name: 'my secret password' });
    expect(await told(world)).toEqual([]);
  });

  test('I18 what somebody of one tenant does is not in the log of another', async () => {
    const { world, add, signIn } = await aWorldOfPeople();
    await add();
    await signIn();
    await signIn('wrong password');
    expect(await told(world, world.foreignId)).toEqual([]);
  });

  test('X-07 without an audit record nobody is let in, and nothing is changed', async () => {
    const { world, add } = await aWorldOfPeople();
    await add();
    const mute = await aWorldOfPeople({
      control: (control) => ({ ...control, recordAccess: () => Promise.reject(new Error('the log is full')) }),
    });
    expect((await mute.signIn()).status).toBe(500);
    expect((await mute.change('POST', '/disable')).status).toBe(500);
    expect((await world.store.personByName(anna))?.disabledAt).toBeNull();
    await world.close();
    await mute.world.close();
  });
});
