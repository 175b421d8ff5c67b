import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sampleStartAt } from '../../../src/main/sample.ts';
import { root } from '../../support/modules.ts';
import { aMemory, aPage } from './browser.ts';
import { aPortal, type Portal } from './portal.ts';
import { aCampaignUnderWay, aPlanToApprove, letTwoHoursPass } from './story.ts';

/*
 * Every screen by itself, looked at in each theme and width. They stand here by theme, one test file for each: a file is the least that runs
 * beside another one.
 */

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

export const screensOf = {
  /** What is known of servers, and how it came in. */
  estate: [
    { name: 'overview', path: () => '/', until: 'What blocks' },
    { name: 'servers', path: () => '/servers', until: 'BER-DC1' },
    { name: 'servers-pane', path: () => '/servers?pane=BER-DC1', until: 'Can be rolled back until' },
    { name: 'server-not-ready', path: () => '/servers/MUC-DC8', until: 'evidence' },
    { name: 'server-observing', path: () => '/servers/BER-DC1', until: 'Can be rolled back until' },
    {
      name: 'evidence',
      path: () => '/evidence',
      until: 'Drop files here',
      first: async (page) => {
        await page.getByLabel('Drop files here, or choose them').setInputFiles(analyzerResult);
        await page.getByText(/facts were read/).waitFor();
      },
    },
    { name: 'nowhere', path: () => '/no/such/page', until: 'Nothing is here' },
  ],
  /** How a campaign comes about, and how it goes. */
  campaigns: [
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
    { name: 'rehearsals', path: () => '/rehearsals', until: 'What came of it' },
    {
      name: 'rehearsal-course',
      path: ({ plan }) => `/rehearsals/${plan}`,
      until: 'Lowest coverage',
      first: async (page) => {
        const clock = page.getByRole('slider', { name: 'Turned clock' });
        await clock.fill(String(Math.floor(Number(await clock.getAttribute('max')) / 3)));
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
  ],
  /** What waits for people, what is on record, and who may do what. */
  house: [
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
    { name: 'queries', path: () => '/proof?view=queries&rows=identity-activity', until: 'rows shown' },
    { name: 'tenants', path: () => '/tenants', until: 'Another tenant' },
  ],
} as const satisfies Readonly<Record<string, readonly Screen[]>>;

export const allScreens: readonly Screen[] = Object.values(screensOf).flat();

/** A portal in which there is something on every screen, and an administrator who is signed in. Before the tests of a file; gone after them. */
export function aStory(browser: () => Browser) {
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
  return { portal: () => portal, told: () => told, memory: () => memory };
}

type Story = ReturnType<typeof aStory>;

/** Goes to a screen and waits until every answer that it asked for is there: nothing says "loading" any more. */
export async function openScreen(page: Page, story: Story, { path, until }: Screen): Promise<void> {
  await page.goto(story.portal().url + path(story.told()));
  await page.getByText(until).first().waitFor();
  await page.locator('.loading, [aria-busy=true]').first().waitFor({ state: 'detached' });
}

/** One test a screen. */
export function lookAtEach(screens: readonly Screen[], story: Story): void {
  test.each(screens)(
    '$name: axe finds nothing serious in light and dark, and nothing is too wide or covered at 320, 768 and 1440 pixels',
    async (screen) => {
      await using window = await aPage(story.memory());
      const { page } = window;
      const found: string[] = [];
      await openScreen(page, story, screen);
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
}

/** The findings of axe that keep somebody from using a screen. */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
  await colorsAtRest(page);
  // Not as a script of the page, which its content security policy would refuse.
  await page.evaluate(axe.source);
  // Fluent keeps the focus inside of what is open by sentinels at its ends, which pass the focus on and hold nothing.
  return page.evaluate(`axe.run({ exclude: ['[data-tabster-dummy]'] }, { resultTypes: ['violations'] }).then(({ violations }) => violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ target, failureSummary }) => id + ' ' + target.join(' ') + ' ' + failureSummary.replaceAll('\\n', ' ').slice(0, 200))))`);
}

/** What is wider than the window without a scroller of its own or than the part of the page that it is in, and headings and buttons that something else lies over. */
export function misfits(page: Page): Promise<readonly string[]> {
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
    // Beyond the border of its own part, though within the window: two parts of a page lie over each other then.
    const spilled = [...document.querySelectorAll('.section *')]
      .filter((one) => one.closest('.grid, .scroll-x, .unseen, pre, svg') === null)
      .filter((one) => one.getBoundingClientRect().right > one.closest('.section').getBoundingClientRect().right + 1)
      .slice(0, 3).map((one) => 'out of its part: ' + one.tagName + '.' + one.className + ' ' + one.textContent.slice(0, 40));
    return [...wide, ...covered, ...spilled];
  })()`);
}

/** Text of the portal itself that did not come out of a catalogue: the pseudo-language puts what does into brackets. */
export function plainWords(page: Page): Promise<readonly string[]> {
  return page.evaluate(`[...document.querySelectorAll('h1, h2, h3, th, dt, button, label, summary, nav a, legend')]
    .filter((one) => one.closest('[lang=en]') === document.documentElement && one.closest('code, .plan-text, tbody, option') === null && one.querySelector('[lang=en], [translate=no], a, code') === null && one.closest('[translate=no]') === null)
    .map((one) => one.textContent.trim())
    .filter((text) => /[a-z]{3}/i.test(text) && !text.includes('['))`);
}

/** Until no colour is on its way from one theme to the other, where it would be in a picture and have a contrast that nobody ever reads. */
async function colorsAtRest(page: Page): Promise<void> {
  await page.evaluate(`(async () => {
    for (;;) {
      const moving = document.getAnimations().filter((one) => one.playState === 'running' && one.effect.getComputedTiming().iterations === 1);
      if (moving.length === 0) return;
      await Promise.allSettled(moving.map((one) => one.finished));
    }
  })()`);
}

/** As a file that is small and still sharp enough to be read. */
export async function picture(page: Page, name: string): Promise<void> {
  if (pictures === undefined) return;
  await mkdir(join(root, pictures), { recursive: true });
  await colorsAtRest(page);
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 80 });
  await session.detach();
  await writeFile(join(root, pictures, `${name}.webp`), data, 'base64');
}
