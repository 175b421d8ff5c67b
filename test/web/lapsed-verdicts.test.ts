import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dayMs } from '../../src/domain/time.ts';
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

  test('portal 4.2 a link in a row that is pointed at or chosen can be read in dark and in light colours', async () => {
    for (const theme of ['light', 'dark']) {
      await using window = await aWindow(browser(), { remembers: { theme } });
      const { page } = window;
      await portal.signIn(window.context, 'viewer');
      await page.goto(`${portal.url}/servers?search=BER-DC1`);
      const row = page.locator('.grid-line').filter({ hasText: 'BER-DC1' }).first();
      await row.hover();
      expect(await contrastOfLink(row), `${theme}, pointed at`).toBeGreaterThanOrEqual(4.5);
      await page.getByLabel('Choose BER-DC1').first().check();
      await page.mouse.move(0, 0);
      expect(await contrastOfLink(row), `${theme}, chosen`).toBeGreaterThanOrEqual(4.5);
    }
  });

  test('portal 4.2 below the list each sentence ends before the next begins', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/servers`);
    await expect
      .poll(() => page.locator('.grid-foot').innerText(), { timeout: 30_000 })
      .toMatch(/^Rows 1 to \d+ of 30\. A click/);
  });

  test('portal 4.6 the parts of a query stand apart from each other', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/proof?view=queries`);
    const parts = page.locator('.query-part');
    await parts.first().waitFor();
    const gaps = await parts.evaluateAll((found) =>
      found.map((part) => {
        const before = part.previousElementSibling;
        return before === null
          ? Number.POSITIVE_INFINITY
          : part.getBoundingClientRect().top - before.getBoundingClientRect().bottom;
      }),
    );
    expect(gaps.length).toBeGreaterThan(3);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(11);
  });

  // The last one: nothing is read or judged from here on.
  test('portal 8.5 a verdict whose time is over is called lapsed in the list, on the page and in what is chosen, and is not ready any more', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'operator');
    const cell = page.locator('.grid-line .cell-verdict').first();
    await page.goto(`${portal.url}/servers?search=BER-DC1`);
    await expect.poll(() => cell.innerText(), { timeout: 30_000 }).toBe('pass');

    portal.standStill(3 * dayMs);
    await portal.signIn(window.context, 'operator');
    await page.goto(`${portal.url}/servers?search=BER-DC1`);
    await expect.poll(() => cell.innerText(), { timeout: 30_000 }).toBe('lapsed');
    expect(await cell.locator('.state .icon').count()).toBe(1);
    await page.getByLabel('Choose BER-DC1').first().check();
    await page.getByText('1 chosen: 0 ready, 1 not').waitFor();
    await page.goto(`${portal.url}/servers/BER-DC1`);
    await page
      .getByText(/lapsed.*It said pass and held until .* \(.*ago\)/s)
      .first()
      .waitFor();
    const checks = page.locator('li.check .state');
    expect(await checks.filter({ hasText: /^pass$/ }).count()).toBe(0);
  });
});

/** WCAG 2's ratio between the first link of a row and the row behind it. */
async function contrastOfLink(row: Locator): Promise<number> {
  const colours = await row.evaluate((element) => {
    const style = (part: typeof element) => element.ownerDocument.defaultView?.getComputedStyle(part);
    return [style(element.querySelector('a') ?? element)?.color, style(element)?.backgroundColor];
  });
  const [link = 0, ground = 0] = colours.map((colour) => luminanceOf(colour ?? ''));
  return (Math.max(link, ground) + 0.05) / (Math.min(link, ground) + 0.05);
}

function luminanceOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = (colour.match(/\d+(\.\d+)?/g) ?? []).map((part) => {
    const share = Number(part) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
