import type { TenantId } from '../../domain/ids.ts';
import { as } from '../../domain/ids.ts';
import { ProblemError } from '../../domain/problem.ts';
import { tokenShape } from '../../report/token.ts';
import type { Handlers } from '../call.ts';
import type { ApiContext } from '../context.ts';
import type { Principal } from '../principal.ts';
import { makeToken } from '../secret.ts';
import { noSuchTenant } from '../tenant-of-request.ts';

/** Tokens of programs. Every change is in the log before it is made: no audit record, no action. */
export function tokenHandlers(context: ApiContext): Pick<Handlers, 'listTokens' | 'makeToken' | 'revokeToken'> {
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
