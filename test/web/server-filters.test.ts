import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Server } from '../../src/contract/servers.ts';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';
import { misfits, seriousFindings } from './support/screens.ts';
import { aCampaignUnderWay } from './support/story.ts';

inBrowser((browser) => {
  let portal: Portal;
  beforeAll(async () => {
    portal = await aPortal();
    await aCampaignUnderWay(portal);
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
  });

  /** What the API says fits, all of it. */
  const wanted = async (page: Page, query: string) => {
    const answer = (await page.evaluate(
      `fetch('/api/v1/servers?top=200&${query}').then((answer) => answer.json())`,
    )) as { value: Server[] };
    return answer.value.map(({ name }) => name);
  };
  const shown = async (page: Page, count: number) => {
    // The count comes before the rows do.
    await page.locator(`[role=grid][aria-rowcount="${count + 1}"][aria-busy=false]`).waitFor();
    return page.locator('.grid-line .cell-name a').allTextContents();
  };
  const chip = (page: Page, name: string) => page.locator('.chips').getByRole('button', { name, exact: true });

  test('portal 4.2 wave, proof and evidence age are chosen by keys alone; the choice is in the address, narrows the list together, and the back button takes it away', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/servers`);
    await page.getByRole('link', { name: 'BER-DC1', exact: true }).waitFor();
    const choose = async (name: string, option: string) => {
      await chip(page, name).focus();
      await page.keyboard.press('Enter');
      const panel = page.getByRole('dialog', { name, exact: true });
      await panel.getByRole('checkbox', { name: option, exact: true }).focus();
      await page.keyboard.press('Space');
      await page.keyboard.press('Escape');
      await panel.waitFor({ state: 'detached' });
      await chip(page, `${name}: ${option}`).and(page.locator(':focus')).waitFor();
    };
    await choose('Wave', '2');
    expect(new URL(page.url()).search).toBe('?wave=2');
    expect(await shown(page, 2)).toEqual(['MUC-DC1', 'MUC-DC4']);
    await choose('Proof', 'none judged');
    expect(new URL(page.url()).searchParams.get('proof')).toBe('none');
    expect(await shown(page, 2)).toEqual(['MUC-DC1', 'MUC-DC4']);
    await choose('Evidence age', '15 min to 1 h');
    expect(new URL(page.url()).searchParams.get('evidenceAge')).toBe('1h');
    const all = await wanted(page, 'wave=2&proof=none&evidenceAge=1h');
    if (all.length === 0) await page.getByText('No server fits').waitFor();
    else expect(await shown(page, all.length)).toEqual(all);
    await page.goBack();
    await chip(page, 'Evidence age').waitFor();
    expect(await shown(page, 2)).toEqual(['MUC-DC1', 'MUC-DC4']);
    await page.reload();
    await chip(page, 'Wave: 2').waitFor();
    await chip(page, 'Proof: none judged').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await chip(page, 'Wave').waitFor();
    expect(new URL(page.url()).search).toBe('');
  });

  test('portal 4.2 each choice of a chip shows what the API finds by it, and a wave that is none says so', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/servers`);
    let found = 0;
    for (const query of ['wave=1', 'wave=1,2', 'proof=unknown,pass', 'evidenceAge=15m', 'evidenceAge=1h,1d']) {
      const names = await wanted(page, query);
      found += names.length;
      await page.goto(`${portal.url}/servers?${query}`);
      if (names.length === 0) await page.getByText('No server fits').waitFor();
      else {
        await page.locator(`[role=grid][aria-rowcount="${names.length + 1}"]`).waitFor();
        await page.getByRole('link', { name: names[0] ?? '', exact: true }).waitFor();
      }
    }
    expect(found).toBeGreaterThan(5);
    await page.goto(`${portal.url}/servers?wave=none`);
    await chip(page, 'Wave: in no wave').waitFor();
    const outside = await wanted(page, 'wave=none');
    expect(outside).not.toContain('BER-DC1');
    await page.locator(`[role=grid][aria-rowcount="${outside.length + 1}"]`).waitFor();
    await page.goto(`${portal.url}/servers?wave=first`);
    await page.getByText('request-invalid').first().waitFor();
  });

  test('portal 4.2 the chips speak German, and an open one is read by axe and fits 320 pixels', async () => {
    await using window = await aWindow(browser(), { remembers: { language: 'de' } });
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/servers?evidenceAge=15m&wave=none&proof=none`);
    await chip(page, 'Alter der Belege: bis 15 min').waitFor();
    await chip(page, 'Welle: in keiner Welle').waitFor();
    await chip(page, 'Nachweis: keiner beurteilt').waitFor();
    await chip(page, 'Alter der Belege: bis 15 min').click();
    const panel = page.getByRole('dialog', { name: 'Alter der Belege' });
    await panel.getByRole('checkbox', { name: 'über 7 Tage' }).waitFor();
    const found = [...(await seriousFindings(page))];
    await page.setViewportSize({ width: 320, height: 800 });
    // What is open lies above the other chips, and takes nothing else.
    found.push(...(await misfits(page)).filter((one) => !one.startsWith('covered: ')));
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    expect([...found, ...(await misfits(page))]).toEqual([]);
  });
});
