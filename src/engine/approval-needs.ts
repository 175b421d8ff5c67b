import { type ApprovalStanding, judgeApprovals } from '../domain/campaign/approval.ts';
import type { Campaign } from '../domain/campaign/campaign.ts';
import type { TenantId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import { approveCommand, standingInWords } from './approvals.ts';
import type { EngineContext } from './context.ts';
import type { StatusOutcome } from './ports/outcomes.ts';
import type { PlanRow } from './ports/store.ts';

const mostPlans = 200;

/** Campaigns in which something can still start. */
const going: ReadonlySet<Campaign['state']> = new Set(['running', 'paused', 'tripped']);

/**
 * What waits for somebody's approval: plans that were not applied yet, and the open wave of those that were. A plan that nobody approved for as long
 * as an approval is good is not asked for any more; it can still be approved.
 */
export async function approvalNeeds(
  context: EngineContext,
  tenantId: TenantId,
  campaigns: readonly Campaign[],
  now: Instant,
): Promise<StatusOutcome['needsYou']> {
  const { value } = await context.store.planRows(tenantId, { isDemanding: true }, { top: mostPlans });
  if (value.length === 0) return [];
  const begun = new Map(campaigns.map((campaign) => [campaign.plan.digest, campaign]));
  const joined = new Map(
    campaigns.flatMap((campaign) => campaign.late.map((plan) => [plan.digest, campaign] as const)),
  );
  const asked = value.flatMap((row) => {
    const campaign = begun.get(row.digest) ?? joined.get(row.digest);
    if (campaign) return going.has(campaign.state) ? askedFor(row, campaign) : [];
    return row.savedAt + row.demand.validMs > now ? [{ row, wave: 1 }] : [];
  });
  const approvals = await context.store.approvals(
    tenantId,
    asked.map(({ row }) => row.digest),
  );
  return asked.flatMap(({ row, wave }) => {
    const plan = { digest: row.digest, authors: [row.author, row.savedBy] };
    const standing = judgeApprovals(row.demand, plan, approvals, now, wave);
    return standing.kind === 'missing' || standing.kind === 'expired' ? [needOf(row, standing, wave)] : [];
  });
}

/** The open wave, where it is one of this plan; of a plan that joined late the first, as soon as it has joined. */
function askedFor(row: PlanRow, { plan, late, progress }: Campaign) {
  let before = 0;
  for (const part of [plan, ...late]) {
    const open = progress.openWave - before;
    if (part.digest === row.digest) return open <= part.waves.length ? [{ row, wave: Math.max(1, open) }] : [];
    before += part.waves.length;
  }
  return [];
}

function needOf(row: PlanRow, standing: ApprovalStanding, wave: number): StatusOutcome['needsYou'][number] {
  return {
    what: standingInWords(standing, row.demand, row, wave),
    subject: row.name,
    dueAt: null,
    command: approveCommand(row.demand, row.digest, wave),
    kind: 'plan',
    id: row.digest,
  };
}
