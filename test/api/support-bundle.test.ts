import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { HostId } from '../../src/domain/ids.ts';
import type { HostRow } from '../../src/engine/ports/store.ts';
import { openArchive } from '../../src/evidence/archive.ts';
import { ProblemList } from '../../src/evidence/reading.ts';
import { aHost } from '../store/estate.ts';
import { aPrincipal, ask, aWorld, startAt, storeOfFile, testIdentity, type World } from './world.ts';

const store = storeOfFile();

async function bundleOf(world: World, path: string) {
  const answer = await world.app.inject({
    method: 'GET',
    url: `/api/v1${path}`,
    headers: { 'changeguard-tenant': world.tenantId, host: '127.0.0.1' },
  });
  const problems = new ProblemList();
  const archive = await openArchive(answer.rawPayload, problems);
  const files = new Map(
    (archive?.members ?? []).map((member) => [member.path, Buffer.from(member.bytes() ?? []).toString('utf8')]),
  );
  expect(problems.all()).toEqual([]);
  return { answer, files };
}

function idOf(row: HostRow | undefined): HostId {
  if (row === undefined) throw new Error('There is no such host.');
  return row.hostId;
}

async function aServerWithEvidence(): Promise<World> {
  const world = await aWorld(store(), { api: { trust: () => aPrincipal() } });
  const host = aHost({ name: 'BER-DC1', fqdn: 'ber-dc1.bank.example', domain: 'bank.example', site: 'Berlin' });
  const facts = { 'host.fqdn': 'ber-dc1.bank.example', 'service.Sense': 'stopped', 'mdi.description': 'rack 7' };
  await store().commit({ tenantId: world.tenantId, at: startAt, hosts: [host] });
  await store().commit({
    tenantId: world.tenantId,
    at: startAt,
    facts: [
      {
        hostId: host.host.hostId,
        source: 'host-facts',
        observedAt: startAt,
        facts,
        digest: testIdentity.sha256(JSON.stringify(facts)),
        maxAgeMs: 1,
      },
    ],
  });
  return world;
}

test('S3-12 the bundle holds evidence, findings and the timeline, each with its checksum, and no name of the estate', async () => {
  const world = await aServerWithEvidence();
  const { answer, files } = await bundleOf(world, '/servers/BER-DC1/support-bundle');
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/zip']);
  expect(answer.headers['content-disposition']).toBe('attachment; filename="support-server.zip"');
  expect([...files.keys()].sort()).toEqual([
    'README.txt',
    'evidence.json',
    'findings.json',
    'manifest.json',
    'server.json',
    'timeline.json',
    'verdicts.json',
  ]);
  const whole = [...files.values()].join('\n');
  for (const name of ['ber-dc1', 'bank.example', 'Berlin', 'rack 7'])
    expect(whole.toLowerCase()).not.toContain(name.toLowerCase());
  expect(JSON.parse(files.get('evidence.json') ?? '')).toContainEqual(
    expect.objectContaining({ key: 'service.Sense', value: 'stopped', source: 'host-facts' }),
  );
  expect(JSON.parse(files.get('timeline.json') ?? '').events.map((event: { kind: string }) => event.kind)).toEqual([
    'host-registered',
  ]);
  for (const { name, sha256 } of JSON.parse(files.get('manifest.json') ?? '').files as {
    name: string;
    sha256: string;
  }[])
    expect(
      createHash('sha256')
        .update(files.get(name) ?? '')
        .digest('hex'),
      name,
    ).toBe(sha256);
  await world.close();
});

test('S3-12 names of other servers, domains and sites that a bundle tells, and a root of its own, go too', async () => {
  const world = await aServerWithEvidence();
  const others = [
    aHost({ name: 'MUC-DC2', fqdn: 'muc-dc2.emea.example', domain: 'emea.example', site: 'Munich East' }),
    aHost({ name: 'FS07', fqdn: 'fs07.bank.example', domain: 'bank.example', site: '' }),
  ];
  await store().commit({ tenantId: world.tenantId, at: startAt, hosts: others });
  const row = (await store().hostsByKeys(world.tenantId, { sensorIds: [], fqdns: [], names: ['BER-DC1'] }))[0];
  const facts = {
    'proxy.mode': 'inspecting',
    'tls.rootIssuer': 'CN=bank-CA7',
    'mdi.log.errors': ['Replication|3|cannot reach MUC-DC2.bank.example and FS07 of emea.example in Munich East'],
  };
  await store().commit({
    tenantId: world.tenantId,
    at: startAt,
    facts: [
      {
        hostId: idOf(row),
        source: 'client-analyzer',
        observedAt: startAt,
        facts,
        digest: testIdentity.sha256(JSON.stringify(facts)),
        maxAgeMs: 1,
      },
    ],
  });
  const { files } = await bundleOf(world, '/servers/BER-DC1/support-bundle');
  expect(files.get('findings.json')).toContain('proxy-inspects-tls');
  expect(files.get('evidence.json')).toContain('cannot reach server-');
  const whole = [...files.values()].join('\n').toLowerCase();
  for (const name of ['muc-dc2', 'fs07', 'emea.example', 'munich', 'bank-ca7']) expect(whole).not.toContain(name);
  await world.close();
});

test('names stay in the bundle when they are asked for, and the same case gives the same bytes', async () => {
  const world = await aServerWithEvidence();
  const { answer, files } = await bundleOf(world, '/servers/BER-DC1/support-bundle?names=true');
  expect(answer.headers['content-disposition']).toBe('attachment; filename="support-ber-dc1.zip"');
  expect(JSON.parse(files.get('server.json') ?? '')).toMatchObject({ fqdn: 'ber-dc1.bank.example', site: 'Berlin' });
  const again = await bundleOf(world, '/servers/BER-DC1/support-bundle?names=true');
  expect(again.answer.rawPayload.equals(answer.rawPayload)).toBe(true);
  await world.close();
});

test('S3-12 S3-17 verdicts, facts and findings in the bundle are those that the API tells', async () => {
  const world = await aServerWithEvidence();
  await world.control.check('os:tester', world.tenantId, 'all', true);
  const { files } = await bundleOf(world, '/servers/BER-DC1/support-bundle?names=true');
  const inBundle = (name: string) => JSON.parse(files.get(name) ?? '');
  const server = await ask(world.app, 'GET', '/servers/BER-DC1', { tenant: world.tenantId });
  const diagnosed = await ask(world.app, 'GET', '/servers/BER-DC1/diagnosis', { tenant: world.tenantId });
  expect([server.status, diagnosed.status]).toEqual([200, 200]);
  expect(inBundle('verdicts.json')).toEqual(server.body.verdicts);
  expect(inBundle('evidence.json')).toEqual(server.body.facts);
  expect(inBundle('findings.json')).toEqual(diagnosed.body.value);
  expect(inBundle('verdicts.json')).toContainEqual(
    expect.objectContaining({ check: 'sense-running', verdict: 'fail', reason: 'sense-not-running' }),
  );
  expect(inBundle('findings.json')).toContainEqual(
    expect.objectContaining({
      code: 'sense-unresponsive',
      evidence: [expect.objectContaining({ key: 'service.Sense' })],
    }),
  );
  await world.close();
});

test('I18 a server of another tenant has no bundle here', async () => {
  const world = await aServerWithEvidence();
  const foreign = await ask(world.app, 'GET', '/servers/BER-DC1/support-bundle', { tenant: world.foreignId });
  expect([foreign.status, foreign.body.code]).toEqual([404, 'not-found']);
  await world.close();
});
