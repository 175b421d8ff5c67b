import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Route } from '../contract/routes.ts';
import type { TenantId } from '../domain/ids.ts';
import { ProblemError } from '../domain/problem.ts';
import { requireClockOf, requireLive } from '../engine/context.ts';
import type { ApiContext } from './context.ts';
import { requireOwnOrigin } from './origin.ts';
import { authenticate, isAllowed, nobody, type Principal, requireCsrfToken } from './principal.ts';
import { RateLimited } from './problem-answer.ts';
import { inTenantOfRequest, noSuchTenant, tenantOfRequest } from './tenant-of-request.ts';

/** What a route asks of its caller; the door reads it from the route's configuration. */
interface Demand {
  readonly role: Route['role'];
  readonly scope: Route['scope'];
  /** Whether the answer keeps to the hosts that an account is scoped to; without it such an account is refused. */
  readonly hosts?: Route['hosts'];
  /** Whether it is called of an archived tenant although it changes something. */
  readonly archived?: Route['archived'];
  /** Whether it tells what is written, whatever time it is at the tenant. */
  readonly timeless?: Route['timeless'];
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
  const onWallClock = new Set<string>();
  app.decorateRequest('access', null);
  app.addHook('preParsing', async (request: FastifyRequest, _reply: FastifyReply) => {
    const { demand } = request.routeOptions.config;
    if (demand === undefined) throw new ProblemError('not-found', 'There is nothing at this address.');
    request.access = await admit(context, request, demand, { refused, onWallClock });
  });
}

type FailureLimit = ReturnType<FastifyInstance['createRateLimit']>;

/** What the door remembers from one request to the next. */
interface Memory {
  readonly refused: FailureLimit;
  /** Ids of tenants that live on the wall clock. */
  readonly onWallClock: Set<string>;
}

async function admit(
  context: ApiContext,
  request: FastifyRequest,
  demand: Demand,
  { refused, onWallClock }: Memory,
): Promise<Access> {
  const { store } = context.control;
  if (demand.role === 'public') {
    // Another site must not sign a browser in as somebody of its choice either.
    requireOwnOrigin(context.options, request);
    return { principal: nobody, tenantId: null };
  }
  const found = await authenticateLimited(context, request, refused);
  if (found === undefined) throw new ProblemError('sign-in-required', 'The request carries no credential.');
  if (found.kind === 'session') requireOwnOrigin(context.options, request);
  requireCsrfToken(found, request);
  // Two worlds that never meet: what a collector may do nobody else may, and the other way round.
  if (demand.role === 'upload' || found.kind === 'upload') {
    if (demand.role !== 'upload')
      throw new ProblemError('permission-missing', 'An upload token brings a file, no more.');
    if (found.kind !== 'upload') throw new ProblemError('permission-missing', 'This needs an upload token.');
    return { principal: found, tenantId: await tenantHere(context, onWallClock, found, request, demand) };
  }
  const principal = await inTenantOfRequest(store, found, request, demand.scope);
  requirePermission(principal, demand);
  if (demand.scope === 'installation') return { principal, tenantId: null };
  return { principal, tenantId: await tenantHere(context, onWallClock, principal, request, demand) };
}

/**
 * The tenant of a request. An archived one is read, and nothing of it is changed.
 * @throws ProblemError('twin-elsewhere'): what time it is there, only the process with its twin knows.
 */
async function tenantHere(
  { control, clocks, knownTenants }: ApiContext,
  onWallClock: Memory['onWallClock'],
  principal: Principal,
  request: FastifyRequest,
  demand: Demand,
): Promise<TenantId> {
  const { store } = control;
  const tenantId = await tenantOfRequest(store, knownTenants, principal, request);
  const isReading = request.method === 'GET' || demand.archived === true;
  if (isReading && onWallClock.has(tenantId)) return tenantId;
  const tenant = await store.tenant(tenantId);
  if (tenant === undefined) throw noSuchTenant();
  if (demand.timeless !== true) requireClockOf(clocks, tenant);
  if (!isReading) requireLive(tenant);
  // The mark is set when a tenant is made and never taken away, so that only the first request has to ask for it.
  if (tenant.twinAt === undefined) onWallClock.add(tenantId);
  return tenantId;
}

/** @throws ProblemError: the role is too little, or the account sees a part of the hosts and the answer is about all. */
function requirePermission(principal: Principal, demand: Demand): void {
  if (demand.role === 'upload' || !isAllowed(principal.role, demand.role))
    throw new ProblemError('permission-missing', `This needs the role ${demand.role}; yours is ${principal.role}.`);
  if (principal.hosts !== undefined && demand.hosts !== true)
    throw new ProblemError('hosts-restricted', 'Your account is scoped to a part of the hosts.');
}

/**
 * Whether a request that was let in would be let in now: a stream goes on for hours, and what its caller may do can change meanwhile. That nobody
 * closed it does not count as use of a session.
 * @throws ProblemError when not.
 */
export async function admitAgain(context: ApiContext, request: FastifyRequest): Promise<void> {
  const { demand } = request.routeOptions.config;
  const found = await authenticate(context, request, false);
  if (demand === undefined || found === undefined)
    throw new ProblemError('sign-in-required', 'The request carries no credential.');
  const principal = await inTenantOfRequest(context.control.store, found, request, demand.scope);
  requirePermission(principal, demand);
  const { tenantId } = accessOf(request);
  if (principal.tenantId !== null && principal.tenantId !== tenantId)
    throw new ProblemError('permission-missing', 'The account has no role in this tenant any more.');
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
