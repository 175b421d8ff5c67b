import { afterAll, beforeAll, expect, test } from 'vitest';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';

const because = 'The racks of the site are moved.';

inBrowser((browser) => {
  let portal: Portal;
  beforeAll(async () => {
    portal = await aPortal();
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
  });

  const host = async (name: string) => {
    const [found] = (await portal.store.hosts(portal.tenantId, { names: [name] }, { top: 1 })).value;
    if (!found) throw new Error(`There is no ${name}.`);
    return found;
  };

  test('portal 4.3 by keys alone a server is held with a reason; its head and its row say so and why, and Release stands in the place of Hold', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'operator');
    await page.goto(`${portal.url}/servers/BER-DC1`);
    await page.getByRole('button', { name: 'Hold', exact: true }).press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Hold BER-DC1' });
    await dialog.getByText('No start of it is sent until somebody releases it.').waitFor();
    const verb = dialog.getByRole('button', { name: 'Hold BER-DC1' });
    expect(await verb.isDisabled()).toBe(true);
    await dialog.getByRole('textbox').fill(because);
    await verb.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('by user:operator, since').waitFor();
    await page.getByText(because).first().waitFor();
    expect(await page.getByRole('button', { name: 'Hold', exact: true }).count()).toBe(0);
    expect((await host('BER-DC1')).hold).toMatchObject({ by: 'user:operator', because });
    await page.goto(`${portal.url}/servers?site=Berlin`);
    const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: 'BER-DC1' }) });
    await row.getByText('Held', { exact: true }).waitFor();
    await row.getByText(because).waitFor();
    await row.getByRole('gridcell').nth(3).click();
    const pane = page.getByRole('complementary', { name: 'BER-DC1, beside the list' });
    await pane.getByRole('button', { name: 'Release', exact: true }).press('Enter');
    const release = page.getByRole('dialog', { name: 'Release BER-DC1' });
    await release.getByText('by user:operator, since').waitFor();
    await release.getByRole('textbox').fill('The racks stand.');
    await release.getByRole('button', { name: 'Release BER-DC1' }).press('Enter');
    await pane.getByRole('button', { name: 'Hold', exact: true }).waitFor();
    expect((await host('BER-DC1')).hold).toBeNull();
  });

  test('portal 4.3 whoever decides on a server that changed meanwhile is told so, nothing is done, and the next decision counts', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'operator');
    await page.goto(`${portal.url}/servers/BER-DC2`);
    await page.getByRole('button', { name: 'Hold', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Hold BER-DC2' });
    await dialog.getByRole('textbox').fill(because);
    await dialog.getByRole('button', { name: 'Hold BER-DC2', disabled: false }).waitFor();
    const { hostId } = await host('BER-DC2');
    const other = { verb: 'hold', because: 'Another one was faster.' } as const;
    await portal.control.holdHost('user:ben', portal.tenantId, hostId, other, false);
    await dialog.getByRole('button', { name: 'Hold BER-DC2' }).click();
    await dialog.getByText('The server changed meanwhile, and nothing was done.').waitFor();
    await dialog.getByText('Another one was faster.').waitFor();
    expect((await host('BER-DC2')).hold).toMatchObject({ by: 'user:ben' });
  });

  test('portal 4.3 whoever only looks reads that a server is held and is not offered to change it; in German too', async () => {
    const { hostId } = await host('MUC-DC2');
    await portal.control.holdHost('user:ben', portal.tenantId, hostId, { verb: 'hold', because }, false);
    await using window = await aWindow(browser(), { remembers: { language: 'de' } });
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/servers/MUC-DC2`);
    await page.getByText('von user:ben, seit').waitFor();
    expect(await page.getByRole('button', { name: /Anhalten|Freigeben/ }).count()).toBe(0);
  });
});
