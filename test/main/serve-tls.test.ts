import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ServeOptions } from '../../src/cli/io.ts';
import { serve } from '../../src/main/serve.ts';
import { anAuthority, issued } from '../support/certificates.ts';

/* The real server on loopback, with TLS of its own: what a browser gets, and what a command on this machine gets. */

const folder = mkdtempSync(join(tmpdir(), 'cg-tls-'));
const files = { certificate: join(folder, 'guard.pem'), key: join(folder, 'guard.key') };
const authority = anAuthority('Bank Root');
const ca = authority.certificate.toString();
const said: string[] = [];
const stop = new AbortController();
let port = 0;
let ended: Promise<unknown> = Promise.resolve();

function put(names: readonly string[]): void {
  const { cert, key } = issued(authority, { names });
  writeFileSync(files.certificate, cert);
  writeFileSync(files.key, key);
}

const options: ServeOptions = {
  host: '127.0.0.1',
  port: 0,
  publicUrl: undefined,
  tlsCert: files.certificate,
  tlsKey: files.key,
  behindProxy: undefined,
  signIn: undefined,
  dataDirectory: join(folder, 'data'),
  store: 'memory',
  postgresBin: undefined,
  drop: undefined,
  heartbeat: undefined,
  siem: undefined,
  sample: false,
};

beforeAll(async () => {
  put(['localhost']);
  await new Promise<void>((ready, failed) => {
    const say = (line: string) => {
      said.push(line);
      if (line.startsWith('Next:')) ready();
    };
    ended = serve(options, { CHANGEGUARD_DUMPS: '0' }, say, stop.signal);
    ended.catch(failed);
  });
  port = Number(/:(\d+)$/.exec(said[0] ?? '')?.[1]);
}, 60_000);

afterAll(async () => {
  stop.abort();
  await ended;
  rmSync(folder, { recursive: true, force: true });
});

function ask(path: string, more: https.RequestOptions & { readonly body?: unknown } = {}) {
  const { body, ...given } = more;
  const headers = { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...given.headers };
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; text: string }>((resolve, reject) => {
    const request = https.request({ host: '127.0.0.1', port, path, ca, servername: 'localhost', ...given, headers });
    request.on('error', reject);
    request.on('response', async (answer) => {
      let text = '';
      for await (const part of answer.setEncoding('utf8')) text += part;
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text });
    });
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

test('X-09 the server speaks TLS with the certificate that it was given, and says its address so', async () => {
  expect(said[0]).toBe(`changeguard is ready on https://127.0.0.1:${port}`);
  const answer = await ask('/healthz');
  expect(answer.status).toBe(200);
  expect(answer.headers['strict-transport-security']).toMatch(/max-age=\d+/);
  await expect(ask('/healthz', { ca: anAuthority('Somebody').certificate.toString() })).rejects.toThrow();
});

test('X-09 a session that came over TLS is sent over TLS alone', async () => {
  const link = said.find((line) => line.includes('/sign-in#')) ?? '';
  expect(link).toContain(`https://127.0.0.1:${port}/sign-in#`);
  const answer = await ask('/api/v1/sessions', { method: 'POST', body: { link: link.trim() } });
  expect(answer.status).toBe(200);
  expect(String(answer.headers['set-cookie'])).toMatch(/HttpOnly; Secure; SameSite=Strict/);
});

test('X-09 plain HTTP, and a TLS that is too old, get nothing at the same port', async () => {
  await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow();
  const old = new Promise((resolve, reject) => {
    const socket = connect({
      host: '127.0.0.1',
      port,
      ca,
      servername: 'localhost',
      maxVersion: 'TLSv1.1',
      minVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    socket.once('secureConnect', resolve);
    socket.once('error', reject);
  });
  await expect(old).rejects.toThrow();
});

test('a command on this machine comes in by a door of its own on loopback, with the secret that only the owner can read', async () => {
  const run = JSON.parse(readFileSync(join(folder, 'data', 'run', 'server.json'), 'utf8')) as {
    url: string;
    doorSecret: string;
  };
  expect(run.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(run.url).not.toContain(`:${port}`);
  const me = await fetch(`${run.url}/api/v1/me`, { headers: { authorization: `Bearer door_${run.doorSecret}` } });
  expect(await me.json()).toMatchObject({ role: 'administrator' });
  expect((await fetch(`${run.url}/api/v1/me`)).status).toBe(401);
});

test('X-09 at SIGHUP the certificate is read again; one that cannot be used leaves the one before', async () => {
  const named = async (name: string) => (await ask('/healthz', { servername: name })).status;
  await expect(named('guard.bank.example')).rejects.toThrow();
  put(['guard.bank.example']);
  const told = () => said.filter((line) => line === 'The certificate was read again.').length;
  process.emit('SIGHUP');
  await expect.poll(told).toBe(1);
  expect(await named('guard.bank.example')).toBe(200);
  writeFileSync(files.key, 'no key');
  process.emit('SIGHUP');
  expect(await named('guard.bank.example')).toBe(200);
});

test.each([
  ['a file that is not there', { tlsCert: join(folder, 'none.pem') }, /cannot be read/],
  ['a file that is no certificate', { tlsCert: files.key }, /holds no certificate/],
  ['a key of another certificate', { tlsKey: join(folder, 'other.key') }, /cannot be used together/],
])('X-09 %s is refused at the start, with the file named', async (_what, more, detail) => {
  put(['localhost']);
  writeFileSync(join(folder, 'other.key'), issued(authority, { names: ['other'] }).key);
  const given = { ...options, ...more, dataDirectory: join(folder, 'second') };
  await expect(serve(given, {}, () => undefined, stop.signal)).rejects.toThrow(detail);
});
