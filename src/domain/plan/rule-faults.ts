import type { CampaignRules, Caps, Floor, GateCondition } from '../campaign/rules.ts';
import type { Fault } from '../fault.ts';
import { gateQueries } from '../gate/queries.ts';
import { dayMs, durationInWords, hourMs } from '../time.ts';
import type { Durations } from './pace.ts';

/** Nothing that a campaign counts or waits for is larger; a number beyond is a slip of the hand. */
const mostHosts = 1_000_000;
const longestWaitMs = 366 * dayMs;

/**
 * What is wrong with the rules of a campaign. A threshold that makes no sense is refused here, because read as "off" it would
 * take the brake away unseen. Calendars have faults of their own, and are not looked at.
 */
export function faultsOfRules(rules: CampaignRules, durations: Durations): readonly Fault[] {
  const { budget, commitGuard, approval } = rules;
  const isKnownDefault = ['ask-for-rollback', 'let-commit'].includes(commitGuard.whenNobodyDecides);
  return [
    ...faultsOfCaps(rules.caps),
    ...faultsOfFloor(rules.floor),
    ...whole('budget.failures', budget.failures, 0),
    ...wholeOrNull('budget.perStratum', budget.perStratum, 0),
    ...rules.gate.flatMap((condition, at) => faultsOfCondition(condition, `gate[${at}]`, durations)),
    ...faultsOfRepetition(rules.gate),
    ...unless(isKnownDefault, 'commitGuard.whenNobodyDecides', 'It is ask-for-rollback or let-commit.'),
    ...faultsOfAlarms(commitGuard.alarmHours, durations),
    ...whole('approval.people', approval.people, 0),
    ...unless(typeof approval.perWave === 'boolean', 'approval.perWave', 'It is true or false.'),
    ...time('approval.validMs', approval.validMs, 1),
  ];
}

function faultsOfCaps(caps: Caps): readonly Fault[] {
  return [
    ...whole('caps.inFlight', caps.inFlight, 1),
    ...wholeOrNull('caps.perSite', caps.perSite, 1),
    ...wholeOrNull('caps.perDomain', caps.perDomain, 1),
    ...wholeOrNull('caps.startsPerDay', caps.startsPerDay, 1),
    ...wholeOrNull('caps.commitsPerDay', caps.commitsPerDay, 1),
    ...wholeOrNull('caps.blastRadius', caps.blastRadius, 1),
    ...time('caps.spreadMs', caps.spreadMs, 0),
  ];
}

function faultsOfFloor(floor: Floor): readonly Fault[] {
  const seen = new Set<string>();
  return [
    ...whole('floor.servers', floor.servers, 0),
    ...unless(isBetween(floor.share, 0, 1), 'floor.share', `A share is a number from 0 to 1, not ${floor.share}.`),
    ...floor.waivers.flatMap((waiver, at) => {
      const place = `floor.waivers[${at}]`;
      const key = JSON.stringify([waiver.of, waiver.name]);
      const isFirst = !seen.has(key);
      seen.add(key);
      return [
        ...unless(['site', 'domain'].includes(waiver.of), `${place}.of`, 'A waiver is for a site or a domain.'),
        ...unless(typeof waiver.name === 'string', `${place}.name`, 'A waiver names its site or domain.'),
        ...unless(isFirst, place, `There are two waivers for ${waiver.of} "${waiver.name}"; leave one.`),
        ...unless(isText(waiver.because), `${place}.because`, 'A waiver says why.'),
        ...unless(Number.isSafeInteger(waiver.expiresAt), `${place}.expiresAt`, 'A waiver says until when it is good.'),
      ];
    }),
  ];
}

function faultsOfCondition(condition: GateCondition, at: string, { typicalMs }: Durations): readonly Fault[] {
  switch (condition.kind) {
    case 'success-share':
      return unless(
        isBetween(condition.atLeast, 0, 1) && condition.atLeast > 0,
        `${at}.atLeast`,
        `A share to be reached is more than 0 and at most 1, not ${condition.atLeast}; leave the condition out to ask for none.`,
      );
    case 'soak': {
      const wrong = time(`${at}.ms`, condition.ms, 1);
      if (wrong.length > 0) return wrong;
      const typical = durationInWords(typicalMs);
      return unless(
        condition.ms >= typicalMs,
        `${at}.ms`,
        `${durationInWords(condition.ms)} is shorter than a move takes (${typical}); it would show nothing.`,
      );
    }
    case 'proofs': {
      const { proofs } = condition;
      return unless(
        proofs.length > 0 && proofs.every(isText) && new Set(proofs).size === proofs.length,
        `${at}.proofs`,
        'At least one proof is named, and none twice.',
      );
    }
    case 'hunting':
      return unless(
        Object.hasOwn(gateQueries, condition.query),
        `${at}.query`,
        `There is no query "${condition.query}"; there are ${Object.keys(gateQueries).join(', ')}.`,
      );
    case 'manual':
      return unless(isText(condition.question), `${at}.question`, 'The person who answers needs a question.');
    case 'health': {
      const { acceptedWatches = [] } = condition;
      return unless(acceptedWatches.every(isText), `${at}.acceptedWatches`, 'Each is the title of a health issue.');
    }
    case 'detection':
    case 'rollback-drill':
      return [];
    default:
      // A file may hold a word that the compiler never saw.
      return unknownCondition(condition, at);
  }
}

function unknownCondition(condition: never, at: string): readonly Fault[] {
  const kind = (condition as { readonly kind?: unknown } | null)?.kind;
  return [{ at: `${at}.kind`, message: `"${String(kind)}" is no condition of a gate.` }];
}

/** Of two sizes of one condition, nobody knows which was meant. Queries, proofs and questions may be several. */
function faultsOfRepetition(gate: readonly GateCondition[]): readonly Fault[] {
  const single = ['success-share', 'soak', 'health', 'detection', 'rollback-drill'];
  return gate.flatMap(({ kind }, at) => {
    const isFirst = gate.findIndex((other) => other.kind === kind) === at;
    return unless(isFirst || !single.includes(kind), `gate[${at}]`, `There are two conditions ${kind}; leave one.`);
  });
}

function faultsOfAlarms(hours: readonly number[], { observationMs }: Durations): readonly Fault[] {
  const at = 'commitGuard.alarmHours';
  const isDescending = hours.every(
    (hour, index) => Number.isFinite(hour) && hour > 0 && (index === 0 || hour < (hours[index - 1] ?? 0)),
  );
  const longest = (observationMs ?? longestWaitMs) / hourMs;
  return [
    ...unless(hours.length > 0, at, 'Somebody has to be alarmed at least once before a commit.'),
    ...unless(isDescending, at, 'Alarms are numbers of hours above 0, each smaller than the one before.'),
    ...unless(
      hours.every((hour) => !(hour > longest)),
      at,
      `An alarm more than ${longest} h before the commit would come before the move.`,
    ),
  ];
}

function whole(at: string, value: number, least: number): readonly Fault[] {
  const isFine = Number.isSafeInteger(value) && isBetween(value, least, mostHosts);
  return unless(isFine, at, `It is a whole number from ${least} to ${mostHosts}, not ${value}.`);
}

function wholeOrNull(at: string, value: number | null, least: number): readonly Fault[] {
  return value === null ? [] : whole(at, value, least);
}

function time(at: string, ms: number, least: number): readonly Fault[] {
  const isFine = Number.isSafeInteger(ms) && isBetween(ms, least, longestWaitMs);
  return unless(isFine, at, `It is a whole number of milliseconds from ${least} to ${longestWaitMs}, not ${ms}.`);
}

/** False for NaN and for what is no number at all. */
function isBetween(value: number, least: number, most: number): boolean {
  return typeof value === 'number' && value >= least && value <= most;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}

function unless(isFine: boolean, at: string, message: string): readonly Fault[] {
  return isFine ? [] : [{ at, message }];
}
