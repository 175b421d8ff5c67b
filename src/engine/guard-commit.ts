import type { CommitGuard } from '../domain/campaign/rules.ts';
import { alarmsDue, type Guard, guardOf, planActed } from '../domain/commit-guard.ts';
import type { Journey } from '../domain/journey.ts';
import type { MoveEventBase, MoveStateBase } from '../domain/move.ts';
import type { ProofVerdict } from '../domain/proof.ts';
import { hourMs, type Instant } from '../domain/time.ts';
import type { EngineContext } from './context.ts';
import { changeMove, waitOf } from './moves.ts';
import type { MoveRow, MoveWrite } from './ports/store.ts';

const limits = {
  /** Proofs are judged hourly while a server is observed; older ones tell of another time. */
  proofMs: 3 * hourMs,
  /** Long enough for a person to press what has to be pressed, and no earlier: until then evidence may still come. */
  leadMs: 6 * hourMs,
  /** Twice as long as a list may take to be read again while servers are observed. */
  patienceMs: 2 * hourMs,
};
interface Guarded {
  readonly write: MoveWrite;
  readonly state: MoveStateBase;
  /** Nobody has to decide anything about this commit. */
  readonly isSettled: boolean;
}

/**
 * What has to happen to a move before it cannot go back: alarms at their hours, and the plan's default when nobody decides. Each is an event of
 * the move and kept in its state, so that a restart repeats none and the version of the move decides between two engines.
 */
export function guardCommit(
  context: EngineContext,
  journey: Journey,
  given: {
    readonly move: MoveRow;
    readonly write: MoveWrite;
    readonly state: MoveStateBase;
    readonly proofs: readonly ProofVerdict[];
    readonly guard: CommitGuard;
    readonly now: Instant;
  },
): Guarded | undefined {
  const { move, write, state, proofs, now } = given;
  const window = journey.commitWindow(state);
  if (window === undefined) return undefined;
  const input = { ...window, at: now, proofs, guard: given.guard, wasProven: null, ...limits };
  const guard = guardOf(input);
  const hours = alarmsDue(input).map((alarm) => alarm.hours);
  const event = hours.length > 0 ? alarm(hours, now) : actOf(guard, window.raised, now);
  const isSettled = guard.kind === 'proven' || guard.kind === 'decided';
  // One change a look, so that each stands in the log with its own state; the rest is done in the next look, at once.
  if (event === undefined || write.events.length > 0)
    return { write: lookedAt(write, event === undefined ? nextLook(guard) : now), state, isSettled };
  const outcome = journey.next(state, event);
  const after = outcome.ok ? outcome.state : state;
  const change = { state: after, event, waitingFor: waitOf(journey, move, after), proofs, actor: 'engine' };
  return {
    write: lookedAt(changeMove(context, journey, move, change, now), now),
    state: after,
    isSettled,
  };
}

/** Where an attempt stands before it cannot go back, for whoever only looks; undefined where no way back is promised, or none is left. */
export function guardNow(
  journey: Journey,
  { state, proofs }: MoveRow,
  guard: CommitGuard,
  now: Instant,
): { readonly guard: Guard; readonly plansFromAt: Instant } | undefined {
  const window = journey.commitWindow(state);
  if (window === undefined) return undefined;
  const found = guardOf({ ...window, at: now, proofs, guard, wasProven: null, ...limits });
  return { guard: found, plansFromAt: window.endsAt.earliest - limits.leadMs };
}

function alarm(hours: readonly number[], at: Instant): MoveEventBase {
  return { kind: 'commit-alarm', at, hours } as MoveEventBase;
}

/** What the plan says when nobody decided; undefined where it has acted. */
function actOf(guard: Guard, raised: readonly number[], at: Instant): MoveEventBase | undefined {
  if (raised.includes(planActed)) return undefined;
  if (guard.kind === 'ask-for-rollback')
    return { kind: 'rollback-asked', at, askedFor: 'plan', waits: true } as MoveEventBase;
  if (guard.kind !== 'let-commit' || guard.decision.kind !== 'let-commit') return undefined;
  return { kind: 'commit-allowed', at, origin: 'plan', covers: guard.missing } as MoveEventBase;
}

function nextLook(guard: Guard): Instant | null {
  if (guard.kind !== 'countdown') return 'nextAlarmAt' in guard ? guard.nextAlarmAt : null;
  return guard.nextAlarmAt === null ? guard.actsAt : Math.min(guard.nextAlarmAt, guard.actsAt);
}

function lookedAt(write: MoveWrite, at: Instant | null): MoveWrite {
  const { lookAt } = write.schedule;
  if (at === null || (lookAt !== null && lookAt <= at)) return write;
  return { ...write, schedule: { ...write.schedule, lookAt: at } };
}
