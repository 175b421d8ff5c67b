import type { z } from 'zod';
import type { evidence, Verdict as VerdictShape } from '../contract/servers.ts';
import type { RulebookOverride } from '../domain/journey.ts';
import { toRfc3339 } from '../domain/time.ts';
import type { EvidenceRef, Verdict } from '../domain/verdict.ts';
import { type CheckCatalogue, codeInWords, ownerOf } from './check-catalogue.ts';
import { factValue } from './fact.ts';
import { requirementShape } from './rule.ts';

type EvidenceShape = z.infer<typeof evidence>;

/**
 * One check on one host: verdict, what it rests on, what is demanded and where that is written, what to do, and how a person verifies the same (S3-03).
 * `overrides` are those that the tenant has now: with another set every host is judged again.
 */
export function verdictShape(
  verdict: Verdict,
  catalogue: CheckCatalogue,
  overrides: readonly RulebookOverride[],
): VerdictShape {
  const text = catalogue.checks[verdict.check];
  return {
    check: verdict.check,
    title: text?.title ?? codeInWords(verdict.check),
    verdict: verdict.verdict,
    reason: verdict.reason,
    summary: verdict.summary,
    required: catalogue.requirements(verdict.check, { edition: verdict.edition, overrides }).map(requirementShape),
    evidence: verdict.evidence.map(evidenceShape),
    edition: verdict.edition,
    remedy: verdict.remedy,
    howToGet: verdict.howToGet,
    owner: ownerOf(catalogue, verdict) ?? undefined,
    conflict: verdict.conflict,
    verify: text === undefined ? undefined : { ...text.verify },
    validUntil: toRfc3339(verdict.validUntil),
  };
}

export function evidenceShape(ref: EvidenceRef): EvidenceShape {
  return {
    key: ref.key,
    value: factValue(ref.value),
    source: ref.source,
    observedAt: toRfc3339(ref.observedAt),
    origin: ref.origin === undefined ? undefined : { ...ref.origin },
  };
}
