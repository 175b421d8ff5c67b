import { expect, test } from 'vitest';
import { minuteMs } from '../../src/domain/time.ts';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal } from './support/portal.ts';
import { acceptFeatureLoss } from './support/story.ts';

inBrowser((browser) => {
  test('portal 3.5 between two hourly readings the overview says of when its coverage is and that nothing starts on it, and not that it was seen too long ago', async () => {
    await using portal = await aPortal();
    await portal.twin.turn({ advanceMs: 100 * minuteMs });
    const { readings } = await portal.control.status(portal.tenantId);
    const list = readings.find(({ resource }) => resource === 'sensor-migrations');
    const now = portal.control.now(portal.tenantId);
    // To the middle of the pause between two readings, when the facts are too old to start on.
    await portal.twin.turn({ advanceMs: (list?.dueAt ?? now) - now + 2 * minuteMs });
    await portal.twin.turn({ advanceMs: 30 * minuteMs });
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(portal.url);
    const coverage = page.getByRole('region', { name: 'Coverage by site' });
    await coverage.getByText('as of').waitFor();
    expect(await coverage.getByText('as of').innerText()).toMatch(/as of .*\d{2}:\d{2} .+\((2|3)\d min\.? ago\)/);
    await coverage.getByText('nothing starts before it is read again').waitFor();
    expect(await coverage.getByText('seen too long ago').count()).toBe(0);
    const { body } = (await page.evaluate(
      "fetch('/api/v1/overview').then((answer) => answer.json()).then((body) => ({ body }))",
    )) as { body: { sites: { protected: number }[] } };
    expect(body.sites.some((site) => site.protected > 0)).toBe(true);
  });

  test('portal 3.1 a list of what needs somebody that is empty says so, and names what happens next and when', async () => {
    await using portal = await aPortal();
    await acceptFeatureLoss(portal);
    const { needsYou, next } = await portal.control.status(portal.tenantId);
    if (next === null) throw new Error('Nothing happens next.');
    expect(needsYou).toEqual([]);
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(portal.url);
    const needs = page.getByRole('region', { name: 'Needs you' });
    await needs.getByText('Nothing needs you.').waitFor();
    const told = (await needs.innerText()).replace(/\s+/g, ' ');
    expect(told).toMatch(/Nothing needs you\. The service is read again .*\d{2}:\d{2}.* \(in .+\) ?\.$/);
    expect(await needs.locator('time').getAttribute('datetime')).toBe(new Date(next.at).toISOString());
    expect(await needs.locator('.badge').count()).toBe(0);
  });
});
