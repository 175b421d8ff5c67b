import type { FastifyRequest } from 'fastify';
import { tenantHeader } from '../contract/routes.ts';
import { as, type TenantId } from '../domain/ids.ts';
import { ProblemError } from '../domain/problem.ts';
import type { TenantStore } from '../engine/ports/store.ts';
import { opened, type Principal } from './principal.ts';

/**
 * The tenant that a request is about. A credential of one tenant opens that one; another one's name gets the same answer as
 * a name that nobody has, so that nothing can be learnt about who else is here (I18).
 * A credential of the installation names the tenant by id or name, and need not while there is only one.
 * `known` remembers ids that were found, so that only the first request has to ask. Where another process deleted the tenant meanwhile, its id finds
 * nothing any more, and changes nothing.
 */
export async function tenantOfRequest(
  store: TenantStore,
  known: Set<string>,
  principal: Principal,
  request: FastifyRequest,
): Promise<TenantId> {
  const header = request.headers[tenantHeader];
  const asked = typeof header === 'string' && header !== '' ? header : undefined;
  if (principal.tenantId !== null) {
    if (asked === undefined || asked === principal.tenantId) return principal.tenantId;
    const own = await store.tenant(principal.tenantId);
    if (own !== undefined && isNamed(own.name, asked)) return principal.tenantId;
    throw noSuchTenant();
  }
  if (asked === undefined) return onlyTenant(store);
  if (known.has(asked)) return as<TenantId>(asked);
  const byId = await store.tenant(as<TenantId>(asked));
  if (byId !== undefined) {
    known.add(asked);
    return byId.tenantId;
  }
  const named = (await store.tenants()).filter((tenant) => isNamed(tenant.name, asked));
  const [first, second] = named;
  if (first === undefined || second !== undefined) throw noSuchTenant();
  return first.tenantId;
}

/**
 * An account with roles in several tenants acts with that of the tenant which the request names; a role of its own in a tenant goes before the one
 * for every tenant. Where none is named, what is about the account itself is answered with its first role.
 */
export async function inTenantOfRequest(
  store: TenantStore,
  principal: Principal,
  request: FastifyRequest,
  scope: 'tenant' | 'installation',
): Promise<Principal> {
  const { grants = [] } = principal;
  if (grants.length < 2) return principal;
  const header = request.headers[tenantHeader];
  const asked = typeof header === 'string' && header !== '' ? header : undefined;
  const forAll = grants.find(({ tenantId }) => tenantId === null);
  if (asked === undefined) {
    if (forAll !== undefined) return { ...principal, ...opened(forAll) };
    if (scope === 'installation') return principal;
    throw severalTenants();
  }
  const names = new Map((await store.tenants()).map((tenant) => [tenant.tenantId, tenant.name]));
  const own = grants.find(
    ({ tenantId }) => tenantId !== null && (tenantId === asked || isNamed(names.get(tenantId) ?? '', asked)),
  );
  const grant = own ?? forAll;
  if (grant === undefined) throw noSuchTenant();
  return { ...principal, ...opened(grant) };
}

async function onlyTenant(store: TenantStore): Promise<TenantId> {
  const [first, second] = await store.tenants();
  if (first === undefined) throw new ProblemError('tenant-missing', 'Nothing can be said of the estate of nobody.');
  if (second !== undefined) throw severalTenants();
  return first.tenantId;
}

function severalTenants(): ProblemError {
  return new ProblemError('tenant-unnamed', 'Which of them is meant cannot be guessed.', {
    errors: [{ at: tenantHeader, message: 'The id or the name of a tenant.' }],
  });
}

/** One sentence for "not there" and "not yours". */
export function noSuchTenant(): ProblemError {
  return new ProblemError('not-found', 'There is no such tenant.');
}

function isNamed(name: string, asked: string): boolean {
  return name.toLowerCase() === asked.toLowerCase();
}
