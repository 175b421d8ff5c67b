import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Loading, Trouble } from './trouble.tsx';

/** What every screen does while it waits and when it fails. What was read before stays, with the trouble above it. */
export function Answered<T>({
  from,
  rows,
  children,
}: {
  from: Pick<UseQueryResult<T>, 'data' | 'error' | 'refetch'>;
  rows?: number;
  children: (answer: T) => ReactNode;
}) {
  const trouble = from.error === null ? null : <Trouble error={from.error} onRetry={() => void from.refetch()} />;
  if (from.data === undefined) return trouble ?? <Loading {...(rows === undefined ? {} : { rows })} />;
  return (
    <>
      {trouble}
      {children(from.data)}
    </>
  );
}
