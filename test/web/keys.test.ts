import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';
import { misfits, seriousFindings } from './support/screens.ts';

inBrowser((browser) => {
  let portal: Portal;
  beforeAll(async () => {
    portal = await aPortal();
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
  });

  const dialogOf = (page: Page) => page.getByRole('dialog', { name: /Keys on this screen|Tasten auf dieser Seite/ });
  const focused = (page: Page) => page.evaluate("document.activeElement?.textContent?.trim() ?? ''");
  const cell = (page: Page) => page.locator('[role=grid] [data-cell="0.1"]');

  test('portal 4 ? shows the keys of this screen from any place that is no field; the focus goes in, stays in, and comes back where it was', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/servers`);
    await page.getByRole('row').getByText('BER-DC1', { exact: true }).waitFor();
    await cell(page).focus();
    const before = await focused(page);
    await page.keyboard.press('?');
    await dialogOf(page).waitFor();
    expect(await page.evaluate("document.querySelector('dialog').contains(document.activeElement)")).toBe(true);
    expect(await page.evaluate("document.querySelector('dialog').matches(':modal')")).toBe(true);
    await dialogOf(page).getByText('Shows the server of the row beside the list').waitFor();
    expect(await dialogOf(page).getByText('In the server beside the list').count()).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialogOf(page).waitFor({ state: 'detached' });
    expect(await focused(page)).toBe(before);
    // The keys that it tells act: Shift and Enter show the server beside the list, whose own key is then in the list.
    await page.keyboard.press('Shift+Enter');
    await page.getByRole('complementary').getByRole('heading', { level: 2 }).waitFor();
    await page.keyboard.press('?');
    await dialogOf(page).getByText('In the server beside the list: closes it').waitFor();
    await page.keyboard.press('Escape');
    await dialogOf(page).waitFor({ state: 'detached' });
    // Escape closed the list of keys alone.
    expect(await page.getByRole('complementary').count()).toBe(1);
    for (const field of [page.getByRole('searchbox').first(), page.getByRole('searchbox').last()]) {
      await field.focus();
      await page.keyboard.type('a?b');
      expect(await field.inputValue()).toBe('a?b');
    }
    expect(await dialogOf(page).count()).toBe(0);
  });

  test('portal 4 the button in the bar shows them too, on other screens without the keys of the grid; in German, in a narrow window and in dark colours', async () => {
    await using window = await aWindow(browser(), {
      width: 320,
      height: 700,
      remembers: { language: 'de', theme: 'dark' },
    });
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(portal.url);
    const button = page.getByRole('button', { name: 'Tasten (?)' });
    await button.press('Enter');
    await dialogOf(page).getByText('Zum nächsten Bedienelement').waitFor();
    expect(await dialogOf(page).getByText('Von Zelle zu Zelle').count()).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
    expect(
      await page.evaluate(
        "document.querySelector('dialog').scrollWidth <= document.querySelector('dialog').clientWidth",
      ),
    ).toBe(true);
    await dialogOf(page).getByRole('button', { name: 'Schließen' }).press('Enter');
    await dialogOf(page).waitFor({ state: 'detached' });
    expect(await page.evaluate("document.activeElement?.getAttribute('aria-label')")).toBe('Tasten (?)');
    expect(await misfits(page)).toEqual([]);
  });

  test('portal 4 whoever switches single signs off as keys, in the list or in the settings, has the button alone, also after the page is loaded anew', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/tasks`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('?');
    await dialogOf(page)
      .getByLabel(/Open this list by/)
      .press('Space');
    await dialogOf(page).getByText('Shows this list').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await dialogOf(page).waitFor({ state: 'detached' });
    await page.keyboard.press('?');
    await page.reload();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('?');
    // The list takes no longer to come than the one that the button asks for.
    await page.getByRole('button', { name: 'Keys (?)' }).press('Enter');
    await dialogOf(page).waitFor();
    expect(await dialogOf(page).count()).toBe(1);
    await page.keyboard.press('Escape');
    await page.goto(`${portal.url}/settings`);
    await page.getByLabel('Single signs as keys').selectOption('on');
    await page.getByRole('heading', { level: 1 }).press('?');
    await dialogOf(page).waitFor();
  });
});
