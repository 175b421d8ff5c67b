import { afterAll, beforeAll, expect, test } from 'vitest';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';
import { aCampaignUnderWay } from './support/story.ts';

inBrowser((browser) => {
  let portal: Portal;
  beforeAll(async () => {
    portal = await aPortal();
    await aCampaignUnderWay(portal);
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
  });

  test('portal 8.3 a number on the overview that is a link leads to exactly so many servers, of the estate, of a campaign and of a day', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(portal.url);
    await page.getByText('What blocks').waitFor();
    const links = page.locator('.figure a, .legend a, .commits a');
    const told = await Promise.all(
      (await links.all()).map(async (link) => ({
        count: Number(/\d+/.exec(await link.innerText())?.[0]),
        href: (await link.getAttribute('href')) ?? '',
      })),
    );
    const of = (start: string) => told.filter(({ href }) => href.startsWith(start));
    expect(of('/servers').length).toBeGreaterThan(3);
    expect(of('/campaigns/').length).toBeGreaterThan(2);
    for (const { count, href } of told) {
      await page.goto(portal.url + href);
      if (href.startsWith('/servers'))
        await expect
          .poll(() => page.locator('.page-count').textContent(), { message: href, timeout: 30_000 })
          .toBe(String(count));
      else
        await expect
          .poll(() => page.locator('table.moves tbody tr').count(), { message: href, timeout: 30_000 })
          .toBe(count);
    }
  });
});
