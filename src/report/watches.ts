import type { Watches } from '../contract/watches.ts';
import { moveState } from '../contract/words.ts';
import type { WatchesOutcome } from '../engine/ports/outcomes.ts';
import type { MoveState } from '../journeys/sensor-v3/states.ts';
import { instantOrNull } from './instant.ts';
import { moveTimes, observationShape, proofShape } from './move.ts';

/** What is watched of one server, as its page and the command line tell it. */
export function watchesShape({ move, health, rollsBack }: WatchesOutcome): Watches {
  const state = move === null ? null : (move.state as MoveState);
  const times = state === null ? {} : moveTimes(state);
  return {
    moveId: move?.moveId ?? null,
    moveState: state === null ? null : moveState.parse(state.kind),
    observation: state === null ? null : observationShape(state),
    rollbackUntil: instantOrNull(times.rollbackUntilAt),
    commitDueAt: instantOrNull(times.commitDueAt),
    proofs: (move?.proofs ?? []).map(proofShape),
    health: {
      readAt: instantOrNull(health.readAt),
      beforeAt: instantOrNull(health.beforeAt),
      problem: health.problem === null ? null : { code: health.problem.code, detail: health.problem.detail },
      issues: health.issues.map(({ issue, standing }) => ({
        title: issue.title,
        watchedBy: issue.watchedBy,
        standing,
      })),
      onlyOld: [...health.oneSided.old],
      onlyNew: [...health.oneSided.new],
    },
    rollsBack: rollsBack.map(({ cause, at, missing }) => ({ cause, at: instantOrNull(at), missing: [...missing] })),
  };
}
