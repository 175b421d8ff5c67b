import Papa from 'papaparse';
import type { CsvRecord } from './csv.ts';
import { evidenceLimits } from './reading.ts';

/** A text unit takes three bytes at most, and the limit of a record is in bytes: what is shorter than this is within it. */
const surelyShort = evidenceLimits.recordLength / 4;

/**
 * The records of a text that nobody can read in two ways: one kind of line end, quotes around whole cells alone, no record near the bound. It takes a
 * fifth of what the reader takes that knows where a damaged record begins, and a list of 100,000 servers is nearly always sound.
 * @param firstLine the number of the text's first line in its file.
 * @returns undefined for any other text: that is for the other reader, which then says what is wrong with it, or nothing.
 */
export function soundRecords(text: string, delimiter: string, firstLine: number): CsvRecord[] | undefined {
  const newline = onlyLineEndOf(text);
  // White space beside a quote belongs to the cell or to nobody; and a second mark of byte order is a character for the other reader.
  if (newline === undefined || /"[^\S\r\n]/.test(text) || text.startsWith('\uFEFF')) return undefined;
  const { data, errors } = Papa.parse<string[]>(text, { delimiter, newline, preview: evidenceLimits.rows + 2 });
  if (errors.length > 0 || data.length > evidenceLimits.rows) return undefined;
  const hasQuotes = text.includes('"');
  const records: CsvRecord[] = [];
  let line = firstLine;
  for (const cells of data) {
    let length = 0;
    let inside = 0;
    for (const cell of cells) {
      length += cell.length + 1;
      if (!hasQuotes) continue;
      if (cell.includes('"')) return undefined;
      if (cell.includes(newline)) inside += cell.split(newline).length - 1;
    }
    if (length > surelyShort) return undefined;
    // A line of nothing but delimiters, as spreadsheets leave at the end, says nothing.
    if (cells.some((cell) => cell.trim() !== '')) records.push({ cells, line });
    line += 1 + inside;
  }
  return records;
}

function onlyLineEndOf(text: string): '\n' | '\r\n' | undefined {
  if (!text.includes('\r')) return '\n';
  return /\r(?!\n)|(?<!\r)\n/.test(text) ? undefined : '\r\n';
}
