import { expect, test } from 'vitest';
import type { HuntingRow } from '../../src/contract/hunting-routes.ts';
import { hourMs, minuteMs, toRfc3339 } from '../../src/domain/time.ts';
import type { Reading } from '../../src/engine/ports/store.ts';
import { aDocument, aHost } from '../store/estate.ts';
import { aPrincipal, ask, aWorld, startAt, storeOfFile, type World } from './world.ts';

const store = storeOfFile();

const list = 'identity-activity';
const names = ['BER-1', 'BER-2', 'HAM-1', 'MUC-1', 'MUC-2'];

/** Five servers of which the activity query said something half an hour ago; the last one it named only before that. */
async function anAnswer({ tenantId }: World) {
  const hosts = names.map((name) => aHost({ name }));
  const at = startAt - 30 * minuteMs;
  const facts = hosts.map(({ host }, place) =>
    aDocument(
      host.hostId,
      { 'activity.events1h': place, 'activity.lastSeenAt': at - minuteMs },
      { source: 'hunting-identity-activity', observedAt: at - hourMs, maxAgeMs: 24 * hourMs, list },
    ),
  );
  const record = (version: number, readAt: number, more: object) =>
    store().commit({
      tenantId,
      at: readAt,
      readings: [readingOf(tenantId, { readAt })],
      list: { resource: list, version, maxAgeMs: 24 * hourMs, gone: 'others' },
      ...more,
    });
  await record(0, at - hourMs, { hosts, facts });
  const gone = hosts.at(-1)?.host.hostId;
  if (gone === undefined) throw new Error('no hosts');
  await record(1, at, { list: { resource: list, version: 1, maxAgeMs: 24 * hourMs, gone: [gone] } });
  return { at, ids: new Map(hosts.map(({ host }) => [host.name, host.hostId])) };
}

function readingOf(tenantId: World['tenantId'], more: Partial<Reading>): Reading {
  const plain = { tenantId, resource: list, readAt: null, dueAt: startAt + hourMs, problem: null, failures: 0 };
  return { ...plain, ...more };
}

async function aConnectedWorld() {
  const world = await aWorld(store(), { api: { trust: () => aPrincipal() } });
  await world.control.connect('os:tester', world.tenantId, {
    ...{ cloud: 'custom', loginUrl: 'http://127.0.0.1:9', graphUrl: 'http://127.0.0.1:9' },
    ...{ directoryId: 'd', clientId: 'c', secretRef: 'env:NONE' },
  });
  return world;
}

async function activity({ app, tenantId }: World) {
  const { body } = await ask(app, 'GET', '/hunting-queries', { tenant: tenantId });
  return body.value.find(({ id }: { id: string }) => id === list);
}

test('portal 4.6 a query tells of its last run: when it succeeded and is due, how many rows are kept, and how many of these the last run said', async () => {
  const world = await aConnectedWorld();
  const { at } = await anAnswer(world);
  const { run, keeps } = await activity(world);
  expect(run).toEqual({
    standing: 'ran',
    whyNot: null,
    readAt: toRfc3339(at),
    dueAt: toRfc3339(startAt + hourMs),
    problem: null,
    failures: 0,
    failsSince: null,
    everyMinutes: { busy: 60, idle: 360 },
    believedForHours: 24,
    rows: 5,
    current: 4,
    oldestAt: toRfc3339(at - hourMs),
    newestAt: toRfc3339(at),
  });
  expect(keeps).toContain('kept with 0 events');
  await world.close();
});

test('portal 4.6 rows come a page at a time by name, each leads to its server and says what was said, when, and until when it counts', async () => {
  const world = await aConnectedWorld();
  const { app, tenantId: tenant } = world;
  const { at, ids } = await anAnswer(world);
  const seen: HuntingRow[] = [];
  let next: string | undefined = `/hunting-queries/${list}/rows?top=2`;
  const counts = [];
  while (next !== undefined) {
    const page: Awaited<ReturnType<typeof ask>> = await ask(app, 'GET', next, { tenant });
    expect(page.body.value.length).toBeLessThanOrEqual(2);
    seen.push(...page.body.value);
    counts.push(page.body.count);
    next = page.body.nextLink;
  }
  expect(counts).toEqual([5, undefined, undefined]);
  expect(seen.map(({ server, serverId }) => [server, serverId])).toEqual(names.map((name) => [name, ids.get(name)]));
  expect(seen.map(({ standing }) => standing)).toEqual(['current', 'current', 'current', 'current', 'earlier']);
  expect(seen[1]).toEqual({
    serverId: ids.get('BER-2'),
    server: 'BER-2',
    fqdn: 'ber-2.bank.example',
    site: 'Berlin',
    standing: 'current',
    observedAt: toRfc3339(at),
    freshUntil: toRfc3339(at + 24 * hourMs),
    facts: [
      { key: 'activity.events1h', title: 'Identity events in the last hour', value: 1 },
      {
        key: 'activity.lastSeenAt',
        title: 'Last identity event',
        value: at - minuteMs,
        at: toRfc3339(at - minuteMs),
      },
    ],
  });
  for (const { serverId } of seen) expect((await ask(app, 'GET', `/servers/${serverId}`, { tenant })).status).toBe(200);
  await world.close();
});

test('portal 4.6 a query that fails comes with its remedy, one whose code this version does not know too', async () => {
  const world = await aConnectedWorld();
  await anAnswer(world);
  const fail = (code: string) =>
    store().commit({
      tenantId: world.tenantId,
      at: startAt,
      readings: [
        readingOf(world.tenantId, {
          dueAt: startAt + minuteMs,
          failures: 3,
          problem: { code, detail: 'It was refused.' },
        }),
      ],
    });
  await fail('connection-permission-missing');
  const { run } = await activity(world);
  expect(run).toMatchObject({ standing: 'failing', failures: 3, rows: 5, dueAt: toRfc3339(startAt + minuteMs) });
  expect(run.problem).toMatchObject({ code: 'connection-permission-missing', detail: 'It was refused.' });
  expect(run.problem.remedy).not.toBe('');
  // Nothing of it stands in this log, so nobody knows since when.
  expect(run.failsSince).toBeNull();
  await fail('of-a-later-version');
  expect((await activity(world)).run.problem).toMatchObject({
    code: 'of-a-later-version',
    title: 'of-a-later-version',
    remedy: expect.stringContaining('changeguard doctor'),
  });
  await world.close();
});

test('portal 4.6 a query that there is not is refused by name, and a continuation that no page gave too', async () => {
  const world = await aConnectedWorld();
  const { app, tenantId: tenant } = world;
  const strange = await ask(app, 'GET', '/hunting-queries/constructor/rows', { tenant });
  expect(strange.body).toMatchObject({ status: 404, code: 'not-found' });
  expect(strange.body.detail).toContain('device-identity or identity-activity');
  const bent = await ask(app, 'GET', `/hunting-queries/${list}/rows?after=abc`, { tenant });
  expect(bent.body).toMatchObject({ status: 400, code: 'request-invalid' });
  const long = await ask(app, 'GET', `/hunting-queries/${list}/rows?top=201`, { tenant });
  expect(long.body).toMatchObject({ status: 400, code: 'request-invalid' });
  const none = await ask(app, 'GET', `/hunting-queries/${list}/rows`, { tenant });
  expect(none.body).toEqual({ value: [], count: 0 });
  await world.close();
});

test('portal 4.6 without a connection a query says that people run it, and as what its result can be brought in', async () => {
  const world = await aWorld(store(), { api: { trust: () => aPrincipal() } });
  const { body } = await ask(world.app, 'GET', '/hunting-queries', { tenant: world.tenantId });
  expect(body.asOf).toBe(toRfc3339(startAt));
  const told = body.value.map(({ id, takenAs, run }: { id: string; takenAs: unknown; run: { whyNot: unknown } }) => [
    id,
    takenAs,
    run.whyNot,
  ]);
  expect(told).toEqual([
    ['device-identity', 'device-inventory-csv', 'no-connection'],
    ['identity-activity', null, 'no-connection'],
  ]);
  await world.close();
});
