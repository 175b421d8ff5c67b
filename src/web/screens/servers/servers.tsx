import type { QueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useCallback, useMemo, useRef, useState } from 'react';
import { pages } from '../../../contract/pages.ts';
import type { Server } from '../../../contract/servers.ts';
import { answerQuery, useAnswer } from '../../api/answers.ts';
import { download } from '../../api/call.ts';
import { useChoice } from '../../frame/choices.ts';
import { Icon } from '../../parts/icon.tsx';
import { Page } from '../../parts/page.tsx';
import { saveFile } from '../../parts/save-file.ts';
import { Nothing, Trouble } from '../../parts/trouble.tsx';
import { Views } from '../../parts/views.tsx';
import type { MessageKey } from '../../words/language.ts';
import { useSay } from '../../words/say.tsx';
import { Chips } from './chips.tsx';
import { ColumnChoice } from './column-choice.tsx';
import { columnsNamed, type ServerColumn } from './columns.tsx';
import { type Density, DensityChoice, densities } from './density-choice.tsx';
import { extrasQuery } from './extras.ts';
import {
  askedIn,
  type FilterName,
  type Filters,
  filterNames,
  isFiltered,
  type Look,
  lookOf,
  orderQuery,
  queryOf,
  useFilters,
} from './filters.ts';
import { ServerGrid } from './grid.tsx';
import { SortedLine, useSorting } from './sorting.tsx';
import { pagesOf } from './windows.ts';

const ServerPane = lazy(async () => ({ default: (await import('../server/server-pane.tsx')).ServerPane }));
const SelectionBar = lazy(async () => ({ default: (await import('./selection-bar.tsx')).SelectionBar }));

/** Views that everybody has; each is nothing but an address, so a filter of one's own is kept as a bookmark. */
const views: readonly (readonly [string, MessageKey])[] = [
  ['', 'view.all'],
  ['whose=needs-you', 'view.needs-you'],
  ['whose=mine', 'view.mine'],
  ['state=readyForMigration', 'view.ready'],
  ['state=notReadyForMigration', 'view.not-ready'],
  ['moveState=requested%2Cmigrating%2Cexternal%2Coverdue', 'view.moving'],
  ['moveState=observing', 'view.observing'],
  ['moveState=failed%2Creverted%2CrolledBack', 'view.failed'],
  ['state=upToDate', 'view.done'],
  ['disposition=stays', 'view.stays'],
];

/** Asks for what the list of an address shows first: whoever has the answers before it is drawn draws it once. */
export async function askFirst(answers: QueryClient, address: string): Promise<void> {
  const { filters, sort, columns } = askedIn(address);
  const rows = pagesOf({ filters, sort, columns: columnsNamed(columns, filters) })(0);
  const count = keptOf(filters) === undefined ? undefined : answers.prefetchQuery(answerQuery('countServers'));
  await Promise.all([answers.prefetchQuery(rows), count]);
}

export function Servers() {
  const { say, number } = useSay();
  const { filters, text, columns: named, sort, pane, show, order, lay, set, clear } = useFilters();
  const sorting = useSorting(sort, order);
  const columns = useMemo(() => columnsNamed(named, filters), [named, filters]);
  const [density, setDensity] = useChoice<Density>('density', densities);
  const [chosen, setChosen] = useState<ReadonlyMap<string, Server>>(new Map());
  const total = useTotal(filters);
  const toggle = useCallback((server: Server) => {
    setChosen((before) => {
      const next = new Map(before);
      if (!next.delete(server.id)) next.set(server.id, server);
      return next;
    });
  }, []);
  const layNow = useRef(lay);
  layNow.current = lay;
  // The same function for all time: rows are drawn anew when it is another.
  const open = useCallback((server: Server) => layNow.current(server.id), []);
  const close = () => {
    lay(undefined);
    // Back to where the list was left.
    document.querySelector<HTMLElement>('[role=grid] [tabindex="0"]')?.focus();
  };
  return (
    <Page
      title={say('servers.title')}
      count={total === undefined ? undefined : number(total)}
      actions={
        <>
          <ColumnChoice shown={columns} onShow={show} />
          <DensityChoice density={density} onChoose={setDensity} />
          <Export filters={filters} sort={sort} columns={columns} />
        </>
      }
    >
      <div className={pane === undefined ? undefined : 'beside'}>
        <div className="beside-list">
          <Views
            label={say('view.label')}
            chosen={text}
            views={views.map(([view, key]) => [view, addressOf(view, { columns: named, sort }), say(key)])}
          />
          <Chips filters={filters} set={set} clear={clear} />
          {chosen.size === 0 ? null : (
            <Suspense>
              <SelectionBar chosen={chosen} shown={shownQuery(sort, columns)} onClear={() => setChosen(new Map())} />
            </Suspense>
          )}
          <SortedLine {...sorting} />
          <ServerGrid
            key={`${text} ${sort ?? ''}`}
            filters={filters}
            sort={sort}
            sorting={sorting}
            total={total}
            columns={columns}
            density={density}
            selection={{ chosen, toggle }}
            onOpen={open}
            whenEmpty={<NoServers isFiltered={isFiltered(filters)} onClear={clear} />}
            whenBroken={(error, retry) => <Trouble error={error} onRetry={retry} />}
          />
        </div>
        {pane === undefined ? null : (
          <Suspense>
            <ServerPane key={pane} id={pane} onClose={close} />
          </Suspense>
        )}
      </div>
    </Page>
  );
}

function NoServers({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  const { say } = useSay();
  return (
    <Nothing title={say(isFiltered ? 'servers.none-fit' : 'servers.none')}>
      {isFiltered ? (
        <button type="button" className="small-button" onClick={onClear}>
          {say('chips.clear')}
        </button>
      ) : (
        <p>{say('servers.none.next')}</p>
      )}
    </Nothing>
  );
}

/** A view with the columns and the order that are shown: whoever chose them keeps them from view to view. */
function addressOf(view: string, look: Look): string {
  const parts = [view, new URLSearchParams(lookOf(look)).toString()].filter(Boolean);
  return parts.length === 0 ? pages.servers : `${pages.servers}?${parts.join('&')}`;
}

type Kept = 'byMigrationState' | 'byVerdict' | 'byDisposition';
type Counts = { total: number } & Record<Kept, Record<string, number>>;

/** How many servers a selection has: kept where somebody keeps the count, else counted. */
function useTotal(filters: Filters): number | undefined {
  const isKept = keptOf(filters) !== undefined;
  const counts = useAnswer('countServers', {}, { enabled: isKept }).data?.body;
  const query = { ...queryOf(filters), top: 1, count: 'true' } as const;
  const counted = useAnswer('listServers', { query }, { enabled: !isKept }).data?.body.count;
  return isKept ? totalOf(filters, counts) : counted;
}

function totalOf(filters: Filters, counts: Counts | undefined): number | undefined {
  const kept = keptOf(filters);
  if (counts === undefined || kept === undefined) return undefined;
  if (kept === 'all') return counts.total;
  return filters[kept.only].reduce((sum, value) => sum + (counts[kept.by][value] ?? 0), 0);
}

/** What somebody keeps the count of: all, or those of one kind of state alone. */
function keptOf(filters: Filters): 'all' | { readonly only: FilterName; readonly by: Kept } | undefined {
  if (filters.search !== '') return undefined;
  const [only, ...others] = filterNames.filter((name) => filters[name].length > 0);
  if (only === undefined) return 'all';
  const by = keptBy[only];
  return by === undefined || others.length > 0 ? undefined : { only, by };
}

const keptBy: Readonly<Partial<Record<FilterName, Kept>>> = {
  state: 'byMigrationState',
  verdict: 'byVerdict',
  disposition: 'byDisposition',
};

/** The order that is shown, and what the columns that are shown tell. */
function shownQuery(sort: string | undefined, columns: readonly ServerColumn[]) {
  return { ...orderQuery(sort), ...extrasQuery(columns.map(({ id }) => id)) };
}

/** The whole selection as a file, in the order that is shown, with the reasons in it (S3-04), and with what the columns that are shown tell beside them. */
function Export({
  filters,
  sort,
  columns,
}: {
  filters: Filters;
  sort: string | undefined;
  columns: readonly ServerColumn[];
}) {
  const { say } = useSay();
  const [trouble, setTrouble] = useState<Error>();
  const save = async () => {
    setTrouble(undefined);
    const query = { ...queryOf(filters), ...shownQuery(sort, columns) };
    saveFile(await download('listServers', { query }, 'text/csv'), 'servers.csv');
  };
  return (
    <>
      <button
        type="button"
        className="small-button"
        onClick={() => void save().catch((error: Error) => setTrouble(error))}
      >
        <Icon name="download" /> {say('servers.export')}
      </button>
      {trouble === undefined ? null : <Trouble error={trouble} />}
    </>
  );
}
