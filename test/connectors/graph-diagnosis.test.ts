import { expect, test } from 'vitest';
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

test('a secret that others can read is told', async () => {
  await using service = await aScriptedService();
  everythingWorks(service);
  const readSecret = async () => ({ value: 'x', warning: 'Everybody can read it.' });
  expect((await verdicts(service, { deps: { readSecret } })).get('Secret file')?.verdict).toBe('fail');
});
