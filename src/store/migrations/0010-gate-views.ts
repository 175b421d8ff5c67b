import type { Migration } from '../migrate.ts';

/** What a gate was judged on, by the digest that stands in the log beside the judgement: so that it can be judged again, later and by somebody else. */
export const gateViews: Migration = {
  name: '0010-gate-views',
  statements: [
    `CREATE TABLE gate_view (
      tenant_id text COLLATE "C" NOT NULL,
      digest text COLLATE "C" NOT NULL,
      document json NOT NULL,
      PRIMARY KEY (tenant_id, digest)
    )`,
  ],
};
