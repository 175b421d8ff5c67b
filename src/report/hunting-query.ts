import type { HuntingQuery, HuntingRun } from '../contract/hunting-routes.ts';
import type { Answer } from '../contract/routes.ts';
import { gateQueries } from '../domain/gate/queries.ts';
import { lint } from '../domain/hunting-lint.ts';
import { huntingQueries } from '../domain/hunting-queries.ts';
import { hourMs, type Instant, minuteMs, toRfc3339 } from '../domain/time.ts';
import type { QueryRun } from '../engine/ports/outcomes.ts';
import type { ProofText } from './check-catalogue.ts';
import { instantOrNull } from './instant.ts';
import { keptProblemShape } from './problem.ts';

/** The queries with their last run and what is judged by each, and the kinds of proof that none of them gives. */
export function huntingQueriesShape(
  proofs: readonly ProofText[],
  { runs, now }: { readonly runs: readonly QueryRun[]; readonly now: Instant },
): Answer<'listHuntingQueries'> {
  return {
    asOf: toRfc3339(now),
    value: runs.map((run) => queryShape(run, proofs)),
    proofsWithout: proofs
      .filter(({ query }) => query === undefined)
      .map(({ id, title, howToGet }) => ({ id, title, howToGet })),
  };
}

function queryShape(run: QueryRun, proofs: readonly ProofText[]): HuntingQuery {
  const name = run.query;
  const { title, kql, proves, provesNot, keeps, takenAs } = huntingQueries[name];
  return {
    ...{ id: name, title, kql, proves, keeps, takenAs },
    lint: lint(kql).map((one) => ({ ...one })),
    provesNot: [...provesNot],
    proofs: proofs.filter(({ query }) => query === name).map(({ id, title }) => ({ id, title })),
    gates: Object.entries(gateQueries)
      .filter(([, { of }]) => of === name)
      .map(([id, { title }]) => ({ id, title })),
    run: runShape(run),
  };
}

function runShape({ standing, whyNot, failures, rows, current, ...run }: QueryRun): HuntingRun {
  return {
    ...{ standing, whyNot, failures, rows, current },
    readAt: instantOrNull(run.readAt),
    dueAt: instantOrNull(run.dueAt),
    problem: run.problem === null ? null : keptProblemShape(run.problem),
    failsSince: instantOrNull(run.failsSince),
    everyMinutes: { busy: run.everyMs.busy / minuteMs, idle: run.everyMs.idle / minuteMs },
    believedForHours: run.believedForMs / hourMs,
    oldestAt: instantOrNull(run.oldestAt),
    newestAt: instantOrNull(run.newestAt),
  };
}
