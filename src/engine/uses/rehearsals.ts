import { canonicalJson, type Json } from '../../domain/canonical.ts';
import type { TenantId } from '../../domain/ids.ts';
import { ProblemError } from '../../domain/problem.ts';
import type { Rehearsal } from '../../domain/rehearsal/result.ts';
import type { EngineContext } from '../context.ts';
import type { Actor, KeptRehearsal } from '../control.ts';
import { rehearsalEvent } from '../events.ts';
import type { RehearsalRow } from '../ports/store.ts';

/** Keeps what came of a rehearsal with its plan, under the digest of all that it says. */
export async function keepRehearsal(
  context: EngineContext,
  actor: Actor,
  tenantId: TenantId,
  rehearsal: Rehearsal,
): Promise<RehearsalRow> {
  const { planDigest, estate, summary } = rehearsal;
  if (!(await context.store.planRow(tenantId, planDigest)))
    throw new ProblemError('not-found', 'The plan that was rehearsed is not saved here.');
  const now = context.clocks.tenantNow(tenantId);
  const row: RehearsalRow = {
    planDigest,
    digest: rehearsalDigest(context, rehearsal),
    rehearsedAt: now,
    rehearsedBy: actor,
    estate: estate.kind,
    isAnonymous: estate.isAnonymous,
    seeds: summary.seeds,
    finished: summary.finished,
  };
  const events = [rehearsalEvent(context.identity, actor, row)];
  const outcome = await context.store.commit({ tenantId, at: now, rehearsals: [{ row, rehearsal, events }] });
  if (outcome.seq !== null) context.onCommit(tenantId);
  return row;
}

/** The newest rehearsal of a plan, whole. What is shown is what the digest says, or it is not shown. */
export async function rehearsalOf(
  context: EngineContext,
  tenantId: TenantId,
  planDigest: string,
): Promise<KeptRehearsal | undefined> {
  const [row] = await context.store.newestRehearsals(tenantId, [planDigest]);
  if (!row) return undefined;
  const rehearsal = await context.store.rehearsalDocument(tenantId, planDigest, row.digest);
  if (!rehearsal || rehearsalDigest(context, rehearsal) !== row.digest)
    throw new ProblemError('plan-digest-wrong', 'The kept rehearsal is not the one that its digest names.');
  return { row, rehearsal };
}

function rehearsalDigest({ identity }: EngineContext, rehearsal: Rehearsal): string {
  return identity.sha256(canonicalJson(rehearsal as unknown as Json));
}
