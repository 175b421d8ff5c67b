import { afterAll, beforeAll, expect, test } from 'vitest';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';
import { aCampaignUnderWay } from './support/story.ts';

inBrowser((browser) => {
  let portal: Portal;
  let campaign: string;
  beforeAll(async () => {
    portal = await aPortal();
    campaign = await aCampaignUnderWay(portal);
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
  });

  test('portal 4 an administrator gives a site its zone, a zone that nobody knows is refused at its field', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'administrator');
    await page.goto(`${portal.url}/settings`);
    const zones = page.getByRole('region', { name: 'Time zones of sites' });
    await zones.getByText('No site has a zone').waitFor();
    await zones.getByLabel('Site').selectOption('Berlin');
    await zones.getByLabel('Time zone').fill('Berlin/Mitte');
    await zones.getByLabel('Time zone').press('Enter');
    await zones.getByText('There is no time zone Berlin/Mitte').first().waitFor();
    await zones.getByLabel('Time zone').fill('Asia/Tokyo');
    await zones.getByLabel('Time zone').press('Enter');
    await zones.getByRole('rowheader', { name: 'Berlin' }).waitFor();
    expect((await portal.store.tenant(portal.tenantId))?.facts.siteZones).toEqual({ Berlin: 'Asia/Tokyo' });
  });

  test('portal 4 times of a server are told in the zone of its site where it has one, each with its zone, and a deadline says its hour', async () => {
    await using window = await aWindow(browser(), { remembers: { time: 'site' } });
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/servers/BER-DC1`);
    const due = page.getByText('Commits, and cannot be rolled back after').locator('time');
    await expect.poll(() => due.innerText()).toMatch(/\d{2}:\d{2} (GMT\+9|JST) \(in /);
    const instant = (await due.getAttribute('datetime')) ?? '';
    const hour = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Tokyo', hour: '2-digit', minute: '2-digit' });
    expect(await due.innerText()).toContain(hour.format(Date.parse(instant)));
    // A site without a zone keeps the times of the browser, which says which they are.
    await page.goto(`${portal.url}/servers/MUC-DC3`);
    await expect.poll(() => page.locator('.properties').first().isVisible()).toBe(true);
    await expect.poll(() => page.locator('main time').first().innerText()).toMatch(/\d{2}:\d{2} (CEST|GMT\+2)/);
    // In a list each row is told in its own.
    await page.goto(`${portal.url}/servers?search=BER-DC1&columns=name,seen`);
    await expect.poll(() => page.locator('[role=row] time').first().innerText()).toMatch(/(GMT\+9|JST)/);
  });

  test('portal 4 tasks, moves of a campaign and the log are told in the zone of the site of each row; a row of no site says which zone it is told in', async () => {
    await using window = await aWindow(browser(), { remembers: { time: 'site' } });
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    const zoneOf = (server: string) => (server.startsWith('BER-') ? /(GMT\+9|JST)/ : /(CEST|GMT\+2)/);
    const told = async (rows: ReturnType<typeof page.locator>) =>
      Promise.all(
        (await rows.all()).map(async (row) => ({
          server: (await row.locator('a[href^="/servers/"]').allInnerTexts())[0] ?? '',
          time: (await row.locator('time').allInnerTexts())[0] ?? '',
        })),
      );
    for (const [path, rows] of [
      [`/campaigns/${campaign}`, 'table.moves tbody tr'],
      ['/log', 'table.log tbody tr'],
    ] as const) {
      await page.goto(portal.url + path);
      await expect.poll(() => page.locator(rows).first().locator('time').first().innerText()).toMatch(/GMT|JST|CEST/);
      // The zones of sites may come a moment after the rows.
      await expect
        .poll(async () => (await told(page.locator(rows))).some(({ time }) => /GMT\+9|JST/.test(time)))
        .toBe(true);
      const found = (await told(page.locator(rows))).filter(({ time }) => time !== '');
      expect(found.some(({ server }) => server.startsWith('BER-'))).toBe(true);
      for (const { server, time } of found) expect(time, `${path} ${server}`).toMatch(zoneOf(server));
      if (path === '/log') expect(found.some(({ server }) => server === '')).toBe(true);
    }
    const tasks = (await portal.store.tasks(portal.tenantId, {}, { top: 100 })).value;
    const hosts = await portal.store.hostsById(
      portal.tenantId,
      tasks.flatMap(({ hostId }) => hostId ?? []),
    );
    const berlin = hosts.find(({ site }) => site === 'Berlin')?.hostId;
    const ofBerlin = tasks.find(({ hostId }) => hostId !== undefined && hostId === berlin)?.taskId;
    const ofNone = tasks.find(({ hostId }) => hostId === undefined)?.taskId;
    for (const [task, zone] of [
      [ofBerlin, zoneOf('BER-')],
      [ofNone, zoneOf('')],
    ] as const) {
      expect(task).toBeDefined();
      await page.goto(`${portal.url}/tasks/${task}`);
      await expect.poll(() => page.locator('main time').last().innerText()).toMatch(zone);
    }
    await page.goto(`${portal.url}/tasks`);
    await page.locator('table.plain tbody tr').first().waitFor();
    for (const { server, time } of await told(page.locator('table.plain tbody tr')))
      if (time !== '') expect(time, server).toMatch(zoneOf(server));
  });

  test('portal 4 whoever reads local times sees nothing of the zones of sites', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/servers/BER-DC1`);
    await expect.poll(() => page.locator('main time').first().innerText()).toMatch(/\d{2}:\d{2} (CEST|GMT\+2)/);
  });
});
