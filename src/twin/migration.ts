import { Dice } from './dice.ts';
import { type Obstacle, obstacleTo } from './readiness.ts';
import { migrationState } from './sensor-row.ts';
import type { Attempt, TwinServer } from './server-state.ts';
import type { World } from './world.ts';

type Acceptance = 'accepted' | 'refused';

/**
 * The service's side of `migrate`, for Graph and for the portal's button. Ready and failed servers are accepted. A
 * running migration is accepted too, and begins anew: no page promises that a repetition is harmless, so here it is not.
 */
export function requestMigration(world: World, server: TwinServer, by: Attempt['by'], at: number): Acceptance {
  const { faults } = world;
  const chance = { at, key: server.key };
  const state = migrationState(server);
  const isRestart = state === 'migrating';
  const isAcceptable = server.facts.sensorType !== null && ['readyForMigration', 'migrationFailed'].includes(state);
  if (!isRestart && !isAcceptable) {
    server.refusedCalls += 1;
    world.revision += 1;
    return 'refused';
  }
  if (by === 'graph' && faults.roll('partial-failure', chance) !== undefined) {
    server.refusedCalls += 1;
    world.revision += 1;
    return 'refused';
  }
  server.migrateCalls += 1;
  world.revision += 1;
  if (isRestart) server.restarts += 1;
  else if (by === 'graph' && faults.roll('accepted-and-lost', chance) !== undefined) return 'accepted';
  startMigration(world, server, { by, neverStarts: faults.roll('accepted-never-started', chance) !== undefined }, at);
  return 'accepted';
}

function startMigration(
  world: World,
  server: TwinServer,
  how: { readonly by: Attempt['by']; readonly neverStarts: boolean },
  at: number,
): void {
  const { times } = world;
  const number = server.attempts.length + 1;
  const { wholeMs, settleMs } = durations(world, server, number);
  world.change(server, at, 'migration-started', (facts) => {
    if (server.migration.kind === 'migrating') {
      endAttempt(server, at, 'restarted');
      // A restart throws a half-settled v3 away; v2 takes over again in the same instant.
      if (server.migration.handedOver) {
        Object.assign(facts, {
          v3Version: null,
          v3Running: false,
          updaterService: 'running',
          sensorService: 'running',
        });
      }
    }
    server.migration = {
      kind: 'migrating',
      startedAt: at,
      deadlineAt: at + times.deadlineMs,
      handedOver: false,
      neverStarts: how.neverStarts,
    };
    server.attempts.push({ number, by: how.by, startedAt: at, endedAt: null, outcome: 'running', cause: null });
  });
  world.agenda.plan(at + wholeMs - settleMs, { kind: 'migration-tries', key: server.key, attempt: number });
  world.agenda.plan(at + times.deadlineMs, { kind: 'migration-deadline', key: server.key, attempt: number });
  world.planStrikes(server, 'migrating', at);
}

/** How long this attempt takes, and the part of it that comes after the handover. */
function durations(world: World, server: TwinServer, attempt: number): { wholeMs: number; settleMs: number } {
  const { times } = world;
  const dice = new Dice(world.seed, 'migration', server.key, attempt);
  const wholeMs = dice.between(times.migrationMinMs, times.migrationMaxMs);
  return { wholeMs, settleMs: Math.min(dice.between(times.settleMinMs, times.settleMaxMs), wholeMs) };
}

/** The activation of v3 is attempted: it succeeds, fails, or waits for its obstacle to go away. */
export function tryMigration(world: World, server: TwinServer, at: number): void {
  if (server.migration.kind !== 'migrating' || server.migration.handedOver) return;
  const number = server.attempts.length;
  const obstacle = obstacleOf(world, server);
  if (obstacle === undefined) {
    handOver(world, server, at);
    return;
  }
  noteCause(server, obstacle.cause);
  world.faults.reach([server.key], 'migration', at);
  if (obstacle.effect === 'waits') {
    world.agenda.plan(at + world.times.retryMs, { kind: 'migration-tries', key: server.key, attempt: number });
    return;
  }
  world.change(server, at, 'migration-failed', () => {
    server.migration = { kind: 'failed', at };
    endAttempt(server, at, 'failed');
  });
}

function obstacleOf(world: World, server: TwinServer): Obstacle | undefined {
  if (server.migration.kind === 'migrating' && server.migration.neverStarts) {
    return { cause: 'never-started', effect: 'waits' };
  }
  // The page says that a blocking policy shows as failed or as a time-out; which one is drawn for each attempt.
  const dice = new Dice(world.seed, 'policy', server.key, server.attempts.length);
  return obstacleTo(server.facts, dice.pick(['fails', 'waits']));
}

/** v3 begins and v2 is disabled in one instant: no moment without protection, none with both. */
function handOver(world: World, server: TwinServer, at: number): void {
  const number = server.attempts.length;
  const dice = new Dice(world.seed, 'handover', server.key, number);
  world.change(server, at, 'handover', (facts) => {
    facts.v3Version = `3.0.7.${dice.between(100, 900)}`;
    facts.v3Running = true;
    facts.updaterService = 'disabled';
    facts.sensorService = 'disabled';
    if (server.migration.kind === 'migrating') server.migration = { ...server.migration, handedOver: true };
  });
  world.agenda.plan(at + durations(world, server, number).settleMs, {
    kind: 'migration-settles',
    key: server.key,
    attempt: number,
  });
}

export function settleMigration(world: World, server: TwinServer, at: number): void {
  if (server.migration.kind !== 'migrating' || !server.migration.handedOver) return;
  const number = server.attempts.length;
  if (!server.facts.powered) {
    world.agenda.plan(at + world.times.retryMs, { kind: 'migration-settles', key: server.key, attempt: number });
    return;
  }
  const chance = { at, key: server.key };
  const early = world.faults.roll('commit-reported-early', chance);
  const changesId = world.faults.roll('changed-sensor-id', chance) !== undefined;
  const commitDueAt = at + (early ? (early.settings.afterCompletionMs ?? earlyCommitMs) : world.times.observationMs);
  world.change(server, at, 'migration-completed', (facts) => {
    server.migration = { kind: 'observing', sinceAt: at, commitDueAt };
    if (changesId) facts.sensorId = new Dice(world.seed, 'changed-sensor-id', server.key, number).guid();
    endAttempt(server, at, 'completed');
  });
  world.closeV2Issues(server, at);
  if (!world.tenant.rpcAuditing) world.openIssue(server, 'rpc-audit-missing', at);
  world.agenda.plan(commitDueAt, { kind: 'commit', key: server.key, attempt: number });
  world.planStrikes(server, 'observing', at);
}

/** One day: early enough that a person who trusts the week is surprised. */
export const earlyCommitMs = 86_400_000;

/** Two hours are over: the service goes back to v2, which never stopped. */
export function revertMigration(world: World, server: TwinServer, at: number): void {
  if (server.migration.kind !== 'migrating' || server.migration.handedOver) return;
  const { afterDeadline, failedShownMs } = world.times;
  const number = server.attempts.length;
  world.change(server, at, 'migration-reverted', () => {
    server.migration = afterDeadline === 'ready' ? { kind: 'none' } : { kind: 'failed', at };
    endAttempt(server, at, 'reverted');
  });
  if (afterDeadline === 'failed-then-ready') {
    world.agenda.plan(at + failedShownMs, { kind: 'failure-fades', key: server.key, attempt: number });
  }
}

export function fadeFailure(world: World, server: TwinServer, at: number): void {
  if (server.migration.kind !== 'failed') return;
  world.change(server, at, 'migration-reverted', () => {
    server.migration = { kind: 'none' };
  });
}

export function commitMigration(world: World, server: TwinServer, at: number): void {
  if (server.migration.kind !== 'observing') return;
  world.change(server, at, 'commit', () => {
    server.migration = { kind: 'committed', at };
  });
}

/** The portal's way back, before the commit only. */
export function rollBack(world: World, server: TwinServer, at: number): void {
  const { times } = world;
  const number = server.attempts.length;
  world.change(server, at, 'rollback', (facts) => {
    server.migration = { kind: 'rollingBack', sinceAt: at };
    facts.updaterService = 'startPending';
    facts.sensorService = 'startPending';
    if (times.rollbackLeavesGap) Object.assign(facts, { v3Version: null, v3Running: false });
  });
  const dice = new Dice(world.seed, 'rollback', server.key, number);
  const takesMs = dice.between(times.rollbackMinMs, times.rollbackMaxMs);
  world.agenda.plan(at + takesMs, { kind: 'rollback-settles', key: server.key, attempt: number });
}

export function settleRollback(world: World, server: TwinServer, at: number): void {
  if (server.migration.kind !== 'rollingBack') return;
  const number = server.attempts.length;
  if (!server.facts.powered) {
    world.agenda.plan(at + world.times.retryMs, { kind: 'rollback-settles', key: server.key, attempt: number });
    return;
  }
  world.change(server, at, 'rollback', (facts) => {
    server.migration = { kind: 'none' };
    Object.assign(facts, { v3Version: null, v3Running: false, updaterService: 'running', sensorService: 'running' });
    endAttempt(server, at, 'rolledBack');
  });
  world.closeIssues(server, at, (kind) => kind === 'rpc-audit-missing');
}

function endAttempt(server: TwinServer, at: number, outcome: Attempt['outcome']): void {
  const last = server.attempts.pop();
  if (last !== undefined) server.attempts.push({ ...last, endedAt: at, outcome });
}

function noteCause(server: TwinServer, cause: Obstacle['cause']): void {
  const last = server.attempts.pop();
  if (last !== undefined) server.attempts.push({ ...last, cause });
}
