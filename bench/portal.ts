import type { Browser, BrowserContext } from 'playwright-core';
import type { TenantId } from '../src/domain/ids.ts';
import { multiplyHosts } from '../test/support/multiply-hosts.ts';
import { browserProgram, openBrowser } from '../test/web/support/chromium.ts';
import type { Bench, Surroundings } from './bench.ts';
import { engineOn } from './engine.ts';
import { figure, median } from './figure.ts';
import { aTenant, seedHosts } from './seed.ts';
import { type Server, startServer } from './serving.ts';
import { settle } from './settle.ts';

const scrollMs = 4_000;

/**
 * The portal of the shipped server in a real browser, on an estate of 100,000 hosts in PostgreSQL: how long somebody who goes to Servers
 * looks at an empty page, and how smoothly the list scrolls.
 */
export const portal: Bench = {
  name: 'portal',
  figures: ['servers-first-rows', 'servers-scroll'],
  run: async (surroundings) => {
    const program = browserProgram();
    if (program === undefined) throw new Error('There is no chromium; it is in the package chromium.');
    const hosts = surroundings.isQuick ? 10_000 : 100_000;
    const estate = await anEstate(surroundings, hosts);
    await using server = await startServer(estate.url);
    const browser = await openBrowser(program);
    try {
      const rounds = surroundings.isQuick ? 3 : 9;
      const firstRows: number[] = [];
      for (let round = 0; round < rounds; round += 1) firstRows.push(await untilFirstRows(browser, server, estate));
      surroundings.say(`first rows: ${inRounds(firstRows)} ms`);
      const frames: number[] = [];
      for (let round = 0; round < 3; round += 1)
        frames.push(await framesWhileScrolling(browser, server, estate, hosts));
      surroundings.say(`scrolling: ${inRounds(frames)} frames/s`);
      return [
        figure({
          name: 'servers-first-rows',
          value: median(firstRows),
          unit: 'ms',
          limit: 1_000,
          kind: 'budget',
          better: 'lower',
          n: firstRows.length,
          demand: 1,
          how: `From the navigation to /servers, in a browser that has nothing of us in its cache, until rows with names stand in the list of ${hosts.toLocaleString('en')} hosts. Median.`,
        }),
        figure({
          name: 'servers-scroll',
          value: median(frames),
          unit: 'frames/s',
          limit: 50,
          kind: 'budget',
          better: 'higher',
          n: frames.length,
          demand: 1,
          how: `Frames that the browser made (headless, without a graphics card) in ${scrollMs / 1_000} s in which the list of ${hosts.toLocaleString('en')} hosts scrolls by three rows a frame, over windows that it has to ask for. Median.`,
        }),
      ];
    } finally {
      await browser.close();
    }
  },
};

/** Round by round: whether a machine was busy in some of them shows here, and not in a median. */
function inRounds(values: readonly number[]): string {
  return values.map((value) => value.toFixed(value < 100 ? 1 : 0)).join(', ');
}

interface Estate {
  readonly url: string;
  readonly tenantId: TenantId;
}

const judged = 1_000;

/** A thousand hosts go the whole way from their documents to their verdicts; all others are copies of them. */
async function anEstate({ postgres, say }: Surroundings, hosts: number): Promise<Estate> {
  const url = await (await postgres()).createDatabase('portal');
  const engine = await engineOn(url, Date.now);
  try {
    say(`storing ${hosts.toLocaleString('en')} hosts`);
    const tenantId = await aTenant(engine.context, 'bench');
    await seedHosts(engine.context, tenantId, judged);
    await multiplyHosts(url, tenantId, hosts / judged);
    await settle(url);
    return { url, tenantId };
  } finally {
    await engine.close();
  }
}

async function aVisit(browser: Browser, server: Server, estate: Estate): Promise<BrowserContext> {
  return browser.newContext({
    viewport: { width: 1440, height: 900 },
    extraHTTPHeaders: { authorization: `Bearer door_${server.secret}`, 'changeguard-tenant': estate.tenantId },
  });
}

/** Milliseconds on the page's own clock, which begins with the navigation. */
async function untilFirstRows(browser: Browser, server: Server, estate: Estate): Promise<number> {
  await using context = await aVisit(browser, server, estate);
  await context.addInitScript(`(() => {
    const look = () => {
      if (document.querySelector('.grid-line a') === null) requestAnimationFrame(look);
      else window.firstRowsMs = performance.now();
    };
    requestAnimationFrame(look);
  })()`);
  const page = await context.newPage();
  await page.goto(`${server.url}/servers`);
  await page.locator('.grid-line a').first().waitFor();
  const ms = await page.evaluate('new Promise((done) => requestAnimationFrame(() => done(window.firstRowsMs)))');
  return Number(ms);
}

async function framesWhileScrolling(browser: Browser, server: Server, estate: Estate, hosts: number): Promise<number> {
  await using context = await aVisit(browser, server, estate);
  const page = await context.newPage();
  await page.goto(`${server.url}/servers`);
  await page.locator(`[role=grid][aria-rowcount="${hosts + 1}"]`).waitFor();
  await page.locator('.grid-line a').first().waitFor();
  const scrolled = await page.evaluate(`new Promise((done) => {
    const grid = document.querySelector('[role=grid]');
    let frames = 0;
    const startedAt = performance.now();
    const step = () => {
      frames += 1;
      grid.scrollTop += 108;
      const passedMs = performance.now() - startedAt;
      if (passedMs < ${scrollMs}) requestAnimationFrame(step);
      else done({ perSecond: frames / (passedMs / 1000), top: grid.scrollTop });
    };
    requestAnimationFrame(step);
  })`);
  const { perSecond, top } = scrolled as { perSecond: number; top: number };
  // A list that stands still makes frames too.
  if (top < 10_000) throw new Error(`The list has scrolled by ${top} pixels only.`);
  return perSecond;
}
