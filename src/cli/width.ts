const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const invisible = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}\uE000-\uE006]*$/u;
const emoji = /\p{Emoji_Presentation}|\uFE0F/u;

/** Blocks whose characters take two columns (Unicode East Asian Width W and F, by block: a terminal's own table is no finer). */
const wideRanges: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x20000, 0x3fffd],
];

/** Columns that the text takes in a terminal. */
export function widthOf(text: string): number {
  // Nearly every cell is plain, and segmenting is a hundred times slower than counting.
  if (/^[ -~]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += widthOfSegment(segment);
  return width;
}

function widthOfSegment(segment: string): number {
  if (invisible.test(segment)) return 0;
  if (emoji.test(segment)) return 2;
  const point = segment.codePointAt(0) ?? 0;
  return wideRanges.some(([from, to]) => point >= from && point <= to) ? 2 : 1;
}

/** Shortens to at most `width` columns and says so with an ellipsis; never cuts inside a character. */
export function shortened(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let result = '';
  let used = 0;
  for (const { segment } of segmenter.segment(text)) {
    const next = used + widthOfSegment(segment);
    if (next > width - 1) break;
    result += segment;
    used = next;
  }
  return width < 1 ? '' : `${result.trimEnd()}…`;
}

export function padded(text: string, width: number, align: 'left' | 'right'): string {
  const gap = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'right' ? gap + text : text + gap;
}

/** Breaks running text at spaces, for sentences below a table; `indent` stands before every line. */
export function wrapped(text: string, width: number, indent = ''): string {
  const room = Math.max(20, width - widthOf(indent));
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.map((one) => indent + one).join('\n');
}
