import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { outboundFetch, wayOutOf } from '../../src/connectors/graph/transport.ts';
import { aWayOut, inspector } from './inspected-way-out.ts';
import { aRig, failureOf } from './scripted-service.ts';

test('a proxy with user and password lets us through, and its own CA is trusted where NODE_EXTRA_CA_CERTS names it', async () => {
  await using way = await aWayOut();
  const folder = await mkdtemp(join(tmpdir(), 'changeguard-way-out-'));
  try {
    const ca = join(folder, 'ca.pem');
    await writeFile(ca, inspector.certificate.toString());
    const program = fileURLToPath(new URL('./way-out-child.ts', import.meta.url));
    const typescript = fileURLToPath(new URL('../support/run-typescript.mjs', import.meta.url));
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', typescript, program, `${way.url}/v1.0/x`],
      { env: { PATH: process.env.PATH, HTTPS_PROXY: way.address('guard:p%40ss@'), NODE_EXTRA_CA_CERTS: ca } },
    );
    expect(JSON.parse(stdout)).toEqual({
      status: 200,
      wayOut: `Through the proxy ${way.address('')}, with a user (HTTPS_PROXY).`,
    });
    expect(way.asked.map((request) => request.url)).toEqual([new URL(way.url).host]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test.each([
  ['no user', '', 'connection-proxy-refused', /answered with 407; it wants a user/],
  ['another password', 'guard:wrong@', 'connection-proxy-refused', /answered with 407; it wants a user/],
  ['a CA that nobody told us', 'guard:p%40ss@', 'connection-untrusted', /not trusted \(UNABLE_TO|not trusted \(SELF_/],
])('behind a proxy with %s it is said what to do, and the call can be made again', async (_, user, code, why) => {
  await using way = await aWayOut();
  const { defender } = aRig(way, { deps: { fetch: outboundFetch({ HTTPS_PROXY: way.address(user) }) } });
  const failure = (await failureOf(defender.listSensors())) as Error;
  expect(failure).toMatchObject({ name: 'Retryable', code, mayHaveHappened: false });
  expect(failure.message).toMatch(why);
  expect(failure.message).not.toContain('p@ss');
});

test.each([
  [{}, 'Directly: HTTPS_PROXY names no proxy.'],
  [
    { HTTPS_PROXY: 'http://u:secret@proxy.example:8080' },
    'Through the proxy http://proxy.example:8080, with a user (HTTPS_PROXY).',
  ],
  [
    { https_proxy: 'http://proxy.example:8080', HTTPS_PROXY: 'http://other.example', NO_PROXY: '.bank.example' },
    'Through the proxy http://proxy.example:8080, without a user (HTTPS_PROXY), past it to .bank.example (NO_PROXY).',
  ],
  [{ HTTPS_PROXY: 'proxy' }, 'HTTPS_PROXY is set, and is not the address of a proxy.'],
])('the way out is told without its password: %o', (environment, told) => {
  expect(wayOutOf(environment)).toBe(told);
});
