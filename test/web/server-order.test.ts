import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ServerOrder, serverSorts } from '../../src/contract/server-order.ts';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';
import { seriousFindings } from './support/screens.ts';

inBrowser((browser) => {
  let portal: Portal;
  beforeAll(async () => {
    portal = await aPortal();
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
  });

  const head = (page: Page, name: string) => page.getByRole('columnheader').filter({ hasText: name });
  const button = (page: Page, name: string) => head(page, name).getByRole('button');
  const sorts = (page: Page) =>
    page
      .locator('[role=columnheader][aria-sort]')
      .evaluateAll((heads) => heads.map((one) => `${one.textContent} ${one.getAttribute('aria-sort')}`));
  /** The names in sight, from the top. */
  const rows = async (page: Page): Promise<readonly string[]> =>
    page.evaluate(`[...document.querySelectorAll('.grid-line')]
      .sort((a, b) => Number(a.getAttribute('aria-rowindex')) - Number(b.getAttribute('aria-rowindex')))
      .map((row) => row.querySelector('.cell-name')?.textContent ?? '')`);
  const stored = async (order: ServerOrder, filter = {}) => {
    const { value } = await portal.store.hosts(portal.tenantId, filter, { top: 200, order });
    return value.map(({ name }) => name);
  };
  /** The list stands in the order that the store gives. */
  const isInOrder = async (page: Page, order: ServerOrder, filter = {}) => {
    const wanted = await stored(order, filter);
    await expect
      .poll(async () => (await rows(page)).slice(0, 5).join(' '), { timeout: 20_000 })
      .toBe(wanted.slice(0, 5).join(' '));
  };
  const opened = async (path: string, options: Parameters<typeof aWindow>[1] = {}) => {
    const window = await aWindow(browser(), options);
    await portal.signIn(window.context, 'viewer');
    await window.page.goto(`${portal.url}${path}`);
    await window.page.locator('[role=grid] a.strong').first().waitFor();
    return window;
  };

  test('portal 7: sortable headers are buttons with aria-sort; a press sorts, the next one turns it round, and it is told politely', async () => {
    await using window = await opened('/servers');
    const { page } = window;
    expect(await sorts(page)).toEqual(['Server ascending ascending']);
    const told = page.getByRole('status').filter({ hasText: 'Sorted by' });
    expect(await told.count()).toBe(0);
    await button(page, 'Site').click();
    await page.waitForURL(`${portal.url}/servers?sort=site`);
    await isInOrder(page, 'site');
    await expect.poll(() => sorts(page)).toEqual(['Site ascending ascending']);
    await page.getByRole('status').getByText('Sorted by Site, ascending', { exact: true }).waitFor();
    await button(page, 'Site').click();
    await page.waitForURL(`${portal.url}/servers?sort=-site`);
    await isInOrder(page, '-site');
    await expect.poll(() => sorts(page)).toEqual(['Site descending descending']);
    await told.getByText('Sorted by Site, descending', { exact: true }).waitFor();
    await page.goBack();
    await isInOrder(page, 'site');
    await button(page, 'Server').click();
    await page.waitForURL(`${portal.url}/servers`);
    await isInOrder(page, 'name');
  });

  test('portal 7: every order that is offered has a header, and columns that are read beside the servers have none', async () => {
    await using window = await opened(
      `/servers?columns=${['wave', 'next', 'proof', 'roles', ...serverSorts].join(',')}`,
    );
    const { page } = window;
    const heads = page.getByRole('columnheader');
    expect(await heads.getByRole('button').count()).toBe(serverSorts.length);
    for (const name of ['Wave', 'Next', 'Proof', 'Roles', 'Choose']) {
      await head(page, name).waitFor();
      expect(await button(page, name).count()).toBe(0);
    }
    for (const [name, order] of [
      ['Migration state', 'state'],
      ['Our verdict', 'verdict'],
      ['Health status', 'health'],
      ['Service status', 'service'],
      ['Type', 'type'],
      ['Domain', 'domain'],
      ['Seen', 'seen'],
    ] as const) {
      await button(page, name).click();
      await isInOrder(page, order);
      await button(page, name).click();
      await isInOrder(page, `-${order}`);
    }
  });

  test('portal 7: by keys a header is a cell like others: arrows come to it, Enter and Space sort, the focus stays, and the first row is in sight again', async () => {
    await using window = await opened('/servers', { height: 420 });
    const { page } = window;
    await page.locator('[data-cell="0.1"]').focus();
    await page.keyboard.press('Control+End');
    const last = (await stored('name')).length - 1;
    await page.locator(`[data-cell^="${last}."]:focus`).waitFor();
    const scrolled = () => page.locator('[role=grid]').evaluate((grid) => grid.scrollTop);
    expect(await scrolled()).toBeGreaterThan(100);
    // The head is in sight above every row.
    await page.locator('[data-cell="-1.2"]').focus();
    await page.keyboard.press('Enter');
    await isInOrder(page, 'site');
    expect(await scrolled()).toBe(0);
    const focused = () => page.evaluate('document.activeElement.textContent + " " + document.activeElement.tagName');
    expect(await focused()).toBe('Site ascending BUTTON');
    await page.keyboard.press('Space');
    await isInOrder(page, '-site');
    expect(await focused()).toBe('Site descending BUTTON');
    await page.keyboard.press('ArrowLeft');
    expect(await focused()).toBe('Server BUTTON');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    await page.locator('[data-cell="0.2"]:focus').waitFor();
    await page.keyboard.press('ArrowUp');
    await page.locator('[data-cell="-1.2"]:focus').waitFor();
    // One stop for Tab, in the head as anywhere else.
    expect(await page.locator('[role=grid] [tabindex="0"]').count()).toBe(1);
  });

  test('portal 7: the order is in the address, is asked for ahead, stays from view to view, and the export has it too', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    const lists: string[] = [];
    page.on('request', (request) => {
      const { pathname, searchParams } = new URL(request.url());
      if (pathname === '/api/v1/servers') lists.push(String(searchParams));
    });
    await page.goto(`${portal.url}/servers?sort=-site`);
    await page.locator('[role=grid] a.strong').first().waitFor();
    await isInOrder(page, '-site');
    expect([...new Set(lists)]).toEqual(['sort=-site&top=100']);
    await page.getByRole('link', { name: 'Ready', exact: true }).click();
    await page.waitForURL(`${portal.url}/servers?state=readyForMigration&sort=-site`);
    await isInOrder(page, '-site', { migrationState: ['readyForMigration'] });
    const coming = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export CSV' }).click();
    const file = await readFile(await (await coming).path(), 'utf8');
    const exported = (parse(file, { columns: true }) as Record<string, string>[]).map(({ name }) => name);
    expect(exported).toEqual(await stored('-site', { migrationState: ['readyForMigration'] }));
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.waitForURL(`${portal.url}/servers?sort=-site`);
  });

  test('portal 7: an order that is none is refused by its code, and a press on a header mends it', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/servers?sort=colour`);
    await page.getByText('request-invalid').first().waitFor();
    expect(await sorts(page)).toEqual([]);
    await button(page, 'Domain').click();
    await isInOrder(page, 'domain');
    await page.getByText('request-invalid').first().waitFor({ state: 'detached' });
  });

  test.each([
    ['light', 1440, 'en'],
    ['dark', 1440, 'de'],
    ['dark', 320, 'de'],
    ['light', 320, 'en'],
  ])(
    'portal 7: sorted heads in %s, %i wide, in %s: axe finds nothing serious and heads can be pressed',
    async (theme, width, language) => {
      await using window = await opened('/servers?sort=-state', { width, remembers: { theme, language } });
      const { page } = window;
      await isInOrder(page, '-state');
      expect(await sorts(page)).toEqual([
        language === 'de' ? 'Migrationszustand absteigend descending' : 'Migration state descending descending',
      ]);
      for (const box of await page.locator('.sort').evaluateAll((all) => all.map((one) => one.getBoundingClientRect())))
        expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(24);
      // No title is cut off by its arrow.
      const cut = page
        .locator('.sort-title')
        .evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent));
      expect(await cut).toEqual([]);
      await page.mouse.move(2, 2);
      if (process.env.CHANGEGUARD_PICTURES !== undefined)
        await page.screenshot({ path: `${process.env.CHANGEGUARD_PICTURES}/sorted-${theme}-${width}.png` });
      expect(await seriousFindings(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')).toBe(
        true,
      );
    },
  );
});
