import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aMemory, aPage, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';
import { aCampaignUnderWay } from './support/story.ts';

/* Whoever has the system choose all colours sees where the focus is, and tells states apart. */

/** Stops of the Tab key that are looked at on each screen: the bar on top, the rail, and what the screen begins with. */
const stops = 18;

/** States without a word or whose drawing is not in the colour of the word, and parts of a bar that look like another part of it or like nothing. */
const dull = `(() => {
  const canvas = getComputedStyle(document.documentElement).backgroundColor;
  const states = [...document.querySelectorAll('.state')].filter((one) => one.getBoundingClientRect().width > 0);
  const bars = [...document.querySelectorAll('.stacked-bar, .meter, .commit-bar')];
  const groundOf = (one) => { const { backgroundColor, backgroundImage } = getComputedStyle(one); return backgroundColor + ' ' + backgroundImage; };
  const isEmpty = (ground) => /^(rgba\\(0, 0, 0, 0\\)|rgb\\(255, 255, 255\\)) none$/.test(ground);
  return {
    states: states.length,
    parts: bars.flatMap((bar) => [...bar.children]).length,
    found: [
      ...states.filter((one) => one.textContent.trim() === '').map(() => 'a state without a word'),
      ...states.flatMap((one) => [...one.querySelectorAll('.icon')].filter((icon) => getComputedStyle(icon).stroke !== getComputedStyle(one).color))
        .map((icon) => 'drawing ' + icon.getAttribute('class') + ' of ' + icon.parentElement.textContent),
      ...bars.flatMap((bar) => {
        const grounds = [...bar.children].filter((part) => part.getBoundingClientRect().width > 0).map((part) => [part.className, groundOf(part)]);
        return grounds.filter(([, ground], at) => isEmpty(ground) || grounds.some(([, other], before) => before < at && other === ground)).map(([name, ground]) => name + ': ' + ground);
      }),
    ],
  };
})()`;

inBrowser((browser) => {
  let portal: Portal;
  let memory: Awaited<ReturnType<typeof aMemory>>;
  let campaign: string;
  beforeAll(async () => {
    portal = await aPortal();
    memory = await aMemory(browser());
    await portal.signIn(memory, 'operator');
    campaign = await aCampaignUnderWay(portal);
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
  });

  const screens = [
    ['the overview', () => '/', 'What blocks'],
    ['the servers', () => '/servers', 'BER-DC1'],
    ['a server', () => '/servers/BER-DC1', 'Can be rolled back until'],
    ['a campaign', () => `/campaigns/${campaign}`, 'Servers by step'],
    ['the tasks', () => '/tasks', 'Whose turn'],
  ] as const;
  const open = async (page: Page, path: () => string, until: string) => {
    await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
    await page.goto(portal.url + path());
    await page.getByText(until).first().waitFor();
    await page.locator('.loading, [aria-busy=true]').first().waitFor({ state: 'detached' });
    expect(await page.evaluate("matchMedia('(forced-colors: active)').matches")).toBe(true);
  };

  test.each(screens)(
    'portal 7 in forced colours states are told apart, and so are the parts of bars: %s',
    async (_name, path, until) => {
      await using window = await aPage(memory);
      const { page } = window;
      await open(page, path, until);
      const { states, parts, found } = await page.evaluate<{ states: number; parts: number; found: readonly string[] }>(
        dull,
      );
      expect(states + parts).toBeGreaterThan(0);
      expect(found).toEqual([]);
      // Where one is, is told by a line and not by a ground alone.
      const chosen =
        "getComputedStyle(document.querySelector('.rail a.active, .rail a[aria-current]'), '::before').backgroundColor";
      const other = "getComputedStyle(document.querySelector('.rail')).backgroundColor";
      expect(await page.evaluate(chosen)).not.toBe(await page.evaluate(other));
    },
  );

  test.each(screens)(
    'portal 7 in forced colours the focus is seen at every stop of the keyboard: %s',
    async (_name, path, until) => {
      await using window = await aPage(memory);
      const { page } = window;
      await open(page, path, until);
      const unseen: string[] = [];
      const names = new Set<string>();
      for (let at = 0; at < stops; at += 1) {
        await page.keyboard.press('Tab');
        // The other forms of a time would lie in the picture.
        if ((await page.evaluate<string>('document.activeElement.tagName')) === 'TIME') {
          await page.locator('#time-tip').waitFor();
          await page.keyboard.press('Escape');
          await page.locator('#time-tip').waitFor({ state: 'detached' });
        }
        const { name, clip } = await page.evaluate<{
          name: string;
          clip: { x: number; y: number; width: number; height: number };
        }>(`(() => {
        const one = document.activeElement;
        globalThis.stop = one;
        const { left, top, right, bottom } = one.getBoundingClientRect();
        const [x, y] = [Math.max(0, Math.floor(left) - 4), Math.max(0, Math.floor(top) - 4)];
        return {
          name: one.tagName + ' ' + (one.getAttribute('aria-label') ?? one.textContent ?? '').trim().slice(0, 40),
          clip: { x, y, width: Math.min(innerWidth, Math.ceil(right) + 4) - x, height: Math.min(innerHeight, Math.ceil(bottom) + 4) - y },
        };
      })()`);
        names.add(name);
        const picture = async () => (await page.screenshot({ clip, caret: 'hide' })).toString('base64');
        // What has just changed may still be drawn.
        const still = async () => {
          for (let last = await picture(); ; ) {
            const next = await picture();
            if (next === last) return next;
            last = next;
          }
        };
        const focused = await still();
        await page.evaluate('stop.blur()');
        if ((await still()) === focused) unseen.push(name);
        await page.evaluate('stop.focus()');
      }
      expect(names.size).toBeGreaterThan(stops / 2);
      expect(unseen).toEqual([]);
    },
  );
});
