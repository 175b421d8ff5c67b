import type { MoveClause } from '../contract/move-story.ts';
import { assertNever } from '../domain/assert-never.ts';
import { problems } from '../domain/problem-catalogue.ts';
import type { Instant } from '../domain/time.ts';
import type { MoveRow } from '../engine/ports/store.ts';
import type { MoveState, Observing, Requested, Running } from '../journeys/sensor-v3/states.ts';
import { codeInWords } from './check-catalogue.ts';
import { waitInWords } from './wait.ts';

/** A clause with its instants as we count them. */
export interface Clause extends Omit<MoveClause, 'at' | 'by'> {
  readonly at?: Instant;
  readonly by?: Instant;
}

/** What a move does now, until when, and what is no longer possible from when, in order. Every surface says it in its own language and zone. */
export function moveStory(row: MoveRow, now: Instant): readonly Clause[] {
  return [
    ...(row.attempt > 1 ? [{ says: 'attempt', number: row.attempt } as const] : []),
    ...stateClauses(row.state as MoveState, row, now),
    ...waitClauses(row),
  ];
}

function stateClauses(state: MoveState, row: MoveRow, now: Instant): readonly Clause[] {
  switch (state.kind) {
    case 'queued':
      return [{ says: 'queued', at: state.since }];
    case 'requested':
      return [{ says: requestedAs(state), at: state.requestedAt, by: state.startByAt }];
    case 'migrating':
    case 'external':
      return runningClauses(state.kind, state, now);
    case 'overdue':
      return [{ says: 'overdue', at: state.overdueAt, by: state.deadlineAt }];
    case 'observing':
      return observingClauses(state, now);
    case 'committed':
      return [{ says: state.isProven ? 'committed-proven' : 'committed-unproven', at: state.committedAt }];
    case 'reverted':
      return [{ says: 'reverted', at: state.revertedAt, what: problemOf(state.problem) }, retry(state)];
    case 'failed':
      return [{ says: 'failed', at: state.failedAt, what: problemOf(state.problem) }, retry(state)];
    case 'rolledBack':
      return [{ says: state.wasAsked ? 'rolled-back' : 'rolled-back-unasked', at: state.rolledBackAt }];
    case 'abandoned':
      return [{ says: 'abandoned', at: state.abandonedAt, because: state.because }];
    default: {
      // A log of a newer version may hold a state that this one does not know: it is shown, never guessed at.
      if (row.journey === 'sensor-v3') return assertNever(state);
      const { kind } = row.state;
      return [{ says: 'other', what: { code: kind, words: codeInWords(kind) } }];
    }
  }
}

function requestedAs(state: Requested) {
  if (state.isUncertain) return 'requested-uncertain';
  if (state.inPortal) return state.isAccepted ? 'requested-pressed' : 'requested-in-portal';
  return state.isAccepted ? 'requested-accepted' : 'requested-unanswered';
}

function runningClauses(kind: 'migrating' | 'external', state: Running, now: Instant): readonly Clause[] {
  const lost = state.prerequisiteLostAt;
  return [
    { says: now > state.expectedBy ? `${kind}-slow` : kind, at: state.startedAt, by: state.expectedBy },
    { says: 'reverts-by', by: state.deadlineAt },
    ...(lost === undefined ? [] : [{ says: 'prerequisite-lost', at: lost } as const]),
  ];
}

function observingClauses(state: Observing, now: Instant): readonly Clause[] {
  const { rollbackAskedAt, problem } = state;
  return [
    { says: state.isLate ? 'observing-late' : 'observing', at: state.seenAt },
    rollbackClause(state, now),
    ...(rollbackAskedAt === undefined ? [] : [{ says: 'rollback-asked', at: rollbackAskedAt } as const]),
    ...(problem === undefined ? [] : [{ says: 'regressed', what: problemOf(problem) } as const]),
  ];
}

function rollbackClause({ rollbackUntilAt, commitDueAt }: Observing, now: Instant): Clause {
  if (rollbackUntilAt === null) return { says: 'rollback-unpromised', by: commitDueAt };
  return { says: now >= rollbackUntilAt ? 'rollback-over' : 'rollback-until', at: rollbackUntilAt, by: commitDueAt };
}

function retry({ acknowledgedAt }: { readonly acknowledgedAt?: Instant | undefined }): Clause {
  return { says: acknowledgedAt === undefined ? 'to-acknowledge' : 'acknowledged' };
}

function problemOf({ code }: { readonly code: string }): { code: string; words: string } {
  const entry = Object.hasOwn(problems, code) ? problems[code as keyof typeof problems] : undefined;
  const title = entry?.title ?? codeInWords(code);
  return { code, words: title.charAt(0).toLowerCase() + title.slice(1) };
}

function waitClauses({ waitingFor, waitingSince }: MoveRow): readonly Clause[] {
  if (waitingFor === null) return [];
  const what = { code: waitingFor, words: waitInWords(waitingFor) };
  return [{ says: 'waiting', what, ...(waitingSince === null ? {} : { at: waitingSince }) }];
}
