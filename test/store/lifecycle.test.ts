import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { TenantId } from '../../src/domain/ids.ts';
import { verifyChain } from '../../src/domain/log.ts';
import { openStore } from '../../src/store/open.ts';
import type { StorePlace } from '../../src/store/place.ts';
import { machineNow, sha256, testIdentity } from '../support/identity.ts';
import { makeServerDatabase } from '../support/postgres.ts';
import { aTenant, onDisk, onLocal, onServer, type StoreUnderTest } from '../support/stores.ts';
import { aCampaign, aHost, aMove, eligibleHosts } from './estate.ts';

const options = { identity: testIdentity, machineNow };

function aChild(place: StorePlace, tenantId: TenantId): ChildProcess {
  const hooks = new URL('../support/run-typescript.mjs', import.meta.url).href;
  const program = fileURLToPath(new URL('./committing-child.ts', import.meta.url));
  return spawn(process.execPath, ['--import', hooks, program, JSON.stringify(place), tenantId], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Lets a child commit `commits` times, kills it without warning, and gives the host ids it had acknowledged. */
async function killedAfter(child: ChildProcess, commits: number): Promise<readonly string[]> {
  if (child.stdout === null) throw new Error('no output');
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const acknowledged: string[] = [];
  let lines = 0;
  for await (const line of createInterface(child.stdout)) {
    acknowledged.push(...line.split(' ').slice(1));
    lines += 1;
    if (lines === commits) child.kill('SIGKILL');
  }
  await exited;
  expect(child.signalCode).toBe('SIGKILL');
  return acknowledged;
}

/** What holds of every store that outlives its process. */
function lasting(under: StoreUnderTest): void {
  test('a restart keeps everything', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const hosts = await eligibleHosts(store, tenantId, 5);
    const campaign = aCampaign(tenantId);
    const moves = hosts.map((hostId) => aMove(campaign.campaign.campaignId, hostId));
    await store.commit({ tenantId, at: 3_000, campaigns: [campaign], moves });
    const before = { views: await store.views(tenantId), head: await store.logHead(tenantId) };
    const again = await under.reopen();
    expect(await again.migrate()).toEqual({ applied: [] });
    expect({ views: await again.views(tenantId), head: await again.logHead(tenantId) }).toEqual(before);
  });

  test('what was acknowledged is there after the process was killed in the middle, and the chain is whole', async () => {
    const tenantId = await aTenant(under.store());
    if (under.kind !== 'server') await under.store().close();
    const acknowledged: string[] = [];
    for (const commits of [1, 7, 20])
      acknowledged.push(...(await killedAfter(aChild(under.place(), tenantId), commits)));
    const store = await under.reopen();
    const stored = new Set<string>((await store.hostIndex(tenantId)).map((key) => key.hostId));
    expect(acknowledged.filter((hostId) => !stored.has(hostId))).toEqual([]);
    expect(stored.size % 3).toBe(0);
    expect(await store.hostCounts(tenantId)).toMatchObject({ total: stored.size });
    const chain = await verifyChain(store.links(tenantId, 0), await store.logHead(tenantId), sha256);
    expect(chain).toMatchObject({ events: 1 + stored.size, breaks: [] });
  });

  test('a store with a migration that this version does not know is refused', async () => {
    await under.tamper(`INSERT INTO schema_migration (name, applied_at) VALUES ('9999-from-the-future', 1)`);
    await expect(under.store().migrate()).rejects.toMatchObject({ name: 'Terminal', code: 'store-newer' });
    expect(await under.store().schema()).toEqual({ version: '9999-from-the-future', isCurrent: false });
    await under.tamper(`DELETE FROM schema_migration WHERE name LIKE '9999%'`);
    expect(await under.store().migrate()).toEqual({ applied: [] });
  });
}

onServer((under) => {
  lasting(under);

  test('several processes that migrate an empty database at once apply each step once', async () => {
    const { url, drop } = await makeServerDatabase();
    const stores = await Promise.all(Array.from({ length: 6 }, () => openStore({ kind: 'server', url }, options)));
    expect(await stores[0]?.schema()).toEqual({ version: 'none', isCurrent: false });
    const applied = await Promise.all(stores.map((store) => store.migrate()));
    expect(applied.flatMap((answer) => answer.applied)).toEqual([
      '0001-first',
      '0002-lists',
      '0003-evidence-intake',
      '0004-notifications',
      '0005-campaigns',
      '0006-approvals',
      '0007-rehearsals',
      '0008-pins',
      '0009-people',
      '0010-gate-views',
      '0011-workers',
      '0012-tenant-life',
      '0013-hindered-hosts',
      '0014-host-holds',
      '0015-ways-back',
    ]);
    for (const store of stores) await store.close();
    await drop();
  });

  test('sessions that the server ends are a store that is unavailable, and the next call finds a new session', async () => {
    const store = under.store();
    const tenantId = await aTenant(store);
    const answers = Promise.allSettled(
      Array.from({ length: 200 }, (_, at) => store.commit({ tenantId, at, hosts: [aHost()] })),
    );
    await under.tamper(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'changeguard' AND pid <> pg_backend_pid()`);
    for (const answer of await answers)
      if (answer.status === 'rejected')
        expect(answer.reason).toMatchObject({ name: 'Retryable', code: 'store-unavailable', mayHaveHappened: true });
    await store.ping();
    const chain = await verifyChain(store.links(tenantId, 0), await store.logHead(tenantId), sha256);
    expect(chain.breaks).toEqual([]);
    expect((await store.hostCounts(tenantId)).total).toBe(chain.events - 1);
  });

  test('a server that is not there is a store that is unavailable', async () => {
    const store = await openStore({ kind: 'server', url: 'postgresql://u:secret@127.0.0.1:1/none' }, options);
    await expect(store.ping()).rejects.toMatchObject({ name: 'Retryable', code: 'store-unavailable' });
    expect(JSON.stringify(store.description)).not.toContain('secret');
    await store.close();
  });
});

onLocal(lasting);
onLocal(lasting, { installed: true });

onDisk((under) => {
  lasting(under);

  test('a directory that another process has is refused, and taken over when that process is gone', async () => {
    const place = under.place();
    if (place.kind !== 'disk') throw new Error('not on disk');
    await expect(openStore(place, options)).rejects.toMatchObject({ name: 'Terminal', code: 'store-locked' });
    await under.store().close();
    const lock = join(place.directory, 'store.lock');
    writeFileSync(lock, JSON.stringify({ pid: 1, startedAt: '' }));
    await expect(openStore(place, options)).rejects.toMatchObject({ code: 'store-locked' });
    writeFileSync(lock, JSON.stringify({ pid: process.pid, startedAt: 'an earlier process of this id' }));
    const store = await openStore(place, options);
    await store.ping();
    await store.close();
    expect(readdirSync(place.directory)).toEqual(['pglite']);
    await under.reopen();
  });

  test('the disk store says what it is not safe against', () => {
    expect(under.store().description.warning).toContain('power');
  });
});
