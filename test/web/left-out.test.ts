import { afterAll, beforeAll, expect, test } from 'vitest';
import { reasonsTold } from '../../src/domain/waves/exclusion.ts';
import { de } from '../../src/web/words/de.ts';
import { deReasons } from '../../src/web/words/de-reasons.ts';
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
        .getByText(language === 'en' ? 'What holds' : 'Wer wann geht, wenn nichts fehlschlägt')
        .first()
        .waitFor();
      const first = links.first();
      const name = await first.innerText();
      await first.press('Enter');
      await page.getByRole('heading', { level: 1, name }).waitFor();
    },
  );

  test('portal 4.2 the grid of servers and the list behind its "+2" tell reasons by their German titles', async () => {
    await using window = await aWindow(browser(), { remembers: { language: 'de' } });
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/servers?state=notReadyForMigration`);
    const firsts = page.locator('[role=grid] .reasons-first');
    await firsts.first().waitFor();
    const titles = Object.values(deReasons);
    expect((await firsts.allInnerTexts()).filter((text) => !titles.includes(text))).toEqual([]);
    expect(await page.locator('[role=grid] .reasons-first[lang]').count()).toBe(0);
    await page.locator('[role=grid] .reasons-more').first().click();
    const all = page.locator('.reasons-list li');
    await all.nth(1).waitFor();
    for (const one of await all.all()) {
      const code = await one.locator('code').innerText();
      expect(await one.innerText()).toBe(`${deReasons[code]} ${code}`);
    }
  });

  test('portal 4.2 a plan that nobody is left for names each server by the German titles of its reasons', async () => {
    const { plan } = await portal.control.plan(portal.tenantId, digest);
    const told = plan.excluded.flatMap(({ name, reason, detail }) => {
      const { codes, rest } = reasonsTold(detail) ?? { codes: [], rest: '' };
      return codes.length > 0 && rest === ''
        ? [{ name, codes: [reason, ...codes].map((code) => deReasons[code]) }]
        : [];
    });
    const [one] = told;
    if (one === undefined) throw new Error('Nobody is left out by reasons alone.');
    await using window = await aWindow(browser(), { remembers: { language: 'de' } });
    const { page } = window;
    await portal.signIn(window.context, 'operator');
    await page.goto(`${portal.url}/plans/new?selector=${one.name}`);
    await page.getByRole('button', { name: de['new-plan.draft.do'] }).click();
    await page.getByRole('alert').getByText('plan-empty').waitFor();
    const line = page.getByRole('listitem').filter({ hasText: one.name });
    const [first, ...others] = one.codes;
    expect(await line.innerText()).toBe(`${one.name} ${first}: ${others.join(', ')}`);
    expect(await line.locator('[lang]').count()).toBe(0);
  });
});
