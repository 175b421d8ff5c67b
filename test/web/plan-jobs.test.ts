import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Role } from '../../src/engine/ports/store.ts';
import { aMemory, aPage, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';
import { acceptFeatureLoss } from './support/story.ts';

inBrowser((browser) => {
  let portal: Portal;
  const memories = new Map<Role, BrowserContext>();
  beforeAll(async () => {
    portal = await aPortal();
    await acceptFeatureLoss(portal);
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
  });

  const windowOf = async (role: Role) => {
    const known = memories.get(role) ?? (await aMemory(browser()));
    if (!memories.has(role)) await portal.signIn(known, role);
    memories.set(role, known);
    return aPage(known);
  };
  const saved = async () => (await portal.control.plans(portal.tenantId, { top: 50 })).value.map(({ row }) => row.name);

  test('S3-05 a plan is filled in by mouse, looked at, saved, and started by typing its name; until then nothing is kept and nothing moves', async () => {
    await using window = await windowOf('operator');
    const { page } = window;
    await page.goto(`${portal.url}/campaigns`);
    await page.getByRole('link', { name: 'New plan' }).first().click();
    await page.getByLabel('Which servers').fill('sight:Berlin');
    await page.getByLabel('Name of the campaign').fill('Berlin by hand');
    await page.getByRole('button', { name: 'Show what it will do' }).click();
    // The refusal of the API stands at its field, and the focus is brought there.
    await page.getByText('"sight" is no condition').last().waitFor();
    expect(await page.getByLabel('Which servers').getAttribute('aria-invalid')).toBe('true');
    await page.locator('#new-plan [aria-invalid=true]:focus').waitFor();
    await page.getByLabel('Which servers').fill('BER-DC1 BER-DC2');
    await page.getByLabel('As listed').check();
    await page.getByLabel('Waves, one a line').fill('First: BER-DC1\nThen: BER-DC2');
    await page.getByLabel('In flight at once').fill('1');
    await page.getByRole('button', { name: 'Add a condition' }).click();
    await page.getByLabel('How long, such as 24h').fill('1h');
    await page.getByRole('button', { name: 'Show what it will do' }).click();
    await page.getByText('Berlin by hand 2 servers in 2 waves').waitFor();
    await page.getByText(/1 h passed since its last host/).waitFor();
    expect(await saved()).toEqual([]);
    await page.getByRole('button', { name: 'Save the plan' }).click();
    await page.getByRole('heading', { level: 1, name: 'Plan Berlin by hand' }).waitFor();
    expect(await saved()).toEqual(['Berlin by hand']);
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('From when it cannot be undone').waitFor();
    const start = dialog.getByRole('button', { name: 'Migrate 2 servers' });
    expect(await start.isDisabled()).toBe(true);
    await dialog.getByLabel(/Type the name of the plan/).fill('Berlin by hand');
    expect(await portal.store.campaigns(portal.tenantId)).toEqual([]);
    await start.click();
    await page.getByRole('heading', { level: 1, name: 'Berlin by hand' }).waitFor();
    await page.getByText('Waves and gates').waitFor();
  });

  test('keys alone make and save a plan: Enter in a field shows what it does, and what the form cannot read is told where it stands', async () => {
    await using window = await windowOf('operator');
    const { page } = window;
    await page.goto(`${portal.url}/plans/new?selector=site:Hamburg`);
    await page.getByLabel('Name of the campaign').focus();
    await page.keyboard.type('Hamburg by keys');
    await page.getByLabel('In flight at once').focus();
    await page.keyboard.type('ten');
    await page.keyboard.press('Enter');
    await page.getByText('It is a whole number.').waitFor();
    await page.locator('#new-plan [aria-invalid=true]:focus').waitFor();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('2');
    await page.keyboard.press('Enter');
    await page.getByText(/Hamburg by keys\s+\d+ servers in 1 wave/).waitFor();
    await page.getByRole('button', { name: 'Save the plan' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Plan Hamburg by keys' }).waitFor();
    await page.goto(`${portal.url}/campaigns`);
    await page.getByRole('link', { name: 'Hamburg by keys', exact: true }).waitFor();
  });

  test('a plan for nobody says of each chosen server why it stays out, and a viewer is offered no plan at all', async () => {
    await using window = await windowOf('operator');
    await window.page.goto(`${portal.url}/plans/new?selector=MUC-DC8`);
    await window.page.getByRole('button', { name: 'Show what it will do' }).click();
    await window.page.getByText('The selected server is not proven eligible and free.').first().waitFor();
    await window.page.getByRole('listitem').filter({ hasText: 'MUC-DC8' }).waitFor();
    await using viewer = await windowOf('viewer');
    await viewer.page.goto(`${portal.url}/campaigns`);
    await viewer.page.getByText('Saved plans').waitFor();
    expect(await viewer.page.getByRole('link', { name: 'New plan' }).count()).toBe(0);
    await viewer.page.goto(`${portal.url}/plans/new`);
    await viewer.page.getByText('Your role viewer looks and does not act.').waitFor();
    expect(await viewer.page.getByRole('button', { name: 'Save the plan' }).count()).toBe(0);
  });

  test('X-06 a rehearsal is begun with a fault, says how far it is, and its result stands with the plan', async () => {
    const plan = await portal.control.makePlan('os:anna', portal.tenantId, {
      name: 'Munich to be rehearsed',
      selector: 'MUC-DC1',
      demand: 'service',
    });
    await using window = await windowOf('operator');
    const { page } = window;
    await page.goto(`${portal.url}/plans/${plan.digest}`);
    await page.getByText('It was never rehearsed.').waitFor();
    await page.getByRole('button', { name: 'Rehearse', exact: true }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Seeds', { exact: true }).fill('1');
    await dialog.getByRole('button', { name: 'Lay on a fault' }).click();
    await dialog.getByLabel('Fault 1').selectOption('slow-response');
    await dialog.getByText(/Without a number it hits .* % of the calls/).waitFor();
    await dialog.getByLabel('Percent').fill('50');
    await dialog.getByRole('button', { name: 'Rehearse 1 seed' }).click();
    await page.getByText('0 of 1 seed rehearsed').waitFor();
    await page.getByText('The campaign ends in 1 of 1 seed.').waitFor({ timeout: 150_000 });
    await page.getByText('Lowest coverage, by the ledger of the twin').waitFor();
    await page.getByRole('row', { name: /slow-response/ }).waitFor();
    const kept = await portal.control.rehearsal(portal.tenantId, plan.digest);
    expect(kept?.rehearsal.faults).toEqual([{ kind: 'slow-response', rate: 0.5 }]);
  }, 160_000);
});
