import { afterAll, beforeAll, expect, test } from 'vitest';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';
import { acceptFeatureLoss } from './support/story.ts';

inBrowser((browser) => {
  let portal: Portal;
  let digest: string;
  beforeAll(async () => {
    portal = await aPortal();
    await acceptFeatureLoss(portal);
    const plan = await portal.control.makePlan('os:anna', portal.tenantId, {
      name: 'Berlin to be rehearsed',
      selector: 'BER-DC1 BER-DC2',
      demand: 'service',
      waves: { order: { kind: 'count', hosts: 1 }, canary: false, strata: ['site'] },
      rules: { gate: [{ kind: 'soak', ms: 3_600_000 }] },
    });
    digest = plan.digest;
    await portal.rehearse(digest);
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
  });

  test('portal 4.7: a rehearsal is looked at on the screen of a campaign, which says that nothing real is touched; by keys its clock is turned from the start to the end', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(portal.url);
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Rehearsal' }).press('Enter');
    await page
      .getByRole('row', { name: /Berlin to be rehearsed/ })
      .getByRole('link')
      .press('Enter');
    await page.getByRole('note').filter({ hasText: 'Rehearsal: nothing real is touched.' }).waitFor();
    const waves = page.getByRole('region', { name: 'Waves' });
    const slider = page.getByRole('slider', { name: 'Turned clock' });
    await waves.locator('.wave').nth(1).waitFor();
    expect(await waves.locator('.wave-open').count()).toBe(1);
    const begun = await slider.getAttribute('aria-valuetext');
    // What was only played has no lists: no number of a wave leads anywhere.
    expect(await waves.getByRole('link').count()).toBe(0);
    await page.getByRole('button', { name: 'Next change' }).press('Enter');
    await expect.poll(() => slider.inputValue()).toBe('1');
    expect(await slider.getAttribute('aria-valuetext')).not.toBe(begun);
    await slider.press('End');
    await page.getByRole('region', { name: 'How the campaign goes on' }).getByText('2 of 2 committed').waitFor();
    const stops = (await portal.control.rehearsal(portal.tenantId, digest))?.rehearsal.course?.stops ?? [];
    expect(await slider.inputValue()).toBe(String(stops.length - 1));
    await page.getByText('The campaign ends in 1 of 1 seed.').waitFor();
    expect(await page.getByRole('button', { name: 'Rehearse', exact: true }).count()).toBe(0);
  });

  test('portal 4.7: it plays by itself when it is told to, as fast as is chosen, stops at the end and can be stopped before', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'operator');
    await page.goto(`${portal.url}/rehearsals/${digest}`);
    const slider = page.getByRole('slider', { name: 'Turned clock' });
    await slider.waitFor();
    expect(await slider.inputValue()).toBe('0');
    await page.getByLabel('Speed').selectOption({ label: '3 days a second' });
    await page.getByRole('button', { name: 'Play', exact: true }).press('Enter');
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await page.getByRole('button', { name: 'Play again' }).waitFor();
    expect(await slider.inputValue()).toBe(await slider.getAttribute('max'));
    await page.getByLabel('Speed').selectOption({ label: '1 hour a second' });
    await page.getByRole('button', { name: 'Play again' }).press('Enter');
    await page.getByRole('button', { name: 'Pause' }).press('Enter');
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
    expect(Number(await slider.inputValue())).toBeLessThan(Number(await slider.getAttribute('max')));
  });

  test('portal 4.7: with no plan it says what to do, and an operator begins a rehearsal from here', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'operator');
    await page.goto(`${portal.url}/rehearsals`);
    await page.getByRole('button', { name: 'Rehearse the plan Berlin to be rehearsed' }).press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Seeds', { exact: true }).fill('1');
    await dialog.getByRole('button', { name: 'Rehearse 1 seed' }).press('Enter');
    await page.waitForURL(`${portal.url}/rehearsals/${digest}`);
    await page.getByText(/of 1 seed rehearsed/).waitFor();
    await page.route('**/api/v1/plans?*', (route) => route.fulfill({ json: { value: [] } }));
    await page.route('**/api/v1/plans', (route) => route.fulfill({ json: { value: [] } }));
    await page.goto(`${portal.url}/rehearsals`);
    await page.getByText('A saved plan can be rehearsed').waitFor();
    await page.getByRole('link', { name: 'New plan' }).waitFor();
  });
});
