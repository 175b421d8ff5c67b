import type { PlanDifference, PlanDiff as PlanDiffShape } from '../contract/plan-diff.ts';
import { isSame, planDiff } from '../domain/plan/diff.ts';
import type { Plan } from '../domain/plan/document.ts';
import { instantInWords } from './instant.ts';
import { planDiffPassages } from './plan-diff-text.ts';

/** What the second of two saved plans would do otherwise, in the words of `plan diff`. */
export function planDifferenceShape(from: Plan, to: Plan): PlanDifference {
  const diff = planDiff(from, to);
  const passages = planDiffPassages(diff, instantInWords, 'the file of the difference has all');
  return {
    from: { digest: from.digest, name: from.name },
    to: { digest: to.digest, name: to.name },
    isSame: isSame(diff),
    lines: passages.flatMap(({ title, lines }) => [title, ...lines.map((line) => `  ${line}`)]),
    // What is read-only here may be changed by whoever receives it.
    diff: structuredClone(diff) as unknown as PlanDiffShape,
  };
}
