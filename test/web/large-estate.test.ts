import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TenantId } from '../../src/domain/ids.ts';
import { sampleStartAt } from '../../src/main/sample.ts';
import { aHost, seen } from '../store/estate.ts';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';

const servers = 100_000;
const atOnce = 10_000;
const nameOf = (at: number) => `DC-${String(at).padStart(6, '0')}`;

inBrowser((browser) => {
  let portal: Portal;
  let tenantId: TenantId;
  beforeAll(async () => {
    portal = await aPortal();
    ({ tenantId } = await portal.control.makeTenant('os:tester', 'A very large bank'));
    for (let first = 0; first < servers; first += atOnce) {
      const hosts = Array.from({ length: atOnce }, (_, at) =>
        aHost(
          { name: nameOf(first + at), site: (first + at) % 4 === 0 ? 'Berlin' : 'Munich' },
          { seen: seen('readyForMigration', sampleStartAt), events: [] },
        ),
      );
      await portal.store.commit({ tenantId, at: sampleStartAt, hosts });
    }
  }, 170_000);
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
  });

  test('100,000 servers: the last row is one key away, any place of the bar one request, and a filter is counted', async () => {
    await using window = await aWindow(browser(), { remembers: { tenant: tenantId } });
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    const asked: string[] = [];
    page.on('request', (request) => {
      const { pathname, searchParams } = new URL(request.url());
      if (pathname.endsWith('/servers') && searchParams.get('top') === '200')
        asked.push(searchParams.get('skip') ?? '0');
    });
    await page.goto(`${portal.url}/servers`);
    await page.getByRole('link', { name: nameOf(0) }).waitFor();
    await page.locator(`[role=grid][aria-rowcount="${servers + 1}"]`).waitFor();
    await page.locator('[data-cell="0.1"]').focus();
    await page.keyboard.press('Control+End');
    await page.getByRole('link', { name: nameOf(servers - 1) }).waitFor();
    expect(new Set(asked)).toEqual(new Set(['0', '99800']));
    await page.evaluate(`(grid => { grid.scrollTop = grid.scrollHeight / 2; })(document.querySelector('[role=grid]'))`);
    await page.getByRole('link', { name: nameOf(servers / 2 + 10) }).waitFor();
    expect(new Set(asked).size).toBeLessThanOrEqual(4);
    await page.goto(`${portal.url}/servers?site=Berlin`);
    await page.locator(`[role=grid][aria-rowcount="${servers / 4 + 1}"]`).waitFor();
    await page.locator('[data-cell="0.1"]').focus();
    await page.keyboard.press('Control+End');
    await page.getByRole('link', { name: nameOf(servers - 4) }).waitFor();
  });
});
