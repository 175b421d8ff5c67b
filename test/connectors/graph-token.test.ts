import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rolesOf } from '../../src/connectors/graph/token.ts';
import { outboundFetch } from '../../src/connectors/graph/transport.ts';
import { secretReader } from '../../src/connectors/secret.ts';
import { Retryable } from '../../src/domain/problem.ts';
import { aWorld, type World } from '../support/world.ts';
import { allRoles, aRig, aScriptedService, aTokenAnswer, failureOf, routes, tokenRoute } from './scripted-service.ts';

test('the sign-in is a client-credentials form for the Graph address, and its token goes into every call', async () => {
  await using service = await aScriptedService();
  service.on(routes.sensors, { json: { value: [] } });
  const { defender } = aRig(service);
  await defender.listSensors();
  const form = new URLSearchParams(service.seenOn(tokenRoute)[0]?.body);
  expect(Object.fromEntries(form)).toEqual({
    grant_type: 'client_credentials',
    client_id: 'client-1',
    client_secret: 'a+secret/with=signs',
    scope: `${service.url}/.default`,
  });
  expect(service.seenOn(routes.sensors)[0]?.headers.authorization).toMatch(/^Bearer ey/);
});

describe('of a cloud only the name is given, and the sign-in goes to its address for its Graph', () => {
  let world: World;
  beforeAll(async () => {
    world = await aWorld({ seed: 15 });
  });
  afterAll(() => world[Symbol.asyncDispose]());

  test.each([
    ['global', 'https://login.microsoftonline.com', 'https://graph.microsoft.com'],
    ['gcc', 'https://login.microsoftonline.com', 'https://graph.microsoft.com'],
    ['gcc-high', 'https://login.microsoftonline.us', 'https://graph.microsoft.us'],
    ['dod', 'https://login.microsoftonline.us', 'https://dod-graph.microsoft.us'],
    ['china', 'https://login.chinacloudapi.cn', 'https://microsoftgraph.chinacloudapi.cn'],
    // With nothing between: what is custom brings its addresses, and they are not changed.
    ['custom', 'https://login.example', 'https://graph.example'],
  ] as const)('%s', async (cloud, login, graph) => {
    const { control } = world;
    const { tenantId } = await control.makeTenant('user:test', `of ${cloud}`);
    const named = { cloud, directoryId: 'directory', clientId: 'client-1', secretRef: 'env:GRAPH_SECRET' };
    const own = cloud === 'custom' ? { loginUrl: `${login}/`, graphUrl: `${graph}/` } : {};
    const connection = await control.connect('user:test', tenantId, { ...named, ...own });
    await using service = await aScriptedService();
    const asked: string[] = [];
    const send = outboundFetch({});
    // No cloud is reached from here: what would go out is noted, and its path answered by the scripted service.
    const fetch: typeof send = (url, request) => {
      asked.push(url);
      return send(url.replace(new URL(url).origin, service.url), request);
    };
    await aRig(service, { connection, deps: { fetch } }).defender.diagnose();
    expect(asked[0]).toBe(`${login}/directory/oauth2/v2.0/token`);
    const form = new URLSearchParams(service.seenOn(tokenRoute)[0]?.body);
    expect(form.get('scope')).toBe(`${graph}/.default`);
    // In China nothing is offered, so that nothing but the sign-in is asked.
    const others = new Set(asked.slice(1).map((url) => new URL(url).origin));
    expect([...others]).toEqual(cloud === 'china' ? [] : [graph]);
  });
});

test('a token is used until shortly before its end, by the machine clock, and callers share its renewal', async () => {
  await using service = await aScriptedService();
  service.on(tokenRoute, () => ({ json: aTokenAnswer(allRoles, 3_600) }));
  for (const route of [routes.sensors, routes.health]) service.on(route, { json: { value: [] } });
  const { defender, clock } = aRig(service);
  await Promise.all([defender.listSensors(), defender.listHealthIssues()]);
  clock.tenantAt += 86_400_000;
  clock.machineAt += 54 * 60_000;
  await defender.listSensors();
  expect(service.seenOn(tokenRoute)).toHaveLength(1);
  clock.machineAt += 60_000;
  await Promise.all([defender.listSensors(), defender.listHealthIssues()]);
  expect(service.seenOn(tokenRoute)).toHaveLength(2);
});

test('the secret is read again for every token, so that a renewed one is found without a restart', async () => {
  await using service = await aScriptedService();
  service.on(tokenRoute, () => ({ json: aTokenAnswer(allRoles, 3_600) }));
  service.on(routes.sensors, { json: { value: [] } });
  const secrets = ['old', 'new'];
  const { defender, clock } = aRig(service, { deps: { readSecret: async () => ({ value: secrets.shift() ?? '' }) } });
  await defender.listSensors();
  clock.machineAt += 3_600_000;
  await defender.listSensors();
  const sent = service.seenOn(tokenRoute).map((request) => new URLSearchParams(request.body).get('client_secret'));
  expect(sent).toEqual(['old', 'new']);
});

test.each([400, 401, 403])(
  'a sign-in refused with %i is a refused credential, repeats only its codes and says what they mean',
  async (status) => {
    await using service = await aScriptedService();
    service.on(tokenRoute, {
      status,
      json: {
        error: 'invalid_client',
        error_description: 'AADSTS7000215: Invalid secret for app Name-Of-App at 10.0.0.7',
      },
    });
    const { defender } = aRig(service);
    const failure = await failureOf(defender.listSensors());
    expect(failure).toMatchObject({ name: 'Terminal', code: 'connection-credential-refused' });
    expect((failure as Error).message).toBe(
      `The sign-in was answered with ${status} (invalid_client, AADSTS7000215). The client secret is wrong; often its id was copied instead of its value.`,
    );
  },
);

test.each([
  [429, 'connection-throttled'],
  [503, 'connection-unavailable'],
])('a sign-in answered with %i is tried again, even when a migrate request waits for it', async (status, code) => {
  await using service = await aScriptedService();
  service.on(tokenRoute, { status, headers: { 'retry-after': '5' }, json: {} });
  const { defender, clock } = aRig(service);
  const failure = await failureOf(defender.migrate(['a'], 'req'));
  expect(failure).toBeInstanceOf(Retryable);
  expect(failure).toMatchObject({ code, until: clock.tenantAt + 5_000, mayHaveHappened: false });
  expect(service.seenOn(routes.migrate)).toEqual([]);
});

test.each([
  ['no token', '{"token_type":"Bearer"}'],
  ['a life that is no number', '{"access_token":"a.b.c","expires_in":"soon"}'],
  ['a web page', '<html></html>'],
])('a sign-in with %s is an invalid answer', async (_, text) => {
  await using service = await aScriptedService();
  service.on(tokenRoute, { text });
  const { defender } = aRig(service);
  expect(await failureOf(defender.listSensors())).toMatchObject({
    name: 'Terminal',
    code: 'connection-answer-invalid',
  });
});

test('a token that cannot be read works all the same; its roles are unknown, not none', async () => {
  await using service = await aScriptedService();
  service.on(tokenRoute, { json: { access_token: 'opaque', expires_in: 3_600 } });
  service.on(routes.sensors, { json: { value: [] } });
  const { defender } = aRig(service);
  await defender.listSensors();
  expect(rolesOf('opaque')).toBeUndefined();
  expect(rolesOf('a.%%%.c')).toBeUndefined();
  expect(rolesOf(String(aTokenAnswer(['X.Read.All']).access_token))).toEqual(['X.Read.All']);
});

test('neither secret nor token stands in any failure or record', async () => {
  await using service = await aScriptedService();
  service.on(tokenRoute, { json: { access_token: 'the-token-itself', expires_in: 3_600 } });
  service.on(
    routes.sensors,
    { status: 500, json: {} },
    { status: 403, json: {} },
    { raw: (response) => response.destroy() },
  );
  const { defender, calls } = aRig(service);
  const told: string[] = [JSON.stringify(calls)];
  for (let n = 0; n < 3; n++) {
    const failure = (await failureOf(defender.listSensors())) as Error;
    told.push(failure.message, String(failure.stack), JSON.stringify(failure), String((failure.cause as Error)?.stack));
  }
  expect(told.join('\n')).not.toMatch(/the-token-itself|a\+secret/);
});

test('a secret comes from the environment or a file, without its line end', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'secret-'));
  try {
    const path = join(folder, 'secret');
    await writeFile(path, '\uFEFFfrom file\r\n', { mode: 0o600 });
    const read = secretReader({ NAME: ' from environment\n', EMPTY: ' ' });
    expect(await read('env:NAME')).toEqual({ value: 'from environment' });
    expect(await read(`file:${path}`)).toEqual({ value: 'from file', warning: undefined });
    await symlink(path, join(folder, 'link'));
    expect((await read(`file:${join(folder, 'link')}`)).value).toBe('from file');
    await chmod(path, 0o644);
    expect((await read(`file:${path}`)).warning).toContain('every user');
    await chmod(path, 0o640);
    expect((await read(`file:${path}`)).warning).toContain('group');
    await writeFile(path, '');
    for (const ref of ['env:EMPTY', 'env:ABSENT', `file:${path}`, `file:${folder}`, `file:${path}-absent`, 'vault:x']) {
      expect(await failureOf(read(ref))).toMatchObject({ name: 'Terminal', code: 'connection-secret-missing' });
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a secret written where its reference belongs is not repeated', async () => {
  const failure = (await failureOf(secretReader({})('Abc8Q~hunter2'))) as Error;
  expect(failure.message).not.toContain('hunter2');
});
