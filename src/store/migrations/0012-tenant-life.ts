import type { Migration } from '../migrate.ts';

/**
 * Tenants that are put away, and an audit that leaves the house.
 * - `archived_at` says it to readers. `is_closed` keeps it: whoever wants to write anything that is logged has to move the head of the log, and a closed one
 *   does not move. So no writer has to think of it, and none comes in between.
 * - `audit_cursor`: the last link of a log that a collector has got, one row for each of both. `fence` and `lease_until` keep two workers from
 *   sending at once.
 */
export const tenantLife: Migration = {
  name: '0012-tenant-life',
  statements: [
    'ALTER TABLE tenant ADD COLUMN archived_at bigint',
    'ALTER TABLE log_head ADD COLUMN is_closed boolean NOT NULL DEFAULT false',
    `CREATE TABLE audit_cursor (
      tenant_id text COLLATE "C" NOT NULL,
      collector text COLLATE "C" NOT NULL,
      seq bigint NOT NULL,
      fence integer NOT NULL,
      worker text NOT NULL,
      lease_until bigint NOT NULL,
      sent_at bigint,
      PRIMARY KEY (tenant_id, collector)
    ) WITH (fillfactor = 50)`,
  ],
};
