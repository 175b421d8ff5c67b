import { expect, test } from 'vitest';
import { serverOrders } from '../../src/contract/server-order.ts';
import type { TenantId } from '../../src/domain/ids.ts';
import type { HostFilter, HostOrder, HostRow, Store } from '../../src/engine/ports/store.ts';
import { aTenant, forEveryStore } from '../support/stores.ts';
import { aHost, aVerdict, seen } from './estate.ts';

const resource = 'sensor-migrations';

interface Said {
  readonly site: string;
  readonly domain: string;
  readonly seen?: ReturnType<typeof seen> & { readonly list?: string };
  readonly verdict?: 'pass' | 'fail' | 'unknown';
  readonly disposition?: 'moves' | 'stays';
}

function said(state: Parameters<typeof seen>[0], at: number, more: object = {}) {
  return { ...seen(state, at), ...more };
}

/** Alike in much, so that names decide; with what is not known, what is written in two ways, and words that nobody knows. */
const estate: Readonly<Record<string, Said>> = {
  'a-1': { site: 'Munich', domain: 'z.example', seen: said('migrating', 2_000), verdict: 'pass' },
  'B-2': { site: 'berlin', domain: 'a.example', seen: said('upToDate', 1_000, { healthStatus: 'notHealthyHigh' }) },
  'c-3': { site: 'Berlin', domain: 'a.example', seen: said('readyForMigration', 3_000, { list: resource }) },
  'd-4': { site: '', domain: 'z.example' },
  'E-5': {
    ...{ site: 'Zürich', domain: 'A.example', verdict: 'fail' },
    seen: said('readyForMigration', 1_000, { healthStatus: 'brandNew', serviceStatus: 'stopped' }),
  },
  'f-6': {
    ...{ site: 'Åre', domain: 'z.example', verdict: 'pass', disposition: 'stays' },
    seen: said('notReadyForMigration', 2_000, { healthStatus: 'notHealthyLow', sensorType: 'adfsIntegrated' }),
  },
  'g-7': { site: 'Munich', domain: 'b.example', seen: said('migrationFailed', 2_000), verdict: 'unknown' },
  'h-8': { site: 'munich', domain: 'b.example', seen: said('unknown', 2_000, { healthStatus: 'unknown' }) },
};

/** Names in the order that a person would give, from the first to the last. */
const wanted: Readonly<Record<string, string>> = {
  name: 'a-1 B-2 c-3 d-4 E-5 f-6 g-7 h-8',
  '-name': 'h-8 g-7 f-6 E-5 d-4 c-3 B-2 a-1',
  site: 'd-4 B-2 c-3 a-1 g-7 h-8 E-5 f-6',
  '-site': 'f-6 E-5 a-1 g-7 h-8 B-2 c-3 d-4',
  domain: 'B-2 c-3 E-5 g-7 h-8 a-1 d-4 f-6',
  '-domain': 'a-1 d-4 f-6 g-7 h-8 B-2 c-3 E-5',
  state: 'f-6 c-3 E-5 a-1 g-7 B-2 d-4 h-8',
  '-state': 'd-4 h-8 B-2 g-7 a-1 c-3 E-5 f-6',
  verdict: 'E-5 g-7 B-2 c-3 d-4 h-8 a-1 f-6',
  '-verdict': 'f-6 a-1 B-2 c-3 d-4 h-8 g-7 E-5',
  health: 'd-4 h-8 a-1 c-3 g-7 f-6 B-2 E-5',
  '-health': 'E-5 B-2 f-6 a-1 c-3 g-7 h-8 d-4',
  service: 'd-4 a-1 B-2 c-3 f-6 g-7 h-8 E-5',
  '-service': 'E-5 a-1 B-2 c-3 f-6 g-7 h-8 d-4',
  type: 'd-4 f-6 a-1 B-2 c-3 E-5 g-7 h-8',
  '-type': 'a-1 B-2 c-3 E-5 g-7 h-8 f-6 d-4',
  seen: 'd-4 B-2 E-5 a-1 f-6 g-7 h-8 c-3',
  '-seen': 'c-3 a-1 f-6 g-7 h-8 B-2 E-5 d-4',
};

async function anEstate(store: Store): Promise<TenantId> {
  const tenantId = await aTenant(store);
  const writes = Object.entries(estate).map(([name, { site, domain, seen: by }]) =>
    aHost({ name, site, domain }, by === undefined ? {} : { seen: by }),
  );
  const reading = { tenantId, resource, readAt: 5_000, dueAt: 6_000, problem: null, failures: 0 };
  await store.commit({ tenantId, at: 2_000, hosts: writes, readings: [reading] });
  const due = await store.hostsToEvaluate(tenantId, null, 100);
  const eligibilities = due.flatMap(({ host, factsDigest }) => {
    const { verdict, disposition = 'moves' } = estate[host.name] ?? {};
    return verdict === undefined ? [] : [aVerdict(host.hostId, factsDigest, { verdict, disposition })];
  });
  await store.commit({ tenantId, at: 2_000, eligibilities });
  return tenantId;
}

const names = (rows: readonly HostRow[]) => rows.map(({ name }) => name).join(' ');

/** Page by page, each behind the one before. */
async function read(store: Store, tenantId: TenantId, filter: HostFilter, order: HostOrder, top: number) {
  const rows: HostRow[] = [];
  for (let after: string | undefined; ; ) {
    const page = await store.hosts(tenantId, filter, { top, after, order });
    rows.push(...page.value);
    after = page.after;
    if (after === undefined) return names(rows);
  }
}

forEveryStore((under) => {
  test('portal 7: servers stand in every order that is offered, and page by page as at any place of the list', async () => {
    const store = under.store();
    const tenantId = await anEstate(store);
    expect(Object.keys(wanted).sort()).toEqual([...serverOrders].sort());
    for (const order of serverOrders) {
      const whole = await store.hosts(tenantId, {}, { top: 100, order });
      expect([order, names(whole.value), whole.total]).toEqual([order, wanted[order], 8]);
      for (const top of [1, 3])
        expect([order, await read(store, tenantId, {}, order, top)]).toEqual([order, wanted[order]]);
      for (const skip of [0, 1, 2, 3, 4, 5, 6, 7]) {
        const jumped = await store.hosts(tenantId, {}, { top: 2, skip, order });
        expect([order, names(jumped.value)]).toEqual([
          order,
          wanted[order]
            ?.split(' ')
            .slice(skip, skip + 2)
            .join(' '),
        ]);
        const behind = await store.hosts(tenantId, {}, { top: 100, after: jumped.after, order });
        if (jumped.after !== undefined)
          expect(names(behind.value)).toBe(
            wanted[order]
              ?.split(' ')
              .slice(skip + 2)
              .join(' '),
          );
      }
      const past = await store.hosts(tenantId, {}, { top: 2, skip: 8, order });
      expect([past.value, past.total]).toEqual([[], 8]);
    }
  });

  test('portal 7: a selection has the same order as the whole, and its count', async () => {
    const store = under.store();
    const tenantId = await anEstate(store);
    const filter = { domain: ['z.example', 'a.example'] };
    for (const order of serverOrders) {
      const fits = wanted[order]?.split(' ').filter((name) => ['a-1', 'B-2', 'c-3', 'd-4', 'f-6'].includes(name));
      expect([order, await read(store, tenantId, filter, order, 2)]).toEqual([order, fits?.join(' ')]);
      const { total } = await store.hosts(tenantId, filter, { top: 1, order, isCounted: true });
      expect([order, total]).toEqual([order, 5]);
    }
  });

  test('portal 7: while servers come, a page goes on where the one before ended: nobody is shown twice or left out', async () => {
    const store = under.store();
    for (const order of serverOrders) {
      const tenantId = await anEstate(store);
      const first = await store.hosts(tenantId, {}, { top: 4, order });
      // Alike in all but the name, on both sides of the place.
      const site = first.value.at(-1)?.site ?? '';
      const come = ['0-new', 'b-new', 'e-new', 'z-new'].map((name) => aHost({ name, site, domain: 'b.example' }));
      await store.commit({ tenantId, at: 3_000, hosts: come });
      const rest = await store.hosts(tenantId, {}, { top: 100, order, after: first.after });
      const old = rest.value.filter(({ name }) => name in estate);
      expect([order, `${names(first.value)} ${names(old)}`]).toEqual([order, wanted[order]]);
      const whole = await store.hosts(tenantId, {}, { top: 100, order });
      // What is read on is the end of the list as it is now.
      expect([order, names(whole.value).endsWith(names(rest.value))]).toEqual([order, true]);
    }
  });

  test('portal 7: a continuation of another order is refused, and so is one that nobody gave', async () => {
    const store = under.store();
    const tenantId = await anEstate(store);
    const forged = (key: unknown) => Buffer.from(JSON.stringify(key)).toString('base64url');
    const next = async (order: HostOrder) => (await store.hosts(tenantId, {}, { top: 2, order })).after;
    const refused = { code: 'request-invalid', errors: [{ at: 'querystring.after' }] };
    for (const order of serverOrders)
      for (const other of serverOrders.filter((one) => one !== order)) {
        const page = store.hosts(tenantId, {}, { top: 2, order: other, after: await next(order) });
        await expect(page, `${order} in ${other}`).rejects.toMatchObject(refused);
      }
    const hostile: readonly (readonly [HostOrder, unknown])[] = [
      ['seen', ['seen', 'soon', 'a', 'b']],
      ['site', ['site', 7, 'a', 'b']],
      ['site', ['site', 'Berlin', 7, 'b']],
      ['site', ['site', `Ber\u0000lin`, 'a', 'b']],
      ['name', ['a', `b\u0000`]],
      ['name', ['a', true]],
      ['seen', ['seen', 1.5, 'a', 'b']],
      ['seen', ['seen', 1e300, 'a', 'b']],
      ['-name', ['-name', 'a']],
      ['-state', { order: '-state' }],
    ];
    for (const [order, key] of hostile)
      await expect(
        store.hosts(tenantId, {}, { top: 2, order, after: forged(key) }),
        JSON.stringify(key),
      ).rejects.toMatchObject(refused);
  });

  test('portal 7: whoever reads a whole sorted list gets more than 200 rows at once', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const hosts = Array.from({ length: 450 }, (_, at) => aHost({ site: `S${at % 3}` }));
    await store.commit({ tenantId, at: 2_000, hosts });
    const short = await store.hosts(tenantId, {}, { top: 400, order: 'site' });
    const long = await store.hosts(tenantId, {}, { top: 400, order: 'site', isLong: true });
    expect([short.value.length, long.value.length]).toEqual([200, 400]);
    const rest = await store.hosts(tenantId, {}, { top: 400, order: 'site', isLong: true, after: long.after });
    expect(new Set([...long.value, ...rest.value].map(({ hostId }) => hostId)).size).toBe(450);
  });
});
