import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createGunzip, gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { as, installationLog, type TenantId } from '../../src/domain/ids.ts';
import { verifyChain } from '../../src/domain/log.ts';
import type { Commit } from '../../src/engine/ports/store.ts';
import { verifyExport } from '../../src/main/verify-export.ts';
import { commit } from '../../src/store/commit.ts';
import type { Database } from '../../src/store/database.ts';
import { logReader } from '../../src/store/log.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { tenantLifeStore } from '../../src/store/tenant-life.ts';
import { tenantStore } from '../../src/store/tenants.ts';
import { ofTenants, type TableShape, tablesOf } from '../../src/store/transfer/tables.ts';
import { machineNow, newId, sha256, testIdentity } from '../support/identity.ts';
import { fixedSigner } from '../support/report-key.ts';
import { forEveryStore, aTenant as onStore } from '../support/stores.ts';
import { aCampaign, aHost, aMove, anEvent } from './estate.ts';

const options = { identity: testIdentity, machineNow };
const folder = mkdtempSync(join(tmpdir(), 'cg-tenant-life-'));
let database: Database;
let close: () => Promise<void>;

beforeAll(async () => {
  const opened = await openDatabase({ kind: 'memory' }, options);
  database = opened.database;
  close = opened.close;
  await migrate(database, 1);
});
afterAll(async () => {
  await close();
  rmSync(folder, { recursive: true, force: true });
});

const life = () => tenantLifeStore(database, options);
const write = (request: Commit) => commit(database, testIdentity, request);

async function aTenant(name = 'Bank of Tests'): Promise<TenantId> {
  const tenantId = as<TenantId>(newId());
  const tenant = { tenantId, name, edition: '2026-03', overrides: [], facts: {}, createdAt: 1, version: 1 } as const;
  const events = [anEvent('tenant-created', 'tenant', tenantId, { name })];
  await write({ tenantId, at: 1, tenant: { tenant, expectedVersion: 0 }, events });
  return tenantId;
}

async function turned(tenantId: TenantId, how: 'archive' | 'reopen') {
  const tenant = await tenantStore(database).tenant(tenantId);
  if (tenant === undefined) throw new Error('no tenant');
  const { archivedAt: _, ...rest } = tenant;
  const next = { ...rest, ...(how === 'archive' ? { archivedAt: 9 } : {}) };
  const events = [anEvent(how === 'archive' ? 'tenant-archived' : 'tenant-reopened', 'tenant', tenantId)];
  return write({ tenantId, at: 9, tenant: { tenant: next, expectedVersion: tenant.version }, life: how, events });
}

/** A row of some kind in every table that knows tenants, whatever tables there are: their types say what fits. */
async function fillEveryTable(tenantId: TenantId, mark: string): Promise<readonly TableShape[]> {
  return database.write(async (db) => {
    const tables = ofTenants(await tablesOf(db));
    const own = ['tenant', 'log_head', 'log_link', 'log_event'];
    for (const { name, columns } of tables.filter((table) => !own.includes(table.name))) {
      const values = columns.map(({ name: column, type }) =>
        column === 'tenant_id' ? sql`${tenantId}` : sql`${sql.raw(literalOf(type, `${mark}-${tenantId}`))}`,
      );
      const named = sql.join(columns.map((column) => sql.ref(column.name)));
      await sql`INSERT INTO ${sql.table(name)} (${named}) VALUES (${sql.join(values)})`.execute(db);
    }
    return tables;
  });
}

function literalOf(type: string, mark: string): string {
  if (type === 'text') return `'${mark}'`;
  if (type === 'text[]') return `ARRAY['${mark}']`;
  if (type === 'json') return `'{"mark":"${mark}"}'`;
  if (type === 'boolean') return 'false';
  return '1';
}

async function countsOf(tenantId: TenantId, tables: readonly TableShape[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const { rows } = await database.read((db) =>
      sql<{ n: number }>`SELECT count(*)::integer AS n FROM ${sql.table(name)} WHERE tenant_id = ${tenantId}`.execute(
        db,
      ),
    );
    counts[name] = rows[0]?.n ?? 0;
  }
  return counts;
}

/** The tables in which a text stands anywhere. */
async function whereFound(needle: string): Promise<readonly string[]> {
  return database.read(async (db) => {
    const found: string[] = [];
    for (const { name } of await tablesOf(db)) {
      const { rows } = await sql`SELECT 1 FROM ${sql.table(name)} AS t
        WHERE position(${needle} in t::text) > 0 LIMIT 1`.execute(db);
      if (rows.length > 0) found.push(name);
    }
    return found;
  });
}

describe('deleting', () => {
  test('I18 every row goes, in every table that knows tenants, also in one that is made later; another tenant keeps all', async () => {
    await database.write((db) =>
      sql`CREATE TABLE made_later (tenant_id text NOT NULL, what text, PRIMARY KEY (tenant_id))`.execute(db),
    );
    const [gone, stays] = [await aTenant('Amber Bank'), await aTenant('Azure Bank')];
    await turned(gone, 'archive');
    const tables = await fillEveryTable(gone, 'amber');
    await fillEveryTable(stays, 'azure');
    expect(tables.map(({ name }) => name)).toContain('made_later');
    const before = await countsOf(gone, tables);
    expect(Object.entries(before).filter(([, rows]) => rows === 0)).toEqual([]);
    const kept = await countsOf(stays, tables);

    const event = anEvent('tenant-deleted', 'tenant', gone);
    await life().deleteTenant({ tenantId: gone, at: 10, events: [event] });

    const after = await countsOf(gone, tables);
    expect(Object.entries(after).filter(([, rows]) => rows !== 0)).toEqual([]);
    expect(await countsOf(stays, tables)).toEqual(kept);
    expect(await whereFound('amber')).toEqual([]);
    expect(await whereFound(gone)).toEqual(['log_event']);
    const [told] = await logReader(database).events(installationLog, { newestFirst: true }, 1);
    expect(told).toMatchObject({ kind: 'tenant-deleted', subjectId: gone });
    await database.write((db) => sql`DROP TABLE made_later`.execute(db));
  });

  test('answers that are remembered, roles, and accounts without another role go along; other accounts keep theirs', async () => {
    const [gone, stays] = [await aTenant(), await aTenant()];
    await turned(gone, 'archive');
    const grant = (tenantId: TenantId | null) => ({ tenantId, role: 'operator', hosts: null });
    await database.write(async (db) => {
      for (const [id, grants] of [
        ['only', [grant(gone)]],
        ['both', [grant(gone), grant(stays)]],
        ['every', [grant(null)]],
      ] as const) {
        await sql`INSERT INTO person (person_id, name, origin, grants, created_at, created_by, version)
          VALUES (${id}, ${id}, 'local', ${JSON.stringify(grants)}::text::json, 1, 'os:tester', 1)`.execute(db);
        await sql`INSERT INTO browser_session (session_hash, actor, role, csrf_token, expires_at, person_id, seen_at)
          VALUES (${`s-${id}`}, ${`user:${id}`}, 'operator', 'c', 9, ${id}, 1)`.execute(db);
        await sql`INSERT INTO setup_link (link_hash, person_id, expires_at) VALUES (${`l-${id}`}, ${id}, 9)`.execute(
          db,
        );
      }
      for (const scope of [`token:1 ${gone} arm`, `token:1 ${stays} arm`])
        await sql`INSERT INTO request (scope, key, body_hash, begun_at) VALUES (${scope}, 'k', 'h', 1)`.execute(db);
      await sql`INSERT INTO request (scope, key, body_hash, begun_at, status, body)
        VALUES ('door - makeTenant', 'k', 'h', 1, 200, ${`{"id":"${gone}"}`})`.execute(db);
    });
    await life().deleteTenant({ tenantId: gone, at: 10, events: [anEvent('tenant-deleted', 'tenant', gone)] });
    const texts = await database.read(async (db) => ({
      people: (
        await sql<{ name: string; grants: unknown[] }>`SELECT name, grants FROM person ORDER BY name`.execute(db)
      ).rows,
      links: (await sql`SELECT link_hash FROM setup_link ORDER BY link_hash`.execute(db)).rows,
      sessions: (
        await sql`SELECT session_hash FROM browser_session WHERE session_hash LIKE 's-%' ORDER BY 1`.execute(db)
      ).rows,
      requests: (await sql`SELECT scope FROM request`.execute(db)).rows,
    }));
    expect(texts.people).toEqual([
      { name: 'both', grants: [grant(stays)] },
      { name: 'every', grants: [grant(null)] },
    ]);
    expect(texts.links).toEqual([{ link_hash: 'l-both' }, { link_hash: 'l-every' }]);
    expect(texts.sessions).toEqual([{ session_hash: 's-both' }, { session_hash: 's-every' }]);
    expect(texts.requests).toEqual([{ scope: `token:1 ${stays} arm` }]);
  });

  test('only an archived tenant is deleted, and one that is not there is not found', async () => {
    const tenantId = await aTenant();
    const events = [anEvent('tenant-deleted', 'tenant', tenantId)];
    await expect(life().deleteTenant({ tenantId, at: 10, events })).rejects.toMatchObject({
      code: 'tenant-not-archived',
    });
    const nobody = as<TenantId>(newId());
    await expect(life().deleteTenant({ tenantId: nobody, at: 10, events })).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(await tenantStore(database).tenant(tenantId)).toBeDefined();
  });

  test('I12 the log of the installation is a chain like every other', async () => {
    await life().recordInstallation(20, [anEvent('access-changed', 'token', 'token-made')]);
    const log = logReader(database);
    const chain = await verifyChain(log.links(installationLog, 0), await log.logHead(installationLog), sha256);
    expect(chain.links).toBeGreaterThan(0);
    expect(chain.breaks).toEqual([]);
  });
});

describe('exporting', () => {
  async function anExport(): Promise<{ tenantId: TenantId; path: string; lines: string[] }> {
    const tenantId = await aTenant('Nordbank');
    for (const at of [2, 3, 4])
      await write({ tenantId, at, events: [anEvent('reading-changed', 'tenant', 'sensors', { at })] });
    await fillEveryTable(tenantId, 'amber');
    const path = join(folder, `${tenantId}.jsonl.gz`);
    await life().exportTenant(tenantId, path, await fixedSigner(tenantId));
    const lines = (await text(createReadStream(path).pipe(createGunzip()))).trimEnd().split('\n');
    return { tenantId, path, lines };
  }
  const silent = () => undefined;
  const rewritten = (lines: readonly string[]) => {
    const path = join(folder, `${newId()}.gz`);
    writeFileSync(path, gzipSync(`${lines.join('\n')}\n`));
    return verifyExport(path, {}, silent);
  };

  test('every table that knows tenants is in it, but sessions; nobody comes in with what is in it', async () => {
    const { tenantId, path, lines } = await anExport();
    const found = await verifyExport(path, {}, silent);
    const tables = await database.read(tablesOf);
    const expected = ofTenants(tables).map(({ name }) => name);
    expect(Object.keys(found.tables).sort()).toEqual(expected.filter((name) => name !== 'browser_session').sort());
    expect(found).toMatchObject({
      isSound: true,
      tenant: { id: tenantId, name: 'Nordbank' },
      log: { links: 4, events: 4, head: await logReader(database).logHead(tenantId) },
      differences: [],
    });
    const columns = lines.filter((line) => line.startsWith('{"table"')).join('\n');
    expect(columns).not.toMatch(/secret|csrf|session_hash|password/);
  });

  test('a row of another tenant is not in it', async () => {
    const other = await aTenant('Azure Bank');
    await fillEveryTable(other, 'azure');
    const { lines } = await anExport();
    expect(lines.join('\n')).not.toContain(other);
    expect(lines.join('\n').toLowerCase()).not.toContain('azure');
  });

  test('whatever is changed in it shows, line by line', async () => {
    const { lines } = await anExport();
    for (const [at, line] of lines.entries()) {
      if (at === 0 || !line.includes('amber')) continue;
      const found = await rewritten(lines.with(at, line.replace('amber', 'ember')));
      expect([line, found.isSound]).toEqual([line, false]);
    }
  });

  test('an event that is changed with all digests of the file breaks the chain', async () => {
    const { lines } = await anExport();
    const at = lines.findIndex((line) => line.includes('{\\"at\\":3}'));
    const found = await rewritten(lines.with(at, (lines[at] ?? '').replace('{\\"at\\":3}', '{\\"at\\":8}')));
    expect(found.differences.some((text) => text.startsWith('Link 3 of the log (digest)'))).toBe(true);
  });

  test.each([
    ['cut off', (lines: string[]) => lines.slice(0, -1)],
    ['without a head', (lines: string[]) => lines.slice(1)],
    ['with more behind its end', (lines: string[]) => [...lines, '[]']],
    ['no JSON', (lines: string[]) => lines.with(3, '{')],
  ])('a file that is %s is no export', async (_what, change) => {
    const { lines } = await anExport();
    await expect(rewritten(change(lines))).rejects.toMatchObject({ code: 'export-unreadable' });
  });

  test('a file that is not there, and one that is no gzip, are no export', async () => {
    await expect(verifyExport(join(folder, 'nowhere'), {}, silent)).rejects.toMatchObject({
      code: 'export-unreadable',
    });
    const plain = join(folder, 'plain');
    writeFileSync(plain, 'hello');
    await expect(verifyExport(plain, {}, silent)).rejects.toMatchObject({ code: 'export-unreadable' });
  });
});

forEveryStore((under) => {
  const archived = async (tenantId: TenantId) => {
    const store = under.store();
    const tenant = await store.tenant(tenantId);
    if (tenant === undefined) throw new Error('no tenant');
    const next = { ...tenant, archivedAt: 9 };
    const events = [anEvent('tenant-archived', 'tenant', tenantId)];
    const change = { tenant: next, expectedVersion: tenant.version };
    return store.commit({ tenantId, at: 9, tenant: change, life: 'archive', events });
  };

  test.each([
    ['queued', 'still wait'],
    ['requested', 'in flight'],
    ['held', 'not let go of'],
  ] as const)('a tenant with a move that is %s is not archived', async (kind, said) => {
    const store = under.store();
    const tenantId = await onStore(store);
    const host = aHost();
    const campaign = aCampaign(tenantId);
    const moves = [aMove(campaign.campaign.campaignId, host.host.hostId, kind)];
    await store.commit({ tenantId, at: 2, hosts: [host], campaigns: [campaign], moves });
    const before = await store.logHead(tenantId);
    await expect(archived(tenantId)).rejects.toMatchObject({
      code: 'tenant-busy',
      message: expect.stringContaining(said),
    });
    expect(await store.logHead(tenantId)).toEqual(before);
    expect((await store.tenant(tenantId))?.archivedAt).toBeUndefined();
  });

  test('I12 nothing is logged for an archived tenant, and all of a refused commit stays unwritten', async () => {
    const store = under.store();
    const tenantId = await onStore(store);
    await archived(tenantId);
    const host = aHost();
    await expect(store.commit({ tenantId, at: 10, hosts: [host] })).rejects.toMatchObject({ code: 'tenant-archived' });
    expect(await store.host(tenantId, host.host.hostId)).toBeUndefined();
  });

  test('I6 of a start and an archiving at the same time one is refused, whichever comes first', async () => {
    const store = under.store();
    for (let round = 0; round < 12; round += 1) {
      const tenantId = await onStore(store);
      const host = aHost();
      const campaign = aCampaign(tenantId);
      await store.commit({ tenantId, at: 2, hosts: [host], campaigns: [campaign] });
      const moves = [aMove(campaign.campaign.campaignId, host.host.hostId, 'requested')];
      const both = [() => store.commit({ tenantId, at: 3, moves }), () => archived(tenantId)];
      if (round % 2 === 1) both.reverse();
      const outcomes = await Promise.allSettled(both.map((one) => one()));
      const codes = outcomes.map((one) => (one.status === 'rejected' ? one.reason.code : 'done')).sort();
      expect([
        ['done', 'tenant-archived'],
        ['done', 'tenant-busy'],
      ]).toContainEqual(codes);
    }
  });
});
