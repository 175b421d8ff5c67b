import { expect, test } from 'vitest';
import type { MigrationState } from '../../src/domain/host.ts';
import type { HostId, TenantId } from '../../src/domain/ids.ts';
import type { Eligibility } from '../../src/domain/verdict.ts';
import type { HostFilter, HostRow, Store } from '../../src/engine/ports/store.ts';
import { newId } from '../support/identity.ts';
import { aTenant, forEveryStore } from '../support/stores.ts';
import { aDocument, aHost, aVerdict, seen } from './estate.ts';

/** A small seeded generator (mulberry32): the same seed gives the same operations. */
function dice(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    below: (limit: number) => Math.floor(next() * limit),
    of<T>(values: readonly T[]): T {
      const value = values[Math.floor(next() * values.length)];
      if (value === undefined) throw new Error('nothing to choose from');
      return value;
    },
  };
}

const states: readonly MigrationState[] = ['readyForMigration', 'notReadyForMigration', 'migrating', 'upToDate'];
const verdicts: readonly Eligibility['verdict'][] = ['pass', 'fail', 'unknown'];
const dispositions: readonly Eligibility['disposition'][] = ['moves', 'stays', 'unsupported'];

async function everyHost(store: Store, tenantId: TenantId, filter: HostFilter = {}, top = 200): Promise<HostRow[]> {
  const rows: HostRow[] = [];
  for (let after: string | undefined; ; ) {
    const page = await store.hosts(tenantId, filter, { top, after });
    rows.push(...page.value);
    after = page.after;
    if (after === undefined) return rows;
  }
}

function counted(rows: readonly HostRow[]) {
  const by = (value: (row: HostRow) => string) => {
    const counts: Record<string, number> = {};
    for (const row of rows) counts[value(row)] = (counts[value(row)] ?? 0) + 1;
    return counts;
  };
  return {
    total: rows.length,
    byMigrationState: by((row) => row.migrationState),
    byVerdict: by((row) => row.verdict ?? 'none'),
    byDisposition: by((row) => row.disposition ?? 'none'),
  };
}

forEveryStore((under) => {
  test('domains and sites are told once each, without what nobody named, and none of another tenant', async () => {
    const store = under.store();
    const [tenantId, other] = [await aTenant(store), await aTenant(store)];
    expect(await store.hostPlaces(tenantId)).toEqual({ domains: [], sites: [] });
    const hosts = [
      aHost({ site: 'Oslo' }),
      aHost(),
      aHost({ site: '', domain: 'corp.example' }),
      aHost({ domain: '' }),
    ];
    await store.commit({ tenantId, at: 1_000, hosts });
    await store.commit({ tenantId: other, at: 1_000, hosts: [aHost({ site: 'Rome', domain: 'other.example' })] });
    const domains = ['bank.example', 'corp.example'];
    expect(await store.hostPlaces(tenantId)).toEqual({ domains, sites: ['Berlin', 'Oslo'] });
  });

  test.each([1, 2, 3])('counts kept by deltas are the counted rows after random writes (seed %i)', async (seed) => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const { below, of } = dice(seed);
    const known: HostId[] = [];
    for (let step = 0; step < 60; step += 1) {
      const at = 1_000 + step;
      const added = Array.from({ length: below(4) }, () => aHost({}, below(2) ? { seen: seen(of(states), at) } : {}));
      const again = known.length === 0 ? [] : Array.from({ length: below(4) }, () => of(known));
      const hosts = [
        ...added,
        ...again.map((hostId) => aHost({ hostId }, { seen: seen(of(states), at - below(3)) })),
        ...again.slice(0, 1).map((hostId) => aHost({ hostId }, { seen: seen(of(states), at) })),
      ];
      known.push(...added.map((write) => write.host.hostId));
      const facts = known.length === 0 ? [] : [aDocument(of(known), { step: below(3) }, { observedAt: at })];
      await store.commit({ tenantId, at, hosts, facts });
      const due = await store.hostsToEvaluate(tenantId, at, below(4) + 1);
      const eligibilities = due.map((entry) =>
        aVerdict(entry.host.hostId, below(5) ? entry.factsDigest : 'outdated', {
          verdict: of(verdicts),
          disposition: of(dispositions),
          validUntil: at + below(20),
        }),
      );
      await store.commit({ tenantId, at, eligibilities });
    }
    const rows = await everyHost(store, tenantId);
    expect(rows.length).toBe(known.length);
    expect(await store.hostCounts(tenantId)).toEqual(counted(rows));
  });

  test('pages hold every host once, by name, whatever their size, also when hosts come and change in between', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const names = ['B', 'a', 'ab', 'Ab', 'ß', 'Z%', 'z_', 'Ä', '\u{1F600}', 'C', 'C', 'C', 'd\\e'];
    const hosts = names.map((name) => aHost({ name, fqdn: `${newId<string>()}.x` }));
    await store.commit({ tenantId, at: 1_000, hosts });
    const all = await everyHost(store, tenantId);
    expect(all.map((row) => row.hostId).sort()).toEqual(hosts.map((write) => write.host.hostId).sort());
    for (const top of [1, 2, 5, 13]) expect(await everyHost(store, tenantId, {}, top)).toEqual(all);
    const first = await store.hosts(tenantId, {}, { top: 4 });
    await store.commit({ tenantId, at: 2_000, hosts: [aHost({ name: '0' }), aHost({ name: 'zz' })] });
    const rest: HostRow[] = [];
    for (let after = first.after; after !== undefined; ) {
      const page = await store.hosts(tenantId, {}, { top: 4, after });
      rest.push(...page.value);
      after = page.after;
    }
    const ids = [...first.value, ...rest].map((row) => row.hostId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(all.map((row) => row.hostId)));
    expect((await store.hosts(tenantId, {}, { top: 100_000 })).value).toHaveLength(15);
  });

  test('a page at a place begins where following the keys leads, goes on by keys, and a selection is counted for whoever asks', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const hosts = Array.from({ length: 23 }, (_, at) =>
      aHost({ name: `dc-${at % 7}`, site: at % 3 === 0 ? 'Berlin' : 'Munich' }),
    );
    await store.commit({ tenantId, at: 1_000, hosts });
    for (const [filter, isWhole] of [
      [{}, true],
      [{ site: ['Munich'] }, false],
    ] as const) {
      const all = await everyHost(store, tenantId, filter);
      for (let skip = 0; skip <= all.length + 1; skip += 1) {
        const page = await store.hosts(tenantId, filter, { top: 4, skip });
        expect(page.value).toEqual(all.slice(skip, skip + 4));
        expect(page.total).toBe(isWhole ? all.length : undefined);
        expect(page.after !== undefined).toBe(skip + 4 < all.length);
        if (page.after === undefined) continue;
        const next = await store.hosts(tenantId, filter, { top: 4, after: page.after });
        expect(next.value).toEqual(all.slice(skip + 4, skip + 8));
      }
      expect((await store.hosts(tenantId, filter, { top: 1, isCounted: true })).total).toBe(all.length);
    }
    expect((await store.hosts(tenantId, { site: ['Nowhere'] }, { top: 1, isCounted: true })).total).toBe(0);
  });

  test('search finds prefixes of name and FQDN without case, and takes signs as they are', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const named = (name: string, fqdn: string) => aHost({ name, fqdn });
    const hosts = [
      named('BER-DC1', 'ber-dc1.bank.example'),
      named('BER-DC2', 'other.bank.example'),
      named('100%', 'odd.bank.example'),
      named('1000', 'even.bank.example'),
    ];
    await store.commit({ tenantId, at: 1_000, hosts });
    const found = async (filter: HostFilter) => (await everyHost(store, tenantId, filter)).map((row) => row.name);
    expect(await found({ search: 'ber-' })).toEqual(['BER-DC1', 'BER-DC2']);
    expect(await found({ search: 'OTHER.b' })).toEqual(['BER-DC2']);
    expect(await found({ search: '100%' })).toEqual(['100%']);
    expect(await found({ search: 'dc1' })).toEqual([]);
    expect(await found({ names: ['ber-dc1', 'EVEN.bank.example'] })).toEqual(['1000', 'BER-DC1']);
    expect(await found({ names: [] })).toEqual([]);
  });

  test('every filter takes what it names, and several together take what all of them name', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const { of } = dice(9);
    const hosts = Array.from({ length: 40 }, () =>
      aHost({ site: of(['Berlin', 'Munich']), domain: of(['a.example', 'b.example']) }, { seen: seen(of(states)) }),
    );
    await store.commit({ tenantId, at: 1_000, hosts });
    const due = await store.hostsToEvaluate(tenantId, 1_000, 30);
    const eligibilities = due.map((entry) =>
      aVerdict(entry.host.hostId, entry.factsDigest, {
        verdict: of(verdicts),
        disposition: of(dispositions),
        reasons: of([[], ['os-too-old'], ['os-too-old', 'sense-stopped']]),
      }),
    );
    await store.commit({ tenantId, at: 1_000, eligibilities });
    const all = await everyHost(store, tenantId);
    const ids = all.slice(0, 7).map((row) => row.hostId);
    const cases: readonly [HostFilter, (row: HostRow) => boolean][] = [
      [{ migrationState: ['migrating', 'upToDate'] }, (row) => ['migrating', 'upToDate'].includes(row.migrationState)],
      [{ verdict: ['none'] }, (row) => row.verdict === null],
      [{ verdict: ['pass', 'none'] }, (row) => row.verdict === null || row.verdict === 'pass'],
      [{ disposition: ['stays'] }, (row) => row.disposition === 'stays'],
      [{ site: ['Berlin'], domain: ['a.example'] }, (row) => row.site === 'Berlin' && row.domain === 'a.example'],
      [{ reason: ['sense-stopped'] }, (row) => row.reasons.includes('sense-stopped')],
      [{ hostIds: ids }, (row) => ids.includes(row.hostId)],
      [{ moveState: ['queued'] }, () => false],
    ];
    for (const [filter, keeps] of cases) expect(await everyHost(store, tenantId, filter, 3)).toEqual(all.filter(keeps));
    const alone = all.filter((row) => row.reasons.length === 1).length;
    const two = all.filter((row) => row.reasons.length === 2).length;
    expect(await store.reasonCounts(tenantId)).toEqual([
      { reason: 'os-too-old', hosts: alone + two, alone },
      { reason: 'sense-stopped', hosts: two, alone: 0 },
    ]);
  });

  test('a continuation that no page gave is refused', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    for (const after of [
      'x',
      '',
      Buffer.from('[1]').toString('base64url'),
      Buffer.from('[{},1]').toString('base64url'),
    ])
      await expect(store.hosts(tenantId, {}, { top: 1, after })).rejects.toMatchObject({ code: 'request-invalid' });
  });
});
