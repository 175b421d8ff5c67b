import { expect, test } from 'vitest';
import { defaultRules } from '../../src/domain/campaign/default-rules.ts';
import type { SourceId } from '../../src/domain/fact.ts';
import type { HostId } from '../../src/domain/ids.ts';
import { hourMs, minuteMs, toRfc3339 } from '../../src/domain/time.ts';
import type { Reading } from '../../src/engine/ports/store.ts';
import { sensorMigrations } from '../../src/engine/readings.ts';
import { startView } from '../../src/engine/start-view.ts';
import { aDocument, aHost, aMove, aVerdict, seen } from '../store/estate.ts';
import { aPrincipal, ask, aWorld, startAt, storeOfFile } from './world.ts';

const store = storeOfFile();

const aProof = { proof: 'sensor', title: 'It runs', reason: '', summary: '', evidence: [], judgedAt: startAt };

/** Berlin: two seen running, one stopped, one that nobody saw lately. Hamburg: one alone, in flight. */
async function anEstate(tenantId: Awaited<ReturnType<typeof aWorld>>['tenantId']) {
  const now = seen('readyForMigration', startAt);
  const hosts = [
    aHost({ name: 'BER-1' }, { seen: now }),
    aHost({ name: 'BER-2' }, { seen: now }),
    aHost({ name: 'BER-3' }, { seen: { ...now, serviceStatus: 'stopped' } }),
    aHost({ name: 'BER-4' }, { seen: { ...now, seenAt: startAt - 16 * minuteMs } }),
    aHost({ name: 'HAM-1', site: 'Hamburg' }, { seen: now }),
  ];
  await store().commit({ tenantId, at: startAt, hosts });
  const due = await store().hostsToEvaluate(tenantId, startAt, 100);
  const eligibilities = due.map(({ host, factsDigest }) =>
    aVerdict(host.hostId, factsDigest, {
      verdict: host.name === 'BER-3' || host.name === 'BER-4' ? 'fail' : 'pass',
      reasons: host.name === 'BER-3' ? ['sense-stopped'] : host.name === 'BER-4' ? ['sense-stopped', 'v2-missing'] : [],
    }),
  );
  await store().commit({ tenantId, at: startAt, eligibilities });
  const observing = (at: number) =>
    ({ lookAt: null, deadlineAt: at, phase: 'observing', inFlight: false, isActive: true }) as const;
  const [first, second, , , third] = hosts.map((write) => write.host.hostId);
  if (first === undefined || second === undefined || third === undefined) throw new Error('no hosts');
  await store().commit({
    tenantId,
    at: startAt,
    moves: [
      aMove(null, first, 'ended', {
        state: { kind: 'observing' },
        schedule: observing(startAt + 5 * hourMs),
        origin: 'external',
        proofs: [{ ...aProof, verdict: 'pass', isRequired: true }],
      }),
      aMove(null, second, 'ended', {
        state: { kind: 'observing' },
        schedule: observing(startAt + 5 * hourMs + minuteMs),
        origin: 'external',
      }),
      aMove(null, third, 'requested', { origin: 'external' }),
    ],
  });
}

test('X-03 each site shows who is protected, in motion and unknown beside its floor; the nearest to its floor stands first', async () => {
  const world = await aWorld(store(), { api: { trust: () => aPrincipal() } });
  await anEstate(world.tenantId);
  const { body } = await ask(world.app, 'GET', '/overview', { tenant: world.tenantId });
  expect(body.asOf).toBe(toRfc3339(startAt));
  expect(body.sites).toEqual([
    { site: 'Hamburg', servers: 1, protected: 0, inMotion: 1, unknown: 0, floor: 1 },
    { site: 'Berlin', servers: 4, protected: 2, inMotion: 0, unknown: 1, floor: 1 },
  ]);
  await world.close();
});

test('portal 3.4 observations that end in one hour are counted together, with how many are proven, and reasons say what frees most servers', async () => {
  const world = await aWorld(store(), { api: { trust: () => aPrincipal() } });
  await anEstate(world.tenantId);
  const { body } = await ask(world.app, 'GET', '/overview', { tenant: world.tenantId });
  expect(body.commits).toEqual([{ from: toRfc3339(startAt + 5 * hourMs), servers: 2, proven: 1 }]);
  expect(body.blockers).toMatchObject([
    { reason: 'sense-stopped', servers: 2, alone: 1 },
    { reason: 'v2-missing', servers: 1, alone: 0 },
  ]);
  // These verdicts were made by no check that anybody knows.
  expect(body.blockers.map(({ owner }: { owner: unknown }) => owner)).toEqual([null, null]);
  expect(body.blockers[0].title).not.toBe('');
  expect(body.blockers[0].remedy).not.toBe('');
  await world.close();
});

test('portal 8.3 every number of the overview is the number of servers in the list that it leads to', async () => {
  const world = await aWorld(store(), { api: { trust: () => aPrincipal() } });
  const { app, tenantId: tenant } = world;
  await anEstate(tenant);
  const { body } = await ask(app, 'GET', '/overview', { tenant });
  const names = async (query: string): Promise<readonly string[]> => {
    const { body: list } = await ask(app, 'GET', `/servers?count=true&${query}`, { tenant });
    expect(list.count).toBe(list.value.length);
    return list.value.map(({ name }: { name: string }) => name);
  };
  expect(await names('site=Berlin&protection=protected')).toEqual(['BER-1', 'BER-2']);
  expect(await names('site=Berlin&protection=unprotected')).toEqual(['BER-3']);
  expect(await names('site=Berlin&protection=unknown')).toEqual(['BER-4']);
  expect(await names('protection=inMotion')).toEqual(['HAM-1']);
  for (const { site, servers, protected: kept, inMotion, unknown } of body.sites) {
    const of = async (which: string) => (await names(`site=${site}&protection=${which}`)).length;
    expect(await of('protected')).toBe(kept);
    expect(await of('inMotion')).toBe(inMotion);
    expect(await of('unknown')).toBe(unknown);
    expect(await of('protected,unprotected,unknown,inMotion')).toBe(servers);
  }
  const [{ from }] = body.commits;
  const hour = (at: number) => toRfc3339(Date.parse(from) + at * hourMs);
  expect(await names(`commitDue=${from}/${hour(1)}`)).toEqual(['BER-1', 'BER-2']);
  expect(await names(`commitDue=${hour(1)}/${hour(2)}`)).toEqual([]);
  expect(await names('onlyReason=sense-stopped')).toEqual(['BER-3']);
  expect(await names('onlyReason=v2-missing')).toEqual([]);
  expect(await names('site=(none)')).toEqual([]);
  expect((await ask(app, 'GET', `/servers?commitDue=${from}`, { tenant })).body.code).toBe('request-invalid');
  await world.close();
});

test('portal 3.5 an idle tenant shows what the last reading said until the next one is late, while no start may rest on it for longer than 15 minutes', async () => {
  const world = await aWorld(store(), { api: { trust: () => aPrincipal() } });
  const { app, tenantId } = world;
  await anEstate(tenantId);
  const reading = { tenantId, resource: sensorMigrations, readAt: startAt, dueAt: startAt + hourMs, failures: 0 };
  const told = (problem: Reading['problem']) =>
    store().commit({ tenantId, at: startAt, readings: [{ ...reading, problem }] });
  const berlin = async (minutes: number) => {
    world.tenantClock.now = startAt + minutes * minuteMs;
    const { body } = await ask(app, 'GET', '/overview', { tenant: tenantId });
    const { protected: kept, unknown } = body.sites.find(({ site }: { site: string }) => site === 'Berlin');
    const list = await ask(app, 'GET', '/servers?site=Berlin&protection=protected', { tenant: tenantId });
    const standings = (await ask(app, 'GET', '/standings')).body.value;
    const standing = standings.find(({ id }: { id: string }) => id === tenantId);
    expect([list.body.value.length, standing.protected, standing.unknown]).toEqual([kept, kept, unknown]);
    const given = { campaignId: undefined, rules: defaultRules, commitAfterMs: null, now: world.tenantClock.now };
    const decided = (await startView(world.context, tenantId, given)).sites.get('Berlin');
    return { shown: [kept, unknown], decided: [decided?.protected, decided?.unknown], body };
  };
  await told(null);
  expect(await berlin(15)).toMatchObject({ shown: [2, 1], decided: [2, 1] });
  // BER-4 was not in the last reading: no rhythm makes it known.
  const between = await berlin(50);
  expect(between).toMatchObject({ shown: [2, 1], decided: [0, 4] });
  expect(between.body).toMatchObject({
    readAt: toRfc3339(startAt),
    decidesUntil: toRfc3339(startAt + 15 * minuteMs),
  });
  expect(await berlin(75)).toMatchObject({ shown: [2, 1], decided: [0, 4] });
  expect(await berlin(76)).toMatchObject({ shown: [0, 4], decided: [0, 4] });
  // A list that cannot be read promises no next reading.
  await told({ code: 'graph-unreachable', detail: 'No answer.' });
  expect(await berlin(50)).toMatchObject({ shown: [0, 4], decided: [0, 4] });
  await world.close();
});

test('portal 3.6 the oldest evidence is the oldest document that a verdict in force cites and that is still believed', async () => {
  const world = await aWorld(store(), { api: { trust: () => aPrincipal() } });
  const { app, tenantId } = world;
  const oldest = async () => (await ask(app, 'GET', '/overview', { tenant: tenantId })).body.oldestEvidence;
  expect(await oldest()).toBeNull();
  const ago = (minutes: number) => startAt - minutes * minuteMs;
  const hosts = ['LAPSED', 'UNCITED', 'OPEN', 'OLD', 'YOUNG'].map((name) => aHost({ name }));
  const [lapsed, uncited, open, old, young] = hosts.map(({ host }) => host.hostId);
  if (!lapsed || !uncited || !open || !old || !young) throw new Error('no hosts');
  const document = (hostId: HostId, minutes: number, more = {}) =>
    aDocument(hostId, { 'os.build': 20_348 }, { observedAt: ago(minutes), maxAgeMs: 24 * hourMs, ...more });
  const facts = [
    document(lapsed, 600),
    document(uncited, 500, { source: 'csv-ad-computers' }),
    document(uncited, 50),
    document(open, 400),
    document(old, 300),
    // Older than it is believed, though it is cited: nothing may rest on it.
    document(old, 16, { source: 'graph-sensors' }),
    document(young, 5),
    // The list is read again and again: what it said first is no older than what it says now.
    document(young, 900, { source: 'graph-sensor-migration', list: sensorMigrations }),
  ];
  const reading = { tenantId, resource: sensorMigrations, readAt: ago(10), dueAt: startAt + hourMs, failures: 0 };
  await store().commit({ tenantId, at: startAt, hosts, facts, readings: [{ ...reading, problem: null }] });
  const cites: Record<string, readonly SourceId[]> = { OLD: ['host-facts', 'graph-sensors'] };
  const judge = async (more: (name: string) => object) => {
    const due = await store().hostsToEvaluate(tenantId, startAt + 999 * hourMs, 100);
    const eligibilities = due.map(({ host, factsDigest }) => {
      const evidence = (cites[host.name] ?? ['host-facts']).map((source) => ({
        key: 'os.build',
        value: 1,
        source,
        observedAt: 1,
      }));
      const cited = {
        check: 'one',
        verdict: 'pass',
        reason: '',
        summary: '',
        evidence,
        edition: '2026-03',
        validUntil: startAt,
      } as const;
      return aVerdict(host.hostId, factsDigest, {
        validUntil: startAt + hourMs,
        verdicts: [cited],
        ...more(host.name),
      });
    });
    await store().commit({ tenantId, at: startAt, eligibilities });
  };
  await judge((name) =>
    name === 'LAPSED'
      ? { validUntil: startAt - 1 }
      : name === 'OPEN'
        ? { verdict: 'unknown' }
        : name === 'OLD'
          ? { verdict: 'fail' }
          : {},
  );
  expect(await oldest()).toEqual({
    serverId: old,
    server: 'OLD',
    source: 'host-facts',
    title: 'Host facts collected on the server',
    observedAt: toRfc3339(ago(300)),
    believedUntil: toRfc3339(ago(300) + 24 * hourMs),
  });
  // What is collected anew is judged anew: until then the old verdict rests on nothing that is in force.
  await store().commit({ tenantId, at: startAt, facts: [document(old, 1, { facts: { 'os.build': 17_763 } })] });
  expect(await oldest()).toMatchObject({ server: 'UNCITED', source: 'host-facts', observedAt: toRfc3339(ago(50)) });
  // The service's word is cited under its own name.
  cites.YOUNG = ['service-verdict' as SourceId];
  await judge((name) => (name === 'YOUNG' ? {} : { verdict: 'unknown' }));
  expect(await oldest()).toMatchObject({
    server: 'YOUNG',
    source: 'graph-sensor-migration',
    observedAt: toRfc3339(ago(10)),
  });
  expect((await ask(app, 'GET', '/overview', { tenant: world.foreignId })).body.oldestEvidence).toBeNull();
  await world.close();
});

test('I18 what another tenant has is in no overview', async () => {
  const world = await aWorld(store(), { api: { trust: () => aPrincipal() } });
  await anEstate(world.tenantId);
  const { body } = await ask(world.app, 'GET', '/overview', { tenant: world.foreignId });
  expect([body.sites, body.commits, body.blockers]).toEqual([[], [], []]);
  await world.close();
});

test('X-08 the tenants that one may open stand side by side, the one with the nearest deadline first; a credential of one tenant is told of no other', async () => {
  const world = await aWorld(store());
  await anEstate(world.tenantId);
  const own = await world.token('viewer', world.tenantId);
  const { body } = await ask(world.app, 'GET', '/standings', { token: own });
  expect(body.value).toEqual([
    {
      id: world.tenantId,
      name: expect.any(String),
      asOf: toRfc3339(startAt),
      needs: 0,
      listsInTrouble: 0,
      servers: 5,
      protected: 2,
      unknown: 1,
      inFlight: 1,
      campaigns: 0,
      dueAt: toRfc3339(9_000),
    },
  ]);
  const all = await ask(world.app, 'GET', '/standings', { token: await world.token('viewer', null) });
  const ids = all.body.value.map(({ id }: { id: string }) => id);
  expect(ids).toEqual(expect.arrayContaining([world.tenantId, world.foreignId]));
  expect(ids.indexOf(world.tenantId)).toBeLessThan(ids.indexOf(world.foreignId));
  await world.close();
});
