import { planActed } from '../../domain/commit-guard.ts';
import type { FactTable } from '../../domain/fact.ts';
import { compareHealth } from '../../domain/gate/health.ts';
import type { WatchedIssue } from '../../domain/gate/wave-view.ts';
import type { TenantId } from '../../domain/ids.ts';
import { missingProofs } from '../../domain/proof.ts';
import type { Instant } from '../../domain/time.ts';
import { snapshotTable } from '../advance-moves.ts';
import { type EngineContext, journeyOf, rulesOf, tenantOf } from '../context.ts';
import { guardNow } from '../guard-commit.ts';
import { pinnedDocuments } from '../pinned-documents.ts';
import type { IssueStanding, WatchesOutcome, WayBack } from '../ports/outcomes.ts';
import type { HostRow, MoveRow } from '../ports/store.ts';
import { healthIssues } from '../readings.ts';
import { factsOf } from './estate.ts';

/** A server that was tried more often than this has a problem that no list of watches tells. */
const mostAttempts = 200;

/** What is watched of one server now, and what would take it back while it is observed. It decides nothing: gates and guards judge by themselves. */
export async function watchesOf(context: EngineContext, tenantId: TenantId, host: HostRow): Promise<WatchesOutcome> {
  const { store } = context;
  const [tenant, moves, facts, readings] = await Promise.all([
    tenantOf(context, tenantId),
    store.moves(tenantId, { hostIds: [host.hostId] }, { top: mostAttempts }),
    factsOf(context, tenantId, host.hostId),
    store.readings(tenantId),
  ]);
  const move = moves.value.toSorted((a, b) => b.attempt - a.attempt)[0];
  const campaign = move?.campaignId ? await store.campaign(tenantId, move.campaignId) : undefined;
  const journey = journeyOf(context, move?.journey ?? 'sensor-v3');
  const rules = rulesOf(tenant, campaign?.edition);
  const kept = move === undefined ? undefined : await pinnedDocuments(context, tenantId, move.snapshot);
  const snapshot = move && kept && snapshotTable(move, kept);
  const isSwitched = move !== undefined && journey.signs(move.state).switchedAt !== null;
  const before = snapshot && journey.watchedIssues(snapshot, rules);
  const after = journey.watchedIssues(withStale(facts), rules);
  return {
    move: move ?? null,
    health: {
      readAt: after?.readAt ?? null,
      beforeAt: isSwitched ? (before?.readAt ?? null) : null,
      problem: readings.find(({ resource }) => resource === healthIssues)?.problem ?? null,
      issues: standingsOf(isSwitched ? before?.issues : undefined, after?.issues ?? []),
      oneSided: journey.oneSidedIssues(rules),
    },
    rollsBack: move === undefined ? [] : waysBack(context, move, campaign?.plan.rules.commitGuard, tenantId),
  };
}

/** What was read too long ago to decide on is still what was seen last; its instant stands beside it. */
function withStale(facts: FactTable): FactTable {
  return { ...facts, fresh: new Map([...facts.stale, ...facts.fresh]) };
}

function standingsOf(before: readonly WatchedIssue[] | undefined, after: readonly WatchedIssue[]): IssueStanding[] {
  if (before === undefined) return after.map((issue) => ({ issue, standing: issue.isExpected ? 'expected' : 'open' }));
  const { worse, unclear, newWatches, endedWatches, mended, kept, expected } = compareHealth(before, after);
  const each = (standing: IssueStanding['standing'], issues: readonly WatchedIssue[]) =>
    issues.map((issue): IssueStanding => ({ issue, standing }));
  return [
    ...each('fresh', [...worse, ...unclear, ...newWatches]),
    ...each('kept', kept),
    ...each('expected', expected),
    ...each('ended', endedWatches),
    ...each('gone', mended),
  ];
}

type CommitGuard = Parameters<typeof guardNow>[2];

/** What would take an observed server back, soonest first as far as a clock says it. */
function waysBack(
  context: EngineContext,
  move: MoveRow,
  rules: CommitGuard | undefined,
  tenantId: TenantId,
): readonly WayBack[] {
  const journey = journeyOf(context, move.journey);
  const now = context.clocks.tenantNow(tenantId);
  if (move.schedule.phase !== 'observing') return [];
  const missing = missingProofs(move.proofs);
  const elsewhere: WayBack = { cause: 'elsewhere', at: null, missing: [] };
  const window = journey.commitWindow(move.state);
  if (window === undefined || now >= window.endsAt.earliest) return [elsewhere];
  const { rollbackAskedAt } = move.state as { readonly rollbackAskedAt?: Instant | undefined };
  const asked: readonly WayBack[] =
    rollbackAskedAt === undefined ? [] : [{ cause: 'asked', at: rollbackAskedAt, missing: [] }];
  const person: WayBack = { cause: 'person', at: window.endsAt.earliest, missing: [] };
  // A plan that asked back already, or lets it be committed, asks for nothing more; a decision covers what was missing.
  const hasActed = rollbackAskedAt !== undefined || window.raised.includes(planActed);
  const asks = rules?.whenNobodyDecides === 'ask-for-rollback' && !hasActed;
  const found = asks ? guardNow(journey, move, rules, now) : undefined;
  const plan: readonly WayBack[] =
    found === undefined || found.guard.kind === 'decided'
      ? []
      : [{ cause: 'plan', at: found.guard.kind === 'countdown' ? found.guard.actsAt : found.plansFromAt, missing }];
  return [...asked, ...plan, person, elsewhere];
}
