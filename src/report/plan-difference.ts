import type { PlanDifference, PlanDiff as PlanDiffShape } from '../contract/plan-diff.ts';
import { isSame, planDiff } from '../domain/plan/diff.ts';
import type { Plan } from '../domain/plan/document.ts';
import type { CheckCatalogue } from './check-catalogue.ts';
import { instantInWords } from './instant.ts';
import { exclusionDetails, exclusionTitles } from './left-out.ts';
import { planDiffPassages } from './plan-diff-text.ts';
import { waitInWords } from './wait.ts';

/** What the second of two saved plans would do otherwise, in the words of `plan diff`. */
export function planDifferenceShape(from: Plan, to: Plan, catalogue: CheckCatalogue): PlanDifference {
  const diff = planDiff(from, to);
  const passages = planDiffPassages(diff, instantInWords, catalogue, 'the file of the difference has all');
  return {
    from: { digest: from.digest, name: from.name },
    to: { digest: to.digest, name: to.name },
    isSame: isSame(diff),
    lines: passages.flatMap(({ title, lines }) => [title, ...lines.map((line) => `  ${line}`)]),
    // What is read-only here may be changed by whoever receives it.
    reasons: exclusionTitles([...from.excluded, ...to.excluded], catalogue),
    details: exclusionDetails([...from.excluded, ...to.excluded]),
    waits: Object.fromEntries(waitsOf(from, to).map((code) => [code, waitInWords(code)])),
    diff: structuredClone(diff) as unknown as PlanDiffShape,
  };
}

function waitsOf(...plans: readonly Plan[]): readonly string[] {
  return plans.flatMap(({ prediction }) => prediction.waves.flatMap(({ held }) => held.map(({ reason }) => reason)));
}
