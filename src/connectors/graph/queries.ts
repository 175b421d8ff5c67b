import { type HuntingQueryName, huntingQueries } from '../../domain/hunting-queries.ts';

export type QueryName = HuntingQueryName;

/** What is sent to the service, by name. */
export const queries: Readonly<Record<QueryName, string>> = {
  'device-identity': huntingQueries['device-identity'].kql,
  'identity-activity': huntingQueries['identity-activity'].kql,
};
