import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Route } from '../contract/routes.ts';
import type { TenantId } from '../domain/ids.ts';
import { ProblemError } from '../domain/problem.ts';
import type { ApiContext } from './context.ts';
import { authenticate, isAllowed, nobody, type Principal, requireCsrfToken } from './principal.ts';
import { RateLimited } from './problem-answer.ts';
import { tenantOfRequest } from './tenant-of-request.ts';

/** What a route asks of its caller; the door reads it from the route's configuration. */
interface Demand {
  readonly role: Route['role'];
  readonly scope: Route['scope'];
}

/** Who came through the door, and to which tenant. */
interface Access {
  readonly principal: Principal;
  readonly tenantId: TenantId | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    access: Access | null;
  }
  interface FastifyContextConfig {
    demand?: Demand;
  }
}

/**
 * The door of every route that declares a demand: credential, session token, role, tenant, in this order and before any body
 * is read. A route without a demand is not reachable through it, so a forgotten one is refused rather than open.
 */
export function guardRoutes(app: FastifyInstance, context: ApiContext): void {
  const refused = app.createRateLimit({
    max: context.options.signInsPerMinute,
    timeWindow: 60_000,
    keyGenerator: (request) => `refused:${request.ip}`,
  });
  const tenants = new Set<string>();
  app.decorateRequest('access', null);
  app.addHook('preParsing', async (request: FastifyRequest, _reply: FastifyReply) => {
    const { demand } = request.routeOptions.config;
    if (demand === undefined) throw new ProblemError('not-found', 'There is nothing at this address.');
    request.access = await admit(context, request, demand, { refused, tenants });
  });
}

type FailureLimit = ReturnType<FastifyInstance['createRateLimit']>;

/** What the door remembers from one request to the next. */
interface Memory {
  readonly refused: FailureLimit;
  /** Ids of tenants that there are. */
  readonly tenants: Set<string>;
}

async function admit(
  context: ApiContext,
  request: FastifyRequest,
  demand: Demand,
  { refused, tenants }: Memory,
): Promise<Access> {
  if (demand.role === 'public') return { principal: nobody, tenantId: null };
  const principal = await authenticateLimited(context, request, refused);
  if (principal === undefined) throw new ProblemError('sign-in-required', 'The request carries no credential.');
  requireCsrfToken(principal, request);
  // Two worlds that never meet: what a collector may do nobody else may, and the other way round.
  if (demand.role === 'upload' || principal.kind === 'upload') {
    if (demand.role !== 'upload')
      throw new ProblemError('permission-missing', 'An upload token brings a file, no more.');
    if (principal.kind !== 'upload') throw new ProblemError('permission-missing', 'This needs an upload token.');
    return { principal, tenantId: await tenantOfRequest(context.control.store, tenants, principal, request) };
  }
  if (!isAllowed(principal.role, demand.role))
    throw new ProblemError('permission-missing', `This needs the role ${demand.role}; yours is ${principal.role}.`);
  if (demand.scope === 'installation') return { principal, tenantId: null };
  return { principal, tenantId: await tenantOfRequest(context.control.store, tenants, principal, request) };
}

/** Credentials that do not hold are counted by address: guessing is slowed down, working credentials never are. */
async function authenticateLimited(
  context: ApiContext,
  request: FastifyRequest,
  refused: FailureLimit,
): Promise<Principal | undefined> {
  try {
    return await authenticate(context, request);
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'sign-in-required') {
      const count = await refused(request);
      if (!count.isAllowed && count.isExceeded) throw new RateLimited(count.ttlInSeconds);
    }
    throw error;
  }
}

/** The access of a request that passed the door. */
export function accessOf(request: FastifyRequest): Access {
  if (request.access === null) throw new Error('A handler ran for a request that did not pass the door.');
  return request.access;
}
