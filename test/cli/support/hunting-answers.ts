import type { HuntingQuery, HuntingRow } from '../../../src/contract/hunting-routes.ts';
import type { Answer } from '../../../src/contract/routes.ts';
import { type HuntingQueryName, huntingQueries } from '../../../src/domain/hunting-queries.ts';
import type { QueryRun } from '../../../src/engine/ports/outcomes.ts';
import { checkCatalogue } from '../../../src/main/check-catalogue.ts';
import { huntingQueriesShape } from '../../../src/report/hunting-query.ts';

const now = Date.parse('2026-11-22T10:00:00.000Z');

/** A query that ran half an hour ago. */
function aRun(query: HuntingQueryName, more: Partial<QueryRun> = {}): QueryRun {
  return {
    query,
    standing: 'ran',
    whyNot: null,
    readAt: now - 1_800_000,
    dueAt: now + 1_800_000,
    problem: null,
    failures: 0,
    failsSince: null,
    everyMs: { busy: 3_600_000, idle: 21_600_000 },
    believedForMs: 86_400_000,
    rows: 2,
    current: 1,
    oldestAt: now - 7_200_000,
    newestAt: now - 1_800_000,
    ...more,
  };
}

export function someQueries(
  more: (query: HuntingQueryName) => Partial<QueryRun> = () => ({}),
): Answer<'listHuntingQueries'> {
  const names = Object.keys(huntingQueries) as HuntingQueryName[];
  return huntingQueriesShape(checkCatalogue.proofs, { runs: names.map((name) => aRun(name, more(name))), now });
}

export function aHuntingRow(more: Partial<HuntingRow> = {}): HuntingRow {
  return {
    serverId: 'h-1',
    server: 'BER-DC1',
    fqdn: 'ber-dc1.bank.example',
    site: 'Berlin',
    standing: 'current',
    observedAt: '2026-11-22T09:30:00.000Z',
    freshUntil: '2026-11-23T09:30:00.000Z',
    facts: [
      { key: 'activity.events1h', title: 'Identity events in the last hour', value: 12 },
      {
        key: 'activity.lastSeenAt',
        title: 'Last identity event',
        value: now - 2_400_000,
        at: '2026-11-22T09:20:00.000Z',
      },
    ],
    ...more,
  };
}

/** A query with the rows that `--rows` asks for beside it. */
export type QueryWithRows = HuntingQuery & { readonly rows: readonly HuntingRow[] };
