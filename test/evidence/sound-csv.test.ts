import { parse } from 'csv-parse/sync';
import { array, assert, constantFrom, property } from 'fast-check';
import { expect, test } from 'vitest';
import { type CsvRecord, readCsv } from '../../src/evidence/csv.ts';
import { ProblemList } from '../../src/evidence/reading.ts';
import { soundRecords } from '../../src/evidence/sound-csv.ts';

/* The quick reader of sound tables, beside the one that reads any: where it answers, both say the same of every cell and every line. */

interface Told {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

/** What the reader of any table says; undefined where it finds something wrong. */
function carefully(text: string): readonly CsvRecord[] | undefined {
  try {
    const told = parse(Buffer.from(text, 'utf8'), {
      info: true,
      relax_column_count: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      skip_empty_lines: true,
    }) as unknown as readonly Told[];
    // Of the signs of a line end within quotes it counts each.
    let counted = 0;
    return told.flatMap(({ record, info }) => {
      const line = info.lines - counted - signsIn(record, /[\r\n]/g);
      counted += signsIn(record, /\r\n/g);
      return record.some((cell) => cell.trim() !== '') ? [{ cells: record, line }] : [];
    });
  } catch {
    return undefined;
  }
}

function signsIn(cells: readonly string[], signs: RegExp): number {
  return cells.reduce((sum, cell) => sum + (cell.match(signs)?.length ?? 0), 0);
}

const pieces = [
  'a',
  'b c',
  ' ',
  '\t',
  ',',
  ',',
  '"',
  '"x"',
  '"x,y"',
  '"x\ny"',
  '"x\r\ny"',
  '""',
  '\n',
  '\r\n',
  '\r',
  '\uFEFF',
];

test('decision 7 wherever the quick reader answers, the careful one says the same of every cell and line', () => {
  let answered = 0;
  assert(
    property(array(constantFrom(...pieces), { maxLength: 24 }), (parts) => {
      const text = parts.join('');
      const quick = soundRecords(text, ',', 1);
      if (quick === undefined) return;
      answered += 1;
      expect(quick).toEqual(carefully(text));
    }),
    { numRuns: 20_000, seed: 20_261_127 },
  );
  expect(answered).toBeGreaterThan(2_000);
});

test.each([
  [
    'plain lines',
    'a,b\n1,2\n',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
    [1, 2],
  ],
  [
    'Windows’ line ends',
    'a,b\r\n\r\n1,2\r\n',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
    [1, 3],
  ],
  [
    'a delimiter in quotes',
    'a,b\n"1,5",2',
    [
      ['a', 'b'],
      ['1,5', '2'],
    ],
    [1, 2],
  ],
  ['lines in quotes', 'a\n"x\ny"\nz', [['a'], ['x\ny'], ['z']], [1, 2, 4]],
  [
    'lines of delimiters alone',
    'a,b\n,\n1,2',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
    [1, 3],
  ],
])('it reads %s', (_what, text, cells, lines) => {
  const records = soundRecords(text, ',', 1);
  expect(records?.map((record) => record.cells)).toEqual(cells);
  expect(records?.map((record) => record.line)).toEqual(lines);
});

test.each([
  ['a quote that never ends', 'a,b\n"1,2'],
  ['a quote within a cell', 'a,b\n1"2,3'],
  ['an escaped quote', 'a,b\n"1""2",3'],
  ['white space after a quote', 'a,b\n"1" ,2'],
  ['line ends of two kinds', 'a\r\nb\nc'],
  ['a record near the bound', `a\n${'x'.repeat(20_000)}`],
])('it leaves %s to the careful one', (_what, text) => {
  expect(soundRecords(text, ',', 1)).toBeUndefined();
});

test.each([
  ['sound', '"z"'],
  ['read with care', '"""z"""'],
])('a line of Windows within quotes does not shift the numbers of the lines that follow (%s)', (_what, cell) => {
  const problems = new ProblemList();
  const table = readCsv(`a,b\r\n"x\r\ny",1\r\n${cell},2\r\n3,"4\r\n5"\r\n6,7`, problems);
  expect(table?.records.map(({ line }) => line)).toEqual([2, 4, 5, 7]);
  expect(problems.all()).toEqual([]);
});
