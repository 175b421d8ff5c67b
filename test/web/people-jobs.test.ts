import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Role } from '../../src/engine/ports/store.ts';
import { sampleStartAt } from '../../src/main/sample.ts';
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
    // Links and tokens end by the machine's clock, which in these tests is the twin's.
    await window.page.clock.setFixedTime(sampleStartAt);
    await window.page.goto(`${portal.url}/settings`);
    await window.page.getByRole('heading', { name: 'Rulebook' }).waitFor();
    return window;
  };
  const people = async () => (await portal.store.people()).map(({ name, grants }) => [name, grants[0]?.role]);
  const press = async (page: Page, button: string) => {
    // In one go: a dialog that has just closed gives the focus back to its own button, a moment later.
    await page.getByRole('button', { name: button }).press('Enter');
  };

  test('somebody is added by mouse: the link is shown once, and sets the password of the account', async () => {
    await using window = await windowOf('administrator');
    const { page } = window;
    await page.getByText('Nobody has an account yet.').waitFor();
    await page.getByRole('button', { name: 'Add a person' }).click();
    const form = page.locator('form', { has: page.getByText('behind which the person sets') });
    await form.getByLabel('Name').fill('no:good');
    await form.getByRole('button', { name: 'Add a person' }).click();
    await form.getByRole('alert').last().waitFor();
    expect(await form.getByLabel('Name').getAttribute('aria-invalid')).toBe('true');
    await form.getByLabel('Name').fill('ben@bank.example');
    await form.getByLabel('Role').selectOption('operator');
    await form.getByLabel('Only these hosts').fill('site:Berlin');
    await form.getByRole('button', { name: 'Add a person' }).click();
    const shown = page.getByRole('region', { name: 'Setup link for ben@bank.example' });
    const link = (await shown.locator('code').textContent()) ?? '';
    await page.getByText('no password yet').waitFor();
    await page.getByText('operator (every tenant, site:Berlin)').waitFor();
    await shown.getByRole('button', { name: 'I have put it away' }).click();
    await shown.waitFor({ state: 'detached' });
    await page.reload();
    await page.getByText('no password yet').waitFor();
    expect(await page.content()).not.toContain(new URL(link).hash.slice(1));
    await using other = await aWindow(browser());
    await other.page.goto(`${portal.url}/sign-in${new URL(link).search}${new URL(link).hash}`);
    await other.page.getByLabel('New password').fill('correct horse battery');
    await other.page.getByLabel('The same again').fill('correct horse battery');
    await other.page.getByRole('button', { name: 'Set the password' }).click();
    await other.page.getByLabel('Name').waitFor();
    await page.reload();
    await page.getByText('active', { exact: true }).waitFor();
  });

  test('an account gets another role, is disabled, enabled and removed, by keys alone', async () => {
    await using window = await windowOf('administrator');
    const { page } = window;
    await press(page, 'Change the role: ben@bank.example');
    const role = page.getByLabel('Role', { exact: true });
    await role.focus();
    // By its arrows: a word that a busy machine types too slowly is several words to a browser.
    await page.keyboard.press('Home');
    for (let steps = 0; steps < 8 && (await role.inputValue()) !== 'approver'; steps += 1)
      await page.keyboard.press('ArrowDown');
    expect(await role.inputValue()).toBe('approver');
    await page.getByLabel('Only these hosts').focus();
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Delete');
    await page.keyboard.press('Enter');
    await page.getByText('approver (every tenant)').waitFor();
    expect(await people()).toEqual([['ben@bank.example', 'approver']]);
    for (const [verb, after] of [
      ['Disable', 'Enable: ben@bank.example'],
      ['Enable', 'Disable: ben@bank.example'],
    ] as const) {
      await press(page, `${verb}: ben@bank.example`);
      await page.getByRole('dialog').getByRole('button', { name: verb }).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: after }).waitFor();
      // Only then the focus is back on the page.
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await press(page, 'New setup link: ben@bank.example');
    await page.getByRole('dialog').getByRole('button', { name: 'New setup link' }).press('Enter');
    await page.getByRole('region', { name: 'Setup link for ben@bank.example' }).waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    // The list is drawn anew when the link is there; a key that falls into that moment is pressed again.
    await expect
      .poll(
        async () => {
          if ((await page.getByRole('dialog').count()) === 0) await press(page, 'Remove: ben@bank.example');
          return page.getByRole('dialog').getByText('What it did stays in the log.').isVisible();
        },
        { timeout: 30_000 },
      )
      .toBe(true);
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).press('Enter');
    await page.getByText('Nobody has an account yet.').waitFor();
    expect(await people()).toEqual([]);
  });

  test('the only role of an account is not taken away: the API says what to do instead, and the page shows it', async () => {
    await using window = await windowOf('administrator');
    const { page } = window;
    await page.getByRole('button', { name: 'Add a person' }).click();
    const form = page.locator('form', { has: page.getByText('behind which the person sets') });
    await form.getByLabel('Name').fill('carla');
    await form.getByRole('button', { name: 'Add a person' }).click();
    await page.getByRole('button', { name: 'Change the role: carla' }).click();
    await page.getByLabel('Role', { exact: true }).selectOption('none');
    await page.getByRole('listitem').getByRole('button', { name: 'Change the role', exact: true }).click();
    await page.getByText('It is the only role of the account: disable or remove the account.').waitFor();
    expect(await people()).toEqual([['carla', 'viewer']]);
  });

  test('an API token is made, shown once and revoked; days that make no sense are told at their field', async () => {
    await using window = await windowOf('administrator');
    const { page } = window;
    await page.getByText('There is no token.').waitFor();
    await page.getByRole('button', { name: 'Make a token' }).click();
    await page.getByLabel('Name of the token').fill('nightly export');
    await page.getByLabel('Days that it is valid').fill('a while');
    await page.getByRole('button', { name: 'Make a token' }).click();
    await page.locator('[aria-invalid=true]').waitFor();
    await page.getByLabel('Days that it is valid').fill('7');
    await page.getByRole('button', { name: 'Make a token' }).click();
    const shown = page.getByRole('region', { name: 'Token nightly export (viewer)' });
    const secret = (await shown.locator('code').textContent()) ?? '';
    const authorization = `Bearer ${secret}`;
    const ask = () => fetch(`${portal.url}/api/v1/me`, { headers: { authorization } });
    expect((await ask()).status).toBe(200);
    await shown.getByRole('button', { name: 'I have put it away' }).click();
    expect(await page.content()).not.toContain(secret);
    await page.getByRole('button', { name: 'Revoke: nightly export' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('revoked', { exact: true }).waitFor();
    expect((await ask()).status).toBe(401);
  });

  test('an operator makes upload tokens and revokes them, and sees neither people nor API tokens', async () => {
    await using window = await windowOf('operator');
    const { page } = window;
    await page.getByText('There is no upload token.').waitFor();
    expect(await page.getByRole('heading', { name: /People and roles|API tokens/ }).count()).toBe(0);
    await press(page, 'Make an upload token');
    await page.getByLabel('Whose file it takes').focus();
    await page.keyboard.type('BER-DC1');
    await page.keyboard.press('Enter');
    // The token is for the one host of that name, whichever name was typed.
    const host = 'ber-dc1.nordufer.example';
    const shown = page.getByRole('region', { name: `Upload token for ${host}` });
    expect(await shown.locator('code').textContent()).toMatch(/^up_/);
    expect(await page.evaluate("document.activeElement?.getAttribute('aria-label')")).toBe(`Upload token for ${host}`);
    await press(page, `Revoke: ${host}`);
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).press('Enter');
    await page.getByText('revoked', { exact: true }).waitFor();
  });
});
