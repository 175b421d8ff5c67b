/**
 * Signs that no tool writes and that a lost sector or an interrupted copy leaves: zeros, halves of characters, the same strange sign over and over
 * (blanks read as UTF-16 are daggers), and blanks without end inside a line.
 */
const marks = /[\0\uFFFD-\uFFFF]|([^\s\x20-\x7E\u2500-\u259F])\1{7}| {64}/;

/** Whether a text was damaged somewhere. What is lacking may be what speaks against a host, so a damaged list of tests proves nothing good. */
export function isDamaged(text: string): boolean {
  return marks.test(text);
}
