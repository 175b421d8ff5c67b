import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { TenantId } from '../../src/domain/ids.ts';
import { verifyChain } from '../../src/domain/log.ts';
import { dayMs } from '../../src/domain/time.ts';
import { systemClocks } from '../../src/engine/clock.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { sealLog, sealsOf } from '../../src/engine/seal-log.ts';
import { archiveKeeper } from '../../src/main/log-archive/keeper.ts';
import { verifyArchives } from '../../src/main/log-archive/verify.ts';
import { reportKeys } from '../../src/main/report-keys.ts';
import { verifyExport } from '../../src/main/verify-export.ts';
import { openStore } from '../../src/store/open.ts';
import { restoreStore } from '../../src/store/transfer/copy.ts';
import { machineNow, sha256, testIdentity } from '../support/identity.ts';
import { aTenant, forEveryStore, onLocal, onServer, type StoreUnderTest } from '../support/stores.ts';
import { aCampaign, aHost, aMove, anEvent } from './estate.ts';

const folder = mkdtempSync(join(tmpdir(), 'cg-seals-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const options = { identity: testIdentity, machineNow };
const archives = join(folder, 'archives');
const keys = reportKeys(join(folder, 'keys'));
const keeper = archiveKeeper(archives, keys);
const silent = () => undefined;

const at = (day: number) => day * dayMs;
const sealing = (store: Store, tenantId: TenantId, day: number, by = keeper) =>
  sealLog({ store, identity: testIdentity, clocks: systemClocks(() => at(day)), onCommit: silent }, tenantId, 400, by);
const verified = async (store: Store, tenantId: TenantId) =>
  verifyChain(store.links(tenantId, 0), await store.logHead(tenantId), sha256);
const filesOf = (tenantId: TenantId) =>
  readdirSync(join(archives, tenantId))
    .sort()
    .map((name) => join(archives, tenantId, name));

/** Ten sign-ins, one every ten days, and a server that is there for good. */
async function aLog(store: Store): Promise<TenantId> {
  const tenantId = await aTenant(store);
  await store.commit({ tenantId, at: at(1), hosts: [aHost()] });
  for (let day = 10; day <= 100; day += 10)
    await store.commit({ tenantId, at: at(day), events: [anEvent('signed-in', 'user', 'anna', { day })] });
  return tenantId;
}

forEveryStore((under) => {
  test('I12 what is older than the chosen age is in an archive, and the chain holds from its first link to its head', async () => {
    const store = under.store();
    const tenantId = await aLog(store);
    const before = await store.events(tenantId, {}, 99);
    // On day 465 six sign-ins are older than 400 days; the server is as well, and stays.
    const seal = await sealing(store, tenantId, 465);
    expect(seal).toMatchObject({ firstSeq: 1, lastSeq: 8, links: 8, events: 8, sealedLinks: 6, sealedEvents: 6 });
    expect(await verified(store, tenantId)).toEqual({
      links: 14,
      events: 8,
      breaks: [],
      sealed: { links: 6, events: 6, lastSeq: 8 },
    });
    const left = (await store.events(tenantId, {}, 99)).map(({ kind, seq }) => `${seq} ${kind}`);
    const made = ['13 report-key-made', '14 log-sealed'];
    expect(left).toEqual([...before.filter(({ seq }) => seq < 3 || seq > 8).map((e) => `${e.seq} ${e.kind}`), ...made]);
    const log = (await sealsOf({ store }, tenantId)).map((one) => one.seal);
    expect(await verifyArchives(filesOf(tenantId), { log }, silent)).toMatchObject({ isSound: true, differences: [] });
  });

  test('the next archive begins behind the last one, joins it, and takes nothing twice', async () => {
    const store = under.store();
    const tenantId = await aLog(store);
    await sealing(store, tenantId, 465);
    expect(await sealing(store, tenantId, 470)).toBeUndefined();
    const second = await sealing(store, tenantId, 1_000);
    expect(second).toMatchObject({ firstSeq: 9, lastSeq: 14, sealedEvents: 4 });
    expect((await verified(store, tenantId)).breaks).toEqual([]);
    const log = (await sealsOf({ store }, tenantId)).map((one) => one.seal);
    expect(await verifyArchives(filesOf(tenantId), { log }, silent)).toMatchObject({
      isSound: true,
      archives: [{ lastSeq: 8 }, { firstSeq: 9 }],
    });
  });

  test('what began with a campaign or an attempt that is open stays, however old it is', async () => {
    const store = under.store();
    const tenantId = await aLog(store);
    const host = aHost();
    const campaign = aCampaign(tenantId);
    const moves = [aMove(campaign.campaign.campaignId, host.host.hostId, 'requested')];
    await store.commit({ tenantId, at: at(110), hosts: [host], campaigns: [campaign], moves });
    await store.commit({ tenantId, at: at(120), events: [anEvent('signed-in', 'user', 'ben')] });
    expect(await sealing(store, tenantId, 2_000)).toMatchObject({ lastSeq: 12 });
    expect((await store.events(tenantId, { kinds: ['signed-in'] }, 9)).map(({ seq }) => seq)).toEqual([14]);
  });

  test('what a collector that is served has not got stays for it', async () => {
    const store = under.store();
    const tenantId = await aLog(store);
    const claim = await store.claimAudit({ tenantId, collector: 'siem', worker: 'w', machineNow: 1, leaseMs: 1 });
    if (claim === undefined) throw new Error('no claim');
    await store.moveAudit(claim, 5, at(1_999));
    expect(await sealing(store, tenantId, 2_000)).toMatchObject({ lastSeq: 5 });
  });

  test('two that seal at once take the entries out once, and tell of it once', async () => {
    const store = under.store();
    const tenantId = await aLog(store);
    // The key is made known before, so that both see the same log.
    await sealing(store, tenantId, 465);
    const elsewhere = archiveKeeper(join(folder, 'elsewhere'), keys);
    const found = await Promise.all([sealing(store, tenantId, 1_000), sealing(store, tenantId, 1_000, elsewhere)]);
    expect(found.filter((one) => one !== undefined)).toHaveLength(1);
    expect(await sealsOf({ store }, tenantId)).toHaveLength(2);
    expect((await verified(store, tenantId)).breaks).toEqual([]);
  });

  test('a log with a sealed part is dumped, restored and exported, and proves itself there', async () => {
    const store = under.store();
    const tenantId = await aLog(store);
    await sealing(store, tenantId, 1_000);
    const own = await verified(store, tenantId);
    const path = join(folder, `${tenantId}.gz`);
    await store.exportTenant(tenantId, path, await keeper.signer(tenantId));
    expect(await verifyExport(path, {}, silent)).toMatchObject({
      isSound: true,
      differences: [],
      log: { links: own.links },
    });
    const dump = join(folder, `${tenantId}.dump.gz`);
    await store.dump(dump);
    const place = { kind: 'disk', directory: mkdtempSync(join(folder, 'restored-')) } as const;
    await restoreStore(dump, place, options);
    const restored = await openStore(place, options);
    expect(await verified(restored, tenantId)).toEqual(own);
    await restored.close();
  });

  test('nothing is cut when the archive cannot be proved', async () => {
    const store = under.store();
    const tenantId = await aLog(store);
    const head = await store.logHead(tenantId);
    const broken = { ...keeper, write: () => Promise.reject(new Error('The disk is full.')) };
    const context = { store, identity: testIdentity, clocks: systemClocks(() => at(1_000)), onCommit: silent };
    await expect(sealLog(context, tenantId, 400, broken)).rejects.toThrow('The disk is full.');
    expect((await store.events(tenantId, { kinds: ['signed-in'] }, 99)).length).toBe(10);
    // The key was made known before, and that is all.
    expect((await store.logHead(tenantId)).seq).toBe(head.seq + 1);
  });
});

function tampering(under: StoreUnderTest): void {
  test.each([
    ['an entry that stayed was taken out of the sealed part', 'DELETE FROM log_event WHERE seq = 2', ['sealed']],
    ['an entry behind it was taken out', 'DELETE FROM log_event WHERE seq = 10', ['count']],
    ['the entry that tells of the seal was taken out', 'DELETE FROM log_event WHERE seq = 14', Array(7).fill('count')],
    ['a sealed link was taken out', 'DELETE FROM log_link WHERE seq = 4', ['gap', 'hash', 'sealed']],
  ])('I12 with a sealed part too it is found that %s', async (_what, statement, found) => {
    const tenantId = await aLog(under.store());
    await sealing(under.store(), tenantId, 465);
    await under.tamper(`${statement} AND tenant_id = '${tenantId}'`);
    const { breaks } = await verified(under.store(), tenantId);
    expect(breaks.map((broken) => broken.what)).toEqual(found);
  });
}

onServer(tampering);
onLocal(tampering);
