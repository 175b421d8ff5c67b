import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { z } from 'zod';
import { type Route, type RouteName, routes } from '../contract/routes.ts';
import { problem as problemShape } from '../contract/words.ts';
import { ProblemError } from '../domain/problem.ts';
import { secondMs } from '../domain/time.ts';
import { parseHostScope } from '../engine/host-scope.ts';
import { accessOf } from './access.ts';
import type { Call, Handler, Handlers, Reply } from './call.ts';
import type { ApiContext } from './context.ts';
import { pendingCookie, pendingMs } from './entra-sign-in.ts';
import { etagOf, isFreshFor, versionOfIfMatch } from './etag.ts';
import { requireFile } from './handlers/servers.ts';
import { type Answer, hashOfRequest, once, requireKey } from './idempotency.ts';
import { sessionCookie } from './principal.ts';
import { problemBody, problemHeaders, problemOf, problemType } from './problem-answer.ts';
import { digestOfBytes, sessionMs } from './secret.ts';

/** What somebody without a credential can try again and again. */
const guessable: ReadonlySet<RouteName> = new Set(['signIn', 'beginSignIn', 'choosePassword']);
const allMethods: readonly HTTPMethods[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const jsonType = 'application/json; charset=utf-8';
const replayedHeader = 'idempotency-replayed';

/** The two ways in which a body is read: as JSON, or byte for byte whatever its Content-Type says. */
export function registerRoutes(json: FastifyInstance, bytes: FastifyInstance, context: ApiContext, handlers: Handlers) {
  for (const name of Object.keys(routes) as RouteName[]) {
    const app = routes[name].body === 'bytes' ? bytes : json;
    registerRoute(app, context, name, handlers[name] as Handler<RouteName>);
  }
  refuseOtherMethods(json);
}

function pathOf(route: Pick<Route, 'path'>): string {
  return route.path.replaceAll(/\{(\w+)\}/g, ':$1');
}

function registerRoute(app: FastifyInstance, context: ApiContext, name: RouteName, handler: Handler<RouteName>): void {
  const route: Route = routes[name];
  app.route({
    method: route.method,
    url: pathOf(route),
    schema: schemaOf(name, route),
    bodyLimit: bodyLimitOf(route, context.options),
    config: {
      demand: {
        ...{ role: route.role, scope: route.scope, hosts: route.hosts },
        ...{ archived: route.archived, timeless: route.timeless },
      },
      ...(guessable.has(name) ? { rateLimit: { max: context.options.signInsPerMinute, timeWindow: 60_000 } } : {}),
    },
    handler: async (request, reply) => {
      const call = callOf(route, request);
      if (!route.effect) return send(context, name, request, reply, await handler(call));
      return answerOnce(context, name, request, reply, () => handler(call));
    },
  });
}

function bodyLimitOf({ body, role }: Route, options: ApiContext['options']): number {
  if (body !== 'bytes') return options.jsonBytes;
  return role === 'upload' ? options.uploadBytes : options.evidenceBytes;
}

function schemaOf(name: RouteName, route: Route): Record<string, unknown> {
  return {
    operationId: name,
    summary: route.summary,
    tags: [route.path.split('/')[1] ?? name],
    security: securityOf(route.role),
    ...(route.path.includes('{id}') ? { params: z.object({ id: z.string().min(1).max(300) }) } : {}),
    ...(route.query === undefined ? {} : { querystring: route.query }),
    ...(route.body === undefined || route.body === 'bytes' ? {} : { body: route.body }),
    response: {
      ...(route.response === undefined
        ? { 204: z.undefined().describe('Done') }
        : route.response === 'bytes'
          ? { 200: z.unknown().describe('Done') }
          : { 200: { description: 'Done', content: { 'application/json': { schema: route.response } } } }),
      default: { description: 'Refused', content: { 'application/problem+json': { schema: problemShape } } },
    },
  };
}

function securityOf(role: Route['role']): readonly Record<string, readonly string[]>[] {
  if (role === 'public') return [];
  return role === 'upload' ? [{ upload: [] }] : [{ token: [] }, { session: [] }];
}

function callOf(route: Route, request: FastifyRequest): Call<RouteName> {
  const { principal, tenantId } = accessOf(request);
  const { id = '' } = (request.params ?? {}) as { id?: string };
  const version = route.ifMatch ? versionOfIfMatch(request.headers['if-match']) : 0;
  // The table ties query, body and tenant to the handler's types; the door and the validation have just made it true.
  const within = principal.hosts === undefined ? undefined : parseHostScope(principal.hosts);
  return {
    query: request.query,
    body: request.body,
    id,
    principal,
    within,
    tenantId,
    version,
    request,
  } as Call<RouteName>;
}

/** Sends what a handler gave: validated and stripped to the contract's shape, with its tag. */
async function send(
  context: ApiContext,
  name: RouteName,
  request: FastifyRequest,
  reply: FastifyReply,
  given: Reply<RouteName>,
): Promise<FastifyReply> {
  if ('file' in given) {
    const disposition = `attachment; filename="${given.name}"`;
    return reply.header('content-disposition', disposition).type(given.type).send(given.file);
  }
  setCookies(context, reply, given);
  const answer = answerOf(routes[name], given);
  return sendAnswer(context, name, request, reply, answer);
}

function answerOf(route: Route, given: { readonly body: unknown }): Answer {
  if (route.response === undefined) return { status: 204, text: '' };
  if (route.response === 'bytes') throw new Error('This route answers with a file.');
  // Parsing the answer drops every member that the contract does not declare, so that nothing leaks by being added to a row.
  const body = route.response.parse(given.body);
  return { status: 200, text: JSON.stringify(body), body };
}

function sendAnswer(
  context: ApiContext,
  name: RouteName,
  request: FastifyRequest,
  reply: FastifyReply,
  answer: Answer,
): FastifyReply {
  if (answer.status === 204) return reply.code(204).send();
  if (answer.status >= 400) return reply.code(answer.status).type(problemType).send(answer.text);
  const body = answer.body ?? JSON.parse(answer.text);
  const etag = etagOf(name, body, answer.text, context.identity.sha256);
  if (etag !== undefined) {
    reply.header('etag', etag);
    if (routes[name].method === 'GET' && isFreshFor(request.headers['if-none-match'], etag))
      return reply.code(304).send();
  }
  return reply.code(answer.status).type(jsonType).send(answer.text);
}

/** The cookies that come with an answer: the session, and a sign-in that was begun. */
function setCookies(
  context: ApiContext,
  reply: FastifyReply,
  given: Extract<Reply<RouteName>, { body: unknown }>,
): void {
  const secure = context.options.publicUrl.startsWith('https:');
  const attributes = { path: '/', httpOnly: true, sameSite: 'strict', secure } as const;
  const keep = (name: string, given: { readonly secret: string } | 'ended' | undefined, maxAgeMs: number) => {
    if (given === 'ended') reply.clearCookie(name, attributes);
    else if (given !== undefined) reply.setCookie(name, given.secret, { ...attributes, maxAge: maxAgeMs / secondMs });
  };
  keep(sessionCookie, given.session, sessionMs);
  keep(pendingCookie, given.pending, pendingMs);
}

/** Runs a handler with an effect under its Idempotency-Key; a refusal is remembered like an answer, a failure is not. */
async function answerOnce(
  context: ApiContext,
  name: RouteName,
  request: FastifyRequest,
  reply: FastifyReply,
  run: () => Promise<Reply<RouteName>>,
): Promise<FastifyReply> {
  const { principal, tenantId } = accessOf(request);
  // A collector has no keys to think of: its file is one, and a file that was refused may come again when what was wrong is mended.
  const isUpload = principal.kind === 'upload';
  const key = isUpload ? digestOfBytes(requireFile(request.body)) : requireKey(request.headers['idempotency-key']);
  const bodyHash = hashOfRequest(context.identity.sha256, request.url, request.body);
  const scope = `${principal.credential} ${tenantId ?? '-'} ${name}`;
  const { answer, isReplay } = await once(
    context,
    { key, scope, bodyHash },
    () => settle(name, request, reply, run, !isUpload),
    (error) => request.log.error({ err: error }, 'The answer to a request with an effect could not be remembered.'),
  );
  if (isReplay) reply.header(replayedHeader, 'true');
  return sendAnswer(context, name, request, reply, answer);
}

async function settle(
  name: RouteName,
  request: FastifyRequest,
  reply: FastifyReply,
  run: () => Promise<Reply<RouteName>>,
  remembersRefusals: boolean,
): Promise<{ answer: Answer; remembered: Answer | null }> {
  try {
    const given = await run();
    if ('file' in given) throw new Error(`The route ${name} has an effect and cannot answer with a file.`);
    const answer = answerOf(routes[name], given);
    return { answer, remembered: given.holdsSecret === true ? secretWithheld(request) : answer };
  } catch (error) {
    const refusal = problemOf(error, request, undefined);
    if (refusal.status >= 500) throw error;
    reply.headers(problemHeaders(refusal));
    const answer = { status: refusal.status, text: JSON.stringify(refusal) };
    return { answer, remembered: remembersRefusals ? answer : null };
  }
}

/** What a replay gets instead of an answer that holds a secret: secrets are shown once and stored nowhere. */
function secretWithheld(request: FastifyRequest): Answer {
  const refusal = problemBody(
    'secret-shown-once',
    'The first request with this key made it and got its secret.',
    request,
  );
  return { status: refusal.status, text: JSON.stringify(refusal) };
}

/** A known address with another method is 405 with what is allowed, not 404. */
function refuseOtherMethods(app: FastifyInstance): void {
  const allowed = new Map<string, Set<HTTPMethods>>();
  for (const route of Object.values(routes) as readonly Route[]) {
    const methods = allowed.get(pathOf(route)) ?? new Set<HTTPMethods>();
    allowed.set(pathOf(route), methods.add(route.method));
  }
  for (const [url, methods] of allowed) {
    const others = allMethods.filter((method) => !methods.has(method));
    app.route({
      method: others,
      url,
      schema: { hide: true } as Record<string, unknown>,
      onRequest: async (_request, reply) => {
        reply.header('allow', [...methods].join(', '));
        throw new ProblemError('method-not-allowed', `This address knows ${[...methods].join(' and ')}.`);
      },
      handler: async () => undefined,
    });
  }
}
