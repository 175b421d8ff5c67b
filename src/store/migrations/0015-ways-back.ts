import type { Migration } from '../migrate.ts';

/** What every tick asks of the many that are observed: which ways back the floor keeps, and which observations may have ended. Both are few. */
export const waysBack: Migration = {
  name: '0015-ways-back',
  statements: [
    `CREATE INDEX move_way_back ON move (tenant_id, move_id) WHERE phase = 'observing'
      AND waiting_for IN ('its-turn', 'floor-site', 'floor-domain', 'floor-waiver-missing')`,
    `CREATE INDEX move_ending ON move (tenant_id, campaign_id, ((state->>'rollbackUntilAt')::bigint)) WHERE phase = 'observing'`,
  ],
};
