import { expect, test } from 'vitest';
import { minuteMs, secondMs } from '../../src/domain/time.ts';
import { aMigrationRow, aRig, aScriptedService, failureOf, routes, type ScriptedService } from './scripted-service.ts';

/* A long list of a service that fails now and then, or makes everybody wait, would never be read to its end if each failure began it anew. */

const busy = { status: 503, json: {} };

/** A page of the list with these servers; the last one names none that follows. */
function page(service: ScriptedService, next: number | null, ...ids: string[]) {
  const value = ids.map((id) => aMigrationRow({ id }));
  const link = `${service.url}/beta/security/identities/sensorMigration?page=${next}`;
  return { json: next === null ? { value } : { value, '@odata.nextLink': link } };
}

function askedFor(service: ScriptedService): readonly (string | undefined)[] {
  return service.seenOn(routes.migrations).map(({ url }) => url.split('?page=')[1]);
}

const idsOf = (rows: readonly { readonly sensorId: string }[]) => rows.map(({ sensorId }) => sensorId);

test('S3-07 a list that broke off goes on with the page that failed, and says when it was begun', async () => {
  await using service = await aScriptedService();
  service.on(routes.migrations, page(service, 2, 'a'), busy, busy, page(service, 3, 'b'), page(service, null, 'c'));
  const { defender, clock } = aRig(service);
  const begunAt = clock.tenantAt;
  for (let again = 0; again < 2; again += 1) {
    expect(await failureOf(defender.listSensorMigrations())).toMatchObject({ name: 'Retryable' });
    clock.tenantAt += 10 * secondMs;
  }
  const listed = await defender.listSensorMigrations();
  expect(idsOf(listed.rows)).toEqual(['a', 'b', 'c']);
  expect(listed.begunAt).toBe(begunAt);
  expect(askedFor(service)).toEqual([undefined, '2', '2', '2', '3']);
});

test('S3-07 the list after one that was read to its end begins with its first page', async () => {
  await using service = await aScriptedService();
  const whole = [page(service, 2, 'a'), page(service, null, 'b')];
  service.on(routes.migrations, page(service, 2, 'a'), busy, page(service, null, 'b'), ...whole);
  const { defender, clock } = aRig(service);
  await failureOf(defender.listSensorMigrations());
  await defender.listSensorMigrations();
  clock.tenantAt += minuteMs;
  const listed = await defender.listSensorMigrations();
  expect(listed.begunAt).toBe(clock.tenantAt);
  expect(askedFor(service).slice(3)).toEqual([undefined, '2']);
});

test.each([
  ['after its first page has grown old', 11 * minuteMs],
  ['when the clock was turned back', -minuteMs],
])('a list that broke off is begun anew %s', async (_, later) => {
  await using service = await aScriptedService();
  service.on(routes.migrations, page(service, 2, 'a'), busy, page(service, null, 'b'));
  const { defender, clock } = aRig(service);
  await failureOf(defender.listSensorMigrations());
  clock.tenantAt += later;
  const listed = await defender.listSensorMigrations();
  expect(idsOf(listed.rows)).toEqual(['b']);
  expect(listed.begunAt).toBe(clock.tenantAt);
  expect(askedFor(service)).toEqual([undefined, '2', undefined]);
});

test('a list of which a page cannot be read is begun anew: what stands before it is not believed either', async () => {
  await using service = await aScriptedService();
  const broken = { json: { value: [{ displayName: 'no id' }] } };
  service.on(routes.migrations, page(service, 2, 'a'), broken, page(service, null, 'b'));
  const { defender } = aRig(service);
  expect(await failureOf(defender.listSensorMigrations())).toMatchObject({ name: 'Terminal' });
  expect(idsOf((await defender.listSensorMigrations()).rows)).toEqual(['b']);
});

test('two lists that broke off go on each with its own page', async () => {
  await using service = await aScriptedService();
  service.on(routes.migrations, page(service, 2, 'a'), busy, page(service, null, 'b'));
  service.on(routes.sensors, busy, { json: { value: [] } });
  const { defender } = aRig(service);
  await failureOf(defender.listSensorMigrations());
  await failureOf(defender.listSensors());
  expect((await defender.listSensors()).rows).toEqual([]);
  expect(idsOf((await defender.listSensorMigrations()).rows)).toEqual(['a', 'b']);
});
