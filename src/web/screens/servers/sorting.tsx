import { type RefObject, useRef, useState } from 'react';
import { serverSorts } from '../../../contract/server-order.ts';
import { useSay } from '../../words/say.tsx';
import { serverColumns } from './columns.tsx';

export interface Sorting {
  /** The column by which the list is sorted. */
  readonly by: string;
  readonly isDescending: boolean;
  /** Sorts by a column, or the other way round where the list is sorted by it. */
  readonly choose: (column: string) => void;
  /** The column whose head was pressed: it has the focus in the list that comes in the place of the one before. */
  readonly pressed: RefObject<string | undefined>;
  /** Whether somebody sorted the list since it was opened. */
  readonly isNews: boolean;
}

/** The order that the address names, and how it becomes another. */
export function useSorting(sort: string | undefined, put: (sort: string | undefined) => void): Sorting {
  const pressed = useRef<string>(undefined);
  const [isNews, setIsNews] = useState(false);
  const isDescending = sort?.startsWith('-') === true;
  const by = (isDescending ? sort.slice(1) : sort) ?? 'name';
  const choose = (column: string) => {
    pressed.current = column;
    setIsNews(true);
    if (column === by && !isDescending) put(`-${column}`);
    // By name needs no name.
    else put(column === 'name' ? undefined : column);
  };
  return { by, isDescending, choose, pressed, isNews };
}

/** Columns by whose words servers can be sorted: what is read beside the servers stands in no order. */
export function isSortable(column: string): boolean {
  return serverSorts.some((one) => one === column);
}

/** Tells whoever does not see the heads how the list is sorted now. */
export function SortedLine({ by, isDescending, isNews }: Sorting) {
  const { say } = useSay();
  const title = serverColumns.find(({ id }) => id === by)?.title;
  return (
    <p className="unseen" role="status">
      {isNews && title !== undefined
        ? say('grid.sorted', { column: say(title), way: say(isDescending ? 'sort.down' : 'sort.up') })
        : null}
    </p>
  );
}
