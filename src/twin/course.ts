import { liftFault, strikeFault } from './afflictions.ts';
import type { PlannedChange } from './agenda.ts';
import {
  commitMigration,
  fadeFailure,
  revertMigration,
  settleMigration,
  settleRollback,
  tryMigration,
} from './migration.ts';
import type { TwinServer } from './server-state.ts';
import type { World } from './world.ts';

/**
 * Lets everything happen that is due up to an instant, in order, each at its own instant: whoever asks late still sees
 * the world as if somebody had watched all the time.
 * @returns how many changes were applied.
 */
export function runCourse(world: World, untilAt: number): number {
  let applied = 0;
  for (let entry = world.agenda.takeDue(untilAt); entry !== undefined; entry = world.agenda.takeDue(untilAt)) {
    const server = world.byKey(entry.change.key);
    if (server !== undefined) apply(world, server, entry.change, entry.at);
    world.revision += 1;
    applied += 1;
  }
  return applied;
}

function apply(world: World, server: TwinServer, change: PlannedChange, at: number): void {
  // A later attempt has made it void.
  if ('attempt' in change && change.attempt !== server.attempts.length) return;
  switch (change.kind) {
    case 'migration-tries':
      tryMigration(world, server, at);
      break;
    case 'migration-settles':
      settleMigration(world, server, at);
      break;
    case 'migration-deadline':
      revertMigration(world, server, at);
      break;
    case 'failure-fades':
      fadeFailure(world, server, at);
      break;
    case 'commit':
      commitMigration(world, server, at);
      break;
    case 'rollback-settles':
      settleRollback(world, server, at);
      break;
    case 'silence-noticed':
      if (server.silentSinceAt === change.silentSinceAt) world.openIssue(server, 'stopped-communicating', at);
      break;
    case 'device-report':
      server.reported = change.rows;
      break;
    case 'fault-strikes':
    case 'fault-lifts': {
      const injection = world.faults.find(change.faultId);
      if (injection === undefined) break;
      if (change.kind === 'fault-strikes') strikeFault(world, injection, server, at);
      else liftFault(world, injection, server, at);
      break;
    }
  }
}
