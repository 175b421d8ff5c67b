import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Role } from '../../src/engine/ports/store.ts';
import { aMemory, aPage, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';
import { acceptFeatureLoss } from './support/story.ts';

/* The way of a plan from where it was made to what it does. */

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
  const startAs = async (page: Page, name: string) => {
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/Type the name of the plan/).fill(name);
    await dialog.getByRole('button', { name: /^Migrate/ }).click();
  };

  test('X-09 a plan that was made elsewhere is handed in, approved by somebody else, and started by typing its name; a file that is no plan, or was changed, is refused in words', async () => {
    const { control, tenantId, store } = portal;
    const plan = await control.draftPlan('os:anna', tenantId, {
      name: 'Hamburg from elsewhere',
      selector: 'site:Hamburg',
      demand: 'service',
      rules: { approval: { people: 1 } },
    });
    const file = (text: string) => ({ name: 'plan.json', mimeType: 'application/json', buffer: Buffer.from(text) });
    await using window = await windowOf('operator');
    const { page } = window;
    await page.goto(`${portal.url}/campaigns`);
    const choice = page.getByLabel('Hand in a plan that was made elsewhere');
    await choice.setInputFiles(file('no plan at all'));
    await page.getByText('This file is no plan.').waitFor();
    await choice.setInputFiles(file(JSON.stringify({ ...plan, name: 'Another name' })));
    await page.getByRole('main').getByRole('alert').filter({ hasText: 'digest' }).waitFor();
    expect(await store.planRow(tenantId, plan.digest)).toBeUndefined();
    await choice.setInputFiles(file(JSON.stringify(plan)));
    await page.getByRole('heading', { level: 1, name: 'Plan Hamburg from elsewhere' }).waitFor();
    const address = page.url();
    await using approver = await windowOf('approver');
    await approver.page.goto(address);
    await approver.page.getByRole('button', { name: 'Approve', exact: true }).click();
    await approver.page.getByLabel('Reason').fill('Read with the SOC');
    await approver.page.getByRole('button', { name: /^Approve the plan for/ }).click();
    await page.getByText(': approved').waitFor();
    await startAs(page, 'Hamburg from elsewhere');
    await page.getByRole('heading', { level: 1, name: 'Hamburg from elsewhere', exact: true }).waitFor();
    const campaigns = await store.campaigns(tenantId);
    expect(campaigns.map((campaign) => campaign.plan.digest)).toContain(plan.digest);
  });

  test("what the engine changed is read as soon as its event comes: within a second of the page's own clock, which stands still until then", async () => {
    const { control, tenantId, store } = portal;
    await using window = await windowOf('viewer');
    const { page } = window;
    const [campaign] = await store.campaigns(tenantId);
    if (campaign === undefined) throw new Error('There is no campaign.');
    await page.clock.install();
    await page.goto(`${portal.url}/campaigns/${campaign.campaignId}`);
    await page.getByText('Servers by step').waitFor();
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Network.enable');
    let pieces = 0;
    cdp.on('Network.dataReceived', () => {
      pieces += 1;
    });
    const open = new Set<string>();
    const read: string[] = [];
    page.on('request', (request) => {
      open.add(request.url());
      if (new URL(request.url()).pathname === `/api/v1/campaigns/${campaign.campaignId}`) read.push(request.url());
    });
    page.on('requestfinished', (request) => void open.delete(request.url()));
    await page.clock.pauseAt(Number(await page.evaluate('Date.now()')) + 1_000);
    // What that second had asked for is answered.
    await expect.poll(() => [...open], { timeout: 30_000 }).toEqual([]);
    read.length = 0;
    const current = await store.campaign(tenantId, campaign.campaignId);
    const order = {
      verb: 'pause',
      because: 'The night is too short',
      accepts: [],
      version: current?.version ?? 0,
    } as const;
    pieces = 0;
    await control.hold('os:anna', tenantId, campaign.campaignId, order, false);
    // The event is there, and nothing else: the clock of the page stands, so nothing that counts time has read anything.
    await expect.poll(() => pieces, { timeout: 30_000 }).toBeGreaterThan(0);
    expect(read).toEqual([]);
    let passedMs = 0;
    for (; passedMs < 1_000 && read.length === 0; passedMs += 100) await page.clock.runFor(100);
    expect(read.length).toBeGreaterThan(0);
    await expect.poll(() => [...open], { timeout: 30_000 }).toEqual([]);
    await page.clock.runFor(1_000 - passedMs);
    await page.getByText('Held by os:anna: The night is too short').first().waitFor();
  });
});
