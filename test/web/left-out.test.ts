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
    const { control, tenantId } = portal;
    digest = (await control.makePlan('os:anna', tenantId, { name: 'All', selector: 'all', demand: 'service' })).digest;
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
  });

  test.each([
    ['en', 'Runs another identity role', /^Left out: (\d+) servers$/],
    ['de', 'Hat eine weitere Identitätsrolle', /^Ausgelassen: (\d+) Server$/],
  ])(
    'portal 4.4 a plan says in %s why each server is left out, by the title of the reason with its code beside it, and each leads to its server',
    async (language, title, head) => {
      await using window = await aWindow(browser(), { remembers: { language } });
      const { page } = window;
      await portal.signIn(window.context, 'viewer');
      await page.goto(`${portal.url}/plans/${digest}`);
      const heading = page.getByRole('heading', { name: head });
      const count = Number(head.exec(await heading.innerText())?.[1]);
      const { plan } = await portal.control.plan(portal.tenantId, digest);
      expect(count).toBe(plan.excluded.length);
      const part = page.locator('.plan-text', { has: heading });
      const links = part.getByRole('link');
      expect(await links.count()).toBe(count);
      await part.getByText(title).first().waitFor();
      await part.getByText('additional-role', { exact: true }).first().waitFor();
      // Said once: the lines of the command line that say it in English are passed over.
      expect(await page.getByText(/^Left out: /).count()).toBe(language === 'en' ? 1 : 0);
      await page
        .getByText(language === 'en' ? 'What holds' : 'Who goes when')
        .first()
        .waitFor();
      const first = links.first();
      const name = await first.innerText();
      await first.press('Enter');
      await page.getByRole('heading', { level: 1, name }).waitFor();
    },
  );
});
