import { assertNever } from '../domain/assert-never.ts';
import { type ApprovalStanding, approvedWave, judgeApprovals } from '../domain/campaign/approval.ts';
import { type Campaign, partOf } from '../domain/campaign/campaign.ts';
import type { ApprovalDemand } from '../domain/campaign/rules.ts';
import type { TenantId } from '../domain/ids.ts';
import type { Plan } from '../domain/plan/document.ts';
import { ProblemError } from '../domain/problem.ts';
import type { Instant } from '../domain/time.ts';
import type { EngineContext } from './context.ts';

/** The code of each way in which a plan can be unapproved: a problem for who applies it, a reason to wait for its moves. */
const codes = {
  missing: 'approval-missing',
  expired: 'approval-expired',
  refused: 'approval-refused',
} as const;

/**
 * Why people keep a wave of a campaign from starting now; null when they do not (I3). Asked again for every grant and before every request leaves:
 * what was approved when the plan was applied may have run out, or was taken back. Costs nothing where no approval is demanded.
 */
export async function approvalObstacle(
  context: EngineContext,
  tenantId: TenantId,
  campaign: Pick<Campaign, 'plan' | 'late'>,
  wave: number,
  now: Instant,
): Promise<string | null> {
  const part = partOf(campaign, wave);
  const standing = await standingOf(context, tenantId, part.plan, part.wave, now);
  return standing.kind === 'granted' ? null : codes[standing.kind];
}

/** A plan is begun with the approval of its first wave. @throws ProblemError('approval-missing' | 'approval-expired' | 'approval-refused'). */
export async function refuseUnapproved(context: EngineContext, tenantId: TenantId, plan: Plan): Promise<void> {
  const standing = await standingOf(context, tenantId, plan, 1, context.clocks.tenantNow(tenantId));
  if (standing.kind === 'granted') return;
  const { approval } = plan.rules;
  const command = standing.kind === 'refused' ? '' : ` It is given with "${approveCommand(approval, plan.digest, 1)}".`;
  throw new ProblemError(codes[standing.kind], `${standingInWords(standing, approval, plan, 1)}${command}`);
}

async function standingOf(
  context: EngineContext,
  tenantId: TenantId,
  plan: Plan,
  wave: number,
  now: Instant,
): Promise<ApprovalStanding> {
  const { digest, author, rules } = plan;
  const demand = rules.approval;
  if (demand.people === 0) return { kind: 'granted', until: null };
  const [row, approvals] = await Promise.all([
    context.store.planRow(tenantId, digest),
    context.store.approvals(tenantId, [digest]),
  ]);
  const authors = row ? [author, row.savedBy] : [author];
  return judgeApprovals(demand, { digest, authors }, approvals, now, wave);
}

/** How a person approves what a start in this wave needs. */
export function approveCommand(demand: ApprovalDemand, digest: string, wave: number): string {
  const asked = approvedWave(demand, wave);
  return `changeguard approve ${digest.slice(0, 12)}${asked === 0 ? '' : ` --wave ${asked}`}`;
}

/** What is missing, and who it is to come from: one sentence. */
export function standingInWords(
  standing: ApprovalStanding,
  demand: ApprovalDemand,
  { name, author }: Pick<Plan, 'name' | 'author'>,
  wave: number,
): string {
  const asked = approvedWave(demand, wave);
  const what = asked === 0 ? `"${name}"` : `Wave ${asked} of "${name}"`;
  const by = (left: number) => `${left === 1 ? 'one more person' : `${left} more people`} other than ${author}`;
  switch (standing.kind) {
    case 'granted':
      return `${what} is approved.`;
    case 'missing':
      return `${what} waits for the approval of ${by(standing.left)}.`;
    case 'expired':
      return `The approval of ${what} ran out; it needs that of ${by(standing.left)}.`;
    case 'refused':
      return `${what} was refused by ${standing.by}.`;
    default:
      return assertNever(standing);
  }
}
