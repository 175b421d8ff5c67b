import { afterAll, beforeAll, expect, test } from 'vitest';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';
import { aCampaignUnderWay } from './support/story.ts';

inBrowser((browser) => {
  let portal: Portal;
  let id: string;
  beforeAll(async () => {
    portal = await aPortal();
    id = await aCampaignUnderWay(portal);
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
  });

  test('portal 3 each number of a campaign that counts servers leads to exactly so many: who waits, who is in flight, who is committed, and the wave that is open', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(portal.url);
    const line = page.locator('.campaign-line');
    await line.getByRole('link', { name: /waits?$/ }).waitFor();
    const linksOf = async (selector: string) =>
      Promise.all(
        (await page.locator(selector).all()).map(async (link) => ({
          text: await link.innerText(),
          href: (await link.getAttribute('href')) ?? '',
        })),
      );
    const overview = await linksOf('.campaign-line a');
    expect(overview.map(({ href }) => href)).toEqual(
      expect.arrayContaining([`/campaigns/${id}?wave=1`, `/campaigns/${id}?step=committed`]),
    );
    await page.goto(`${portal.url}/campaigns/${id}`);
    await page.locator('.head-sentence a').first().waitFor();
    const counted = [...overview, ...(await linksOf('.head-sentence a, .plain-list a'))].filter(({ href }) =>
      /[?&](waiting|inFlight|step)=/.test(href),
    );
    expect(counted.some(({ href }) => href.includes('waiting='))).toBe(true);
    expect(counted.some(({ href }) => href.includes('inFlight='))).toBe(true);
    for (const { text, href } of counted) {
      await page.goto(portal.url + href);
      await page.getByRole('heading', { name: 'Servers by step' }).waitFor();
      await expect
        .poll(() => page.locator('table.moves tbody tr').count(), { message: `${text} ${href}`, timeout: 30_000 })
        .toBe(Number(/\d+/.exec(text)?.[0]));
    }
    await page.goto(`${portal.url}/campaigns/${id}?wave=1`);
    await expect.poll(() => page.locator('table.moves tbody tr').count()).toBe(3);
  });
});
