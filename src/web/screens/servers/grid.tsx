// biome-ignore-all lint/a11y/useSemanticElements: a table cannot say how many rows there are when they come and go with scrolling.
// biome-ignore-all lint/a11y/useFocusableInteractive: cells have the focus in this grid, never rows.
// biome-ignore-all lint/a11y/useKeyWithClickEvents: Enter on a link is a click.
import { type CSSProperties, type KeyboardEvent, type MouseEvent, useLayoutEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import type { Server } from '../../../contract/servers.ts';
import { useSay } from '../../words/say.tsx';
import type { ServerColumn } from './columns.tsx';
import type { Density } from './density-choice.tsx';
import type { Filters } from './filters.ts';
import { GridHead } from './grid-head.tsx';
import { cellAfter, type Place } from './grid-keys.ts';
import { GridRow } from './grid-row.tsx';
import type { Sorting } from './sorting.tsx';
import { type Rows, rowHeights, useRows } from './use-rows.ts';
import { useWindows, type Windows, windowOf } from './windows.ts';

/** Shown as rows without words, for as long as nothing is known of how many there are. */
const rowsToCome = 12;

interface Selection {
  readonly chosen: ReadonlyMap<string, Server>;
  readonly toggle: (server: Server) => void;
}

/** A grid of which only the rows in sight exist: one tab stop, arrows from cell to cell, Enter goes into a cell and Escape out of it. */
export function ServerGrid({
  filters,
  sort,
  sorting,
  total,
  columns,
  density,
  selection,
  onOpen,
  whenEmpty,
  whenBroken,
}: {
  filters: Filters;
  /** As the address names it, undefined for the usual one. */
  sort: string | undefined;
  sorting: Sorting;
  total: number | undefined;
  columns: readonly ServerColumn[];
  density: Density;
  selection: Selection;
  /** Shows a server beside the list. */
  onOpen: (server: Server) => void;
  whenEmpty: React.ReactNode;
  whenBroken: (error: Error, retry: () => void) => React.ReactNode;
}) {
  const { say } = useSay();
  const [sight, setSight] = useState({ first: 0, last: 0 });
  const windows = useWindows({ filters, sort, columns }, total, sight);
  const isComing = windows.count === 0 && windows.isLoading;
  const rowHeight = rowHeights[density];
  const rows = useRows(isComing ? rowsToCome : windows.count, rowHeight);
  const [first, last] = [windowOf(rows.first), windowOf(Math.max(0, rows.last))];
  // Asked for before anything is drawn: another window has come into sight.
  if (first !== sight.first || last !== sight.last) setSight({ first, last });
  const follow = useLinks();
  const keys = useGridKeys(windows, { ...selection, onOpen }, rows, columns.length);
  if (windows.isEmpty) return whenEmpty;
  return (
    <>
      {windows.error === null ? null : whenBroken(windows.error, windows.retry)}
      <div
        ref={rows.attach}
        role="grid"
        className="grid"
        aria-label={say('servers.title')}
        aria-rowcount={windows.isCounted ? windows.count + 1 : -1}
        aria-colcount={columns.length + 1}
        aria-multiselectable="true"
        aria-busy={windows.isLoading}
        tabIndex={-1}
        onKeyDown={keys.onKeyDown}
        onFocus={keys.onFocus}
        style={measuresOf(columns, rowHeight)}
      >
        <GridHead columns={columns} sorting={sorting} stop={keys.stopIn(-1)} />
        <div role="rowgroup" className="grid-body" style={{ blockSize: rows.height }} onClick={follow}>
          {rows.slots.map(({ key, at: index }) => (
            <GridRow
              key={key}
              at={index}
              start={index * rowHeight - rows.shift}
              columns={columns}
              server={windows.row(index)}
              isChosen={selection.chosen.has(windows.row(index)?.id ?? '')}
              stop={keys.stopIn(index)}
              onToggle={selection.toggle}
              onOpen={onOpen}
            />
          ))}
        </div>
      </div>
      <GridFoot windows={windows} rows={rows} isComing={isComing} />
    </>
  );
}

/** Which rows are in sight, of how many. */
function GridFoot({ windows, rows, isComing }: { windows: Windows; rows: Rows; isComing: boolean }) {
  const { say, number } = useSay();
  return (
    <p className="grid-foot quiet">
      {isComing
        ? say('loading')
        : say('grid.rows', {
            from: number(Math.min(windows.count, rows.first + 1)),
            to: number(rows.last + 1),
            count: windows.isCounted ? number(windows.count) : say('grid.many'),
          })}{' '}
      {say('grid.beside')}
    </p>
  );
}

/** The widths of the columns, how wide all of them are at least, and how tall a row is. */
function measuresOf(columns: readonly ServerColumn[], rowHeight: number) {
  const tracks = ['2.5rem', ...columns.map(({ rem, share }) => `minmax(${rem}rem, ${share}fr)`)].join(' ');
  const least = columns.reduce((sum, { rem }) => sum + rem, 2.5);
  return { '--tracks': tracks, '--grid-inline': `${least}rem`, '--row': `${rowHeight}px` } as CSSProperties;
}

/** The links of all rows, followed as the router's own are; a part for each costs more than the row around it. */
function useLinks() {
  const navigate = useNavigate();
  return (event: MouseEvent<HTMLElement>) => {
    const href = (event.target as HTMLElement).closest('a')?.getAttribute('href');
    const isForBrowser = event.button !== 0 || event.metaKey || event.altKey || event.ctrlKey || event.shiftKey;
    if (href == null || isForBrowser) return;
    event.preventDefault();
    void navigate(href);
  };
}

/** The cell that has the focus, and what keys do with it. */
function useGridKeys(
  windows: Windows,
  acts: Pick<Selection, 'toggle'> & { readonly onOpen: (server: Server) => void },
  rows: Rows,
  columnCount: number,
) {
  const [place, setPlace] = useState<Place>({ row: 0, column: 1 });
  const isMoving = useRef(false);
  const cellAt = ({ row, column }: Place) =>
    rows.element?.querySelector<HTMLElement>(`[data-cell="${row}.${column}"]`) ?? null;
  // The row may only now have come into sight.
  useLayoutEffect(() => {
    if (!isMoving.current) return;
    const cell = cellAt(place);
    if (cell === null) return;
    isMoving.current = false;
    cell.focus({ preventScroll: place.row >= 0 });
  });
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const target = event.target as HTMLElement;
    const isInside = target.dataset.cell === undefined;
    if (isInside) {
      if (event.key === 'Escape') cellAt(place)?.focus();
      return;
    }
    // The head of a column is a button itself.
    if (target.tagName === 'BUTTON' && (event.key === 'Enter' || event.key === ' ')) return;
    const server = windows.row(place.row);
    if (event.key === 'Enter' && event.shiftKey) {
      if (server !== undefined) acts.onOpen(server);
      event.preventDefault();
      return;
    }
    if (event.key === 'Enter') {
      // In: to the last control of the cell, which is the one that shows more; a link alone is followed.
      const inner = [...target.querySelectorAll<HTMLElement>('a, button, input')].at(-1);
      inner?.focus();
      inner?.click();
      event.preventDefault();
      return;
    }
    if (event.key === ' ') {
      if (server !== undefined) acts.toggle(server);
      event.preventDefault();
      return;
    }
    const pageRows = Math.max(1, rows.inSight - 1);
    const last = { row: windows.count - 1, column: columnCount };
    const next = cellAfter(place, event, { last, pageRows });
    if (next === undefined) return;
    event.preventDefault();
    isMoving.current = true;
    setPlace(next);
    if (next.row >= 0) rows.scrollTo(next.row);
  };
  const onFocus = (event: React.FocusEvent) => {
    const cell = (event.target as HTMLElement)
      .closest<HTMLElement>('[data-cell]')
      ?.dataset.cell?.split('.')
      .map(Number);
    if (cell?.[0] !== undefined && cell[1] !== undefined && !(cell[0] === place.row && cell[1] === place.column))
      setPlace({ row: cell[0], column: cell[1] });
  };
  return {
    onKeyDown,
    onFocus,
    stopIn: (row: number) => (row === place.row ? place.column : undefined),
  };
}
