import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeToken } from '../../src/api/secret.ts';
import { buildApi } from '../../src/api/server.ts';
import { parseHostScope } from '../../src/engine/host-scope.ts';
import type { HostRow } from '../../src/engine/ports/store.ts';
import { checkCatalogue } from '../../src/main/check-catalogue.ts';
import { aCampaign } from '../store/estate.ts';
import { aWorld, type World, worldStartAt } from '../support/world.ts';
import { ask, browserOf, cheap, testIdentity } from './world.ts';

/*
 * The sample bank in the midst of a campaign over two sites, and somebody who sees one of them. What is looked for in every answer are the names and
 * ids of everything that stands at the other sites.
 */

let world: World;
let app: FastifyInstance;
let admin = '';
let berlin: Record<string, string> = {};
let hidden: readonly string[] = [];
let hosts: readonly HostRow[] = [];
/** A host, a move and a task of each side. */
const own = { host: '', move: '', task: '' };
const other = { host: '', move: '', task: '' };

beforeAll(async () => {
  world = await aWorld();
  const { tenantId, store, control, context } = world;
  await control.check('os:tester', tenantId, 'all', true);
  await world.start('BER-DC1 BER-DC2 MUC-DC2 MUC-DC3', { rules: { budget: { failures: 9 } } });
  await world.turn({ hours: 1 });
  const { clocks } = context;
  const options = { passwordCost: cheap, signInsPerMinute: 1_000 };
  app = await buildApi({ control, clocks, identity: testIdentity, catalogue: checkCatalogue, version: '0', options });
  const given = { store, identity: testIdentity, machineNow: clocks.machineNow };
  const role = 'administrator';
  const asked = { name: 'tester', role, tenantId: null, days: 1, createdBy: 'os:tester', tokenId: 'k' } as const;
  admin = (await makeToken(given, asked)).secret;
  const person = { name: 'anna', role: 'operator', tenantId, hosts: 'site:Berlin', password: 'correct horse battery' };
  expect((await ask(app, 'POST', '/people', { token: admin, body: person })).status).toBe(200);
  berlin = browserOf(await ask(app, 'POST', '/sessions', { body: { name: 'anna', password: person.password } }));
  hosts = (await store.hosts(tenantId, {}, { top: 200 })).value;
  const moves = (await store.moves(tenantId, {}, { top: 200 })).value;
  const tasks = (await store.tasks(tenantId, {}, { top: 200 })).value;
  const away = new Set(hosts.filter(({ site }) => site !== 'Berlin').map(({ hostId }) => hostId));
  const isAway = ({ hostId }: { hostId?: HostRow['hostId'] | undefined }) => hostId === undefined || away.has(hostId);
  hidden = [
    ...hosts.filter(isAway).flatMap(({ hostId, name, fqdn }) => [hostId, `"${name}"`, fqdn]),
    ...moves.filter(isAway).map(({ moveId }) => moveId),
    ...tasks.filter(isAway).map(({ taskId }) => taskId),
  ];
  const sides = [[own, (one: object) => !isAway(one)] as const, [other, (one: object) => isAway(one)] as const];
  for (const [side, isOf] of sides) {
    side.host = hosts.find(isOf)?.hostId ?? '';
    side.move = moves.find(isOf)?.moveId ?? '';
    side.task = tasks.find((task) => isOf(task) && task.state === 'open')?.taskId ?? '';
  }
}, 60_000);

afterAll(async () => {
  await app.close();
  await world[Symbol.asyncDispose]();
});

test('the estate of this file has something on both sides, or nothing here would prove anything', () => {
  expect([Object.values(own), Object.values(other)].flat()).not.toContain('');
  expect(hidden.length).toBeGreaterThan(40);
});

const reads = [
  '/servers',
  '/servers?site=Munich,Berlin&top=200',
  '/servers?search=MUC',
  '/servers?with=attempt,roles&top=200',
  '/servers?wave=1,2,none&proof=pass,fail,unknown,none&evidenceAge=15m,1h,1d,7d,older,none&top=200',
  '/servers?since=ready/no-such-campaign',
  '/servers/counts',
  '/moves',
  '/moves?state=migrating,observing,queued,reverted',
  '/moves?campaign=no-such-campaign',
  '/tasks',
  '/tasks?state=open',
  '/coverage',
  '/hunting-queries',
  '/hunting-queries/device-identity/rows?top=200',
  '/hunting-queries/identity-activity/rows?top=200',
];

describe('what somebody sees who sees one site', () => {
  test.each(reads)('X-09 I18 GET %s tells of no host of another site', async (path) => {
    const seen = await ask(app, 'GET', path, { headers: berlin });
    expect(seen.status).toBe(200);
    expect(hidden.filter((word) => seen.text.includes(word))).toEqual([]);
  });

  test('X-09 the same lists of somebody who sees all hosts have them, and those of Berlin are in both', async () => {
    const whole = await ask(app, 'GET', '/servers?top=200', { token: admin });
    const part = await ask(app, 'GET', '/servers?top=200', { headers: berlin });
    const names = (answer: typeof whole, site?: string) =>
      answer.body.value
        .filter((row: HostRow) => site === undefined || row.site === site)
        .map((row: HostRow) => row.name);
    expect(names(part)).toEqual(names(whole, 'Berlin'));
    expect(names(part).length).toBeGreaterThan(5);
    expect(names(whole).length).toBeGreaterThan(names(part).length);
    expect(part.body.count).toBeUndefined();
    for (const path of ['/moves', '/tasks']) {
      const all = (await ask(app, 'GET', path, { token: admin })).body.value.length;
      const some = (await ask(app, 'GET', path, { headers: berlin })).body.value.length;
      expect([path, some > 0, some < all]).toEqual([path, true, true]);
    }
  });

  test('X-09 portal 3 a list that a number of a campaign leads to keeps to the own hosts', async () => {
    // It selects everybody and has nobody in a wave, and is over: nothing here waits for it.
    const write = aCampaign(world.tenantId, { state: 'finished' });
    await world.store.commit({ tenantId: world.tenantId, at: worldStartAt, campaigns: [write] });
    const names = async (who: object, which: string, id: string = write.campaign.campaignId) => {
      const { body } = await ask(app, 'GET', `/servers?since=${which}/${id}&top=200`, who);
      return body.value?.map(({ name }: { name: string }) => name) ?? body.code;
    };
    const namesOf = (site?: string) =>
      hosts.filter((host) => site === undefined || host.site === site).map(({ name }) => name);
    expect(await names({ token: admin }, 'joined')).toEqual(namesOf());
    expect(await names({ headers: berlin }, 'joined')).toEqual(namesOf('Berlin'));
    expect(await names({ token: admin }, 'gone')).toEqual([]);
    expect(await names({ headers: berlin }, 'ready', 'no-such-campaign')).toEqual([]);
    expect(await names({ token: admin }, 'ready', 'no-such-campaign')).toBe('not-found');
    expect(await names({ token: admin }, 'lost')).toBe('request-invalid');
  });

  test('X-09 counts are those of the own hosts, in every kind', async () => {
    const { body } = await ask(app, 'GET', '/servers/counts', { headers: berlin });
    const ours = hosts.filter(({ site }) => site === 'Berlin');
    expect(body.total).toBe(ours.length);
    for (const counts of [body.byMigrationState, body.byVerdict, body.byDisposition])
      expect(Object.values<number>(counts).reduce((sum, count) => sum + count, 0)).toBe(ours.length);
  });

  test('X-09 portal 4.6 rows of a hunting query are counted within the own hosts, and what went wrong with it is told without a name', async () => {
    for (const query of ['device-identity', 'identity-activity']) {
      const of = async (headers: object) => {
        const { body } = await ask(app, 'GET', `/hunting-queries/${query}/rows?top=200`, headers);
        const { value } = (await ask(app, 'GET', '/hunting-queries', headers)).body;
        const { run } = value.find(({ id }: { id: string }) => id === query);
        expect([body.count, run.rows]).toEqual([body.value.length, body.value.length]);
        return body.value.map(({ server }: { server: string }) => server);
      };
      const [whole, part] = [await of({ token: admin }), await of({ headers: berlin })];
      const berliners = new Set(hosts.filter(({ site }) => site === 'Berlin').map(({ name }) => name));
      expect(part).toEqual(whole.filter((name: string) => berliners.has(name)));
      expect([part.length > 5, part.length < whole.length]).toEqual([true, true]);
    }
    const [{ name = '' } = {}] = hosts.filter(({ site }) => site !== 'Berlin');
    const resource = 'identity-activity';
    const [before] = (await world.store.readings(world.tenantId)).filter((one) => one.resource === resource);
    if (before === undefined) throw new Error('It was never read.');
    const problem = { code: 'connection-answer-invalid', detail: `The row of "${name}" cannot be read.` };
    await world.store.commit({ tenantId: world.tenantId, at: worldStartAt, readings: [{ ...before, problem }] });
    const told = async (headers: object) => {
      const { value } = (await ask(app, 'GET', '/hunting-queries', headers)).body;
      return value.find(({ id }: { id: string }) => id === resource).run.problem;
    };
    expect((await told({ token: admin })).detail).toBe(problem.detail);
    expect((await told({ headers: berlin })).detail).not.toContain(name);
    expect((await told({ headers: berlin })).remedy).toBe((await told({ token: admin })).remedy);
    await world.store.commit({ tenantId: world.tenantId, at: worldStartAt, readings: [before] });
  });

  test('X-09 a list as a file, and its pages, keep to the own hosts too', async () => {
    const file = await ask(app, 'GET', '/servers', { headers: { ...berlin, accept: 'text/csv' } });
    expect(file.text.split('\n').length).toBeGreaterThan(5);
    expect(hidden.filter((word) => file.text.includes(word.replaceAll('"', '')))).toEqual([]);
    let next: string | undefined = '/api/v1/servers?top=3';
    let rows = 0;
    while (next !== undefined) {
      const page: Awaited<ReturnType<typeof ask>> = await ask(app, 'GET', next, { headers: berlin });
      expect(hidden.filter((word) => page.text.includes(word))).toEqual([]);
      rows += page.body.value.length;
      next = page.body.nextLink;
    }
    expect(rows).toBe(hosts.filter(({ site }) => site === 'Berlin').length);
  });

  test.each([
    ['servers', 'host'],
    ['moves', 'move'],
    ['tasks', 'task'],
  ] as const)(
    'X-09 I18 one of the %s of another site is answered as one that there is not',
    async (collection, kind) => {
      expect((await ask(app, 'GET', `/${collection}/${own[kind]}`, { headers: berlin })).status).toBe(200);
      const [theirs, nobodys] = [other[kind], 'x'.repeat(other[kind].length)];
      const plain = async (id: string) => {
        const { status, body } = await ask(app, 'GET', `/${collection}/${id}`, { headers: berlin });
        const { instance: _, ...said } = body;
        return { status, said: JSON.stringify(said).replaceAll(id, 'ID') };
      };
      expect((await plain(theirs)).status).toBe(404);
      expect(await plain(theirs)).toEqual(await plain(nobodys));
    },
  );

  test('X-09 names and conditions of others lead nowhere either: a diagnosis, moves and tasks by the name of a server', async () => {
    const name = hosts.find(({ hostId }) => hostId === other.host)?.name ?? '';
    for (const path of [
      `/servers/${name}`,
      `/servers/${name}/diagnosis`,
      `/moves?server=${name}`,
      `/tasks?server=${name}`,
    ])
      expect([path, (await ask(app, 'GET', path, { headers: berlin })).status]).toEqual([path, 404]);
  });
});

describe('what somebody does who sees one site', () => {
  const because = 'a test needs it';

  test('X-09 "all" is all that is seen: a check judges the own hosts, and names no other', async () => {
    const body = { selector: 'all', refresh: true };
    const checked = await ask(app, 'POST', '/checks', { headers: berlin, body });
    expect(checked.status).toBe(200);
    expect(checked.body.evaluated).toBe(hosts.filter(({ site }) => site === 'Berlin').length);
    expect(hidden.filter((word) => checked.text.includes(word))).toEqual([]);
    const proved = await ask(app, 'POST', '/verifications', { headers: berlin, body });
    expect(proved.status).toBe(200);
    expect(hidden.filter((word) => proved.text.includes(word))).toEqual([]);
  });

  test.each([
    ['/checks', { refresh: false }],
    ['/verifications', { refresh: false }],
    ['/rollbacks', { because }],
  ])('X-09 %s of a server of another site is refused as one of nobody is', async (path, more) => {
    const name = hosts.find(({ hostId }) => hostId === other.host)?.name ?? '';
    const asked = async (selector: string) => {
      const { status, body } = await ask(app, 'POST', path, { headers: berlin, body: { ...more, selector } });
      const { instance: _, ...said } = body;
      return [status, JSON.stringify(said).replaceAll(selector, 'NAME')];
    };
    expect(await asked(name)).toEqual(await asked('NIX-DC9'));
    expect((await asked(name))[0]).toBe(404);
    // A condition that others fit selects nobody.
    const site = await ask(app, 'POST', path, { headers: berlin, body: { ...more, selector: 'site:Munich' } });
    expect(hidden.filter((word) => site.text.includes(word))).toEqual([]);
  });

  test('X-09 a rollback of "all" asks for none of another site', async () => {
    const body = { selector: 'all', because };
    const dry = await ask(app, 'POST', '/rollbacks?dryRun=true', { headers: berlin, body });
    expect(dry.status).toBe(200);
    expect(dry.body.value.length).toBeGreaterThan(0);
    expect(hidden.filter((word) => dry.text.includes(word))).toEqual([]);
  });

  test('X-09 a task about another site, or about the whole tenant, is closed by somebody who sees it', async () => {
    for (const verb of ['done', 'decline']) {
      const answer = await ask(app, 'POST', `/tasks/${other.task}/${verb}`, { headers: berlin, body: { because } });
      expect([verb, answer.status]).toEqual([verb, 404]);
    }
  });

  test.each([
    '/status',
    '/overview',
    '/campaigns',
    '/plans',
    '/log',
    '/log/verification',
    '/receivers',
    '/connection',
    '/events',
  ])('X-09 %s is about all hosts, and says that it is not for a part of them', async (path) => {
    const answer = await ask(app, 'GET', path, { headers: berlin });
    expect([answer.status, answer.body.code]).toEqual([403, 'hosts-restricted']);
  });
});

describe('what may decide who sees a host', () => {
  test.each(['site:Berlin', 'domain:bank.example site:Berlin,Munich', 'BER-DC1 BER-DC2', 'search:BER-'])(
    '%s',
    (selector) => {
      expect(() => parseHostScope(selector)).not.toThrow();
    },
  );

  test.each([
    'all',
    '',
    'state:ready',
    'verdict:pass site:Berlin',
    // Whoever brings evidence could give himself sight of a host.
    'tag:tier-0',
    'role:pdc-emulator',
    'os:2019',
    'town:Berlin',
  ])('X-09 %j may not', (selector) => {
    expect(() => parseHostScope(selector)).toThrow();
  });
});
