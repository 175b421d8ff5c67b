import type { Chance } from './fault-box.ts';
import type { Operation } from './faults.ts';
import type { SensorRow, TwinServer } from './server-state.ts';
import type { World } from './world.ts';

const staleByDefaultMs = 5 * 60_000;
const lateByDefaultMs = 10 * 60_000;

/** What a flapping read shows instead of the truth. */
const flapsTo: Readonly<Record<string, string>> = {
  readyForMigration: 'notReadyForMigration',
  notReadyForMigration: 'readyForMigration',
  migrating: 'readyForMigration',
  migrationFailed: 'migrating',
  upToDate: 'migrating',
};

/** Reads sensors as one answer shows them: true, unless a fault of reading is at work. */
export function readSensors(
  world: World,
  operation: Operation,
  at: number,
  servers: readonly TwinServer[],
): SensorRow[] {
  const stale = world.faults.roll('stale-read', { at, operation });
  const asOfAt = stale ? at - (stale.settings.lagMs ?? staleByDefaultMs) : at;
  world.faults.reach(
    servers.map((server) => server.key),
    'list',
    asOfAt,
  );
  return servers.map((server) => {
    world.forgetPast(server, at);
    const row = stale ? world.rowAsOf(server, asOfAt) : world.rowOf(server);
    return distorted(world, server, row, { at, operation, key: server.key });
  });
}

function distorted(world: World, server: TwinServer, row: SensorRow, chance: Chance): SensorRow {
  if (world.faults.list().length === 0) return row;
  const late = lateRow(world, server, row, chance);
  const flapping = world.faults.roll('flapping-state', chance) !== undefined;
  const shown = flapping ? { ...late, migrationState: flapsTo[late.migrationState] ?? late.migrationState } : late;
  const strange = world.faults.roll('unknown-enum-member', chance);
  if (strange === undefined) return shown;
  const property = strange.settings.property ?? 'migrationState';
  return { ...shown, [property]: strange.settings.member ?? 'pausedByService' };
}

/** Late only fires when there is something to be late with; otherwise every read would count as a fault. */
function lateRow(world: World, server: TwinServer, row: SensorRow, chance: Chance): SensorRow {
  const active = world.faults.firstOf('late-state', chance.at, server.key);
  if (active === undefined) return row;
  const old = world.rowAsOf(server, chance.at - (active.settings.lagMs ?? lateByDefaultMs));
  if (JSON.stringify(old) === JSON.stringify(row)) return row;
  return world.faults.roll('late-state', chance) === undefined ? row : old;
}
