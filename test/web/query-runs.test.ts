import { afterAll, beforeAll, expect, test } from 'vitest';
import { hourMs, minuteMs } from '../../src/domain/time.ts';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';

const query = 'identity-activity';

inBrowser((browser) => {
  let portal: Portal;
  let servers: readonly string[];
  beforeAll(async () => {
    portal = await aPortal();
    const { value } = await portal.store.answerRows(
      portal.tenantId,
      { source: 'hunting-identity-activity' },
      { top: 200 },
    );
    servers = value.map(({ name }) => name);
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
  });
  const runOf = async () => {
    const found = (await portal.control.queryRuns(portal.tenantId)).find((run) => run.query === query);
    if (found === undefined) throw new Error('Nobody tells of it.');
    return found;
  };

  test('portal 4.6 the source on the overview leads by keys to the last run of its query, and from there to its rows, page by page, each to its server', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(portal.url);
    await page.getByRole('region', { name: 'Sources' }).getByRole('link', { name: query }).press('Enter');
    await page.waitForURL(/\/proof\?view=queries#identity-activity$/);
    const run = page.getByRole('region', { name: `Last run of ${query}` });
    await run.waitFor();
    // Whoever came for this query goes on from it.
    expect(await page.evaluate('document.activeElement?.ariaLabel')).toBe(`Last run of ${query}`);
    const told = await runOf();
    const instants = await Promise.all((await run.locator('time').all()).map((one) => one.getAttribute('datetime')));
    for (const at of [told.readAt, told.dueAt, told.oldestAt, told.newestAt])
      expect(instants).toContain(new Date(at ?? 0).toISOString());
    await run.getByText(`Rows of ${servers.length} servers are kept.`).waitFor();
    await run.getByText('ran', { exact: true }).waitFor();
    await run.getByRole('link', { name: `Show what ${query} said of each server` }).press('Enter');
    await page.waitForURL(/rows=identity-activity/);
    const rows = page.getByRole('region', { name: `What ${query} said of each server` }).locator('tbody tr');
    await page.getByText(`25 of ${servers.length} rows shown.`).waitFor();
    expect(await rows.count()).toBe(25);
    await page.getByRole('button', { name: 'Show more' }).press('Enter');
    await page.getByText(`${servers.length} of ${servers.length} rows shown.`).waitFor();
    expect(await rows.getByRole('rowheader').allInnerTexts()).toEqual(servers);
    expect(await page.getByRole('button', { name: 'Show more' }).count()).toBe(0);
    expect(await rows.first().innerText()).toMatch(/Identity events in the last hour: \d+[\s\S]*said by the last run/);
    // The address has it all: somebody else sees the same.
    await page.reload();
    await page.getByText(`25 of ${servers.length} rows shown.`).waitFor();
    await run.getByRole('link', { name: `Hide what ${query} said` }).press('Enter');
    await rows.first().waitFor({ state: 'detached' });
    await page.goBack();
    await rows.first().getByRole('link').press('Enter');
    await page.waitForURL(/\/servers\/[^/?]+$/);
    await page.getByRole('heading', { level: 1, name: servers[0] ?? '' }).waitFor();
  });

  test('portal 4.6 what is not kept of an answer is said beside its rows, in German too, and no number stands for it', async () => {
    await using window = await aWindow(browser(), { remembers: { language: 'de' } });
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/proof?view=queries&rows=device-identity`);
    const run = page.getByRole('region', { name: 'Letzter Lauf von device-identity' });
    await run.getByText('nor how many rows the answer had').waitFor();
    await run.getByText('gelaufen', { exact: true }).waitFor();
    await run.getByText(/Zeilen von \d+ Servern sind aufbewahrt/).waitFor();
    await run.getByText(/alle 6 h, solange etwas in Bewegung ist/).waitFor();
    // Of rows with times of their own nobody knows which the last run named again.
    expect(await run.getByText('der letzte Lauf').count()).toBe(0);
    const rows = page.getByRole('region', { name: 'Was device-identity von jedem Server sagte' });
    await rows.getByText('nach eigener Zeit').first().waitFor();
  });

  test('portal 4.6 where nothing is connected each query says that people run it, and whether its result can be brought in', async () => {
    const { tenantId } = await portal.control.makeTenant('os:tester', 'Nobody connected it');
    await using window = await aWindow(browser(), { remembers: { tenant: tenantId } });
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/proof?view=queries`);
    const devices = page.getByRole('region', { name: 'Last run of device-identity' });
    await devices.getByText('not run by changeguard').waitFor();
    await devices.getByText('no service is connected').waitFor();
    await devices.getByText('it is taken as device-inventory-csv').waitFor();
    await devices.getByText('npx changeguard estate import device-identity.csv --observed-at TIME').waitFor();
    const activity = page.getByRole('region', { name: `Last run of ${query}` });
    await activity.getByText('There is no way to bring its result in').waitFor();
    await activity.getByText('No row is kept.').waitFor();
    expect(await activity.getByRole('link').count()).toBe(0);
    // A link from elsewhere asks for rows that there are not: an answer too.
    await page.goto(`${portal.url}/proof?view=queries&rows=${query}`);
    await page.getByRole('link', { name: `Hide what ${query} said` }).waitFor();
    expect(await page.getByText('No row is kept.').count()).toBeGreaterThan(1);
  });

  test('portal 4.6 while the rows cannot be read the page says so, and asking again brings them', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/proof?view=queries`);
    await page.getByRole('region', { name: `Last run of ${query}` }).waitFor();
    await portal.leave();
    await page.getByRole('link', { name: `Show what ${query} said of each server` }).press('Enter');
    const trouble = page.getByRole('alert').filter({ has: page.getByRole('button', { name: 'Try again' }) });
    await trouble.first().waitFor();
    await portal.comeBack();
    await trouble.first().getByRole('button').press('Enter');
    await page.getByText(`25 of ${servers.length} rows shown.`).waitFor();
  });

  test('portal 4.6 a query that is late, and one that fails, say so with a remedy; the rows stay, marked when they are too old', async () => {
    const { dueAt } = await runOf();
    const { control, tenantId, twin } = portal;
    portal.standStill((dueAt ?? 0) - control.now(tenantId) + 16 * minuteMs);
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/proof?view=queries&rows=${query}`);
    const run = page.getByRole('region', { name: `Last run of ${query}` });
    await run.getByText('late: too old to act on').waitFor();
    await twin.inject({ kind: 'consent-revoked' });
    // A day on which nothing ran; by then the session of before is over too.
    portal.standStill(25 * hourMs);
    await twin.turn({ advanceMs: 10 * minuteMs });
    await portal.signIn(window.context, 'viewer');
    await page.reload();
    const failing = await runOf();
    await run.getByText('fails', { exact: true }).waitFor();
    await run.getByText(failing.problem?.code ?? 'no code').waitFor();
    await run.getByText('→').waitFor();
    await run.getByText('With this problem since').waitFor();
    await run.getByText(`${failing.failures} tries in a row failed`).waitFor();
    const rows = page.getByRole('region', { name: `What ${query} said of each server` }).locator('tbody tr');
    await rows.first().getByText('(too old)').waitFor();
    await twin.inject({ kind: 'consent-revoked', off: true });
  });
});
