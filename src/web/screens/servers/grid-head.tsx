// biome-ignore-all lint/a11y/useSemanticElements: a table cannot say how many rows there are when they come and go with scrolling.
// biome-ignore-all lint/a11y/useFocusableInteractive: cells have the focus in this grid, never rows.
import { useLayoutEffect, useRef } from 'react';
import { Icon } from '../../parts/icon.tsx';
import { useSay } from '../../words/say.tsx';
import type { ServerColumn } from './columns.tsx';
import { isSortable, type Sorting } from './sorting.tsx';

/** The titles of the columns. Those by which the list can be sorted are buttons, and are themselves what arrows go to: Enter has nothing to go into. */
export function GridHead({
  columns,
  sorting,
  stop,
}: {
  columns: readonly ServerColumn[];
  sorting: Sorting;
  /** The column that Tab leads to, if it is in the head. */
  stop: number | undefined;
}) {
  const { say } = useSay();
  return (
    <div role="rowgroup" className="grid-head">
      <div role="row" aria-rowindex={1} className="grid-row">
        {[undefined, ...columns].map((column, at) => {
          const place = { 'data-cell': `-1.${at}`, tabIndex: stop === at ? 0 : -1 };
          if (column !== undefined && isSortable(column.id))
            return <SortHead key={column.id} column={column} at={at} place={place} sorting={sorting} />;
          return (
            <div key={column?.id ?? 'select'} role="columnheader" aria-colindex={at + 1} className="cell" {...place}>
              {column === undefined ? <span className="unseen">{say('column.select')}</span> : say(column.title)}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function SortHead({
  column,
  at,
  place,
  sorting,
}: {
  column: ServerColumn;
  at: number;
  place: { readonly 'data-cell': string; readonly tabIndex: number };
  sorting: Sorting;
}) {
  const { say } = useSay();
  const button = useRef<HTMLButtonElement>(null);
  const { by, isDescending, pressed } = sorting;
  useLayoutEffect(() => {
    if (pressed.current !== column.id) return;
    pressed.current = undefined;
    button.current?.focus();
  }, [pressed, column]);
  const isSorted = column.id === by;
  return (
    <div
      role="columnheader"
      aria-colindex={at + 1}
      aria-sort={isSorted ? (isDescending ? 'descending' : 'ascending') : undefined}
      className="cell cell-sort"
    >
      <button ref={button} type="button" className="sort" onClick={() => sorting.choose(column.id)} {...place}>
        <span className="sort-title">{say(column.title)}</span>
        <Icon name={isSorted ? (isDescending ? 'down' : 'up') : 'sortable'} size={14} />
        {isSorted ? <span className="unseen"> {say(isDescending ? 'sort.down' : 'sort.up')}</span> : null}
      </button>
    </div>
  );
}
