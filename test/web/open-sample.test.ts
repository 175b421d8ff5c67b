import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildWeb } from '../../scripts/build-web.mjs';
import { alone } from '../../scripts/checkout.mjs';
import type { ServeOptions } from '../../src/cli/io.ts';
import { serve } from '../../src/main/serve.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { aWindow, inBrowser } from './support/browser.ts';
import { misfits, seriousFindings } from './support/screens.ts';

/* The real server as it is started on a database of one's own: nothing is connected, and no sample came with the start. */

inBrowser((browser) => {
  const folder = mkdtempSync(join(tmpdir(), 'cg-open-sample-'));
  let server: TestPostgres;

  beforeAll(async () => {
    await alone(buildWeb);
    server = await startPostgres();
  });
  afterAll(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function started(name: string, more: Partial<ServeOptions>) {
    const given = {
      ...{ host: '127.0.0.1', port: 0, publicUrl: undefined, tlsCert: undefined, tlsKey: undefined },
      ...{ behindProxy: undefined, signIn: undefined, postgresBin: undefined, drop: undefined, heartbeat: undefined },
      ...{ siem: undefined, sample: undefined, dataDirectory: join(folder, name) },
      store: await server.createDatabase(name),
      ...more,
    };
    const said: string[] = [];
    const end = new AbortController();
    let ended: Promise<unknown> = Promise.resolve();
    await new Promise<void>((ready, failed) => {
      const say = (line: string) => {
        said.push(line);
        if (line.startsWith('Next:')) ready();
      };
      ended = serve(given, { CHANGEGUARD_DUMPS: '0' }, say, end.signal);
      ended.catch(failed);
    });
    const link = said.map((line) => line.trim()).find((line) => line.startsWith('http') && line.includes('#')) ?? '';
    return {
      link,
      url: new URL(link).origin,
      [Symbol.asyncDispose]: async () => {
        end.abort();
        await ended;
      },
    };
  }

  /** Whoever started the server signs in, makes a tenant, and looks at what is in it. */
  async function anEmptyTenant(page: Page, running: { readonly link: string; readonly url: string }) {
    await page.goto(running.link);
    await page.getByRole('button', { name: /sign in/i }).click();
    await page.getByRole('link', { name: 'Settings' }).first().waitFor();
    await page.goto(`${running.url}/tenants`);
    await page.getByLabel('Name').fill('Nordbank');
    await page.getByLabel('Name').press('Enter');
    await page.waitForURL(/settings/);
    await page.goto(running.url);
  }

  test('portal 4.1 where there is nothing yet an administrator opens a sample estate with one press, is shown it at once, and is led to the same one by the next press', async () => {
    await using running = await started('open', {});
    await using window = await aWindow(browser());
    const { page } = window;
    await anEmptyTenant(page, running);
    const sample = page.getByRole('region', { name: 'Or look around first' });
    await sample.waitFor();
    const found = [...(await seriousFindings(page))];
    await page.setViewportSize({ width: 320, height: 800 });
    found.push(...(await misfits(page)));
    expect(found).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 800 });
    await sample.getByRole('button', { name: 'Open a sample estate' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Coverage by site' }).waitFor();
    const tenants = await page.evaluate("fetch('/api/v1/tenants').then((answer) => answer.json())");
    const all = (tenants as { value: { id: string; name: string; clock: string }[] }).value;
    expect(all.map(({ clock }) => clock).sort()).toEqual(['twin', 'wall']);
    const again = await page.evaluate(`fetch('/api/v1/me').then((answer) => answer.json()).then(({ csrfToken }) =>
      fetch('/api/v1/sample', { method: 'POST', body: '{"estate":"bank"}', headers: {
        'content-type': 'application/json', 'x-csrf-token': csrfToken, 'idempotency-key': 'again' } })
        .then((answer) => answer.json()))`);
    expect(again).toMatchObject({ isNew: false, tenantId: all.find(({ clock }) => clock === 'twin')?.id });
  });

  test('portal 4.1 a server that was told to have no sample says so, and what to do', async () => {
    await using running = await started('refused', { sample: false });
    await using window = await aWindow(browser());
    const { page } = window;
    await anEmptyTenant(page, running);
    await page.getByRole('button', { name: 'Open a sample estate' }).click();
    await page.getByText('sample-refused').first().waitFor();
  });
});
