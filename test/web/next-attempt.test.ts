import { afterAll, beforeAll, expect, test } from 'vitest';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';
import { aCampaignUnderWay, letTwoHoursPass } from './support/story.ts';

const plan = { name: 'Plan its migration' };
const decide = { name: 'Decide whether it is tried again' };

inBrowser((browser) => {
  let portal: Portal;
  beforeAll(async () => {
    portal = await aPortal();
    await aCampaignUnderWay(portal);
    await letTwoHoursPass(portal);
    await portal.control.check('os:anna', portal.tenantId, 'all', true);
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
  });

  /** A server of no campaign with this verdict. */
  const nameWith = async (verdict: 'pass' | 'fail') => {
    const { value } = await portal.store.hosts(
      portal.tenantId,
      { verdict: [verdict], disposition: ['moves'] },
      { top: 50 },
    );
    const { value: moves } = await portal.store.moves(portal.tenantId, {}, { top: 50 });
    const free = value.find(({ hostId }) => !moves.some((move) => move.hostId === hostId));
    return free?.name ?? `none with ${verdict}`;
  };

  test('portal 4.3 the head of a server that is ready leads to a plan of it; nobody is led there who only looks, or of one that is not ready', async () => {
    const ready = await nameWith('pass');
    const blocked = await nameWith('fail');
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'operator');
    await page.goto(`${portal.url}/servers/${blocked}`);
    await page.getByRole('button', { name: 'Hold', exact: true }).waitFor();
    await page.getByRole('heading', { name: 'Timeline' }).waitFor();
    expect(await page.getByRole('link', plan).count()).toBe(0);
    await page.goto(`${portal.url}/servers/${ready}`);
    await page.getByRole('link', plan).press('Enter');
    await page.getByRole('heading', { level: 1, name: 'New plan' }).waitFor();
    expect(new URL(page.url()).searchParams.get('selector')?.toUpperCase()).toContain(ready);
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/servers/${ready}`);
    await page.getByRole('heading', { name: 'Timeline' }).waitFor();
    expect(await page.getByRole('link', plan).count()).toBe(0);
  });

  test('portal 4.3 a server under way is not planned again, and of one that went back the head leads to the task in which somebody decides', async () => {
    const { value: moves } = await portal.store.moves(portal.tenantId, {}, { top: 50 });
    const nameOf = async (kind: string) => {
      const hostId = moves.find(({ state }) => state.kind === kind)?.hostId;
      return (hostId && (await portal.store.host(portal.tenantId, hostId))?.name) ?? `nobody is ${kind}`;
    };
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'operator');
    await page.goto(`${portal.url}/servers/${await nameOf('observing')}`);
    await page.getByRole('button', { name: 'Roll back' }).waitFor();
    expect(await page.getByRole('link', plan).count()).toBe(0);
    await page.goto(`${portal.url}/servers/${await nameOf('reverted')}`);
    await page.getByRole('link', decide).press('Enter');
    await page.getByText('The cause is addressed: try again').first().waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/tasks\//);
  });
});
