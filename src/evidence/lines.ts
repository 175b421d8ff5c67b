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
