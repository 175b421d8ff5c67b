import type { Migration } from '../migrate.ts';

/**
 * Plans that were made or handed in, and what people decided on them.
 * - `plan`: the document by its digest, never changed; beside it what lists and judging need of it, so that the document is read only to be shown.
 * - `approval`: one decision of one person on one digest; wave 0 is the whole plan. Withdrawing fills the last three columns, once.
 */
export const approvals: Migration = {
  name: '0006-approvals',
  statements: [
    `CREATE TABLE plan (
      tenant_id text COLLATE "C" NOT NULL,
      digest text COLLATE "C" NOT NULL,
      document json NOT NULL,
      name text NOT NULL,
      author text NOT NULL,
      created_at bigint NOT NULL,
      saved_by text NOT NULL,
      saved_at bigint NOT NULL,
      servers integer NOT NULL,
      waves integer NOT NULL,
      people integer NOT NULL,
      per_wave boolean NOT NULL,
      valid_ms bigint NOT NULL,
      PRIMARY KEY (tenant_id, digest)
    )`,
    'CREATE INDEX plan_saved ON plan (tenant_id, saved_at, digest)',
    `CREATE TABLE approval (
      tenant_id text COLLATE "C" NOT NULL,
      digest text COLLATE "C" NOT NULL,
      approval_id text COLLATE "C" NOT NULL,
      wave integer NOT NULL,
      person text NOT NULL,
      decision text NOT NULL,
      comment text,
      ticket text,
      decided_at bigint NOT NULL,
      expires_at bigint,
      withdrawn_at bigint,
      withdrawn_by text,
      because text,
      PRIMARY KEY (tenant_id, digest, approval_id)
    )`,
  ],
};
