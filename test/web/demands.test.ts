import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Answer } from '../../src/contract/routes.ts';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';
import { misfits, seriousFindings } from './support/screens.ts';

inBrowser((browser) => {
  let portal: Portal;
  beforeAll(async () => {
    portal = await aPortal();
    await portal.control.check('os:anna', portal.tenantId, 'all', true);
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
  });

  const read = <Name extends 'showServer' | 'showRulebook'>(page: Page, path: string) =>
    page.evaluate(`fetch('/api/v1${path}').then((answer) => answer.json())`) as Promise<Answer<Name>>;
  const links = (page: Page) =>
    page
      .locator('main a[target=_blank]')
      .evaluateAll((all) => all.map((one) => [one.getAttribute('href') ?? '', one.getAttribute('rel') ?? ''] as const));
  const openAll = (page: Page) =>
    page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })");
  /** What the browser asked of anybody but the portal. */
  const strangers = (page: Page) => {
    const asked: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(portal.url)) asked.push(request.url());
    });
    return asked;
  };

  test('portal 4.3 each check on the page of a server names the page that it rests on and the day it was seen, as a link that opens safely, and nothing is fetched from there', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    const asked = strangers(page);
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/servers/MUC-DC8`);
    const checks = page.getByRole('region', { name: 'Checks', exact: true });
    await checks.getByText('Required:').first().waitFor();
    await openAll(page);
    const { verdicts } = await read<'showServer'>(page, '/servers/MUC-DC8');
    const rows = checks.locator('li.check');
    expect(await rows.count()).toBe(verdicts.length);
    for (const { title, required = [] } of verdicts) {
      const text = await rows.filter({ has: page.getByText(title, { exact: true }) }).innerText();
      expect(required.length, title).toBeGreaterThan(0);
      for (const demand of required) {
        expect(text, title).toContain(demand.title);
        if (demand.value !== null) expect(text, title).toContain(demand.value);
        if (demand.basis === 'ours') expect(text, title).toContain('Our own, no page says so');
        for (const source of demand.pages) {
          expect(text, title).toContain(source.title);
          expect(text, title).toMatch(/seen 2[12] Nov 2026/);
        }
      }
    }
    const shown = await links(page);
    const wanted = verdicts.flatMap(({ required = [] }) =>
      required.flatMap(({ pages }) => pages.map(({ url }) => url)),
    );
    expect(shown.map(([url]) => url).sort()).toEqual(wanted.sort());
    expect(new Set(shown.map(([, rel]) => rel))).toEqual(new Set(['noopener noreferrer']));
    expect(asked).toEqual([]);
    const found = await seriousFindings(page);
    await page.setViewportSize({ width: 320, height: 800 });
    expect([...found, ...(await misfits(page))]).toEqual([]);
  });

  test('portal 4.3 what is required is told in German on a German page, and so is where it comes from', async () => {
    await using window = await aWindow(browser(), { remembers: { language: 'de' } });
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/servers/MUC-DC8`);
    const checks = page.getByRole('region', { name: 'Prüfungen', exact: true });
    await checks.getByText('Verlangt:').first().waitFor();
    await openAll(page);
    const text = await checks.innerText();
    for (const words of ['Mindestversion des Sensors v2.x', 'Der Dienst AATPSensorUpdater läuft', 'Steht auf'])
      expect(text).toContain(words);
    expect(text).toContain('eine Kopie, gemacht zwischen 2026-03 und 2026-07, gesehen am 21.11.2026');
  });

  test('portal 4 the settings list every value of the edition with its page and day; one that the tenant chose stands with its reason and what it replaced', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    const asked = strangers(page);
    const { control, tenantId, store } = portal;
    const because = 'Slow links to the branches';
    const version = (await store.tenant(tenantId))?.version ?? 0;
    const overrides = [{ rule: 'timeoutMs', value: '3h', because }];
    await control.changeTenant('os:anna', tenantId, { overrides, because }, version);
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/settings`);
    const values = page.getByRole('region', { name: 'Values in force' });
    await values.getByRole('row', { name: /timeoutMs/ }).waitFor();
    const { rules } = await read<'showRulebook'>(page, '/rulebook');
    expect(rules.length).toBeGreaterThan(20);
    expect(await values.locator('tbody tr').count()).toBe(rules.length);
    for (const { rule, value, pages, basis } of rules) {
      const text = await values
        .locator('tbody tr')
        .filter({ has: page.getByText(rule, { exact: true }) })
        .innerText();
      expect(text, rule).toContain(value ?? 'nothing');
      for (const source of pages) expect(text, rule).toContain(source.title);
      if (pages.length > 0) expect(text, rule).toMatch(/seen 2[12] Nov 2026/);
      if (basis === 'ours') expect(text, rule).toContain('Our own, no page says so');
    }
    const chosen = values.getByRole('row', { name: /timeoutMs/ });
    const text = await chosen.innerText();
    for (const words of ['3 h', `Chosen by this tenant: ${because}`, 'Instead of: 2 h', 'Stated on'])
      expect(text).toContain(words);
    expect(await values.getByText('Chosen by this tenant').count()).toBe(1);
    const shown = await links(page);
    const wanted = rules.flatMap(({ pages, instead }) => [...pages, ...(instead?.pages ?? [])].map(({ url }) => url));
    expect(shown.map(([url]) => url).sort()).toEqual(wanted.sort());
    expect(new Set(shown.map(([, rel]) => rel))).toEqual(new Set(['noopener noreferrer']));
    expect(asked).toEqual([]);
    const found: string[] = [];
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.locator(`html[data-theme=${scheme}]`).waitFor();
      found.push(...(await seriousFindings(page)));
    }
    await page.setViewportSize({ width: 320, height: 800 });
    expect([...found, ...(await misfits(page))]).toEqual([]);
  });
});
