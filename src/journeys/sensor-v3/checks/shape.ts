import type { Check, CheckInput, Finding, Judgement } from '../../../domain/check.ts';
import type { FactKey, FactValue } from '../../../domain/fact.ts';
import type { EditionId } from '../../../domain/ids.ts';
import type { TenantFacts } from '../../../domain/journey.ts';
import type { Disposition, VerdictValue } from '../../../domain/verdict.ts';
import type { ReasonCode } from '../reasons.ts';
import type { Rulebook } from '../rulebook.ts';

export type SensorCheck = Check<Rulebook, ReasonCode>;
export type SensorCheckInput = CheckInput<Rulebook>;
export type SensorFinding = Finding<ReasonCode>;

/**
 * One row of a check's table of cases. `name` is a sentence that states the rule; `facts` are fresh host facts, `stale` ones
 * are two days old. Without an edition the row runs under 2026-03.
 */
export interface CheckCase {
  readonly name: string;
  readonly facts?: Readonly<Record<FactKey, FactValue>>;
  readonly stale?: Readonly<Record<FactKey, FactValue>>;
  readonly tenant?: TenantFacts;
  readonly edition?: EditionId;
  readonly others?: readonly Judgement[];
  readonly expect: {
    readonly verdict: VerdictValue;
    readonly reason: ReasonCode | '';
    readonly disposition?: Disposition;
    /** Texts that the summary, remedy or conflict must contain. */
    readonly says?: readonly string[];
  };
}
