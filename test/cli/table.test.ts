import { describe, expect, test } from 'vitest';
import { type Column, table } from '../../src/cli/table.ts';
import { createTimes, durationInWords, parseDuration } from '../../src/cli/times.ts';
import { forStream, plainText, toned } from '../../src/cli/tone.ts';
import { padded, shortened, widthOf, wrapped } from '../../src/cli/width.ts';

describe('width', () => {
  test.each([
    ['abc', 3],
    ['München', 7],
    ['Mu\u0308nchen', 7],
    ['東京', 4],
    ['한국', 4],
    ['✓ ◐ –', 5],
    ['🛡️', 2],
    ['👩‍💻', 2],
    ['\u200B', 0],
    ['', 0],
  ])('%j takes %i columns', (text, width) => {
    expect(widthOf(text)).toBe(width);
  });

  test('shortening never exceeds the width and never cuts a character in two', () => {
    for (const text of ['abcdefgh', '東京東京', 'Mu\u0308nchen-DC1', '👩‍💻👩‍💻👩‍💻'])
      for (let width = 0; width < 10; width += 1) {
        const short = shortened(text, width);
        expect(widthOf(short)).toBeLessThanOrEqual(width);
        expect(text.startsWith(short.replace('…', ''))).toBe(true);
      }
  });

  test('padding counts columns, not characters', () => {
    expect(padded('東京', 6, 'left')).toBe('東京  ');
    expect(padded('7', 3, 'right')).toBe('  7');
  });

  test('running text breaks at spaces only', () => {
    expect(wrapped('one two three four five six', 20, '  ')).toBe('  one two three four\n  five six');
  });
});

interface Row {
  readonly name: string;
  readonly reason: string;
  readonly extra: string;
}
const columns: readonly Column<Row>[] = [
  { title: 'Name', cell: (row) => row.name },
  { title: 'Reason', cell: (row) => ({ text: row.reason, tail: '+2', tone: 'bad' }), min: 8 },
  { title: 'Extra', cell: (row) => row.extra, drop: 1, align: 'right' },
];
const rows: readonly Row[] = [
  { name: 'BER-DC1', reason: 'a long reason that does not fit', extra: '12345' },
  { name: '東京', reason: 'short', extra: '7' },
];

describe('table', () => {
  test('no line is wider than asked for, whatever the width, once the smallest widths fit', () => {
    for (let width = 17; width < 80; width += 1)
      for (const line of table(columns, rows, width).lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
  });

  test('what is left out is named', () => {
    expect(table(columns, rows, 20).leftOut).toEqual(['Extra']);
    expect(table(columns, rows, 80).leftOut).toEqual([]);
  });

  test('the number of further reasons survives shortening', () => {
    expect(table(columns, rows, 20).lines[1]).toContain('… +2');
  });

  test('a row is always one line, even when a cell holds line ends', () => {
    const { lines } = table(columns, [{ name: 'a\nb\tc', reason: 'x', extra: '' }], 80);
    expect(lines).toHaveLength(2);
    expect(lines.join('')).not.toContain('\n');
  });
});

describe('tone', () => {
  test('tones become colour or nothing, and data cannot bring its own', () => {
    expect(forStream(toned('bad', 'no'), true)).toBe('\u001B[31mno\u001B[0m');
    expect(forStream(toned('bad', 'no'), false)).toBe('no');
    expect(forStream('\u001B[31mred', true)).toBe('[31mred');
    expect(plainText('a\uE003b\u001Bc')).toBe('abc');
  });
});

describe('times', () => {
  const berlin = createTimes('Europe/Berlin');
  test('local time carries its zone, and a deadline both forms', () => {
    expect(berlin.due('2026-11-24T21:00:00Z', '2026-11-22T10:00:00Z')).toBe('Tue 24 Nov 22:00 CET (in 2 d)');
    expect(createTimes('UTC').due('2026-11-24T21:00:00Z', '2026-11-22T10:00:00Z')).toBe(
      'Tue 24 Nov 21:00 UTC (in 2 d)',
    );
  });
  test('the hour that exists twice in autumn is told apart by its zone', () => {
    expect(berlin.at('2026-10-25T00:30:00Z', '2026-10-25T00:00:00Z')).toBe('Sun 25 Oct 02:30 CEST');
    expect(berlin.at('2026-10-25T01:30:00Z', '2026-10-25T00:00:00Z')).toBe('Sun 25 Oct 02:30 CET');
  });
  test('another year is written out', () => {
    expect(berlin.at('2027-01-01T00:00:00Z', '2026-11-22T10:00:00Z')).toBe('Fri 1 Jan 2027 01:00 CET');
  });
  test('the past is said as past', () => {
    expect(berlin.due('2026-11-22T09:00:00Z', '2026-11-22T10:30:00Z')).toBe('Sun 22 Nov 10:00 CET (1 h 30 min ago)');
  });
  test('a zone that nobody knows becomes UTC, which stands beside the time', () => {
    expect(createTimes('Middle/Earth').at('2026-11-22T10:00:00Z')).toBe('Sun 22 Nov 2026 10:00 UTC');
  });
  test.each([
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['2h', 7_200_000],
    ['7d', 604_800_000],
    ['', undefined],
    ['2', undefined],
    ['h', undefined],
    ['-1h', undefined],
  ])('the duration %j is %s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });
  test('durations have their two largest units', () => {
    expect(durationInWords(0)).toBe('0 s');
    expect(durationInWords(3_661_000)).toBe('1 h 1 min');
    expect(durationInWords(86_400_000)).toBe('1 d');
  });
});
