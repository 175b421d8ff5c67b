import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Role } from '../../src/engine/ports/store.ts';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';
import { aCampaignUnderWay } from './support/story.ts';

inBrowser((browser) => {
  let portal: Portal;
  beforeAll(async () => {
    portal = await aPortal();
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
  });
  const windowOf = async (role: Role, path: string) => {
    const window = await aWindow(browser());
    await portal.signIn(window.context, role);
    await window.page.goto(portal.url + path);
    return window;
  };

  test('before any attempt nothing is called proved, by the page or when it is asked', async () => {
    await using window = await windowOf('operator', '/proof');
    const { page } = window;
    await page.getByText('No attempt was judged yet: nothing is proved.').waitFor();
    await page.getByRole('button', { name: 'Collect and judge the proofs' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('No move fits: nothing is proved.').waitFor();
  });

  test('I9 proofs are collected and judged by keys; each kind counts what passed, and a number leads to the attempts behind it', async () => {
    await aCampaignUnderWay(portal);
    await using window = await windowOf('operator', '/');
    const { page } = window;
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Proof' }).press('Enter');
    await page.getByLabel('Which servers').focus();
    await page.keyboard.type('BER-DC1');
    await page.keyboard.press('Enter');
    await page.getByText(/^0 moves complete, 1 incomplete\.$/).waitFor();
    const kinds = page.getByRole('region', { name: 'What proves it' }).getByRole('row');
    const row = kinds.nth(1);
    const number = row.getByRole('cell').getByRole('link').first();
    const count = Number(await number.textContent());
    expect(count).toBeGreaterThan(0);
    await number.click();
    expect(new URL(page.url()).searchParams.get('proof')).not.toBeNull();
    const moves = page.getByRole('region', { name: 'What was proved by what' }).locator('.lines').first();
    await expect.poll(() => moves.locator('> li').count()).toBe(count);
    await page.getByRole('link', { name: 'Clear filters' }).click();
    await page.getByRole('link', { name: 'not complete', exact: true }).click();
    await moves.locator('summary').first().click();
    await moves.getByText('Missing evidence:').first().waitFor();
    await page.goBack();
    expect(new URL(page.url()).search).toBe('');
  });

  test('proofs are one link away from the overview and from a campaign, and stay with it until somebody asks for all', async () => {
    const campaigns = await portal.store.campaigns(portal.tenantId);
    const [campaign] = campaigns;
    if (campaign === undefined) throw new Error('There is no campaign yet.');
    const planned = campaign.plan.waves.flatMap(({ hosts }) => hosts).length;
    await using window = await windowOf('viewer', '/');
    const { page } = window;
    await page.getByRole('link', { name: `Proofs of ${campaign.name}` }).press('Enter');
    const moves = page.getByRole('region', { name: 'What was proved by what' }).locator('.lines').first();
    const campaignId = () => new URL(page.url()).searchParams.get('campaign');
    await moves.locator('> li').first().waitFor();
    expect([campaignId(), await moves.locator('> li').count()]).toEqual([campaign.campaignId, planned]);
    await page.getByRole('link', { name: 'not complete', exact: true }).click();
    await page.waitForURL(/show=incomplete/);
    expect(campaignId()).toBe(campaign.campaignId);
    await page.getByRole('main').getByRole('link', { name: campaign.name, exact: true }).click();
    await page.getByRole('link', { name: 'Proofs', exact: true }).click();
    await page.waitForURL(/\/proof\?campaign=/);
    await page.getByRole('link', { name: 'All proofs' }).click();
    await page.waitForURL(/\/proof$/);
  });

  test('the chain is verified there, a pack is signed with a key that stands there, and a viewer collects nothing', async () => {
    await using window = await windowOf('viewer', '/proof');
    const { page } = window;
    await page.getByRole('button', { name: 'Verify the chain' }).click();
    await page.getByText(/The chain is intact/).waitFor();
    expect(await page.getByRole('button', { name: 'Collect and judge the proofs' }).count()).toBe(0);
    await page.getByText('No pack was made yet.').waitFor();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Evidence pack' }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/\.zip$/);
    await page.reload();
    await page.getByText('Packs that are made here are signed with it').waitFor();
  });
});
