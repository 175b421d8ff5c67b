import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { healthOf } from '../../src/main/health.ts';
import { logLevelOf } from '../../src/main/log-level.ts';
import { writeRunFile } from '../../src/main/run-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'cg-health-'));
const runFile = join(folder, 'server.json');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  [200, { status: 'ready' }, true, 'The database answers and the engine works.'],
  [503, { code: 'not-ready', detail: 'The engine has not looked for a minute.' }, false, 'has not looked'],
  [404, 'somebody else', false, 'answers with 404'],
] as const)('a server that answers /readyz with %i is ready: %j', async (status, body, isReady, said) => {
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const run = { url, pid: process.pid, doorSecret: 'x', startedAt: '2026-03-30T06:00:00Z' };
  await writeRunFile(runFile, run);
  for (const found of [await healthOf(undefined, runFile), await healthOf(url, '/nowhere')]) {
    expect(found).toMatchObject({ isReady, where: url });
    expect(found.detail).toContain(said);
  }
  expect(asked).toEqual(['/readyz', '/readyz']);
  await new Promise((resolve) => server.close(resolve));
  expect(await healthOf(undefined, runFile)).toMatchObject({ isReady: false, where: url });
});

test('where no server runs none is ready', async () => {
  expect(await healthOf(undefined, join(folder, 'none.json'))).toMatchObject({ isReady: false, where: null });
});

test('a level of the log that does not exist is refused, and none means the usual one', () => {
  expect(logLevelOf(undefined, 'warn')).toBe('warn');
  expect(logLevelOf('', 'error')).toBe('error');
  expect(logLevelOf('debug', 'warn')).toBe('debug');
  expect(() => logLevelOf('loud', 'warn')).toThrow(expect.objectContaining({ code: 'usage' }));
});
