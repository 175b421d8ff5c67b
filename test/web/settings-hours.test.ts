import { afterAll, beforeAll, expect, test } from 'vitest';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';
import { misfits, seriousFindings } from './support/screens.ts';

inBrowser((browser) => {
  let portal: Portal;
  beforeAll(async () => {
    portal = await aPortal();
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
  });

  test('portal 4 an administrator sets windows and freezes of the tenant by keys alone; what cannot be kept is refused at its field, and what is kept is told with the next openings', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'administrator');
    await page.goto(`${portal.url}/settings`);
    const hours = page.getByRole('region', { name: 'Windows and freezes' });
    await hours.getByText('There are none').waitFor();
    const press = async (name: string) => {
      await hours.getByRole('button', { name, exact: true }).focus();
      await page.keyboard.press('Enter');
    };
    await press('Change windows and freezes');
    await press('Add a calendar');
    await hours.getByLabel('Name').fill('house');
    await hours.getByLabel('Time zone').fill('Berlin/Mitte');
    await press('Add a closed period');
    await hours.getByLabel('Closed from').fill('2030-12-20T00:00');
    await hours.getByLabel('Closed to').fill('2031-01-04T00:00');
    const [reason, because] = [hours.getByLabel('Reason').first(), hours.getByLabel('Reason').last()];
    await reason.fill('The books are closed');
    await press('Keep windows and freezes');
    await hours.getByText('"Berlin/Mitte" is no time zone').first().waitFor();
    expect(await hours.getByLabel('Time zone').getAttribute('aria-invalid')).toBe('true');
    await hours.getByLabel('Time zone').fill('Europe/Berlin');
    await because.fill('The year ends');
    expect(await seriousFindings(page)).toEqual([]);
    await press('Keep windows and freezes');
    await hours.getByText('Servers may start next').waitFor();
    await hours.getByText('The books are closed').waitFor();
    expect(await hours.getByText(/Europe\/Berlin \(\d\d:00-03:00 UTC|Europe\/Berlin \(.* UTC\)/).count()).toBe(5);
    const { facts } = (await portal.store.tenant(portal.tenantId)) ?? {};
    expect(facts?.calendars).toMatchObject([
      { name: 'house', zone: 'Europe/Berlin', closed: [{ to: '2031-01-04T00:00' }] },
    ]);
    await page.setViewportSize({ width: 320, height: 800 });
    expect(await misfits(page)).toEqual([]);
  });

  test('portal 4 whoever only looks sees windows and freezes and cannot change them, in German as well', async () => {
    await using window = await aWindow(browser(), { remembers: { language: 'de' } });
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/settings`);
    const hours = page.getByRole('region', { name: 'Fenster und Sperrzeiten' });
    await hours.getByText('Server dürfen als Nächstes starten').waitFor();
    await hours.getByText('The books are closed').waitFor();
    expect(await hours.getByRole('button').count()).toBe(0);
  });
});
