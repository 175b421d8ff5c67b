import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Role } from '../../src/engine/ports/store.ts';
import { sampleStartAt } from '../../src/main/sample.ts';
import { root } from '../support/modules.ts';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';

const samples = join(root, 'test', 'evidence', 'samples', 'synthetic');

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
    return window;
  };
  const known = async () => (await portal.store.hosts(portal.tenantId, {}, { top: 200 })).total ?? 0;

  test('a file is explained before anything of it is kept, and kept when a person says so', async () => {
    const before = await known();
    await using window = await windowOf('operator');
    const { page } = window;
    await page.goto(`${portal.url}/evidence`);
    await page.getByText('No file was read yet.').waitFor();
    const facts = JSON.parse(await readFile(join(samples, 'host-facts.json'), 'utf8'));
    const buffer = Buffer.from(JSON.stringify({ ...facts, collectedAt: new Date(sampleStartAt).toISOString() }));
    await page
      .getByLabel('Drop files here, or choose them')
      .setInputFiles({ name: 'host-facts.json', mimeType: 'application/json', buffer });
    await page.getByText(/Sensor v3.x: \d+ pass, \d+ fail, \d+ unknown/).waitFor();
    await page.getByText(/\d+ facts were read/).click();
    await page.getByRole('row', { name: /os\.build/ }).waitFor();
    expect(await known()).toBe(before);
    await page.getByRole('button', { name: 'Keep it as evidence' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText(/1 row read: 1 server was new, 0 updated\./).waitFor();
    expect(await known()).toBe(before + 1);
    await page.getByRole('status').getByRole('link').click();
    await page.getByRole('heading', { name: 'What is wrong' }).waitFor();
  });

  test('several files dropped at once are read one after the other; one that is nothing says so with a remedy, and the others stand', async () => {
    await using window = await windowOf('operator');
    const { page } = window;
    await page.goto(`${portal.url}/evidence`);
    const text = await readFile(join(samples, 'sc-query-sense-running.txt'), 'utf8');
    const given = JSON.stringify([
      ['sense.txt', text],
      ['holiday.jpg', 'no evidence'],
    ]);
    // As the browser hands over what a mouse drops.
    await page.locator('.drop').waitFor();
    await page.evaluate(`(() => {
      const dataTransfer = new DataTransfer();
      for (const [name, text] of ${given}) dataTransfer.items.add(new File([text], name));
      document.querySelector('.drop').dispatchEvent(new DragEvent('drop', { bubbles: true, dataTransfer }));
    })()`);
    await page.getByRole('heading', { name: 'sense.txt' }).waitFor();
    await page.getByRole('heading', { name: 'holiday.jpg' }).waitFor();
    await page.getByText('Nothing in this file could be read.').waitFor();
    await page.getByRole('heading', { name: 'What could not be read' }).first().waitFor();
    await page.getByRole('button', { name: 'Take off the page' }).first().click();
    await page.getByRole('heading', { name: 'holiday.jpg' }).waitFor({ state: 'detached' });
  });

  test('a viewer is offered no place to drop files, and sees what is wrong with a server without its bundle', async () => {
    await using window = await windowOf('viewer');
    const { page } = window;
    await page.goto(`${portal.url}/evidence`);
    await page.getByText('Your role viewer looks and does not act.').waitFor();
    expect(await page.locator('input[type=file]').count()).toBe(0);
    await page.goto(`${portal.url}/servers/MUC-DC8`);
    await page.getByRole('heading', { name: 'What is wrong' }).waitFor();
    expect(await page.getByRole('button', { name: 'Save a support bundle' }).count()).toBe(0);
  });
});
