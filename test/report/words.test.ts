import { readFile } from 'node:fs/promises';
import { beforeAll, expect, test } from 'vitest';
import { moveState } from '../../src/contract/words.ts';
import { migrationStateNames } from '../../src/domain/host.ts';
import { sources } from '../../src/domain/source.ts';
import { waitInWords } from '../../src/report/wait.ts';

/* docs/concepts/words.md is written by hand; every code that people may meet has its row there. */

let page = '';
beforeAll(async () => {
  page = await readFile(new URL('../../docs/concepts/words.md', import.meta.url), 'utf8');
});

/** First and last cell of the rows under a heading, where the first is a code. */
function rowsUnder(heading: string): readonly (readonly [string, string])[] {
  const part = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...part.matchAll(/^\| `([^`]+)` \|(?:.*\|)? ?([^|]*?) \|$/gm)].map((row) => [row[1] ?? '', row[2] ?? '']);
}

test.each([
  ['Move states are ours', moveState.options],
  ["Migration states are Microsoft's", Object.keys(migrationStateNames)],
  ['Sources', Object.keys(sources)],
  ['Verdicts', ['pass', 'fail', 'unknown', 'notApplicable']],
])('%s: the page of words has each, and no other', (heading, codes) => {
  expect(
    rowsUnder(heading)
      .map(([code]) => code)
      .sort(),
  ).toEqual([...codes].sort());
});

test('what is waited for reads the same on the page as in the product', () => {
  const rows = rowsUnder('Waits');
  expect(rows.length).toBeGreaterThan(15);
  for (const [code, words] of rows) expect([code, waitInWords(code)]).toEqual([code, words]);
});

test('what is waited for is said of one server and of many in the same words', () => {
  for (const [, words] of rowsUnder('Waits')) expect(words).not.toMatch(/\bits?\b/);
});

test('a source in trouble is told by the title of its problem', () => {
  expect(waitInWords('service-unavailable')).toMatch(/^until this is mended: [a-z]/);
});
