import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { as, type CampaignId } from '../../src/domain/ids.ts';
import { problems } from '../../src/domain/problem-catalogue.ts';
import { minuteMs } from '../../src/domain/time.ts';
import { instantInWords } from '../../src/report/instant.ts';
import { planStory } from '../../src/report/plan-text.ts';
import { de } from '../../src/web/words/de.ts';
import { dePlanWords } from '../../src/web/words/de-plan-words.ts';
import { deProblems } from '../../src/web/words/de-problems.ts';
import { aWindow, inBrowser } from './support/browser.ts';
import { aPortal, type Portal } from './support/portal.ts';
import { seriousFindings } from './support/screens.ts';
import { aCampaignUnderWay, aPlanToApprove, letTwoHoursPass } from './support/story.ts';

inBrowser((browser) => {
  let portal: Portal;
  let campaign: string;
  let digest: string;
  beforeAll(async () => {
    portal = await aPortal();
    campaign = await aCampaignUnderWay(portal);
    await letTwoHoursPass(portal);
    digest = await aPlanToApprove(portal);
  });
  afterAll(async () => {
    await portal?.[Symbol.asyncDispose]();
  });

  async function linesOfPlan(page: Page): Promise<readonly string[]> {
    await page.goto(`${portal.url}/plans/${digest}`);
    const text = page.locator('.plan-text').first();
    await text.locator('p').first().waitFor();
    return text.locator('h3, p').allInnerTexts();
  }

  test('portal 4.4 in English the page of a plan reads as the command line prints it, with times as they are chosen', async () => {
    await using window = await aWindow(browser(), { remembers: { language: 'en', time: 'utc' } });
    const { page } = window;
    await portal.signIn(window.context, 'approver');
    const { plan } = await portal.control.plan(portal.tenantId, digest);
    const lines = planStory(plan, instantInWords).flatMap(({ title, lines }) => [
      title.text,
      ...lines.map(({ text }) => text),
    ]);
    expect((await linesOfPlan(page)).map(timeless)).toEqual(lines.map(timeless));
    expect(await page.locator('.plan-text time').count()).toBeGreaterThan(3);
    for (const time of await page.locator('.plan-text time').allInnerTexts()) expect(time).toContain('UTC');
  });

  test('portal 4.4 a German reader reads a whole plan in German: waves, coverage, what cannot be undone, what holds, and who has to approve it', async () => {
    await using window = await aWindow(browser(), { remembers: { language: 'de' } });
    const { page } = window;
    await portal.signIn(window.context, 'approver');
    const lines = await linesOfPlan(page);
    const english = planStory((await portal.control.plan(portal.tenantId, digest)).plan, instantInWords);
    expect(lines.length).toBe(english.reduce((sum, { lines }) => sum + 1 + lines.length, 0));
    for (const says of ['who-when', 'how-low', 'no-way-back', 'what-holds', 'budget-none'] as const)
      expect(lines).toContain(dePlanWords[says]);
    expect(lines.filter((line) => /\b(the|server[s]|protected|wave|starts|from|least)\b/.test(line))).toEqual([]);
    expect(await page.locator('.plan-text [lang]').count()).toBe(0);
    await page.getByText('wartet auf einen Menschen außer dem Autor').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  test('portal 4.3 what a start would make final, and what to know before it, is told in German', async () => {
    await using window = await aWindow(browser(), { remembers: { language: 'de' } });
    const { page } = window;
    await portal.signIn(window.context, 'operator');
    await page.goto(`${portal.url}/plans/${digest}`);
    await page.getByRole('button', { name: de['start.do'], exact: true }).click();
    const dialog = page.getByRole('dialog');
    // Nobody approved it, and the campaign before it is held: whichever is said first, it is said in German.
    const alert = dialog.getByRole('alert');
    await alert.waitFor();
    const code = await alert.locator('code').innerText();
    const text = await alert.innerText();
    expect(text).toContain(deProblems[code]?.title);
    expect(text).toContain(deProblems[code]?.remedy);
  });

  test.each(['en', 'de'])(
    'portal 4.3 a refusal says in %s what it is and what to do; the particulars stay English and are marked so',
    async (language) => {
      await using window = await aWindow(browser(), { remembers: { language } });
      const { page } = window;
      await portal.signIn(window.context, 'operator');
      await page.goto(`${portal.url}/plans/00000000`);
      const alert = page.getByRole('alert');
      await alert.getByText('not-found').waitFor();
      const said = language === 'de' ? deProblems['not-found'] : problems['not-found'];
      const text = await alert.innerText();
      expect(text).toContain(said?.title);
      expect(text).toContain(said?.remedy);
      const marked = await alert.locator('[lang=en]').allInnerTexts();
      expect(marked.some((one) => one.includes(said?.title ?? ''))).toBe(language === 'en');
      // Title, detail and remedy in English; in German the detail alone.
      expect(marked.length).toBe(language === 'en' ? 3 : 1);
      expect(text).toContain(marked[0]);
      // It is asked for again with the next event, and what is said stays where it is meanwhile.
      await page.evaluate("void (window.said = document.querySelector('[role=alert]'))");
      const askedAgain = page.waitForResponse(/plans\/00000000/);
      await portal.control.setArmed('os:anna', portal.tenantId, language === 'de', 'Something happens');
      await (await askedAgain).finished();
      expect(await page.evaluate('window.said.isConnected')).toBe(true);
    },
  );

  test('portal 4.3 a German reader reads why an attempt failed, where it is told and where it stands among the attempts', async () => {
    await using window = await aWindow(browser(), { remembers: { language: 'de' } });
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/servers/MUC-DC3`);
    const attempt = page.locator('.attempt', { hasText: 'timed-out' });
    await attempt.waitFor();
    const text = await attempt.innerText();
    const said = deProblems['timed-out'];
    // Once in what the attempt came to, once as its problem.
    expect(text.split(said?.title ?? '-').length).toBe(3);
    expect(text).toContain(said?.remedy);
    expect(text).not.toContain(problems['timed-out'].title);
  });

  test('portal 7 a German reader reads what each check is called, what it saw, what to do about it and how to verify it', async () => {
    await using window = await aWindow(browser(), { remembers: { language: 'de' } });
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/servers/MUC-DC8`);
    const check = page.locator('.check', { hasText: 'sense-version-too-old' }).first();
    await check.waitFor();
    const text = await check.innerText();
    expect(text).toContain('Version des Sensors von Defender for Endpoint');
    expect(text).toContain('Den Sensor von Defender for Endpoint aktualisieren; er kommt mit Windows Update.');
    expect(text).toMatch(/Version 10\.[\d.]+ ist älter als die verlangte 10\.8735\./);
    expect(await page.locator('.check-head strong').count()).toBeGreaterThan(10);
    // Pages of Microsoft are English, and so are their titles.
    expect(await page.locator('.check [lang=en]:not(a)').allInnerTexts()).toEqual([]);
  });

  test('portal 7 a German reader reads what the proofs of an attempt saw', async () => {
    await using window = await aWindow(browser(), { remembers: { language: 'de' } });
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/servers/BER-DC1`);
    const proofs = page.locator('.attempt details', { hasText: 'Sensor v3.x läuft' }).first();
    await proofs.waitFor();
    await proofs.locator('summary').click();
    expect(await proofs.innerText()).toMatch(/Sensor 3\.[\d.]+ läuft\./);
    expect(await proofs.locator('[lang=en]').allInnerTexts()).toEqual([]);
  });

  test('portal 7 a German reader reads what a task is called, its steps and its choices, in the list and on its page', async () => {
    await using window = await aWindow(browser(), { remembers: { language: 'de' } });
    const { page } = window;
    await portal.signIn(window.context, 'operator');
    await page.goto(`${portal.url}/tasks`);
    await page.locator('main tbody tr').first().waitFor();
    expect(await page.locator('main tbody [lang=en]').allInnerTexts()).toEqual([]);
    await page
      .locator('main tbody tr', { hasText: 'fiel zurück; noch einmal versuchen?' })
      .first()
      .locator('a')
      .first()
      .click();
    await page.locator('.steps li').first().waitFor();
    expect(await page.locator('h1').innerText()).toMatch(/^MUC-DC\d: Versuch \d fiel zurück; noch einmal versuchen\?$/);
    expect(await page.locator('main [lang=en]').allInnerTexts()).toEqual([]);
    expect(await page.locator('.steps li').first().innerText()).toContain(deProblems['timed-out']?.title);
    await page.getByRole('button', { name: 'Die Ursache ist behoben: noch einmal versuchen' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    expect(await dialog.innerText()).toContain('fiel zurück; noch einmal versuchen?');
    expect(await dialog.locator('[lang=en]').allInnerTexts()).toEqual([]);
    expect(await seriousFindings(page)).toEqual([]);
  });

  test('portal 7 a German reader reads why a campaign is held, and what its gate measured once it goes on', async () => {
    await using window = await aWindow(browser(), { remembers: { language: 'de' } });
    const { page } = window;
    await portal.signIn(window.context, 'viewer');
    await page.goto(`${portal.url}/campaigns/${campaign}`);
    await page.getByText('1 Fehlschlag; das Budget der Kampagne erlaubt 0.').first().waitFor();
    const order = { verb: 'resume', because: 'Seen to', accepts: ['MUC-DC3'] } as const;
    await portal.control.hold('os:anna', portal.tenantId, as<CampaignId>(campaign), order, false);
    await portal.twin.turn({ advanceMs: 10 * minuteMs });
    const gate = page.locator('.gate').first();
    await gate.waitFor();
    expect(await gate.innerText()).toMatch(/\d von \d Servern nachgewiesen, 0 fehlgeschlagen, /);
    expect(await gate.locator('[lang=en]').allInnerTexts()).toEqual([]);
    // What a person wrote is in whatever language it is: it is not called English.
    const pause = { verb: 'pause', because: 'Der SOC untersucht einen Vorfall' } as const;
    await portal.control.hold('os:anna', portal.tenantId, as<CampaignId>(campaign), pause, false);
    const reason = page.getByText(pause.because, { exact: true }).first();
    await reason.waitFor();
    expect(await reason.getAttribute('lang')).toBeNull();
  });
});

/** What clocks say is written in another form on the page than in the command line. */
function timeless(line: string): string {
  return line
    .replaceAll(/\d{4}-\d{2}-\d{2} \d{2}:\d{2} UTC|[A-Z][a-z]{2},? \d+ [A-Z][a-z]+(?: \d{4})?,? \d{2}:\d{2} UTC/g, 'T')
    .replaceAll(/\s+/g, ' ');
}
