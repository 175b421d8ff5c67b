import { afterAll, beforeAll, expect, test } from 'vitest';
import { queries } from '../../src/connectors/graph/queries.ts';
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

  test('portal 4.6: by keys one comes to the queries behind the proofs; each is the text that is sent to the service, and copying it is said aloud', async () => {
    await using window = await aWindow(browser());
    const { page, context } = window;
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await portal.signIn(context, 'viewer');
    await page.goto(`${portal.url}/proof`);
    await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Queries' }).press('Enter');
    await page.waitForURL(/\/proof\?view=queries$/);
    for (const [id, kql] of Object.entries(queries)) {
      const shown = page.getByRole('region', { name: `KQL of ${id}` });
      expect(await shown.innerText()).toBe(kql);
      await page.getByRole('button', { name: `Copy the query ${id}` }).press('Enter');
      await page.getByRole('status').filter({ hasText: 'Copied to the clipboard.' }).first().waitFor();
      expect(await page.evaluate('navigator.clipboard.readText()')).toBe(kql);
    }
    const without = page.getByRole('region', { name: 'Proofs that no query gives' });
    expect(await without.getByRole('listitem').count()).toBe(4);
    await page.reload();
    await without.waitFor();
  });
});
