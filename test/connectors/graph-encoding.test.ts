import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { aRig, aScriptedService, failureOf, routes } from './scripted-service.ts';

test('a compressed answer is read', async () => {
  await using service = await aScriptedService();
  const bytes = gzipSync(JSON.stringify({ value: [{ id: 'sensor-1', displayName: 'BÄR-DC1' }] }));
  service.on(routes.sensors, {
    raw: (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bytes),
  });
  const { defender } = aRig(service);
  expect((await defender.listSensors()).rows).toMatchObject([{ name: 'BÄR-DC1', sensorId: 'sensor-1' }]);
  expect(service.seenOn(routes.sensors)[0]?.headers['accept-encoding']).toBe('gzip');
});

test('a few compressed bytes that unpack to more than the bound are refused', async () => {
  await using service = await aScriptedService();
  const bytes = gzipSync(JSON.stringify({ value: [], padding: 'x'.repeat(50_000) }));
  expect(bytes.length).toBeLessThan(10_000);
  service.on(routes.sensors, {
    raw: (response) =>
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': bytes.length }).end(bytes),
  });
  const { defender } = aRig(service, { limits: { maxBodyBytes: 10_000 } });
  expect(await failureOf(defender.listSensors())).toMatchObject({
    name: 'Terminal',
    code: 'connection-answer-invalid',
    message: expect.stringContaining('larger than 10000'),
  });
});

test('an answer in an encoding that was not asked for is not taken for data', async () => {
  await using service = await aScriptedService();
  service.on(routes.sensors, { headers: { 'content-encoding': 'br' }, text: '{"value": []}' });
  const { defender } = aRig(service);
  expect(await failureOf(defender.listSensors())).toMatchObject({
    name: 'Terminal',
    code: 'connection-answer-invalid',
    message: expect.stringContaining('encoding that was not asked for'),
  });
});

test('a compressed answer that is damaged is asked for again', async () => {
  await using service = await aScriptedService();
  service.on(routes.sensors, { headers: { 'content-encoding': 'gzip' }, text: '{"value": []}' });
  const { defender } = aRig(service);
  expect(await failureOf(defender.listSensors())).toMatchObject({ name: 'Retryable', code: 'connection-unreachable' });
});
