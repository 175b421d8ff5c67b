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
    // A second one would wait in vain: the rows that come are those of the first.
    let asked = 0;
    await page.route('**/api/v1/servers?top=100', async (route) => {
      asked += 1;
      if (asked === 1) await route.continue();
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
  });

  test('what the list shows first stands in the first picture, and where it does not come in time the page is drawn without it', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    // Every state of the page between two tasks: whether the frame ever stood there without rows.
    await page.addInitScript(`new MutationObserver(() => {
      const state = document.querySelector('.rail') === null ? 'nothing' : document.querySelector('.grid-line a') === null ? 'frame' : 'rows';
      if ((window.seen ??= []).at(-1) !== state) window.seen.push(state);
    }).observe(document, { childList: true, subtree: true })`);
    const seen = () => page.evaluate('window.seen');
    // The program comes when everything that was asked for ahead of it is there, as it mostly does.
    const ahead = ['/me', '/tenants', '/servers/counts', '/servers?top=100'].map((path) =>
      page.waitForResponse(`${portal.url}/api/v1${path}`).then((response) => response.finished()),
    );
    await page.route(/\/assets\/program-.*\.js$/, async (route) => {
      await Promise.all(ahead);
      await route.continue();
    });
    await page.goto(`${portal.url}/servers`);
    await page.getByRole('link', { name: 'BER-DC1' }).waitFor();
    expect(await seen()).toEqual(['nothing', 'rows']);
    // A filter is of the address too, and was not asked for before the program was there.
    await page.goto(`${portal.url}/servers?site=Berlin`);
    await page.getByRole('link', { name: 'BER-DC1' }).waitFor();
    expect(await page.locator('.page-count').innerText()).not.toBe('');
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/api/v1/servers?top=100', async (route) => {
      await released;
      await route.continue();
    });
    await page.goto(`${portal.url}/servers`);
    await page.getByRole('heading', { level: 1, name: 'Servers' }).waitFor();
    expect(await page.locator('.grid-line a').count()).toBe(0);
    release();
    await page.getByRole('link', { name: 'BER-DC1' }).waitFor();
    expect(await seen()).toEqual(['nothing', 'frame', 'rows']);
  });

  test('whoever is not signed in is asked to sign in, also on the way to the list', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await page.goto(`${portal.url}/servers`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await page.locator('.grid').count()).toBe(0);
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/servers`);
    await page.getByRole('link', { name: 'BER-DC1' }).waitFor();
  });

  test.each(['time-tip', 'focus-keeper'])(
    'a part that only makes the page better, and cannot be fetched any more when its time comes, leaves the page as it is: %s',
    async (part) => {
      await using window = await aWindow(browser());
      const { page } = window;
      await portal.signIn(window.context, 'viewer');
      await page.route(new RegExp(`/assets/${part}-.*\\.js$`), (route) => route.abort());
      const failed = page.waitForEvent('requestfailed', (request) => request.url().includes(part));
      await page.goto(`${portal.url}/servers`);
      await failed;
      const name = page.getByRole('link', { name: 'BER-DC1' });
      await name.waitFor();
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keys on this screen' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      expect(await name.isVisible()).toBe(true);
    },
  );
});
