import type { FastifyInstance } from 'fastify';
import { makeToken } from '../../src/api/secret.ts';
import type { Route } from '../../src/contract/routes.ts';
import type { Role } from '../../src/engine/ports/store.ts';
import { ask, browserOf, testIdentity } from '../api/world.ts';
import type { Side, Tenants } from './tenants.ts';

/** Somebody of one tenant, by a token or signed in. */
export interface Caller {
  readonly role: Role | 'upload';
  readonly by: 'token' | 'session';
  headers(): Readonly<Record<string, string>>;
  /** Signs in again, after somebody signed out. */
  renew(): Promise<void>;
}

/** What of the tenant others may be asked about by name, made for that: nobody acts by these. */
interface Spares {
  readonly people: readonly string[];
  readonly tokens: readonly string[];
}

export interface Crew extends Spares {
  readonly callers: readonly Caller[];
  /** They only listen: nobody signs them out. */
  readonly listeners: readonly Caller[];
}

const roles: readonly Role[] = ['viewer', 'operator', 'approver', 'administrator'];
const password = 'correct horse battery';

/** Every role by token and by session, accounts of some hosts, and a collector. */
export async function hire({ app, control }: Tenants, side: Side): Promise<Crew> {
  const { tenantId, marks, world } = side;
  const given = { store: world.store, identity: testIdentity, machineNow: control.now.bind(control, tenantId) };
  const tokenFor = async (role: Role, forTenant: typeof tenantId | null) => {
    const tokenId = testIdentity.newId();
    const row = { name: marks.next(), role, tenantId: forTenant, days: 300, createdBy: `user:${marks.next()}` };
    return { tokenId, ...(await makeToken(given, { ...row, tokenId })) };
  };
  const { secret: ofInstallation } = await tokenFor('administrator', null);
  const personFor = async (role: Role, hosts: string | null) => {
    const name = `${marks.next()}-${role}`;
    const body = { name, role, tenantId, hosts, password };
    const made = await ask(app, 'POST', '/people', { token: ofInstallation, body });
    if (made.status !== 200) throw new Error(`Nobody is let in: ${made.text}`);
    return { name, id: String(made.body.id) };
  };
  const callers: Caller[] = [];
  for (const role of roles) {
    const { secret } = await tokenFor(role, tenantId);
    callers.push({
      role,
      by: 'token',
      headers: () => ({ authorization: `Bearer ${secret}` }),
      renew: async () => undefined,
    });
    callers.push(await signedIn(app, role, (await personFor(role, null)).name));
  }
  const [host] = world.twin.estate();
  callers.push(await signedIn(app, 'viewer', (await personFor('viewer', `site:${host?.site ?? ''}`)).name));
  callers.push(await signedIn(app, 'operator', (await personFor('operator', host?.host ?? '')).name));
  callers.push(await collector(app, callers, host?.host ?? ''));
  const spare = await personFor('viewer', null);
  const [byToken] = callers;
  const bySession = await signedIn(app, 'viewer', (await personFor('viewer', null)).name);
  return {
    callers,
    listeners: byToken === undefined ? [bySession] : [byToken, bySession],
    people: [spare.id, spare.name],
    tokens: [(await tokenFor('viewer', tenantId)).tokenId, (await tokenFor('operator', tenantId)).tokenId],
  };
}

async function signedIn(app: FastifyInstance, role: Role, name: string): Promise<Caller> {
  let headers: Readonly<Record<string, string>> = {};
  const renew = async () => {
    const answer = await ask(app, 'POST', '/sessions', { body: { name, password } });
    if (answer.status !== 200) throw new Error(`${name} cannot sign in: ${answer.text}`);
    headers = browserOf(answer);
  };
  await renew();
  return { role, by: 'session', headers: () => headers, renew };
}

/** Whoever brings the file of one host. */
async function collector(app: FastifyInstance, callers: readonly Caller[], host: string): Promise<Caller> {
  let secret = '';
  const renew = async () => {
    const headers = callers.find(({ role }) => role === 'administrator')?.headers() ?? {};
    const answer = await ask(app, 'POST', '/upload-tokens', { headers, body: { host } });
    if (answer.status !== 200) throw new Error(`No file can be brought: ${answer.text}`);
    secret = answer.body.secret;
  };
  await renew();
  return { role: 'upload', by: 'token', headers: () => ({ authorization: `Bearer ${secret}` }), renew };
}

/** What the matrix says, without who is scoped to some hosts. */
export function isAble(role: Caller['role'], least: Route['role']): boolean {
  if (least === 'public') return true;
  if (least === 'upload' || role === 'upload') return least === role;
  return role === 'administrator' || least === 'viewer' || role === least;
}
