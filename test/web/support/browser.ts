import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { browserProgram, openBrowser } from './chromium.ts';

/** Runs what needs a real browser (Debian: chromium), one for each file. Where there is none that is skipped with the reason, and fails in CI. */
export function inBrowser(suite: (browser: () => Browser) => void): void {
  const program = browserProgram();
  const why = whyNoBrowser(program);
  if (why !== undefined) {
    describe.skip(`in a browser (${why})`, () => suite(() => undefined as never));
    return;
  }
  describe('in a browser', { retry: triesMore }, () => {
    let browser: Browser | undefined;
    beforeAll(async () => {
      browser = await openBrowser(program ?? '');
    });
    afterAll(async () => {
      await browser?.close();
    });
    suite(() => {
      if (browser === undefined) throw new Error('The browser is not open yet.');
      return browser;
    });
  });
}

/**
 * On a build machine a page, its server and the database share two processors with another test. One that fails is tried once more there, and the run
 * ends with its name and what went wrong the first time. Nowhere else: who writes a test has to see it fail.
 */
const triesMore = process.env.CI === 'true' ? 1 : 0;

function whyNoBrowser(program: string | undefined): string | undefined {
  if (program !== undefined) return undefined;
  const reason = 'no chromium; it is in the package chromium';
  if (process.env.CI === 'true') throw new Error(`The portal is tested in a real browser: ${reason}.`);
  return reason;
}

interface Visit {
  readonly width?: number;
  readonly height?: number;
  /** What this browser remembers of earlier choices. */
  readonly remembers?: Readonly<Record<string, string>>;
}

/** A browser with a memory of its own, as one person has it. */
export async function aMemory(browser: Browser, visit: Visit = {}): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width: visit.width ?? 1440, height: visit.height ?? 900 },
    reducedMotion: 'reduce',
    timezoneId: 'Europe/Berlin',
    locale: 'en-GB',
    acceptDownloads: true,
  });
  context.setDefaultTimeout(60_000);
  const remembered = JSON.stringify(visit.remembers ?? {});
  await context.addInitScript(
    `for (const [name, value] of Object.entries(${remembered})) if (localStorage.getItem('changeguard.' + name) === null) localStorage.setItem('changeguard.' + name, value);`,
  );
  return context;
}

/** A window of it. Whatever the page complains of on its console fails the test. */
export async function aPage(context: BrowserContext) {
  const page: Page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // A refusal of the server is shown on the page; that the browser notes it as well is no fault of the page.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text());
  });
  return {
    context,
    page,
    [Symbol.asyncDispose]: async () => {
      await page.close();
      expect(complaints).toEqual([]);
    },
  };
}

/** A window in a memory of its own. */
export async function aWindow(browser: Browser, visit: Visit = {}) {
  const window = await aPage(await aMemory(browser, visit));
  return {
    ...window,
    [Symbol.asyncDispose]: async () => {
      await window[Symbol.asyncDispose]();
      await window.context.close();
    },
  };
}
