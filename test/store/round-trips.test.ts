import { expect, test } from 'vitest';
import type { ConnectionId } from '../../src/domain/ids.ts';
import { verifyChain } from '../../src/domain/log.ts';
import type { Connection } from '../../src/engine/ports/store.ts';
import { newId, sha256 } from '../support/identity.ts';
import { aTenant, forEveryStoreAndVersion } from '../support/stores.ts';
import { aDocument, aHost, anEvent, aVerdict, marksOf, seen } from './estate.ts';

forEveryStoreAndVersion((under) => {
  test('migrating an up-to-date store applies nothing', async () => {
    expect(await under.store().migrate()).toEqual({ applied: [] });
    expect(await under.store().schema()).toEqual({ version: '0015-ways-back', isCurrent: true });
    await under.store().ping();
    await under.store().tidy();
  });

  test('a tenant comes back as written; a change counts its version up', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const tenant = await store.tenant(tenantId);
    if (tenant === undefined) throw new Error('no tenant');
    expect(tenant).toEqual({
      tenantId,
      name: 'Bank of Tests',
      edition: '2026-03',
      overrides: [],
      facts: {},
      createdAt: 1_000,
      version: 1,
    });
    const override = { rule: 'cap', value: { hours: [1, 2.5, null] }, because: 'a "quoted" \\ reason' };
    const next = { ...tenant, edition: '2026-09', overrides: [override], facts: { usesSyslog: true } } as const;
    await store.commit({
      tenantId,
      at: 2_000,
      tenant: { tenant: next, expectedVersion: 1 },
      events: [anEvent('tenant-changed', 'tenant', tenantId)],
    });
    expect(await store.tenant(tenantId)).toEqual({ ...next, version: 2 });
    expect((await store.tenants()).some((other) => other.tenantId === tenantId)).toBe(true);
  });

  test('a tenant write that comes too late writes nothing of its commit', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const tenant = await store.tenant(tenantId);
    if (tenant === undefined) throw new Error('no tenant');
    const host = aHost();
    const outcome = await store.commit({
      tenantId,
      at: 2_000,
      tenant: { tenant, expectedVersion: 7 },
      hosts: [host],
      events: [anEvent('tenant-changed', 'tenant', tenantId)],
    });
    expect(outcome).toEqual({ seq: null, lost: [tenantId], capExceeded: false });
    expect(await store.host(tenantId, host.host.hostId)).toBeUndefined();
    expect(await store.logHead(tenantId)).toMatchObject({ seq: 1 });
  });

  test('a host comes back as written; an older sighting changes nothing of what was seen', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const host = aHost({ sensorId: 'sensor-1' }, { seen: seen('readyForMigration', 2_000) });
    const { hostId, name, fqdn } = host.host;
    await store.commit({ tenantId, at: 2_000, hosts: [host] });
    const stored = {
      ...host.host,
      ...seen('readyForMigration', 2_000),
      verdict: null,
      disposition: null,
      reasons: [],
      edition: null,
      validUntil: null,
      factsDigest: null,
      isPinned: false,
      hold: null,
      moveState: null,
      moveId: null,
      version: 1,
    };
    expect(await store.host(tenantId, hostId)).toEqual(stored);
    expect(await store.hostsById(tenantId, [hostId, newId()])).toEqual([stored]);
    expect(await store.hostIndex(tenantId)).toEqual([{ hostId, name, fqdn, sensorId: 'sensor-1' }]);
    for (const keys of [
      { sensorIds: ['sensor-1'], fqdns: [], names: [] },
      { sensorIds: [], fqdns: [fqdn], names: [] },
      { sensorIds: [], fqdns: [], names: [name] },
    ])
      expect(await store.hostsByKeys(tenantId, keys)).toEqual([stored]);
    await store.commit({
      tenantId,
      at: 3_000,
      hosts: [{ host: host.host, seen: seen('migrating', 1_999), isPinned: true, events: [] }],
    });
    expect(await store.host(tenantId, hostId)).toEqual({ ...stored, isPinned: true });
    expect((await store.hostCounts(tenantId)).byMigrationState).toEqual({ readyForMigration: 1 });
  });

  test('I4 a document that had outlived its source and is seen again makes its host due, though it says the same', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const host = aHost();
    const { hostId } = host.host;
    const document = aDocument(hostId, { 'os.build': 20348 }, { maxAgeMs: 1_000 });
    await store.commit({ tenantId, at: 2_000, hosts: [host], facts: [document] });
    const [due] = await store.hostsToEvaluate(tenantId, 2_000, 10);
    const verdict = aVerdict(hostId, due?.factsDigest ?? '', { validUntil: 90_000 });
    await store.commit({ tenantId, at: 2_000, eligibilities: [verdict] });
    await store.commit({ tenantId, at: 2_500, facts: [{ ...document, observedAt: document.observedAt + 1_000 }] });
    expect(await store.hostsToEvaluate(tenantId, 2_500, 10)).toEqual([]);
    await store.commit({ tenantId, at: 9_000, facts: [{ ...document, observedAt: document.observedAt + 2_001 }] });
    expect(await store.hostsToEvaluate(tenantId, null, 10)).toHaveLength(1);
    // A verdict that stood on the document while it was fresh ran out with it, and is one of those that ran out.
    const [again] = await store.hostsToEvaluate(tenantId, null, 10);
    const lapsesAt = document.observedAt + 2_001 + 1_000;
    const fresh = aVerdict(hostId, again?.factsDigest ?? '', { validUntil: lapsesAt });
    await store.commit({ tenantId, at: 9_000, eligibilities: [fresh] });
    await store.commit({ tenantId, at: 19_000, facts: [{ ...document, observedAt: 19_000 }] });
    expect(await store.hostsToEvaluate(tenantId, null, 10)).toEqual([]);
    expect(await store.hostsToEvaluate(tenantId, 19_000, 10)).toHaveLength(1);
  });

  test('the same document again moves only its time; another one makes the host due; an older one changes nothing', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const host = aHost();
    const { hostId } = host.host;
    const origin = { file: 'a "b".json', line: 3 };
    const first = aDocument(hostId, { 'os.build': 20348, odd: 'nul \u0000 and \ud800', list: ['a', 'b'] }, { origin });
    await store.commit({ tenantId, at: 2_000, hosts: [host], facts: [first] });
    expect(await store.documents(tenantId, [hostId])).toEqual([stored(first)]);
    expect(await store.documentMarks(tenantId, [hostId, newId()])).toEqual(marksOf([stored(first)]));
    const [due] = await store.hostsToEvaluate(tenantId, 2_000, 10);
    const { digest, ...document } = stored(first);
    expect(due).toMatchObject({ host: { hostId }, documents: [document] });
    const verdict = aVerdict(hostId, due?.factsDigest ?? '', { validUntil: 5_000 });
    const judged = { tenantId, at: 2_100, eligibilities: [verdict], pins: [{ hostId, digest }] };
    expect(await store.commit(judged)).toMatchObject({ lost: [] });
    expect(await store.eligibility(tenantId, [hostId], 'sensor-v3')).toEqual([verdict.eligibility]);
    expect(await store.hostsToEvaluate(tenantId, 5_000, 10)).toEqual([]);
    expect(await store.hostsToEvaluate(tenantId, 5_001, 10)).toHaveLength(1);

    const again = await store.commit({ tenantId, at: 2_200, facts: [{ ...first, observedAt: 1_800 }] });
    expect(again).toEqual({ seq: null, lost: [], capExceeded: false });
    expect(await store.documents(tenantId, [hostId])).toEqual([{ ...stored(first), observedAt: 1_800 }]);
    expect(await store.hostsToEvaluate(tenantId, 5_000, 10)).toEqual([]);

    await store.commit({ tenantId, at: 2_300, facts: [aDocument(hostId, { 'os.build': 1 }, { observedAt: 1_700 })] });
    expect(await store.hostsToEvaluate(tenantId, 5_000, 10)).toEqual([]);
    const newer = aDocument(hostId, { 'os.build': 2 }, { observedAt: 1_900 });
    await store.commit({ tenantId, at: 2_400, facts: [newer] });
    expect(await store.documents(tenantId, [hostId])).toEqual([stored(newer)]);
    expect(await store.hostsToEvaluate(tenantId, 2_400, 10)).toHaveLength(1);
    const { facts, source } = first;
    expect(await store.pinnedDocuments(tenantId, [digest, 'other'])).toEqual([{ digest, source, facts, origin }]);
    await store.commit({ tenantId, at: 2_500, pins: [{ hostId, digest: newer.digest }] });
    expect(await store.pinnedDocuments(tenantId, [newer.digest])).toMatchObject([{ facts: newer.facts }]);
  });

  test('a new host rests on its documents as a known one does, whether it was looked for or not', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const hosts = [aHost({ sensorId: 'sensor-1' }), aHost({}, { isNew: true }), aHost({ site: '' }, { isNew: true })];
    const [first, second] = hosts.map(({ host }) => host.hostId);
    if (first === undefined || second === undefined) throw new Error('two hosts are needed');
    const facts = [first, second].flatMap((hostId) => [
      aDocument(hostId, { 'os.build': 20348 }, { source: 'host-facts' }),
      aDocument(hostId, { 'os.build': 20348 }, { source: 'csv-sensors' }),
    ]);
    await store.commit({ tenantId, at: 2_000, hosts, facts });
    const due = await store.hostsToEvaluate(tenantId, 2_000, 10);
    expect(new Set(due.map((one) => one.factsDigest)).size).toBe(3);
    const eligibilities = due.map((one) => aVerdict(one.host.hostId, one.factsDigest));
    expect(await store.commit({ tenantId, at: 2_100, eligibilities })).toMatchObject({ lost: [] });
    // Written again as they are, their basis is made of what is stored.
    await store.commit({ tenantId, at: 2_200, hosts: hosts.map(({ host }) => ({ host, events: [] })) });
    expect(await store.hostsToEvaluate(tenantId, 2_200, 10)).toEqual([]);
  });

  test('hosts and documents come back as they were written, whether they travel as a few or as many, whatever stands in their names', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const texts = [
      '',
      'NULL',
      '{"a","b"}',
      'a\\b',
      "it's",
      'Zürich 東京 \u{1F512}',
      'tab\tand\nline',
      '%s $1 \u007f',
      ' ',
    ];
    for (const many of [texts.length, 40 * texts.length]) {
      const hosts = Array.from({ length: many }, (_, at) => {
        const site = texts[at % texts.length] ?? '';
        return aHost(
          { site, ...(at % 2 === 0 ? {} : { sensorId: `sensor-${many}-${site}` }) },
          { isNew: at % 3 === 0 },
        );
      });
      const facts = hosts.map(({ host }) => aDocument(host.hostId, { 'os.name': host.site }, { source: 'host-facts' }));
      await store.commit({ tenantId, at: 2_000, hosts, facts });
      for (const { host } of hosts) expect(await store.host(tenantId, host.hostId)).toMatchObject(host);
      const documents = await store.documents(
        tenantId,
        hosts.map(({ host }) => host.hostId),
      );
      const told = new Map(documents.map(({ hostId, facts }) => [hostId, facts['os.name']]));
      expect(told).toEqual(new Map(hosts.map(({ host }) => [host.hostId, host.site])));
    }
    const chain = await verifyChain(store.links(tenantId, 0), await store.logHead(tenantId), sha256);
    expect(chain).toMatchObject({ breaks: [] });
  });

  test('a host that is told to be new and is not is lost, and what is stored of it stays', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const host = aHost();
    const facts = [aDocument(host.host.hostId, { 'os.build': 20348 }, { source: 'host-facts' })];
    await store.commit({ tenantId, at: 2_000, hosts: [host], facts });
    const again = { ...host, host: { ...host.host, site: 'Elsewhere' }, isNew: true };
    const outcome = await store.commit({ tenantId, at: 2_100, hosts: [again] });
    // As after a commit whose answer was lost.
    expect(await store.commit({ tenantId, at: 2_100, hosts: [again], facts })).toEqual(outcome);
    expect(outcome).toMatchObject({ seq: null, lost: [host.host.hostId] });
    expect(await store.host(tenantId, host.host.hostId)).toMatchObject({ site: 'Berlin' });
  });

  test('connections and readings come back; a reading is claimed by one worker at a time until it is committed', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const connection: Connection = {
      tenantId,
      connectionId: newId<ConnectionId>(),
      kind: 'graph',
      cloud: 'global',
      loginUrl: 'https://login.example',
      graphUrl: 'https://graph.example',
      directoryId: 'dir',
      clientId: 'client',
      secretRef: 'env:SECRET',
      isArmed: false,
      channel: 'graph',
      createdAt: 1_000,
      version: 1,
    };
    await store.commit({ tenantId, at: 1_000, connections: [connection] });
    expect(await store.connection(tenantId)).toEqual(connection);
    const stale = await store.commit({ tenantId, at: 1_000, connections: [{ ...connection, isArmed: true }] });
    expect(stale.lost).toEqual([connection.connectionId]);
    expect((await store.connection(tenantId))?.isArmed).toBe(false);

    const claim = { tenantId, resource: 'sensors', worker: 'w', tenantNow: 2_000, machineNow: 10, leaseMs: 5 };
    expect(await store.claimReading(claim)).toEqual({ version: 0 });
    expect(await store.claimReading({ ...claim, machineNow: 14 })).toBeUndefined();
    expect(await store.claimReading({ ...claim, machineNow: 15 })).toEqual({ version: 0 });
    const reading = {
      tenantId,
      resource: 'sensors',
      readAt: 2_000,
      dueAt: 9_000,
      problem: { code: 'connection-timed-out', detail: 'slow' },
      failures: 1,
    };
    await store.commit({ tenantId, at: 2_000, readings: [reading] });
    expect(await store.readings(tenantId)).toEqual([reading]);
    expect(await store.nextDueAt(tenantId)).toBe(9_000);
    expect(await store.claimReading({ ...claim, machineNow: 16, tenantNow: 8_999 })).toBeUndefined();
    expect(await store.claimReading({ ...claim, machineNow: 16, tenantNow: 8_999, force: true })).toEqual({
      version: 0,
    });
    await store.commit({ tenantId, at: 3_000, readings: [{ ...reading, problem: null, failures: 0 }] });
    expect(await store.claimReading({ ...claim, machineNow: 16, force: true })).toEqual({ version: 1 });
  });

  test('tokens, links and sessions come back by their hashes only, and end when they say', async () => {
    const store = under.store();
    const token = {
      tokenId: newId<string>(),
      name: 'CI',
      secretHash: sha256(newId<string>()),
      role: 'operator',
      tenantId: await aTenant(store),
      createdAt: 1,
      createdBy: 'os:tester',
      expiresAt: 100,
      revokedAt: null,
      lastUsedAt: null,
    } as const;
    await store.putToken(token);
    expect(await store.tokenByHash(token.secretHash)).toEqual(token);
    await store.touchToken(token.tokenId, 7);
    expect(await store.revokeToken(token.tokenId, 8)).toBe(true);
    expect(await store.revokeToken(token.tokenId, 9)).toBe(false);
    expect(await store.tokens(token.tenantId)).toEqual([{ ...token, lastUsedAt: 7, revokedAt: 8 }]);
    expect((await store.tokens(null)).some((other) => other.tokenId === token.tokenId)).toBe(true);

    const link = { linkHash: sha256(newId<string>()), role: 'administrator', actor: 'os:root', expiresAt: 50 } as const;
    await store.putSignInLink(link);
    expect(await store.spendSignInLink(link.linkHash, 49)).toEqual(link);
    expect(await store.spendSignInLink(link.linkHash, 49)).toBeUndefined();
    await store.putSignInLink(link);
    expect(await store.spendSignInLink(link.linkHash, 50)).toBeUndefined();

    const session = {
      sessionHash: sha256(newId<string>()),
      actor: 'os:root',
      role: 'viewer',
      tenantId: null,
      csrfToken: 'c',
      expiresAt: 50,
      personId: null,
      seenAt: 0,
    } as const;
    await store.putSession(session);
    expect(await store.session(session.sessionHash, 49)).toEqual(session);
    expect(await store.session(session.sessionHash, 50)).toBeUndefined();
    await store.dropSession(session.sessionHash);
    expect(await store.session(session.sessionHash, 49)).toBeUndefined();
  });

  test('a request runs once: the key is busy, then answered, refuses another body, and is free again when given up', async () => {
    const store = under.store();
    const request = { scope: newId<string>(), key: 'k', bodyHash: 'h', now: 5 };
    expect(await store.beginRequest(request)).toEqual({ kind: 'fresh' });
    expect(await store.beginRequest(request)).toEqual({ kind: 'busy' });
    expect(await store.beginRequest({ ...request, bodyHash: 'x' })).toEqual({ kind: 'mismatch' });
    await store.finishRequest(request.scope, 'k', null);
    expect(await store.beginRequest(request)).toEqual({ kind: 'fresh' });
    await store.finishRequest(request.scope, 'k', { status: 201, body: '{"a":1}' });
    await store.finishRequest(request.scope, 'k', { status: 500, body: 'late' });
    expect(await store.beginRequest(request)).toEqual({ kind: 'answered', status: 201, body: '{"a":1}' });
    expect(await store.sweepRequests(5)).toBe(0);
    expect(await store.sweepRequests(6)).toBe(1);
    expect(await store.beginRequest(request)).toEqual({ kind: 'fresh' });
  });

  test('events come back in both directions, by subject and kind, and a page never ends inside a link', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const hosts = [aHost(), aHost(), aHost()];
    await store.commit({ tenantId, at: 2_000, hosts });
    await store.commit({ tenantId, at: 3_000, events: [anEvent('signed-in', 'user', 'u1', { odd: 'nul \u0000' })] });
    const all = await store.events(tenantId, {}, 99);
    expect(all.map((event) => [event.seq, event.ordinal])).toEqual([
      [1, 0],
      [2, 0],
      [2, 1],
      [2, 2],
      [3, 0],
    ]);
    expect(all[4]).toEqual({
      ...anEvent('signed-in', 'user', 'u1', { odd: 'nul \u0000' }),
      tenantId,
      seq: 3,
      ordinal: 0,
      at: 3_000,
    });
    const page = await store.events(tenantId, {}, 2);
    expect(page).toEqual(all.slice(0, 4));
    expect(await store.events(tenantId, { afterSeq: 2 }, 9)).toEqual(all.slice(4));
    const newest = await store.events(tenantId, { newestFirst: true }, 2);
    expect(newest).toEqual([...all.slice(1)].reverse());
    expect(await store.events(tenantId, { newestFirst: true, afterSeq: 2 }, 9)).toEqual(all.slice(0, 1));
    const hostId = hosts[1]?.host.hostId;
    expect(await store.events(tenantId, { subjectType: 'host', subjectId: hostId }, 9)).toEqual([all[2]]);
    expect(await store.events(tenantId, { kinds: ['signed-in'] }, 9)).toEqual([all[4]]);
  });
});

/** What of a write is kept: how long its source is believed is the writer's to know. */
function stored({ maxAgeMs: _, ...document }: ReturnType<typeof aDocument>) {
  return document;
}
