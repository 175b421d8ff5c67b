import { assertNever } from '../../domain/assert-never.ts';
import type { Schedule } from '../../domain/move.ts';
import { dayMs, hourMs, type Instant, minuteMs } from '../../domain/time.ts';
import type { Failed, MoveState, Observing, Reverted } from './states.ts';

/**
 * How often to look (ours, not Microsoft's): every minute while a server migrates or is about to go back, every five in its first hour on v3.x and
 * while a plan asks for its way back, hourly while it is observed.
 * The service has no notification, so a deadline is one more reason to look and decides nothing by itself.
 */
const pollEveryMs = { migrating: minuteMs, settling: 5 * minuteMs, observing: hourMs } as const;

/** When to look at a move again, and what it occupies meanwhile. */
export function schedule(state: MoveState, now: Instant): Schedule {
  switch (state.kind) {
    case 'queued':
      // Its turn comes by its campaign, not by a clock; somebody else's start is seen with the list.
      return { lookAt: null, deadlineAt: null, phase: 'waiting', inFlight: false, isActive: true };
    case 'requested':
    case 'migrating':
    case 'external':
      return {
        lookAt: now + pollEveryMs.migrating,
        deadlineAt: state.deadlineAt,
        phase: 'inFlight',
        inFlight: true,
        isActive: true,
      };
    case 'overdue':
      return {
        lookAt: now + pollEveryMs.settling,
        deadlineAt: null,
        phase: 'inFlight',
        inFlight: true,
        isActive: true,
      };
    case 'observing':
      return observingSchedule(state, now);
    case 'reverted':
    case 'failed':
      return endedSchedule(state, now);
    case 'rolledBack': {
      const isOpen = state.protectedAt === undefined;
      return {
        lookAt: isOpen ? now + pollEveryMs.settling : null,
        deadlineAt: null,
        phase: 'ended',
        inFlight: isOpen,
        isActive: isOpen && state.acknowledgedAt === undefined,
      };
    }
    case 'committed':
    case 'abandoned':
      return { lookAt: null, deadlineAt: null, phase: 'ended', inFlight: false, isActive: false };
    default:
      return assertNever(state);
  }
}

function observingSchedule(state: Observing, now: Instant): Schedule {
  const isDoubtful = state.problem !== undefined || state.readySeenAt !== undefined;
  const isSettling = now < state.seenAt + hourMs || state.protectedAt === undefined || isDoubtful;
  const isAskedBack = state.rollbackAskedAt !== undefined;
  // A person who asks is about to press. What the plan or a drill asks for waits until somebody reads it.
  const isAboutToGo = isAskedBack && state.rollbackAskedFor === undefined;
  const isNear = isSettling || isAskedBack;
  // From the request on: at any moment somebody presses what takes the new sensor off.
  const isGoingBack = isAskedBack && state.rollbackWaitsSince === undefined;
  const every = isAboutToGo ? pollEveryMs.migrating : isNear ? pollEveryMs.settling : pollEveryMs.observing;
  return {
    lookAt: Math.min(now + every, Math.max(state.commitDueAt, now + minuteMs)),
    // While the service says something else than v3.x, no clock commits it; looking goes on.
    // One that waits for an answer of the service past its end is looked at every minute.
    deadlineAt: isDoubtful ? null : now < state.commitDueAt ? state.commitDueAt : now + minuteMs,
    phase: 'observing',
    // Of what takes its word back nobody knows what it does: it may have gone back and have been started again between two readings.
    inFlight: state.protectedAt === undefined || state.problem !== undefined || isGoingBack,
    isActive: true,
  };
}

/** A failed attempt keeps its slot until the server is protected again and somebody looked. */
function endedSchedule(state: Reverted | Failed, now: Instant): Schedule {
  const isProtected = state.protectedAt !== undefined;
  const isAcknowledged = state.acknowledgedAt !== undefined;
  // A request that seemed lost may still begin; after a day it will not.
  const mayBeginLate =
    state.kind === 'failed' && state.failedFrom === 'requested' && !isAcknowledged && now < state.failedAt + dayMs;
  return {
    lookAt: !isProtected || mayBeginLate ? now + pollEveryMs.settling : null,
    deadlineAt: null,
    phase: 'ended',
    inFlight: !(isProtected && isAcknowledged),
    isActive: !isAcknowledged,
  };
}
