import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aMemory, aPage, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';
import { aCampaignUnderWay } from './support/story.ts';

/*
 * WCAG 2.5.8: what is pressed is at least 24 by 24 pixels, or a circle of that width around it meets no other target and no such circle, or it stands in a
 * sentence.
 */
const least = 24;

/** Targets that are too small and too near to another one. The label of a field is pressed for it. */
const crowded = `(() => {
  const least = ${least};
  const pressed = 'a[href], button, input, select, textarea, summary, [role=button], [role=menuitem], [role=tab], [role=switch]';
  const round = (size) => Math.round(size * 10) / 10;
  const isShown = (one) => {
    const { width, height } = one.getBoundingClientRect();
    return width > 0 && height > 0 && getComputedStyle(one).visibility === 'visible' && one.closest('.unseen, .skip') === null && one.type !== 'hidden';
  };
  const isInSentence = (one) => getComputedStyle(one).display === 'inline'
    && [...one.parentElement.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim() !== '');
  const boxOf = (one) => {
    const boxes = [one, ...(one.labels ?? [])].map((part) => part.getBoundingClientRect());
    const [left, top] = [Math.min(...boxes.map((box) => box.left)), Math.min(...boxes.map((box) => box.top))];
    const [right, bottom] = [Math.max(...boxes.map((box) => box.right)), Math.max(...boxes.map((box) => box.bottom))];
    return { left, top, right, bottom, x: (left + right) / 2, y: (top + bottom) / 2, width: right - left, height: bottom - top };
  };
  const targets = [...document.querySelectorAll(pressed)].filter(isShown).map((one) => {
    const box = boxOf(one);
    return { one, box, isSmall: Math.min(box.width, box.height) < least - 0.1 };
  });
  const gap = ({ box: { x, y } }, { box: { left, top, right, bottom } }) =>
    Math.hypot(x - Math.max(left, Math.min(x, right)), y - Math.max(top, Math.min(y, bottom)));
  const meets = (small, other) => !small.one.contains(other.one) && !other.one.contains(small.one)
    && (gap(small, other) < least / 2 - 0.1 || (other.isSmall && Math.hypot(small.box.x - other.box.x, small.box.y - other.box.y) < least - 0.1));
  const nameOf = (one) => (one.getAttribute('aria-label') ?? one.textContent).trim().slice(0, 30) + ' <' + one.tagName.toLowerCase() + ' in .' + one.parentElement.className + '>';
  const found = targets.filter(({ one, isSmall }) => isSmall && !isInSentence(one)).flatMap((small) => {
    const near = targets.find((other) => other !== small && meets(small, other));
    return near === undefined ? [] : [nameOf(small.one) + ' ' + round(small.box.width) + 'x' + round(small.box.height) + ' near ' + nameOf(near.one)];
  });
  return { count: targets.length, found };
})()`;

inBrowser((browser) => {
  let portal: Portal;
  let memory: Awaited<ReturnType<typeof aMemory>>;
  let campaign: string;
  beforeAll(async () => {
    portal = await aPortal();
    memory = await aMemory(browser());
    await portal.signIn(memory, 'administrator');
    campaign = await aCampaignUnderWay(portal);
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
  });

  const measure = (page: Page) => page.evaluate<{ readonly count: number; readonly found: readonly string[] }>(crowded);

  test('what is pressed and too small is found, and what has room around it is not', async () => {
    await using window = await aPage(memory);
    const { page } = window;
    await page.goto(`${portal.url}/no/such/page`);
    await page.getByText('Nothing is here').waitFor();
    const button = (name: string, left: number, top: number) =>
      `{ const one = document.createElement('button'); one.textContent = '${name}'; one.style.cssText = 'position: fixed; padding: 0; border: 0; inline-size: 16px; block-size: 16px; overflow: hidden; left: ${left}px; top: ${top}px'; document.body.append(one); }`;
    await page.evaluate(button('A', 600, 500) + button('B', 620, 500) + button('C', 700, 500));
    const { found } = await measure(page);
    expect(found.map((one) => one.slice(0, 1))).toEqual(['A', 'B']);
  });

  test.each([
    ['the overview', (): string => '/', 'What blocks'],
    ['the servers', (): string => '/servers', 'BER-DC1'],
    ['a server beside the list', (): string => '/servers?pane=BER-DC1', 'Can be rolled back until'],
    ['a server', (): string => '/servers/BER-DC1', 'Can be rolled back until'],
    ['the campaigns', (): string => '/campaigns', 'Berlin and Munich'],
    ['a campaign', (): string => `/campaigns/${campaign}`, 'Servers by step'],
    ['a new plan', (): string => '/plans/new', 'What it will do'],
    ['the tasks', (): string => '/tasks', 'Whose turn'],
    ['the proofs', (): string => '/proof', 'What was proved by what'],
    ['the log', (): string => '/log', 'Verify the chain'],
    ['the settings', (): string => '/settings', 'Every rule has the value of its edition'],
  ] as const)('portal 7 WCAG 2.5.8 targets are 24 by 24 pixels or have as much room: %s', async (_, path, until) => {
    await using window = await aPage(memory);
    const { page } = window;
    await page.goto(portal.url + path());
    await page.getByText(until).first().waitFor();
    await page.locator('.loading, [aria-busy=true]').first().waitFor({ state: 'detached' });
    const found: string[] = [];
    for (const width of [1440, 320]) {
      await page.setViewportSize({ width, height: 900 });
      const measured = await measure(page);
      expect(measured.count).toBeGreaterThan(5);
      found.push(...measured.found.map((one) => `${width}: ${one}`));
    }
    expect(found).toEqual([]);
  });
});
