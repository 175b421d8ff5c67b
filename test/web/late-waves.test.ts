import { afterAll, beforeAll, expect, test } from 'vitest';
import { hourMs } from '../../src/domain/time.ts';
import { sampleStartAt } from '../../src/main/sample.ts';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';
import { acceptFeatureLoss } from './support/story.ts';

inBrowser((browser) => {
  let portal: Portal;
  beforeAll(async () => {
    portal = await aPortal();
    await acceptFeatureLoss(portal);
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
  });

  /** Somebody builds a server in Berlin; Active Directory has it, and nobody has looked at it yet. */
  const build = async () => {
    const { control, tenantId } = portal;
    const found = await control.importEvidence('os:anna', tenantId, {
      bytes: new TextEncoder().encode(
        'Name,DNSHostName,Domain,Site\nBER-DC77,ber-dc77.nordufer.example,nordufer.example,Berlin\n',
      ),
      fileName: 'ad.csv',
      observedAt: sampleStartAt,
      dryRun: false,
    });
    expect(found).toMatchObject({ registered: 1, problems: [] });
  };

  test('portal 3.2 8.3 who joined is told beside the frozen numbers, each of which leads to so many servers; who is able goes in a late wave behind all others, never in one that was planned', async () => {
    const { control, tenantId, twin } = portal;
    const waves = [
      { name: 'First', hosts: ['BER-DC1'] },
      { name: 'Then', hosts: ['BER-DC2'] },
    ];
    const plan = await control.makePlan('os:anna', tenantId, {
      name: 'Berlin',
      selector: 'site:Berlin',
      demand: 'service',
      waves: { canary: false, strata: [], order: { kind: 'explicit', waves } },
    });
    const { campaign } = await control.apply('os:anna', tenantId, plan, false);
    await build();
    await twin.turn({ advanceMs: 2 * hourMs });

    const { progress } = (await portal.store.campaign(tenantId, campaign?.campaignId as never)) ?? {};
    const ready = progress?.since?.ready ?? 0;
    expect(progress?.since).toEqual({ joined: 1, ready, gone: 0 });
    expect(ready).toBeGreaterThan(0);

    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'operator');
    await page.goto(`${portal.url}/campaigns/${campaign?.campaignId}`);
    await page.getByText('0 of 2 committed').waitFor();
    await page
      .getByText(`Since it was planned: 1 joined, 0 gone and still counted, ${ready} could go in a late wave.`)
      .waitFor();
    const address = page.url();
    const ways = page.locator('p', { hasText: 'Since it was planned' }).getByRole('link');
    const told = await Promise.all(
      (await ways.all()).map(async (way) => [await way.innerText(), (await way.getAttribute('href')) ?? ''] as const),
    );
    expect(told.map(([count]) => count)).toEqual(['1', '0', String(ready)]);
    for (const [count, href] of told) {
      await page.goto(portal.url + href);
      await expect.poll(() => page.locator('.page-count').textContent(), { message: href }).toBe(count);
    }
    await page.getByRole('button', { name: 'Berlin: could go in a late wave: remove this filter' }).waitFor();
    await page.goto(portal.url + (told[0]?.[1] ?? ''));
    await page.getByRole('row').getByText('BER-DC77', { exact: true }).waitFor();
    await page.goto(address);
    const wavesShown = page.locator('.waves > li');
    await expect.poll(() => wavesShown.count(), { timeout: 30_000 }).toBe(2);

    await page.getByRole('button', { name: 'Plan a late wave' }).click();
    await page.getByRole('heading', { level: 1, name: 'Plan Berlin, late wave 1' }).waitFor();
    // Whom nobody proved able stays out, and the plan says so.
    await page.getByText('BER-DC77').first().waitFor();
    // Looking at it starts nothing.
    expect((await portal.store.moves(tenantId, {}, { top: 9 })).value).toHaveLength(2);
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/Type the name of the plan/).fill('Berlin, late wave 1');
    await dialog.getByRole('button', { name: `Migrate ${ready} server` }).click();
    await page.getByRole('heading', { level: 1, name: 'Berlin', exact: true }).waitFor();

    await page.getByText(`0 of 2 committed (+${ready} late)`).waitFor();
    await expect.poll(() => wavesShown.count(), { timeout: 30_000 }).toBe(3);
    const texts = await wavesShown.allInnerTexts();
    expect(texts.map((text) => text.includes('late wave'))).toEqual([false, false, true]);
    expect(texts.map((text) => /(\d+) servers?/.exec(text)?.[1])).toEqual(['1', '1', String(ready)]);
    const moves = (await portal.store.moves(tenantId, {}, { top: 50 })).value;
    const late = Array.from({ length: ready }, () => 3);
    expect(moves.map(({ wave }) => wave).sort()).toEqual([1, 2, ...late]);
  });
});
