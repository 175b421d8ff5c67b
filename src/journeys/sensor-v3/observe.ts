import { assertNever } from '../../domain/assert-never.ts';
import type { Evidence, RulesInForce, Sighting } from '../../domain/journey.ts';
import { dayMs, type Instant } from '../../domain/time.ts';
import type { Eligibility } from '../../domain/verdict.ts';
import { rulebookFor } from './rulebook.ts';
import type { MoveEvent, MoveState, Seen } from './states.ts';
import { next } from './transitions.ts';

/** A person with the portal open needs longer than a request: a day, then somebody is asked anew. Ours. */
export const portalStartGraceMs = dayMs;

/** The start of an attempt, with the times of the rulebook in it, so that the log replays without one. */
export function granted(at: Instant, rules: RulesInForce, channel: 'graph' | 'portal'): MoveEvent {
  const book = rulebookFor(rules.edition, rules.overrides);
  // Who presses at the last moment is given the time that a request is given.
  const startByAt = at + (channel === 'portal' ? portalStartGraceMs : 0) + book.startGraceMs.value;
  return {
    kind: 'granted',
    at,
    startByAt,
    deadlineAt: startByAt + book.timeoutMs.value,
    expectedBy: at + book.typicalMs.value,
    ...(channel === 'portal' ? { inPortal: true } : {}),
  };
}

/** What a reading of the service means to a move; undefined when it means nothing new or cannot be understood. */
export function observe(state: MoveState, sighting: Sighting, rules: RulesInForce): MoveEvent | undefined {
  const lost: MoveEvent | undefined =
    sighting.lost.length > 0 ? { kind: 'prerequisite-lost', at: sighting.at, lost: sighting.lost } : undefined;
  // What was lost is remembered before the reading is taken, which may be the one that ends the attempt.
  return [lost, eventOf(state, sighting, rules)].find((event) => event !== undefined && changes(state, event));
}

/** A reading is no command: where the table has no row for it, it stays a fact about the host and the move does not change. */
function changes(state: MoveState, event: MoveEvent): boolean {
  const outcome = next(state, event);
  return outcome.ok && outcome.changed;
}

/** Checks whose failure while the server moves takes away what the move needs. What is true of every moving server, or of the tenant, is none. */
const noPrerequisite = [
  'migration-running',
  'already-migrated',
  'service-not-ready',
  'service-disagrees',
  'feature-loss-not-accepted',
];

export function lostPrerequisites(eligibility: Eligibility): readonly string[] {
  return eligibility.verdicts
    .filter((verdict) => verdict.verdict === 'fail' && canBeLost(verdict.reason))
    .map((verdict) => verdict.reason)
    .sort();
}

export function canBeLost(reason: string): boolean {
  return !noPrerequisite.includes(reason);
}

/** The state of a move that somebody else started, or undefined when the reading shows no running migration. */
export function adopted(sighting: Sighting, rules: RulesInForce): MoveState | undefined {
  if (sighting.migrationState !== 'migrating') return undefined;
  const event = observe({ kind: 'queued', since: sighting.from }, sighting, rules);
  if (event === undefined) return undefined;
  const outcome = next({ kind: 'queued', since: sighting.from }, event);
  return outcome.ok ? outcome.state : undefined;
}

/** What the passing of time means to a move. A deadline only makes it overdue; it decides nothing about the server. */
export function due(state: MoveState, now: Instant, { isProven, isAwaited }: Evidence): MoveEvent | undefined {
  switch (state.kind) {
    case 'requested':
    case 'migrating':
    case 'external':
      return now >= state.deadlineAt ? { kind: 'deadline-passed', at: now } : undefined;
    case 'observing':
      // A server that no longer reports v3.x is not called committed by a clock.
      if (now < state.commitDueAt || state.problem !== undefined || state.readySeenAt !== undefined) return undefined;
      // Called unproven at once, it would be so only because of the minute in which nobody could read.
      if (!isProven && isAwaited) return undefined;
      return { kind: 'commit-due', at: now, isProven };
    case 'queued':
    case 'overdue':
    case 'committed':
    case 'reverted':
    case 'failed':
    case 'rolledBack':
    case 'abandoned':
      return undefined;
    default:
      return assertNever(state);
  }
}

function eventOf(state: MoveState, sighting: Sighting, rules: RulesInForce): MoveEvent | undefined {
  const seen: Seen = {
    from: sighting.from,
    since: sighting.since,
    at: sighting.at,
    isProtecting: sighting.isProtecting === true,
  };
  // What it says else would take the earlier attempt for the one that runs.
  if (sighting.isFollowed) return seen.isProtecting ? { kind: 'protected-again', ...seen } : undefined;
  const book = rulebookFor(rules.edition, rules.overrides);
  const isLate = state.kind === 'requested' && seen.at >= state.startByAt;
  // What was on v3.x and migrates or has failed on v2.x went back and was started again between two readings.
  const back = state.kind === 'observing' && sighting.generation === 'v2' ? ({ isBack: true } as const) : {};
  switch (sighting.migrationState) {
    case 'readyForMigration':
    case 'notReadyForMigration':
      // The state column lags behind the version at times: a server that reports v3.x has not gone back.
      if (sighting.generation !== 'v2') return undefined;
      if (isLate && hasLeft(state)) return { kind: 'start-missed', at: seen.at };
      return { kind: sighting.migrationState === 'readyForMigration' ? 'ready-seen' : 'not-ready-seen', ...seen };
    case 'migrating':
      return {
        kind: 'migrating-seen',
        ...seen,
        deadlineAt: seen.since + book.timeoutMs.value,
        expectedBy: seen.since + book.typicalMs.value,
        ...back,
      };
    case 'migrationFailed':
      return isLate && !hasLeft(state) ? undefined : { kind: 'failed-seen', ...seen, ...back };
    case 'upToDate':
      // "Up to date" is about the migration; without v3.x in the version it is not believed.
      if (sighting.generation !== 'v3') return undefined;
      return {
        kind: 'up-to-date-seen',
        ...seen,
        rollbackUntilAt: book.rollback.value === 'possible' ? seen.from + book.observationMs.value : null,
        commitDueAt: seen.since + book.observationMs.value,
      };
    case 'unknown':
      return undefined;
    default:
      return assertNever(sighting.migrationState);
  }
}

/** A start that nobody has sent, or pressed as far as was said, cannot have been missed by the service: whoever asked for it takes it back. */
function hasLeft(state: MoveState): boolean {
  return state.kind !== 'requested' || state.isAccepted || state.isUncertain;
}
