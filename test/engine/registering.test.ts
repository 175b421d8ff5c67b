import { expect, test } from 'vitest';
import type { EngineContext } from '../../src/engine/context.ts';
import { readResource } from '../../src/engine/read-service.ts';
import { estateOf } from '../../src/twin/generated-estate.ts';
import { aWorld, type World } from '../support/world.ts';

const servers = 6;

/** A second tenant on the same twin, of which nothing was read yet. */
async function aFreshTenant({ control, context, store, twin }: World) {
  const { tenantId } = await control.makeTenant('user:test', 'Fresh');
  const connection = await control.connect('user:test', tenantId, {
    cloud: 'custom',
    loginUrl: 'http://127.0.0.1:1',
    graphUrl: 'http://127.0.0.1:1',
    directoryId: twin.credentials.tenantId,
    clientId: twin.credentials.clientId,
    secretRef: 'env:NEVER_READ',
  });
  const tenant = await store.tenant(tenantId);
  if (!tenant) throw new Error('There is no tenant.');
  const read = (worker: EngineContext, resource: 'sensor-migrations' | 'sensors') =>
    readResource(worker, {
      tenant,
      service: context.services(connection),
      resource,
      everyMs: 60_000,
      previous: undefined,
      force: true,
      read: (from) => (resource === 'sensors' ? from.listSensors() : from.listSensorMigrations()),
    });
  return { tenantId, read };
}

test('I5 two lists that name the same new servers at the same time register each once', async () => {
  await using world = await aWorld({ estate: estateOf({ hosts: servers, seed: 61, troubledShare: 0 }) });
  const { tenantId, read } = await aFreshTenant(world);
  const names = world.twin.estate().map((server) => server.host);
  const documents = names.map((name) => world.twin.hostFacts(name));
  const bytes = new TextEncoder().encode(JSON.stringify(documents));
  const [states, sensors, imported] = await Promise.all([
    read(world.context, 'sensor-migrations'),
    read({ ...world.context, worker: 'another' }, 'sensors'),
    world.control.importEvidence('user:test', tenantId, { bytes, fileName: 'collected.json', dryRun: false }),
  ]);
  expect([states.read, sensors.read, imported.problems]).toEqual([true, true, []]);
  const { hosts } = await world.store.views(tenantId);
  expect(hosts.map((host) => host.fqdn).sort()).toEqual(names.map((name) => name.toLowerCase()).sort());
  expect(await world.store.hostCounts(tenantId)).toMatchObject({ total: servers });
  // Nobody's word is lost by coming second.
  for (const host of hosts) {
    expect(host.migrationState).toBe('readyForMigration');
    const sources = (await world.store.documents(tenantId, [host.hostId])).map((document) => document.source);
    expect(sources.length, sources.join()).toBeGreaterThanOrEqual(3);
  }
  const log = await world.control.verifyLog(tenantId);
  expect([log.breaks, log.differences]).toEqual([[], []]);
});
