import { expect, test } from 'vitest';
import type { HostId, TenantId } from '../../src/domain/ids.ts';
import type { Reading, Store } from '../../src/engine/ports/store.ts';
import { aTenant, forEveryStore } from '../support/stores.ts';
import { aDocument, aHost } from './estate.ts';

const list = 'identity-activity';
const source = 'hunting-identity-activity';

function readingAt(tenantId: TenantId, at: number): Reading {
  return { tenantId, resource: list, readAt: at, dueAt: at + 500, problem: null, failures: 0 };
}

function events(hostId: HostId, count: number, observedAt: number) {
  return aDocument(hostId, { 'activity.events1h': count }, { source, observedAt, list });
}

/** Five servers that a list named, out of the order of their names, of two sites; and one of which it said nothing. */
async function anAnswer(store: Store, at: number) {
  const tenantId = await aTenant(store);
  const hosts = ['E', 'b', 'A', 'd', 'C', 'silent'].map((name) =>
    aHost({ name, site: name === 'A' || name === 'b' ? 'Munich' : 'Berlin' }),
  );
  const ids = new Map(hosts.map(({ host }) => [host.name, host.hostId]));
  const id = (name: string) => ids.get(name) as HostId;
  const named = ['E', 'b', 'A', 'd', 'C'];
  await store.commit({
    tenantId,
    at,
    hosts,
    facts: [
      ...named.map((name, at0) => events(id(name), at0, at)),
      // What other sources say is no row of this query, whatever they say.
      aDocument(id('silent'), { 'activity.events1h': 99 }, { observedAt: at }),
    ],
    list: { resource: list, version: 0, maxAgeMs: 100_000, gone: 'others' },
    readings: [readingAt(tenantId, at)],
  });
  const record = (version: number, now: number, gone: readonly HostId[]) =>
    store.commit({
      tenantId,
      at: now,
      list: { resource: list, version, maxAgeMs: 100_000, gone },
      readings: [readingAt(tenantId, now)],
    });
  return { tenantId, id, record };
}

async function allRows(store: Store, tenantId: TenantId, top: number) {
  const pages = [];
  for (let after: string | undefined; ; ) {
    const page = await store.answerRows(tenantId, { source }, { top, after });
    pages.push(page.value);
    if (page.after === undefined) return pages;
    after = page.after;
  }
}

forEveryStore((under) => {
  test('portal 4.6 the rows of a query are the documents of its source, by name without case, and each once over all pages', async () => {
    const store = under.store();
    const { tenantId, id } = await anAnswer(store, 2_000);
    await anAnswer(store, 2_000);
    for (const top of [1, 2, 5, 200]) {
      const pages = await allRows(store, tenantId, top);
      expect(pages.every((page) => page.length <= top)).toBe(true);
      expect(pages.flat().map(({ name }) => name)).toEqual(['A', 'b', 'C', 'd', 'E']);
    }
    const [[first] = []] = await allRows(store, tenantId, 1);
    expect(first).toEqual({
      hostId: id('A'),
      name: 'A',
      fqdn: 'a.bank.example',
      site: 'Munich',
      observedAt: 2_000,
      facts: { 'activity.events1h': 2 },
      isListed: true,
    });
    await expect(store.answerRows(tenantId, { source }, { top: 5, after: 'AAAA' })).rejects.toMatchObject({
      code: 'request-invalid',
    });
  });

  test('portal 4.6 what the last run says again is as new as that run, and what it says no more keeps its time and is counted apart', async () => {
    const store = under.store();
    const { tenantId, id, record } = await anAnswer(store, 2_000);
    const counts = () => store.answerCounts(tenantId, { sources: [source, 'hunting-device-identity'] });
    expect(await counts()).toEqual([{ source, rows: 5, listed: 5, oldestAt: 2_000, newestAt: 2_000 }]);
    await record(1, 2_500, [id('b')]);
    expect(await counts()).toEqual([{ source, rows: 5, listed: 4, oldestAt: 2_000, newestAt: 2_500 }]);
    const rows = (await allRows(store, tenantId, 200)).flat();
    expect(rows.map(({ name, observedAt, isListed }) => [name, observedAt, isListed])).toEqual([
      ['A', 2_500, true],
      ['b', 2_000, false],
      ['C', 2_500, true],
      ['d', 2_500, true],
      ['E', 2_500, true],
    ]);
    // A row with a time of its own is named by no list.
    const dated = aDocument(id('A'), { 'device.id': 'x' }, { source: 'hunting-device-identity', observedAt: 1_200 });
    await store.commit({ tenantId, at: 2_600, facts: [dated] });
    expect((await counts())[0]).toEqual({
      source: 'hunting-device-identity',
      rows: 1,
      listed: 0,
      oldestAt: 1_200,
      newestAt: 1_200,
    });
  });

  test('portal 4.6 X-09 whoever sees some hosts sees and counts the rows of these alone', async () => {
    const store = under.store();
    const { tenantId } = await anAnswer(store, 2_000);
    const within = { site: ['Munich'] };
    const first = await store.answerRows(tenantId, { source, within }, { top: 1 });
    const second = await store.answerRows(tenantId, { source, within }, { top: 1, after: first.after });
    expect([...first.value, ...second.value].map(({ name }) => name)).toEqual(['A', 'b']);
    expect(second.after).toBeUndefined();
    expect(await store.answerCounts(tenantId, { sources: [source], within })).toMatchObject([{ rows: 2, listed: 2 }]);
    const nobody = { hostIds: [] };
    expect(await store.answerCounts(tenantId, { sources: [source], within: nobody })).toEqual([]);
  });

  test('portal 4.6 a row that holds a character which PostgreSQL cannot take is read like every other', async () => {
    const store = under.store();
    const { tenantId, id } = await anAnswer(store, 2_000);
    const facts = { 'device.health': 'a\u0000b' };
    const odd = aDocument(id('d'), facts, { source: 'hunting-device-identity', observedAt: 2_100 });
    await store.commit({ tenantId, at: 2_100, facts: [odd] });
    const { value } = await store.answerRows(tenantId, { source: 'hunting-device-identity' }, { top: 9 });
    expect(value).toMatchObject([{ name: 'd', facts }]);
  });
});
