import { afterAll, beforeAll, expect, test } from 'vitest';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';
import { aCampaignUnderWay } from './support/story.ts';

inBrowser((browser) => {
  let portal: Portal;
  let campaign: string;
  beforeAll(async () => {
    portal = await aPortal();
    campaign = await aCampaignUnderWay(portal);
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
  });

  test('portal 3.2 each wave has a bar of its servers by state as long as the wave is large, with the figures below; each leads to exactly those servers', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/campaigns/${campaign}`);
    const first = page.locator('.waves > li').first();
    const second = page.locator('.waves > li').nth(1);
    await first.getByText('3 servers · 0 of 3 committed').waitFor();
    await second.getByText('2 servers · 0 of 2 committed').waitFor();
    expect(await first.getByRole('listitem').allInnerTexts()).toEqual(['1 migrating', '2 observing']);
    expect(await second.getByRole('listitem').allInnerTexts()).toEqual(['2 queued']);

    // As long as what is counted: a third and two thirds of the bar, in the order of the states.
    const bar = first.locator('.stacked-bar');
    const whole = (await bar.boundingBox())?.width ?? 0;
    const parts = await bar.locator('.part').all();
    const widths = await Promise.all(parts.map(async (part) => (await part.boundingBox())?.width ?? 0));
    expect(widths.map((width) => Math.round((3 * width) / whole))).toEqual([1, 2]);
    // Nobody has the bar read aloud: the figures say all that it shows.
    expect(await bar.getAttribute('aria-hidden')).toBe('true');

    await first.getByRole('link', { name: '2 observing' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/step=observing&wave=1/);
    await page.getByText('Of wave 1 of 2 alone.').waitFor();
    const rows = page.locator('table.moves tbody tr');
    await expect.poll(() => rows.count(), { timeout: 30_000 }).toBe(2);
    expect((await rows.locator('th').allInnerTexts()).toSorted()).toEqual(['BER-DC1', 'BER-DC2']);
    await second.getByRole('link', { name: '2 queued' }).click();
    await expect
      .poll(async () => (await rows.locator('th').allInnerTexts()).toSorted(), { timeout: 30_000 })
      .toEqual(['MUC-DC1', 'MUC-DC4']);
    await page.getByRole('link', { name: 'Of all waves' }).click();
    await page.getByRole('button', { name: 'All 5' }).click();
    await expect.poll(() => rows.count(), { timeout: 30_000 }).toBe(5);
  });
});
