import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TenantId } from '../../src/domain/ids.ts';
import { sampleStartAt } from '../../src/main/sample.ts';
import { aHost, seen } from '../store/estate.ts';
import { startPostgres, type TestPostgres, whyNoPostgres } from '../support/postgres.ts';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';

const servers = 100_000;
const nameOf = (at: number) => `DC-${String(at).padStart(6, '0')}`;

describe.skipIf(whyNoPostgres() !== undefined)('on PostgreSQL', () => {
  inBrowser((browser) => {
    let postgres: TestPostgres;
    let portal: Portal;
    let tenantId: TenantId;
    beforeAll(async () => {
      postgres = await startPostgres(['fsync=off']);
      const url = await postgres.createDatabase('portal');
      portal = await aPortal({ kind: 'server', url });
      ({ tenantId } = await portal.control.makeTenant('os:tester', 'A very large bank'));
      const host = aHost({ name: nameOf(0) }, { seen: seen('readyForMigration', sampleStartAt) });
      await portal.store.commit({ tenantId, at: sampleStartAt, hosts: [host] });
      await multiply(url, tenantId);
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
        if (pathname.endsWith('/servers') && searchParams.get('top') === '200')
          asked.push(searchParams.get('skip') ?? '0');
      });
      await page.goto(`${portal.url}/servers`);
      await page.getByRole('link', { name: nameOf(0) }).waitFor();
      await page.locator(`[role=grid][aria-rowcount="${servers + 1}"]`).waitFor();
      await page.locator('[data-cell="0.1"]').focus();
      await page.keyboard.press('Control+End');
      await page.getByRole('link', { name: nameOf(servers - 1) }).waitFor();
      await page.locator(`[data-cell^="${servers - 1}."]:focus`).waitFor();
      expect(new Set(asked)).toEqual(new Set(['0', '99800']));
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

/** So many more hosts like the one that was registered; registering each would take longer than everything that is tested here. */
async function multiply(url: string, tenantId: TenantId): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    `INSERT INTO host SELECT made.* FROM host h, generate_series(1, $2::integer - 1) AS n,
       LATERAL jsonb_populate_record(h, jsonb_build_object('host_id', 'host-' || n, 'name', 'DC-' || lpad(n::text, 6, '0'),
         'name_key', 'dc-' || lpad(n::text, 6, '0'), 'fqdn', 'dc-' || lpad(n::text, 6, '0') || '.bank.example',
         'site', CASE n % 4 WHEN 3 THEN 'Munich' ELSE 'Berlin' END)) AS made
     WHERE h.tenant_id = $1`,
    [tenantId, servers],
  );
  await client.query('UPDATE host_count SET hosts = $2 WHERE tenant_id = $1 AND hosts = 1', [tenantId, servers]);
  await client.query('VACUUM ANALYZE host');
  await client.end();
}
