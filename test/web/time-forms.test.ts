import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';
import { seriousFindings } from './support/screens.ts';
import { aCampaignUnderWay } from './support/story.ts';

inBrowser((browser) => {
  let portal: Portal;
  let campaign: string;
  beforeAll(async () => {
    portal = await aPortal();
    campaign = await aCampaignUnderWay(portal);
    const siteZones = { Berlin: 'Asia/Tokyo' };
    const { version = 0 } = (await portal.store.tenant(portal.tenantId)) ?? {};
    await portal.control.changeTenant('os:anna', portal.tenantId, { siteZones }, version);
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
  });

  const tipOf = (page: Page) => page.locator('#time-tip');
  /** What a screen reader says of what has the focus, beside its text. */
  const described = (page: Page) =>
    page.evaluate<string>(
      "document.getElementById(document.activeElement?.getAttribute('aria-describedby') ?? '')?.textContent ?? ''",
    );

  test('portal 7 a time that comes by keys tells its other forms, as one that is pointed at does: UTC, local, of its site and how far; Escape takes them away and nothing else', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/servers?pane=BER-DC1`);
    const due = page.getByText('Commits, and cannot be rolled back after').locator('time');
    await due.focus();
    await page.getByRole('tooltip').waitFor();
    await expect.poll(() => described(page)).toMatch(/Site Berlin: .*(GMT\+9|JST)/);
    const told = await described(page);
    expect(told).toMatch(/UTC: .*\d{2}:\d{2} UTC/);
    expect(told).toMatch(/Local: .*\d{2}:\d{2} (CEST|GMT\+2)/);
    expect(told).toMatch(/From now: in \d/);
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await tipOf(page).waitFor({ state: 'detached' });
    expect(await due.getAttribute('aria-describedby')).toBeNull();
    // The pane that the time stands in was not closed by it.
    expect(await page.locator('aside.pane').count()).toBe(1);
    // By keys alone, from the head of the pane.
    await page.locator('aside.pane').getByRole('heading', { name: 'BER-DC1', exact: true }).focus();
    for (let at = 0; at < 30 && !(await described(page)).includes('UTC'); at += 1) await page.keyboard.press('Tab');
    await tipOf(page).waitFor();
    await page.locator('aside.pane').getByRole('heading', { name: 'BER-DC1', exact: true }).focus();
    await tipOf(page).waitFor({ state: 'detached' });
    await due.hover();
    await tipOf(page).waitFor();
    // It stays while the pointer is on it, and goes when that is elsewhere.
    await tipOf(page).hover();
    expect(await tipOf(page).count()).toBe(1);
    await page.getByRole('heading', { level: 1 }).hover();
    await tipOf(page).waitFor({ state: 'detached' });
  });

  test('portal 7 in the grid the cell has the focus for its time: the grid keeps one tab stop', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/servers?columns=name,seen&search=BER`);
    const cell = page.locator('[role=grid] [data-cell="0.2"]');
    await cell.locator('time').waitFor();
    const stops =
      "[...document.querySelectorAll('[role=grid] *')].filter((one) => one.tabIndex === 0 && one.matches('[tabindex]')).length";
    expect(await page.evaluate(stops)).toBe(1);
    expect(await page.locator('[role=grid] time[tabindex]').count()).toBe(0);
    await page.locator('[role=grid] [data-cell="0.1"]').focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => described(page)).toMatch(/UTC: .* UTC.*Site Berlin: .*(GMT\+9|JST)/);
    await page.keyboard.press('ArrowLeft');
    await tipOf(page).waitFor({ state: 'detached' });
    expect(await page.evaluate(stops)).toBe(1);
  });

  test('portal 7 the forms of a time in a question stand above it, and Escape leaves the question open', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'operator');
    await page.goto(`${portal.url}/servers/BER-DC1`);
    await page.getByRole('button', { name: 'Roll back' }).click();
    const question = page.getByRole('dialog');
    await question.locator('time').focus();
    await tipOf(page).waitFor();
    const isAbove = `(() => {
      const { left, top, width, height } = document.getElementById('time-tip').getBoundingClientRect();
      return document.elementFromPoint(left + width / 2, top + height / 2)?.closest('#time-tip') !== null;
    })()`;
    expect(await page.evaluate(isAbove)).toBe(true);
    await page.keyboard.press('Escape');
    await tipOf(page).waitFor({ state: 'detached' });
    expect(await question.isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
  });

  test('portal 7 a drawing that is hidden from screen readers has no tab stop, times of its ends included', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/campaigns/${campaign}`);
    await page.locator('[aria-hidden=true] time').first().waitFor();
    await page.locator('main time[tabindex="0"]').first().waitFor();
    expect(await page.locator('[aria-hidden=true] time[tabindex]').count()).toBe(0);
  });
});
