import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { openApiDocument } from '../../src/api/server.ts';
import { apiBase, type Route, routes } from '../../src/contract/routes.ts';
import { ask, aWorld, storeOfFile } from './world.ts';

const store = storeOfFile();

interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Record<string, unknown>>>;
  readonly components: { readonly schemas: Record<string, object> };
}

function each(value: unknown, visit: (node: Record<string, unknown>) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) visit(value as Record<string, unknown>);
  for (const member of Object.values(value)) each(member, visit);
}

test('the OpenAPI document holds every route of the table, with its role’s credential and its headers', async () => {
  const document = (await openApiDocument('1.2.3')) as Document;
  expect(document.openapi).toBe('3.1.0');
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
  expect(operations.map((operation) => operation.operationId).sort()).toEqual(
    [...Object.keys(routes), 'listen'].sort(),
  );
  for (const [name, route] of Object.entries(routes) as [string, Route][]) {
    const operation = document.paths[apiBase + route.path]?.[route.method.toLowerCase()];
    expect(operation?.operationId).toBe(name);
    const parameters = (operation?.parameters ?? []) as { in: string; name: string; required: boolean }[];
    const required = parameters.filter((one) => one.in === 'header' && one.required).map((one) => one.name);
    const isUpload = route.role === 'upload';
    const keys = route.effect && !isUpload ? ['idempotency-key'] : [];
    expect(required).toEqual([...keys, ...(route.ifMatch ? ['if-match'] : [])]);
    if (isUpload) expect(operation?.security).toEqual([{ upload: [] }]);
    else expect(operation?.security).toHaveLength(route.role === 'public' ? 0 : 2);
    if (route.body !== undefined) expect(operation?.requestBody).toBeDefined();
  }
});

test('every reference resolves, every named shape is used, and every schema is a valid one', async () => {
  const document = (await openApiDocument('1.2.3')) as Document;
  const named = Object.keys(document.components.schemas);
  const referred = new Set<string>();
  each(document, (node) => {
    if (typeof node.$ref === 'string') referred.add(node.$ref.replace('#/components/schemas/', ''));
  });
  expect([...referred].filter((name) => !named.includes(name))).toEqual([]);
  expect(named.filter((name) => !referred.has(name))).toEqual([]);
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: 'document', ...document });
  for (const name of named)
    expect(typeof ajv.compile({ $ref: `document#/components/schemas/${name}` })).toBe('function');
});

test('an answer fits the schema that the document gives for it', async () => {
  const world = await aWorld(store());
  const token = await world.token('administrator', world.tenantId);
  const document = (await ask(world.app, 'GET', '/api/openapi.json')).body as Document;
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: 'document', ...document });
  const fits = (path: string, body: unknown) => {
    const pointer = `${apiBase}${path}`.replaceAll('/', '~1');
    const schema = `document#/paths/${pointer}/get/responses/200/content/application~1json/schema`;
    const validate = ajv.compile({ $ref: schema });
    validate(body);
    return validate.errors ?? [];
  };
  for (const path of ['/me', '/tenant', '/servers', '/servers/counts', '/status', '/log', '/coverage', '/tasks']) {
    const answer = await ask(world.app, 'GET', path, { token });
    expect([path, fits(path, answer.body)]).toEqual([path, []]);
  }
  await world.close();
});
