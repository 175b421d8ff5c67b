import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Answer } from '../../src/contract/routes.ts';
import { hourMs } from '../../src/domain/time.ts';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';
import { misfits, seriousFindings } from './support/screens.ts';
import { acceptFeatureLoss } from './support/story.ts';

inBrowser((browser) => {
  let portal: Portal;
  let campaign: string;
  beforeAll(async () => {
    portal = await aPortal();
    const { control, tenantId, twin } = portal;
    await acceptFeatureLoss(portal);
    const plan = await control.makePlan('os:anna', tenantId, {
      selector: 'BER-DC1 BER-DC2 MUC-DC1',
      demand: 'service',
      waves: { canary: false, strata: [], order: { kind: 'count', hosts: 2 } },
      rules: {
        gate: [
          { kind: 'success-share', atLeast: 0.5 },
          { kind: 'soak', ms: hourMs },
          { kind: 'manual', question: 'Does the help desk hear nothing?' },
        ],
      },
    });
    const applied = await control.apply('os:anna', tenantId, plan, false);
    campaign = applied.campaign?.campaignId ?? '';
    await twin.turn({ advanceMs: 3 * hourMs });
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
  });

  test('portal 4.5 the card of a gate has every condition, those that pass as well: what is asked, what was measured, and how old the evidence is; in German too', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/campaigns/${campaign}`);
    const card = page.locator('.waves > li').first().locator('.gate');
    await card.waitFor();
    const { waves } = (await page.evaluate(
      `fetch('/api/v1/campaigns/${campaign}').then((answer) => answer.json())`,
    )) as Answer<'showCampaign'>;
    const conditions = waves[0]?.gate?.conditions ?? [];
    expect(conditions.map(({ asks, verdict }) => [asks.says, verdict])).toEqual([
      ['gate-success-share', 'inconclusive'],
      ['gate-soak', 'pass'],
      ['gate-manual', 'inconclusive'],
    ]);
    const lines = card.locator('.gate-conditions > li');
    expect(await lines.count()).toBe(3);
    const [share = '', soak = '', manual = ''] = await lines.allInnerTexts();
    expect(share).toContain('50 % of it succeeded');
    expect(soak).toMatch(/passed since its last host was protected[\s\S]*Evidence from/);
    expect(manual).toContain('Does the help desk hear nothing?');
    for (const { summary } of conditions) expect((await card.innerText()).includes(summary), summary).toBe(true);
    const found = await seriousFindings(page);
    await page.setViewportSize({ width: 320, height: 800 });
    expect([...found, ...(await misfits(page))]).toEqual([]);

    await using german = await aWindow(browser(), { remembers: { language: 'de' } });
    await portal.signIn(german.context, 'viewer');
    await german.page.goto(`${portal.url}/campaigns/${campaign}`);
    const karte = german.page.locator('.waves > li').first().locator('.gate');
    await karte.getByText('Belege von').first().waitFor();
    expect(await karte.getByText(/succeeded|passed since/).count()).toBe(0);
  });
});
