import type { FastifyRequest } from 'fastify';
import { pages } from '../../contract/pages.ts';
import { ProblemError } from '../../domain/problem.ts';
import { toRfc3339 } from '../../domain/time.ts';
import type { Handlers } from '../call.ts';
import type { ApiContext } from '../context.ts';
import { beginEntraSignIn, endEntraSignIn } from '../entra-sign-in.ts';
import { signInWithPassword } from '../password-sign-in.ts';
import type { Principal } from '../principal.ts';
import { makeSignInLink, secretOfLink } from '../secret.ts';
import { beginSession, recordOf } from '../sessions.ts';
import { requireInstallation } from './access.ts';

type SessionHandlers = Pick<
  Handlers,
  'signIn' | 'beginSignIn' | 'signOut' | 'whoAmI' | 'makeSignInLink' | 'showSignInWays'
>;

/** Coming in and going out. Every change is in the log before it is made: no audit record, no action. */
export function sessionHandlers(context: ApiContext): SessionHandlers {
  const { control, identity, clocks } = context;
  const { store } = control;
  return {
    showSignInWays: async () => ({
      body: {
        password: (await store.people()).some(({ passwordHash }) => passwordHash !== null),
        entra: context.entra !== undefined,
      },
    }),
    signIn: async ({ body, request }) => {
      if ('password' in body) return signInWithPassword(context, request, body);
      if ('link' in body) return signInWithLink(context, request, body.link);
      return endEntraSignIn(context, request, body, redirectUri(context, request));
    },
    beginSignIn: async ({ request }) => beginEntraSignIn(context, redirectUri(context, request)),
    signOut: async ({ principal, query }) => {
      if (principal.kind === 'session') await signOut(context, principal, query.everywhere);
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

/** Where the provider sends the browser back to; an address that stands in the app registration. */
function redirectUri(context: ApiContext, request: FastifyRequest): string {
  return `${reachedAt(context, request).replace(/\/+$/, '')}${pages.signIn}`;
}

function meShape(principal: Principal) {
  const { actor, role, tenantId, csrfToken, grants } = principal;
  return {
    actor,
    role,
    tenantId,
    ...(csrfToken === undefined ? {} : { csrfToken }),
    ...(grants === undefined ? {} : { grants: grants.map((grant) => ({ ...grant })) }),
  };
}

async function signInWithLink(context: ApiContext, request: FastifyRequest, text: string) {
  const { control, identity, clocks } = context;
  const link = await control.store.spendSignInLink(identity.sha256(secretOfLink(text)), clocks.machineNow());
  if (link === undefined) throw new ProblemError('sign-in-link-used', 'This link signs nobody in.');
  const { actor, role } = link;
  await control.recordAccess(actor, null, 'signed-in', `With a one-time link, from ${request.ip}.`);
  const { secret, csrfToken } = await beginSession(context, request, { actor, role, tenantId: null, personId: null });
  return { body: { actor, role, tenantId: null, csrfToken }, session: { secret } };
}

async function signOut(context: ApiContext, principal: Principal, everywhere: boolean): Promise<void> {
  const { actor, credential, tenantId } = principal;
  const grants = principal.grants ?? [{ tenantId, role: principal.role, hosts: null }];
  const [what, detail] = everywhere
    ? ['signed-out-everywhere', 'Every session was ended.']
    : ['signed-out', 'The session was ended.'];
  await recordOf(context, actor, { grants }, what, detail);
  if (everywhere) await context.control.store.dropSessionsOf(actor);
  else await context.control.store.dropSession(credential.replace(/^session:/, ''));
}

/** Where people reach the server; a port that the system chose is known only once it listens. */
export function reachedAt(context: ApiContext, request: FastifyRequest): string {
  const address = request.server.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return context.options.publicUrl.replace(/:0(?=\/|$)/, `:${port}`);
}
