/** An option of a program as a whole number. Ends the program with 2, and with what would be right, when it is none or beyond its bounds. */
export function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  process.stderr.write(`${name} is "${text}"; give a whole number from ${least} to ${most}.\n`);
  process.exit(2);
}
