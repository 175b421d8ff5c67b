import type { Migration } from '../migrate.ts';

/** Ways back that the floor keeps, by themselves: every tick asks whether there are any, and they are few among the many that are observed. */
export const waysBack: Migration = {
  name: '0015-ways-back',
  statements: [
    `CREATE INDEX move_way_back ON move (tenant_id, move_id) WHERE phase = 'observing'
      AND waiting_for IN ('its-turn', 'floor-site', 'floor-domain', 'floor-waiver-missing')`,
  ],
};
