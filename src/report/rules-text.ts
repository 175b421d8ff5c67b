import { assertNever } from '../domain/assert-never.ts';
import type {
  CampaignRules,
  Caps,
  CommitGuard,
  FailureBudget,
  Floor,
  GateCondition,
} from '../domain/campaign/rules.ts';
import { durationInWords, type Instant } from '../domain/time.ts';

/** How the reader shows an instant: in which zone and form. */
export type Tell = (at: Instant) => string;

/**
 * What holds for every wave of a plan, a line for each matter.
 * @param isBrief leaves out what asks nothing and shuts nothing: that a start needs no hour, no approval, and no gate before another wave.
 */
export function rulesLines(rules: CampaignRules, tell: Tell, isBrief = false): readonly string[] {
  const { caps, floor, gate, calendars, approval } = rules;
  const said = (isSaid: boolean, line: () => string) => (isBrief && !isSaid ? [] : [line()]);
  return [
    `At once: ${capsInWords(caps).join(', ')}.`,
    `Floor: ${floorInWords(floor)}.`,
    ...floor.waivers.map(
      (waiver) =>
        `Waiver for ${groupInWords(waiver.of, waiver.name)} until ${tell(waiver.expiresAt)}: ${waiver.because}`,
    ),
    budgetInWords(rules.budget),
    ...said(gate.length > 0, () => gateInWords(gate)),
    ...said(calendars.length > 0, () => calendarsInWords(calendars)),
    commitGuardInWords(rules.commitGuard),
    ...said(approval.people > 0, () => approvalInWords(approval)),
  ];
}

/** "site Berlin"; a site that nobody told is said to be that. */
export function groupInWords(of: 'site' | 'domain', name: string): string {
  return name === '' ? `the unknown ${of}` : `${of} ${name}`;
}

/** "1 server", "2 servers". */
export function plural(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}

function capsInWords(caps: Caps): readonly string[] {
  const said = (cap: number | null, words: (cap: number) => string) => (cap === null ? [] : [words(cap)]);
  return [
    `at most ${caps.inFlight} in flight`,
    ...said(caps.perSite, (cap) => `${cap} in a site`),
    ...said(caps.perDomain, (cap) => `${cap} in a domain`),
    ...said(caps.startsPerDay, (cap) => `${plural(cap, 'start')} a day`),
    ...said(caps.commitsPerDay, (cap) => `${plural(cap, 'commit')} a day`),
    ...said(caps.blastRadius, (cap) => `${plural(cap, 'server')} neither as before nor committed`),
    ...(caps.spreadMs === 0 ? [] : [`${durationInWords(caps.spreadMs)} between two starts at a site`]),
  ];
}

function floorInWords({ servers, share }: Floor): string {
  const least = plural(Math.max(1, servers), 'server');
  const part = share === 0 ? '' : ` and ${percent(share)} of them`;
  return `at least ${least}${part} protected and not in a disruptive step, in every site and domain`;
}

function budgetInWords({ failures, perStratum }: FailureBudget): string {
  if (failures === 0) return 'The first failure stops it.';
  const stratum = perStratum === null ? '' : `, or more than ${perStratum} of one kind of host`;
  return `Stops at more than ${plural(failures, 'failure')} in all${stratum}.`;
}

function gateInWords(gate: readonly GateCondition[]): string {
  return `Between waves: ${['every move of the wave is verified', ...gate.map(conditionInWords)].join('; ')}.`;
}

function calendarsInWords(calendars: CampaignRules['calendars']): string {
  if (calendars.length === 0) return 'Starts at any hour.';
  return `Starts only while all are open: ${calendars.map(({ name, zone }) => `${name} (${zone})`).join(', ')}.`;
}

function commitGuardInWords({ whenNobodyDecides, alarmHours }: CommitGuard): string {
  const nobody = { 'ask-for-rollback': 'a rollback is asked for in time', 'let-commit': 'the commit is let pass' };
  const alarms = alarmHours.map((hours) => `${hours} h`).join(', ');
  return `Before a commit: alarms ${alarms} ahead; when nobody decides and evidence is missing, ${nobody[whenNobodyDecides]}.`;
}

function conditionInWords(condition: GateCondition): string {
  switch (condition.kind) {
    case 'success-share':
      return `${percent(condition.atLeast)} of it succeeded`;
    case 'soak':
      return `${durationInWords(condition.ms)} passed since its last host was protected by the new sensor`;
    case 'health':
      return `no new health issue of those that both sensors watch${acceptedText(condition.acceptedWatches)}`;
    case 'detection':
      return 'detections and telemetry are as before';
    case 'proofs':
      return `proved on every host: ${condition.proofs.join(', ')}`;
    case 'hunting':
      return `the query ${condition.query} finds none of its hosts`;
    case 'manual':
      return `a person answers "${condition.question}"`;
    case 'rollback-drill':
      return 'one of its hosts was rolled back and moved again';
    default:
      return assertNever(condition);
  }
}

function approvalInWords({ people, perWave, validMs }: CampaignRules['approval']): string {
  if (people === 0) return 'Nobody has to approve it.';
  const who = people === 1 ? 'one person' : `${people} people`;
  return `Approved by ${who} other than the author${perWave ? ', for each wave' : ''}; an approval is good for ${durationInWords(validMs)}.`;
}

/** Two decimals at most, so that 0.29 is 29 % and not 28.999999999999996. */
export function percent(share: number): string {
  return `${Math.round(share * 10_000) / 100} %`;
}

function acceptedText(watches: readonly string[] = []): string {
  return watches.length === 0 ? '' : ` (accepted of those that only the new one watches: ${watches.join(', ')})`;
}
