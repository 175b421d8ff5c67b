import { afterAll, beforeAll, expect, test } from 'vitest';
import { toRfc3339 } from '../../src/domain/time.ts';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';
import { aCampaignUnderWay, aPlanToApprove } from './support/story.ts';

inBrowser((browser) => {
  let portal: Portal;
  beforeAll(async () => {
    portal = await aPortal();
    await aCampaignUnderWay(portal);
    await aPlanToApprove(portal);
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
  });

  test('how a tenant stands among others is what its own pages say', async () => {
    const { control, store, tenantId } = portal;
    const [row] = await control.standings(await store.tenants());
    const [status, overview] = await Promise.all([control.status(tenantId), control.overview(tenantId)]);
    expect(status.needsYou.map(({ kind }) => kind)).toContain('plan');
    expect(row).toMatchObject({ needs: status.needsYou.length, campaigns: 1 });
    const sum = (of: 'servers' | 'protected' | 'unknown' | 'disruptive') =>
      overview.sites.reduce((total, { count }) => total + count[of], 0);
    expect(row).toMatchObject({
      servers: sum('servers'),
      protected: sum('protected'),
      unknown: sum('unknown'),
      inFlight: sum('disruptive'),
    });
    const moves = await store.moves(tenantId, {}, { top: 200 });
    const dues = moves.value
      .filter(({ schedule }) => schedule.isActive)
      .flatMap(({ schedule }) => schedule.deadlineAt ?? []);
    expect(row?.dueAt === null ? null : toRfc3339(row?.dueAt ?? 0)).toBe(toRfc3339(Math.min(...dues)));
  });

  test('a tenant is made by keys and opened where it is connected; the bar on top leads back', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'administrator');
    await page.goto(`${portal.url}/tenants`);
    await page.getByRole('link', { name: 'Nordufer Bank (sample)' }).waitFor();
    await page.getByRole('button', { name: 'Make the tenant' }).click();
    await page.locator('[aria-invalid=true]').waitFor();
    await page.getByLabel('Name of the tenant').focus();
    await page.keyboard.type('Südbank');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    await page.getByRole('button', { name: 'Connect, read-only' }).waitFor();
    const chosen = page.getByLabel('Tenant', { exact: true });
    expect(await chosen.locator('option:checked').textContent()).toBe('Südbank');
    await chosen.selectOption({ label: 'Nordufer Bank (sample)' });
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await page.getByText('30 servers').first().waitFor();
  });

  test('every number of the list leads into its tenant, to what it counts', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/`);
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Tenants' }).click();
    expect(await page.getByRole('button', { name: 'Make the tenant' }).count()).toBe(0);
    const [first, second] = ['Nordufer Bank (sample)', 'Südbank'].map((name) => page.getByRole('row', { name }));
    if (first === undefined || second === undefined) throw new Error('There are two rows.');
    await second.getByText('nothing now').waitFor();
    await second.getByRole('link', { name: '0 of 0' }).click();
    await page.getByText('There is no server yet.').waitFor();
    await page.goBack();
    await first.getByRole('link', { name: /^\d+$/ }).click();
    await page.locator('[role=grid] a').first().waitFor();
    expect(await page.getByLabel('Tenant', { exact: true }).locator('option:checked').textContent()).toBe(
      'Nordufer Bank (sample)',
    );
  });
});
