import { afterAll, beforeAll, expect, test } from 'vitest';
import { dayMs, hourMs } from '../../src/domain/time.ts';
import { ask, aWorld, storeOfFile, type World } from './world.ts';

/* What a collector does: one file of one host, with a token that opens nothing else. */

const store = storeOfFile();
let world: World;
let operator: string;

beforeAll(async () => {
  world = await aWorld(store());
  operator = await world.token('operator', world.tenantId);
});
afterAll(async () => {
  await world.close();
});

interface Made {
  readonly id: string;
  readonly host: string;
  readonly secret: string;
  readonly expiresAt: string;
}

async function aToken(host: string, more: Record<string, unknown> = {}): Promise<Made> {
  const made = await ask(world.app, 'POST', '/upload-tokens', { token: operator, body: { host, ...more } });
  expect([made.status, made.text]).toEqual([200, expect.any(String)]);
  return made.body as Made;
}

function hostFacts(host: string, facts: Record<string, unknown> = { 'service.Sense': 'running' }): Uint8Array {
  const collectedAt = new Date(world.tenantClock.now - 1_000).toISOString();
  return new TextEncoder().encode(JSON.stringify({ schema: 'changeguard.host-facts/1', host, collectedAt, facts }));
}

function bring(secret: string, body: Uint8Array, method = 'PUT') {
  return ask(world.app, method, '/uploads?fileName=facts.json', { token: secret, body });
}

async function listed(id: string): Promise<Record<string, unknown>> {
  const { body } = await ask(world.app, 'GET', '/upload-tokens', { token: operator });
  return body.value.find((row: { id: string }) => row.id === id);
}

async function whatWasLogged(): Promise<string[]> {
  const { body } = await ask(world.app, 'GET', '/log?kind=access-changed&top=100', { token: operator });
  return body.value.map((entry: { payload: { what: string } }) => entry.payload.what);
}

test('a token takes one file of its host, by PUT or POST and without an Idempotency-Key, and is then used up', async () => {
  for (const [method, host] of [
    ['PUT', 'ber-dc1.bank.example'],
    ['POST', 'ber-dc2.bank.example'],
  ] as const) {
    const { secret, id } = await aToken(host);
    const taken = await ask(world.app, method, '/uploads', {
      token: secret,
      body: hostFacts(host),
      headers: { 'idempotency-key': '' },
    });
    expect([taken.status, taken.body]).toEqual([200, expect.objectContaining({ format: 'host-facts', rows: 1 })]);
    expect(await listed(id)).toMatchObject({ host, state: 'used', refusals: 0 });
    const another = await bring(secret, hostFacts(host, { 'service.Sense': 'stopped' }));
    expect([another.status, another.body.code]).toEqual([409, 'upload-token-used']);
  }
  const { body } = await ask(world.app, 'GET', '/servers/BER-DC1', { token: operator });
  expect(body.facts).toContainEqual(expect.objectContaining({ key: 'service.Sense', value: 'running' }));
});

test('the same file again gets the same answer, because a collector may have lost the first', async () => {
  const { secret } = await aToken('ber-dc3.bank.example');
  const file = hostFacts('ber-dc3.bank.example');
  const first = await bring(secret, file);
  const again = await bring(secret, file);
  expect([again.status, again.text]).toEqual([200, first.text]);
  expect(again.headers['idempotency-replayed']).toBe('true');
});

test('a file of another host, or of several, is refused without naming them, changes nothing and leaves the token good', async () => {
  const { secret, id } = await aToken('ber-dc4.bank.example');
  for (const file of [
    hostFacts('muc-dc9.bank.example'),
    hostFacts('ber-dc4.other.example'),
    new TextEncoder().encode(
      ['ber-dc4.bank.example', 'muc-dc9.bank.example']
        .map((host) => new TextDecoder().decode(hostFacts(host)))
        .join('\n'),
    ),
  ]) {
    const refused = await bring(secret, file);
    expect([refused.status, refused.body.code]).toEqual([422, 'host-mismatch']);
    expect(refused.text).not.toMatch(/muc-dc9|other\.example/);
  }
  expect((await ask(world.app, 'GET', '/servers/muc-dc9.bank.example', { token: operator })).status).toBe(404);
  expect(await listed(id)).toMatchObject({ state: 'valid', refusals: 3 });
  expect((await bring(secret, hostFacts('ber-dc4.bank.example'))).status).toBe(200);
});

test('a file that does not say whose it is belongs to the host of the token', async () => {
  const { secret } = await aToken('ber-dc5.bank.example');
  const file = hostFacts('BER-DC5', { 'service.Sense': 'running' });
  expect((await bring(secret, file)).status).toBe(200);
  const { body } = await ask(world.app, 'GET', '/servers/BER-DC5', { token: operator });
  expect(body.fqdn).toBe('ber-dc5.bank.example');
});

test('what nothing can be read from is refused with its own reason', async () => {
  const { secret } = await aToken('ber-dc6.bank.example');
  const refused = await bring(secret, new TextEncoder().encode('{"hello": 1}'));
  expect([refused.status, refused.body.code]).toEqual([422, 'file-unrecognised']);
});

test('ten refused files revoke a token, and the log says so', async () => {
  const { secret, id } = await aToken('ber-dc7.bank.example');
  for (let at = 0; at < 10; at += 1) expect((await bring(secret, hostFacts('x.bank.example'))).status).toBe(422);
  expect((await bring(secret, hostFacts('ber-dc7.bank.example'))).body.code).toBe('sign-in-required');
  expect(await listed(id)).toMatchObject({ state: 'revoked', refusals: 10 });
});

test('two files at once: one is taken', async () => {
  const { secret } = await aToken('ber-dc8.bank.example');
  const states = ['running', 'stopped', 'running', 'stopped'];
  const answers = await Promise.all(
    states.map((state) => bring(secret, hostFacts('ber-dc8.bank.example', { 'service.Sense': state }))),
  );
  const taken = new Set(answers.flatMap((answer, at) => (answer.status === 200 ? [states[at]] : [])));
  expect(taken.size).toBe(1);
  for (const answer of answers) expect([200, 409]).toContain(answer.status);
});

test('an expired, revoked or foreign secret opens nothing', async () => {
  const short = await aToken('ber-dc9.bank.example', { expiresIn: '2h' });
  expect(Date.parse(short.expiresAt)).toBe(world.machine.now + 2 * hourMs);
  const file = hostFacts('ber-dc9.bank.example');
  world.machine.now += 3 * hourMs;
  expect((await bring(short.secret, file)).body.code).toBe('token-expired');
  world.machine.now -= 3 * hourMs;
  expect((await ask(world.app, 'DELETE', `/upload-tokens/${short.id}`, { token: operator })).status).toBe(204);
  expect((await bring(short.secret, file)).body.code).toBe('sign-in-required');
  expect((await bring(`up_${short.id}_${'0'.repeat(64)}`, file)).body.code).toBe('sign-in-required');
  expect(await listed(short.id)).toMatchObject({ state: 'revoked' });
});

test('an upload token opens nothing but uploads, and nothing else opens those', async () => {
  const { secret } = await aToken('ber-dc10.bank.example');
  for (const path of ['/servers', '/me', '/log', '/upload-tokens', '/events', '/metrics'])
    expect([path, (await ask(world.app, 'GET', path, { token: secret })).status]).toEqual([path, 403]);
  expect((await ask(world.app, 'POST', '/evidence', { token: secret, body: hostFacts('x') })).status).toBe(403);
  const administrator = await world.token('administrator', null);
  expect((await bring(administrator, hostFacts('ber-dc10.bank.example'))).body.code).toBe('permission-missing');
});

test('I18 tokens and files of one tenant are none of another', async () => {
  const { secret, id } = await aToken('ber-dc11.bank.example');
  const foreign = await world.token('operator', world.foreignId);
  expect((await ask(world.app, 'GET', '/upload-tokens', { token: foreign })).body.value).toEqual([]);
  expect((await ask(world.app, 'DELETE', `/upload-tokens/${id}`, { token: foreign })).status).toBe(404);
  const elsewhere = await ask(world.app, 'PUT', '/uploads', {
    token: secret,
    tenant: world.foreignId,
    body: hostFacts('ber-dc11.bank.example'),
  });
  expect(elsewhere.status).toBe(404);
  expect((await bring(secret, hostFacts('ber-dc11.bank.example'))).status).toBe(200);
  expect((await ask(world.app, 'GET', '/servers', { token: foreign })).body.value).toEqual([]);
});

test('I12 making, using, refusing and revoking stand in the log, with the host that brought the file', async () => {
  const logged = await whatWasLogged();
  for (const what of ['upload-token-made', 'upload-token-used', 'upload-refused', 'upload-token-revoked'])
    expect(logged).toContain(what);
  const { body } = await ask(world.app, 'GET', '/log?kind=evidence-imported&top=100', { token: operator });
  expect(body.value.map((entry: { actor: string }) => entry.actor)).toContain('upload:ber-dc1.bank.example');
  const text = (await ask(world.app, 'GET', '/log?top=200', { token: operator })).text;
  expect(text).not.toMatch(/up_[0-9a-f-]+_/);
});

test('the secret is shown once and the hash never', async () => {
  const key = 'made-once';
  const first = await ask(world.app, 'POST', '/upload-tokens', { token: operator, key, body: { host: 'BER-DC12' } });
  const again = await ask(world.app, 'POST', '/upload-tokens', { token: operator, key, body: { host: 'BER-DC12' } });
  expect(again.body.code).toBe('secret-shown-once');
  const { text } = await ask(world.app, 'GET', '/upload-tokens', { token: operator });
  expect(text).not.toContain(first.body.secret);
  expect(text).not.toContain('ecretHash');
});

test('a short name becomes the full one where one host has it; of two it is refused', async () => {
  expect((await aToken('BER-DC1')).host).toBe('ber-dc1.bank.example');
  await world.control.importEvidence('os:tester', world.tenantId, {
    bytes: new TextEncoder().encode(
      ['twin1.bank.example', 'twin1.other.example'].map((host) => new TextDecoder().decode(hostFacts(host))).join('\n'),
    ),
    fileName: 'twins.json',
    dryRun: false,
  });
  const refused = await ask(world.app, 'POST', '/upload-tokens', { token: operator, body: { host: 'TWIN1' } });
  expect(refused.body.code).toBe('host-ambiguous');
  for (const body of [{ host: 'not a name' }, { host: 'A', expiresIn: '8d' }, { host: 'A', expiresIn: 'soon' }])
    expect((await ask(world.app, 'POST', '/upload-tokens', { token: operator, body })).status).toBe(400);
});

test('expired tokens are swept', async () => {
  const { id } = await aToken('ber-dc13.bank.example', { expiresIn: '1h' });
  expect(await world.store.sweepUploadTokens(world.machine.now)).toBe(0);
  await world.store.sweepUploadTokens(world.machine.now + dayMs / 12);
  expect(await listed(id)).toBeUndefined();
});

test('a file larger than uploads may be is refused', async () => {
  const small = await aWorld(store(), { api: { options: { uploadBytes: 1_000 } } });
  const token = await small.token('operator', small.tenantId);
  const made = await ask(small.app, 'POST', '/upload-tokens', { token, body: { host: 'BER-DC1' } });
  const refused = await ask(small.app, 'PUT', '/uploads', { token: made.body.secret, body: new Uint8Array(2_000) });
  expect(refused.status).toBe(413);
  await small.close();
});
