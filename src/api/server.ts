import type { Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import fastify, { type FastifyInstance, type FastifyRequest, type FastifyServerOptions } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { apiBase } from '../contract/routes.ts';
import type { CheckCatalogue } from '../report/check-catalogue.ts';
import { guardRoutes } from './access.ts';
import { type ApiContext, type ApiGiven, defaultOptions } from './context.ts';
import { registerEventStream } from './event-stream.ts';
import { allHandlers } from './handlers/all.ts';
import { measureRequests, registerHealth, registerMetrics } from './health.ts';
import { guardHost, guardProxy } from './host-guard.ts';
import { createLater } from './later.ts';
import { openApiPath, registerOpenApi } from './openapi.ts';
import { createPasswords } from './password.ts';
import { registerPortal } from './portal.ts';
import { problemBody, problemOf, RateLimited, sendProblem } from './problem-answer.ts';
import { registerRoutes } from './route-table.ts';

const loopbackAddresses: ReadonlySet<string> = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/**
 * The HTTP side of the product: every route of the contract, event stream, health, metrics, OpenAPI. It listens nowhere;
 * main calls `listen`, the in-process command line and the tests call `inject`.
 */
export async function buildApi(given: ApiGiven): Promise<FastifyInstance> {
  const options = { ...defaultOptions, ...given.options };
  const app = fastify({
    ...(given.logger === undefined ? { logger: false as const } : { loggerInstance: given.logger }),
    // Never taken from the caller: the id leads to the right line of our log, so nobody may choose it.
    requestIdHeader: false,
    genReqId: () => given.identity.newId(),
    bodyLimit: options.jsonBytes,
    requestTimeout: options.requestTimeoutMs,
    forceCloseConnections: true,
    ...wireOf(options),
    routerOptions: { maxParamLength: 300 },
  });
  const context: ApiContext = {
    ...given,
    options,
    passwords: createPasswords(options.passwordCost),
    knownTenants: new Set(),
    later: createLater(app),
  };
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  answerErrors(app, context);
  guardHost(app, options.allowedHosts);
  guardProxy(app, options.isProxy);
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  const registry = measureRequests(app);
  await app.register(helmet, { contentSecurityPolicy, hsts: options.publicUrl.startsWith('https:') });
  await app.register(cookie);
  await limitRates(app, options);
  await registerOpenApi(app, context.version);
  registerHealth(app, context);
  await answerStrangers(app, options.portal);
  app.get(openApiPath, { schema: { hide: true } as Record<string, unknown> }, async () => app.swagger());
  guardedRooms(app, context, (scope) => registerMetrics(scope, registry, context));
  await app.ready();
  return app;
}

/** TLS where we speak it ourselves, and whom to believe about where a request comes from. */
function wireOf({ tls, isProxy }: ApiContext['options']): Pick<FastifyServerOptions, 'serverFactory' | 'trustProxy'> {
  return {
    trustProxy: isProxy ?? false,
    ...(tls === undefined
      ? {}
      : {
          // What differs between the two kinds of server is below what anybody here looks at.
          serverFactory: (handler) => createTlsServer({ ...tls, minVersion: 'TLSv1.2' }, handler) as unknown as Server,
        }),
  };
}

/** An API is never shown in a page: nothing may be loaded, framed or run. */
const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    'default-src': ["'none'"],
    'frame-ancestors': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
  },
};

function answerErrors(app: FastifyInstance, context: ApiContext): void {
  app.setErrorHandler((error, request, reply) => {
    const tenantId = request.access?.tenantId ?? null;
    const answer = problemOf(error, request, tenantId === null ? undefined : () => context.control.now(tenantId));
    if (answer.status === 500) request.log.error({ err: error, requestId: request.id }, 'A request ended in an error.');
    return sendProblem(reply, answer);
  });
}

/** The portal where there is one, and what is at no address: a page for people, a problem for programs. */
async function answerStrangers(app: FastifyInstance, directory: string | undefined): Promise<void> {
  const answerPage = directory === undefined ? undefined : await registerPortal(app, directory);
  app.setNotFoundHandler((request, reply) => {
    if (answerPage?.(request, reply)) return reply;
    return sendProblem(reply, problemBody('not-found', 'There is nothing at this address.', request));
  });
}

async function limitRates(app: FastifyInstance, options: ApiContext['options']): Promise<void> {
  const isNear = (request: FastifyRequest) => loopbackAddresses.has(request.ip);
  await app.register(rateLimit, {
    global: true,
    max: (request) => (isNear(request) ? options.loopbackRequestsPerMinute : options.requestsPerMinute),
    timeWindow: 60_000,
    cache: 10_000,
    errorResponseBuilder: (_request, limit) => new RateLimited(Math.max(1, Math.ceil(limit.ttl / 1_000))),
    addHeaders: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    addHeadersOnExceeding: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
  });
}

/** Everything behind the door. The room for bytes reads any body as it is, so that an uploaded JSON file keeps every byte. */
function guardedRooms(app: FastifyInstance, context: ApiContext, registerMore: (scope: FastifyInstance) => void): void {
  app.register(async (guarded) => {
    guardRoutes(guarded, context);
    registerMore(guarded);
    const handlers = allHandlers(context);
    await guarded.register(
      async (json) => {
        registerEventStream(json, context);
        await json.register(async (bytes) => {
          bytes.removeAllContentTypeParsers();
          bytes.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
          registerRoutes(json, bytes, context, handlers);
        });
      },
      { prefix: apiBase },
    );
  });
}

/** The OpenAPI document without a running product, for the generator: no handler is ever called. */
export async function openApiDocument(version: string): Promise<unknown> {
  const unused = (): never => {
    throw new Error('The document is made from the table of routes alone.');
  };
  const catalogue: CheckCatalogue = { checks: {}, reasons: {}, proofs: [], requirements: unused, rules: unused };
  const app = await buildApi({
    control: { store: {} } as unknown as ApiGiven['control'],
    clocks: { machineNow: unused, tenantNow: unused },
    identity: { newId: unused, sha256: unused },
    catalogue,
    version,
  });
  try {
    return app.swagger();
  } finally {
    await app.close();
  }
}
