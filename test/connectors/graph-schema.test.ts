import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import type { GraphCall } from '../../src/connectors/graph/client.ts';
import { permissionNeeds } from '../../src/connectors/graph/permissions.ts';
import { queries } from '../../src/connectors/graph/queries.ts';
import { huntingRequest, migrateRequest, requests } from '../../src/connectors/graph/requests.ts';
import beta from '../support/graph/beta-identities-hunting.schema.json' with { type: 'json' };
import routeTable from '../support/graph/routes.json' with { type: 'json' };
import stable from '../support/graph/v1.0-identities-hunting.schema.json' with { type: 'json' };
import { aMigrationRow, aRig, aScriptedService, routes } from './scripted-service.ts';

const ajv = new Ajv2020({ strict: false });
ajv.addSchema(beta);
ajv.addSchema(stable);

function faultsOf(version: 'beta' | 'v1.0', type: string, value: unknown): unknown {
  const schema = version === 'beta' ? beta : stable;
  const validate = ajv.compile({ $ref: `${schema.$id}#/$defs/${type}` });
  return validate(value) ? [] : validate.errors;
}

const allCalls: readonly GraphCall[] = [
  ...Object.values(requests),
  migrateRequest(['a'], 'r'),
  huntingRequest(queries['device-identity'], 1),
];

test('every call we make is a route of the reference, with permissions that it lists', () => {
  for (const call of allCalls) {
    const [, version, rest] = /^\/(beta|v1\.0)(\/[^?]*)/.exec(call.path) ?? [];
    const method = call.body === undefined ? 'GET' : 'POST';
    const route = routeTable.routes.find(
      (one) => one.version === version && one.method === method && one.path === rest,
    );
    expect(route, `${method} ${call.path}`).toBeDefined();
    const listed = (route as { permissions?: { application?: readonly string[] } } | undefined)?.permissions
      ?.application;
    // Routes without a page list no permission; ours is then the one of the neighbouring calls.
    if (listed !== undefined) expect(listed).toEqual(expect.arrayContaining([...call.need.anyOf]));
  }
  expect(Object.keys(permissionNeeds)).toHaveLength(7);
});

test('the bodies we send are valid against Microsoft’s metadata', async () => {
  await using service = await aScriptedService();
  service.on(routes.migrate, { json: {} });
  service.on(routes.hunting, { json: { results: [] } });
  const { defender } = aRig(service);
  await defender.migrate(['11111111-1111-1111-1111-111111111111'], 'r');
  await defender.hunt('device-identity');
  await defender.hunt('identity-activity');
  const bodies = (route: string) => service.seenOn(route).map((request) => JSON.parse(request.body) as unknown);
  expect(bodies(routes.migrate).map((body) => faultsOf('beta', 'migrate.request', body))).toEqual([[]]);
  expect(bodies(routes.hunting).map((body) => faultsOf('v1.0', 'runHuntingQuery.request', body))).toEqual([[], []]);
});

test('the answers that these tests script are ones that the metadata allows', () => {
  expect(faultsOf('beta', 'sensorMigration.collection', { value: [aMigrationRow()] })).toEqual([]);
  expect(
    faultsOf('beta', 'migrateSensorsResult', { successfulMigrationSensorIds: ['a'], failedMigrationSensorIds: [] }),
  ).toEqual([]);
  expect(faultsOf('beta', 'sensorMigration', aMigrationRow({ migrationState: 'awaitingCommit' }))).not.toEqual([]);
});
