/** A cell; row -1 is the head. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

/** Where a key leads from a cell, undefined when it leads nowhere: the keys of the grid pattern. */
export function cellAfter(
  from: Place,
  { key, ctrlKey, metaKey }: Pressed,
  { last, pageRows }: { readonly last: Place; readonly pageRows: number },
): Place | undefined {
  const far = ctrlKey || metaKey;
  const { row, column } = from;
  const to = (toRow: number, toColumn: number): Place => ({
    row: Math.max(-1, Math.min(last.row, toRow)),
    column: Math.max(0, Math.min(last.column, toColumn)),
  });
  switch (key) {
    case 'ArrowDown':
      return to(row + 1, column);
    case 'ArrowUp':
      return to(row - 1, column);
    case 'ArrowRight':
      return to(row, column + 1);
    case 'ArrowLeft':
      return to(row, column - 1);
    case 'PageDown':
      return to(row + pageRows, column);
    case 'PageUp':
      return to(Math.max(0, row - pageRows), column);
    case 'Home':
      return far ? to(0, 0) : to(row, 0);
    case 'End':
      return far ? last : to(row, last.column);
    default:
      return undefined;
  }
}
