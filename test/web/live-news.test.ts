import { expect, test } from 'vitest';
import { hourMs } from '../../src/domain/time.ts';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal } from './support/portal.ts';
import { aCampaignUnderWay } from './support/story.ts';

/** What a screen reader is given to say: every change of a polite region, and whatever would interrupt. */
const listen = `(() => {
  globalThis.said = [];
  globalThis.interruptions = [];
  const region = [...document.querySelectorAll('[role=status][aria-live=polite]')].at(-1);
  new MutationObserver(() => said.push(region.textContent)).observe(region, { childList: true, subtree: true, characterData: true });
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) for (const node of addedNodes)
      if (node instanceof Element && (node.matches('[role=alert], [aria-live=assertive]') || node.querySelector('[role=alert], [aria-live=assertive]') !== null))
        interruptions.push(node.textContent);
  }).observe(document.body, { childList: true, subtree: true });
})()`;

inBrowser((browser) => {
  test('portal 4.5 what changes while somebody looks at a campaign is announced politely, many changes at once, each counted, and nothing interrupts', async () => {
    await using portal = await aPortal();
    const campaign = await aCampaignUnderWay(portal);
    const { store, tenantId } = portal;
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    const isFollowed = page.waitForResponse((response) => response.url().endsWith('/api/v1/events'));
    await page.goto(`${portal.url}/campaigns/${campaign}`);
    await isFollowed;
    await page.getByText('Servers by step').waitFor();
    await page.evaluate(listen);
    const { seq } = await store.logHead(tenantId);
    await portal.twin.turn({ advanceMs: 2 * hourMs });
    const recorded = (await store.events(tenantId, { afterSeq: seq }, 1_000)).filter(
      ({ kind }) => kind !== 'reading-changed',
    ).length;
    expect(recorded).toBeGreaterThan(3);
    const said = () => page.evaluate<readonly string[]>('said');
    const counted = async () =>
      (await said()).reduce((sum, text) => sum + Number(/^(\d+) changes were recorded$/.exec(text)?.[1] ?? 1), 0);
    await expect.poll(counted, { timeout: 20_000 }).toBe(recorded);
    expect((await said()).length).toBeLessThan(recorded);
    expect(await page.evaluate('interruptions')).toEqual([]);
    // What is shown is what was announced.
    await page.getByText('reverted').first().waitFor();
  });

  test('portal 4.5 two changes that are told in the same words are announced twice', async () => {
    await using portal = await aPortal();
    await aCampaignUnderWay(portal);
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    const isFollowed = page.waitForResponse((response) => response.url().endsWith('/api/v1/events'));
    await page.goto(portal.url);
    await isFollowed;
    await page.getByText('What blocks').waitFor();
    await page.evaluate(listen);
    const said = () => page.evaluate<readonly string[]>('said');
    for (const times of [1, 2]) {
      const { version = 0 } = (await portal.store.tenant(portal.tenantId)) ?? {};
      const siteZones = { Berlin: times === 1 ? 'Asia/Tokyo' : 'Europe/Berlin' };
      await portal.control.changeTenant('os:anna', portal.tenantId, { siteZones }, version);
      await expect.poll(async () => (await said()).length).toBe(times);
    }
    expect(new Set(await said()).size).toBe(1);
  });
});
