import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TenantId } from '../../src/domain/ids.ts';
import { sampleStartAt } from '../../src/main/sample.ts';
import { aHost, seen } from '../store/estate.ts';
import { multiplyHosts } from '../support/multiply-hosts.ts';
import { startPostgres, type TestPostgres, whyNoPostgres } from '../support/postgres.ts';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';

const servers = 100_000;
const times = servers / 4;
/** The name of the server in this row. */
const nameOf = (at: number) => {
  const copy = at % times;
  return `DC-${'ABCD'.charAt(Math.floor(at / times))}${copy === 0 ? '' : `-${String(copy).padStart(6, '0')}`}`;
};

describe.skipIf(whyNoPostgres() !== undefined)('on PostgreSQL', () => {
  inBrowser((browser) => {
    let postgres: TestPostgres;
    let portal: Portal;
    let tenantId: TenantId;
    beforeAll(async () => {
      postgres = await startPostgres(['fsync=off']);
      const url = await postgres.createDatabase('portal');
      portal = await aPortal({ place: { kind: 'server', url } });
      ({ tenantId } = await portal.control.makeTenant('os:tester', 'A very large bank'));
      const hosts = [...'ABCD'].map((letter) =>
        aHost(
          { name: `DC-${letter}`, site: letter === 'D' ? 'Munich' : 'Berlin' },
          { seen: seen('readyForMigration', sampleStartAt) },
        ),
      );
      await portal.store.commit({ tenantId, at: sampleStartAt, hosts });
      await multiplyHosts(url, tenantId, times);
    }, 120_000);
    afterAll(async () => {
      await portal?.[Symbol.asyncDispose]();
      await postgres?.stop();
    });

    test('100,000 servers: the last row is one key away, any place of the bar one request, and a filter is counted', async () => {
      await using window = await aWindow(browser(), { remembers: { tenant: tenantId } });
      const { page } = window;
      await portal.signIn(window.context, 'viewer');
      const asked: string[] = [];
      page.on('request', (request) => {
        const { pathname, searchParams } = new URL(request.url());
        if (pathname.endsWith('/servers') && searchParams.get('top') === '100')
          asked.push(searchParams.get('skip') ?? '0');
      });
      await page.goto(`${portal.url}/servers`);
      await page.getByRole('link', { name: nameOf(0), exact: true }).waitFor();
      await page.locator(`[role=grid][aria-rowcount="${servers + 1}"]`).waitFor();
      await page.locator('[data-cell="0.1"]').focus();
      await page.keyboard.press('Control+End');
      await page.getByRole('link', { name: nameOf(servers - 1) }).waitFor();
      await page.locator(`[data-cell^="${servers - 1}."]:focus`).waitFor();
      expect(new Set(asked)).toEqual(new Set(['0', '99900']));
      await page.evaluate(
        `(grid => { grid.scrollTop = grid.scrollHeight / 2; })(document.querySelector('[role=grid]'))`,
      );
      await page.getByRole('link', { name: nameOf(servers / 2 + 5) }).waitFor();
      expect(new Set(asked).size).toBeLessThanOrEqual(4);
      await page.goto(`${portal.url}/servers?site=Munich`);
      await page.locator(`[role=grid][aria-rowcount="${servers / 4 + 1}"]`).waitFor();
      await page.locator('[data-cell="0.1"]').focus();
      await page.keyboard.press('Control+End');
      await page.getByRole('link', { name: nameOf(servers - 1) }).waitFor();
    });
  });
});
