import type { HuntingQuery } from '../../contract/hunting-routes.ts';
import { huntingQueries, isHuntingQuery } from '../../domain/hunting-queries.ts';
import { ProblemError } from '../../domain/problem.ts';
import { huntingQueriesShape } from '../../report/hunting-query.ts';
import { huntingRowShape } from '../../report/hunting-row.ts';
import { type Handlers, nextLink } from '../call.ts';
import type { ApiContext } from '../context.ts';

type HuntingHandlers = Pick<Handlers, 'listHuntingQueries' | 'listHuntingRows'>;

export function huntingHandlers({ catalogue, control }: ApiContext): HuntingHandlers {
  const { store } = control;
  return {
    listHuntingQueries: async ({ tenantId, within }) => {
      const runs = await control.queryRuns(tenantId, within);
      const body = huntingQueriesShape(catalogue.proofs, { runs, now: control.now(tenantId) });
      return { body: within === undefined ? body : { ...body, value: body.value.map(withoutDetail) } };
    },
    listHuntingRows: async ({ tenantId, id, query, within, request }) => {
      if (!isHuntingQuery(id))
        throw new ProblemError('not-found', `There is no query "${id}": ${Object.keys(huntingQueries).join(' or ')}.`);
      const { source } = huntingQueries[id];
      // Whoever goes on has the count already.
      const [rows, counts] = await Promise.all([
        store.answerRows(tenantId, { source, within }, query),
        query.after === undefined ? store.answerCounts(tenantId, { sources: [source], within }) : undefined,
      ]);
      const value = rows.value.map((row) => huntingRowShape(id, row));
      const count = counts === undefined ? {} : { count: counts[0]?.rows ?? 0 };
      return { body: { value, ...nextLink(request, rows.after), ...count } };
    },
  };
}

/** What went wrong with a list is about the whole estate, and its detail may name any host of it. */
function withoutDetail(query: HuntingQuery): HuntingQuery {
  const { problem } = query.run;
  if (problem === null) return query;
  return { ...query, run: { ...query.run, problem: { ...problem, detail: `${problem.title}.` } } };
}
