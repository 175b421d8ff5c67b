import { expect, test } from 'vitest';
import { digestOfPage, KnownPages } from '../../src/connectors/graph/known-pages.ts';
import type { SensorReading } from '../../src/engine/ports/service.ts';
import { aMigrationRow, aRig, aScriptedService, failureOf, routes, type ScriptedService } from './scripted-service.ts';

/** Pages of a list, each naming the next one; a second reading gets the second text where there is one. */
function scriptPages(service: ScriptedService, ...readings: (readonly (readonly object[])[])[]) {
  const answers = readings.flatMap((pages) =>
    pages.map((value, at) => {
      const next = `${service.url}/beta/security/identities/sensorMigration?page=${at + 2}`;
      return { json: at + 1 < pages.length ? { value, '@odata.nextLink': next } : { value } };
    }),
  );
  service.on(routes.migrations, ...answers);
}

const berlin = aMigrationRow();
const bonn = { ...aMigrationRow(), id: '22222222-2222-2222-2222-222222222222', displayName: 'BON-DC1' };

test('S3-07 a list whose pages came with the same text says the same, and is not translated again', async () => {
  await using service = await aScriptedService();
  scriptPages(service, [[berlin], [bonn]], [[berlin], [bonn]]);
  const { defender } = aRig(service);
  const first = (await defender.listSensorMigrations()).rows;
  const second = (await defender.listSensorMigrations()).rows;
  expect(second).toEqual(first);
  expect(second.map((reading, at) => reading === first[at])).toEqual([true, true]);
  expect(service.seenOn(routes.migrations)).toHaveLength(4);
});

test('S3-07 a page on which one member changed is read anew, whole; the other pages are what they were', async () => {
  await using service = await aScriptedService();
  scriptPages(service, [[berlin], [bonn]], [[berlin], [{ ...bonn, migrationState: 'migrating' }]]);
  const { defender } = aRig(service);
  const first = (await defender.listSensorMigrations()).rows;
  const second = (await defender.listSensorMigrations()).rows;
  expect(second[0]).toBe(first[0]);
  expect(second.map(({ migrationState }) => migrationState)).toEqual(['readyForMigration', 'migrating']);
});

test('a list that became shorter or turned round is the list of now, though each of its pages is known', async () => {
  await using service = await aScriptedService();
  const alone = { json: { value: [bonn] } };
  const both = { json: { value: [berlin, bonn] } };
  service.on(routes.migrations, both, alone, both);
  const { defender } = aRig(service);
  expect((await defender.listSensorMigrations()).rows.map(({ name }) => name)).toEqual(['BER-DC1', 'BON-DC1']);
  expect((await defender.listSensorMigrations()).rows.map(({ name }) => name)).toEqual(['BON-DC1']);
  expect((await defender.listSensorMigrations()).rows.map(({ name }) => name)).toEqual(['BER-DC1', 'BON-DC1']);
});

test('a broken row behind a known page is named by its place in the list, and the list is not used', async () => {
  await using service = await aScriptedService();
  scriptPages(service, [[berlin], [bonn]], [[berlin], [{ displayName: 'no id' }]], [[berlin], [bonn]]);
  const { defender } = aRig(service);
  const first = (await defender.listSensorMigrations()).rows;
  expect(await failureOf(defender.listSensorMigrations())).toMatchObject({
    message: expect.stringContaining('Row 2 of sensorMigration'),
  });
  // What is known is what the last whole list said.
  expect((await defender.listSensorMigrations()).rows).toEqual(first);
});

test('a next link of a known page is judged as that of a new one', async () => {
  await using service = await aScriptedService();
  const answer = {
    json: { value: [berlin], '@odata.nextLink': `${service.url}${routes.migrations.split(' ')[1]}?next` },
  };
  service.on(routes.migrations, answer, { json: { value: [bonn] } }, answer, answer);
  const { defender } = aRig(service);
  await defender.listSensorMigrations();
  expect(await failureOf(defender.listSensorMigrations())).toMatchObject({ code: 'connection-answer-invalid' });
});

test('what is kept of a list has a bound: the pages after it are read anew', () => {
  const known = new KnownPages<Pick<SensorReading, 'name'>>();
  const readings = Array.from({ length: 15_000 }, (_, at) => [String(at), { name: 'x' }] as const);
  const [one, two] = [digestOfPage('one'), digestOfPage('two')];
  known.keep(new Map([one, two].map((digest) => [digest, { readings, nextLink: undefined }])));
  expect([known.find(one), known.find(two)]).toEqual([{ readings, nextLink: undefined }, undefined]);
});
