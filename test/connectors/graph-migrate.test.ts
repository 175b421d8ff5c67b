import { expect, test } from 'vitest';
import { aRig, aScriptedService, failureOf, routes, tokenRoute } from './scripted-service.ts';

const ids = ['A1', 'b2', 'c3'];

test('S3-05 a migrate request names the servers, carries the id from the log, and tells accepted from refused', async () => {
  await using service = await aScriptedService();
  const json = { successfulMigrationSensorIds: ['a1'], failedMigrationSensorIds: ['b2'] };
  service.on(routes.migrate, { json, headers: { 'request-id': 'r-9' } });
  const { defender, calls } = aRig(service);
  expect(await defender.migrate(ids, 'from-the-log')).toEqual({ accepted: ['A1'], refused: ['b2'], requestId: 'r-9' });
  const [sent] = service.seenOn(routes.migrate);
  expect(JSON.parse(sent?.body ?? '')).toEqual({ sensorIds: ids });
  expect(sent?.headers['client-request-id']).toBe('from-the-log');
  expect(calls.at(-1)).toMatchObject({ method: 'POST', clientRequestId: 'from-the-log', requestId: 'r-9' });
});

test('I10 an id in neither list or in both is neither accepted nor refused', async () => {
  await using service = await aScriptedService();
  service.on(routes.migrate, {
    json: { successfulMigrationSensorIds: ['a1', 'zz'], failedMigrationSensorIds: ['a1'] },
  });
  expect(await aRig(service).defender.migrate(ids, 'r')).toMatchObject({ accepted: [], refused: [] });
});

test('I6 more than ten servers, or none, send nothing', async () => {
  await using service = await aScriptedService();
  const { defender } = aRig(service);
  const eleven = Array.from({ length: 11 }, (_, n) => `s${n}`);
  expect(await failureOf(defender.migrate(eleven, 'r'))).toMatchObject({ name: 'Terminal' });
  expect(await defender.migrate([], 'r')).toEqual({ accepted: [], refused: [] });
  expect(service.seen).toEqual([]);
});

test.each([
  ['500', { status: 500, json: {} }, 'connection-unavailable'],
  ['504', { status: 504, json: {} }, 'connection-unavailable'],
  ['a 200 that is no JSON', { text: '{"successful' }, 'connection-answer-invalid'],
  ['a 200 with other lists', { json: { successfulMigrationSensorIds: 'all' } }, 'connection-answer-invalid'],
  ['a 200 with a web page', { text: '<html>' }, 'connection-answer-invalid'],
  ['a redirect', { status: 302, headers: { location: '/' } }, 'connection-answer-invalid'],
  ['a broken connection', { raw: (response: { destroy(): void }) => response.destroy() }, 'connection-unreachable'],
  ['a time-out', { raw: () => {} }, 'connection-timed-out'],
])('I10 after %s the request may have happened: only reading tells', async (_, answer, code) => {
  await using service = await aScriptedService();
  service.on(routes.migrate, answer as never);
  const { defender } = aRig(service, { limits: { requestTimeoutMs: 300 } });
  expect(await failureOf(defender.migrate(ids, 'r'))).toMatchObject({ name: 'Retryable', code, mayHaveHappened: true });
  expect(service.seenOn(routes.migrate)).toHaveLength(1);
});

test('I10 a 429 was not carried out', async () => {
  await using service = await aScriptedService();
  service.on(routes.migrate, { status: 429, headers: { 'retry-after': '60' }, json: {} });
  const { defender, clock } = aRig(service);
  expect(await failureOf(defender.migrate(ids, 'r'))).toMatchObject({
    name: 'Retryable',
    code: 'connection-throttled',
    until: clock.tenantAt + 60_000,
    mayHaveHappened: false,
  });
});

test.each([
  [400, 'connection-refused-request'],
  [401, 'connection-credential-refused'],
  [403, 'connection-permission-missing'],
])('I10 %i is a refusal before anything happened', async (status, code) => {
  await using service = await aScriptedService();
  service.on(routes.migrate, { status, json: {} });
  expect(await failureOf(aRig(service).defender.migrate(ids, 'r'))).toMatchObject({ name: 'Terminal', code });
});

test('I10 when no connection was made nothing happened', async () => {
  await using signIn = await aScriptedService();
  const closed = await aScriptedService();
  await closed[Symbol.asyncDispose]();
  const { defender, calls } = aRig(signIn, { connection: { graphUrl: closed.url } });
  const failure = await failureOf(defender.migrate(ids, 'r'));
  expect(failure).toMatchObject({ name: 'Retryable', code: 'connection-unreachable', mayHaveHappened: false });
  expect(calls.at(-1)).toMatchObject({ path: '/beta/security/identities/sensorMigration/migrate', status: null });
});

test('I10 a 401 for an old token sends the request again, once, with a new token', async () => {
  await using service = await aScriptedService();
  service.on(routes.migrate, { status: 401, json: {} }, { json: { successfulMigrationSensorIds: ['a1'] } });
  expect(await aRig(service).defender.migrate(ids, 'r')).toMatchObject({ accepted: ['A1'] });
  expect(service.seenOn(tokenRoute)).toHaveLength(2);
});
