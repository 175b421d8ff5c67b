import { hashKey, QueryClient, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import type { Called } from './addresses.ts';
import { type Asked, call, type Told } from './call.ts';
import { isRefusal, type Refusal, Unreachable } from './refusal.ts';

/** What was read is shown at once and read again when an event says that something happened; a server that is away is asked again. */
export function createAnswers(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        gcTime: 60_000,
        refetchOnWindowFocus: true,
        // The connection's own state says what is wrong; the browser's guess about the network does not know loopback.
        networkMode: 'always',
        retry: (failures, error) => error instanceof Unreachable && failures < 2,
        retryDelay: 1_000,
      },
    },
  });
}

/** Under which key the answer of a route is kept, and how it is asked for. */
export function answerQuery<N extends Called>(name: N, asked: Omit<Asked<N>, 'signal' | 'body' | 'ifMatch'> = {}) {
  return {
    queryKey: [name, asked.id ?? '', asked.query ?? {}],
    queryFn: ({ signal }: { readonly signal: AbortSignal }): Promise<Told<N>> => call(name, { ...asked, signal }),
  };
}

/** The answer of one route, kept and kept up to date. */
export function useAnswer<N extends Called>(
  name: N,
  asked: Omit<Asked<N>, 'signal' | 'body' | 'ifMatch'> = {},
  more: { readonly enabled?: boolean; readonly refetchInterval?: number; readonly staleTime?: number } = {},
): UseQueryResult<Told<N>, Error> {
  const query = answerQuery(name, asked);
  return useStanding(useQuery({ ...query, ...more }), hashKey(query.queryKey));
}

/** A refusal stays while it is asked for again: it would else go away, and be read aloud once more, with every event. */
function useStanding<T>(result: UseQueryResult<T, Error>, key: string): UseQueryResult<T, Error> {
  const last = useRef<{ readonly key: string; readonly error: Refusal }>(undefined);
  if (isRefusal(result.error)) last.current = { key, error: result.error };
  else if (result.data !== undefined) last.current = undefined;
  if (!result.isLoading || last.current?.key !== key) return result;
  const asError = { status: 'error', isError: true, isLoadingError: true, isPending: false, isLoading: false } as const;
  return { ...result, ...asError, error: last.current.error };
}
