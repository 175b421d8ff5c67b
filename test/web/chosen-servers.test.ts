import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chosenAsCsv, idsAtOnce } from '../../src/web/screens/servers/export.ts';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';

test('portal 4.2 many chosen servers come in parts, each server once and the heads of the columns once', async () => {
  const ids = Array.from({ length: 2 * idsAtOnce + 1 }, (_, at) => `h-${at}`);
  const asked: number[] = [];
  const text = await chosenAsCsv(ids, async (some) => {
    asked.push(some.length);
    return `name,note\r\n${some.map((id) => `${id},"a ""b""\r\nc"\r\n`).join('')}`;
  });
  expect(asked).toEqual([idsAtOnce, idsAtOnce, 1]);
  const rows = parse(text, { columns: true }) as Record<string, string>[];
  expect(rows).toEqual(ids.map((name) => ({ name, note: 'a "b"\r\nc' })));
});

inBrowser((browser) => {
  let portal: Portal;
  beforeAll(async () => {
    portal = await aPortal();
    await portal.control.check('os:anna', portal.tenantId, 'all', true);
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
  });

  test('portal 4.2 the export of what is chosen has those servers alone, with their reasons and the columns that are shown', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/servers?sort=-name&site=Munich`);
    for (const name of ['MUC-DC3', 'MUC-DC8']) await page.getByRole('checkbox', { name, exact: false }).first().check();
    const coming = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export 2 servers' }).click();
    const file = await readFile(await (await coming).path(), 'utf8');
    const rows = parse(file, { columns: true }) as Record<string, string>[];
    expect(rows.map(({ name }) => name)).toEqual(['MUC-DC8', 'MUC-DC3']);
    expect(rows[0]?.reasons).not.toBe('');
  });

  test('portal 4.3 a check that blocks is made again from its own row by keys, and what became of it is told; a viewer is not offered it', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'operator');
    await page.goto(`${portal.url}/servers/MUC-DC8`);
    const checks = page.getByRole('region', { name: 'Checks', exact: true });
    const again = checks.getByRole('button', { name: /^Check again: / }).first();
    const [, title = ''] = /^Check again: (.*)$/.exec((await again.getAttribute('aria-label')) ?? '') ?? [];
    const { version = 0 } = (await portal.store.tenant(portal.tenantId)) ?? {};
    expect(version).toBeGreaterThan(0);
    await again.focus();
    await page.keyboard.press('Enter');
    await checks.getByRole('status').filter({ hasText: title }).waitFor();
    expect(await checks.getByRole('status').innerText()).toMatch(/^Checked\. /);
    await using other = await aWindow(browser());
    await portal.signIn(other.context, 'viewer');
    await other.page.goto(`${portal.url}/servers/MUC-DC8`);
    await other.page.getByRole('region', { name: 'Checks', exact: true }).getByText('Required:').first().waitFor();
    expect(await other.page.getByRole('button', { name: /^Check again/ }).count()).toBe(0);
  });
});
