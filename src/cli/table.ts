import { plainText, type Tone, toned } from './tone.ts';
import { padded, shortened, widthOf } from './width.ts';

export interface Cell {
  readonly text: string;
  /** Kept when the text is shortened, for example the `+2` of further reasons. */
  readonly tail?: string | undefined;
  readonly tone?: Tone | undefined;
}

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string | Cell;
  readonly align?: 'left' | 'right';
  /** Least width when the table must shrink; without it the column is never shortened. */
  readonly min?: number;
  /** Width down to which it gives before `luxury` columns are left out for it; `min` when absent. */
  readonly comfort?: number;
  /** Columns with the highest number are left out first; without it the column always stays. */
  readonly drop?: number;
}

interface Fitted {
  readonly lines: readonly string[];
  /** Titles of columns that had no room. */
  readonly leftOut: readonly string[];
}

const gap = 2;
/** From this `drop` on, a column is less worth than the comfort of the others. */
const luxury = 4;

/** Lays rows out in at most `width` columns: shortens what may be shortened, then leaves columns out; a row is always one line. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[], width: number): Fitted {
  const cells = rows.map((row) => columns.map((column) => cellOf(column.cell(row))));
  const natural = columns.map((column, index) =>
    cells.reduce((most, row) => Math.max(most, widthOf(fullText(row[index]))), widthOf(column.title)),
  );
  const { kept, widths } = arranged(columns, natural, width);
  const last = kept.at(-1);
  const line = (texts: readonly Cell[], tone?: Tone) =>
    kept
      .map((index) => {
        const cell = texts[index] ?? { text: '' };
        const room = widths[index] ?? 0;
        const text = short(cell, room);
        const align = columns[index]?.align ?? 'left';
        const pad = index === last && align === 'left' ? text : padded(text, room, align);
        return toned(tone ?? cell.tone, pad);
      })
      .join(' '.repeat(gap))
      .trimEnd();
  const titles = columns.map((column) => ({ text: column.title }));
  return {
    lines: [line(titles, 'dim'), ...cells.map((row) => line(row))].map((text) => text.replace(/\s+(\uE000*)$/u, '$1')),
    leftOut: columns.filter((_, index) => !kept.includes(index)).map((column) => column.title),
  };
}

/** Rows for programs such as grep and cut: one line a row, cells separated by tabs, nothing shortened, no titles. */
export function tabSeparated<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): readonly string[] {
  return rows.map((row) => columns.map((column) => fullText(cellOf(column.cell(row)))).join('\t'));
}

function cellOf(given: string | Cell): Cell {
  const cell = typeof given === 'string' ? { text: given } : given;
  return { ...cell, text: plainText(cell.text) };
}

function fullText(cell: Cell | undefined): string {
  if (cell === undefined) return '';
  return cell.tail === undefined ? cell.text : `${cell.text} ${cell.tail}`;
}

function short(cell: Cell, room: number): string {
  if (cell.tail === undefined) return shortened(cell.text, room);
  if (widthOf(fullText(cell)) <= room) return fullText(cell);
  return `${shortened(cell.text, Math.max(1, room - widthOf(cell.tail) - 1))} ${cell.tail}`;
}

function arranged<Row>(
  columns: readonly Column<Row>[],
  natural: readonly number[],
  width: number,
): { kept: readonly number[]; widths: readonly number[] } {
  const comfort = columns.map((column) => column.comfort ?? column.min);
  const least = columns.map((column) => column.min);
  let kept = columns.map((_, index) => index);
  for (const [floors, from] of [
    [comfort, luxury],
    [least, 0],
  ] as const) {
    for (;;) {
      const widths = shrunk(floors, natural, kept, width);
      if (total(kept, widths) <= width) return { kept, widths };
      const out = kept
        .filter((index) => (columns[index]?.drop ?? -1) >= from)
        .sort((a, b) => (columns[b]?.drop ?? 0) - (columns[a]?.drop ?? 0))[0];
      if (out === undefined) break;
      kept = kept.filter((index) => index !== out);
    }
  }
  return { kept, widths: shrunk(least, natural, kept, width) };
}

/** Takes from the widest column that may give, one column of text at a time, until the row fits or nobody can give. */
function shrunk(
  floors: readonly (number | undefined)[],
  natural: readonly number[],
  kept: readonly number[],
  width: number,
): readonly number[] {
  const widths = [...natural];
  let over = total(kept, widths) - width;
  while (over > 0) {
    const giver = kept
      .filter((index) => (widths[index] ?? 0) > (floors[index] ?? Number.POSITIVE_INFINITY))
      .sort((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0))[0];
    if (giver === undefined) return widths;
    widths[giver] = (widths[giver] ?? 0) - 1;
    over -= 1;
  }
  return widths;
}

function total(kept: readonly number[], widths: readonly number[]): number {
  return kept.reduce((sum, index) => sum + (widths[index] ?? 0), 0) + gap * Math.max(0, kept.length - 1);
}
