import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';

const servers = 1_000_000;
const nameOf = (at: number) => `DC-${String(at).padStart(7, '0')}`;

/**
 * A million real rows take longer to store than a browser test may last (100,000 are in large-estate.test.ts), and what is asked here is whether the
 * list reaches them: so the answers of two routes are widened where they come into the page. Each row is a real one under another name.
 */
async function widen(page: Page): Promise<void> {
  await page.route(/\/api\/v1\/servers\/counts/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), total: servers } });
  });
  await page.route(/\/api\/v1\/servers\?/, async (route) => {
    const asked = new URL(route.request().url());
    const skip = Number(asked.searchParams.get('skip') ?? 0);
    asked.searchParams.delete('skip');
    const response = await route.fetch({ url: asked.toString() });
    const { value } = (await response.json()) as { value: readonly { name: string; id: string }[] };
    const length = Math.min(200, servers - skip);
    const rows = Array.from({ length }, (_, at) => {
      const name = nameOf(skip + at);
      return { ...value[at % value.length], id: name, name };
    });
    await route.fulfill({ response, json: { value: rows, nextLink: 'more' } });
  });
}

inBrowser((browser) => {
  let portal: Portal;
  beforeAll(async () => {
    portal = await aPortal();
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
  });

  const opened = async () => {
    const window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await widen(page);
    await page.goto(`${portal.url}/servers`);
    await page.getByRole('link', { name: nameOf(0), exact: true }).waitFor();
    await page.locator(`[role=grid][aria-rowcount="${servers + 1}"]`).waitFor();
    return window;
  };
  /** The rows that are wholly in sight below the head, from top to bottom. */
  const inSight = async (page: Page): Promise<readonly number[]> =>
    page.evaluate(`(() => {
      const grid = document.querySelector('[role=grid]');
      const top = grid.querySelector('.grid-head').getBoundingClientRect().bottom;
      const bottom = grid.getBoundingClientRect().top + grid.clientHeight;
      return [...grid.querySelectorAll('.grid-line')]
        .filter((row) => { const box = row.getBoundingClientRect(); return box.top >= top - 1 && box.bottom <= bottom + 2; })
        .map((row) => Number(row.getAttribute('aria-rowindex')) - 2)
        .sort((a, b) => a - b);
    })()`);
  const isWithoutGap = (rows: readonly number[]) =>
    rows.every((row, at) => at === 0 || row === (rows[at - 1] ?? 0) + 1);

  test('keys lead to the last of a million rows and back, and from there one row at a time', async () => {
    await using window = await opened();
    const { page } = window;
    await page.locator('[data-cell="0.1"]').focus();
    await page.keyboard.press('Control+End');
    await page.getByRole('link', { name: nameOf(servers - 1) }).waitFor();
    await page.locator(`[data-cell^="${servers - 1}."]:focus`).waitFor();
    for (let up = 1; up <= 40; up += 1) await page.keyboard.press('ArrowUp');
    await page.locator(`[data-cell^="${servers - 41}."]:focus`).waitFor();
    expect(await inSight(page)).toContain(servers - 41);
    await page.keyboard.press('PageDown');
    await page.keyboard.press('Control+Home');
    await page.locator('[data-cell="0.0"]:focus').waitFor();
    expect((await inSight(page))[0]).toBe(0);
  });

  test.each([0, 0.31, 0.5, 0.87])(
    'the bar at %f leads to the rows there, and the wheel goes on from them without leaving one out',
    async (share) => {
      await using window = await opened();
      const { page } = window;
      await page.evaluate(
        `(grid => { grid.scrollTop = ${share} * (grid.scrollHeight - grid.clientHeight); })(document.querySelector('[role=grid]'))`,
      );
      const first = async () => (await inSight(page))[0] ?? -1;
      // Both ends of the bar are as long as the rows there; in between it is right by a hundredth.
      const off = async () => Math.abs((await first()) - share * servers);
      await expect.poll(off, { timeout: 20_000 }).toBeLessThan(servers / 100);
      let seen = await inSight(page);
      const [start = 0] = seen;
      expect(isWithoutGap(seen)).toBe(true);
      await page.getByRole('link', { name: nameOf(seen[3] ?? 0), exact: true }).waitFor();
      await page.locator('[role=grid]').hover();
      for (let turn = 0; turn < 8; turn += 1) {
        const before = seen;
        await page.mouse.wheel(0, 300);
        await page.locator(`[data-cell="${(before.at(-1) ?? 0) + 8}.1"]`).waitFor();
        // The wheel moves the list over several pictures; what counts is where it comes to.
        await expect.poll(first, { timeout: 20_000 }).toBeGreaterThan((before[0] ?? 0) + 7);
        seen = await inSight(page);
        expect(isWithoutGap(seen)).toBe(true);
        // What was last in sight is still there, or the next one is the first: nothing was passed over.
        expect(seen[0]).toBeLessThanOrEqual((before.at(-1) ?? 0) + 1);
        expect(seen[0]).toBeGreaterThanOrEqual(before[0] ?? 0);
      }
      expect(seen[0]).toBeGreaterThan(start + 50);
    },
  );

  test('the end of the bar is the end of the list', async () => {
    await using window = await opened();
    const { page } = window;
    await page.evaluate("(grid => { grid.scrollTop = grid.scrollHeight; })(document.querySelector('[role=grid]'))");
    await page.getByRole('link', { name: nameOf(servers - 1), exact: true }).waitFor();
    expect((await inSight(page)).at(-1)).toBe(servers - 1);
  });
});
