import type { ApprovalId, TenantId } from '../ids.ts';
import type { Instant } from '../time.ts';
import { countPeople, isSamePerson } from './person.ts';
import type { ApprovalDemand } from './rules.ts';

/** What one person decided on one plan. It is bound to the plan's digest: a changed plan is another plan and asks again. */
export interface Approval {
  readonly tenantId: TenantId;
  readonly approvalId: ApprovalId;
  readonly digest: string;
  /** Counted from 1; 0 is the whole plan. */
  readonly wave: number;
  /** The actor, with the door. */
  readonly person: string;
  readonly decision: 'approve' | 'refuse';
  readonly comment: string | null;
  /** The number of a change ticket elsewhere. */
  readonly ticket: string | null;
  readonly decidedAt: Instant;
  /** A refusal stands until it is withdrawn. */
  readonly expiresAt: Instant | null;
  readonly withdrawn: { readonly at: Instant; readonly by: string; readonly because: string } | null;
}

/** What is approved. Authors are all who had a hand in it: who stands in the document, and who brought it. */
interface ApprovedPlan {
  readonly digest: string;
  readonly authors: readonly string[];
}

export type ApprovalStanding =
  /** `until`: the instant from which it is too few, if nothing happens; null: nothing was demanded. */
  | { readonly kind: 'granted'; readonly until: Instant | null }
  /** `left`: how many people more. */
  | { readonly kind: 'missing'; readonly left: number }
  /** They were enough, and ran out. */
  | { readonly kind: 'expired'; readonly left: number }
  | { readonly kind: 'refused'; readonly by: string };

/** The wave under which the approvals are that a start in `wave` needs. */
export function approvedWave(demand: ApprovalDemand, wave: number): number {
  return demand.perWave ? wave : 0;
}

/**
 * Whether a wave of a plan may start as far as people are concerned (I3). One refusal outweighs every approval. An author does not count, nor one
 * person twice, nor what was given for another digest or wave, ran out, or was withdrawn.
 */
export function judgeApprovals(
  demand: ApprovalDemand,
  { digest, authors }: ApprovedPlan,
  approvals: readonly Approval[],
  now: Instant,
  wave: number,
): ApprovalStanding {
  if (demand.people === 0) return { kind: 'granted', until: null };
  const asked = approvedWave(demand, wave);
  const standing = approvals.filter((one) => one.digest === digest && one.withdrawn === null);
  const refusal = standing.find((one) => one.decision === 'refuse' && (one.wave === 0 || one.wave === wave));
  if (refusal) return { kind: 'refused', by: refusal.person };
  const counting = standing.filter(
    (one) =>
      one.decision === 'approve' &&
      one.wave === asked &&
      one.decidedAt <= now &&
      !authors.some((author) => isSamePerson(author, one.person)),
  );
  const peopleAt = (at: Instant) =>
    countPeople(counting.filter((one) => endOf(one, demand) > at).map((one) => one.person));
  // A demand that is no number of people is never met.
  const isEnough = (people: number) => demand.people > 0 && people >= demand.people;
  if (!isEnough(peopleAt(now))) {
    const left = Math.max(1, demand.people - peopleAt(now)) || 1;
    const were = countPeople(counting.map((one) => one.person));
    return { kind: isEnough(were) ? 'expired' : 'missing', left };
  }
  const ends = counting.map((one) => endOf(one, demand)).sort((a, b) => a - b);
  return { kind: 'granted', until: ends.find((end) => end > now && !isEnough(peopleAt(end))) ?? now };
}

/** Whether a decision stands now: neither taken back nor run out. */
export function isStanding(approval: Approval, demand: ApprovalDemand, now: Instant): boolean {
  if (approval.withdrawn !== null) return false;
  return approval.decision === 'refuse' || endOf(approval, demand) > now;
}

/** Never longer than the plan lets an approval be good. One without an end has none that could be waited for. */
function endOf({ decidedAt, expiresAt }: Approval, { validMs }: ApprovalDemand): Instant {
  return Math.min(expiresAt ?? decidedAt, decidedAt + validMs);
}
