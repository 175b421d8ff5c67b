import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TenantId } from '../../src/domain/ids.ts';
import { verifyChain } from '../../src/domain/log.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { verifyExport } from '../../src/main/verify-export.ts';
import { openStore } from '../../src/store/open.ts';
import { restoreStore } from '../../src/store/transfer/copy.ts';
import { machineNow, sha256, testIdentity } from '../support/identity.ts';
import { startPostgres, type TestPostgres, whyNoPostgres } from '../support/postgres.ts';
import { fixedSigner } from '../support/report-key.ts';
import { aTenant } from '../support/stores.ts';
import { aWorld } from '../support/world.ts';
import { anEvent } from './estate.ts';

/** The very statements of the page. */
const page = readFileSync(new URL('../../docs/operate/scale.md', import.meta.url), 'utf8');
const [, statements = ''] = /```sql\n(BEGIN;[\s\S]*?COMMIT;)\n```/.exec(page) ?? [];

/** The same for another table. */
const dividing = (table: string) => statements.replaceAll('log_event', table);
/** Those that the decision names. */
const large = ['log_event', 'move', 'fact_document'] as const;

const why = whyNoPostgres();
describe.skipIf(why !== undefined)(`on a PostgreSQL server${why ? ` (${why})` : ''}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'cg-partitions-'));
  const options = { identity: testIdentity, machineNow };
  let postgres: TestPostgres;
  let client: pg.Client;
  let store: Store;
  let tenants: readonly TenantId[];
  const write = async (tenantId: TenantId, at: number) =>
    store.commit({ tenantId, at, events: [anEvent('signed-in', 'user', 'anna', { at })] });

  /** Primary and unique keys and other indexes, with what they hold and for which rows. */
  const keysOf = async (table: string): Promise<readonly string[]> => {
    const { rows } = await client.query<{ key: string }>(
      `SELECT regexp_replace(pg_get_indexdef(indexrelid), '^CREATE (UNIQUE )?INDEX .* USING ', '\\1') AS key
        FROM pg_index WHERE indrelid = $1::regclass ORDER BY 1`,
      [table],
    );
    return rows.map(({ key }) => key);
  };
  const keysOfWhole = new Map<string, readonly string[]>();

  beforeAll(async () => {
    postgres = await startPostgres();
    const url = await postgres.createDatabase('partitions');
    store = await openStore({ kind: 'server', url }, options);
    await store.migrate();
    tenants = await Promise.all(Array.from({ length: 8 }, () => aTenant(store)));
    for (const tenantId of tenants) await write(tenantId, 10);
    client = new pg.Client({ connectionString: url });
    await client.connect();
    for (const table of large) {
      keysOfWhole.set(table, await keysOf(table));
      await client.query(dividing(table));
    }
  }, 120_000);
  afterAll(async () => {
    await client?.end();
    await store?.close();
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('the log that the page divides by tenant lies in its parts, is written on, and holds', async () => {
    for (const tenantId of tenants) await write(tenantId, 20);
    const { rows } = await client.query(
      'SELECT tableoid::regclass::text AS part, count(*)::int AS rows, count(DISTINCT tenant_id)::int AS tenants FROM log_event GROUP BY 1',
    );
    expect(rows.reduce((sum, { rows: some }) => sum + some, 0)).toBe(3 * tenants.length);
    expect(rows.reduce((sum, { tenants: some }) => sum + some, 0)).toBe(tenants.length);
    expect(rows.length).toBeGreaterThan(1);
    for (const tenantId of tenants) {
      const chain = await verifyChain(store.links(tenantId, 0), await store.logHead(tenantId), sha256);
      expect(chain).toMatchObject({ events: 3, breaks: [] });
    }
  });

  test('the entries of one tenant are looked for in one part', async () => {
    const { rows } = await client.query(
      `EXPLAIN SELECT * FROM log_event WHERE tenant_id = '${tenants[0]}' AND seq > 0 ORDER BY seq`,
    );
    const parts = new Set(rows.flatMap((row) => /log_event_\d/.exec(row['QUERY PLAN']) ?? []));
    expect(parts.size).toBe(1);
  });

  test('nothing of it is dumped, restored or exported twice', async () => {
    const [tenantId] = tenants;
    if (tenantId === undefined) throw new Error('no tenant');
    const file = join(folder, 'tenant.gz');
    await store.exportTenant(tenantId, file, await fixedSigner(tenantId));
    const found = await verifyExport(file, {}, () => undefined);
    expect(found).toMatchObject({ isSound: true, tables: { log_event: 3 } });
    expect(Object.keys(found.tables).filter((name) => name.startsWith('log_event'))).toEqual(['log_event']);
    const dump = join(folder, 'dump.gz');
    await store.dump(dump);
    const moved = await restoreStore(dump, { kind: 'disk', directory: join(folder, 'restored') }, options);
    expect(moved.tables.log_event).toBe(3 * tenants.length);
  });

  test.each(large)('the divided table %s has every key that the whole one had', async (table) => {
    const keys = await keysOf(table);
    expect(keys.length).toBeGreaterThan(0);
    expect(keys).toEqual(keysOfWhole.get(table));
    for (const key of keys.filter((one) => one.startsWith('UNIQUE'))) expect(key).toContain('(tenant_id, ');
  });

  test('campaigns on tables that are divided go as on tables that are whole, to the last byte of the log', async () => {
    const played = async (on?: Store) => {
      await using world = await aWorld({ seed: 4_711, ...(on ? { store: on } : {}) });
      await world.collect(...world.twin.estate().map(({ host }) => host));
      await world.start('all', { cap: 4 });
      await world.turn({ hours: 3 });
      const [host] = (await world.store.hosts(world.tenantId, {}, { top: 1 })).value;
      const moves = await world.store.moves(world.tenantId, {}, { top: 200 });
      return { host: host?.hostId, moves, tenantId: world.tenantId, head: await world.store.logHead(world.tenantId) };
    };
    const [divided, whole] = [await played(store), await played()];
    expect(divided.moves.value.length).toBeGreaterThan(4);
    expect(divided.moves).toEqual(whole.moves);
    expect(divided.head).toEqual(whole.head);
    for (const table of large) {
      const { rows } = await client.query(
        `SELECT DISTINCT tableoid::regclass::text AS part FROM ${table} WHERE tenant_id = $1`,
        [divided.tenantId],
      );
      expect(rows).toEqual([{ part: expect.stringMatching(new RegExp(`^${table}_\\d$`)) }]);
    }
  }, 120_000);
});
