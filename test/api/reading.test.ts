import { expect, test } from 'vitest';
import { type Route, routes } from '../../src/contract/routes.ts';
import type { HostId, MoveId } from '../../src/domain/ids.ts';
import type { HostWrite } from '../../src/engine/ports/store.ts';
import { aCampaign, aHost, aMove, aTask, aVerdict, seen } from '../store/estate.ts';
import { aPrincipal, ask, aWorld, startAt, storeOfFile, type World, type WorldOptions } from './world.ts';

const store = storeOfFile();
const trusted = (): WorldOptions => ({ api: { trust: () => aPrincipal() } });

/** Registers hosts and gives each a verdict: those with reasons fail, the others pass. */
async function estate(world: World, hosts: readonly (HostWrite & { reasons?: readonly string[] })[]): Promise<void> {
  const { tenantId } = world;
  await store().commit({ tenantId, at: startAt, hosts: hosts.map(({ reasons: _, ...write }) => write) });
  const due = await store().hostsToEvaluate(tenantId, startAt, 1_000);
  const reasonsOf = new Map(hosts.map((write) => [write.host.hostId, write.reasons ?? []]));
  await store().commit({
    tenantId,
    at: startAt,
    eligibilities: due.map(({ host, factsDigest }) => {
      const reasons = reasonsOf.get(host.hostId) ?? [];
      return aVerdict(host.hostId, factsDigest, {
        reasons,
        verdict: reasons.length === 0 ? 'pass' : 'fail',
        validUntil: startAt + 3_600_000,
      });
    }),
  });
}

test('lists are paged by nextLink without a gap or a double, and the unfiltered one has its count', async () => {
  const world = await aWorld(store(), trusted());
  const tenant = world.tenantId;
  await estate(
    world,
    Array.from({ length: 23 }, (_, at) =>
      aHost({ name: `DC-${String(at).padStart(2, '0')}`, site: at % 2 ? 'B' : 'A' }),
    ),
  );
  const read: string[] = [];
  const counts: unknown[] = [];
  for (let path: string | undefined = '/api/v1/servers?top=10'; path !== undefined; ) {
    const page = await ask(world.app, 'GET', path, { tenant });
    read.push(...page.body.value.map((server: { name: string }) => server.name));
    counts.push(page.body.count);
    path = page.body.nextLink;
  }
  expect(read).toEqual(Array.from({ length: 23 }, (_, at) => `DC-${String(at).padStart(2, '0')}`));
  expect(counts).toEqual([23, 23, 23]);
  const filtered = await ask(world.app, 'GET', '/servers?site=A&top=5&search=dc', { tenant });
  expect([filtered.body.value.length, filtered.body.count]).toEqual([5, undefined]);
  expect(filtered.body.nextLink).toMatch(/^\/api\/v1\/servers\?site=A&top=5&search=dc&after=/);
  const counted = await ask(world.app, 'GET', '/servers?site=A&top=2&skip=4&count=true', { tenant });
  const names = (body: { value: readonly { name: string }[] }) => body.value.map((server) => server.name);
  expect([names(counted.body), counted.body.count]).toEqual([['DC-08', 'DC-10'], 12]);
  expect(counted.body.nextLink).toMatch(/^\/api\/v1\/servers\?site=A&top=2&count=true&after=/);
  expect(names((await ask(world.app, 'GET', counted.body.nextLink, { tenant })).body)).toEqual(['DC-12', 'DC-14']);
  const twoPlaces = await ask(world.app, 'GET', `${counted.body.nextLink}&skip=4`, { tenant });
  expect([twoPlaces.status, twoPlaces.body.errors[0].at]).toEqual([400, 'querystring.skip']);
  const several = await ask(world.app, 'GET', '/servers?site=A,B&site=C&top=200', { tenant });
  expect(several.status).toBe(200);
  const broken = await ask(world.app, 'GET', '/servers?after=nonsense', { tenant });
  expect([broken.status, broken.body.code]).toEqual([400, 'request-invalid']);
  await world.close();
});

test('portal 7: the list and its export are in the order that is asked for, which goes on with nextLink and is not mixed with another', async () => {
  const world = await aWorld(store(), trusted());
  const tenant = world.tenantId;
  const hosts = Array.from({ length: 430 }, (_, at) =>
    aHost({ name: `DC-${String(at).padStart(3, '0')}`, site: `Site-${at % 3}` }),
  );
  await estate(world, [...hosts, { ...aHost({ name: 'DC-X', site: 'Berlin' }), reasons: ['sense-stopped'] }]);
  const names = (body: { value: readonly { name: string }[] }) => body.value.map((server) => server.name);
  const bySite = hosts
    .map(({ host }) => host)
    .sort((a, b) => b.site.localeCompare(a.site) || a.name.localeCompare(b.name))
    .map(({ name }) => name);
  const wanted = [...bySite, 'DC-X'];
  const read: string[] = [];
  for (let path: string | undefined = '/servers?sort=-site&top=150&with=attempt,roles'; path !== undefined; ) {
    const page = await ask(world.app, 'GET', path, { tenant });
    expect([page.status, page.body.count]).toEqual([200, 431]);
    read.push(...names(page.body));
    path = page.body.nextLink;
  }
  expect(read).toEqual(wanted);
  const jumped = await ask(world.app, 'GET', '/servers?sort=-site&top=2&skip=300', { tenant });
  expect(names(jumped.body)).toEqual(wanted.slice(300, 302));
  const some = await ask(world.app, 'GET', '/servers?sort=-site&site=Site-1,Berlin&top=200&count=true', { tenant });
  expect([names(some.body).at(-1), some.body.count]).toEqual(['DC-X', 144]);
  const csv = await ask(world.app, 'GET', '/servers?sort=-site', { tenant, headers: { accept: 'text/csv' } });
  const lines = csv.text.trimEnd().split('\r\n').slice(1);
  expect(lines.map((line) => line.split(',')[0])).toEqual(wanted);

  const mixed = await ask(world.app, 'GET', jumped.body.nextLink.replace('sort=-site', 'sort=site'), { tenant });
  expect([mixed.status, mixed.body.code, mixed.body.errors[0].at]).toEqual([
    400,
    'request-invalid',
    'querystring.after',
  ]);
  expect(mixed.body.remedy).toMatch(/send it again/);
  await world.close();
});

test.each([
  'colour',
  'name desc',
  '--name',
  'NAME',
  '',
  '%00',
  'name%27',
  'name&sort=site',
  '__proto__',
  'constructor',
])('portal 7: the order "%s" is refused with its place, and nothing of it reaches the store', async (hostile) => {
  const world = await aWorld(store(), trusted());
  const refused = await ask(world.app, 'GET', `/servers?sort=${hostile}`, { tenant: world.tenantId });
  expect([refused.status, refused.body.code]).toEqual([400, 'request-invalid']);
  expect(refused.body.errors[0].at).toMatch(/sort/);
  await world.close();
});

test('S3-04 a server that is not ready carries its reasons with their titles in the list, the detail and the export', async () => {
  const world = await aWorld(store(), trusted());
  const tenant = world.tenantId;
  await estate(world, [
    { ...aHost({ name: 'BER-DC1' }), seen: seen('notReadyForMigration'), reasons: ['sense-not-running'] },
    aHost({ name: 'BER-DC2' }),
  ]);
  const reasons = [{ code: 'sense-not-running', title: 'Sense service not running' }];
  const list = await ask(world.app, 'GET', '/servers?verdict=fail', { tenant });
  expect(list.body.value).toHaveLength(1);
  expect(list.body.value[0]).toMatchObject({ name: 'BER-DC1', migrationStateName: 'Not ready for migration', reasons });
  const detail = await ask(world.app, 'GET', '/servers/BER-DC1', { tenant });
  expect(detail.body).toMatchObject({ reasons, verdict: 'fail' });
  const csv = await ask(world.app, 'GET', '/servers', { tenant, headers: { accept: 'text/csv' } });
  expect(csv.headers['content-type']).toMatch(/^text\/csv/);
  const lines = csv.text.trimEnd().split('\r\n');
  expect(lines).toHaveLength(3);
  expect(lines[1]).toContain('sense-not-running,Sense service not running');
  await world.close();
});

test('a server is found by id, short name and full name; a name of several is refused with their full names', async () => {
  const world = await aWorld(store(), trusted());
  const tenant = world.tenantId;
  const [first, second] = [
    aHost({ name: 'DC1', fqdn: 'dc1.north.example', domain: 'north.example' }),
    aHost({ name: 'DC1', fqdn: 'dc1.south.example', domain: 'south.example' }),
  ];
  await estate(world, [first, second]);
  const found = async (reference: string) => (await ask(world.app, 'GET', `/servers/${reference}`, { tenant })).body;
  expect((await found(first.host.hostId)).fqdn).toBe('dc1.north.example');
  expect((await found('DC1.SOUTH.example')).id).toBe(second.host.hostId);
  const refused = await found('dc1');
  expect(refused.code).toBe('host-ambiguous');
  expect(refused.errors.map((error: { message: string }) => error.message).sort()).toEqual([
    'dc1.north.example',
    'dc1.south.example',
  ]);
  expect((await found('dc2')).code).toBe('not-found');
  await world.close();
});

test('the ETag of a resource is its version: unchanged is 304, changed on an old one is 412, without If-Match 428', async () => {
  const world = await aWorld(store(), trusted());
  const tenant = world.tenantId;
  const first = await ask(world.app, 'GET', '/tenant', { tenant });
  expect(first.headers.etag).toBe('"1"');
  const again = await ask(world.app, 'GET', '/tenant', { tenant, headers: { 'if-none-match': 'W/"1"' } });
  expect([again.status, again.text]).toEqual([304, '']);
  const change = (ifMatch?: string) =>
    ask(world.app, 'PATCH', '/tenant', {
      tenant,
      body: { usesSyslog: true },
      ...(ifMatch === undefined ? {} : { headers: { 'if-match': ifMatch } }),
    });
  expect((await change()).body).toMatchObject({ status: 428, code: 'if-match-missing' });
  const changed = await change('"1"');
  expect([changed.status, changed.headers.etag, changed.body.usesSyslog]).toEqual([200, '"2"', true]);
  for (const outdated of ['"1"', '*', '"99"', 'W/"2"'])
    expect((await change(outdated)).body).toMatchObject({ status: 412, code: 'version-outdated' });
  const stale = await ask(world.app, 'GET', '/tenant', { tenant, headers: { 'if-none-match': '"1"' } });
  expect(stale.status).toBe(200);
  await world.close();
});

test('"not modified" never stands for an answer that time has changed', async () => {
  const world = await aWorld(store(), trusted());
  const tenant = world.tenantId;
  const host = aHost();
  const { hostId } = host.host;
  const state = {
    kind: 'migrating',
    startedFrom: startAt,
    startedAt: startAt,
    expectedBy: startAt + 20 * 60_000,
    deadlineAt: startAt + 7_200_000,
  };
  const moveId = 'move-under-way' as MoveId;
  await store().commit({ tenantId: tenant, at: startAt, hosts: [host] });
  await store().commit({
    tenantId: tenant,
    at: startAt,
    moves: [aMove(null, hostId, 'requested', { moveId, state, origin: 'external' })],
  });
  world.tenantClock.now = startAt + 12 * 60_000;
  const first = await ask(world.app, 'GET', `/moves/${moveId}`, { tenant });
  const headers = { 'if-none-match': String(first.headers.etag) };
  expect(first.headers.etag).toMatch(/^"1-[0-9a-f]{16}"$/);
  expect(first.body.sentence).toMatch(/^Migrating for 12 min, of about 20 min expected/);
  expect((await ask(world.app, 'GET', `/moves/${moveId}`, { tenant, headers })).status).toBe(304);
  world.tenantClock.now += 60_000;
  const later = await ask(world.app, 'GET', `/moves/${moveId}`, { tenant, headers });
  expect([later.status, later.body.version]).toEqual([200, 1]);
  expect(later.body.sentence).toMatch(/^Migrating for 13 min/);
  await world.close();
});

test('campaigns, moves and tasks answer with the names of their servers, by id or name of the campaign', async () => {
  const world = await aWorld(store(), trusted());
  const tenant = world.tenantId;
  const host = aHost({ name: 'HAM-DC3' });
  const { hostId } = host.host;
  const campaign = aCampaign(tenant, { name: 'Hamburg' });
  const { campaignId } = campaign.campaign;
  await store().commit({ tenantId: tenant, at: startAt, hosts: [host], campaigns: [campaign] });
  const move = aMove(campaignId, hostId, 'queued', {
    state: { kind: 'queued', since: startAt } as never,
    waitingFor: 'its-turn',
    waitingSince: startAt,
  });
  const task = aTask(tenant, { hostId, moveId: move.moveId, campaignId });
  await store().commit({ tenantId: tenant, at: startAt, moves: [move], tasks: [task] });
  world.tenantClock.now += 5 * 60_000;
  const moves = await ask(world.app, 'GET', '/moves?campaign=Hamburg&server=HAM-DC3&state=queued', { tenant });
  expect(moves.body.value).toHaveLength(1);
  expect(moves.body.value[0]).toMatchObject({
    server: 'HAM-DC3',
    state: 'queued',
    isDone: false,
    waiting: { reason: 'its-turn' },
    sentence: 'Queued for 5 min; nothing was asked of the service yet. Waiting for 5 min for a turn.',
  });
  const shown = await ask(world.app, 'GET', '/campaigns/Hamburg', { tenant });
  expect(shown.body).toMatchObject({ id: campaignId, counts: { queued: 1 }, state: 'running' });
  const tasks = await ask(world.app, 'GET', '/tasks?server=ham-dc3&state=open', { tenant });
  expect(tasks.body.value[0]).toMatchObject({ server: 'HAM-DC3', moveId: move.moveId, campaignId });
  const report = await ask(world.app, 'GET', `/campaigns/${campaignId}/report`, { tenant });
  expect(report.body).toMatchObject({ done: 0, committedUnproven: 0, openTasks: 1 });
  expect(report.body.attempts).toEqual([
    { server: 'HAM-DC3', attempt: 1, state: 'queued', startedAt: null, endedAt: null, problem: null, isDone: false },
  ]);
  await world.close();
});

test('X-07 the log is read page by page in both orders, whole transactions at a time', async () => {
  const world = await aWorld(store(), trusted());
  const tenant = world.tenantId;
  for (let at = 0; at < 7; at += 1)
    await store().commit({ tenantId: tenant, at: startAt, hosts: [aHost(), aHost(), aHost()] });
  const read = async (order: string) => {
    const ids: string[] = [];
    for (let path: string | undefined = `/api/v1/log?order=${order}&top=4`; path !== undefined; ) {
      const page = await ask(world.app, 'GET', path, { tenant });
      ids.push(...page.body.value.map((entry: { id: string }) => entry.id));
      path = page.body.nextLink;
    }
    return ids;
  };
  const oldest = await read('oldest');
  expect(oldest).toEqual([
    '1.0',
    ...Array.from({ length: 7 }, (_, at) => [0, 1, 2].map((n) => `${at + 2}.${n}`)).flat(),
  ]);
  expect((await read('newest')).toSorted()).toEqual(oldest.toSorted());
  const verified = await ask(world.app, 'GET', '/log/verification', { tenant });
  expect(verified.body).toMatchObject({ isIntact: true, links: 8, events: 22 });
  await world.close();
});

test('X-07 where the twin of a tenant is elsewhere, as in a store that was restored, its log is read and proved, and every other route refuses', async () => {
  const world = await aWorld(store(), trusted());
  const { app, tenantId: tenant } = world;
  await store().markTwin(tenant, '/srv/guard on guard1');
  const answered: string[] = [];
  for (const [name, { method, scope, path }] of Object.entries<Route>(routes)) {
    if (method !== 'GET' || scope !== 'tenant' || path.includes('{id}')) continue;
    const { status, body } = await ask(app, method, path, { tenant });
    if (body?.code !== 'twin-elsewhere') answered.push(`${name} ${status}`);
  }
  expect(answered.toSorted()).toEqual(['listLog 200', 'listLogArchives 200', 'verifyLog 200']);
  const proved = await ask(app, 'GET', '/log/verification', { tenant });
  expect(proved.body).toMatchObject({ breaks: [], differences: [] });
  await world.close();
});

test('I18 no list, detail or log of one tenant holds anything of another', async () => {
  const world = await aWorld(store(), {});
  const secretName = 'TOP-SECRET-DC';
  const host = aHost({ name: secretName });
  await store().commit({ tenantId: world.foreignId, at: startAt, hosts: [host] });
  const token = await world.token('administrator', world.tenantId);
  const paths = [
    '/servers',
    '/servers/counts',
    '/moves',
    '/tasks',
    '/log',
    '/status',
    '/coverage',
    '/campaigns',
    '/tenants',
  ];
  for (const path of paths) {
    const answer = await ask(world.app, 'GET', path, { token });
    expect([path, answer.status]).toEqual([path, 200]);
    expect(answer.text).not.toContain(secretName);
    expect(answer.text).not.toContain('Somebody Else');
    expect(answer.text).not.toContain(world.foreignId);
  }
  const byId = await ask(world.app, 'GET', `/servers/${host.host.hostId}`, { token });
  const byNobody = await ask(world.app, 'GET', `/servers/${'0'.repeat(24) as HostId}`, { token });
  expect([byId.status, byId.body.code]).toEqual([byNobody.status, byNobody.body.code]);
  await world.close();
});

test('a credential of the installation names its tenant by id or name, and must when there are several', async () => {
  const world = await aWorld(store());
  const token = await world.token('viewer', null);
  expect((await ask(world.app, 'GET', '/tenant', { token })).body).toMatchObject({
    status: 400,
    code: 'tenant-unnamed',
  });
  expect((await ask(world.app, 'GET', '/tenant', { token, tenant: world.tenantId })).body.id).toBe(world.tenantId);
  const own = await world.token('viewer', world.tenantId);
  expect((await ask(world.app, 'GET', '/tenant', { token: own, tenant: 'bank of tests' })).body.id).toBe(
    world.tenantId,
  );
  await world.close();
});
