import { describe, expect, test } from 'vitest';
import { type Route, type RouteName, routes } from '../../src/contract/routes.ts';
import type { Role } from '../../src/engine/ports/store.ts';
import { aPlan } from '../cli/support/samples.ts';
import { ask, aWorld, storeOfFile, type World } from './world.ts';

const store = storeOfFile();

interface Sample {
  readonly id?: string;
  readonly body?: unknown;
  /** What a caller gets who may: an answer or a refusal of the product itself, never of the door. */
  readonly status: number;
}

const because = 'a test needs it';
const bytes = new TextEncoder().encode('Name,Domain\nBER-DC1,bank.example\n');

const foreignPlan = aPlan({ tenantId: 'unknown' });

/** A valid request for every route, on a tenant that has nothing yet; in the order of the table. */
const samples: { readonly [N in RouteName]: Sample } = {
  signIn: { body: { link: 'there-is-no-such-link' }, status: 401 },
  signOut: { status: 204 },
  whoAmI: { status: 200 },
  makeSignInLink: { status: 200 },
  listTokens: { status: 200 },
  makeToken: { body: { name: 'ci', role: 'viewer' }, status: 200 },
  revokeToken: { id: 'unknown', status: 404 },
  listTenants: { status: 200 },
  makeTenant: { body: { name: 'Third' }, status: 200 },
  showTenant: { status: 200 },
  changeTenant: { body: { usesSyslog: false }, status: 200 },
  showConnection: { status: 409 },
  connect: {
    body: {
      cloud: 'custom',
      loginUrl: 'http://127.0.0.1:9',
      graphUrl: 'http://127.0.0.1:9',
      directoryId: 'd',
      clientId: 'c',
      secretRef: 'env:NONE',
    },
    status: 200,
  },
  arm: { body: { because }, status: 200 },
  disarm: { body: { because }, status: 200 },
  diagnoseConnection: { status: 200 },
  listServers: { status: 200 },
  countServers: { status: 200 },
  showServer: { id: 'unknown', status: 404 },
  diagnoseServer: { id: 'unknown', status: 404 },
  supportBundle: { id: 'unknown', status: 404 },
  // Nobody explains files in this world.
  diagnoseFile: { body: bytes, status: 422 },
  importEvidence: { body: bytes, status: 200 },
  listUploadTokens: { status: 200 },
  makeUploadToken: { body: { host: 'BER-DC1' }, status: 200 },
  revokeUploadToken: { id: 'unknown', status: 404 },
  // No role opens these: only an upload token does.
  postUpload: { body: bytes, status: 403 },
  putUpload: { body: bytes, status: 403 },
  check: { body: { selector: 'all', refresh: false }, status: 200 },
  draftPlan: { body: { selector: 'all' }, status: 409 },
  makePlan: { body: { selector: 'all' }, status: 409 },
  applyPlan: { body: { plan: foreignPlan }, status: 404 },
  listPlans: { status: 200 },
  showPlan: { id: '00000000', status: 404 },
  handInPlan: { id: foreignPlan.digest, body: { plan: foreignPlan }, status: 404 },
  listRehearsalFaults: { status: 200 },
  rehearsePlan: { id: '00000000', body: {}, status: 404 },
  showRehearsal: { id: '00000000', status: 404 },
  approvePlan: { id: '00000000', body: {}, status: 404 },
  refusePlan: { id: '00000000', body: { because }, status: 404 },
  withdrawFromPlan: { id: '00000000', body: { because }, status: 404 },
  listCampaigns: { status: 200 },
  makeLatePlan: { id: 'unknown', body: {}, status: 404 },
  showCampaign: { id: 'unknown', status: 404 },
  scoreShadow: { id: 'unknown', status: 404 },
  reportCampaign: { id: 'unknown', status: 404 },
  listMoves: { status: 200 },
  showMove: { id: 'unknown', status: 404 },
  pauseCampaign: { id: 'unknown', body: { because }, status: 404 },
  resumeCampaign: { id: 'unknown', body: { because }, status: 404 },
  stopCampaign: { id: 'unknown', body: { because }, status: 404 },
  abortCampaign: { id: 'unknown', body: { because }, status: 404 },
  rollback: { body: { selector: 'all', because }, status: 409 },
  verify: { body: { selector: 'all', refresh: false }, status: 200 },
  showStatus: { status: 200 },
  showOverview: { status: 200 },
  showCoverage: { status: 200 },
  listTasks: { status: 200 },
  showTask: { id: 'unknown', status: 404 },
  completeTask: { id: 'unknown', body: {}, status: 404 },
  declineTask: { id: 'unknown', body: { because }, status: 404 },
  listReceivers: { status: 200 },
  // The secret is not there: a refusal of the product, not of the door.
  addReceiver: {
    body: { name: 'pager', address: { kind: 'webhook', url: 'http://127.0.0.1:9', secretRef: 'env:NONE' } },
    status: 502,
  },
  changeReceiver: { id: 'unknown', body: { isEnabled: false }, status: 404 },
  removeReceiver: { id: 'unknown', status: 404 },
  testReceiver: { id: 'unknown', status: 404 },
  listLog: { status: 200 },
  verifyLog: { status: 200 },
  showTwinClock: { status: 404 },
  turnTwinClock: { body: { advance: '1h' }, status: 404 },
  listTwinFaults: { status: 404 },
  injectTwinFault: { body: { kind: 'throttled' }, status: 404 },
  actInTwin: { body: { act: 'rollback', servers: ['BER-DC1'] }, status: 404 },
};

const names = Object.keys(routes) as RouteName[];
const roles: readonly Role[] = ['viewer', 'operator', 'approver', 'administrator'];

/** The rule of roles, written down a second time: whoever changes the code must change this too. */
const mayCall: Readonly<Record<Role, readonly Route['role'][]>> = {
  viewer: ['public', 'viewer'],
  operator: ['public', 'viewer', 'operator'],
  approver: ['public', 'viewer', 'approver'],
  administrator: ['public', 'viewer', 'operator', 'approver', 'administrator'],
};

function send(world: World, name: RouteName, given: { token?: string; tenant?: string }) {
  const route: Route = routes[name];
  const sample = samples[name];
  return ask(world.app, route.method, route.path.replace('{id}', sample.id ?? ''), {
    ...given,
    ...(sample.body === undefined ? {} : { body: sample.body }),
    ...(route.ifMatch ? { headers: { 'if-match': '"1"' } } : {}),
  });
}

describe('every route, every role', () => {
  test.each(roles)('X-09 %s: what the role may do is answered, everything else is refused with 403', async (role) => {
    const world = await aWorld(store(), { api: { options: { signInsPerMinute: 1_000 } } });
    const token = await world.token(role, null);
    const got: Record<string, number> = {};
    const expected: Record<string, number> = {};
    for (const name of names) {
      const answer = await send(world, name, { token, tenant: world.tenantId });
      got[name] = answer.status;
      expected[name] = mayCall[role].includes(routes[name].role) ? samples[name].status : 403;
      if (expected[name] === 403) expect(answer.body).toMatchObject({ code: 'permission-missing' });
    }
    expect(got).toEqual(expected);
    await world.close();
  });

  test('X-09 without a credential everything but signing in is refused with 401', async () => {
    const world = await aWorld(store());
    for (const name of names) {
      const answer = await send(world, name, { tenant: world.tenantId });
      expect([name, answer.status]).toEqual([name, 401]);
      expect(answer.body.code).toBe(name === 'signIn' ? 'sign-in-link-used' : 'sign-in-required');
    }
    await world.close();
  });

  test.each(roles)(
    'I18 %s of one tenant: another tenant’s name gets the same answer as a name that nobody has',
    async (role) => {
      const world = await aWorld(store());
      const token = await world.token(role, world.foreignId);
      for (const name of names.filter((each) => routes[each].scope === 'tenant')) {
        const own = { token, tenant: world.tenantId };
        const nobody = { token, tenant: 'there-is-no-such-tenant' };
        const [foreign, missing] = [await send(world, name, own), await send(world, name, nobody)];
        const expected = mayCall[role].includes(routes[name].role) ? 404 : 403;
        expect([name, foreign.status]).toEqual([name, expected]);
        const { instance: _a, ...said } = foreign.body;
        const { instance: _b, ...saidOfNobody } = missing.body;
        expect(said).toEqual(saidOfNobody);
      }
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
