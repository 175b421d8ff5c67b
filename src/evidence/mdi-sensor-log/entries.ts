/** One entry of a log of sensor v2.x, with the lines that continue it. */
export interface LogEntry {
  readonly level: string;
  readonly component: string;
  /** What stands behind the component, then the first lines that continue it; at most `maxTextLength` signs. */
  readonly text: string;
  /** Its time as if it were UTC, epoch ms: the zone is not written. */
  readonly local: number;
  readonly line: number;
}

const maxTextLength = 2_000;

const entryLine =
  /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)\.(\d{4}) {1,4}([A-Za-z]{3,12}) {1,12}(\S{1,400})(?: (.*))?$/;

/** `2021-01-19 03:45:00.0000 Error Component Method text [key=value]`; undefined for a line that continues the one before. */
export function entryOf(text: string, line: number): LogEntry | undefined {
  const match = entryLine.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', level = '', component = '', rest = ''] = match;
  const local = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  return {
    level,
    component,
    text: rest.slice(0, maxTextLength),
    local: local + Number(fraction.slice(0, 3)),
    line,
  };
}

/** @returns the entries, and the first line before any of them that is not blank: a log that was cut begins in the middle of an entry. */
export function entriesOf(lines: readonly string[]): {
  readonly entries: readonly LogEntry[];
  readonly orphan: number | undefined;
} {
  const entries: LogEntry[] = [];
  let orphan: number | undefined;
  for (const [index, text] of lines.entries()) {
    const entry = entryOf(text, index + 1);
    const last = entries.at(-1);
    if (entry !== undefined) entries.push(entry);
    else if (last === undefined) orphan ??= text.trim() === '' ? undefined : index + 1;
    // Where a call came from does not help a reader, and makes every entry another one.
    else if (!/^\s+at /.test(text) && text.trim() !== '' && last.text.length < maxTextLength)
      entries[entries.length - 1] = { ...last, text: `${last.text} ${text.trim()}`.trim().slice(0, maxTextLength) };
  }
  return { entries, orphan };
}
