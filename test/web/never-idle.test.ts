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

  test('where the machine has so much else to do that the browser is never idle, a closed question leaves the page readable, the forms of a time are told, and what changed meanwhile is shown', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'administrator');
    // Calls back when its time is over, and never for idleness.
    await page.addInitScript(
      'window.requestIdleCallback = (deed, { timeout } = {}) => (timeout === undefined ? 0 : setTimeout(deed, timeout))',
    );
    await page.goto(`${portal.url}/settings`);
    await page.getByRole('button', { name: 'Disarm', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Leave it as it is' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    // Between the first picture and the stream of events: the first look after it says so.
    let hasChanged = false;
    await page.route('**/api/v1/events**', async (route) => {
      if (!hasChanged) await portal.control.setArmed('os:anna', portal.tenantId, false, 'While nobody listens');
      hasChanged = true;
      await route.continue();
    });
    await page.reload();
    await page.getByText('Read-only: nothing is sent.').waitFor();
    await page.goto(`${portal.url}/servers?columns=name,seen&search=BER`);
    await page.locator('[role=grid] time').first().waitFor();
    await page.locator('[role=grid] [data-cell="0.1"]').focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('tooltip').waitFor();
    expect(await page.locator('#time-tip').innerText()).toContain('UTC:');
  });
});
