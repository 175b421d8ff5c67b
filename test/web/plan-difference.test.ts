import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { planDiff } from '../../src/domain/plan/diff.ts';
import type { Plan } from '../../src/domain/plan/document.ts';
import { checkCatalogue } from '../../src/main/check-catalogue.ts';
import { planDiffPassages } from '../../src/report/plan-diff-text.ts';
import { instantFormat } from '../../src/web/time/instant-format.ts';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';
import { picture, seriousFindings } from './support/screens.ts';
import { acceptFeatureLoss } from './support/story.ts';

inBrowser((browser) => {
  let portal: Portal;
  let earlier: Plan;
  let later: Plan;
  beforeAll(async () => {
    portal = await aPortal();
    await acceptFeatureLoss(portal);
    earlier = await aPlanOf([
      ['BER-DC1', 'MUC-DC3'],
      ['BER-DC2', 'HAM-DC1'],
    ]);
    later = await aPlanOf([['BER-DC1'], ['BER-DC2', 'MUC-DC3', 'MUC-DC1']], { caps: { inFlight: 1 } });
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
  });

  /** Both are called the same, as a plan is that was made anew. */
  const aPlanOf = async (waves: readonly (readonly string[])[], rules = {}): Promise<Plan> => {
    // Each second of the clock is another place in the list of plans.
    await portal.twin.turn({ advanceMs: 60_000 });
    return portal.control.makePlan('os:anna', portal.tenantId, {
      name: 'Both cities',
      selector: waves.flat().join(' '),
      demand: 'service',
      rules,
      waves: {
        canary: false,
        strata: [],
        order: { kind: 'explicit', waves: waves.map((hosts, at) => ({ name: `wave ${at + 1}`, hosts: [...hosts] })) },
      },
    });
  };

  test('portal 4.4 two saved plans are compared on a page of their own: who joined, left and moved and which rules changed, in the words of plan diff', async () => {
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/campaigns`);
    const link = page.getByRole('link', { name: `Compare Both cities ${later.digest.slice(0, 12)}` });
    await link.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'What Both cities would do differently' }).waitFor();
    // Without a choice it is held against the one before it.
    expect(await page.getByLabel('Compared with').inputValue()).toBe(earlier.digest);
    const text = page.locator('.plan-text');
    await text.getByRole('heading', { name: 'Joined (1)' }).waitFor();
    const now = (await portal.control.status(portal.tenantId)).now;
    const { full } = instantFormat('en-GB', now, { timeZone: 'Europe/Berlin' });
    const tell = (at: number) => full(new Date(at).toISOString());
    const passages = planDiffPassages(planDiff(earlier, later), tell, checkCatalogue);
    expect(passages.map(({ title }) => title)).toEqual(
      expect.arrayContaining(['Joined (1)', 'Gone (1)', 'In another wave (1)', 'Rules (1)']),
    );
    expect(await text.locator('h3, p').allTextContents()).toEqual(
      passages.flatMap(({ title, lines }) => [title, ...lines.map((line) => line.trimStart())]),
    );
    await text.getByText('MUC-DC3 wave 1 → wave 2').waitFor();
    await text.getByText('caps.inFlight 10 → 1').waitFor();

    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save the difference as a file' }).click(),
    ]);
    expect(JSON.parse(await readFile(await file.path(), 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(planDiff(earlier, later))),
    );

    await page.getByRole('link', { name: 'The other way round' }).click();
    await page.waitForURL(new RegExp(`/plans/${earlier.digest}/difference\\?with=${later.digest}`));
    await text.getByText('MUC-DC3 wave 2 → wave 1').waitFor();
    await page.goBack();
    await text.getByText('MUC-DC3 wave 1 → wave 2').waitFor();
  });

  test('portal 4.4 the difference of two plans is told in German where the page is German: who moved, which rules changed and what is predicted, with its numbers', async () => {
    await using window = await aWindow(browser(), { remembers: { language: 'de' } });
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/plans/${later.digest}/difference?with=${earlier.digest}`);
    const text = page.locator('.plan-text');
    await text.getByRole('heading', { name: 'Hinzugekommen (1)' }).waitFor();
    const lines = await text.locator('h3, p').allTextContents();
    const diff = planDiff(earlier, later);
    expect(lines).toContain('MUC-DC3  Welle 1 → Welle 2');
    expect(lines).toContain('MUC-DC1  nicht ausgewählt → Welle 2');
    expect(lines).toContain(`Vorhergesagt (${diff.prediction.length})`);
    expect(
      lines.some((line) => /^Welle 1, alle wieder geschützt {2}.+ bestenfalls, .+ schlimmstenfalls → /.test(line)),
    ).toBe(true);
    expect(lines.some((line) => /^Welle \d, Standort \w+ {2}.*\d von \d+ geschützt, /.test(line))).toBe(true);
    // Nothing of the English sentences is left.
    expect(
      lines.filter((line) => /\b(wave|protected|only now|no longer|not selected|floor|at best)\b/.test(line)),
    ).toEqual([]);
  });

  test('portal 8 the difference is read in the dark, by axe and at 320 pixels, and one that is not there says so with its code', async () => {
    await using window = await aWindow(browser(), { width: 1440, remembers: { theme: 'system', language: 'de' } });
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/plans/${later.digest}/difference?with=${earlier.digest}`);
    await page.getByRole('heading', { name: 'Was Both cities anders täte' }).waitFor();
    await page.locator('.plan-text h3').first().waitFor();
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.locator(`html[data-theme=${scheme}]`).waitFor();
      await picture(page, `difference-${scheme}`);
      expect(await seriousFindings(page)).toEqual([]);
    }
    await page.setViewportSize({ width: 320, height: 800 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    await picture(page, 'difference-narrow');
    // One that says the same has nothing to list, and says that.
    await page.goto(`${portal.url}/plans/${later.digest}/difference?with=${later.digest}`);
    await page.getByText('Die beiden Pläne sagen dasselbe.').waitFor();
    await page.goto(`${portal.url}/plans/${later.digest}/difference?with=00000000`);
    await page.getByRole('alert').getByText('not-found').waitFor();
  });

  test('portal 4.4 where a plan is refused because the estate changed, the way leads to what the newer plan would do differently', async () => {
    await portal.control.apply('os:anna', portal.tenantId, later, false);
    await using window = await aWindow(browser());
    const { page } = window;
    await portal.signIn(window.context, 'operator');
    await page.goto(`${portal.url}/plans/${earlier.digest}`);
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('plan-outdated').waitFor();
    await dialog.getByRole('link', { name: `What the newer plan ${later.digest.slice(0, 12)} would do` }).click();
    await page.waitForURL(new RegExp(`/plans/${later.digest}/difference\\?with=${earlier.digest}`));
    await page.locator('.plan-text').getByRole('heading', { name: 'Joined (1)' }).waitFor();
  });
});
