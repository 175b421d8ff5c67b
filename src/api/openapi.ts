import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { apiBase, eventStreamPath, type Route, routes, tenantHeader } from '../contract/routes.ts';
import { sessionCookie } from './principal.ts';

/** The document is OpenAPI 3.1, made from the table of routes and nothing else. */
export const openApiPath = '/api/openapi.json';

export async function registerOpenApi(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'changeguard',
        version,
        description:
          'Move a whole estate from one Microsoft Defender sensor or connection to the next without a gap in protection, and prove it.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/', description: 'The server that gave this document' }],
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', description: 'API token, cg_<id>_<secret>' },
          upload: { type: 'http', scheme: 'bearer', description: 'Upload token, up_<id>_<secret>; for one file' },
          session: { type: 'apiKey', in: 'cookie', name: sessionCookie, description: 'With X-CSRF-Token on changes' },
        },
      },
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => completed(jsonSchemaTransformObject(document) as OpenApi) as never,
  });
}

interface Operation {
  parameters?: unknown[];
  requestBody?: unknown;
  [member: string]: unknown;
}
interface OpenApi {
  paths?: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, unknown> };
}

function completed(document: OpenApi): OpenApi {
  return withoutUnused(withEventStream(withHeaders(document)));
}

const binary = { type: 'string', format: 'binary' };

/** Adds what the table says beside the schemas: headers by the route's demands, and the bodies that are files. */
function withHeaders(document: OpenApi): OpenApi {
  for (const route of Object.values(routes) as readonly Route[]) {
    const operation = document.paths?.[apiBase + route.path]?.[route.method.toLowerCase()];
    if (operation === undefined) continue;
    operation.parameters = [...(operation.parameters ?? []), ...headersOf(route)];
    if (route.response === 'bytes')
      operation.responses = {
        ...(operation.responses as object),
        200: { description: 'Done', content: { 'application/octet-stream': { schema: binary } } },
      };
    if (route.body === 'bytes')
      operation.requestBody = {
        required: true,
        content: { 'application/octet-stream': { schema: binary } },
      };
  }
  return document;
}

/** The event stream is no JSON route, so the table does not hold it. */
function withEventStream(document: OpenApi): OpenApi {
  const operation: Operation = {
    operationId: 'listen',
    summary: 'The log as server-sent events, from where Last-Event-ID says',
    tags: ['events'],
    security: [{ token: [] }, { session: [] }],
    parameters: [
      {
        in: 'query',
        name: 'after',
        required: false,
        description: 'As Last-Event-ID, for a first connection',
        schema: { type: 'string' },
      },
      header(tenantHeader, false, tenantSentence),
      header('last-event-id', false, 'seq.ordinal of the last event that was seen; without it only new events come'),
    ],
    responses: {
      200: {
        description: 'Each event has the id seq.ordinal, the kind as its name, and a LogEntry as its data',
        content: { 'text/event-stream': { schema: { type: 'string' } } },
      },
      default: {
        description: 'Refused',
        content: { 'application/problem+json': { schema: { $ref: `${schemaPrefix}Problem` } } },
      },
    },
  };
  return { ...document, paths: { ...document.paths, [apiBase + eventStreamPath]: { get: operation } } };
}

const schemaPrefix = '#/components/schemas/';

/** The generator names each shape twice, as input and as output; those that nothing refers to only make the document long. */
function withoutUnused(document: OpenApi): OpenApi {
  const schemas = document.components?.schemas ?? {};
  const used = new Set<string>();
  const waiting: unknown[] = [document.paths];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    const { $ref } = value as { $ref?: unknown };
    const name = typeof $ref === 'string' ? $ref.replace(schemaPrefix, '') : undefined;
    if (name !== undefined && !used.has(name)) {
      used.add(name);
      waiting.push(schemas[name]);
    }
    waiting.push(...Object.values(value).filter((member) => member !== undefined));
  }
  const kept = Object.fromEntries(Object.entries(schemas).filter(([name]) => used.has(name)));
  return { ...document, components: { ...document.components, schemas: kept } };
}

const tenantSentence = 'Id or name of the tenant, where the credential opens several';

function header(name: string, required: boolean, description: string) {
  return { in: 'header', name, required, description, schema: { type: 'string' } };
}

function headersOf(route: Route): unknown[] {
  return [
    ...(route.scope === 'tenant' && route.role !== 'public' ? [header(tenantHeader, false, tenantSentence)] : []),
    ...(route.effect && route.role !== 'upload'
      ? [header('idempotency-key', true, 'Asked twice with one key, it happens once; kept for 7 days')]
      : []),
    ...(route.ifMatch ? [header('if-match', true, 'The ETag that was read')] : []),
  ];
}
