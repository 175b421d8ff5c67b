import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LogSeal } from '../../src/domain/log-seal.ts';
import { dayMs, hourMs } from '../../src/domain/time.ts';
import { systemClocks } from '../../src/engine/clock.ts';
import { sealLog } from '../../src/engine/seal-log.ts';
import { archiveKeeper } from '../../src/main/log-archive/keeper.ts';
import { reportKeys } from '../../src/main/report-keys.ts';
import { sampleStartAt } from '../../src/main/sample.ts';
import { anEvent } from '../store/estate.ts';
import { testIdentity } from '../support/identity.ts';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';

inBrowser((browser) => {
  let portal: Portal;
  let folder: string;
  let seal: LogSeal;
  beforeAll(async () => {
    portal = await aPortal();
    folder = await mkdtemp(join(tmpdir(), 'cg-sealed-'));
    const { store, tenantId } = portal;
    for (const day of [1, 2, 3])
      await store.commit({
        tenantId,
        at: sampleStartAt + hourMs,
        events: [anEvent('signed-in', 'user', 'anna', { day })],
      });
    const clocks = systemClocks(() => sampleStartAt + 900 * dayMs);
    const context = { store, identity: testIdentity, clocks, onCommit: () => undefined };
    const keeper = archiveKeeper(join(folder, 'archives'), reportKeys(join(folder, 'keys')));
    const found = await sealLog(context, tenantId, 800, keeper);
    if (found === undefined) throw new Error('Nothing was sealed.');
    seal = found;
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  test('the log says until when, how many of its events are in sealed archives, and how one reads and proves them', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/log`);
    const told = page.getByText(`${seal.sealedEvents} older events up to link ${seal.lastSeq} (`);
    await told.waitFor();
    expect(seal.sealedEvents).toBeGreaterThan(1);
    expect(await told.innerText()).toContain('are in sealed archives, and not in this list.');
    expect(await told.innerText()).toMatch(/\(Mon 30 Mar.*CEST\)/);
    for (const command of ['report archive list', 'report archive verify FILE --log'])
      await page.getByText(`npx changeguard ${command}`).waitFor();
    // What is said to be gone is gone, and the chain holds nevertheless.
    const { value } = await portal.store.hosts(portal.tenantId, {}, { top: 1 });
    expect(value).toHaveLength(1);
    await page.getByRole('button', { name: 'Verify the chain' }).click();
    await page.getByText(`${seal.sealedEvents} more events of ${seal.sealedLinks} old links`).waitFor();
  });

  test('the timeline of a server says that what happened to it may be in a sealed archive, and says it in German as well', async () => {
    const { value } = await portal.store.hosts(portal.tenantId, {}, { top: 1 });
    const address = `${portal.url}/servers/${value[0]?.hostId}`;
    await using window = await aWindow(browser());
    await portal.signIn(window.context, 'viewer');
    await window.page.goto(address);
    await window.page
      .getByText(`Of the whole log ${seal.sealedEvents} older events up to link ${seal.lastSeq}`)
      .waitFor();
    await using german = await aWindow(browser(), { remembers: { language: 'de' } });
    await portal.signIn(german.context, 'viewer');
    await german.page.goto(address);
    await german.page
      .getByText(`liegen ${seal.sealedEvents} ältere Ereignisse bis zum Glied ${seal.lastSeq}`)
      .waitFor();
  });
});
