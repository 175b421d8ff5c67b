import { huntingQueriesShape } from '../../report/hunting-query.ts';
import type { Handlers } from '../call.ts';
import type { ApiContext } from '../context.ts';

export function huntingHandlers({ catalogue }: ApiContext): Pick<Handlers, 'listHuntingQueries'> {
  return {
    listHuntingQueries: async () => ({ body: huntingQueriesShape(catalogue.proofs) }),
  };
}
