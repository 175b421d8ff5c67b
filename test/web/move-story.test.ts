import { afterAll, beforeAll, expect, test } from 'vitest';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';
import { aCampaignUnderWay } from './support/story.ts';

inBrowser((browser) => {
  let portal: Portal;
  let campaign: string;
  beforeAll(async () => {
    portal = await aPortal();
    campaign = await aCampaignUnderWay(portal);
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
  });

  test.each([
    [
      'en',
      /v3\.x runs since .+, under observation: can be rolled back until .+ \(.+\), irreversible after .+ \(.+\)\./,
    ],
    [
      'de',
      /v3\.x läuft seit .+, unter Beobachtung: kann zurückgenommen werden bis .+ \(.+\), unumkehrbar nach .+ \(.+\)\./,
    ],
  ])(
    'portal 4.3 what a server does, and what is no longer possible from when, is told in the language and the times of the page (%s)',
    async (language, sentence) => {
      await using window = await aWindow(browser(), { remembers: { language, time: 'utc' } });
      const { page } = window;
      await portal.signIn(window.context, 'viewer');
      await page.goto(`${portal.url}/servers/BER-DC1`);
      const head = page.locator('.head-sentence');
      await expect.poll(() => head.innerText()).toMatch(sentence);
      // Each time is one that a program can read too, in the zone that was chosen, and nothing is left in another language.
      for (const time of await head.locator('time').allInnerTexts()) expect(time).toContain('UTC');
      expect(await head.locator('time').count()).toBe(4);
      expect(await head.locator('[lang=en]').count()).toBe(language === 'de' ? 0 : 1);
      await page.goto(`${portal.url}/campaigns/${campaign}`);
      await expect.poll(() => page.locator('td.sentence').first().innerText()).toMatch(sentence);
    },
  );
});
