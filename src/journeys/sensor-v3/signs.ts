import type { CommitDecision } from '../../domain/commit-guard.ts';
import type { FactTable } from '../../domain/fact.ts';
import { listFact } from '../../domain/fact-reading.ts';
import type { WatchedIssue } from '../../domain/gate/wave-view.ts';
import type { CommitWindow } from '../../domain/journey.ts';
import type { Instant, ObservedInstant } from '../../domain/time.ts';
import { isListed, issueKey, readHealthIssue } from './health-issues.ts';
import type { Rulebook } from './rulebook.ts';
import type { Committed, MoveState, Observing } from './states.ts';

/** When a state says that the server was switched, and when v3.x began to protect it. */
export function signs(state: MoveState): {
  readonly switchedAt: Instant | null;
  readonly byNew: ObservedInstant | null;
} {
  if (state.kind === 'observing') {
    const { seenFrom, seenAt, protectedAt } = state;
    return {
      switchedAt: seenAt,
      byNew: protectedAt === undefined ? null : { earliest: seenFrom, latest: Math.max(seenAt, protectedAt) },
    };
  }
  if (state.kind !== 'committed') return { switchedAt: null, byNew: null };
  const { switchedAt, protectedAt } = state;
  return { switchedAt, byNew: protectedAt === undefined ? null : { earliest: switchedAt, latest: protectedAt } };
}

/** Without a promised way back there is no window: the start was the decision. */
export function commitWindow(state: MoveState): CommitWindow | undefined {
  if (state.kind === 'observing') {
    const { rollbackUntilAt, commitDueAt } = state;
    if (rollbackUntilAt === null) return undefined;
    const endsAt = { earliest: rollbackUntilAt, latest: commitDueAt };
    return { endsAt, raised: state.alarms ?? [], decisions: decisionsOf(state), wasProven: null };
  }
  if (state.kind !== 'committed') return undefined;
  const { committedAt, isProven } = state;
  const endsAt = { earliest: state.rollbackUntilAt ?? committedAt, latest: committedAt };
  return { endsAt, raised: [], decisions: decisionsOf(state), wasProven: isProven };
}

/** Who decided it and why stands in the log; the state keeps what the decision covers. */
function decisionsOf(state: Observing | Committed): readonly CommitDecision[] {
  const { letCommit } = state;
  const askedBackAt = state.kind === 'observing' ? state.rollbackAskedAt : undefined;
  const told = { by: '', because: '' };
  return [
    ...(letCommit === undefined ? [] : [{ kind: 'let-commit', ...letCommit, ...told } as const]),
    ...(askedBackAt === undefined ? [] : [{ kind: 'roll-back', at: askedBackAt, ...told } as const]),
  ];
}

/** Open health issues with the sensors that can raise them: the rulebook lists what only v2.x can, and everything else is raised by both. */
export function watchedIssues(
  facts: FactTable,
  rules: Rulebook,
): { readonly readAt: Instant; readonly issues: readonly WatchedIssue[] } | undefined {
  const fact = listFact(facts, 'mdi.healthIssues');
  if (fact === undefined) return undefined;
  const issues = fact.value.map(readHealthIssue).map((issue) => ({
    key: issueKey(issue),
    title: issue.title,
    watchedBy: isListed(issue, rules.v2OnlyHealthIssues.value) ? ('old' as const) : ('both' as const),
    isExpected: isListed(issue, rules.expectedHealthIssues.value),
  }));
  return { readAt: fact.observedAt, issues };
}
