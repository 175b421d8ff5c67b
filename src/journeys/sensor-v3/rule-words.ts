import type { RulesInForce } from '../../domain/journey.ts';
import type { Rule, RuleInForce, RuleInWords } from '../../domain/rulebook.ts';
import { durationInWords } from '../../domain/time.ts';
import { checks } from './checks/all.ts';
import { conditionOf, type Rulebook, type RuleId, rulebookFor } from './rulebook.ts';
import type { UpdateBaselines } from './update-baselines.ts';

/** What a rule is about, for whoever does not know its name. */
const ruleTitles = {
  leastV2Version: 'Least version of sensor v2.x',
  leastSenseVersion: 'Least version of the Defender for Endpoint sensor',
  leastOsBuild: 'Oldest supported Windows Server, by its build',
  updateBaselines: 'Required cumulative update, by product',
  additionalRoles: 'Domain controllers with another identity role',
  v2Connection: 'Connection of sensor v2.x',
  typicalMs: 'Time that a migration usually takes',
  timeoutMs: 'Time that a migration takes at most',
  observationMs: 'Observation of v3.x before the commit',
  rollback: 'Rollback while v3.x is observed',
  commit: 'Commit after the observation',
  startGraceMs: 'Time until an accepted request shows as Migrating',
  serviceVerdictMaxAgeMs: "Age up to which the service's own verdict is evidence",
  serviceVerdictChecks: "Checks that accept the service's own verdict",
  v2OnlyHealthIssues: 'Health issues that only sensor v2.x raises',
  v3OnlyHealthIssues: 'Health issues that only sensor v3.x raises',
  expectedHealthIssues: 'Health issues that a mixed estate brings along',
  rpcAuditingAutomaticFrom: 'Sensor version from which RPC auditing needs no tag',
  actionAccount: 'gMSA of the action account',
  highLoadPercent: 'High load, in percent',
  clockSkewLimitSeconds: 'Difference of clocks at most, in seconds',
  activityWindowMs: 'Window in which events are counted',
  leastActivityPercent: 'Least share of the events before the switch, in percent',
} as const satisfies Readonly<Record<RuleId, string>>;

/** Every rule under an edition and what a tenant chose instead, in the order of the rulebook. */
export function rulesInWords({ edition, overrides }: RulesInForce): readonly RuleInForce[] {
  const inForce = rulebookFor(edition, overrides);
  const stated = rulebookFor(edition, []);
  return (Object.keys(stated) as RuleId[]).map((rule) => ({
    ...inWords(rule, inForce),
    edition: inForce[rule] === stated[rule] ? null : inWords(rule, stated),
  }));
}

/** What a check demands: the values that it compares with, or else its condition. Nothing for a check that this version does not have. */
export function requirementsOf(check: string, { edition, overrides }: RulesInForce): readonly RuleInWords[] {
  const condition = conditionOf(check, edition);
  const rules = checks.find(({ id }) => id === check)?.rules ?? [];
  const book = rulebookFor(edition, overrides);
  const values = rules.map((rule) => inWords(rule, book));
  if (condition === undefined) return values;
  const { title, basis, sources, note } = condition;
  return [{ rule: check, title, value: null, basis, sources, note }, ...values];
}

function inWords(rule: RuleId, book: Rulebook): RuleInWords {
  const { value, basis, sources, note }: Rule<Rulebook[RuleId]['value']> = book[rule];
  return { rule, title: ruleTitles[rule], value: valueInWords(rule, value), basis, sources, note };
}

function valueInWords(rule: RuleId, value: Rulebook[RuleId]['value']): string {
  if (value === null) return 'none';
  if (typeof value === 'number') return rule.endsWith('Ms') ? durationInWords(value) : String(value);
  if (typeof value === 'string') return value;
  if (isList(value)) return value.join('; ') || 'none';
  return Object.entries(value)
    .map(([build, { product, leastRevision, update }]) =>
      leastRevision === undefined
        ? `${product}: ${update} (its number is not known)`
        : `${product}: ${build}.${leastRevision} (${update})`,
    )
    .join('; ');
}

function isList(value: readonly string[] | UpdateBaselines): value is readonly string[] {
  return Array.isArray(value);
}
