import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { ProblemError } from '../domain/problem.ts';
import { accessOf } from './access.ts';
import type { ApiContext } from './context.ts';
import { measureEstate } from './figures.ts';
import { problemBody, sendProblem } from './problem-answer.ts';

/**
 * `/healthz` answers 200 as soon as requests are answered at all; `/readyz` also asks the database and the engine.
 * Neither needs a credential, and neither tells anything of the estate.
 */
export function registerHealth(app: FastifyInstance, context: ApiContext): void {
  const options = { schema: { hide: true } as Record<string, unknown>, config: { rateLimit: false as const } };
  app.get('/healthz', options, async (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ status: 'ok', version: context.version }),
  );
  app.get('/readyz', options, async (request, reply) => {
    const store = await pinged(context);
    const engine = context.engine?.() ?? { isTicking: true, detail: 'The engine runs elsewhere.' };
    if (store !== undefined) return sendProblem(reply, problemBody('not-ready', store, request));
    if (!engine.isTicking) return sendProblem(reply, problemBody('not-ready', engine.detail, request));
    return reply.header('cache-control', 'no-store').send({ status: 'ready', version: context.version });
  });
}

async function pinged(context: ApiContext): Promise<string | undefined> {
  try {
    await context.control.store.ping();
    return undefined;
  } catch (error) {
    // Any reason will do: not ready is the answer, not a failure of ours.
    return error instanceof ProblemError ? error.message : 'The database does not answer.';
  }
}

/** Counts and durations of requests by route; never by tenant, name or address (I18). */
export function measureRequests(app: FastifyInstance): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const seconds = new Histogram({
    name: 'changeguard_http_request_duration_seconds',
    help: 'Time to answer, by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.04, 0.1, 0.5, 2, 10],
    registers: [registry],
  });
  const failures = new Counter({
    name: 'changeguard_http_failures_total',
    help: 'Answers with status 500',
    registers: [registry],
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    seconds.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1_000);
    if (reply.statusCode === 500) failures.inc();
  });
  app.addHook('onClose', async () => registry.clear());
  return registry;
}

/**
 * `/metrics` for Prometheus. It needs a credential with the role viewer that opens the whole installation: figures of the
 * process cover all tenants, so a credential of one tenant does not see them.
 */
export function registerMetrics(app: FastifyInstance, registry: Registry, context: ApiContext): void {
  const bringUpToDate = measureEstate(registry, context);
  app.get(
    '/metrics',
    {
      schema: { hide: true } as Record<string, unknown>,
      config: { demand: { role: 'viewer', scope: 'installation' } },
    },
    async (request, reply) => {
      if (accessOf(request).principal.tenantId !== null)
        throw new ProblemError('permission-missing', 'Metrics cover all tenants; this credential opens one.');
      await bringUpToDate();
      return reply.type(registry.contentType).send(await registry.metrics());
    },
  );
}
