import { assertNever } from '../domain/assert-never.ts';
import type { CampaignRules, Caps, Floor, GateCondition } from '../domain/campaign/rules.ts';
import { durationInWords } from '../domain/time.ts';
import { instantInWords } from './instant.ts';

/** What holds for every wave of a plan, a line for each matter. */
export function rulesLines(rules: CampaignRules): readonly string[] {
  const { budget, commitGuard, approval } = rules;
  const stratum = budget.perStratum === null ? '' : `, or more than ${budget.perStratum} of one kind of host`;
  const nobody = { 'ask-for-rollback': 'a rollback is asked for in time', 'let-commit': 'the commit is let pass' };
  return [
    `At once: ${capsInWords(rules.caps).join(', ')}.`,
    `Floor: ${floorInWords(rules.floor)}.`,
    ...rules.floor.waivers.map(
      (waiver) =>
        `Waiver for ${groupInWords(waiver.of, waiver.name)} until ${instantInWords(waiver.expiresAt)}: ${waiver.because}`,
    ),
    `Stops at more than ${plural(budget.failures, 'failure')} in all${stratum}.`,
    `Between waves: ${['every move of the wave is verified', ...rules.gate.map(conditionInWords)].join('; ')}.`,
    rules.calendars.length === 0
      ? 'Starts at any hour.'
      : `Starts only while all are open: ${rules.calendars.map(({ name, zone }) => `${name} (${zone})`).join(', ')}.`,
    `Before a commit: alarms ${commitGuard.alarmHours.map((hours) => `${hours} h`).join(', ')} ahead; when nobody decides and evidence is missing, ${nobody[commitGuard.whenNobodyDecides]}.`,
    approvalInWords(approval),
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
  const part = share === 0 ? '' : ` and ${percent(share)}`;
  return `every site and domain keeps at least ${least}${part} protected outside a disruptive step`;
}

function conditionInWords(condition: GateCondition): string {
  switch (condition.kind) {
    case 'success-share':
      return `${percent(condition.atLeast)} of it succeeded`;
    case 'soak':
      return `${durationInWords(condition.ms)} passed since its last host was protected by the new sensor`;
    case 'health':
      return 'no new health issue of those that both sensors watch';
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
