import { afterAll, beforeAll, expect, test } from 'vitest';
import { aMemory, aPage, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';
import { aCampaignUnderWay, letTwoHoursPass } from './support/story.ts';

inBrowser((browser) => {
  let portal: Portal;
  beforeAll(async () => {
    portal = await aPortal();
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
  });

  test('portal 3.8 the overview says what changed since this person last looked, each number a way to exactly those entries; and that nothing did, or that nobody looked before', async () => {
    const context = await aMemory(browser());
    await using window = await aPage(context);
    const { page } = window;
    const band = page.locator('.since');
    await portal.signIn(context, 'operator');
    await page.goto(portal.url);
    await band.getByText('You look at this tenant for the first time in this browser').waitFor();
    await page.reload();
    await band.getByText('nothing changed.').waitFor();
    expect(await band.getByRole('link').count()).toBe(0);

    // While nobody looks a campaign begins, goes on for hours, and a server is put back.
    await page.goto('about:blank');
    const { seq: place } = await portal.store.logHead(portal.tenantId);
    await aCampaignUnderWay(portal);
    await letTwoHoursPass(portal);
    await page.goto(portal.url);
    await band.getByText('Since you last looked:').waitFor();
    await band.getByRole('link', { name: '1 campaign started' }).waitFor();
    const told = await band.getByRole('link').allInnerTexts();
    expect(told).toContain('5 attempts began');
    expect(told.some((text) => /^\d+ steps of attempts$/.test(text))).toBe(true);
    const stored = await portal.store.events(portal.tenantId, { afterSeq: place }, 10_000);
    expect(told.at(-1)).toBe(`${stored.length} entries in the log`);

    for (const text of told) {
      const count = Number(/\d+/.exec(text)?.[0]);
      await band.getByRole('link', { name: text, exact: true }).click();
      await page
        .getByRole('status')
        .filter({ hasText: new RegExp(`^${count} entr(y|ies) behind place ${place}, oldest first\\.$`) })
        .waitFor();
      const rows = page.locator('table.log tbody tr');
      if (count <= 100) await expect.poll(() => rows.count(), { timeout: 30_000 }).toBe(count);
      const seqs = (await rows.locator('td:last-child').allInnerTexts()).map((id) => Number.parseInt(id, 10));
      expect(Math.min(...seqs)).toBeGreaterThan(place);
      await page.goBack();
      await band.getByRole('link', { name: text, exact: true }).waitFor();
    }

    // Whoever stays begins anew; whoever comes again finds what is new since then.
    await band.getByRole('button', { name: 'Begin anew from here' }).click();
    await band.getByText('nothing changed.').waitFor();

    // Another person in this browser has looked at nothing yet.
    await portal.signIn(context, 'viewer');
    await page.goto(portal.url);
    await band.getByText('for the first time in this browser').waitFor();
    await context.close();
  });
});
