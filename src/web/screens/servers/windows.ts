import { useQueries } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import type { Server } from '../../../contract/servers.ts';
import { call, type Told } from '../../api/call.ts';
import { extrasQuery } from './extras.ts';
import { type Filters, orderQuery, queryOf } from './filters.ts';

/** How many rows one request brings: several screens full, and no more than the server makes at once without others waiting for it. The address is that of main.ts. */
const rowsAtOnce = 100;
/** How long somebody must stay at a place far away before its rows are asked for: whoever drags the bar passes hundreds of them. */
const restMs = 80;

/** In which window a row is. */
export function windowOf(row: number): number {
  return Math.floor(row / rowsAtOnce);
}

/** Which servers are listed, in which order, with what of each. */
interface Listed {
  readonly filters: Filters;
  readonly sort: string | undefined;
  readonly columns: readonly { readonly id: string }[];
}

export interface Windows {
  /** The row at a place, undefined while it is on its way. */
  readonly row: (at: number) => Server | undefined;
  /** How many rows there are, or as many as are known of until they are counted. */
  readonly count: number;
  readonly isCounted: boolean;
  readonly isEmpty: boolean;
  readonly isLoading: boolean;
  readonly error: Error | null;
  readonly retry: () => void;
}

/**
 * Windows on a list that may have a million rows. A window is asked for by its place, so that every row stands where it belongs whichever way
 * somebody came there; only those in sight are kept up to date, and those far away are forgotten.
 */
export function useWindows(
  { filters, sort, columns }: Listed,
  total: number | undefined,
  sight: { readonly first: number; readonly last: number },
): Windows {
  const pageQuery = useMemo(() => pagesOf({ filters, sort, columns }), [filters, sort, columns]);
  const { first, last } = useRest(sight.first, sight.last, total);
  const shown = Array.from({ length: last - first + 1 }, (_, at) => first + at);
  const fetched = useQueries({ queries: shown.map(pageQuery) });
  const pages = new Map(shown.map((page, at) => [page, fetched[at]?.data?.body.value] as const));
  const begun = first === 0 ? fetched[0]?.data?.body : undefined;
  const known = begun === undefined ? 0 : begun.value.length + (begun.nextLink === undefined ? 0 : rowsAtOnce);
  return {
    row: (at) => pages.get(Math.floor(at / rowsAtOnce))?.[at % rowsAtOnce],
    count: total ?? known,
    isCounted: total !== undefined,
    isEmpty: begun?.value.length === 0,
    isLoading: fetched.some((one) => one.isLoading),
    error: fetched.find((one) => one.error !== null)?.error ?? null,
    retry: () => {
      for (const one of fetched) if (one.error !== null) void one.refetch();
    },
  };
}

/** The windows to be asked for: at once where the next ones come into sight, else those at which somebody comes to rest. */
function useRest(first: number, last: number, total: number | undefined) {
  const end = total === undefined ? last : Math.max(0, Math.ceil(total / rowsAtOnce) - 1);
  const wanted = { first: Math.min(first, end), last: Math.min(last, end) };
  const [rest, setRest] = useState(wanted);
  const isThere = rest.first === wanted.first && rest.last === wanted.last;
  const isNear = Math.abs(rest.first - wanted.first) <= 1;
  const { first: toFirst, last: toLast } = wanted;
  useEffect(() => {
    if (isThere) return;
    const timer = setTimeout(() => setRest({ first: toFirst, last: toLast }), isNear ? 0 : restMs);
    return () => clearTimeout(timer);
  }, [isThere, isNear, toFirst, toLast]);
  return rest;
}

/** How each window of a list is asked for. */
export function pagesOf({ filters, sort, columns }: Listed) {
  const query = { ...queryOf(filters), ...orderQuery(sort) };
  const extras = extrasQuery(columns.map(({ id }) => id));
  return (page: number) => {
    const place = page === 0 ? {} : { skip: page * rowsAtOnce };
    return {
      queryKey: ['listServers', query, extras, page],
      queryFn: ({ signal }: { readonly signal: AbortSignal }): Promise<Told<'listServers'>> =>
        call('listServers', { query: { ...query, top: rowsAtOnce, ...place, ...extras }, signal }),
    };
  };
}
