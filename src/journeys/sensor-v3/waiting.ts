import type { MoveState, StateKind } from './states.ts';

/** Why nothing of ours happens while a move is in a state; null: the campaign decides, or nothing is waited for. */
const reasons: Readonly<Record<StateKind, string | null>> = {
  queued: null,
  requested: 'service-to-begin',
  migrating: 'service-to-finish',
  external: 'service-to-finish',
  overdue: 'automatic-revert',
  observing: 'observation-to-end',
  committed: null,
  reverted: 'acknowledgement',
  failed: 'acknowledgement',
  rolledBack: 'protection-to-return',
  abandoned: null,
};

export function waitingFor(state: MoveState): string | null {
  if (state.kind === 'requested' && state.isUncertain) return 'reading-to-tell';
  if (state.kind === 'requested' && state.inPortal && !state.isAccepted) return 'start-in-portal';
  if ((state.kind === 'migrating' || state.kind === 'external') && state.prerequisiteLostAt !== undefined)
    return 'prerequisite-lost';
  if (state.kind === 'observing' && state.rollbackAskedAt !== undefined)
    return state.rollbackWaitsSince === undefined ? 'rollback-in-portal' : 'its-turn';
  if (state.kind === 'observing' && state.protectedAt === undefined) return 'protection-to-be-seen';
  if ((state.kind === 'reverted' || state.kind === 'failed') && state.acknowledgedAt !== undefined) {
    return state.protectedAt === undefined ? 'protection-to-return' : null;
  }
  if (state.kind === 'rolledBack' && state.protectedAt !== undefined) return null;
  return reasons[state.kind];
}
