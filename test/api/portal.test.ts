import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { pages } from '../../src/contract/pages.ts';
import { aPrincipal, ask, aWorld, storeOfFile } from './world.ts';

const store = storeOfFile();
/** A portal as small as one can be; the real one is tested in a browser. */
const folder = mkdtempSync(join(tmpdir(), 'cg-portal-'));
mkdirSync(join(folder, 'assets'));
writeFileSync(join(folder, 'index.html'), '<!doctype html><meta property="csp-nonce" nonce="__NONCE__">');
writeFileSync(join(folder, 'assets', 'index-abc123.js'), 'export {};');
writeFileSync(join(folder, 'assets', 'index-abc123.js.gz'), gzipSync('export {};'));
writeFileSync(join(folder, 'mark.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const served = () => aWorld(store(), { api: { options: { portal: folder }, trust: () => aPrincipal() } });
const asBrowser = { accept: 'text/html,application/xhtml+xml' };

test('every page of the portal answers with the page, which is never kept and has a nonce of its own each time', async () => {
  const world = await served();
  const nonces = new Set<string>();
  for (const path of Object.values(pages)) {
    const answer = await world.app.inject({ url: path.replace(':id', 'a-name'), headers: asBrowser });
    expect([path, answer.statusCode, answer.headers['cache-control']]).toEqual([path, 200, 'no-store']);
    const nonce = /nonce="(\w+)"/.exec(answer.body)?.[1] ?? '';
    expect(answer.headers['content-security-policy']).toContain(`'nonce-${nonce}'`);
    nonces.add(nonce);
  }
  expect(nonces.size).toBe(Object.values(pages).length);
  await world.close();
});

test('no page of the portal may run a script that is not a file of this server, or be framed', async () => {
  const world = await served();
  const answer = await world.app.inject({ url: '/' });
  const policy = String(answer.headers['content-security-policy']);
  expect(policy).toMatch(/(^|; )default-src 'none'(;|$)/);
  expect(policy).toMatch(/(^|; )script-src 'self'(;|$)/);
  expect(policy).toMatch(/(^|; )frame-ancestors 'none'(;|$)/);
  expect(policy).not.toContain('unsafe');
  await world.close();
});

test('files whose names carry a digest are kept for a year, all others are asked for again', async () => {
  const world = await served();
  const hashed = await world.app.inject({ url: '/assets/index-abc123.js' });
  expect(hashed.statusCode).toBe(200);
  expect(hashed.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  expect((await world.app.inject({ url: '/mark.svg' })).headers['cache-control']).toBe('no-cache');
  await world.close();
});

test('a file travels packed to whoever can unpack it, is the same file to everybody else, and caches keep both apart', async () => {
  const world = await served();
  const url = '/assets/index-abc123.js';
  const packed = await world.app.inject({ url, headers: { 'accept-encoding': 'gzip, deflate' } });
  expect([packed.statusCode, packed.headers['content-encoding'], packed.headers.vary]).toEqual([
    200,
    'gzip',
    'accept-encoding',
  ]);
  expect(packed.headers['content-type']).toContain('javascript');
  expect(packed.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  expect(gunzipSync(packed.rawPayload).toString()).toBe('export {};');
  const plain = await world.app.inject({ url });
  expect([plain.body, plain.headers['content-encoding'], plain.headers.vary]).toEqual([
    'export {};',
    undefined,
    'accept-encoding',
  ]);
  const unpacked = await world.app.inject({ url: '/mark.svg', headers: { 'accept-encoding': 'gzip' } });
  expect([unpacked.statusCode, unpacked.headers['content-encoding']]).toEqual([200, undefined]);
  await world.close();
});

test('an address that nothing has is a page for people and a problem for programs', async () => {
  const world = await served();
  const person = await world.app.inject({ url: '/no/such/page', headers: asBrowser });
  expect([person.statusCode, person.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
  for (const [url, headers] of [
    ['/no/such/page', {}],
    ['/api/v1/nothing', asBrowser],
    ['/assets/../../package.json', {}],
    ['/assets/no-such-file.js', {}],
  ] as const) {
    const program = await world.app.inject({ url, headers });
    expect([url, program.statusCode, program.json().code]).toEqual([url, 404, 'not-found']);
  }
  await world.close();
});

test('X-07 the log is sent whole as lines of JSON or as CSV when a caller asks for that', async () => {
  const world = await aWorld(store(), { api: { trust: () => aPrincipal() } });
  const tenant = world.tenantId;
  const lines = await ask(world.app, 'GET', '/log', { tenant, headers: { accept: 'application/jsonl' } });
  expect(lines.headers['content-disposition']).toContain('log.jsonl');
  const entries = lines.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(entries.map((entry) => entry.kind)).toContain('tenant-created');
  const csv = await ask(world.app, 'GET', '/log?kind=tenant-created', { tenant, headers: { accept: 'text/csv' } });
  const rows = csv.text.trimEnd().split('\r\n');
  expect(rows).toHaveLength(2);
  expect(rows[0]).toBe('id,at,kind,actor,server,sentence');
  await world.close();
});
