import { afterAll, beforeAll, expect, test } from 'vitest';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';
import { aCampaignUnderWay } from './support/story.ts';

inBrowser((browser) => {
  let portal: Portal;
  beforeAll(async () => {
    portal = await aPortal();
    await aCampaignUnderWay(portal);
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
  });

  test('portal 8.3 a number on the overview that is a link leads to exactly so many servers, of the estate, of a campaign, of a day, of a site, of a blocker and of what needs somebody', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(portal.url);
    await page.getByText('What blocks').waitFor();
    const links = page.locator('.figure a, .legend a, .commits a, .coverage td a, .blockers .quiet a, .needs .badge');
    const told = await Promise.all(
      (await links.all()).map(async (link) => ({
        count: Number(/\d+/.exec(await link.innerText())?.[0]),
        href: (await link.getAttribute('href')) ?? '',
      })),
    );
    const of = (start: string) => told.filter(({ href }) => href.startsWith(start));
    expect(of('/servers').length).toBeGreaterThan(3);
    expect(of('/campaigns/').length).toBeGreaterThan(2);
    expect(of('/servers?commitDue=').length).toBeGreaterThan(0);
    expect(of('/servers?onlyReason=').length).toBeGreaterThan(0);
    expect(of('/servers?site=').length).toBeGreaterThan(5);
    expect(of('/tasks?state=needs-you').length).toBe(1);
    for (const { count, href } of told) {
      await page.goto(portal.url + href);
      if (!href.startsWith('/campaigns/'))
        await expect
          .poll(() => page.locator('.page-count').textContent(), { message: href, timeout: 30_000 })
          .toBe(String(count));
      else
        await expect
          .poll(() => page.locator('table.moves tbody tr').count(), { message: href, timeout: 30_000 })
          .toBe(count);
    }
  });

  test('portal 3.6 the age of the oldest evidence that a verdict in force rests on stands on the overview, and leads to its server', async () => {
    const { control, tenantId } = portal;
    await control.check('os:anna', tenantId, 'all', true);
    const now = control.now(tenantId);
    const oldest = await control.store.oldestEvidence(tenantId, now);
    if (oldest === undefined) throw new Error('No verdict rests on anything.');
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(portal.url);
    const part = page.getByRole('region', { name: 'Oldest evidence in use' });
    const seen = part.locator('.quiet time').first();
    expect(await seen.getAttribute('datetime')).toBe(new Date(oldest.observedAt).toISOString());
    const link = part.getByRole('link', { name: oldest.name });
    expect(await link.innerText()).toMatch(/\d+ (sec|min|hr|hour)s?\.? ago: /);
    await link.press('Enter');
    await page.getByRole('heading', { level: 1, name: oldest.name }).waitFor();
  });

  test('portal 4.1 the line of a campaign says what comes next by the clock, in words and with its hour', async () => {
    const { control, tenantId } = portal;
    const { campaigns } = await control.status(tenantId);
    const [under] = campaigns;
    if (under?.commitAt == null) throw new Error('Nothing is observed.');
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(portal.url);
    const line = page.locator('.campaign-line').filter({ hasText: under.campaign.name });
    const next = line.locator('.next-event');
    await next.waitFor();
    expect(await next.innerText()).toMatch(
      /^Next: the next server commits, with no way back after: .*\d{2}:\d{2}.* \(in .+\)$/,
    );
    expect(await next.locator('time').getAttribute('datetime')).toBe(new Date(under.commitAt).toISOString());
    await page
      .getByRole('region', { name: 'What blocks' })
      .getByText('Whose turn: whoever runs Defender for Endpoint')
      .first()
      .waitFor();
  });

  test('portal 8.3 a chip that a link brought along says what it keeps to, and is taken away by a click', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/servers?onlyReason=no-such-reason`);
    await page.getByText('No server fits').waitFor();
    await page.getByRole('button', { name: 'Only reason: no-such-reason: remove this filter' }).press('Enter');
    await expect.poll(() => new URL(page.url()).search).toBe('');
    await page.goto(`${portal.url}/servers?commitDue=tomorrow`);
    await page.getByRole('button', { name: 'Commits: tomorrow: remove this filter' }).waitFor();
    await page.getByText('two RFC 3339 instants with a slash between').first().waitFor();
  });
});
