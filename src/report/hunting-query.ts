import type { HuntingQuery } from '../contract/hunting-routes.ts';
import type { Answer } from '../contract/routes.ts';
import { gateQueries } from '../domain/gate/queries.ts';
import { type HuntingQueryName, huntingQueries } from '../domain/hunting-queries.ts';
import type { ProofText } from './check-catalogue.ts';

/** The queries with what is judged by each, and the kinds of proof that none of them gives. */
export function huntingQueriesShape(proofs: readonly ProofText[]): Answer<'listHuntingQueries'> {
  return {
    value: (Object.keys(huntingQueries) as HuntingQueryName[]).map((name) => queryShape(name, proofs)),
    proofsWithout: proofs
      .filter(({ query }) => query === undefined)
      .map(({ id, title, howToGet }) => ({ id, title, howToGet })),
  };
}

function queryShape(name: HuntingQueryName, proofs: readonly ProofText[]): HuntingQuery {
  const { provesNot, ...text } = huntingQueries[name];
  return {
    id: name,
    ...text,
    provesNot: [...provesNot],
    proofs: proofs.filter(({ query }) => query === name).map(({ id, title }) => ({ id, title })),
    gates: Object.entries(gateQueries)
      .filter(([, { of }]) => of === name)
      .map(([id, { title }]) => ({ id, title })),
  };
}
