import { expect, test } from 'vitest';
import type { ProofVerdict } from '../../src/domain/proof.ts';
import { dayMs } from '../../src/domain/time.ts';
import { aMove } from '../store/estate.ts';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal } from './support/portal.ts';

inBrowser((browser) => {
  test('portal 3.4 of a day of commits only what is not proven is red; the table says it in words, and a day whose servers are all proven has nothing red', async () => {
    await using portal = await aPortal();
    const { store, tenantId } = portal;
    const now = portal.control.now(tenantId);
    const hosts = (await store.hosts(tenantId, { site: ['Hamburg'] }, { top: 4 })).value;
    expect(hosts.length).toBe(4);
    const observed = (verdict: ProofVerdict['verdict'], days: number, at: number) => {
      const host = hosts[at];
      if (host === undefined) throw new Error('There is no such server.');
      const commitDueAt = now + days * dayMs;
      const proof = { proof: 'sensor', title: 'The sensor runs', reason: '', summary: '', evidence: [], judgedAt: now };
      const state = {
        kind: 'observing',
        seenFrom: now,
        seenAt: now,
        isLate: false,
        rollbackUntilAt: null,
        commitDueAt,
      };
      return aMove(null, host.hostId, 'ended', {
        state,
        schedule: { lookAt: null, deadlineAt: commitDueAt, phase: 'observing', inFlight: false, isActive: true },
        origin: 'external',
        proofs: [{ ...proof, verdict, isRequired: true }],
      });
    };
    const moves = [observed('pass', 3, 0), observed('pass', 3, 1), observed('pass', 4, 2), observed('unknown', 4, 3)];
    await store.commit({ tenantId, at: now, moves });
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(portal.url);
    const rows = page.locator('table.commits tbody tr');
    await rows.nth(1).waitFor();
    const told = await Promise.all(
      (await rows.all()).map(async (row) => (await row.locator('td').allInnerTexts()).map((text) => text.trim())),
    );
    expect(told).toEqual([
      ['2', 'all proven'],
      ['2', '1 not proven'],
    ]);
    const [whole, open] = [rows.nth(0), rows.nth(1)];
    expect(await whole.locator('.commit-open, .tone-bad').count()).toBe(0);
    // Red, and hatched for whoever sees no red; as wide as what is proven of the day.
    const widths = await open
      .locator('.commit-part')
      .evaluateAll((parts) => parts.map((part) => Math.round(part.getBoundingClientRect().width)));
    expect(widths).toEqual([expect.any(Number), widths[0]]);
    const ground = (part: string) =>
      open.locator(part).evaluate((one) => {
        const { backgroundImage, backgroundColor } = one.ownerDocument.defaultView?.getComputedStyle(one) ?? {};
        return `${backgroundImage} ${backgroundColor}`;
      });
    expect(await ground('.commit-open')).toMatch(/gradient.*rgb\(209, 52, 56\)/);
    expect(await ground('.commit-proven')).not.toMatch(/gradient|rgb\(209, 52, 56\)/);
    // The number leads to the servers of the day, each with its proof.
    await open.getByRole('link').press('Enter');
    await expect.poll(() => page.locator('.grid-body .cell-proof').allInnerTexts()).toHaveLength(2);
  });
});
