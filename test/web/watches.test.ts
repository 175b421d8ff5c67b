import { afterAll, beforeAll, expect, test } from 'vitest';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';
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

  test('portal 4.3 the page of a server under observation says what is watched, since when and what was seen last, which watches ended and what would take it back', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/servers/BER-DC1`);
    const watches = page.getByRole('region', { name: 'Watches', exact: true });
    await watches.getByText('v3.x runs since').waitFor();
    const { watches: told } = (await page.evaluate(
      "fetch('/api/v1/servers/BER-DC1').then((answer) => answer.json())",
    )) as { watches: { proofs: { title: string }[]; health: { onlyOld: string[] } } };
    const rows = watches.locator('tbody tr');
    expect(await rows.count()).toBe(told.proofs.length + 2);
    const list = await rows.first().innerText();
    expect(list).toContain('Up to date');
    expect(list).toMatch(/3\.\d/);
    for (const { title } of told.proofs) await watches.getByRole('rowheader', { name: title }).waitFor();
    // A deadline says its hour, not its distance alone.
    expect(await watches.getByText('The observation goes until').innerText()).toMatch(/\d{2}:\d{2} .+\(in .+\)/);
    const ways = await watches.getByRole('listitem').allInnerTexts();
    expect(ways.filter((way) => way.includes('the plan asks for it from'))).toHaveLength(1);
    expect(ways.filter((way) => way.includes('Somebody asks for it'))).toHaveLength(1);
    const kinds = watches.getByText(`Ended watches: ${told.health.onlyOld.length} kinds`);
    const one = watches.getByText(told.health.onlyOld[0] ?? '', { exact: true });
    expect(await one.isVisible()).toBe(false);
    await kinds.focus();
    await page.keyboard.press('Enter');
    await one.waitFor();
    await watches.getByText('no improvement').waitFor();
  });

  test('portal 4.3 before a switch the watches say that only lists are read, and which kinds of issues would end, in German too', async () => {
    await using window = await aWindow(browser(), { remembers: { language: 'de' } });
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/servers/MUC-DC2`);
    const watches = page.getByRole('region', { name: 'Überwachung', exact: true });
    await watches.getByText('Überwacht werden nur die Listen').waitFor();
    await watches.getByText('Enden mit v2.x').waitFor();
    await watches.getByText('nur v2.x meldet es').waitFor();
    await watches.getByText('Nichts: Er wird nicht beobachtet.').waitFor();
    expect(await watches.locator('tbody tr').count()).toBe(2);
  });
});
