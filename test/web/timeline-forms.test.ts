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

  test('portal 4.3: a timeline is read in full with its attempts as chapters, or compact, by keys; the address and the way back keep which', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/servers/BER-DC1`);
    const timeline = page.getByRole('region', { name: 'Timeline', exact: true });
    const chapter = timeline.getByRole('region', { name: 'Attempt 1' });
    await chapter.getByText(/^By /).first().waitFor();
    await timeline.getByRole('region', { name: 'Outside of any attempt' }).waitFor();
    const inFull = await timeline.locator('.timeline > li').count();
    await chapter.locator('summary').first().press('Enter');
    await chapter.getByText('"payload":').first().waitFor();

    await timeline.getByRole('link', { name: 'Compact' }).press('Enter');
    await page.waitForURL(/\?timeline=compact$/);
    await expect.poll(() => timeline.locator('summary').count()).toBe(0);
    expect(await timeline.locator('.timeline > li').count()).toBe(inFull);
    await expect.poll(() => page.evaluate('document.activeElement?.getAttribute("aria-current")')).toBe('page');
    await page.reload();
    await timeline.locator('.timeline > li').first().waitFor();
    expect(await timeline.getByRole('link', { name: 'Compact' }).getAttribute('aria-current')).toBe('page');
    await page.goBack();
    await chapter.waitFor();
    expect(new URL(page.url()).search).toBe('');
    await page.goto(`${portal.url}/servers/BER-DC1?timeline=nonsense`);
    await chapter.waitFor();
  });

  test('portal 4.3: as JSON it is what the API says at the addresses that stand there, and copying it is said aloud, or that it was refused', async () => {
    await using window = await aWindow(browser());
    const { page, context } = window;
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await portal.signIn(context, 'viewer');
    await page.goto(`${portal.url}/servers/BER-DC1?timeline=json`);
    const timeline = page.getByRole('region', { name: 'Timeline', exact: true });
    const shown = timeline.getByRole('region', { name: 'Timeline as JSON' });
    await expect.poll(async () => (await shown.innerText()).length).toBeGreaterThan(500);
    const addresses = await timeline.locator('li code').allInnerTexts();
    expect(addresses).toHaveLength(2);
    const said = await page.evaluate(
      `Promise.all(${JSON.stringify(addresses)}.map((line) => fetch(line.replace('GET ', '')).then((answer) => answer.json()))).then((all) => all.flatMap(({ value }) => value))`,
    );
    const byId = (entries: unknown) => (entries as { id: string }[]).toSorted((a, b) => a.id.localeCompare(b.id));
    expect(byId(JSON.parse(await shown.innerText()))).toEqual(byId(said));

    await timeline.getByRole('button', { name: 'Copy the JSON' }).press('Enter');
    await timeline.getByRole('status').filter({ hasText: 'Copied to the clipboard.' }).waitFor();
    expect(JSON.parse(String(await page.evaluate('navigator.clipboard.readText()')))).toEqual(
      JSON.parse(await shown.innerText()),
    );
    await page.evaluate('navigator.clipboard.writeText = () => Promise.reject(new Error("no"))');
    await timeline.getByRole('button', { name: 'Copy the JSON' }).press('Enter');
    await timeline.getByRole('status').filter({ hasText: 'select the text and copy it yourself' }).waitFor();
  });

  test('portal 4.3: its forms have German names, and one leads from one to the other', async () => {
    await using window = await aWindow(browser(), { remembers: { language: 'de' } });
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/servers/BER-DC1?timeline=json`);
    await page.getByRole('button', { name: 'Das JSON kopieren' }).waitFor();
    await page
      .getByRole('navigation', { name: 'Form des Verlaufs' })
      .getByRole('link', { name: 'Ausführlich' })
      .click();
    await page.getByRole('region', { name: 'Außerhalb der Versuche' }).waitFor();
  });
});
