import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyChain } from '../../src/domain/log.ts';
import { dayMs } from '../../src/domain/time.ts';
import { systemClocks } from '../../src/engine/clock.ts';
import { seededIdentity } from '../../src/engine/identity.ts';
import type { Store } from '../../src/engine/ports/store.ts';
import { sealLog } from '../../src/engine/seal-log.ts';
import { archiveKeeper } from '../../src/main/log-archive/keeper.ts';
import { reportKeys } from '../../src/main/report-keys.ts';
import { hasAnyPrograms } from '../../src/store/local/programs.ts';
import { openStore } from '../../src/store/open.ts';
import { restoreStore } from '../../src/store/transfer/copy.ts';
import { expectInvariantsAtTheEnd } from '../support/invariants.ts';
import { aWorld, worldStartAt } from '../support/world.ts';
import { dumpOf, keptEstate, keptSeed, keptStores, twinOf } from './keep.ts';

/*
 * Stores that earlier versions left in the middle of a campaign. `npm run keep-store` makes one before a release; 0008-pins was made by the code of the day on
 * which that step was the newest.
 */

test('a store of an earlier version is kept', () => {
  expect(keptStores()).toContain('0008-pins');
});

/** Where somebody who upgrades may have it; `test/upgrade/killed.test.ts` does the same to a server. */
const kinds = hasAnyPrograms(undefined) ? (['disk', 'local'] as const) : (['disk'] as const);
const stores = keptStores().flatMap((name) => kinds.map((kind) => ({ name, kind })));

describe.each(stores)('the store $name, kind $kind', ({ name, kind }) => {
  const directory = mkdtempSync(join(tmpdir(), 'cg-up-'));
  const place = { kind, directory };
  const options = { identity: seededIdentity('upgraded'), machineNow: () => worldStartAt };
  let store: Store;
  let rows = 0;
  beforeAll(async () => {
    const restored = await restoreStore(dumpOf(name), place, options);
    rows = restored.rows;
    store = await openStore(place, options);
  });
  afterAll(async () => {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });

  test('is brought to the schema of today, with every row', async () => {
    expect(await store.schema()).toMatchObject({ isCurrent: true });
    expect((await store.migrate()).applied).toEqual([]);
    expect(rows).toBeGreaterThan(100);
    const { tenantId } = twinOf(name);
    expect((await store.tenants()).map((tenant) => tenant.tenantId)).toEqual([tenantId]);
  });

  test('I12 I16 its log is whole and folds to its state, and its campaign goes on to the commit of every server', {
    timeout: 300_000,
  }, async () => {
    const earlier = twinOf(name);
    await using world = await aWorld({ seed: keptSeed, estate: keptEstate, store, earlier });
    const { tenantId, control } = world;
    expect(await control.verifyLog(tenantId)).toMatchObject({ breaks: [], differences: [] });
    const before = (await store.views(tenantId)).moves.map(({ state }) => state.kind);
    expect(new Set(before)).toEqual(new Set(['observing', 'migrating', 'queued']));
    await world.turn({ hours: 3 });
    await world.collect(...world.twin.estate().map((server) => server.host));
    await world.turn({ days: 8 });
    const { moves } = await store.views(tenantId);
    expect(moves.map(({ state }) => state.kind)).toEqual(moves.map(() => 'committed'));
    expect(moves).toHaveLength(6);
    // Nothing was started twice on the way.
    expect(world.twin.ledger().servers.map(({ migrateCalls }) => migrateCalls)).toEqual(moves.map(() => 1));
    await expectInvariantsAtTheEnd(world);
  });

  test('I12 I16 its log is sealed when it is old, and what is left still folds to its state', async () => {
    const { tenantId } = twinOf(name);
    const keeper = archiveKeeper(join(directory, 'archives'), reportKeys(join(directory, 'keys')));
    const clocks = systemClocks(() => worldStartAt + 730 * dayMs);
    const context = { store, clocks, identity: options.identity, onCommit: () => undefined };
    const seal = await sealLog(context, tenantId, 400, keeper);
    expect(seal?.sealedEvents).toBeGreaterThan(10);
    const chain = await verifyChain(store.links(tenantId, 0), await store.logHead(tenantId), options.identity.sha256);
    expect(chain).toMatchObject({ breaks: [], sealed: { lastSeq: seal?.lastSeq } });
    await using world = await aWorld({ seed: keptSeed, estate: keptEstate, store, earlier: twinOf(name) });
    expect(await world.control.verifyLog(tenantId)).toMatchObject({ breaks: [], differences: [] });
  });
});
