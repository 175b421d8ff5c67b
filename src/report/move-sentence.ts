import { assertNever } from '../domain/assert-never.ts';
import { problems } from '../domain/problem-catalogue.ts';
import { durationInWords, type Instant } from '../domain/time.ts';
import type { MoveRow } from '../engine/ports/store.ts';
import type { MoveState, Observing, Overdue, Requested, Running } from '../journeys/sensor-v3/states.ts';
import { codeInWords } from './check-catalogue.ts';
import { deadlineInWords, instantInWords } from './instant.ts';
import { waitInWords } from './wait.ts';

/** What a move does now, until when, and what is no longer possible from when: one line for people, with absolute times. */
export function moveSentence(row: MoveRow, now: Instant): string {
  const state = row.state as MoveState;
  const attempt = row.attempt > 1 ? `Attempt ${row.attempt}. ` : '';
  return `${attempt}${stateSentence(state, row, now)}${waitSentence(row, now)}`;
}

function stateSentence(state: MoveState, row: MoveRow, now: Instant): string {
  switch (state.kind) {
    case 'queued':
      return `Queued for ${durationInWords(now - state.since)}; nothing was asked of the service yet.`;
    case 'requested':
      return requestedSentence(state, now);
    case 'migrating':
      return `Migrating ${runningSentence(state, now)}`;
    case 'external':
      return `Started by somebody else, migrating ${runningSentence(state, now)}`;
    case 'overdue':
      return overdueSentence(state, now);
    case 'observing':
      return observingSentence(state, now);
    case 'committed': {
      const evidence = state.isProven ? 'with its complete evidence' : 'before its evidence was complete';
      return `Committed (by clock) at ${instantInWords(state.committedAt)}, ${evidence}; the server stays on v3.x for good.`;
    }
    case 'reverted':
      return `The service went back to v2.x at ${instantInWords(state.revertedAt)}: ${titleOf(state.problem)}. ${retry(state.acknowledgedAt)}`;
    case 'failed':
      return `Failed at ${instantInWords(state.failedAt)}: ${titleOf(state.problem)}. ${retry(state.acknowledgedAt)}`;
    case 'rolledBack': {
      const how = state.wasAsked ? 'as asked' : 'in the portal, without being asked here';
      return `Rolled back to v2.x at ${instantInWords(state.rolledBackAt)}, ${how}; the server is pinned until a person releases it.`;
    }
    case 'abandoned':
      return `Taken out before it started, at ${instantInWords(state.abandonedAt)}: ${state.because}`;
    default:
      // A log of a newer version may hold a state that this one does not know: it is shown, never guessed at.
      return row.journey === 'sensor-v3' ? assertNever(state) : codeInWords(row.state.kind);
  }
}

function requestedSentence(state: Requested, now: Instant): string {
  const ago = durationInWords(now - state.requestedAt);
  const answer = state.isUncertain
    ? 'its answer was lost, so only reading tells whether it arrived'
    : state.isAccepted
      ? 'the service accepted it and has not been seen migrating yet'
      : 'it has no answer yet';
  return `Start asked for ${ago} ago; ${answer}. Without a start it counts as lost from ${deadlineInWords(state.startByAt, now)}.`;
}

/** Elapsed against expected (S3-08): both, because only together they say whether to worry. */
function runningSentence(state: Running, now: Instant): string {
  const elapsed = durationInWords(now - state.startedAt);
  const expected = durationInWords(state.expectedBy - state.startedAt);
  const isSlow = now > state.expectedBy;
  const pace = isSlow ? `longer than the expected ${expected}` : `of about ${expected} expected`;
  const lost =
    state.prerequisiteLostAt === undefined
      ? ''
      : ` A prerequisite was lost at ${instantInWords(state.prerequisiteLostAt)}: diagnose the server.`;
  return `for ${elapsed}, ${pace}; v2.x keeps protecting the server. The service reverts it by itself if it is not done by ${deadlineInWords(state.deadlineAt, now)}.${lost}`;
}

function overdueSentence(state: Overdue, now: Instant): string {
  const since = durationInWords(now - state.overdueAt);
  return `Overdue for ${since}: it was due ${deadlineInWords(state.deadlineAt, now)}, and neither the revert to v2.x nor v3.x has been seen. It keeps its slot; diagnose the server.`;
}

function observingSentence(state: Observing, now: Instant): string {
  const late = state.isLate ? ' (later than the deadline)' : '';
  const since = `v3.x runs since ${instantInWords(state.seenAt)}${late}, under observation`;
  const asked =
    state.rollbackAskedAt === undefined ? '' : ` A rollback was asked for at ${instantInWords(state.rollbackAskedAt)}.`;
  const regressed = state.problem === undefined ? '' : ` ${titleOf(state.problem)}.`;
  return `${since}: ${rollbackSentence(state, now)}${asked}${regressed}`;
}

function rollbackSentence(state: Observing, now: Instant): string {
  const irreversible = `irreversible after ${deadlineInWords(state.commitDueAt, now)}`;
  if (state.rollbackUntilAt === null)
    return `this rulebook edition promises no rollback; treat it as irreversible now, and as committed after ${deadlineInWords(state.commitDueAt, now)}.`;
  if (now >= state.rollbackUntilAt)
    return `a rollback can no longer be promised since ${instantInWords(state.rollbackUntilAt)}; ${irreversible}.`;
  return `can be rolled back until ${deadlineInWords(state.rollbackUntilAt, now)}, ${irreversible}.`;
}

function retry(acknowledgedAt: Instant | undefined): string {
  return acknowledgedAt === undefined
    ? 'Address the cause, acknowledge the failure, and it can be retried.'
    : 'Acknowledged; it can be retried.';
}

function titleOf(problem: { readonly code: string; readonly detail: string }): string {
  const entry = Object.hasOwn(problems, problem.code) ? problems[problem.code as keyof typeof problems] : undefined;
  const title = entry?.title ?? codeInWords(problem.code);
  return title.charAt(0).toLowerCase() + title.slice(1);
}

function waitSentence(row: MoveRow, now: Instant): string {
  if (row.waitingFor === null) return '';
  const since = row.waitingSince === null ? '' : ` for ${durationInWords(now - row.waitingSince)}`;
  return ` Waiting${since} ${waitInWords(row.waitingFor)}.`;
}
