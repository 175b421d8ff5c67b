import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';
import { seriousFindings } from './support/screens.ts';
import { aCampaignUnderWay } from './support/story.ts';

inBrowser((browser) => {
  let portal: Portal;
  let campaignId: string;
  beforeAll(async () => {
    portal = await aPortal();
    campaignId = await aCampaignUnderWay(portal);
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
  });

  const attemptColumns = '/servers?columns=name,wave,next,commit,proof';
  /** What was asked for; something that changes may have it asked for again. */
  const asked = (lists: readonly URLSearchParams[]) => [...new Set(lists.map(String))];
  const listsOf = (page: Page) => {
    const lists: URLSearchParams[] = [];
    page.on('request', (request) => {
      const { pathname, searchParams } = new URL(request.url());
      if (pathname === '/api/v1/servers') lists.push(searchParams);
    });
    return lists;
  };
  /** A page that is still there may ask again for what changed: what it asks after this is no longer told. */
  const turnFrom = async (page: Page, lists: URLSearchParams[]) => {
    await page.goto('about:blank');
    lists.length = 0;
  };
  const cellsOf = async (page: Page, server: string, columns: readonly string[]) => {
    const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: server, exact: true }) });
    await row.waitFor();
    return Promise.all(
      columns.map(async (id) => (await row.locator(`.cell-${id}`).innerText()).replace(/\s+/g, ' ').trim()),
    );
  };

  test('portal 4.2: Wave, Next, Commit in and Proof stand in the row, with deadlines as hours and their distance, whatever way of telling time was chosen', async () => {
    await using window = await aWindow(browser(), { remembers: { time: 'relative' } });
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}${attemptColumns}`);
    for (const name of ['Wave', 'Next', 'Commit in', 'Proof'])
      await page.getByRole('columnheader', { name, exact: true }).waitFor();
    const [wave, next, commit, proof] = await cellsOf(page, 'BER-DC1', ['wave', 'next', 'commit', 'proof']);
    expect(wave).toBe('1 Berlin first');
    expect(next).toMatch(/^rollback until .*\d{2}:\d{2}.*\(in \d+ days?\)$/);
    expect(commit).toMatch(/^.*\d{2}:\d{2}.*\(in \d+ days?\)$/);
    expect(proof).toMatch(/^(pass|fail|unknown) \d of \d$/);
    const waiting = await cellsOf(page, 'MUC-DC1', ['wave', 'next', 'commit', 'proof']);
    expect(waiting).toEqual(['2 Munich', 'starts waiting for an earlier wave to finish', '–', '–']);
  });

  test('portal 4.2: the number of a wave leads to its campaign, and that of proofs to the server with each of them', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}${attemptColumns}`);
    const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: 'BER-DC1', exact: true }) });
    // By keys alone: into the cell, and along its link.
    await row.locator('.cell-wave').focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(`${portal.url}/campaigns/${campaignId}`);
    await page.goBack();
    await row.locator('.cell-proof').getByRole('link').click();
    await page.getByRole('heading', { level: 1, name: 'BER-DC1' }).waitFor();
  });

  test('portal 4.2: what a column needs is asked for only while it is shown, and ahead of the program where the address names it', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    const lists = listsOf(page);
    await page.goto(`${portal.url}/servers`);
    await page.getByRole('link', { name: 'BER-DC1' }).waitFor();
    expect(asked(lists)).toEqual(['top=100']);
    await turnFrom(page, lists);
    await page.goto(`${portal.url}${attemptColumns}`);
    await page.getByRole('link', { name: '1 Berlin first' }).first().waitFor();
    expect(asked(lists)).toEqual(['top=100&with=attempt']);
    await turnFrom(page, lists);
    await page.goto(`${portal.url}/servers?moveState=observing`);
    await page.getByRole('columnheader', { name: 'Commit in', exact: true }).waitFor();
    await page.getByRole('link', { name: 'BER-DC1' }).waitFor();
    expect(asked(lists.filter((query) => !query.has('count')))).toEqual(['moveState=observing&top=100&with=attempt']);
  });

  test('portal 4.2: roles stand beside the type, so that a domain controller that also runs AD CS is told from others', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/servers?columns=name,type,roles`);
    await page.getByRole('columnheader', { name: 'Roles', exact: true }).waitFor();
    const { value } = await portal.store.hosts(portal.tenantId, { role: ['adcs'] }, { top: 1 });
    const [roles] = await cellsOf(page, value[0]?.name ?? '', ['roles']);
    expect(roles).toMatch(/AD CS/);
    expect(await cellsOf(page, 'BER-DC1', ['type', 'roles'])).toEqual([
      'Domain controller sensor',
      'Domain controller',
    ]);
  });

  test('portal 4.2: the export has the columns that are shown, and German says them in German', async () => {
    await using window = await aWindow(browser(), { remembers: { language: 'de' } });
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}${attemptColumns}`);
    for (const name of ['Welle', 'Als Nächstes', 'Endgültig in', 'Nachweis'])
      await page.getByRole('columnheader', { name, exact: true }).waitFor();
    const coming = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Als CSV ausgeben' }).click();
    const file = await readFile(await (await coming).path(), 'utf8');
    const rows = parse(file, { columns: true }) as Record<string, string>[];
    expect(rows.find(({ name }) => name === 'BER-DC1')).toMatchObject({ wave: '1', waveName: 'Berlin first' });
    expect(rows.find(({ name }) => name === 'BER-DC1')?.commitDueAt).toMatch(/^\d{4}-.*Z$/);
    expect(Object.keys(rows[0] ?? {})).not.toContain('roles');
  });

  test.each([
    ['light', 1440],
    ['dark', 1440],
    ['dark', 320],
  ])('portal 4.2: with all columns and compact rows axe finds nothing serious (%s, %i wide)', async (theme, width) => {
    await using window = await aWindow(browser(), { width, remembers: { theme, density: 'compact' } });
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/servers`);
    await page.getByRole('button', { name: 'Columns (11 of 16)' }).click();
    await page.getByRole('button', { name: 'Show all columns' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: '1 Berlin first' }).first().waitFor();
    // The row below the mouse has a colour of its own.
    await page.mouse.move(2, 2);
    expect(await seriousFindings(page)).toEqual([]);
    // Only the grid scrolls sideways, never the page.
    expect(await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')).toBe(
      true,
    );
  });
});
