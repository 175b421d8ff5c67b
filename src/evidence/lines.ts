import { evidenceLimits, type ProblemList } from './reading.ts';

/**
 * The lines of a text that a line end follows, whichever it is; the line number is the index and one. What stands behind the last line end is told
 * and left out: tools end their last line, so a text that does not may have been cut off in the middle of a number.
 * @returns undefined, with a problem, when there are too many.
 */
export function wholeLinesOf(
  text: string,
  problems: ProblemList,
  limit: number = evidenceLimits.lines,
): readonly string[] | undefined {
  const lines: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    if (sign !== 10 && sign !== 13) continue;
    if (lines.length >= limit) {
      problems.add('file-too-large', `The file has more than ${limit} lines; none was used.`);
      return undefined;
    }
    lines.push(text.slice(from, at));
    if (sign === 13 && text.charCodeAt(at + 1) === 10) at += 1;
    from = at + 1;
  }
  // Not quoted: it may be a piece of a secret.
  if (text.slice(from).trim() !== '')
    problems.add('text-unread', 'The file ends in the middle of a line, which was not used.', lines.length + 1);
  return lines;
}

/** One line of a text, without its line break. */
interface TextLine {
  readonly text: string;
  /** From 1. */
  readonly line: number;
  /** False for a last line without a line break, which may have been cut off. */
  readonly isEnded: boolean;
}

/** A line beyond this is no line of any tool; what stands behind is left out. */
const lineLimit = 8_192;

/** The lines of a text one by one, whatever ends them, so that a large file is never a large list. */
export function* linesOf(text: string): Generator<TextLine> {
  const lineBreak = /\r\n|\r|\n/g;
  let line = 0;
  let from = 0;
  for (let end = lineBreak.exec(text); end !== null; end = lineBreak.exec(text)) {
    line += 1;
    yield { text: text.slice(from, Math.min(end.index, from + lineLimit)), line, isEnded: true };
    from = lineBreak.lastIndex;
  }
  if (from < text.length) yield { text: text.slice(from, from + lineLimit), line: line + 1, isEnded: false };
}

/** Whether a text may be the output of a command on one host; one that is too long is refused whole, with a problem. */
export function isOutput(text: string, problems: ProblemList): boolean {
  if (text.length <= evidenceLimits.outputLength) return true;
  const most = `at most ${evidenceLimits.outputLength} are read of an output`;
  problems.add('file-too-large', `The file has ${text.length} characters; ${most}.`);
  return false;
}
