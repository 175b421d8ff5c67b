import type { PlanClause } from '../contract/plan-words.ts';
import { assertNever } from '../domain/assert-never.ts';
import type {
  CampaignRules,
  Caps,
  CommitGuard,
  FailureBudget,
  Floor,
  GateCondition,
} from '../domain/campaign/rules.ts';
import { durationInWords } from '../domain/time.ts';
import { atOf, inEnglish, inside, type Tell, type UnsaidLine } from './plan-english.ts';

/** What holds for every wave of a plan, as the command line says it, with all that it asks. */
export function rulesInWords(rules: CampaignRules, tell: Tell): string[] {
  return rulesLines(rules).map((line) => inEnglish(line, tell));
}

/**
 * What holds for every wave of a plan, a line for each matter.
 * @param isBrief leaves out what asks nothing and shuts nothing: that a start needs no hour, no approval, and no gate before another wave.
 */
export function rulesLines(rules: CampaignRules, isBrief = false): readonly UnsaidLine[] {
  const { caps, floor, gate, calendars, approval } = rules;
  const said = (isSaid: boolean, line: () => UnsaidLine) => (isBrief && !isSaid ? [] : [line()]);
  return [
    { says: 'caps', values: { caps: { clauses: capClauses(caps), joined: ', ' } } },
    floorLine(floor),
    ...floor.waivers.map(
      ({ of, name, expiresAt, because }): UnsaidLine => ({
        says: 'waiver',
        values: { group: inside(groupClause(of, name)), at: atOf(expiresAt), because },
      }),
    ),
    budgetLine(rules.budget),
    ...said(gate.length > 0, () => gateLine(gate)),
    ...said(calendars.length > 0, () => calendarsLine(calendars)),
    commitGuardLine(rules.commitGuard),
    ...said(approval.people > 0, () => approvalLine(approval)),
  ];
}

/** "site Berlin"; a site that nobody told is said to be that. */
export function groupClause(of: 'site' | 'domain', name: string): PlanClause {
  return name === '' ? { says: `no-${of}`, values: {} } : { says: of, values: { name } };
}

/** "1 server", "2 servers". */
export function plural(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}

function capClauses(caps: Caps): PlanClause[] {
  const counted = (says: PlanClause['says'], count: number | null): PlanClause[] =>
    count === null ? [] : [{ says, values: { count } }];
  return [
    ...counted('cap-in-flight', caps.inFlight),
    ...counted('cap-site', caps.perSite),
    ...counted('cap-domain', caps.perDomain),
    ...counted('cap-starts', caps.startsPerDay),
    ...counted('cap-commits', caps.commitsPerDay),
    ...counted('cap-blast-radius', caps.blastRadius),
    ...(caps.spreadMs === 0
      ? []
      : [{ says: 'cap-spread', values: { duration: durationInWords(caps.spreadMs) } } as const]),
  ];
}

function floorLine({ servers, share }: Floor): UnsaidLine {
  const values = { servers: Math.max(1, servers), share: percentOf(share), hasShare: share === 0 ? 'no' : 'yes' };
  return { says: 'floor', values };
}

function budgetLine({ failures, perStratum }: FailureBudget): UnsaidLine {
  if (failures === 0) return { says: 'budget-none', values: {} };
  const hasKind = perStratum === null ? 'no' : 'yes';
  return { says: 'budget', values: { failures, hasKind, ofKind: perStratum ?? 0 } };
}

function gateLine(gate: readonly GateCondition[]): UnsaidLine {
  const clauses: PlanClause[] = [{ says: 'gate-moves', values: {} }, ...gate.map(conditionClause)];
  return { says: 'gate', values: { conditions: { clauses, joined: '; ' } } };
}

function calendarsLine(calendars: CampaignRules['calendars']): UnsaidLine {
  if (calendars.length === 0) return { says: 'any-hour', values: {} };
  const names = calendars.map(({ name, zone }) => `${name} (${zone})`).join(', ');
  return { says: 'calendars', values: { calendars: names } };
}

function commitGuardLine({ whenNobodyDecides, alarmHours }: CommitGuard): UnsaidLine {
  const hours = alarmHours.map((hour) => `${hour} h`).join(', ');
  const then = { 'ask-for-rollback': 'rollback', 'let-commit': 'commit' }[whenNobodyDecides];
  return { says: 'guard', values: { hours, then } };
}

/** What a condition of a gate asks. */
export function conditionClause(condition: GateCondition): PlanClause {
  switch (condition.kind) {
    case 'success-share':
      return { says: 'gate-success-share', values: { share: percentOf(condition.atLeast) } };
    case 'soak':
      return { says: 'gate-soak', values: { duration: durationInWords(condition.ms) } };
    case 'health': {
      const watches = condition.acceptedWatches ?? [];
      return { says: 'gate-health', values: { accepted: watches.length, watches: watches.join(', ') } };
    }
    case 'detection':
      return { says: 'gate-detection', values: {} };
    case 'proofs':
      return { says: 'gate-proofs', values: { proofs: condition.proofs.join(', ') } };
    case 'hunting':
      return { says: 'gate-hunting', values: { query: condition.query } };
    case 'manual':
      return { says: 'gate-manual', values: { question: condition.question } };
    case 'rollback-drill':
      return { says: 'gate-rollback-drill', values: {} };
    default:
      return assertNever(condition);
  }
}

function approvalLine({ people, perWave, validMs }: CampaignRules['approval']): UnsaidLine {
  if (people === 0) return { says: 'no-approval', values: {} };
  return {
    says: 'approval',
    values: { people, perWave: perWave ? 'yes' : 'no', duration: durationInWords(validMs) },
  };
}

/** Two decimals at most, so that 0.29 is 29 and not 28.999999999999996. */
export function percentOf(share: number): number {
  return Math.round(share * 10_000) / 100;
}
