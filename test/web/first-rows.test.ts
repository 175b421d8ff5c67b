import { afterAll, beforeAll, expect, test } from 'vitest';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';

inBrowser((browser) => {
  let portal: Portal;
  beforeAll(async () => {
    portal = await aPortal();
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
  });

  test('the list is asked for before the program, the words and the screen are there, and asked for once; nothing of them waits for another', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    const held: string[] = [];
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const lists: string[] = [];
    page.on('request', (request) => {
      const { pathname, search } = new URL(request.url());
      if (pathname === '/api/v1/servers') lists.push(search);
    });
    // All but the small files that run first are held back.
    await page.route(/\/assets\/(?!index-).*\.js$/, async (route) => {
      held.push(route.request().url());
      await released;
      await route.continue();
    });
    await page.goto(`${portal.url}/servers`, { waitUntil: 'commit' });
    const names = () => held.map((url) => /\/assets\/([a-z]+)-/.exec(url)?.[1]);
    await expect.poll(names).toEqual(expect.arrayContaining(['program', 'en', 'servers']));
    await expect.poll(() => lists).toEqual(['?top=100']);
    expect(await page.locator('[role=grid]').count()).toBe(0);
    release();
    await page.getByRole('link', { name: 'BER-DC1' }).waitFor();
    expect(lists).toEqual(['?top=100']);
  });
});
