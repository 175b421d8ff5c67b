import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import axe from 'axe-core';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { as, type CampaignId } from '../../src/domain/ids.ts';
import { sampleStartAt } from '../../src/main/sample.ts';
import { root } from '../support/modules.ts';
import { aMemory, aPage, aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';
import { aCampaignUnderWay, aPlanToApprove, letTwoHoursPass } from './support/story.ts';

/** `npm run pictures` names the folder that gets a picture of every screen. */
const pictures = process.env.CHANGEGUARD_PICTURES;

interface Screen {
  readonly name: string;
  readonly path: (told: Told) => string;
  /** What stands there when the screen is whole. */
  readonly until: string;
  /** What a person does there before the picture is taken. */
  readonly first?: (page: Page) => Promise<void>;
}

/** Where the pages about one thing are. */
interface Told {
  readonly campaign: string;
  readonly plan: string;
  readonly task: string;
}

const analyzerResult = join(
  root,
  'test',
  'evidence',
  'samples',
  'synthetic',
  'windows-2024layout-standard-healthy.zip',
);

const screens: readonly Screen[] = [
  { name: 'overview', path: () => '/', until: 'What blocks' },
  { name: 'servers', path: () => '/servers', until: 'BER-DC1' },
  { name: 'server-not-ready', path: () => '/servers/MUC-DC8', until: 'evidence' },
  { name: 'server-observing', path: () => '/servers/BER-DC1', until: 'Can be rolled back until' },
  { name: 'campaigns', path: () => '/campaigns', until: 'Berlin and Munich' },
  { name: 'campaign', path: ({ campaign }) => `/campaigns/${campaign}`, until: 'Servers by step' },
  { name: 'plan', path: ({ plan }) => `/plans/${plan}`, until: 'other than the author' },
  {
    name: 'new-plan',
    path: () => '/plans/new?selector=site:Hamburg',
    until: 'What it will do',
    first: async (page) => {
      await page.getByRole('button', { name: 'Show what it will do' }).click();
      await page.getByText('Who goes when, if nothing fails').waitFor();
    },
  },
  {
    name: 'rehearsal',
    path: ({ plan }) => `/plans/${plan}`,
    until: 'Lowest coverage',
    first: async (page) => {
      await page.evaluate(
        "[...document.querySelectorAll('h2')].find((one) => one.textContent === 'Rehearsal').closest('section').scrollIntoView()",
      );
    },
  },
  {
    name: 'evidence',
    path: () => '/evidence',
    until: 'Drop files here',
    first: async (page) => {
      await page.getByLabel('Drop files here, or choose them').setInputFiles(analyzerResult);
      await page.getByText(/facts were read/).waitFor();
    },
  },
  { name: 'tasks', path: () => '/tasks', until: 'Whose turn' },
  { name: 'task', path: ({ task }) => `/tasks/${task}`, until: 'Your decision' },
  { name: 'log', path: () => '/log', until: 'Verify the chain' },
  { name: 'settings', path: () => '/settings', until: 'Every rule has the value of its edition' },
  {
    name: 'settings-people',
    path: () => '/settings',
    until: 'There is no token',
    first: async (page) => {
      // Links and tokens end by the machine's clock, which in these tests is the twin's.
      await page.clock.setFixedTime(sampleStartAt);
      await page.reload();
      await page.getByRole('button', { name: 'Add a person' }).click();
      const form = page.locator('form', { has: page.getByText('behind which the person sets') });
      await form.getByLabel('Name').fill('ben@bank.example');
      await form.getByLabel('Role').selectOption('operator');
      await form.getByRole('button', { name: 'Add a person' }).click();
      await page.getByRole('region', { name: 'Setup link for ben@bank.example' }).scrollIntoViewIfNeeded();
      await page.getByRole('button', { name: 'Make a token' }).click();
    },
  },
  { name: 'proof', path: () => '/proof', until: 'What was proved by what' },
  { name: 'tenants', path: () => '/tenants', until: 'Another tenant' },
  { name: 'nowhere', path: () => '/no/such/page', until: 'Nothing is here' },
];

inBrowser((browser) => {
  let portal: Portal;
  let told: Told;
  let memory: BrowserContext;
  beforeAll(async () => {
    portal = await aPortal();
    memory = await aMemory(browser(), { remembers: { theme: 'system' } });
    await portal.signIn(memory, 'administrator');
    const campaign = await aCampaignUnderWay(portal);
    await letTwoHoursPass(portal);
    const plan = await aPlanToApprove(portal);
    await portal.rehearse(plan);
    const open = { state: ['open'] as const, kind: ['acknowledge-failure'] };
    const { value } = await portal.store.tasks(portal.tenantId, open, { top: 1 });
    told = { campaign, plan, task: value[0]?.taskId ?? '' };
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
  });

  const opened = async (page: Page, { path, until }: Screen) => {
    await page.goto(portal.url + path(told));
    await page.getByText(until).first().waitFor();
    // Every answer that the screen asked for is there: nothing says "loading" any more.
    await page.locator('.loading, [aria-busy=true]').first().waitFor({ state: 'detached' });
  };

  test.each(screens)(
    '$name: axe finds nothing serious in light and dark, and nothing is too wide or covered at 320, 768 and 1440 pixels',
    async (screen) => {
      await using window = await aPage(memory);
      const { page } = window;
      const found: string[] = [];
      await opened(page, screen);
      await screen.first?.(page);
      for (const scheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: scheme });
        await page.locator(`html[data-theme=${scheme}]`).waitFor();
        await picture(page, `${screen.name}-${scheme}`);
        found.push(...(await seriousFindings(page)).map((finding) => `${scheme}: ${finding}`));
      }
      for (const width of [1440, 768, 320]) {
        await page.setViewportSize({ width, height: 800 });
        found.push(...(await misfits(page)).map((misfit) => `${width}: ${misfit}`));
      }
      await picture(page, `${screen.name}-narrow`);
      expect(found).toEqual([]);
    },
  );

  test('how a campaign went is drawn, and a table behind it says the same to whoever does not see it', async () => {
    await using window = await aPage(memory);
    const { page } = window;
    await page.goto(`${portal.url}/campaigns/${told.campaign}`);
    await page.getByRole('heading', { name: 'How it went' }).waitFor();
    await page.getByText('As a table').focus();
    await page.keyboard.press('Enter');
    const rows = page.locator('.history-plot ~ details').getByRole('row');
    await rows.nth(1).waitFor();
    expect(await rows.count()).toBe(1 + (await page.locator('.history-column').count()));
    const cells = await rows.last().getByRole('cell').allTextContents();
    const steps = await portal.store.moveSteps(portal.tenantId, as<CampaignId>(told.campaign));
    const attempts = new Set(steps.map(({ moveId }) => moveId)).size;
    expect(cells.map(Number).reduce((sum, count) => sum + count, 0)).toBe(attempts);
  });

  test('high contrast: axe finds nothing serious where most colours meet', async () => {
    await using window = await aWindow(browser(), { remembers: { theme: 'contrast' } });
    await portal.signIn(window.context, 'administrator');
    await opened(window.page, screens[0] as Screen);
    await picture(window.page, 'overview-contrast');
    expect(await seriousFindings(window.page)).toEqual([]);
  });

  test('nothing on any screen is said that no catalogue has, and longer words in the other direction still fit', async () => {
    await using window = await aWindow(browser(), { width: 1024, remembers: { language: 'pseudo' } });
    await portal.signIn(window.context, 'administrator');
    const found: string[] = [];
    for (const screen of screens) {
      await window.page.goto(portal.url + screen.path(told));
      await window.page.locator('h1').waitFor();
      await window.page.locator('.loading, [aria-busy=true]').first().waitFor({ state: 'detached' });
      await window.page.evaluate("document.documentElement.dir = 'rtl'");
      found.push(...(await misfits(window.page)).map((misfit) => `${screen.name}: ${misfit}`));
      found.push(...(await plainWords(window.page)).map((words) => `${screen.name}: "${words}"`));
    }
    expect(found).toEqual([]);
  });
});

/** The findings of axe that keep somebody from using a screen. */
async function seriousFindings(page: Page): Promise<readonly string[]> {
  // Not as a script of the page, which its content security policy would refuse.
  await page.evaluate(axe.source);
  // Fluent keeps the focus inside of what is open by sentinels at its ends, which pass the focus on and hold nothing.
  return page.evaluate(`axe.run({ exclude: ['[data-tabster-dummy]'] }, { resultTypes: ['violations'] }).then(({ violations }) => violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ target, failureSummary }) => id + ' ' + target.join(' ') + ' ' + failureSummary.replaceAll('\\n', ' ').slice(0, 200))))`);
}

/** What is wider than the window without a scroller of its own, and headings and buttons that something else lies over. */
function misfits(page: Page): Promise<readonly string[]> {
  return page.evaluate(`(() => {
    const wide = document.documentElement.scrollWidth > document.documentElement.clientWidth
      ? [...document.querySelectorAll('main *, header *')]
          .filter((one) => { const box = one.getBoundingClientRect(); return box.right > innerWidth + 1 || box.left < -1; })
          .filter((one) => one.closest('.grid, .scroll-x, .unseen, pre') === null)
          .slice(0, 3).map((one) => 'too wide: ' + one.tagName + '.' + one.className + ' ' + one.textContent.slice(0, 40))
      : [];
    // What is scrolled below the bar on top is not covered: it has gone by.
    const top = document.querySelector('header')?.getBoundingClientRect().bottom ?? 0;
    const covered = [...document.querySelectorAll('main h1, main h2, main button, header button, header a')].filter((one) => {
      const box = one.getBoundingClientRect();
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      if (box.width === 0 || x < 0 || x > innerWidth || (y < top && one.closest('header') === null) || y > innerHeight || one.closest('.grid, .scroll-x, .unseen') !== null) return false;
      const above = document.elementFromPoint(x, y);
      return above !== null && !one.contains(above) && !above.contains(one);
    }).map((one) => 'covered: ' + one.textContent.slice(0, 40));
    return [...wide, ...covered];
  })()`);
}

/** Text of the portal itself that did not come out of a catalogue: the pseudo-language puts what does into brackets. */
function plainWords(page: Page): Promise<readonly string[]> {
  return page.evaluate(`[...document.querySelectorAll('h1, h2, h3, th, dt, button, label, summary, nav a, legend')]
    .filter((one) => one.closest('[lang=en]') === document.documentElement && one.closest('code, .plan-text, tbody, option') === null && one.querySelector('[lang=en], [translate=no], a, code') === null && one.closest('[translate=no]') === null)
    .map((one) => one.textContent.trim())
    .filter((text) => /[a-z]{3}/i.test(text) && !text.includes('['))`);
}

/** As a file that is small and still sharp enough to be read. */
async function picture(page: Page, name: string): Promise<void> {
  if (pictures === undefined) return;
  await mkdir(join(root, pictures), { recursive: true });
  // Colours that are still on their way from one theme to the other would be in the picture.
  await page.evaluate(
    'Promise.all(document.getAnimations().filter((one) => one.effect.getComputedTiming().iterations === 1).map((one) => one.finished))',
  );
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 80 });
  await session.detach();
  await writeFile(join(root, pictures, `${name}.webp`), data, 'base64');
}
