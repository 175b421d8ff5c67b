import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CampaignTimes, campaignTimes } from '../../src/contract/campaign-times.ts';
import { placeOf } from '../../src/contract/geometry.ts';
import { dayMs, minuteMs } from '../../src/domain/time.ts';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';
import { picture, seriousFindings } from './support/screens.ts';
import { aCampaignUnderWay } from './support/story.ts';

inBrowser((browser) => {
  let portal: Portal;
  let free: string;
  let windowed: string;
  beforeAll(async () => {
    portal = await aPortal();
    free = await aCampaignUnderWay(portal, 'Without windows');
    windowed = await aCampaignWithWindows();
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
  });

  /** Open every night in Berlin, closed for a day in between; its second wave waits a day after the first, and somebody approved it. */
  const aCampaignWithWindows = async (): Promise<string> => {
    const { control, tenantId } = portal;
    const day = (later: number) => new Date(control.now(tenantId) + later * dayMs).toISOString().slice(0, 10);
    const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
    const nights = {
      name: 'nights',
      zone: 'Europe/Berlin',
      open: [{ days, from: '22:00', to: '04:00' }],
      closed: [{ from: `${day(2)}T00:00`, to: `${day(3)}T12:00`, because: 'Quarter end' }],
    };
    const plan = await control.makePlan('os:anna', tenantId, {
      name: 'By night',
      selector: 'HAM-DC1 HAM-DC2',
      demand: 'service',
      rules: {
        calendars: [nights],
        gate: [{ kind: 'soak', ms: dayMs }],
        approval: { people: 1, validMs: 5 * dayMs },
      },
      waves: {
        canary: false,
        strata: [],
        order: {
          kind: 'explicit',
          waves: [
            { name: 'First', hosts: ['HAM-DC1'] },
            { name: 'Then', hosts: ['HAM-DC2'] },
          ],
        },
      },
    });
    await control.decideOnPlan('user:ben', tenantId, plan.digest, { decision: 'approve' }, false);
    const { campaign } = await control.apply('os:anna', tenantId, plan, false);
    await portal.twin.turn({ advanceMs: 20 * minuteMs });
    return campaign?.campaignId ?? '';
  };

  /** What the page is told, as its own session is. */
  const timesOf = async (context: BrowserContext, id: string): Promise<CampaignTimes> => {
    const answer = await context.request.get(`${portal.url}/api/v1/campaigns/${id}/times`);
    return campaignTimes.parse(await answer.json());
  };

  test('portal 4.5 a strip of time has windows, freezes, waves, soak and deadlines with the present in it; its table says each with its hour', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/campaigns/${windowed}`);
    const section = page.getByRole('region', { name: 'When', exact: true });
    await section.getByText('The windows are in the time of Europe/Berlin.').waitFor();
    const rows = await section.locator('table.times tbody tr').allInnerTexts();
    const saying = (what: string) => rows.filter((row) => row.startsWith(what));
    expect(saying('Window open').length).toBeGreaterThan(3);
    expect(saying('Freeze of nights: Quarter end')).toHaveLength(1);
    expect(saying('Wave 1 · First')).toEqual([expect.stringContaining('begun; its end is predicted')]);
    expect(saying('Wave 2 · Then')).toEqual([expect.stringMatching(/predicted$/)]);
    expect(saying('Soak after wave 1')).toHaveLength(1);
    expect(saying('Wave 2 cannot be undone as a whole from here')).toHaveLength(1);
    expect(saying('The approval of the plan runs out')).toHaveLength(1);
    // No line is told by its distance alone, whatever clock is chosen.
    expect(rows.filter((row) => !/\d\d:\d\d/.test(row))).toEqual([]);

    // Drawn where it is told: the approval lies five days behind the beginning, in a strip from the campaign's start on.
    const times = await timesOf(window.context, windowed);
    const ends = times.marks.find(({ kind }) => kind === 'approval-ends');
    const lane = await section.locator('.strip-lane').last().boundingBox();
    const mark = await section.locator('.strip-mark-approval-ends').boundingBox();
    const drawn = ((mark?.x ?? 0) + (mark?.width ?? 0) / 2 - (lane?.x ?? 0)) / (lane?.width ?? 1);
    const strip = { from: Date.parse(times.from), to: Date.parse(times.to) };
    expect(Math.abs(drawn - placeOf(Date.parse(ends?.at ?? ''), null, strip).from)).toBeLessThan(0.01);
    expect(Date.parse(ends?.at ?? '') - strip.from).toBeGreaterThan(4 * dayMs);
    await section.getByRole('link', { name: ends?.digest?.slice(0, 12) ?? '' }).click();
    await page.getByRole('heading', { level: 1, name: 'Plan By night' }).waitFor();
  });

  test('portal 4.5 without windows the strip says that every time is open; commits are told by the hour and lead to their servers', async () => {
    await using window = await aWindow(browser(), { remembers: { theme: 'system' } });
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/campaigns/${free}`);
    const section = page.getByRole('region', { name: 'When', exact: true });
    await section.getByText('The plan has no windows: every time is open for a start.').waitFor();
    const { marks } = await timesOf(window.context, free);
    expect(marks.reduce((sum, { kind, servers }) => sum + (kind === 'commit' ? (servers ?? 0) : 0), 0)).toBe(2);
    await page.goto(`${portal.url}/campaigns/${windowed}`);
    await section.getByText('Soak after wave 1').waitFor();
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.locator(`html[data-theme=${scheme}]`).waitFor();
      await section.evaluate((one) => (one as unknown as { scrollIntoView(): void }).scrollIntoView());
      await picture(page, `strip-${scheme}`);
      expect(await seriousFindings(page)).toEqual([]);
    }
    await page.setViewportSize({ width: 320, height: 800 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    await section.evaluate((one) => (one as unknown as { scrollIntoView(): void }).scrollIntoView());
    await picture(page, 'strip-narrow');
    await page.goto(`${portal.url}/campaigns/${free}`);
    await section
      .getByRole('link', { name: /server/ })
      .first()
      .click();
    await page.waitForURL(/step=observing/);
  });
});
