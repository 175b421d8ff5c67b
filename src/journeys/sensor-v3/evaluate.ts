import type { CheckInput, Judgement } from '../../domain/check.ts';
import {
  addUp,
  checksToRepeat,
  overallVerdict,
  type Repetition,
  repeatChecks,
  runChecks,
  type ServiceEvidence,
} from '../../domain/evaluate.ts';
import { textFact } from '../../domain/fact-reading.ts';
import type { EditionId } from '../../domain/ids.ts';
import type { EvaluateInput } from '../../domain/journey.ts';
import type { Eligibility, Verdict } from '../../domain/verdict.ts';
import { checks } from './checks/all.ts';
import { editions, type Rulebook, rulebookFor, ruleChanges } from './rulebook.ts';

/** The reason that overrules all others: two judges disagree, so nothing is decided. */
const contradiction = 'service-disagrees';
const weighing = {
  contradiction,
  moot: new Set(['already-migrated']),
  ofTenant: new Set(checks.filter((check) => check.isOfTenant === true).map((check) => check.id)),
};

/**
 * All checks of the journey on one host, added up. A host that already moved or is moving is failed with a reason that says
 * so. Editions under which the overall verdict would be another one are named.
 */
export function evaluate(input: EvaluateInput): Eligibility {
  const { host, edition, now } = input;
  const rules = rulebookFor(edition, input.overrides);
  const verdicts = runChecks(checks, checkInput(input, edition, rules), serviceEvidence(input, rules));
  const sum = addUp(verdicts, weighing, now);
  const differsIn: EditionId[] = [];
  for (const other of editions) {
    if (other === edition) continue;
    const judgements = judgementsIn(other, input, rules, verdicts);
    if (judgements !== verdicts && overallVerdict(judgements, contradiction) !== sum.verdict) differsIn.push(other);
  }
  return {
    hostId: host.hostId,
    journey: 'sensor-v3',
    edition,
    verdict: sum.verdict,
    disposition: sum.disposition,
    reasons: sum.reasons,
    verdicts,
    differsIn,
    evaluatedAt: now,
    validUntil: sum.validUntil,
  };
}

/** `verdicts` itself when the other edition judges as this one. */
function judgementsIn(
  other: EditionId,
  input: EvaluateInput,
  rules: Rulebook,
  verdicts: readonly Verdict[],
): readonly Judgement[] {
  const otherRules = rulebookFor(other, input.overrides);
  const again = input.overrides.length === 0 ? repeated[input.edition][other] : repeatedBetween(rules, otherRules);
  const service = serviceEvidence(input, otherRules);
  return repeatChecks(checks, verdicts, checkInput(input, other, otherRules), service, again);
}

function repeatedBetween(a: Rulebook, b: Rulebook): Repetition {
  return checksToRepeat(checks, ruleChanges(a, b));
}

/** Worked out once for rulebooks without overrides: an estate is evaluated host after host under the same pair. */
const repeated = {
  '2026-03': repeatedFrom('2026-03'),
  '2026-09': repeatedFrom('2026-09'),
} as const satisfies Record<EditionId, unknown>;

function repeatedFrom(edition: EditionId): Readonly<Record<EditionId, Repetition>> {
  const to = (other: EditionId) => repeatedBetween(rulebookFor(edition, []), rulebookFor(other, []));
  return { '2026-03': to('2026-03'), '2026-09': to('2026-09') };
}

function checkInput(input: EvaluateInput, edition: EditionId, rules: Rulebook): Omit<CheckInput<Rulebook>, 'others'> {
  const { host, facts, tenant, now } = input;
  return { host, facts, tenant, rules, edition, now };
}

/**
 * The service's `readyForMigration` as evidence: only when the plan accepts it, only while it is young, and only for the
 * checks that the rulebook lists.
 */
function serviceEvidence(input: EvaluateInput, rules: Rulebook): ServiceEvidence | undefined {
  if (input.demand === 'host') return undefined;
  const state = textFact(input.facts, 'mdi.migrationState');
  if (state === undefined || state.value !== 'readyForMigration') return undefined;
  const validUntil = state.observedAt + rules.serviceVerdictMaxAgeMs.value;
  if (input.now > validUntil) return undefined;
  return {
    ref: {
      key: state.key,
      value: state.value,
      source: 'service-verdict',
      observedAt: state.observedAt,
      origin: state.origin,
    },
    validUntil,
    checks: rules.serviceVerdictChecks.value,
  };
}
