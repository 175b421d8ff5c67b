import { readFile } from 'node:fs/promises';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Campaign } from '../../src/domain/campaign/campaign.ts';
import { as, type CampaignId } from '../../src/domain/ids.ts';
import { minuteMs } from '../../src/domain/time.ts';
import type { HoldOrder } from '../../src/engine/control.ts';
import type { Role } from '../../src/engine/ports/store.ts';
import { sampleStartAt } from '../../src/main/sample.ts';
import { aHost } from '../store/estate.ts';
import { aMemory, aPage, aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';
import { aCampaignUnderWay, aPlanToApprove, letTwoHoursPass } from './support/story.ts';

const because = 'The night belongs to the backup';

inBrowser((browser) => {
  let portal: Portal;
  let campaign: string;
  const memories = new Map<Role, BrowserContext>();
  beforeAll(async () => {
    portal = await aPortal();
    campaign = await aCampaignUnderWay(portal);
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
  });

  /** A window in which somebody of this role is signed in; one person of each has one browser. */
  const windowOf = async (role: Role) => {
    const known = memories.get(role) ?? (await aMemory(browser()));
    if (!memories.has(role)) await portal.signIn(known, role);
    memories.set(role, known);
    return aPage(known);
  };
  const stored = async () => {
    const found = await portal.store.campaign(portal.tenantId, as<CampaignId>(campaign));
    if (found === undefined) throw new Error('The campaign is gone.');
    return found;
  };
  /** What somebody else does to the campaign, where it is in this state. */
  const hold = async (from: Campaign['state'], order: Omit<HoldOrder, 'version'>) => {
    const { state, version, campaignId } = await stored();
    if (state === from)
      await portal.control.hold('os:anna', portal.tenantId, campaignId, { ...order, version } as HoldOrder, false);
  };

  test('the link that the server prints signs in once, and signing out closes the door', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    const link = await portal.link();
    await page.goto(link);
    expect(await page.getByLabel('Sign-in link').inputValue()).toBe(link.split('#')[1]);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    expect(page.url()).toBe(`${portal.url}/`);
    await page.getByRole('button', { name: /user:administrator/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByText('You are signed out.').waitFor();
    await page.goto(link);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('sign-in-link-used').waitFor();
  });

  test('a session that ends is said, and whoever signs in again is back on the same page', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    const session = await portal.signIn(window.context, 'operator');
    await page.goto(`${portal.url}/servers?site=Munich`);
    await page.getByRole('link', { name: 'MUC-DC1', exact: true }).waitFor();
    // It ends as the next list is asked for: a page that had read anything by itself in between would have said so before the click.
    await page.route(/\/api\/v1\/servers\?.*readyForMigration/, async (route) => {
      await portal.store.dropSession(session);
      await route.continue();
    });
    await page.getByRole('link', { name: 'Ready', exact: true }).click();
    await page.getByText('Your session has ended.').waitFor();
    await page.unrouteAll({ behavior: 'wait' });
    await page.getByLabel('Sign-in link').fill(await portal.link());
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1, name: 'Servers' }).waitFor();
    expect(page.url()).toBe(`${portal.url}/servers?state=readyForMigration`);
  });

  test('S3-04 the reasons of a server that is not ready stand in its cell, and all of them behind a button that keys reach', async () => {
    await using window = await windowOf('viewer');
    const { page } = window;
    await page.goto(`${portal.url}/servers?state=notReadyForMigration`);
    await page.locator('[role=grid][aria-rowcount="13"]').waitFor();
    // One tab stop; from there the arrows lead to the cell, Enter into it, and Escape out of it again.
    await page.locator('[data-cell="0.1"]').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await focused(page)).toBe('0.3');
    await page.keyboard.press('Enter');
    const reasons = page.getByRole('dialog', { name: 'Why BER-CA1 is not ready' });
    await reasons.waitFor();
    expect(await reasons.getByRole('listitem').count()).toBeGreaterThan(1);
    // What lies behind stays in sight: a list is compared with its row.
    expect(await page.locator('h1').isVisible()).toBe(true);
    expect(await page.evaluate("document.elementFromPoint(120, 120).closest('.rail') !== null")).toBe(true);
    await page.keyboard.press('Escape');
    await reasons.waitFor({ state: 'hidden' });
  });

  test('keys alone go through the grid to one server', async () => {
    await using window = await windowOf('viewer');
    const { page } = window;
    await page.goto(`${portal.url}/servers`);
    await page.getByRole('link', { name: 'BER-DC1', exact: true }).waitFor();
    await page.locator('[data-cell="0.1"]').focus();
    await page.keyboard.press('Control+End');
    await page.locator('[data-cell^="29."]:focus').waitFor();
    await page.keyboard.press('Control+Home');
    await page.locator('[data-cell="0.0"]:focus').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press(' ');
    await page.getByText('1 chosen').waitFor();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'BER-DC1' }).waitFor();
  });

  test('a filter is in the address, and the back button takes it away', async () => {
    await using window = await windowOf('viewer');
    const { page } = window;
    await page.goto(`${portal.url}/servers`);
    await page.getByRole('link', { name: 'BER-DC1', exact: true }).waitFor();
    await page.locator('button[aria-haspopup=dialog]').filter({ hasText: 'Site' }).click();
    await page.getByLabel('Hamburg').click();
    await page.waitForURL(/site=Hamburg/);
    await page.locator('input:checked').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'BER-DC1', exact: true }).waitFor({ state: 'detached' });
    await page.goBack();
    await page.getByRole('link', { name: 'BER-DC1', exact: true }).waitFor();
  });

  test('the export is the whole selection with its reasons', async () => {
    await using window = await windowOf('viewer');
    const { page } = window;
    await page.goto(`${portal.url}/servers?site=Munich`);
    await page.getByRole('link', { name: 'MUC-DC1', exact: true }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export CSV' }).click(),
    ]);
    const lines = (await readFile((await download.path()) ?? '', 'utf8')).trimEnd().split('\r\n');
    expect(lines[0]).toContain('reasons');
    expect(lines).toHaveLength(11);
  });

  test('a viewer sees everything and is offered nothing that acts', async () => {
    await using window = await windowOf('viewer');
    const { page } = window;
    for (const path of [`/campaigns/${campaign}`, '/servers/BER-DC1']) {
      await page.goto(portal.url + path);
      await page.getByText('Your role viewer looks and does not act.').first().waitFor();
      const names = await page.locator('main').getByRole('button').allTextContents();
      expect(names.filter((name) => /Pause|Stop|Abort|Resume|Check again|Roll back|Decline/.test(name))).toEqual([]);
    }
  });

  test('X-02 keys alone pause a campaign with a reason, after saying what that does; another window hears of it at once', async () => {
    await hold('paused', { verb: 'resume', because: 'As it was', accepts: [] });
    await using other = await windowOf('viewer');
    await other.page.goto(`${portal.url}/campaigns/${campaign}`);
    await other.page.getByText('Running').first().waitFor();
    await using window = await windowOf('operator');
    const { page } = window;
    await page.goto(`${portal.url}/campaigns/${campaign}`);
    await page.getByRole('button', { name: 'Pause' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('What will happen').waitFor();
    await page.getByLabel('Reason').focus();
    await page.keyboard.type(because);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText(`Held by user:operator: ${because}`).first().waitFor();
    expect((await stored()).state).toBe('paused');
    await other.page.getByText(`Held by user:operator: ${because}`).first().waitFor();
    // Told politely, in the words of the log, to whoever has the page read aloud.
    await other.page.locator('[aria-live=polite]', { hasText: /recorded|changed/ }).waitFor({ state: 'attached' });
  });

  test('two people act on one campaign: the second is shown what changed, nothing is done, and the decision is asked for again', async () => {
    await hold('running', { verb: 'pause', because: 'The night belongs to somebody else' });
    await using window = await windowOf('operator');
    const { page } = window;
    await page.goto(`${portal.url}/campaigns/${campaign}`);
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByLabel('Reason').fill('The backup is through');
    await page.getByText('What will happen').waitFor();
    await hold('paused', { verb: 'resume', because: 'Anna was faster', accepts: [] });
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Resume/ })
      .click();
    await page.getByText('The campaign changed since you looked; nothing was done.').waitFor();
    await page.getByText('State: was Paused, is Running').waitFor();
    await page.getByRole('button', { name: 'Leave it as it is' }).click();
    expect((await stored()).state).toBe('running');
  });

  test('a server that the service put back asks for a decision, which is made in words and kept', async () => {
    await letTwoHoursPass(portal);
    await using window = await windowOf('operator');
    const { page } = window;
    await page.goto(portal.url);
    await page.getByRole('link', { name: /MUC-DC3: attempt 1 was reverted/ }).click();
    await page.getByRole('button', { name: 'Leave it on v2.x' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('It goes with the next campaign');
    await dialog.getByRole('button', { name: 'Leave it on v2.x' }).click();
    await page.getByText('How it was closed').waitFor();
    await page.getByText('Reason: It goes with the next campaign').waitFor();
  });

  test('a rollback says until when it is possible, and becomes a task with what to press', async () => {
    await using window = await windowOf('operator');
    const { page } = window;
    await page.goto(`${portal.url}/servers/BER-DC2`);
    await page.getByRole('button', { name: 'Roll back' }).click();
    await page.getByText(/Possible until .*\(in \d+ days?\)/).waitFor();
    await page.getByLabel('Reason').fill('LDAP alerts are missing');
    await page.getByRole('button', { name: 'Ask BER-DC2 back' }).click();
    await page.getByRole('link', { name: /^Roll BER-DC2 back/ }).click();
    await page.getByText('In the Defender portal open').waitFor();
  });

  test('X-09 an approver approves exactly the plan that is shown, and an operator cannot', async () => {
    const digest = await aPlanToApprove(portal);
    await using operator = await windowOf('operator');
    await operator.page.goto(`${portal.url}/plans/${digest}`);
    await operator.page.getByText('Your role operator does not approve.').waitFor();
    await using window = await windowOf('approver');
    const { page } = window;
    await page.goto(`${portal.url}/plans/${digest}`);
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await page.getByLabel('Reason').fill('Looked at it with the SOC');
    await page.getByRole('button', { name: 'Approve the plan for 4 servers' }).click();
    await page.getByText('user:approver').last().waitFor();
    await page.getByText(': approved').waitFor();
  });

  test('X-07 the log verifies its chain on request, and says what it found', async () => {
    await using window = await windowOf('viewer');
    const { page } = window;
    await page.goto(`${portal.url}/log?kind=campaign-created`);
    await page.getByRole('row').nth(1).waitFor();
    await page.getByRole('button', { name: 'Verify the chain' }).click();
    await page.getByText(/The chain is intact: \d+ links/).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export JSON lines' }).click(),
    ]);
    const lines = (await readFile((await download.path()) ?? '', 'utf8')).trimEnd().split('\n');
    expect(lines.every((line) => JSON.parse(line).kind === 'campaign-created')).toBe(true);
  });

  test.each([
    ['Page', 'html', '<!doctype html>'],
    ['Evidence pack', 'zip', 'PK'],
    ['Data (JSON)', 'json', '{'],
  ])('X-08 the report of a campaign is a file: %s', async (button, ending, start) => {
    await using window = await windowOf('viewer');
    const { page } = window;
    await page.goto(`${portal.url}/campaigns/${campaign}`);
    await page.getByLabel('For', { exact: true }).selectOption('manager');
    await page.getByLabel('Without names of hosts, sites and people').check();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: button }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(new RegExp(`^report-.+\\.${ending}$`));
    const content = await readFile((await download.path()) ?? '');
    expect(content.toString('latin1').trimStart()).toMatch(new RegExp(`^${start.replace('{', '\\{')}`));
    expect(content.toString('latin1')).not.toContain('BER-DC1');
  });

  test('X-08 the report of a period is a file, and one without time in it is refused in the words of the server', async () => {
    await using window = await windowOf('viewer');
    const { page } = window;
    await page.goto(`${portal.url}/log`);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Data (JSON)' }).click(),
    ]);
    const told = JSON.parse(await readFile((await download.path()) ?? '', 'utf8'));
    expect(told).toMatchObject({ schema: 'changeguard.report/1', for: 'auditor' });
    expect(told.campaigns.length).toBeGreaterThan(0);
    await page.getByLabel('Up to (UTC)').fill('2020-01-01');
    await page.getByRole('button', { name: 'Data (JSON)' }).click();
    await page.getByText('The period of the report makes no sense').waitFor();
  });

  test('a deadline is never told by its distance alone, whatever form of times is chosen', async () => {
    await using window = await aWindow(browser(), { remembers: { time: 'relative' } });
    await portal.signIn(window.context, 'viewer');
    await window.page.goto(`${portal.url}/servers/BER-DC1`);
    await window.page.getByText(/Can be rolled back until\s+Mon.* 6 Apr.*\(in \d+ days?\)/).waitFor();
  });

  test('a lost connection is said above the page, and what happened meanwhile is there when it is back', async () => {
    await using window = await windowOf('viewer');
    const { page } = window;
    await page.goto(`${portal.url}/campaigns/${campaign}`);
    await page.getByText('Live; service read').waitFor();
    await portal.leave();
    await page.getByText('The connection to the server is lost.').waitFor();
    await portal.twin.turn({ advanceMs: 5 * minuteMs });
    await portal.comeBack();
    await page.getByText('The connection to the server is lost.').waitFor({ state: 'detached' });
    await page.getByText('Live; service read').waitFor();
  });

  test('a long list is read a window at a time, whichever way somebody goes: the last row and any other are one request away', async () => {
    const { tenantId } = await portal.control.makeTenant('os:tester', 'A large bank');
    const hosts = Array.from({ length: 1_050 }, (_, at) => aHost({ name: `DC-${String(at).padStart(4, '0')}` }));
    await portal.store.commit({ tenantId, at: sampleStartAt, hosts });
    await using window = await aWindow(browser(), { remembers: { tenant: tenantId } });
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    const asked: string[] = [];
    page.on('request', (request) => {
      const { pathname, searchParams } = new URL(request.url());
      if (pathname.endsWith('/servers') && searchParams.get('top') === '100')
        asked.push(searchParams.get('skip') ?? '0');
    });
    await page.goto(`${portal.url}/servers`);
    await page.getByRole('link', { name: 'DC-0000' }).waitFor();
    await page.locator('[role=grid][aria-rowcount="1051"]').waitFor();
    expect(new Set(asked)).toEqual(new Set(['0']));
    await page.locator('[data-cell="0.1"]').focus();
    await page.keyboard.press('Control+End');
    await page.getByRole('link', { name: 'DC-1049' }).waitFor();
    await page.locator('[data-cell^="1049."]:focus').waitFor();
    expect(new Set(asked)).toEqual(new Set(['0', '1000']));
    expect(await page.locator('.grid-line').count()).toBeLessThan(100);
    await drag(page, 0.5);
    await page.getByRole('link', { name: 'DC-0530', exact: true }).waitFor();
    expect(asked.filter((skip) => !['0', '1000', '500'].includes(skip))).toEqual([]);
    await drag(page, 0);
    await page.getByRole('link', { name: 'DC-0000' }).waitFor();
  });

  test('a filtered list says how many it has, and its last row is one key away too', async () => {
    await using window = await windowOf('viewer');
    const { page } = window;
    await page.goto(`${portal.url}/servers?site=Munich&search=muc`);
    await page.getByRole('link', { name: 'MUC-DC1', exact: true }).waitFor();
    const rows = Number(await page.locator('.page-count').textContent());
    expect(rows).toBeGreaterThan(1);
    await page.locator(`[role=grid][aria-rowcount="${rows + 1}"]`).waitFor();
    await page.locator('[data-cell="0.1"]').focus();
    await page.keyboard.press('Control+End');
    await page.locator(`[data-cell^="${rows - 1}."]:focus`).waitFor();
  });

  test('a tenant without servers shows the first three steps, and a second tenant gets a switcher', async () => {
    await portal.control.makeTenant('os:tester', 'An empty bank');
    await using window = await windowOf('administrator');
    const { page } = window;
    await page.goto(portal.url);
    await page.getByLabel('Tenant').selectOption({ label: 'An empty bank' });
    await page.getByText('Three steps to the first verdict').waitFor();
    await page.getByRole('link', { name: 'Campaigns', exact: true }).click();
    await page.getByText('No campaign yet.').waitFor();
    await page.getByRole('link', { name: 'Servers', exact: true }).click();
    await page.getByText('There is no server yet.').waitFor();
  });

  test('a list that cannot be read any more is said in the bar, and where it is wrong', async () => {
    await portal.twin.inject({ kind: 'consent-revoked' });
    await portal.twin.turn({ advanceMs: 70 * minuteMs });
    await using window = await windowOf('viewer');
    await window.page.goto(portal.url);
    await window.page.getByText('The service cannot be read').waitFor();
    await window.page.locator('#sources .tone-bad').first().waitFor();
    await portal.twin.inject({ kind: 'consent-revoked', off: true });
  });
});

/** Brings the list to a part of its way, as dragging its bar does. */
function drag(page: Page, place: number): Promise<unknown> {
  return page.evaluate(
    `(grid => { grid.scrollTop = grid.scrollHeight * ${place}; })(document.querySelector('[role=grid]'))`,
  );
}

/** The cell that has the focus, as `row.column`. */
function focused(page: Page): Promise<string> {
  return page.evaluate("document.activeElement.dataset.cell ?? ''");
}
