import { afterAll, beforeAll, expect, test } from 'vitest';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';
import { aCampaignUnderWay, letTwoHoursPass } from './support/story.ts';

interface Entry {
  readonly id: string;
  readonly sentence: string;
  readonly story?: readonly {
    readonly says: string;
    readonly words?: string;
    readonly what?: { readonly words: string };
  }[];
}

/** The lines of the log or of a timeline as they are shown, with what of each is said to be English, and which names nobody translates. */
const lines = `[...document.querySelectorAll('td.sentence > span:first-child, .timeline > li > div > span:first-child')].map((line) => ({
  text: line.textContent,
  isEnglish: line.lang === 'en',
  english: [...line.querySelectorAll('[lang=en]')].map((one) => one.textContent),
  names: [...line.querySelectorAll('[translate=no]')].map((one) => one.textContent),
}))`;

interface Line {
  readonly text: string;
  readonly isEnglish: boolean;
  readonly english: readonly string[];
  readonly names: readonly string[];
}

inBrowser((browser) => {
  let portal: Portal;
  beforeAll(async () => {
    portal = await aPortal();
    await aCampaignUnderWay(portal);
    await letTwoHoursPass(portal);
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
  });

  async function logIn(language: string, change?: (entry: Entry) => Entry) {
    const window = await aWindow(browser(), { remembers: { language } });
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    let entries: readonly Entry[] = [];
    await page.route('**/api/v1/log?*', async (route) => {
      const response = await route.fetch();
      const body = (await response.json()) as { value: Entry[] };
      entries = change === undefined ? body.value : body.value.map(change);
      await route.fulfill({ response, json: { ...body, value: entries } });
    });
    await page.goto(`${portal.url}/log`);
    await page.locator('td.sentence').first().waitFor();
    return { window, entries, shown: await page.evaluate<readonly Line[]>(lines) };
  }

  test('portal 7 the log is told in the language of the page: in English in the words of the server, in German with nothing left in English that has German words', async () => {
    const english = await logIn('en');
    await using _english = english.window;
    expect(english.shown.length).toBeGreaterThan(50);
    expect(english.shown.map(({ text }) => text)).toEqual(english.entries.map(({ sentence }) => sentence));
    const german = await logIn('de');
    await using _german = german.window;
    expect(german.shown).toHaveLength(german.entries.length);
    for (const [at, { text, isEnglish, english: parts, names }] of german.shown.entries()) {
      const { sentence, story = [] } = german.entries[at] ?? { sentence: '' };
      expect(isEnglish, sentence).toBe(false);
      expect(text).not.toBe(sentence);
      // Titles of tasks and problems, and what the service answered, are English everywhere.
      const told = story.flatMap(({ words, what }) => [words ?? '', what?.words ?? '']);
      expect(
        parts.filter((part) => !told.includes(part)),
        sentence,
      ).toEqual([]);
      expect(text.startsWith('Die Steuerung ') || names.length > 0, text).toBe(true);
    }
    const whole = german.shown.map(({ text }) => text).join('\n');
    expect(whole).toMatch(/Die Steuerung vermerkte „auf v3\.x gesehen“ für einen Umzug: jetzt „unter Beobachtung“/);
    expect(whole).toMatch(/Die Steuerung sah den Server als „Up to date“ mit Sensor 3\./);
    expect(whole).toMatch(/Die Steuerung änderte die Kampagne Berlin and Munich: jetzt „von der Steuerung angehalten“/);
  });

  test('portal 7 a timeline tells in German as well, and so does what is announced', async () => {
    await using window = await aWindow(browser(), { remembers: { language: 'de' } });
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    const isFollowed = page.waitForResponse((response) => response.url().endsWith('/api/v1/events'));
    await page.goto(`${portal.url}/servers/BER-DC1`);
    await isFollowed;
    const observed = 'Die Steuerung vermerkte „auf v3.x gesehen“ für einen Umzug: jetzt „unter Beobachtung“';
    await page.locator('.timeline li', { hasText: observed }).first().waitFor();
    expect((await page.evaluate<readonly Line[]>(lines)).filter(({ isEnglish }) => isEnglish)).toEqual([]);
    await page.goto(`${portal.url}/servers/BER-DC1?timeline=compact`);
    await page.locator('.timeline li', { hasText: observed }).first().waitFor();

    const { version = 0 } = (await portal.store.tenant(portal.tenantId)) ?? {};
    await portal.control.changeTenant('os:anna', portal.tenantId, { siteZones: { Berlin: 'Asia/Tokyo' } }, version);
    const news = page.locator('[role=status][aria-live=polite]').last();
    await expect.poll(() => news.innerText()).toBe('os:anna änderte den Mandanten (Ausgabe 2026-03).');
    expect(await news.locator('[translate=no]').first().innerText()).toBe('os:anna');
    expect(await news.locator('[lang=en]').count()).toBe(0);
  });

  test('portal 7 in the pseudo-language each line came out of a catalogue', async () => {
    const { window, shown } = await logIn('pseudo');
    await using _window = window;
    expect(shown.length).toBeGreaterThan(50);
    expect(shown.filter(({ text }) => !text.startsWith('['))).toEqual([]);
  });

  test.each([
    ['gives no pieces, as a worker of the version before', ({ story: _, ...entry }: Entry): Entry => entry],
    [
      'says a piece that this one does not know',
      (entry: Entry): Entry => ({ ...entry, story: [{ says: 'of-a-newer-version' }] }),
    ],
  ])('portal 7 what a server %s is shown in its own sentence, and never as an empty line', async (_what, change) => {
    const { window, entries, shown } = await logIn('de', change);
    await using _window = window;
    expect(shown.map(({ text }) => text)).toEqual(entries.map(({ sentence }) => sentence));
    expect(shown.every(({ isEnglish }) => isEnglish)).toBe(true);
  });
});
