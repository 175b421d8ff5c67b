import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Server } from '../../../contract/servers.ts';
import { call, type Told } from '../../api/call.ts';
import { type Filters, queryOf } from './filters.ts';

/** How many rows one request brings: the most that the API gives. */
const rowsAtOnce = 200;

export interface Windows {
  /** The row at a place, undefined while it is on its way. */
  readonly row: (at: number) => Server | undefined;
  /** How many rows there are, or as many as are known of when nobody counts them. */
  readonly count: number;
  readonly isCounted: boolean;
  readonly isEmpty: boolean;
  readonly isLoading: boolean;
  /** How far the way to the rows that are shown has come, when it is long. */
  readonly readTo: number;
  readonly error: Error | null;
  readonly retry: () => void;
}

/**
 * Windows on a list that may have a million rows. A page is known by the key at which the page before ended, so that ways are gone from the
 * beginning, but only the pages in sight are kept up to date, and those far away are forgotten.
 */
export function useWindows(filters: Filters, total: number | undefined, from: number, to: number): Windows {
  const answers = useQueryClient();
  const query = useMemo(() => queryOf(filters), [filters]);
  const key = JSON.stringify(query);
  const ways = useRef<{ key: string; keys: (string | undefined)[]; isWhole: boolean }>({
    key,
    keys: [undefined],
    isWhole: false,
  });
  if (ways.current.key !== key) ways.current = { key, keys: [undefined], isWhole: false };
  const [, setKnown] = useState(0);
  const [failure, setFailure] = useState<Error | null>(null);
  const hasFailed = failure !== null;
  const { keys, isWhole } = ways.current;
  const firstPage = Math.min(Math.floor(from / rowsAtOnce), keys.length - 1);
  const lastPage = Math.min(Math.floor(to / rowsAtOnce), keys.length - 1);
  const shown = Array.from({ length: lastPage - firstPage + 1 }, (_, at) => firstPage + at);
  const fetched = useQueries({ queries: shown.map((page) => pageQuery(query, keys[page])) });
  const wanted = Math.floor(to / rowsAtOnce);
  // The way to a page far away leads over every page before it.
  useEffect(() => {
    const way = ways.current;
    let isWanted = !hasFailed;
    const walk = async () => {
      while (isWanted && !way.isWhole && way.keys.length <= wanted + 1) {
        const told = await answers.fetchQuery({ ...pageQuery(query, way.keys.at(-1)), staleTime: 60_000 });
        const next = nextKey(told.body.nextLink);
        if (next === undefined) way.isWhole = true;
        else way.keys.push(next);
        if (isWanted) setKnown((known) => known + 1);
      }
    };
    walk().catch((error: Error) => isWanted && setFailure(error));
    return () => {
      isWanted = false;
    };
  }, [answers, query, wanted, hasFailed]);
  const pages = new Map(shown.map((page, at) => [page, fetched[at]?.data?.body.value] as const));
  const last = pages.get(keys.length - 1);
  const readTo = (keys.length - 1) * rowsAtOnce + (isWhole ? (last?.length ?? 0) : 0);
  const isLoading = fetched.some((one) => one.isLoading);
  const counted = isWhole && last !== undefined ? readTo : total;
  return {
    row: (at) => pages.get(Math.floor(at / rowsAtOnce))?.[at % rowsAtOnce],
    count: counted ?? readTo + (isWhole ? 0 : rowsAtOnce),
    isCounted: counted !== undefined,
    isEmpty: isWhole && keys.length === 1 && last?.length === 0,
    isLoading,
    readTo,
    error: fetched.find((one) => one.error !== null)?.error ?? failure,
    retry: () => {
      setFailure(null);
      for (const one of fetched) if (one.error !== null) void one.refetch();
    },
  };
}

function pageQuery(query: ReturnType<typeof queryOf>, after: string | undefined) {
  return {
    queryKey: ['listServers', query, after ?? ''],
    queryFn: ({ signal }: { signal: AbortSignal }): Promise<Told<'listServers'>> =>
      call('listServers', { query: { ...query, top: rowsAtOnce, ...(after === undefined ? {} : { after }) }, signal }),
  };
}

function nextKey(nextLink: string | undefined): string | undefined {
  return nextLink === undefined ? undefined : (new URLSearchParams(nextLink.split('?')[1]).get('after') ?? undefined);
}
