import { afterAll, beforeAll, expect, test } from 'vitest';
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

  test('portal 4.4: what a plan comes to stands beside the form all the time, follows it without a word, and says why there is none', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'operator');
    await page.goto(`${portal.url}/plans/new?selector=BER-DC1`);
    const forecast = page.locator('.forecast');
    await forecast.getByText('First server ').waitFor();
    await forecast.getByText('Last commit by ').waitFor();
    await forecast.getByText(/Lowest coverage .* in Berlin/).waitFor();
    await page.getByLabel('Which servers').fill('sight:Berlin');
    await forecast.getByText('"sight" is no condition').waitFor();
    // Nothing is marked, and the focus stays, while somebody types.
    expect(await page.locator('[aria-invalid=true]').count()).toBe(0);
    expect(await page.evaluate('document.activeElement?.getAttribute("value") ?? document.activeElement?.value')).toBe(
      'sight:Berlin',
    );
    await page.getByLabel('Which servers').fill('MUC-DC1');
    await forecast.getByText(/Lowest coverage .* in Munich/).waitFor();
    await page.getByLabel('In flight at once').fill('many');
    await forecast.getByText('As soon as the form can be read.').waitFor();
  });

  test('portal 4.4: predicted waves are arranged by hand: servers go from wave to wave by their buttons and by dragging, and the lines say the same', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'operator');
    await page.goto(`${portal.url}/plans/new?selector=${encodeURIComponent('BER-DC1 BER-DC2')}`);
    await page.getByRole('button', { name: 'Show what it will do' }).click();
    await page.getByRole('button', { name: 'Arrange these waves by hand' }).press('Enter');
    const lines = page.getByLabel('Waves, one a line');
    expect(await lines.inputValue()).toBe('wave 1: BER-DC1 BER-DC2');
    await page.getByRole('button', { name: 'Another wave' }).press('Enter');
    await page.getByRole('button', { name: 'Move BER-DC2 to wave 2' }).press('Enter');
    await expect.poll(() => lines.inputValue()).toBe('wave 1: BER-DC1\nwave 2: BER-DC2');
    await page.getByRole('status').filter({ hasText: 'BER-DC2 is in wave 2.' }).waitFor({ state: 'attached' });
    // Who moved it goes on from where it is now.
    const focused = () => page.evaluate('document.activeElement?.getAttribute("aria-label")');
    expect(await focused()).toBe('Move BER-DC2 to wave 1');
    const board = page.getByRole('list', { name: 'Waves, side by side' });
    await board.getByText('BER-DC1', { exact: true }).dragTo(board.getByRole('list', { name: 'wave 2' }));
    await expect.poll(() => lines.inputValue()).toBe('wave 1:\nwave 2: BER-DC2 BER-DC1');
    await page.getByRole('button', { name: 'Remove the empty wave wave 1' }).press('Enter');
    await expect.poll(() => lines.inputValue()).toBe('wave 2: BER-DC2 BER-DC1');
    await page.getByRole('button', { name: 'Save the plan' }).click();
    await page.getByRole('heading', { level: 1, name: /^Plan / }).waitFor();
    const plans = await portal.control.plans(portal.tenantId, { top: 50 });
    const { plan } = await portal.control.plan(portal.tenantId, plans.value[0]?.row.digest ?? '');
    expect(plan.waves.map(({ name, hosts }) => [name, hosts.map((host) => host.name).sort()])).toEqual([
      ['wave 2', ['BER-DC1', 'BER-DC2']],
    ]);
  });
});
