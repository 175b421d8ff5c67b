import { type CsvError, parse } from 'csv-parse/sync';
import { evidenceLimits, type ProblemList } from './reading.ts';
import { soundRecords } from './sound-csv.ts';

export interface CsvRecord {
  readonly cells: readonly string[];
  /** Line of the file on which the record begins, from 1. */
  readonly line: number;
}

export interface CsvTable {
  readonly header: CsvRecord;
  readonly records: readonly CsvRecord[];
}

/** So many broken records are told one by one; a file with more is not a table. */
const maxBroken = 100;

/**
 * Reads a table: `,` `;` or tab, quotes as in RFC 4180, any line end. PowerShell's `#TYPE` line and Excel's `sep=` line are passed over.
 * A broken record is a problem and reading goes on at the line after its beginning; the parser's own way of skipping loses the sound record that follows.
 * @returns undefined, with a problem, when there is no header or a bound is passed.
 */
export function readCsv(text: string, problems: ProblemList): CsvTable | undefined {
  const { body, skippedLines } = withoutPreamble(text);
  const delimiter = delimiterOf(body);
  const records =
    soundRecords(body, delimiter, skippedLines + 1) ??
    recordsOf(Buffer.from(body, 'utf8'), delimiter, skippedLines, problems);
  if (records === undefined) return undefined;
  const [header, ...rest] = records;
  if (header === undefined) {
    problems.add('file-unrecognised', 'The file holds no line that can be read as a table.');
    return undefined;
  }
  if (header.cells.length > evidenceLimits.columns) {
    problems.add('file-unrecognised', `The first line has more than ${evidenceLimits.columns} columns.`, header.line);
    return undefined;
  }
  return { header, records: rest };
}

function withoutPreamble(text: string): { body: string; skippedLines: number } {
  let body = text.replace(/^\uFEFF/, '');
  let skippedLines = 0;
  for (let line = 0; line < 5; line++) {
    const match = /^(#TYPE [^\r\n]*|sep=[^\r\n]?|[ \t]*)(\r\n|\r|\n)/i.exec(body);
    if (match === null) break;
    body = body.slice(match[0].length);
    skippedLines += 1;
  }
  return { body, skippedLines };
}

/** The delimiter that the first line holds most of, outside quotes; a comma when it holds none. */
function delimiterOf(text: string): string {
  const end = text.search(/[\r\n]/);
  const line = (end < 0 ? text : text.slice(0, end)).slice(0, evidenceLimits.recordLength).replace(/"[^"]*"/g, '');
  const counts = [',', ';', '\t'].map((delimiter) => ({ delimiter, count: line.split(delimiter).length }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).delimiter;
}

function recordsOf(
  bytes: Buffer,
  delimiter: string,
  skippedLines: number,
  problems: ProblemList,
): CsvRecord[] | undefined {
  const records: CsvRecord[] = [];
  let offset = 0;
  let lineOffset = skippedLines;
  for (let broken = 0; ; broken++) {
    const part = parsePart(bytes.subarray(offset), delimiter, lineOffset, records);
    if (records.length > evidenceLimits.rows + 1) {
      problems.add('file-too-large', `The table has more than ${evidenceLimits.rows} rows.`);
      return undefined;
    }
    if (part.error === undefined) return records;
    const resume = lineAfter(bytes, offset + part.bytes);
    const line = lineOffset + newlines(bytes, offset, resume.begin) + 1;
    problems.add('row-invalid', `The line cannot be read as part of a table (${part.error.code}).`, line);
    if (broken >= maxBroken) {
      problems.add('row-invalid', 'Too many lines cannot be read; the rest of the file was not used.', line);
      return records;
    }
    lineOffset += newlines(bytes, offset, resume.end);
    offset = resume.end;
  }
}

/** Parses until the end or the first broken record; sound records are pushed as they come. */
function parsePart(
  bytes: Buffer,
  delimiter: string,
  lineOffset: number,
  records: CsvRecord[],
): { readonly bytes: number; readonly error: CsvError | undefined } {
  let soundBytes = 0;
  /** Line ends of two signs within quotes, which the parser counts as two. */
  let counted = 0;
  try {
    parse(bytes, {
      delimiter,
      relax_column_count: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      skip_empty_lines: true,
      max_record_size: evidenceLimits.recordLength,
      to: evidenceLimits.rows + 2,
      on_record: (record: string[], context) => {
        soundBytes = context.bytes;
        let inside = 0;
        let pairs = 0;
        for (const cell of record) {
          if (!cell.includes('\n') && !cell.includes('\r')) continue;
          inside += cell.match(/[\r\n]/g)?.length ?? 0;
          pairs += cell.match(/\r\n/g)?.length ?? 0;
        }
        // A line of nothing but delimiters, as spreadsheets leave at the end, says nothing.
        if (record.some((cell) => cell.trim() !== ''))
          records.push({ cells: record, line: lineOffset + context.lines - counted - inside });
        counted += pairs;
        return null;
      },
    });
    return { bytes: bytes.length, error: undefined };
  } catch (error) {
    if (!isCsvError(error)) throw error;
    return { bytes: soundBytes, error };
  }
}

function isCsvError(error: unknown): error is CsvError {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}

/** The next line that holds anything: where it begins, and where the one after it begins. */
function lineAfter(bytes: Buffer, from: number): { begin: number; end: number } {
  let begin = from;
  while (begin < bytes.length && isLineEnd(bytes[begin])) begin += 1;
  let end = begin;
  while (end < bytes.length && !isLineEnd(bytes[end])) end += 1;
  if (bytes[end] === 13 && bytes[end + 1] === 10) end += 1;
  return { begin, end: Math.min(end + 1, bytes.length) };
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === 10 || byte === 13;
}

function newlines(bytes: Buffer, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) if (bytes[at] === 10 || (bytes[at] === 13 && bytes[at + 1] !== 10)) count += 1;
  return count;
}
