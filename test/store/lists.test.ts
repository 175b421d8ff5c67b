import { expect, test } from 'vitest';
import type { HostId, TenantId } from '../../src/domain/ids.ts';
import type { Commit, ListWrite, Reading, Store } from '../../src/engine/ports/store.ts';
import { aTenant, forEveryStore } from '../support/stores.ts';
import { aDocument, aHost, aVerdict, marksOf, seen } from './estate.ts';

const resource = 'sensor-migrations';
const maxAgeMs = 1_000;

function readingAt(tenantId: TenantId, at: number): Reading {
  return { tenantId, resource, readAt: at, dueAt: at + 500, problem: null, failures: 0 };
}

/** Three hosts that a list named, each with what it said of it. */
async function aListedEstate(store: Store, at: number) {
  const tenantId = await aTenant(store);
  const hosts = [1, 2, 3].map(() => aHost({}, { seen: { ...seen('readyForMigration', at), list: resource } }));
  const hostIds = hosts.map((write) => write.host.hostId);
  const said = (hostId: HostId, health: string, observedAt: number) =>
    aDocument(hostId, { health }, { source: 'graph-sensor-migration', observedAt, maxAgeMs, list: resource });
  const list: ListWrite = { resource, version: 0, maxAgeMs, gone: 'others' };
  const facts = hostIds.map((hostId) => said(hostId, 'healthy', at));
  await store.commit({ tenantId, at, hosts, facts, list, readings: [readingAt(tenantId, at)] });
  const record = (version: number, now: number, gone: ListWrite['gone'], more: Partial<Commit> = {}) =>
    store.commit({
      ...{ tenantId, at: now, list: { resource, version, maxAgeMs, gone } },
      readings: [readingAt(tenantId, now)],
      ...more,
    });
  const observed = async () => {
    const documents = await store.documents(tenantId, hostIds);
    // What tells whether a document is another one has the same times, whichever list says them.
    expect(await store.documentMarks(tenantId, hostIds)).toEqual(marksOf(documents));
    return documents.map((document) => document.observedAt);
  };
  const times = async () => ({
    observed: await observed(),
    seen: await Promise.all(hostIds.map(async (hostId) => (await store.host(tenantId, hostId))?.seenAt)),
  });
  return { tenantId, hostIds, said, record, times };
}

forEveryStore((under) => {
  test('what a list says again is as new as the list; what it says no more keeps the time that it had, also when it is said anew', async () => {
    const store = under.store();
    const { tenantId, hostIds, said, record, times } = await aListedEstate(store, 2_000);
    const [, second, third] = hostIds;
    if (!second || !third) throw new Error('no hosts');
    expect(await times()).toEqual({ observed: [2_000, 2_000, 2_000], seen: [2_000, 2_000, 2_000] });
    await record(1, 2_500, []);
    expect(await times()).toEqual({ observed: [2_500, 2_500, 2_500], seen: [2_500, 2_500, 2_500] });
    await record(2, 2_600, [third], { facts: [said(second, 'ill', 2_600)] });
    expect(await times()).toEqual({ observed: [2_600, 2_600, 2_500], seen: [2_600, 2_600, 2_500] });
    const [due] = await store.hostsToEvaluate(tenantId, null, 1);
    expect(due?.documents.map((document) => document.observedAt)).toEqual([2_600]);

    const failed = { ...readingAt(tenantId, 2_000), problem: { code: 'connection-timed-out', detail: 'slow' } };
    await store.commit({ tenantId, at: 2_700, readings: [failed] });
    expect((await times()).observed).toEqual([2_600, 2_600, 2_500]);
    await record(3, 2_800, 'others', { facts: [said(second, 'ill', 2_800), said(third, 'healthy', 2_800)] });
    expect(await times()).toEqual({ observed: [2_600, 2_800, 2_800], seen: [2_600, 2_800, 2_500] });
  });

  test('an older document changes nothing of one that its list says again; one from elsewhere takes it out of the list', async () => {
    const store = under.store();
    const { tenantId, hostIds, said, record, times } = await aListedEstate(store, 2_000);
    const [first] = hostIds;
    if (!first) throw new Error('no hosts');
    await record(1, 2_500, []);
    const { list: _list, ...elsewhere } = said(first, 'ill', 2_400);
    await store.commit({ tenantId, at: 2_600, facts: [elsewhere] });
    expect((await store.documents(tenantId, [first]))[0]).toMatchObject({ facts: { health: 'healthy' } });
    await store.commit({ tenantId, at: 2_600, facts: [{ ...elsewhere, observedAt: 2_550 }] });
    await record(2, 2_700, []);
    expect((await store.documents(tenantId, [first]))[0]).toMatchObject({ facts: { health: 'ill' } });
    expect((await times()).observed).toEqual([2_550, 2_700, 2_700]);
  });

  test('I4 a list that is read again after it had grown too old makes the hosts due that it still names', async () => {
    const store = under.store();
    const { tenantId, hostIds, record } = await aListedEstate(store, 2_000);
    const due = await store.hostsToEvaluate(tenantId, 2_000, 9);
    const verdicts = due.map(({ host, factsDigest }) => aVerdict(host.hostId, factsDigest, { validUntil: 90_000 }));
    await store.commit({ tenantId, at: 2_000, eligibilities: verdicts });
    await record(1, 3_000, []);
    expect(await store.hostsToEvaluate(tenantId, 3_000, 9)).toEqual([]);
    const [gone, ...named] = hostIds;
    if (!gone) throw new Error('no hosts');
    await record(2, 4_001, [gone]);
    const again = await store.hostsToEvaluate(tenantId, 4_001, 9);
    expect(again.map(({ host }) => host.hostId).sort()).toEqual([...named].sort());
  });

  test('a list that says again what somebody else has recorded since is lost as well, and moves no time', async () => {
    const store = under.store();
    const { record, times } = await aListedEstate(store, 2_000);
    expect(await record(1, 2_500, [])).toEqual({ seq: null, lost: [], capExceeded: false });
    expect(await record(1, 2_600, [])).toEqual({ seq: null, lost: [resource], capExceeded: false });
    expect((await times()).observed).toEqual([2_500, 2_500, 2_500]);
    expect(await record(2, 2_700, [])).toEqual({ seq: null, lost: [], capExceeded: false });
    expect((await times()).observed).toEqual([2_700, 2_700, 2_700]);
  });

  test('I4 what is asked for only as proof voids no verdict, and no verdict stands on it; it is kept all the same', async () => {
    const store = under.store();
    const { tenantId, hostIds, said } = await aListedEstate(store, 2_000);
    const [first, second] = hostIds;
    if (!first || !second) throw new Error('no hosts');
    const due = await store.hostsToEvaluate(tenantId, 2_000, 9);
    const verdicts = due.map(({ host, factsDigest }) => aVerdict(host.hostId, factsDigest, { validUntil: 90_000 }));
    await store.commit({ tenantId, at: 2_000, eligibilities: verdicts });
    const activity = (events: number, observedAt: number) =>
      aDocument(first, { 'activity.events1h': events }, { source: 'hunting-identity-activity', observedAt, maxAgeMs });
    await store.commit({ tenantId, at: 2_100, facts: [activity(7, 2_100)] });
    await store.commit({ tenantId, at: 4_000, facts: [activity(7, 4_000)] });
    await store.commit({ tenantId, at: 4_100, facts: [activity(9, 4_100)] });
    expect(await store.hostsToEvaluate(tenantId, 4_100, 9)).toEqual([]);
    const kept = await store.documents(tenantId, [first]);
    expect(kept.map(({ source }) => source)).toEqual(['graph-sensor-migration', 'hunting-identity-activity']);
    await store.commit({ tenantId, at: 4_200, facts: [said(first, 'ill', 4_200), said(second, 'ill', 4_200)] });
    const again = await store.hostsToEvaluate(tenantId, 4_200, 9);
    expect(again.map(({ host }) => host.hostId).sort()).toEqual([first, second].sort());
    for (const { documents } of again)
      expect(documents.map(({ source }) => source)).toEqual(['graph-sensor-migration']);
  });

  test('a list that somebody else recorded since is lost, and nothing of the commit is written', async () => {
    const store = under.store();
    const { tenantId, hostIds, said, record, times } = await aListedEstate(store, 2_000);
    const [first] = hostIds;
    if (!first) throw new Error('no hosts');
    await record(1, 2_500, []);
    const late = await record(1, 2_600, [], { facts: [said(first, 'ill', 2_600)] });
    expect(late).toEqual({ seq: null, lost: [resource], capExceeded: false });
    expect((await times()).observed).toEqual([2_500, 2_500, 2_500]);
    const claim = { tenantId, resource, worker: 'w', tenantNow: 3_100, machineNow: 10, leaseMs: 5 };
    expect(await store.claimReading(claim)).toEqual({ version: 2 });
  });
});
