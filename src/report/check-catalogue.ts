import type { Owner } from '../domain/check.ts';
import type { HuntingQueryName } from '../domain/hunting-queries.ts';
import type { RulesInForce } from '../domain/journey.ts';
import type { RuleInForce, RuleInWords } from '../domain/rulebook.ts';
import type { Verdict } from '../domain/verdict.ts';

/** What a journey tells people about its checks and proofs; given by whoever puts the pieces together, so that reports know no journey by heart. */
export interface CheckCatalogue {
  /** By check id. */
  readonly checks: Readonly<Record<string, CheckText>>;
  /** By reason code. A code that is not here is shown in plain words made of itself. */
  readonly reasons: Readonly<Record<string, string>>;
  readonly proofs: readonly ProofText[];
  /** What a check demands under these rules, and where that comes from; nothing for a check that this version does not have. */
  readonly requirements: (check: string, rules: RulesInForce) => readonly RuleInWords[];
  /** Every rule that is in force. */
  readonly rules: (rules: RulesInForce) => readonly RuleInForce[];
}

/** A kind of proof, with the hunting query whose answer it is judged by; undefined where no query gives its evidence. */
export interface ProofText {
  readonly id: string;
  readonly title: string;
  readonly howToGet: string;
  readonly query: HuntingQueryName | undefined;
}

interface CheckText {
  readonly title: string;
  readonly verify: { readonly analyzer: string; readonly byHand: string };
  readonly owners: { readonly mends: Owner; readonly finds: Owner };
}

/** The title of a reason code; never empty, because a person must be able to read every reason (S3-04). */
export function reasonTitle(catalogue: Pick<CheckCatalogue, 'reasons'>, code: string): string {
  return catalogue.reasons[code] ?? codeInWords(code);
}

/** Who does what is to be done about a verdict; null where nothing is to be done, or nobody knows the check. */
export function ownerOf(catalogue: CheckCatalogue, verdict: Verdict | undefined): Owner | null {
  const owners = verdict && catalogue.checks[verdict.check]?.owners;
  if (owners === undefined) return null;
  if (verdict?.verdict === 'fail') return owners.mends;
  return verdict?.verdict === 'unknown' ? owners.finds : null;
}

/** "sense-stopped" as "Sense stopped": good enough for people until somebody writes a better title. */
export function codeInWords(code: string): string {
  const words = code
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('-', ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
