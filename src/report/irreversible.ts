import type { ApplyResult } from '../contract/campaigns.ts';
import type { PlanClause } from '../contract/plan-words.ts';
import type { EditionId } from '../domain/ids.ts';
import type { RulebookOverride } from '../domain/journey.ts';
import { durationInWords, type Instant, toRfc3339 } from '../domain/time.ts';
import { rulebookFor } from '../journeys/sensor-v3/rulebook.ts';
import { instantInWords } from './instant.ts';
import { inEnglish } from './plan-english.ts';

export interface IrreversibleInput {
  readonly edition: EditionId;
  readonly overrides: readonly RulebookOverride[];
  readonly now: Instant;
}

/**
 * What a person must know before the start: what cannot be undone, and from when at the earliest (S3-05). An edition that
 * promises no rollback gives no time, because then the switch itself must be taken as final.
 */
export function irreversibleShape(input: IrreversibleInput): NonNullable<ApplyResult['irreversible']> {
  const rules = rulebookFor(input.edition, input.overrides);
  const asOf = toRfc3339(input.now);
  if (rules.rollback.value === 'unstated') {
    const clause: PlanClause = { says: 'irreversible-unpromised', values: { edition: input.edition } };
    return { sentence: inEnglish(clause, instantInWords), clause, earliestAt: null, asOf };
  }
  const period = durationInWords(rules.observationMs.value);
  const clause: PlanClause = { says: 'irreversible', values: { period } };
  return {
    sentence: inEnglish(clause, instantInWords),
    clause,
    earliestAt: toRfc3339(input.now + rules.observationMs.value),
    asOf,
  };
}
