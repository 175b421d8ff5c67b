import type { Migration } from '../migrate.ts';

/** A host that a person holds: since when, who and why, as the log tells it. Nothing starts on it, so that it is in the index of those on which nothing may start. */
export const hostHolds: Migration = {
  name: '0014-host-holds',
  statements: [
    'ALTER TABLE host ADD COLUMN hold json',
    'DROP INDEX host_hindered',
    `CREATE INDEX host_hindered ON host (tenant_id, host_id)
      WHERE (eligible_until = 0 AND verdict IS NOT NULL) OR is_pinned OR hold IS NOT NULL`,
  ],
};
