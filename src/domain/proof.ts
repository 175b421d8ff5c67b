import type { Instant } from './time.ts';
import type { EvidenceRef, VerdictValue } from './verdict.ts';

/** One proof that a move did what it should: asked for, judged on evidence, never assumed. */
export interface ProofVerdict {
  readonly proof: string;
  readonly title: string;
  readonly verdict: VerdictValue;
  readonly reason: string;
  readonly summary: string;
  /** Whether the move can count as done without it. */
  readonly isRequired: boolean;
  readonly evidence: readonly EvidenceRef[];
  readonly howToGet?: string | undefined;
  readonly judgedAt: Instant;
  /** Since when the verdict has been this one; absent where it was judged before this was kept. */
  readonly since?: Instant | undefined;
}

/** What was judged now, with the instant since when each verdict has been what it is. */
export function sinceWhen(earlier: readonly ProofVerdict[], now: readonly ProofVerdict[]): readonly ProofVerdict[] {
  return now.map((proof) => {
    const before = earlier.find((one) => one.proof === proof.proof);
    return { ...proof, since: before?.verdict === proof.verdict ? before.since : proof.judgedAt };
  });
}

/** Done needs proof: every required proof passes or does not apply. No proof at all is not done. */
export function isComplete(proofs: readonly ProofVerdict[]): boolean {
  const required = proofs.filter((proof) => proof.isRequired);
  return (
    required.length > 0 && required.every((proof) => proof.verdict === 'pass' || proof.verdict === 'notApplicable')
  );
}

/** The required proofs that do not hold, by id. */
export function missingProofs(proofs: readonly ProofVerdict[]): readonly string[] {
  return proofs
    .filter((proof) => proof.isRequired && proof.verdict !== 'pass' && proof.verdict !== 'notApplicable')
    .map((proof) => proof.proof);
}
