import type { FailureBudget } from './campaign/rules.ts';
import type { HostId, MoveId } from './ids.ts';
import type { MovePhase } from './move.ts';
import { type ProblemCode, type ProblemRef, problem } from './problem.ts';
import type { Instant } from './time.ts';

/** Why an attempt counts as a failure. */
export type FailureCause = 'failed' | 'reverted' | 'rolled-back' | 'silent' | 'gone-dark';

/** One attempt of one host, as far as it matters to whether it failed. */
export interface Attempt {
  readonly moveId: MoveId;
  readonly hostId: HostId;
  readonly name: string;
  /** False for a move that somebody else started on a host that is not in the campaign. */
  readonly isOfCampaign: boolean;
  readonly phase: MovePhase;
  readonly kind: string;
  /** What the state says went wrong; null when it says nothing. */
  readonly problem: ProblemCode | null;
  /** Of a move in flight: when its silence is failure. */
  readonly deadlineAt: Instant | null;
  /** When the new sensor was last seen protecting, or else the instant of the switch; null before the switch. */
  readonly lastSignAt: Instant | null;
  /** Rolled back on purpose, to show that it can be. */
  readonly isDrill: boolean;
  /** Site, role and system, written `site:Munich`. */
  readonly strata: readonly string[];
}

/** How far our own looking reaches: what nobody could read says nothing of a host. */
export interface Watch {
  /** The newest reading of the service that succeeded; null: none has. */
  readonly readAt: Instant | null;
  /** How long a switched host may give no sign while the service can be read. */
  readonly darkAfterMs: number;
}

export interface Failure {
  readonly moveId: MoveId;
  readonly hostId: HostId;
  readonly name: string;
  readonly cause: FailureCause;
  readonly strata: readonly string[];
}

/** A person's word that the campaign goes on in spite of this attempt. It covers this attempt, not the next one of the same host. */
export interface AcceptedFailure {
  readonly moveId: MoveId;
  readonly name: string;
  readonly by: string;
  readonly because: string;
  readonly at: Instant;
}

interface Spending {
  /** Failures that count: each attempt once, those that were accepted left out. */
  readonly failures: number;
  readonly remaining: number;
  /** Worst first. `remaining` is null where only the total counts. */
  readonly strata: readonly StratumSpending[];
}
interface StratumSpending {
  readonly stratum: string;
  readonly failures: number;
  readonly remaining: number | null;
}
/** Tripped: `names` are the failures that a person has to accept or mend before anything starts again. */
type BudgetVerdict = Spending &
  (
    | { readonly kind: 'within' }
    | { readonly kind: 'tripped'; readonly because: string; readonly names: readonly string[] }
  );

const causes: ReadonlyMap<string, FailureCause> = new Map([
  ['failed', 'failed'],
  ['reverted', 'reverted'],
  ['rolledBack', 'rolled-back'],
]);

/** The way to the service failed, not the host: counted as failures, a throttled hour would end every campaign. */
function isOfTheConnection(code: ProblemCode | null): boolean {
  return code?.startsWith('connection-') ?? false;
}

/** Why an attempt counts as a failure; null: it does not, or nobody could look. */
export function failureOf(attempt: Attempt, watch: Watch): FailureCause | null {
  const cause = causes.get(attempt.kind);
  if (cause !== undefined) {
    if (cause === 'rolled-back' && attempt.isDrill) return null;
    return isOfTheConnection(attempt.problem) ? null : cause;
  }
  if (watch.readAt === null) return null;
  if (attempt.phase === 'inFlight') return isSilent(attempt, watch.readAt) ? 'silent' : null;
  if (attempt.phase === 'waiting' || attempt.lastSignAt === null) return null;
  // Written so that a limit that is no number makes the host dark, not immortal.
  return watch.readAt - attempt.lastSignAt <= watch.darkAfterMs ? null : 'gone-dark';
}

/** Past its deadline, and a reading after the deadline still did not show its end. */
function isSilent({ kind, deadlineAt }: Attempt, readAt: Instant): boolean {
  return deadlineAt === null ? kind === 'overdue' : readAt >= deadlineAt;
}

/** The failures among all attempts of a campaign, over all its waves. */
export function failuresOf(attempts: readonly Attempt[], watch: Watch): readonly Failure[] {
  return attempts.flatMap((attempt) => {
    const cause = attempt.isOfCampaign ? failureOf(attempt, watch) : null;
    if (cause === null) return [];
    const { moveId, hostId, name, strata } = attempt;
    return [{ moveId, hostId, name, cause, strata }];
  });
}

/**
 * Counts in absolute numbers over everything that was ever tried: a share of the wave that is running now would let a steady
 * loss go on for ever.
 */
export function judgeBudget(
  failures: readonly Failure[],
  accepted: readonly Pick<AcceptedFailure, 'moveId'>[],
  rules: FailureBudget,
): BudgetVerdict {
  const counted = unaccepted(failures, accepted);
  const strata = spendingOfStrata(counted, rules.perStratum);
  const spending: Spending = { failures: counted.length, remaining: left(rules.failures, counted.length), strata };
  if (isOver(rules.failures, counted.length)) {
    const because = `${count(counted.length)}; the budget of the campaign allows ${rules.failures}.`;
    return { ...spending, kind: 'tripped', because, names: names(counted) };
  }
  const broken = strata.filter((one) => rules.perStratum !== null && isOver(rules.perStratum, one.failures));
  const first = broken[0];
  if (first === undefined) return { ...spending, kind: 'within' };
  const because = `${count(first.failures)} in ${first.stratum}; the budget allows ${rules.perStratum} there.`;
  const hit = counted.filter((failure) => broken.some((one) => failure.strata.includes(one.stratum)));
  return { ...spending, kind: 'tripped', because, names: names(hit) };
}

function unaccepted(
  failures: readonly Failure[],
  accepted: readonly Pick<AcceptedFailure, 'moveId'>[],
): readonly Failure[] {
  const known = new Set<MoveId>(accepted.map((one) => one.moveId));
  return failures.filter(({ moveId }) => {
    if (known.has(moveId)) return false;
    known.add(moveId);
    return true;
  });
}

/** Who may be accepted: an attempt that failed, or one that ended without proof. */
export type Acceptable = Pick<Failure, 'moveId' | 'hostId' | 'name'>;

/**
 * Takes failures out of the count, each by the name of its host: all attempts of it that have failed until now. A name that
 * nobody knows, or that two hosts bear, is refused with everything else, so that nobody accepts what they did not mean.
 */
export function acceptFailures(given: {
  readonly from: readonly Acceptable[];
  readonly names: readonly string[];
  readonly by: string;
  readonly because: string;
  readonly at: Instant;
}):
  | { readonly ok: true; readonly accepted: readonly AcceptedFailure[] }
  | { readonly ok: false; readonly problem: ProblemRef } {
  const { by, because, at } = given;
  const accepted: AcceptedFailure[] = [];
  for (const wanted of new Set(given.names)) {
    const meant = given.from.filter(({ hostId, name }) => hostId === wanted || isSameName(name, wanted));
    const hosts = new Set(meant.map(({ hostId }) => hostId));
    if (hosts.size === 0) return refused(`No attempt of "${wanted}" has failed in this campaign.`);
    if (hosts.size > 1)
      return refused(`"${wanted}" is the name of ${hosts.size} hosts: ${[...hosts].join(', ')}. Give the id.`);
    for (const { moveId, name } of meant) accepted.push({ moveId, name, by, because, at });
  }
  return { ok: true, accepted };
}

function refused(detail: string): { readonly ok: false; readonly problem: ProblemRef } {
  return { ok: false, problem: problem('failure-unknown', detail) };
}

function isSameName(name: string, wanted: string): boolean {
  return name.toLowerCase() === wanted.toLowerCase();
}

function spendingOfStrata(counted: readonly Failure[], limit: number | null): readonly StratumSpending[] {
  const totals = new Map<string, number>();
  for (const failure of counted)
    for (const stratum of new Set(failure.strata)) totals.set(stratum, (totals.get(stratum) ?? 0) + 1);
  return [...totals]
    .map(([stratum, failed]) => ({ stratum, failures: failed, remaining: limit === null ? null : left(limit, failed) }))
    .sort((a, b) => b.failures - a.failures || (a.stratum < b.stratum ? -1 : 1));
}

/** A budget that is no number is used up: it must never mean that there is no limit. */
function isOver(limit: number, failed: number): boolean {
  return !(failed <= limit);
}

function left(limit: number, failed: number): number {
  return limit > failed ? limit - failed : 0;
}

function count(failed: number): string {
  return failed === 1 ? '1 failure' : `${failed} failures`;
}

function names(failures: readonly Failure[]): readonly string[] {
  return [...new Set(failures.map((failure) => failure.name))].sort();
}
