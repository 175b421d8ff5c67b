import { isDamaged } from '../damage.ts';
import { FactSheet } from '../fact-sheet.ts';
import type { FileFormat } from '../file.ts';
import { isOutput, linesOf } from '../lines.ts';
import { type EvidenceRow, type ProblemList, quoted, type ReadOptions } from '../reading.ts';
import { type ServiceUrl, serviceUrlOf } from '../service-url.ts';
import { putConnectivity } from './facts.ts';

const phrase = 'Testing connection with ';

/** `mdatp connectivity test` on Linux and macOS. */
export const mdatpConnectivity: FileFormat = {
  format: 'mdatp-connectivity',
  title: 'Output of mdatp connectivity test',
  recognises: (file) => !file.isArchive && file.head.includes(`${phrase}http`),
  read: (file, options, problems) => ({ rows: readConnectivity(file.text, options, problems) }),
};

/** What the test says of one URL. */
export interface UrlResult {
  readonly url: ServiceUrl;
  /** `untested`: another word than the two that are known. */
  readonly outcome: 'reached' | 'blocked' | 'untested';
  /** An HTTP status or a word for the reason; empty when none is given. */
  readonly code: string;
  readonly line: number;
}

export interface TestedUrls {
  readonly results: readonly UrlResult[];
  /** False when a line of the test is broken, so that what was tested is not known. */
  readonly isWhole: boolean;
}

function readConnectivity(text: string, options: ReadOptions, problems: ProblemList): readonly EvidenceRow[] {
  if (!isOutput(text, problems)) return [];
  const sheet = new FactSheet(problems);
  const tested = testedUrls(text, problems, 'alone');
  putConnectivity(tested, sheet, { problems });
  if (sheet.size === 0) return [];
  const { fileName, observedAt } = options;
  if (observedAt === undefined) {
    problems.add('time-missing', 'The output of mdatp does not say when it was made.');
    return [];
  }
  return [sheet.row({ source: 'mdatp-connectivity', name: undefined, fileName, observedAt })];
}

/** The test asks for some dozens of URLs. */
const resultLimit = 5_000;

/**
 * The results in a text: `Testing connection with <url> ... [OK]`, or `[ERROR]` with the reason on the next line, indented.
 * @param surroundings `log` when the lines stand among others, of which nothing has to be said.
 */
export function testedUrls(text: string, problems: ProblemList, surroundings: 'alone' | 'log'): TestedUrls {
  const results: UrlResult[] = [];
  let isWhole = !isDamaged(text);
  if (!isWhole) problems.add('file-damaged', 'The text holds signs that no tool writes: results may be lacking.');
  let isReasonNext = false;
  for (const { text: row, line } of linesOf(text)) {
    const from = row.indexOf(phrase);
    if (from < 0) {
      const last = results.at(-1);
      const isReason = isReasonNext && last !== undefined && /^\s+\S/.test(row);
      if (isReason) results[results.length - 1] = { ...last, code: reasonCode(row) };
      // A console that was copied shows names of users, so the words are not repeated.
      else if (surroundings === 'alone' && row.trim() !== '')
        problems.addRepeated('test line', 'text-unread', 'A line is no result of the test; it was left out.', line);
      isReasonNext = false;
      continue;
    }
    const result = resultOf(row.slice(from + phrase.length), line);
    isReasonNext = result?.outcome === 'blocked';
    if (result === undefined) {
      problems.addRepeated('test broken', 'text-unread', 'A result of the test is not whole; it was left out.', line);
      isWhole = false;
    } else if (results.length >= resultLimit) {
      problems.add('file-too-large', `There are more than ${resultLimit} results; the rest was left out.`, line);
      return { results, isWhole: false };
    } else results.push(result);
  }
  return { results, isWhole };
}

/** Colours, which a copied console may hold. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one.
const colour = /\u001b\[[0-9;]{0,16}m/g;

function resultOf(rest: string, line: number): UrlResult | undefined {
  const match = /^(\S{1,2048}) \.{3} ?\[(\w{1,16})\]\s*$/.exec(rest.replace(colour, ''));
  const url = serviceUrlOf(match?.[1] ?? '');
  if (url === undefined) return undefined;
  const word = match?.[2]?.toUpperCase();
  const outcome = word === 'OK' ? 'reached' : word === 'ERROR' ? 'blocked' : 'untested';
  return { url, outcome, code: outcome === 'untested' ? quoted(word ?? '') : '', line };
}

/** What the numbers of curl mean that a network can cause. */
const curlWords: Readonly<Record<string, string>> = {
  '5': 'name',
  '6': 'name',
  '7': 'connect',
  '28': 'timeout',
  '35': 'tls',
  '51': 'certificate',
  '60': 'certificate',
};

/** A reason in a word, since reasons are sentences of many forms, some with addresses in them. */
function reasonCode(row: string): string {
  const status = /\b(?:response|status)\D{0,16}(\d{3})\b/i.exec(row)?.[1];
  if (status !== undefined) return status;
  const curl = /\bcurl\D{0,16}(\d{1,2})\b/i.exec(row)?.[1];
  if (curl !== undefined) return curlWords[curl] ?? `curl${curl}`;
  if (/not resolve|name resolution|resolve host|unknown host|host ?name|NXDOMAIN/i.test(row)) return 'name';
  if (/certificate|\bpeer\b/i.test(row)) return 'certificate';
  if (/\b(ssl|tls)\b|handshake/i.test(row)) return 'tls';
  if (/tim(ed|e)[ -]?out/i.test(row)) return 'timeout';
  if (/proxy/i.test(row)) return 'proxy';
  return /refused|unreachable|not connect|connection (failed|reset)/i.test(row) ? 'connect' : 'other';
}
