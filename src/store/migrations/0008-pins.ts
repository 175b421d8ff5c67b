import type { Migration } from '../migrate.ts';

/**
 * A document that a decision cites is found by its host, so that the digests of all documents need no index of their own: their order is no order,
 * and every new document went to another page of it.
 */
export const pins: Migration = {
  name: '0008-pins',
  statements: ['DROP INDEX fact_digest'],
};
