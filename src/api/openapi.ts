import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { apiBase, type Route, routes, tenantHeader } from '../contract/routes.ts';
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
          session: { type: 'apiKey', in: 'cookie', name: sessionCookie, description: 'With X-CSRF-Token on changes' },
        },
      },
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => withHeaders(jsonSchemaTransformObject(document) as OpenApi) as never,
  });
}

interface Operation {
  parameters?: unknown[];
  requestBody?: unknown;
}
interface OpenApi {
  paths?: Record<string, Record<string, Operation>>;
}

/** Adds what the table says beside the schemas: headers by the route's demands, and the bodies that are files. */
function withHeaders(document: OpenApi): OpenApi {
  for (const route of Object.values(routes) as readonly Route[]) {
    const operation = document.paths?.[apiBase + route.path]?.[route.method.toLowerCase()];
    if (operation === undefined) continue;
    operation.parameters = [...(operation.parameters ?? []), ...headersOf(route)];
    if (route.body === 'bytes')
      operation.requestBody = {
        required: true,
        content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
      };
  }
  return document;
}

function headersOf(route: Route): unknown[] {
  const header = (name: string, required: boolean, description: string) => ({
    in: 'header',
    name,
    required,
    description,
    schema: { type: 'string' },
  });
  return [
    ...(route.scope === 'tenant' && route.role !== 'public'
      ? [header(tenantHeader, false, 'Id or name of the tenant, where the credential opens several')]
      : []),
    ...(route.effect
      ? [header('idempotency-key', true, 'Asked twice with one key, it happens once; kept for 7 days')]
      : []),
    ...(route.ifMatch ? [header('if-match', true, 'The ETag that was read')] : []),
  ];
}
