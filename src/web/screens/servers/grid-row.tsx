// biome-ignore-all lint/a11y/useSemanticElements: a table cannot say how many rows there are when they come and go with scrolling.
// biome-ignore-all lint/a11y/useFocusableInteractive: cells have the focus in this grid, never rows.
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid has the keys of all rows.
import { memo } from 'react';
import type { Server } from '../../../contract/servers.ts';
import { useSay } from '../../words/say.tsx';
import type { ServerColumn } from './columns.tsx';

/** One row, drawn anew only when something of it is another: while somebody scrolls most rows stay what they are. */
export const GridRow = memo(function GridRow({
  at,
  start,
  columns,
  server,
  isChosen,
  stop,
  onToggle,
  onOpen,
}: {
  at: number;
  start: number;
  columns: readonly ServerColumn[];
  server: Server | undefined;
  isChosen: boolean;
  /** The column that Tab leads to, if it is in this row. */
  stop: number | undefined;
  onToggle: (server: Server) => void;
  /** A click beside everything that has an act of its own. */
  onOpen: (server: Server) => void;
}) {
  const words = useSay();
  return (
    <div
      role="row"
      aria-rowindex={at + 2}
      aria-selected={isChosen}
      className={`grid-row grid-line ${isChosen ? 'grid-chosen' : ''}`}
      style={{ transform: `translateY(${start}px)` }}
      onClick={(event) => {
        if (server !== undefined && isOfRow(event.target as HTMLElement)) onOpen(server);
      }}
    >
      <div role="gridcell" aria-colindex={1} data-cell={`${at}.0`} tabIndex={stop === 0 ? 0 : -1} className="cell">
        {server === undefined ? null : (
          <input
            type="checkbox"
            checked={isChosen}
            onChange={() => onToggle(server)}
            aria-label={words.say('grid.choose', { name: server.name })}
            tabIndex={-1}
          />
        )}
      </div>
      {columns.map((column, index) => (
        <div
          key={column.id}
          role="gridcell"
          aria-colindex={index + 2}
          data-cell={`${at}.${index + 1}`}
          tabIndex={stop === index + 1 ? 0 : -1}
          className={`cell cell-${column.id}`}
        >
          {server === undefined ? <span className="cell-coming" /> : column.cell(server, words)}
        </div>
      ))}
    </div>
  );
});

/** Not a control of its own, what it opened, or the end of marking a name to copy it. */
function isOfRow(target: HTMLElement): boolean {
  return target.closest('a, button, input, [role=dialog]') === null && getSelection()?.isCollapsed !== false;
}
