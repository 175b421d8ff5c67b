import type { Plan as PlanShape } from '../contract/campaigns.ts';
import type { Passage } from '../contract/passage.ts';
import type { PlanDiff } from '../contract/plan-diff.ts';
import { isSame, planDiff } from '../domain/plan/diff.ts';
import type { Plan } from '../domain/plan/document.ts';
import type { Instant } from '../domain/time.ts';
import { planDiffPassages } from '../report/plan-diff-text.ts';
import { planPassages } from '../report/plan-text.ts';
import { checkCatalogue } from './check-catalogue.ts';

/** A plan as people read it, for a reader that says how an instant is shown. */
export function planText(plan: PlanShape, tell: (at: Instant) => string): readonly Passage[] {
  return planPassages(planGiven(plan), tell, checkCatalogue);
}

/** What the second plan would do otherwise; needs nothing but the two. */
export function planDifference(from: PlanShape, to: PlanShape, tell: (at: Instant) => string) {
  const diff = planDiff(planGiven(from), planGiven(to));
  // What is read-only here may be changed by whoever receives it.
  const shape = structuredClone(diff) as unknown as PlanDiff;
  return { isSame: isSame(diff), diff: shape, passages: planDiffPassages(diff, tell, checkCatalogue) };
}

/** The contract has checked the shape; only the names of the types differ. */
function planGiven(plan: PlanShape): Plan {
  return plan as unknown as Plan;
}
