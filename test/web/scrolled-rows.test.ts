import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';

inBrowser((browser) => {
  let portal: Portal;
  let names: readonly string[];
  beforeAll(async () => {
    portal = await aPortal();
    const { value } = await portal.store.hosts(portal.tenantId, {}, { top: 200 });
    names = value.map(({ name }) => name);
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
  });

  const aList = async () => {
    const window = await aWindow(browser(), { height: 500 });
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/servers`);
    await page.locator('[role=grid][aria-rowcount="31"]').waitFor();
    await page.getByRole('link', { name: names[0] ?? '', exact: true }).waitFor();
    return window;
  };
  const scroll = (page: Page, to: 'start' | 'end') =>
    page.evaluate(`(async (grid) => {
      const end = ${to === 'end' ? 'grid.scrollHeight - grid.clientHeight' : '0'};
      while (Math.abs(grid.scrollTop - end) > 1) {
        grid.scrollTop += Math.sign(end - grid.scrollTop) * Math.min(72, Math.abs(end - grid.scrollTop));
        await new Promise(requestAnimationFrame);
      }
    })(document.querySelector('[role=grid]'))`);
  /** Rows as they stand in the document, each with what it says of itself. */
  const rowsIn = async (page: Page) =>
    (await page.evaluate(`[...document.querySelectorAll('.grid-line')].map((row) => ({
      index: Number(row.getAttribute('aria-rowindex')),
      cells: new Set([...row.querySelectorAll('[data-cell]')].map((cell) => cell.dataset.cell.split('.')[0])).size,
      place: Number(row.querySelector('[data-cell]')?.dataset.cell.split('.')[0]),
      top: Math.round(row.getBoundingClientRect().top - row.parentElement.getBoundingClientRect().top),
      name: row.querySelector('a')?.textContent ?? '',
      box: row.querySelector('input')?.getAttribute('aria-label') ?? '',
    }))`)) as { index: number; cells: number; place: number; top: number; name: string; box: string }[];

  test('portal 7: rows that came by scrolling are heard in the order of the list, each with its own server, place and number', async () => {
    await using window = await aList();
    const { page } = window;
    for (const way of ['end', 'start'] as const) {
      await scroll(page, way);
      const reached = names.at(way === 'end' ? -1 : 0) ?? '';
      await page.getByRole('link', { name: reached, exact: true }).waitFor();
      const isInOrder = async () => {
        const indices = (await rowsIn(page)).map(({ index }) => index);
        return indices.every((index, at) => at === 0 || index === (indices[at - 1] ?? 0) + 1);
      };
      await expect.poll(isInOrder).toBe(true);
      const rows = await rowsIn(page);
      expect(rows.length).toBeLessThan(30);
      expect(Math.abs((rows[0]?.top ?? 0) - ((rows[0]?.index ?? 0) - 2) * 36)).toBeLessThanOrEqual(1);
      for (const row of rows) {
        const at = row.index - 2;
        expect(row).toEqual({
          ...{
            index: at + 2,
            cells: 1,
            place: at,
            top: (rows[0]?.top ?? 0) + (row.index - (rows[0]?.index ?? 0)) * 36,
            name: names[at],
          },
          box: `Choose ${names[at]}`,
        });
      }
    }
  });

  test('portal 7: a row that has the focus never becomes another server while the list scrolls below it', async () => {
    await using window = await aList();
    const { page } = window;
    await page.locator('[data-cell="0.1"]').focus();
    await page.evaluate(`window.focused = document.activeElement`);
    await scroll(page, 'end');
    await page.getByRole('link', { name: names.at(-1) ?? '', exact: true }).waitFor();
    expect(await page.evaluate(`window.focused.textContent`)).toBe(names[0]);
    expect(await page.evaluate(`document.activeElement.closest('.grid-line') === null`)).toBe(true);
  });

  test('portal 4.2: at the very end of the list its last row ends where the list ends, and its first where it begins', async () => {
    await using window = await aList();
    const { page } = window;
    const gap = async (way: 'start' | 'end') => {
      await scroll(page, way);
      const name = names.at(way === 'end' ? -1 : 0) ?? '';
      await page.getByRole('link', { name, exact: true }).waitFor();
      await page.evaluate(`document.querySelector('[role=grid]').scrollTo(0, ${way === 'end' ? '1e9' : '0'})`);
      return page.evaluate(`new Promise((resolve) => setTimeout(() => {
        const grid = document.querySelector('[role=grid]');
        const row = [...grid.querySelectorAll('.grid-line')].at(${way === 'end' ? '-1' : '0'}).getBoundingClientRect();
        const box = grid.getBoundingClientRect();
        const head = grid.firstElementChild.getBoundingClientRect();
        resolve(${way === 'end' ? 'box.top + grid.clientTop + grid.clientHeight - row.bottom' : 'row.top - head.bottom'});
      }, 300))`);
    };
    expect(await gap('end')).toBe(0);
    expect(await gap('start')).toBe(0);
  });

  test('portal 4.2: rows are made compact by keys alone, the one on top stays on top, and the browser remembers it', async () => {
    await using window = await aList();
    const { page } = window;
    const onTop = () =>
      page.evaluate(`(() => {
        const head = document.querySelector('.grid-head').getBoundingClientRect().bottom;
        const row = [...document.querySelectorAll('.grid-line')].find((one) => one.getBoundingClientRect().bottom > head + 1);
        return { name: row.querySelector('a')?.textContent, height: row.getBoundingClientRect().height };
      })()`);
    await page.evaluate(`document.querySelector('[role=grid]').scrollTop = 5 * 36`);
    await expect.poll(onTop).toEqual({ name: names[5], height: 36 });
    await page.getByRole('button', { name: 'Rows: comfortable' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Rows: compact' }).and(page.locator(':focus')).waitFor();
    await expect.poll(onTop).toEqual({ name: names[5], height: 28 });
    const least = await page.evaluate(`Math.min(...[...document.querySelectorAll('.grid-line button')].map((one) =>
      Math.min(one.getBoundingClientRect().width, one.getBoundingClientRect().height)))`);
    expect(least).toBeGreaterThanOrEqual(24);
    await page.reload();
    await page.getByRole('button', { name: 'Rows: compact' }).waitFor();
    await expect.poll(onTop).toMatchObject({ height: 28 });
    await page.getByRole('button', { name: 'Rows: compact' }).click();
    await page.getByRole('button', { name: 'Rows: comfortable' }).waitFor();
    await expect.poll(onTop).toMatchObject({ height: 36 });
  });
});
