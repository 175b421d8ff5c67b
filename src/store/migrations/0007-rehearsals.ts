import type { Migration } from '../migrate.ts';

/**
 * Rehearsals of saved plans, kept as they came out. The digest is that of the document; beside it stands what lists need of it, so that the document
 * is read only to be shown. `place` is the link of the log that tells of it: the clock of a twin may stand still, and does not say which is the newest.
 */
export const rehearsals: Migration = {
  name: '0007-rehearsals',
  statements: [
    `CREATE TABLE rehearsal (
      tenant_id text COLLATE "C" NOT NULL,
      plan_digest text COLLATE "C" NOT NULL,
      digest text COLLATE "C" NOT NULL,
      rehearsed_at bigint NOT NULL,
      place bigint NOT NULL,
      rehearsed_by text NOT NULL,
      estate text NOT NULL,
      is_anonymous boolean NOT NULL,
      seeds integer NOT NULL,
      finished integer NOT NULL,
      document json NOT NULL,
      PRIMARY KEY (tenant_id, plan_digest, digest)
    )`,
    'CREATE INDEX rehearsal_newest ON rehearsal (tenant_id, plan_digest, place DESC)',
  ],
};
