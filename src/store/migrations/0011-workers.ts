import type { Migration } from '../migrate.ts';

/**
 * Several processes on one database. A worker says every few seconds that it is alive, and has tenants until some time after it said so last; both
 * on the machine clock. Who has a list of the service in hand stands beside the list, as it stood beside a request from the beginning.
 * A tenant that lives on the clock of a twin says where that twin is: nobody else can tell what time it is there.
 */
export const workers: Migration = {
  name: '0011-workers',
  statements: [
    `CREATE TABLE worker (
      worker_id text COLLATE "C" PRIMARY KEY,
      kind text NOT NULL,
      host text NOT NULL,
      process integer NOT NULL,
      version text NOT NULL,
      started_at bigint NOT NULL,
      seen_at bigint NOT NULL
    ) WITH (fillfactor = 50)`,
    `CREATE TABLE tenant_worker (
      tenant_id text COLLATE "C" PRIMARY KEY,
      worker_id text COLLATE "C" NOT NULL,
      held_until bigint NOT NULL
    ) WITH (fillfactor = 50)`,
    `ALTER TABLE reading ADD COLUMN claimed_by text COLLATE "C" NOT NULL DEFAULT ''`,
    'ALTER TABLE tenant ADD COLUMN twin_at text',
  ],
};
