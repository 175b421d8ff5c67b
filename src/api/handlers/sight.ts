import type { ProblemRef } from '../../domain/problem.ts';
import { problems as catalogue } from '../../domain/problem-catalogue.ts';
import type { HostCounts, HostFilter, HostRow } from '../../engine/ports/store.ts';

/*
 * What is told to somebody who sees a part of the hosts, where the whole answer would tell of others.
 */

/** A problem of a reading is about the whole estate, and its detail may name any host of it: they get what it is, and not where. */
export function withoutHosts(found: readonly ProblemRef[], within: HostFilter | undefined): readonly ProblemRef[] {
  if (within === undefined) return found;
  return found.map(({ code }) => ({ code, detail: `${catalogue[code].title}.` }));
}

/** Counted one by one: the table of counts is that of the whole estate. */
export function countsOf(rows: readonly HostRow[]): HostCounts {
  const by = (value: (row: HostRow) => string) => {
    const counts: Record<string, number> = {};
    for (const row of rows) counts[value(row)] = (counts[value(row)] ?? 0) + 1;
    return counts;
  };
  return {
    total: rows.length,
    byMigrationState: by((row) => row.migrationState),
    byVerdict: by((row) => row.verdict ?? 'none'),
    byDisposition: by((row) => row.disposition ?? 'none'),
  };
}
