import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reasonTitle } from '../../src/journeys/sensor-v3/reasons.ts';
import { aWorld, storeOfFile, type World } from '../api/world.ts';
import { aTerminal, type TerminalOptions } from './support/terminal.ts';

/* The command line against the real API, engine and store: what the scripted server assumes must hold there. */

const store = storeOfFile();
let world: World;
let server: string;
let token: string;

beforeAll(async () => {
  world = await aWorld(store());
  await world.app.listen({ host: '127.0.0.1', port: 0 });
  server = `http://127.0.0.1:${(world.app.server.address() as AddressInfo).port}`;
  token = await world.token('administrator', world.tenantId);
});
afterAll(async () => {
  await world.close();
});

const sensors = [
  'Sensor,Type,Domain,Service status,Sensor status,Version,Health status',
  'BER-DC1,Domain controller sensor,bank.example,Running,Up to date,2.254.19112.470,Healthy',
  'MUC-DC1,Domain controller sensor,bank.example,Stopped,Up to date,2.240.1.1,Healthy',
].join('\n');

async function typing(line: string | readonly string[], options: TerminalOptions = {}) {
  const terminal = aTerminal({
    server,
    env: { CHANGEGUARD_TOKEN: token },
    files: { 'Sensors.csv': sensors },
    ...options,
  });
  const code = await terminal.run(line);
  return { code, out: terminal.out(), err: terminal.err(), terminal };
}

test('X-09 a one-time link becomes a kept token with which the next command works', async () => {
  const wholeToken = await world.token('administrator', null);
  const asked = await typing('admin sign-in-link --json', { env: { CHANGEGUARD_TOKEN: wholeToken } });
  expect(asked.err).toBe('');
  const { link } = JSON.parse(asked.out) as { link: string };
  const terminal = aTerminal({ server });
  expect([await terminal.run(`login ${link.replace(/^https?:\/\/[^/]+/, server)}`), terminal.err()]).toEqual([
    0,
    expect.any(String),
  ]);
  expect(await terminal.run(['admin', 'tenant', 'list'])).toBe(0);
  expect(terminal.out()).toContain('Bank of Tests');
  const again = aTerminal({ server });
  expect(await again.run(`login ${link.replace(/^https?:\/\/[^/]+/, server)}`)).toBe(4);
});

test('a wrong token is refused with 4', async () => {
  expect((await typing('status', { env: { CHANGEGUARD_TOKEN: 'cg_0_nonsense' } })).code).toBe(4);
});

test('an estate is imported, listed, shown, checked and diagnosed', async () => {
  const imported = await typing('estate import Sensors.csv --observed-at 2026-05-04T07:59:00Z');
  expect([imported.code, imported.out]).toEqual([0, expect.stringContaining('2 rows read')]);
  const listed = await typing('estate list --json name');
  expect(JSON.parse(listed.out)).toEqual([{ name: 'BER-DC1' }, { name: 'MUC-DC1' }]);
  const shown = await typing('estate show MUC-DC1');
  expect([shown.code, shown.out]).toEqual([0, expect.stringContaining('muc-dc1.bank.example')]);
  const checked = await typing('check --no-refresh --exit-code');
  expect([checked.code, checked.out]).toEqual([3, expect.stringContaining('2 servers checked')]);
  expect((await typing('diagnose MUC-DC1')).code).toBe(0);
});

test('what the engine refuses comes with its own code and exit code', async () => {
  const planned = await typing('plan -o x.json');
  expect([planned.code, planned.err]).toEqual([5, expect.stringMatching(/\(plan-empty\)/)]);
  expect((await typing('estate show NOWHERE')).code).toBe(1);
  expect((await typing('task show nothing')).code).toBe(1);
  expect((await typing('connect show')).err).toContain('connection-missing');
});

test('portal 4.4 a plan that nobody is left for names each server and why by the titles of its reasons; their codes are for programs', async () => {
  const programs = JSON.parse((await typing('plan -o x.json --json')).err) as {
    code: string;
    errors: { at: string; message: string; codes: string[] }[];
  };
  expect([programs.code, programs.errors.map(({ at }) => at)]).toEqual(['plan-empty', ['BER-DC1', 'MUC-DC1']]);
  const { err } = await typing('plan -o x.json');
  const text = err.replace(/\s+/g, ' ');
  for (const { at, codes } of programs.errors) {
    const [, ...reasons] = codes;
    expect(reasons.length).toBeGreaterThan(0);
    expect(text).toContain(`- ${at}: ${reasons.map(reasonTitle).join(', ')}.`);
    for (const code of reasons) expect(text).not.toContain(code);
  }
  expect(err.trimEnd().split('\n').at(-1)).toMatch(/^→ Run "changeguard check"/);
});

test('the tenant is changed against the version that was read', async () => {
  const changed = await typing('admin tenant set --edition 2026-09 --uses-vpn no --json');
  expect(JSON.parse(changed.out)).toMatchObject({ edition: '2026-09', usesVpnIntegration: false });
});

test('a token is made, listed and revoked', async () => {
  const made = JSON.parse((await typing('admin token create ci --role viewer --json')).out) as {
    id: string;
    secret: string;
  };
  expect((await typing('admin token list')).out).toContain('ci');
  expect((await typing('status', { env: { CHANGEGUARD_TOKEN: made.secret } })).code).toBe(0);
  expect((await typing(`admin token revoke ${made.id}`)).code).toBe(0);
  expect((await typing('status', { env: { CHANGEGUARD_TOKEN: made.secret } })).code).toBe(4);
});

test('I12 the log tells what was done, page by page, and its chain holds', async () => {
  const entries = JSON.parse((await typing('report log --oldest --limit 1000 --json seq')).out) as { seq: number }[];
  expect(entries.length).toBeGreaterThan(3);
  expect((await typing('report log --verify')).code).toBe(0);
  const written = await typing('report log -o log.jsonl');
  expect(written.terminal.files.get('/project/log.jsonl')?.trimEnd().split('\n')).toHaveLength(entries.length);
});

test.each([
  ['status'],
  ['status --json'],
  ['task list'],
  ['task list --json'],
  ['verify --no-refresh'],
  ['admin tenant list --json'],
])('%j is answered', async (line) => {
  const { code, err } = await typing(line);
  expect([code, err]).toEqual([0, expect.not.stringContaining('✗')]);
});

test('watching ends at once where nothing runs, with the stream of events open', async () => {
  expect((await typing('status --watch')).code).toBe(0);
});
