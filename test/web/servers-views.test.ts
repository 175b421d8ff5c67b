import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';
import { aCampaignUnderWay, letTwoHoursPass } from './support/story.ts';

inBrowser((browser) => {
  let portal: Portal;
  beforeAll(async () => {
    portal = await aPortal();
    await aCampaignUnderWay(portal, 'Berlin and Munich', 'user:operator');
    await letTwoHoursPass(portal);
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
  });

  const namesIn = async (page: Page, count: number) => {
    await page.locator(`[role=grid][aria-rowcount="${count + 1}"]`).waitFor();
    await expect.poll(() => page.locator('.grid-line .cell-name a').count()).toBe(count);
    return (await page.locator('.grid-line .cell-name a').allTextContents()).sort();
  };

  test('"Mine" has the servers of campaigns that somebody began, and nobody else finds them there', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'operator');
    await page.goto(`${portal.url}/servers`);
    await page.getByRole('link', { name: 'Mine' }).click();
    expect(await namesIn(page, 5)).toEqual(['BER-DC1', 'BER-DC2', 'MUC-DC1', 'MUC-DC3', 'MUC-DC4']);
    expect(new URL(page.url()).search).toBe('?whose=mine');
    await page.getByRole('button', { name: 'Concerns: Mine' }).waitFor();
    await using other = await aWindow(browser());
    await portal.signIn(other.context, 'administrator');
    await other.page.goto(page.url());
    await other.page.getByText('No server fits').waitFor();
  });

  test('"Needs you" has the servers about which an open task waits for a person, and those alone', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'operator');
    const { value } = await portal.store.tasks(portal.tenantId, { state: ['open'] }, { top: 200 });
    const hostIds = [...new Set(value.flatMap(({ hostId }) => (hostId == null ? [] : [hostId])))];
    const hosts = await portal.store.hostsById(portal.tenantId, hostIds);
    expect(hosts.length).toBeGreaterThan(0);
    await page.goto(`${portal.url}/servers`);
    await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Needs you' }).click();
    expect(await namesIn(page, hosts.length)).toEqual(hosts.map(({ name }) => name).sort());
  });

  test('columns are chosen by keys alone; the choice is in the address, goes along to another view, and comes back with the link', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/servers`);
    await page.getByRole('link', { name: 'BER-DC1' }).waitFor();
    await page.getByRole('button', { name: 'Columns (11 of 16)' }).focus();
    await page.keyboard.press('Enter');
    const panel = page.getByRole('dialog', { name: 'Columns that are shown' });
    // One after the other as fast as keys can be pressed: each goes on from the one before, whether its list stands there or not.
    for (const name of ['Type', 'Domain', 'Service status']) {
      await panel.getByRole('checkbox', { name, exact: true }).focus();
      await page.keyboard.press('Space');
    }
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Columns (8 of 16)', exact: true }).and(page.locator(':focus')).waitFor();
    const columns = 'name,site,state,verdict,attempt,version,health,seen';
    expect(new URL(page.url()).searchParams.get('columns')).toBe(columns);
    await page.getByRole('link', { name: 'Not ready', exact: true }).click();
    await page.waitForURL(/state=notReadyForMigration/);
    expect(new URL(page.url()).searchParams.get('columns')).toBe(columns);
    await page.getByRole('link', { name: 'Not ready', exact: true }).and(page.locator('[aria-current=page]')).waitFor();
    await page.reload();
    await page.locator('[role=grid][aria-colcount="9"]').waitFor();
    await page.locator('[data-cell="0.1"] a').waitFor();
    await page.locator('[data-cell="0.1"]').focus();
    await page.keyboard.press('End');
    await page.locator('[data-cell="0.8"]:focus').waitFor();
    await page.getByRole('button', { name: 'Columns (8 of 16)' }).click();
    await page.getByRole('button', { name: 'Show all columns' }).click();
    await page.locator('[role=grid][aria-colcount="17"]').waitFor();
    await page.getByRole('button', { name: 'Show the usual columns' }).click();
    await page.locator('[role=grid][aria-colcount="12"]').waitFor();
    expect(new URL(page.url()).searchParams.has('columns')).toBe(false);
  });
});
