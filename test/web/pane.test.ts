import { afterAll, beforeAll, expect, test } from 'vitest';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';

inBrowser((browser) => {
  let portal: Portal;
  beforeAll(async () => {
    portal = await aPortal();
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
  });

  test('a click on a row shows the server beside the list; the address says so, and Escape goes back to the row', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'operator');
    await page.goto(`${portal.url}/servers?site=Berlin`);
    const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: 'BER-DC1' }) });
    await row.getByRole('gridcell').nth(3).click();
    const pane = page.getByRole('complementary', { name: 'BER-DC1, beside the list' });
    await pane.getByRole('heading', { name: 'How it stands' }).waitFor();
    expect(await page.evaluate('document.activeElement?.textContent')).toBe('BER-DC1');
    const { searchParams } = new URL(page.url());
    expect(searchParams.get('site')).toBe('Berlin');
    expect(searchParams.get('pane')).toBeTruthy();
    await page.getByRole('link', { name: 'BER-DC2' }).waitFor();
    // The address alone opens it again, in another window.
    await page.reload();
    await pane.getByRole('heading', { name: 'How it stands' }).waitFor();
    await pane.getByRole('heading', { name: 'BER-DC1' }).focus();
    await page.keyboard.press('Escape');
    await pane.waitFor({ state: 'detached' });
    expect(new URL(page.url()).search).toBe('?site=Berlin');
    expect(await page.evaluate("document.activeElement?.getAttribute('role')")).toBe('gridcell');
  });

  test('by keys alone: Shift and Enter open it from any cell, its link leads to the page, and the way back is the list with it', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/servers?site=Berlin`);
    await page.getByRole('link', { name: 'BER-DC2' }).waitFor();
    await page.locator('[role=grid] [tabindex="0"]').focus();
    await page.keyboard.press('ArrowDown');
    const name = String(
      await page.evaluate("document.activeElement?.closest('[role=row]')?.querySelector('a')?.textContent"),
    );
    await page.keyboard.press('Shift+Enter');
    const pane = page.getByRole('complementary', { name: `${name}, beside the list` });
    await pane.getByRole('heading', { name: 'How it stands' }).waitFor();
    await pane.getByRole('link', { name: 'As a page' }).press('Enter');
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await page.goBack();
    await pane.getByRole('heading', { name: 'How it stands' }).waitFor();
  });

  test('what has an act of its own keeps it: the name leads to the page, and choosing a server opens nothing', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'operator');
    await page.goto(`${portal.url}/servers?site=Berlin`);
    await page.getByRole('checkbox', { name: 'Choose BER-DC1' }).click();
    expect(new URL(page.url()).search).toBe('?site=Berlin');
    await page.getByRole('link', { name: 'BER-DC1' }).click();
    await page.getByRole('heading', { level: 1, name: 'BER-DC1' }).waitFor();
  });

  test('on a narrow screen it stands in the place of the list, and nothing is wider than the screen', async () => {
    await using window = await aWindow(browser(), { width: 320, height: 700 });
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/servers?pane=BER-DC1`);
    await page.getByRole('complementary').getByRole('heading', { name: 'How it stands' }).waitFor();
    expect(await page.getByRole('grid').isVisible()).toBe(false);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
  });
});
