import { afterAll, beforeAll, expect, test } from 'vitest';
import { dayMs, minuteMs } from '../../src/domain/time.ts';
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

  test('portal 8.5 on evidence of three days ago nothing starts in the browser: the refusal names every server and says how old, and so does the page of each', async () => {
    const { control, tenantId, twin, store } = portal;
    const request = { name: 'Berlin', selector: 'BER-DC1 BER-DC2', demand: 'service' } as const;
    const { digest } = await control.makePlan('os:anna', tenantId, request);
    const started = async () => (await store.moves(tenantId, {}, { top: 9 })).value.length;
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'operator');
    const dialog = page.getByRole('dialog');
    const migrate = dialog.getByRole('button', { name: 'Migrate 2 servers' });
    const ask = async () => {
      await page.goto(`${portal.url}/plans/${digest}`);
      await page.getByRole('button', { name: 'Start', exact: true }).click();
    };

    // While the evidence is new, typing the name is all that it takes.
    await ask();
    await dialog.getByLabel(/Type the name of the plan/).fill('Berlin');
    await expect.poll(() => migrate.isEnabled(), { timeout: 30_000 }).toBe(true);
    expect(await started()).toBe(0);

    portal.standStill(3 * dayMs);
    await twin.inject({ kind: 'consent-revoked' });
    await twin.turn({ advanceMs: minuteMs });
    await portal.signIn(window.context, 'operator');
    await ask();
    await dialog.getByText('2 things changed since the plan was made.').waitFor();
    for (const name of ['BER-DC1', 'BER-DC2']) {
      const told = await dialog.getByRole('listitem').filter({ hasText: name }).innerText();
      expect(told).toMatch(/Defender for Endpoint onboarding unknown.*The service last told of it 3 d ago\./);
      expect(told, 'in words, not in codes').not.toContain('endpoint-unknown');
    }
    expect(await dialog.getByLabel(/Type the name of the plan/).count()).toBe(0);
    expect(await migrate.isDisabled()).toBe(true);
    await migrate.click({ force: true });
    await page.keyboard.press('Enter');
    expect(await started()).toBe(0);

    await page.goto(`${portal.url}/servers/BER-DC1`);
    await page
      .getByText(/last seen as .* 3 d .*ago .*, which is too old to decide on\./)
      .first()
      .waitFor();
    await page.goto(`${portal.url}/servers?search=BER-DC1`);
    await page.getByLabel('Choose BER-DC1').check();
    await page.getByText('1 chosen: 0 ready, 1 not').waitFor();
    expect(await page.getByRole('link', { name: /^Plan the/ }).count()).toBe(0);
  });
});
