import { expect, test } from 'vitest';
import { Retryable, Terminal } from '../../src/domain/problem.ts';
import { secondMs } from '../../src/domain/time.ts';
import {
  allRoles,
  aMigrationRow,
  aRig,
  aScriptedService,
  aTokenAnswer,
  failureOf,
  routes,
  tokenRoute,
} from './scripted-service.ts';

const rows = (...ids: string[]) => ids.map((id) => aMigrationRow({ id }));

test('a list is followed over all its pages, links unchanged', async () => {
  await using service = await aScriptedService();
  const next = `${service.url}/beta/security/identities/sensorMigration?$skiptoken=a%2Bb%20c`;
  service.on(
    routes.migrations,
    { json: { value: rows('a', 'b'), '@odata.nextLink': next } },
    { json: { value: rows('c') } },
  );
  const { defender } = aRig(service);
  expect((await defender.listSensorMigrations()).rows.map((reading) => reading.sensorId)).toEqual(['a', 'b', 'c']);
  expect(service.seenOn(routes.migrations)[1]?.url).toBe(
    '/beta/security/identities/sensorMigration?$skiptoken=a%2Bb%20c',
  );
});

test('a page that fails fails the list: servers never vanish because a page did', async () => {
  await using service = await aScriptedService();
  const next = `${service.url}/beta/security/identities/sensorMigration?$skiptoken=2`;
  service.on(routes.migrations, { json: { value: rows('a'), '@odata.nextLink': next } }, { status: 503, json: {} });
  const { defender } = aRig(service);
  expect(await failureOf(defender.listSensorMigrations())).toMatchObject({
    name: 'Retryable',
    code: 'connection-unavailable',
  });
});

test.each([
  [
    'to another origin',
    () => 'https://elsewhere.example/beta/security/identities/sensorMigration?$skiptoken=2',
    'leaves the service',
  ],
  [
    'back to the same page',
    (url: string) => `${url}/beta/security/identities/sensorMigration?$skiptoken=2`,
    'comes back',
  ],
  ['to nothing that is a URL', () => '/beta/next', 'leaves the service'],
])('a next link %s is not followed, and the list is refused', async (_, link, why) => {
  await using service = await aScriptedService();
  service.on(routes.migrations, { json: { value: rows('a'), '@odata.nextLink': link(service.url) } });
  const { defender } = aRig(service);
  const failure = await failureOf(defender.listSensorMigrations());
  expect(failure).toBeInstanceOf(Terminal);
  expect(failure).toMatchObject({ code: 'connection-answer-invalid', message: expect.stringContaining(why) });
});

test('a list without end stops at the bound of pages', async () => {
  await using service = await aScriptedService();
  let page = 0;
  service.on(routes.migrations, () => ({
    json: {
      value: rows(`s${page}`),
      '@odata.nextLink': `${service.url}/beta/security/identities/sensorMigration?$skiptoken=${++page}`,
    },
  }));
  const { defender } = aRig(service, { limits: { maxPages: 7 } });
  expect(await failureOf(defender.listSensorMigrations())).toMatchObject({ code: 'connection-answer-invalid' });
  expect(service.seenOn(routes.migrations)).toHaveLength(7);
});

test('a next link that is no text does not cut the list short', async () => {
  await using service = await aScriptedService();
  service.on(routes.migrations, { json: { value: rows('a'), '@odata.nextLink': 7 } });
  const { defender } = aRig(service);
  expect(await failureOf(defender.listSensorMigrations())).toMatchObject({ code: 'connection-answer-invalid' });
});

test('429 with Retry-After in seconds says until when, on the tenant clock', async () => {
  await using service = await aScriptedService();
  service.on(routes.sensors, {
    status: 429,
    headers: { 'retry-after': '37' },
    json: { error: { code: 'TooManyRequests', message: 'slow' } },
  });
  const { defender, clock } = aRig(service);
  const failure = await failureOf(defender.listSensors());
  expect(failure).toBeInstanceOf(Retryable);
  expect(failure).toMatchObject({
    code: 'connection-throttled',
    until: clock.tenantAt + 37 * secondMs,
    mayHaveHappened: false,
  });
});

test('429 with a date is measured against the Date of the answer, not against our clock', async () => {
  await using service = await aScriptedService();
  const headers = { date: 'Mon, 01 Jun 2020 10:00:00 GMT', 'retry-after': 'Mon, 01 Jun 2020 10:01:30 GMT' };
  service.on(routes.sensors, { status: 429, headers, json: {} });
  const { defender, clock } = aRig(service);
  expect(await failureOf(defender.listSensors())).toMatchObject({ until: clock.tenantAt + 90 * secondMs });
});

test('429 without Retry-After backs off longer each time, and forgets it after a success', async () => {
  await using service = await aScriptedService();
  const busy = { status: 429, json: {} };
  service.on(routes.sensors, busy, busy, busy, { json: { value: [] } }, busy);
  const { defender, clock } = aRig(service);
  const waits: number[] = [];
  for (let n = 0; n < 5; n++) {
    const failure = await defender.listSensors().then(
      () => undefined,
      (error: Retryable) => error,
    );
    if (failure !== undefined) waits.push((failure.until ?? Number.NaN) - clock.tenantAt);
  }
  expect(waits).toEqual([2 * secondMs, 4 * secondMs, 8 * secondMs, 2 * secondMs]);
});

test('a Retry-After beyond the bound is not believed whole', async () => {
  await using service = await aScriptedService();
  service.on(routes.sensors, { status: 429, headers: { 'retry-after': '999999999' }, json: {} });
  const { defender, clock } = aRig(service, { limits: { maxRetryAfterMs: 1_000 } });
  expect(await failureOf(defender.listSensors())).toMatchObject({ until: clock.tenantAt + 1_000 });
});

test.each([500, 502, 503, 504])('%i is time’s to heal', async (status) => {
  await using service = await aScriptedService();
  service.on(routes.sensors, { status, text: '<html>gateway</html>', headers: { 'content-type': 'text/html' } });
  const { defender } = aRig(service);
  expect(await failureOf(defender.listSensors())).toMatchObject({ name: 'Retryable', code: 'connection-unavailable' });
});

test.each([400, 404, 409])(
  '%i is a refusal that only a person can mend, told with the service’s words',
  async (status) => {
    await using service = await aScriptedService();
    service.on(routes.sensors, { status, json: { error: { code: 'BadThing', message: 'line one\nline two' } } });
    const { defender } = aRig(service);
    const failure = await failureOf(defender.listSensors());
    expect(failure).toMatchObject({ name: 'Terminal', code: 'connection-refused-request' });
    expect((failure as Error).message).toContain('BadThing: line one line two');
  },
);

test('a redirect is not followed: a token would go where nobody named', async () => {
  await using elsewhere = await aScriptedService();
  await using service = await aScriptedService();
  service.on(routes.sensors, {
    status: 302,
    headers: { location: `${elsewhere.url}/v1.0/security/identities/sensors` },
  });
  const { defender } = aRig(service);
  expect(await failureOf(defender.listSensors())).toMatchObject({ code: 'connection-answer-invalid' });
  expect(elsewhere.seen).toEqual([]);
});

test('a connection that breaks in the body is unreachable, not an empty list', async () => {
  await using service = await aScriptedService();
  service.on(routes.sensors, {
    raw: (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"value":[', () => response.destroy());
    },
  });
  const { defender } = aRig(service);
  expect(await failureOf(defender.listSensors())).toMatchObject({ name: 'Retryable', code: 'connection-unreachable' });
});

test.each([
  ['no answer at all', () => {}],
  [
    'a body that never ends',
    (response: import('node:http').ServerResponse) => void response.writeHead(200).write('{"value":['),
  ],
])('%s ends at the time-out', async (_, raw) => {
  await using service = await aScriptedService();
  service.on(routes.sensors, { raw });
  const { defender } = aRig(service, { limits: { requestTimeoutMs: 60 } });
  expect(await failureOf(defender.listSensors())).toMatchObject({ name: 'Retryable', code: 'connection-timed-out' });
});

test('nobody listening is unreachable', async () => {
  const service = await aScriptedService();
  await service[Symbol.asyncDispose]();
  const { defender } = aRig(service);
  expect(await failureOf(defender.listSensors())).toMatchObject({
    name: 'Retryable',
    code: 'connection-unreachable',
    mayHaveHappened: false,
  });
});

test.each([
  ['told beforehand', 'length'],
  ['found while reading', 'chunks'],
])('a body over its bound, %s, is refused unread', async (_, how) => {
  await using service = await aScriptedService();
  const text = JSON.stringify({ value: [], padding: 'x'.repeat(50_000) });
  service.on(routes.sensors, {
    raw: (response) => {
      if (how === 'length') response.setHeader('content-length', text.length);
      response.writeHead(200);
      response.end(text);
    },
  });
  const { defender } = aRig(service, { limits: { maxBodyBytes: 10_000 } });
  const failure = await failureOf(defender.listSensors());
  expect(failure).toMatchObject({
    name: 'Terminal',
    code: 'connection-answer-invalid',
    message: expect.stringContaining('larger than 10000'),
  });
});

test('a broken row is named by its place in the list, not in its page', async () => {
  await using service = await aScriptedService();
  service.on(
    routes.sensors,
    {
      json: {
        value: [{ id: 'a' }, { id: 'b' }],
        '@odata.nextLink': `${service.url}/v1.0/security/identities/sensors?p=2`,
      },
    },
    { json: { value: [{ id: 'c' }, { id: 7 }] } },
  );
  const { defender } = aRig(service);
  expect(await failureOf(defender.listSensors())).toMatchObject({
    code: 'connection-answer-invalid',
    message: expect.stringContaining('Row 4 of sensors'),
  });
});

test.each([
  ['malformed JSON', '{"value": [', 'no JSON'],
  ['nothing', '', 'no JSON'],
  ['a web page', '<!doctype html><title>Sign in</title>', 'web page'],
  ['JSON that is no list', '{"value": {}}', 'not a list'],
  ['null', 'null', 'not a list'],
])('%s with status 200 is an invalid answer', async (_, text, why) => {
  await using service = await aScriptedService();
  service.on(routes.sensors, { text });
  const { defender } = aRig(service);
  expect(await failureOf(defender.listSensors())).toMatchObject({
    name: 'Terminal',
    code: 'connection-answer-invalid',
    message: expect.stringContaining(why),
  });
});

test('calls of one resource go one after another, of different resources side by side', async () => {
  await using service = await aScriptedService();
  const open: import('node:http').ServerResponse[] = [];
  const hold = { raw: (response: import('node:http').ServerResponse) => void open.push(response) };
  service.on(routes.sensors, hold);
  service.on(routes.health, hold);
  const { defender } = aRig(service);
  const all = [defender.listSensors(), defender.listSensors(), defender.listHealthIssues()];
  const until = async (count: number) => {
    while (open.length < count) await new Promise((resolve) => setImmediate(resolve));
  };
  await until(2);
  expect(service.seenOn(routes.sensors)).toHaveLength(1);
  expect(service.seenOn(routes.health)).toHaveLength(1);
  for (const response of open.splice(0)) response.end('{"value":[]}');
  await until(1);
  expect(service.seenOn(routes.sensors)).toHaveLength(2);
  open.shift()?.end('{"value":[]}');
  await Promise.all(all);
});

test('a failure does not block the calls that wait behind it', async () => {
  await using service = await aScriptedService();
  service.on(routes.sensors, { status: 500, json: {} }, { json: { value: [] } });
  const { defender } = aRig(service);
  const [first, second] = await Promise.allSettled([defender.listSensors(), defender.listSensors()]);
  expect([first?.status, second?.status]).toEqual(['rejected', 'fulfilled']);
});

test('too many waiting calls are refused rather than queued without end', async () => {
  await using service = await aScriptedService();
  service.on(routes.sensors, { json: { value: [] } });
  const { defender } = aRig(service, { limits: { maxWaiting: 2 } });
  const outcomes = await Promise.allSettled([1, 2, 3].map(() => defender.listSensors()));
  expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
  await defender.listSensors();
});

test('every call carries a client-request-id and is recorded without query, body or secret', async () => {
  await using service = await aScriptedService();
  service.on(routes.health, { json: { value: [] }, headers: { 'request-id': 'r-77' } });
  const { defender, calls } = aRig(service);
  await defender.listHealthIssues();
  const sent = service.seenOn(routes.health)[0];
  expect(calls.at(-1)).toEqual({
    method: 'GET',
    path: '/v1.0/security/identities/healthIssues',
    status: 200,
    durationMs: 0,
    clientRequestId: sent?.headers['client-request-id'],
    requestId: 'r-77',
  });
  expect(calls.map((call) => call.clientRequestId)).toHaveLength(
    new Set(calls.map((call) => call.clientRequestId)).size,
  );
  expect(JSON.stringify(calls)).not.toMatch(/secret|Bearer|filter/);
});

test('a call without an answer is recorded too', async () => {
  await using service = await aScriptedService();
  service.on(routes.sensors, { raw: (response) => response.destroy() });
  const { defender, calls } = aRig(service);
  await failureOf(defender.listSensors());
  expect(calls.at(-1)).toMatchObject({ path: '/v1.0/security/identities/sensors', status: null, requestId: '' });
});

test('a 401 renews the token once and asks again; a second 401 is a refused credential', async () => {
  await using service = await aScriptedService();
  service.on(tokenRoute, () => ({ json: aTokenAnswer(allRoles) }));
  service.on(routes.sensors, { status: 401, json: {} }, { json: { value: [] } }, { status: 401, json: {} });
  const { defender } = aRig(service);
  await defender.listSensors();
  expect(service.seenOn(tokenRoute)).toHaveLength(2);
  const [first, second] = service.seenOn(routes.sensors).map((request) => request.headers.authorization);
  expect(second).not.toBe(first);
  expect(await failureOf(defender.listSensors())).toMatchObject({
    name: 'Terminal',
    code: 'connection-credential-refused',
  });
});

test('403 names the permission that is needed and those that are granted', async () => {
  await using service = await aScriptedService();
  service.on(tokenRoute, { json: aTokenAnswer(['ThreatHunting.Read.All']) });
  service.on(routes.migrations, { status: 403, json: { error: { code: 'Forbidden', message: 'no' } } });
  const { defender } = aRig(service);
  const failure = await failureOf(defender.listSensorMigrations());
  expect(failure).toMatchObject({ name: 'Terminal', code: 'connection-permission-missing' });
  expect((failure as Error).message).toContain(
    'SecurityIdentitiesMigration.Read.All or SecurityIdentitiesMigration.ReadWrite.All',
  );
  expect((failure as Error).message).toContain('Granted: ThreatHunting.Read.All');
});

test('an address in clear is refused before the secret is read', async () => {
  let reads = 0;
  const readSecret = async () => ({ value: String(++reads) });
  expect(() => aRig({ url: 'http://graph.example' }, { deps: { readSecret } })).toThrow(/not https/);
  expect(reads).toBe(0);
});
