/**
 * Colour as private-use characters inside text. Commands write tones without knowing whether there is colour;
 * the screen turns them into terminal codes, or drops them, at the one place where it also drops control characters that came with the data.
 */
const codes = {
  good: { mark: '\uE001', ansi: '\u001B[32m' },
  warn: { mark: '\uE002', ansi: '\u001B[33m' },
  bad: { mark: '\uE003', ansi: '\u001B[31m' },
  dim: { mark: '\uE004', ansi: '\u001B[2m' },
  strong: { mark: '\uE005', ansi: '\u001B[1m' },
  calm: { mark: '\uE006', ansi: '\u001B[36m' },
} as const;
export type Tone = keyof typeof codes;

/** Ends any tone; a shortened line may have lost its own end. */
export const toneEnd = '\uE000';
const ansiEnd = '\u001B[0m';
const marks = /[\uE000-\uE006]/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that must not reach a terminal.
const controls = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

export function toned(tone: Tone | undefined, text: string): string {
  return tone === undefined || text === '' ? text : codes[tone].mark + text + toneEnd;
}

/** Text from elsewhere, on one line and without anything that steers a terminal or poses as a tone. */
export function plainText(text: string): string {
  return text
    .replace(marks, '')
    .replace(/[\t\n\r]+/g, ' ')
    .replace(controls, '');
}

/** Makes text ready for a stream: control characters gone, tones as colour or gone. */
export function forStream(text: string, hasColour: boolean): string {
  const ansi = new Map<string, string>(Object.values(codes).map((code) => [code.mark, code.ansi]));
  return text.replace(controls, '').replace(marks, (mark) => (hasColour ? (ansi.get(mark) ?? ansiEnd) : ''));
}
