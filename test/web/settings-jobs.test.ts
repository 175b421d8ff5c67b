import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Role } from '../../src/engine/ports/store.ts';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';

inBrowser((browser) => {
  let portal: Portal;
  beforeAll(async () => {
    portal = await aPortal();
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
  });

  const windowOf = async (role: Role) => {
    const window = await aWindow(browser());
    await portal.signIn(window.context, role);
    await window.page.goto(`${portal.url}/settings`);
    await window.page.getByRole('heading', { name: 'Rulebook' }).waitFor();
    return window;
  };
  const tenant = () => portal.store.tenant(portal.tenantId);

  test('the connection is tested, and made read-only and armed again with a reason, by keys alone', async () => {
    await using window = await windowOf('administrator');
    const { page } = window;
    await page.getByRole('button', { name: 'Test what it needs' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('list', { name: 'What the connection needs' }).getByRole('listitem').first().waitFor();
    for (const [verb, armed] of [
      ['Disarm', false],
      ['Arm', true],
    ] as const) {
      // A dialog that has just closed gives the focus back, and would take it from the next button.
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.getByRole('button', { name: verb, exact: true }).press('Enter');
      await page.getByRole('dialog').getByLabel('Reason').focus();
      await page.keyboard.type('The change board said so');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.getByText(armed ? 'Armed: campaigns may start migrations.' : 'Read-only: nothing is sent.').waitFor();
      expect((await portal.store.connection(portal.tenantId))?.isArmed).toBe(armed);
    }
  });

  test('the edition is changed by mouse and a rule gets a value of its own; one that makes no sense is refused in words', async () => {
    await using window = await windowOf('administrator');
    const { page } = window;
    await page.getByLabel('Edition').selectOption('2026-09');
    await page.getByLabel('Rule with a value of its own').fill('timeOut');
    await page.getByLabel('Value', { exact: true }).fill('"3h"');
    await page.getByLabel('Reason').fill('Slow links to the branches');
    await page.getByRole('button', { name: 'Change the rulebook' }).click();
    await page
      .getByText(/There is no rule "timeOut"/)
      .first()
      .waitFor();
    expect((await tenant())?.edition).toBe('2026-03');
    await page.getByLabel('Rule with a value of its own').fill('timeoutMs');
    await page.getByRole('button', { name: 'Change the rulebook' }).click();
    const own = page.getByRole('region', { name: 'Values of our own' });
    await own.getByRole('row', { name: /timeoutMs.*Slow links/ }).waitFor();
    expect(await tenant()).toMatchObject({ edition: '2026-09', overrides: [{ rule: 'timeoutMs' }] });
    await page.getByRole('button', { name: 'Remove: timeoutMs' }).click();
    await page.getByRole('dialog').getByLabel('Reason').fill('The links are fast now');
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('Every rule has the value of its edition.').waitFor();
    expect((await tenant())?.overrides).toEqual([]);
  });

  test('somebody is told by webhook, switched off and removed; a wrong address is told at its field', async () => {
    await using window = await windowOf('administrator');
    const { page } = window;
    await page.getByText('Nobody is told what happens.').waitFor();
    await page.getByRole('button', { name: 'Tell somebody' }).click();
    await page.getByLabel('Name of the receiver').fill('pager');
    await page.getByLabel('Address, or where it is').fill('https://hooks.bank.example/guard');
    await page.getByLabel('Where the key of the signature is').fill('the key itself');
    await page.getByRole('button', { name: 'Tell somebody' }).click();
    await page.getByText('env:NAME or file:PATH', { exact: true }).waitFor();
    expect(await page.getByLabel('Where the key of the signature is').getAttribute('aria-invalid')).toBe('true');
    await page.getByLabel('Where the key of the signature is').fill('env:WEBHOOK_KEY');
    await page.getByRole('button', { name: 'Tell somebody' }).click();
    await page.getByText('Nothing was sent yet').waitFor();
    await page.getByRole('button', { name: 'Switch off: pager' }).click();
    await page.getByRole('button', { name: 'Switch on: pager' }).waitFor();
    await page.getByRole('button', { name: 'Remove: pager' }).click();
    await page.getByText('Nobody is told what happens.').waitFor();
  });

  test('a tenant is archived with a reason and taken up again; one that is archived is deleted when its name is typed', async () => {
    await using window = await windowOf('administrator');
    const { page } = window;
    await page.getByRole('button', { name: 'Archive', exact: true }).click();
    await page.getByRole('dialog').getByLabel('Reason').fill('The contract ended');
    await page.getByRole('dialog').getByRole('button', { name: 'Archive' }).click();
    await page.getByRole('status').getByText('Archived: nothing starts, is read or changes here.').waitFor();
    expect((await tenant())?.archivedAt).toBeDefined();
    await page.getByRole('button', { name: 'Take up again' }).click();
    await page.getByRole('dialog').getByLabel('Reason').fill('It goes on');
    await page.getByRole('dialog').getByRole('button', { name: 'Take up again' }).click();
    await page.getByText('In use.', { exact: true }).waitFor();
    const { tenantId } = await portal.control.makeTenant('os:anna', 'Gone Bank');
    await portal.control.archiveTenant('os:anna', tenantId, 'The contract ended');
    await page.reload();
    await page.getByLabel('Tenant', { exact: true }).selectOption({ label: 'Gone Bank' });
    await page.getByRole('status').getByText('Archived: nothing starts, is read or changes here.').waitFor();
    await page.getByRole('link', { name: 'Settings', exact: true }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('Nobody needs it');
    expect(await dialog.getByRole('button', { name: 'Delete' }).isDisabled()).toBe(true);
    await dialog.getByLabel('The name of the tenant, as it is').fill('Gone Bank');
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('heading', { level: 1, name: 'Tenants' }).waitFor();
    expect(await portal.store.tenant(tenantId)).toBeUndefined();
    // The portal arms no tenant by itself, and what follows needs one that is.
    await portal.control.setArmed('os:anna', portal.tenantId, true, 'As it was');
  });

  test('a viewer sees what holds and changes nothing of it, but how this browser shows things', async () => {
    await using window = await windowOf('viewer');
    const { page } = window;
    await page.getByText('Armed: campaigns may start migrations.').waitFor();
    const names = await page.locator('main').getByRole('button').allTextContents();
    expect(names).toEqual([]);
    await page.getByLabel('Theme', { exact: true }).selectOption('dark');
    await page.locator('html[data-theme=dark]').waitFor();
    await page.getByLabel('Language', { exact: true }).selectOption('de');
    await page.getByRole('heading', { level: 1, name: 'Einstellungen' }).waitFor();
  });
});
