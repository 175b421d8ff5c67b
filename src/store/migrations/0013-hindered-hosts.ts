import type { Migration } from '../migrate.ts';

/**
 * The hosts of a tenant that nothing may start on, by themselves. Every tick asks which moves of a queue wait for their host and no more for their turn; without
 * this it reads every host, or looks up that of every move. Few hosts are in it while a campaign runs, and no write is dearer for it: whatever changes
 * `eligible_until` changes `evaluate_at` too, which has had an index from the beginning. Hosts without a verdict are due before all others and are found by
 * that, so that a list of 100,000 new ones does not have to go into this one as well.
 */
export const hinderedHosts: Migration = {
  name: '0013-hindered-hosts',
  statements: [
    'CREATE INDEX host_hindered ON host (tenant_id, host_id) WHERE (eligible_until = 0 AND verdict IS NOT NULL) OR is_pinned',
  ],
};
