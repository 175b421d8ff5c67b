/** One line of a text, without its line break. */
export interface TextLine {
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
