import type { Migration } from '../migrate.ts';

/**
 * Campaigns with waves, limits and a person at the wheel. A wave opens when the one before it has passed its gate, not when it happens to be empty;
 * how far a campaign has come, what was accepted and who holds it is one document, changed as a whole with the campaign.
 */
export const campaigns: Migration = {
  name: '0005-campaigns',
  statements: [
    'ALTER TABLE campaign ADD COLUMN open_wave integer NOT NULL DEFAULT 1',
    `ALTER TABLE campaign ADD COLUMN progress json NOT NULL DEFAULT '{}'`,
    // When a gate or a window has to be looked at again; null when nothing but a change can bring news.
    'ALTER TABLE campaign ADD COLUMN look_at bigint',
    'ALTER TABLE move ADD COLUMN granted_at bigint',
    // Failures are asked for in every look at a campaign, and are few among its moves. A column of their own, because an index on the kind of the state
    // would be touched by every transition.
    'ALTER TABLE move ADD COLUMN has_failed boolean NOT NULL DEFAULT false',
    `UPDATE move SET has_failed = true WHERE state_kind IN ('failed', 'reverted', 'rolledBack', 'overdue')`,
    'CREATE INDEX move_failed ON move (tenant_id, campaign_id) WHERE has_failed',
  ],
};
