import type { CommitDecision } from '../../domain/commit-guard.ts';
import type { FactTable } from '../../domain/fact.ts';
import { listFact } from '../../domain/fact-reading.ts';
import type { WatchedIssue } from '../../domain/gate/wave-view.ts';
import type { CommitWindow } from '../../domain/journey.ts';
import type { Instant, ObservedInstant } from '../../domain/time.ts';
import { type HealthIssue, isListed, issueKey, readHealthIssue } from './health-issues.ts';
import type { Rulebook } from './rulebook.ts';
import type { MoveState } from './states.ts';

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

/** Without a promised way back there is no window: the start was the decision. Who decided and why stands in the log. */
export function commitWindow(state: MoveState): CommitWindow | undefined {
  if (state.kind !== 'observing' || state.rollbackUntilAt === null) return undefined;
  const { rollbackUntilAt, commitDueAt, letCommit, rollbackAskedAt, alarms = [] } = state;
  const told = { by: '', because: '' };
  const decisions: readonly CommitDecision[] = [
    ...(letCommit === undefined ? [] : [{ kind: 'let-commit', ...letCommit, ...told } as const]),
    ...(rollbackAskedAt === undefined ? [] : [{ kind: 'roll-back', at: rollbackAskedAt, ...told } as const]),
  ];
  return { endsAt: { earliest: rollbackUntilAt, latest: commitDueAt }, raised: alarms, decisions };
}

/** The violation of I11: committed without its evidence, and nobody had decided that. */
export function isUndeclaredCommit(state: MoveState): boolean {
  return state.kind === 'committed' && !state.isProven && state.isDeclared !== true;
}

function watcherOf(issue: HealthIssue, rules: Rulebook): WatchedIssue['watchedBy'] {
  if (isListed(issue, rules.v2OnlyHealthIssues.value)) return 'old';
  return isListed(issue, rules.v3OnlyHealthIssues.value) ? 'new' : 'both';
}

/** What the rulebook lists as raised by one sensor alone. */
export function oneSidedIssues(rules: Rulebook): { readonly old: readonly string[]; readonly new: readonly string[] } {
  return { old: rules.v2OnlyHealthIssues.value, new: rules.v3OnlyHealthIssues.value };
}

/** Open health issues with the sensors that can raise them: the rulebook lists what only one of them can, and everything else is raised by both. */
export function watchedIssues(
  facts: FactTable,
  rules: Rulebook,
): { readonly readAt: Instant; readonly issues: readonly WatchedIssue[] } | undefined {
  const fact = listFact(facts, 'mdi.healthIssues');
  if (fact === undefined) return undefined;
  const issues = fact.value.map(readHealthIssue).map((issue) => ({
    key: issueKey(issue),
    title: issue.title,
    watchedBy: watcherOf(issue, rules),
    isExpected: isListed(issue, rules.expectedHealthIssues.value),
  }));
  return { readAt: fact.observedAt, issues };
}
