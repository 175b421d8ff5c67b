import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reportPage } from '../../src/report/page/report-page.ts';
import { sha256 } from '../support/identity.ts';
import { aMemory, inBrowser } from '../web/support/browser.ts';
import { aPackedWorld, type PackedWorld } from './support/packed-world.ts';
import { pagesOf } from './support/pdf-text.ts';
import { aReport } from './support/report-sample.ts';

/* The page that is printed: it stands alone, it prints, and nobody's name can become a part of it. */
describe('a report of a campaign', () => {
  let packed: PackedWorld;
  beforeAll(async () => {
    packed = await aPackedWorld({ seed: 911 });
  });
  afterAll(() => packed[Symbol.asyncDispose]());

  test.each([
    ['operator', ['Open tasks', 'Waves and gates', 'How to prove it'], ['Plan and approval']],
    ['manager', ['Result of nord', 'Waves of nord'], ['Every attempt', 'Open tasks']],
    [
      'auditor',
      ['Plan and approval', 'user:ben', 'Ask Clara first', 'Every proof of every attempt', 'Protection over time'],
      [],
    ],
  ] as const)('X-08 for the %s has what that reader asks for', async (reader, there, absent) => {
    const { status, type, bytes } = await packed.download(`/campaigns/nord/report/file?for=${reader}`);
    expect([status, type]).toEqual([200, 'text/html; charset=utf-8']);
    const text = bytes.toString();
    for (const words of there) expect(text).toContain(words);
    for (const words of absent) expect(text).not.toContain(words);
  });

  test('X-08 the same is there as data, and without names there are none', async () => {
    const told = JSON.parse((await packed.download('/campaigns/nord/report/file?format=json')).bytes.toString());
    expect(told).toMatchObject({ schema: 'changeguard.report/1', campaigns: [{ name: 'nord', planned: 3 }] });
    const bare = (await packed.download('/campaigns/nord/report/file?format=html&names=false')).bytes.toString();
    const names = packed.world.twin.estate().map(({ host }) => host);
    for (const name of [...names, 'anna', 'ben', 'Clara']) expect(bare.toLowerCase()).not.toContain(name.toLowerCase());
    expect(bare).toContain('server-');
    expect(bare).toContain('sensor v3.x');
  });

  test('X-08 a period tells of the campaigns that ran in it, and of none where none did; one without time in it is refused', async () => {
    const during = await packed.download(
      '/reports/period?from=2026-03-30T00:00:00Z&to=2026-03-31T00:00:00Z&format=json',
    );
    expect(JSON.parse(during.bytes.toString()).campaigns).toMatchObject([{ name: 'nord' }]);
    const before = await packed.download('/reports/period?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z');
    expect(before.bytes.toString()).toContain('Nothing happened to a campaign in this time.');
    const refused = await packed.download('/reports/period?from=2026-03-30T00:00:00Z&to=2026-03-30T00:00:00Z');
    expect([refused.status, JSON.parse(refused.bytes.toString()).code]).toEqual([400, 'period-invalid']);
  });
});

test('a name that is markup stays a name, also in the style sheet, and nothing is loaded or run', () => {
  const evil = '</style><script>alert(1)</script>" url(http://x) \\';
  const text = reportPage(aReport({ tenant: evil, servers: 1, name: evil }), sha256);
  expect(text).not.toMatch(/<script|src=|href=/i);
  expect(/<style>([^<]*)<\/style>/.exec(text)?.[1]).not.toMatch(/url\(h|@import/);
  expect(text.match(/<\/style>/g)).toHaveLength(1);
  expect(text).toContain('&lt;script&gt;');
});

inBrowser((browser) => {
  test('X-08 prints: every page has its running heads, tables repeat theirs, nothing is cut off, and all of it is there', async () => {
    const memory = await aMemory(browser());
    const page = await memory.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    await page.setContent(reportPage(aReport({ tenant: 'Nordufer Bank', name: 'berlin', servers: 120 }), sha256));
    const pages = pagesOf(await page.pdf({ preferCSSPageSize: true, printBackground: true }));
    expect(pages.length).toBeGreaterThanOrEqual(8);
    expect(pages.length).toBeLessThanOrEqual(30);
    for (const [at, text] of pages.entries()) {
      expect(text).toContain('Nordufer Bank');
      expect(text).toContain(`${at + 1} / ${pages.length}`);
    }
    const whole = pages.join('\n');
    for (const words of [
      'Result of berlin',
      'Waves',
      'Commits by day',
      'States over time',
      'BER-DC120',
      'How to prove it',
    ])
      expect(whole).toContain(words);
    const withAttempts = pages.filter((text) => /BER-DC\d+● committed/.test(text));
    expect(withAttempts.length).toBeGreaterThan(2);
    for (const text of withAttempts) expect(text).toMatch(/Server.*State.*Done.*Started/);
    // What is wider than the paper would be cut off: 180 mm between the margins.
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 680, height: 900 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(680);
    expect(
      await page.evaluate(
        "[...document.querySelectorAll('.scroll')].filter((one) => one.scrollWidth > one.clientWidth).length",
      ),
    ).toBe(0);
    expect(complaints).toEqual([]);
    await memory.close();
  });

  test.each([320, 768, 1440])('X-08 at %i px nothing overflows, in light and dark', async (width) => {
    const memory = await aMemory(browser(), { width });
    const page = await memory.newPage();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setContent(reportPage(aReport({ tenant: 'Nordufer Bank', name: 'berlin', servers: 12 }), sha256));
      const [content, seen] = (await page.evaluate(
        '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
      )) as [number, number];
      expect(content).toBeLessThanOrEqual(seen);
      const [ink, paper] = (await page.evaluate(
        '[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]',
      )) as [string, string];
      expect(ink === paper).toBe(false);
    }
    await memory.close();
  });
});
