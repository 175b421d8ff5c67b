import { describe, expect, test } from 'vitest';
import { type Route, type RouteName, routes } from '../../src/contract/routes.ts';
import type { Role } from '../../src/engine/ports/store.ts';
import { fixedReportKeys } from '../support/report-key.ts';
import { routeSamples as samples } from './route-samples.ts';
import { ask, aWorld, browserOf, cheap, storeOfFile, type World } from './world.ts';

const store = storeOfFile();

const names = Object.keys(routes) as RouteName[];
const roles: readonly Role[] = ['viewer', 'operator', 'approver', 'administrator'];

/** The rule of roles, written down a second time: whoever changes the code must change this too. */
const mayCall: Readonly<Record<Role, readonly Route['role'][]>> = {
  viewer: ['public', 'viewer'],
  operator: ['public', 'viewer', 'operator'],
  approver: ['public', 'viewer', 'approver'],
  administrator: ['public', 'viewer', 'operator', 'approver', 'administrator'],
};
/** What opens every tenant, and is refused to a credential of one. */
const ofInstallation: readonly RouteName[] = [
  ...(['makeTenant', 'openSample', 'makeSignInLink', 'addPerson', 'listWorkers'] as const),
  ...(['deleteTenant', 'listInstallationLog', 'verifyInstallationLog'] as const),
];
/** What keeps to the hosts of an account; everything else refuses one that is scoped to some. */
const keepsToHosts: readonly RouteName[] = [
  ...(['signOut', 'whoAmI', 'listTenants'] as const),
  ...(['listServers', 'countServers', 'showServer', 'diagnoseServer', 'check'] as const),
  ...(['holdServer', 'releaseServer'] as const),
  ...([
    'listMoves',
    'showMove',
    'rollback',
    'verify',
    'showCoverage',
    'listHuntingQueries',
    'listHuntingRows',
  ] as const),
  ...(['listTasks', 'showTask', 'completeTask', 'declineTask'] as const),
];

interface Caller {
  readonly role: Role;
  readonly opens: 'every tenant' | 'one tenant';
  readonly by: 'token' | 'account';
  readonly hosts: string | null;
}

const callers: readonly Caller[] = roles.flatMap((role): Caller[] => [
  { role, opens: 'every tenant', by: 'token', hosts: null },
  { role, opens: 'one tenant', by: 'token', hosts: null },
  { role, opens: 'one tenant', by: 'account', hosts: null },
  ...(role === 'administrator' ? [] : [{ role, opens: 'one tenant', by: 'account', hosts: 'site:Berlin' } as const]),
]);

/** What the documents promise: 403 for the role, then for the hosts; 404 for a tenant of somebody else; else an answer of the product itself. */
function promised(caller: Caller, name: RouteName, isOwn: boolean): readonly [status: number, code?: string] {
  const route = routes[name];
  if (route.role === 'public') return [samples[name].status];
  if (!mayCall[caller.role].includes(route.role)) return [403, 'permission-missing'];
  if (caller.hosts !== null && !keepsToHosts.includes(name)) return [403, 'hosts-restricted'];
  if (caller.opens === 'one tenant' && ofInstallation.includes(name)) return [403, 'permission-missing'];
  if (!isOwn && route.scope === 'tenant') return [404, 'not-found'];
  return [samples[name].status];
}

/** What the caller sends along; signing out of the session would end the test. */
async function credentialOf(world: World, { role, opens, by, hosts }: Caller): Promise<Credential> {
  const tenantId = opens === 'one tenant' ? world.tenantId : null;
  if (by === 'token') return { token: await world.token(role, tenantId) };
  const token = await world.token('administrator', null);
  people += 1;
  const [name, password] = [`caller-${people}`, 'correct horse battery'];
  const made = await ask(world.app, 'POST', '/people', { token, body: { name, role, tenantId, hosts, password } });
  expect(made.status).toBe(200);
  return { headers: browserOf(await ask(world.app, 'POST', '/sessions', { body: { name, password } })) };
}
let people = 0;

interface Credential {
  readonly token?: string;
  readonly headers?: Record<string, string>;
}

function send(world: World, name: RouteName, given: Credential & { tenant?: string }) {
  const route: Route = routes[name];
  const sample = samples[name];
  const headers = { ...given.headers, ...(route.ifMatch ? { 'if-match': '"1"' } : {}) };
  // A name is given once, and a session ends once.
  if (name === 'addPerson') people += 1;
  const body = name === 'addPerson' ? { ...(sample.body as object), name: `petra-${people}` } : sample.body;
  return ask(world.app, route.method, route.path.replace('{id}', sample.id ?? ''), {
    ...given,
    ...(body === undefined ? {} : { body }),
    headers,
  });
}

/** Ends the caller's session, so that it goes last. */
const inOrder = [...names.filter((name) => name !== 'signOut'), 'signOut' as const];
const options = { signInsPerMinute: 10_000, passwordCost: cheap };

test('every route of the table has a row here', () => {
  expect(Object.keys(samples).sort()).toEqual([...names].sort());
  expect(names.filter((name) => routes[name].hosts)).toEqual(names.filter((name) => keepsToHosts.includes(name)));
});

describe('every route, every role, own and foreign tenant', () => {
  test.each(callers)(
    'X-09 $role by $by that opens $opens, hosts $hosts: what the role may do is answered, everything else is refused',
    async (caller) => {
      const world = await aWorld(store(), { api: { options, reportKeys: fixedReportKeys() } });
      const credential = await credentialOf(world, caller);
      const got: Record<string, unknown> = {};
      const expected: Record<string, unknown> = {};
      for (const name of inOrder) {
        const answer = await send(world, name, { ...credential, tenant: world.tenantId });
        const [status, code] = promised(caller, name, true);
        got[name] = [answer.status, ...(code === undefined ? [] : [answer.body?.code])];
        expected[name] = [status, ...(code === undefined ? [] : [code])];
      }
      expect(got).toEqual(expected);
      await world.close();
    },
  );

  test('X-09 without a credential everything but coming in is refused with 401', async () => {
    const world = await aWorld(store(), { api: { options, reportKeys: fixedReportKeys() } });
    for (const name of names) {
      const answer = await send(world, name, { tenant: world.tenantId });
      const isPublic = routes[name].role === 'public';
      expect([name, answer.status]).toEqual([name, isPublic ? samples[name].status : 401]);
      if (!isPublic) expect(answer.body.code).toBe('sign-in-required');
    }
    await world.close();
  });

  test.each(callers.filter(({ opens }) => opens === 'one tenant'))(
    'I18 $role by $by, hosts $hosts: another tenant’s name gets the same answer as a name that nobody has',
    async (caller) => {
      const world = await aWorld(store(), { api: { options, reportKeys: fixedReportKeys() } });
      const credential = await credentialOf(world, caller);
      for (const name of names.filter((each) => routes[each].scope === 'tenant')) {
        const foreign = await send(world, name, { ...credential, tenant: world.foreignId });
        const missing = await send(world, name, { ...credential, tenant: 'there-is-no-such-tenant' });
        const [status, code] = promised(caller, name, false);
        expect([name, foreign.status, foreign.body.code]).toEqual([name, status, code]);
        const { instance: _a, ...said } = foreign.body;
        const { instance: _b, ...saidOfNobody } = missing.body;
        expect(said).toEqual(saidOfNobody);
      }
      await world.close();
    },
  );

  test.each(callers.filter(({ opens }) => opens === 'one tenant'))(
    'I18 $role by $by, hosts $hosts: the event stream of another tenant is not there, and the figures of the installation are not theirs',
    async (caller) => {
      const world = await aWorld(store(), { api: { options, reportKeys: fixedReportKeys() } });
      const credential = await credentialOf(world, caller);
      const get = (path: string, tenant: string) => ask(world.app, 'GET', path, { ...credential, tenant });
      const stream = caller.hosts === null ? [404, 'not-found'] : [403, 'hosts-restricted'];
      for (const tenant of [world.foreignId, 'there-is-no-such-tenant']) {
        const { status, body } = await get('/events', tenant);
        expect([tenant, status, body.code]).toEqual([tenant, ...stream]);
      }
      expect((await get('/metrics', world.tenantId)).status).toBe(403);
      await world.close();
    },
  );

  test.each(['/events', '/metrics'])(
    'X-09 %s, which is in no table, is refused to an account of some hosts',
    async (path) => {
      const world = await aWorld(store(), { api: { options, reportKeys: fixedReportKeys() } });
      const caller: Caller = { role: 'viewer', opens: 'one tenant', by: 'account', hosts: 'site:Berlin' };
      const answer = await ask(world.app, 'GET', path, await credentialOf(world, caller));
      expect([answer.status, answer.body.code]).toEqual([403, 'hosts-restricted']);
      await world.close();
    },
  );

  test('I18 an administrator of one tenant makes no tenants and no sign-in links, and tokens only for the own tenant', async () => {
    const world = await aWorld(store());
    const token = await world.token('administrator', world.tenantId);
    expect((await send(world, 'makeTenant', { token })).status).toBe(403);
    expect((await send(world, 'makeSignInLink', { token })).status).toBe(403);
    const made = await send(world, 'makeToken', { token });
    expect(made.body.tenantId).toBe(world.tenantId);
    const foreign = await ask(world.app, 'POST', '/tokens', {
      token,
      body: { name: 'x', role: 'viewer', tenantId: world.foreignId },
    });
    expect(foreign.body.code).toBe('not-found');
    const tenants = await send(world, 'listTenants', { token });
    expect(tenants.body.value.map((tenant: { id: string }) => tenant.id)).toEqual([world.tenantId]);
    const tokens = await send(world, 'listTokens', { token });
    expect(new Set(tokens.body.value.map((each: { tenantId: string }) => each.tenantId))).toEqual(
      new Set([world.tenantId]),
    );
    const others = await world.token('viewer', world.foreignId);
    const revoked = await ask(world.app, 'DELETE', `/tokens/${others.split('_')[1]}`, { token });
    expect(revoked.status).toBe(404);
    expect((await ask(world.app, 'GET', '/tenant', { token: others })).status).toBe(200);
    await world.close();
  });
});
