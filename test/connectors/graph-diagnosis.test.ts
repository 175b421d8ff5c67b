import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { outboundFetch } from '../../src/connectors/graph/transport.ts';
import { type CloudFeature, isLacking } from '../../src/domain/cloud.ts';
import { featureSources } from '../../src/domain/cloud-sources.ts';
import type { ConnectionFinding } from '../../src/engine/ports/service.ts';
import { anAuthority, issued } from '../support/certificates.ts';
import { aWayOut, inspector } from './inspected-way-out.ts';
import { aRig, aScriptedService, aTokenAnswer, routes, type ScriptedService, tokenRoute } from './scripted-service.ts';

const now = new Date(Date.UTC(2026, 4, 4, 8)).toUTCString();

function everythingWorks(service: ScriptedService, headers: Record<string, string> = { date: now }): void {
  for (const route of [routes.migrations, routes.sensors, routes.candidates, routes.health])
    service.on(route, { json: { value: [] }, headers });
  service.on(routes.auditing, { json: { id: '1', isAutomatic: true }, headers });
  service.on(routes.activation, { json: { id: '1', activationMode: 'manual' }, headers });
  service.on(routes.hunting, { json: { schema: [], results: [] }, headers });
}

async function verdicts(service: ScriptedService, but: Parameters<typeof aRig>[1] = {}) {
  const findings = await aRig(service, but).defender.diagnose();
  return new Map(findings.map((finding) => [finding.what, finding]));
}

test('a connection that has everything passes in every point', async () => {
  await using service = await aScriptedService();
  everythingWorks(service);
  const found = await verdicts(service, { connection: { cloud: 'global' } });
  expect([...found.values()].filter((finding) => finding.verdict !== 'pass')).toEqual([]);
  expect(found.size).toBeGreaterThanOrEqual(16);
});

test('missing permissions are named one by one, the optional ones as such', async () => {
  await using service = await aScriptedService();
  everythingWorks(service);
  service.on(tokenRoute, { json: aTokenAnswer(['SecurityIdentitiesMigration.Read.All', 'ThreatHunting.Read.All']) });
  service.on(routes.sensors, { status: 403, json: {} });
  const found = await verdicts(service);
  expect(found.get('Permission: Read migration states')?.verdict).toBe('pass');
  expect(found.get('Permission: Start migrations')).toMatchObject({
    verdict: 'fail',
    detail: 'SecurityIdentitiesMigration.ReadWrite.All is not granted (optional).',
  });
  expect(found.get('Permission: Read sensors')).toMatchObject({
    verdict: 'fail',
    remedy: expect.stringContaining('admin consent'),
  });
  expect(found.get('Call: Sensors')?.verdict).toBe('fail');
  expect(found.get('Call: Health issues')?.verdict).toBe('pass');
});

test('without a sign-in nothing else is tried, and the reason has its remedy', async () => {
  await using service = await aScriptedService();
  service.on(tokenRoute, { status: 401, json: { error: 'invalid_client' } });
  const found = await verdicts(service);
  expect(found.get('Sign-in')).toMatchObject({ verdict: 'fail', remedy: expect.stringContaining('client secret') });
  expect(service.seen.every((request) => request.url.endsWith('/token'))).toBe(true);
});

test('a throttled call is unknown, not failed: measurement error is not failure', async () => {
  await using service = await aScriptedService();
  everythingWorks(service);
  service.on(routes.hunting, { status: 429, json: {} });
  expect((await verdicts(service)).get('Call: Hunting')?.verdict).toBe('unknown');
});

test.each([
  ['manual', 'pass'],
  ['automated', 'fail'],
  ['somethingNew', 'unknown'],
])('activation mode %s gives %s', async (activationMode, verdict) => {
  await using service = await aScriptedService();
  everythingWorks(service);
  service.on(routes.activation, { json: { id: '1', activationMode } });
  expect((await verdicts(service)).get('Automatic activation is off')?.verdict).toBe(verdict);
});

test.each([
  [0, 'pass'],
  [300, 'pass'],
  [-301, 'fail'],
  [301, 'fail'],
])('a clock %i seconds away from the service gives %s', async (seconds, verdict) => {
  await using service = await aScriptedService();
  everythingWorks(service, { date: new Date(Date.UTC(2026, 4, 4, 8) + seconds * 1_000).toUTCString() });
  expect((await verdicts(service)).get('Clocks agree')?.verdict).toBe(verdict);
});

test('in a government cloud the portal channel is what works, and absent calls are not tried', async () => {
  await using service = await aScriptedService();
  everythingWorks(service);
  const graph = await verdicts(service, { connection: { cloud: 'dod', channel: 'graph' } });
  expect(graph.get('Migration through Graph')).toMatchObject({
    verdict: 'fail',
    remedy: expect.stringContaining('portal'),
  });
  const portal = await verdicts(service, { connection: { cloud: 'dod', channel: 'portal' } });
  expect(portal.get('Migration through Graph')?.verdict).toBe('pass');
  expect(service.seenOn(routes.migrations)).toEqual([]);
  expect(service.seenOn(routes.sensors)).toHaveLength(2);
});

test.each(['global', 'gcc', 'gcc-high', 'dod', 'china'] as const)(
  'what the cloud %s lacks is told one by one, with its page and what to do instead, also when the sign-in fails',
  async (cloud) => {
    await using service = await aScriptedService();
    service.on(tokenRoute, { status: 401, json: { error: 'invalid_client' } });
    const found = await verdicts(service, { connection: { cloud, channel: 'portal' } });
    const told = [...found].filter(([what]) => what.startsWith('Not in this cloud: '));
    const lacked = (Object.keys(featureSources) as CloudFeature[]).filter((one) => isLacking(cloud, one));
    expect(told.map(([what]) => what).toSorted()).toEqual(
      lacked
        .filter((feature) => feature !== 'migration')
        .map((feature) => `Not in this cloud: ${featureSources[feature].words}`)
        .toSorted(),
    );
    for (const [, finding] of told)
      expect(finding).toMatchObject({
        verdict: 'unknown',
        detail: expect.stringContaining('https://learn.microsoft.com/graph/api/security-'),
        remedy: expect.stringMatching(/./),
      });
    if (lacked.includes('migration'))
      expect(found.get('Migration through Graph')?.detail).toContain(featureSources.migration.sources[0].page);
  },
);

test('a secret that others can read is told', async () => {
  await using service = await aScriptedService();
  everythingWorks(service);
  const readSecret = async () => ({ value: 'x', warning: 'Everybody can read it.' });
  expect((await verdicts(service, { deps: { readSecret } })).get('Secret file')?.verdict).toBe('fail');
});

describe('a sign-in that fails says what failed and what a person does', () => {
  /** What is said of the sign-in; nothing is said of calls that could not be tried. */
  function signInOf(findings: readonly ConnectionFinding[]): ConnectionFinding {
    const last = findings.at(-1);
    expect(findings.filter(({ what }) => what.startsWith('Call') || what.startsWith('Permission'))).toEqual([]);
    if (last?.what !== 'Sign-in') throw new Error(`The last finding is ${last?.what}.`);
    return last;
  }

  test.each([
    ['a proxy wants a user', '', /The sign-in: The proxy answered with 407; it wants a user/, /HTTPS_PROXY/],
    [
      'a proxy inspects with a CA that nobody told us',
      'guard:p%40ss@',
      /not trusted \((UN|SELF)/,
      /NODE_EXTRA_CA_CERTS/,
    ],
  ])('%s', async (_, user, detail, remedy) => {
    await using way = await aWayOut();
    const { defender } = aRig(way, { deps: { fetch: outboundFetch({ HTTPS_PROXY: way.address(user) }) } });
    const found = signInOf(await defender.diagnose());
    expect(found).toMatchObject({ verdict: 'fail', detail: expect.stringMatching(detail) });
    expect(found.remedy).toMatch(remedy);
  });

  test('a proxy that answers 407 inside the tunnel is no answer of the service', async () => {
    await using service = await aScriptedService();
    service.on(tokenRoute, { status: 407, text: '<html>' });
    const found = signInOf(await aRig(service).defender.diagnose());
    expect(found).toMatchObject({ verdict: 'fail', remedy: expect.stringContaining('HTTPS_PROXY') });
  });

  test.each([
    [400, 'invalid_grant', 'AADSTS65001', /Consent is missing or was taken back/],
    [401, 'invalid_client', 'AADSTS7000229', /no service principal in the directory/],
  ])('consent that was taken back: %i %s %s', async (status, error, code, detail) => {
    await using service = await aScriptedService();
    const description = `${code}: The user or administrator has not consented. Trace ID: 1`;
    service.on(tokenRoute, { status, json: { error, error_description: description } });
    const found = signInOf(await aRig(service).defender.diagnose());
    expect(found).toMatchObject({ verdict: 'fail', detail: expect.stringMatching(detail) });
    expect(found.detail).toContain(code);
    expect(found.remedy).toContain('admin consent');
    expect(found.remedy).not.toContain('secret');
  });

  test.each([
    ['behind', -1],
    ['ahead of', 1],
  ])('a certificate signed in by a clock 20 minutes %s the service', async (side, sign) => {
    await using service = await aScriptedService();
    const own = issued(anAuthority('Certificates of the bank'), { names: ['changeguard'], isRsa: true });
    const answeredAt = Date.UTC(2026, 4, 4, 8) - sign * 20 * 60_000;
    service.on(tokenRoute, {
      status: 401,
      headers: { date: new Date(answeredAt).toUTCString() },
      json: { error: 'invalid_client', error_description: 'AADSTS700024: Client assertion is not within its range.' },
    });
    const deps = { readSecret: async () => ({ value: own.cert + own.key }), machineNow: () => Date.now() };
    const found = signInOf(await aRig(service, { deps }).defender.diagnose());
    expect(found.detail).toContain(`AADSTS700024`);
    expect(found.detail).toContain(`Our clock is 20 min ${side} the service.`);
    expect(found).toMatchObject({ verdict: 'fail', remedy: expect.stringContaining('time service') });
  });

  test.each([
    ['has ended', { to: '2026-01-01T00:00:00Z' }, 'CERT_HAS_EXPIRED'],
    ['has not begun', { from: '2100-01-01T00:00:00Z', to: '2101-01-01T00:00:00Z' }, 'CERT_NOT_YET_VALID'],
  ])('by our clock the certificate that the service shows %s', async (_, wish, code) => {
    await using way = await aWayOut(wish);
    const folder = await mkdtemp(join(tmpdir(), 'changeguard-diagnosis-'));
    try {
      const ca = join(folder, 'ca.pem');
      await writeFile(ca, inspector.certificate.toString());
      const program = fileURLToPath(new URL('./diagnosing-child.ts', import.meta.url));
      const typescript = fileURLToPath(new URL('../support/run-typescript.mjs', import.meta.url));
      const { stdout } = await promisify(execFile)(process.execPath, ['--import', typescript, program, way.url], {
        env: { PATH: process.env.PATH, HTTPS_PROXY: way.address('guard:p%40ss@'), NODE_EXTRA_CA_CERTS: ca },
      });
      const found = signInOf(JSON.parse(stdout) as readonly ConnectionFinding[]);
      expect(found).toMatchObject({ verdict: 'fail', remedy: expect.stringContaining('time service') });
      expect(found.detail).toBe(`The sign-in: By the clock of this machine the certificate is not valid (${code}).`);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
