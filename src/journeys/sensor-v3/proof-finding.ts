import type { Fact, FactTable } from '../../domain/fact.ts';
import { factKeys, type KnownFactKey } from '../../domain/fact-keys.ts';
import { durationInWords, type Instant } from '../../domain/time.ts';
import type { VerdictValue } from '../../domain/verdict.ts';
import type { ReasonCode } from './reasons.ts';
import type { Rulebook } from './rulebook.ts';

/** What the proofs of a move are judged on. */
export interface ProofInput {
  /** When v3.x was first seen, at the latest; undefined while it was not. Older evidence shows the time before and proves nothing. */
  readonly switchedAt: Instant | undefined;
  /** Whether the observation is over and v2.x may be cleaned up. */
  readonly isCommitted: boolean;
  /** The snapshot taken when the move was granted. It is a record of its time and never too old. */
  readonly before: FactTable | undefined;
  readonly after: FactTable;
  readonly rules: Rulebook;
  readonly at: Instant;
}

/** What one proof found. */
export interface ProofFinding {
  readonly verdict: VerdictValue;
  readonly reason: ReasonCode | '';
  readonly summary: string;
  readonly evidence: readonly Fact[];
  readonly howToGet?: string | undefined;
}

export interface ProofInputAfterSwitch extends ProofInput {
  readonly switchedAt: Instant;
}

export function finding(
  verdict: VerdictValue,
  reason: ReasonCode | '',
  summary: string,
  evidence: readonly Fact[],
  howToGet?: string,
): ProofFinding {
  return { verdict, reason, summary, evidence, howToGet };
}

export function tooOld(fact: Fact, switchedAt: Instant): ProofFinding {
  const { title } = factKeys[fact.key as KnownFactKey];
  const summary = `${title} was read ${durationInWords(switchedAt - fact.observedAt)} before the switch was seen.`;
  return finding('unknown', 'evidence-before-switch', summary, [fact]);
}

export function notKnown(key: KnownFactKey, facts: FactTable): string {
  const { title } = factKeys[key];
  return facts.stale.has(key) ? `${title}: what is known is too old.` : `${title}: not known.`;
}
