import type { PlanClause } from '../contract/plan-words.ts';
import type { PlanDetail, PlanDraft, PlanSummary } from '../contract/plans.ts';
import { type ApprovalStanding, isStanding } from '../domain/campaign/approval.ts';
import type { Plan } from '../domain/plan/document.ts';
import { type Instant, toRfc3339 } from '../domain/time.ts';
import type { PlanOutcome } from '../engine/ports/outcomes.ts';
import { planShape } from './campaign.ts';
import type { CheckCatalogue } from './check-catalogue.ts';
import { instantInWords } from './instant.ts';
import { leftOutShape } from './left-out.ts';
import { inEnglish } from './plan-english.ts';
import { planPassages, planStory } from './plan-text.ts';
import { rehearsalSummaryShape } from './rehearsal.ts';
import { rulesInWords } from './rules-text.ts';

/** A saved plan without its document, and who decided what on it. */
export function planSummaryShape({ row, approvals, standings, rehearsal }: PlanOutcome, now: Instant): PlanSummary {
  return {
    digest: row.digest,
    name: row.name,
    author: row.author,
    savedBy: row.savedBy,
    createdAt: toRfc3339(row.createdAt),
    savedAt: toRfc3339(row.savedAt),
    servers: row.servers,
    waves: row.waves,
    demand: { ...row.demand },
    standings: standings.map(({ wave, standing }) => ({
      wave,
      state: standing.kind,
      words: inEnglish(standingClause(standing), instantInWords),
      clause: standingClause(standing),
      left: 'left' in standing ? standing.left : 0,
      until: standing.kind === 'granted' && standing.until !== null ? toRfc3339(standing.until) : null,
    })),
    approvals: approvals.map((one) => ({
      id: one.approvalId,
      wave: one.wave,
      person: one.person,
      decision: one.decision,
      comment: one.comment,
      ticket: one.ticket,
      decidedAt: toRfc3339(one.decidedAt),
      expiresAt: one.expiresAt === null ? null : toRfc3339(one.expiresAt),
      withdrawn: one.withdrawn && { ...one.withdrawn, at: toRfc3339(one.withdrawn.at) },
      counts: isStanding(one, row.demand, now),
    })),
    rehearsal: rehearsal ? rehearsalSummaryShape(rehearsal) : null,
  };
}

export function planDetailShape(
  outcome: PlanOutcome & { readonly plan: Plan },
  now: Instant,
  catalogue: CheckCatalogue,
): PlanDetail {
  const { plan } = outcome;
  return {
    ...planSummaryShape(outcome, now),
    ...planDraftShape(plan, catalogue),
    rules: rulesInWords(plan.rules, instantInWords),
  };
}

export function planDraftShape(plan: Plan, catalogue: CheckCatalogue): PlanDraft {
  const passages = planPassages(plan, instantInWords, catalogue);
  return {
    plan: planShape(plan),
    lines: passages.flatMap(({ title, lines }) => [title, ...lines.map((line) => `  ${line}`)]),
    story: [...planStory(plan, instantInWords)],
    leftOut: leftOutShape(plan.excluded, catalogue),
  };
}

function standingClause(standing: ApprovalStanding): PlanClause {
  switch (standing.kind) {
    case 'granted':
      return { says: standing.until === null ? 'standing-free' : 'standing-granted', values: {} };
    case 'missing':
      return { says: 'standing-missing', values: { people: standing.left } };
    case 'expired':
      return { says: 'standing-expired', values: { people: standing.left } };
    case 'refused':
      return { says: 'standing-refused', values: { by: standing.by } };
  }
}
