import type { Io } from './io.ts';
import { usageProblem } from './problem.ts';
import { type Column, table, tabSeparated } from './table.ts';
import { createTimes, type Times } from './times.ts';
import { forStream, plainText, toned, toneEnd } from './tone.ts';
import { shortened, wrapped } from './width.ts';

/** Where a command writes: answers to stdout, everything else to stderr. */
export interface Screen {
  readonly times: Times;
  readonly isPlain: boolean;
  /** Columns to fit into; without a terminal nothing is cut. */
  readonly width: number;
  readonly isLive: boolean;
  /** A line of the answer. Values that came from elsewhere go through `plainText` first. */
  line(text?: string): void;
  /** A line of the answer, broken at spaces where the terminal ends. */
  prose(text: string, indent?: string): void;
  table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): void;
  /** A line for the person, beside the answer. */
  note(text: string): void;
  /** What one would do next. */
  next(...commands: readonly string[]): void;
  json(value: unknown): void;
  /** One line of JSON, for streams of documents. */
  jsonLine(value: unknown): void;
  /** Members of a list's items as asked for by `--json a,b`; bare `--json` gives all. @throws CliProblem for a field that is not there. */
  jsonList<Item extends object>(items: readonly Item[], fields: string | true, known: readonly string[]): void;
  /** Says on a terminal that something takes a while; it does not move, and programs never see it. */
  progress(text: string): void;
  /** How far long work is: on a terminal one line that is written over, else a line at each tenth. `undefined` takes it away. */
  count(done: number, of: number, text: string | undefined): void;
  /** Rewrites what it wrote before; only where `isLive`. Lines are cut to the terminal, in both directions. */
  redraw(lines: readonly string[]): void;
  /** Text as it is, for scripts. */
  raw(text: string): void;
}

interface ScreenOptions {
  readonly isPlain: boolean;
  readonly isUtc: boolean;
  readonly isQuiet: boolean;
  readonly wantsColour: boolean;
}

const defaultProseWidth = 100;

export function createScreen(io: Io, options: ScreenOptions): Screen {
  const width = widthOf(io);
  const proseWidth = Number.isFinite(width) ? width : defaultProseWidth;
  const colourOn = (isTerminal: boolean) =>
    isTerminal && options.wantsColour && !io.env.NO_COLOR && io.env.TERM !== 'dumb';
  const out = (text: string) => io.stdout.write(forStream(`${text}\n`, colourOn(io.isTty.stdout)));
  const err = (text: string) => {
    if (!options.isQuiet) io.stderr.write(forStream(`${text}\n`, colourOn(io.isTty.stderr)));
  };
  let drawn = 0;
  let toldTenths = 0;

  return {
    times: createTimes(options.isUtc ? 'UTC' : io.env.TZ),
    isPlain: options.isPlain,
    width,
    isLive: io.isTty.stdout && !options.isPlain && io.env.TERM !== 'dumb',
    line: (text = '') => out(text),
    prose: (text, indent = '') => out(options.isPlain ? indent + text : wrapped(text, proseWidth, indent)),
    table: (columns, rows) => {
      if (options.isPlain) {
        for (const line of tabSeparated(columns, rows)) out(line);
        return;
      }
      const fitted = table(columns, rows, width);
      for (const line of fitted.lines) out(line);
      if (fitted.leftOut.length > 0)
        err(`Left out to fit ${width} columns: ${fitted.leftOut.join(', ')} (--json has everything).`);
    },
    note: (text) => {
      const indent = /^ */.exec(text)?.[0] ?? '';
      const isProse = !options.isPlain && Number.isFinite(width);
      err(isProse ? wrapped(text.slice(indent.length), width, indent) : text);
    },
    next: (...commands) => {
      for (const command of commands) err(toned('dim', `Next: ${plainText(command)}`));
    },
    json: (value) => io.stdout.write(`${safeJson(value, 2)}\n`),
    jsonLine: (value) => io.stdout.write(`${safeJson(value)}\n`),
    jsonList: (items, fields, known) =>
      io.stdout.write(`${safeJson(fields === true ? items : picked(items, fields, known), 2)}\n`),
    progress: (text) => {
      if (io.isTty.stderr) err(toned('dim', `${text}…`));
    },
    count: (done, of, text) => {
      if (options.isQuiet) return;
      if (io.isTty.stderr) {
        const line = text === undefined ? '' : shortened(text, (io.columns ?? 80) - 1);
        io.stderr.write(`\r\u001B[2K${forStream(line, colourOn(true))}`);
        return;
      }
      const tenths = Math.floor((done * 10) / of);
      if (text === undefined || of < 20 || tenths <= toldTenths) return;
      toldTenths = tenths;
      err(text);
    },
    redraw: (given) => {
      const room = (io.rows ?? 24) - 2;
      const isTall = given.length > room;
      const lines = (isTall ? [...given.slice(0, room - 1), '… a taller window shows more'] : given).map(
        (line) => `${shortened(line, width)}${toneEnd}`,
      );
      const up = drawn === 0 ? '' : `\u001B[${drawn}A\u001B[0J`;
      drawn = lines.length;
      io.stdout.write(up + forStream(`${lines.join('\n')}\n`, colourOn(true)));
    },
    raw: (text) => io.stdout.write(text),
  };
}

/** JSON keeps C0 controls escaped by itself; DEL and C1 would still steer some terminals. */
function safeJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    /[\u007F-\u009F]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function picked<Item extends object>(items: readonly Item[], fields: string, known: readonly string[]): unknown[] {
  const names = fields
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const strange = names.filter((name) => !known.includes(name));
  if (names.length === 0 || strange.length > 0)
    throw usageProblem(
      strange.length > 0 ? `There is no field ${strange.map((name) => `"${name}"`).join(', ')}.` : 'No field is named.',
      `Fields: ${known.join(', ')}. Bare --json gives all of them.`,
    );
  return items.map((item) => {
    const members = new Map<string, unknown>(Object.entries(item));
    return Object.fromEntries(names.map((name) => [name, members.get(name) ?? null]));
  });
}

function widthOf(io: Io): number {
  if (io.isTty.stdout) return io.columns ?? 80;
  const told = Number(io.env.COLUMNS);
  return Number.isInteger(told) && told > 0 ? told : Number.POSITIVE_INFINITY;
}
