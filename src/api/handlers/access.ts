import type { FastifyRequest } from 'fastify';
import type { TenantId } from '../../domain/ids.ts';
import { as } from '../../domain/ids.ts';
import { ProblemError } from '../../domain/problem.ts';
import { toRfc3339 } from '../../domain/time.ts';
import { tokenShape } from '../../report/token.ts';
import type { Handlers } from '../call.ts';
import type { ApiContext } from '../context.ts';
import type { Principal } from '../principal.ts';
import { makeSignInLink, makeToken, newSecret, secretOfLink, sessionMs } from '../secret.ts';
import { noSuchTenant } from '../tenant-of-request.ts';

type AccessHandlers = Pick<
  Handlers,
  'signIn' | 'signOut' | 'whoAmI' | 'makeSignInLink' | 'listTokens' | 'makeToken' | 'revokeToken'
>;

/** Who may come in. Every change is in the log before it is made: no audit record, no action. */
export function accessHandlers(context: ApiContext): AccessHandlers {
  return { ...sessionHandlers(context), ...tokenHandlers(context) };
}

function meShape(principal: Principal) {
  const { actor, role, tenantId, csrfToken } = principal;
  return { actor, role, tenantId, ...(csrfToken === undefined ? {} : { csrfToken }) };
}

/** Where people reach the server; a port that the system chose is known only once it listens. */
function reachedAt(context: ApiContext, request: FastifyRequest): string {
  const address = request.server.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return context.options.publicUrl.replace(/:0(?=\/|$)/, `:${port}`);
}

type SessionHandlers = Pick<AccessHandlers, 'signIn' | 'signOut' | 'whoAmI' | 'makeSignInLink'>;

function sessionHandlers(context: ApiContext): SessionHandlers {
  const { control, identity, clocks } = context;
  const { store } = control;
  return {
    signIn: async ({ body }) => {
      const now = clocks.machineNow();
      const link = await store.spendSignInLink(identity.sha256(secretOfLink(body.link)), now);
      if (link === undefined) throw new ProblemError('sign-in-link-used', 'This link signs nobody in.');
      await control.recordAccess(link.actor, null, 'signed-in', 'With a one-time link.');
      const secret = newSecret();
      const csrfToken = newSecret();
      const { actor, role } = link;
      const sessionHash = identity.sha256(secret);
      await store.putSession({ sessionHash, actor, role, tenantId: null, csrfToken, expiresAt: now + sessionMs });
      return { body: { actor, role, tenantId: null, csrfToken }, session: { secret } };
    },
    signOut: async ({ principal }) => {
      if (principal.kind === 'session') {
        await control.recordAccess(principal.actor, null, 'signed-out', 'The session was ended.');
        await store.dropSession(principal.credential.replace(/^session:/, ''));
      }
      return { body: undefined, session: 'ended' };
    },
    whoAmI: async ({ principal }) => ({ body: meShape(principal) }),
    makeSignInLink: async ({ principal, request }) => {
      requireInstallation(principal, 'A sign-in link opens every tenant');
      await control.recordAccess(
        principal.actor,
        null,
        'sign-in-link-made',
        'For an administrator of the installation.',
      );
      const { link, expiresAt } = await makeSignInLink(
        { store, identity, machineNow: clocks.machineNow },
        { publicUrl: reachedAt(context, request), actor: 'user:administrator', role: 'administrator' },
      );
      return { body: { link, expiresAt: toRfc3339(expiresAt) }, holdsSecret: true };
    },
  };
}

function tokenHandlers(context: ApiContext): Pick<AccessHandlers, 'listTokens' | 'makeToken' | 'revokeToken'> {
  const { control, identity, clocks } = context;
  const { store } = control;
  return {
    listTokens: async ({ principal }) => ({
      body: { value: (await store.tokens(principal.tenantId)).map(tokenShape) },
    }),
    makeToken: async ({ body, principal }) => {
      const tenantId = await tenantOfToken(context, principal, body.tenantId);
      const tokenId = identity.newId();
      const detail = `Token "${body.name}" (${tokenId}) with the role ${body.role} for ${body.days} days.`;
      await control.recordAccess(principal.actor, tenantId, 'token-made', detail);
      const { row, secret } = await makeToken(
        { store, identity, machineNow: clocks.machineNow },
        { name: body.name, role: body.role, days: body.days, tenantId, tokenId, createdBy: principal.actor },
      );
      return { body: { ...tokenShape(row), secret }, holdsSecret: true };
    },
    revokeToken: async ({ id, principal }) => {
      const token = (await store.tokens(principal.tenantId)).find((row) => row.tokenId === id);
      if (token === undefined) throw new ProblemError('not-found', 'There is no such token.');
      if (token.revokedAt === null) {
        await control.recordAccess(principal.actor, token.tenantId, 'token-revoked', `Token "${token.name}" (${id}).`);
        await store.revokeToken(id, clocks.machineNow());
      }
      return { body: undefined };
    },
  };
}

/** An administrator of one tenant makes tokens for that tenant alone; another tenant's id is answered like one nobody has. */
async function tenantOfToken(
  context: ApiContext,
  principal: Principal,
  asked: string | null,
): Promise<TenantId | null> {
  if (principal.tenantId !== null) {
    if (asked !== null && asked !== principal.tenantId) throw noSuchTenant();
    return principal.tenantId;
  }
  if (asked === null) return null;
  const tenant = await context.control.store.tenant(as<TenantId>(asked));
  if (tenant === undefined) throw noSuchTenant();
  return tenant.tenantId;
}

/** @throws ProblemError('permission-missing') for a credential of one tenant. */
export function requireInstallation(principal: Principal, why: string): void {
  if (principal.tenantId !== null)
    throw new ProblemError('permission-missing', `${why}; this credential opens one tenant.`);
}
