import { type Check, type CheckInput, type Finding, factInWords, type Judgement } from './check.ts';
import type { Fact } from './fact.ts';
import { factKeys, isKnownFactKey } from './fact-keys.ts';
import { sourceOf } from './source.ts';
import { hourMs, type Instant } from './time.ts';
import type { Disposition, Eligibility, EvidenceRef, Verdict, VerdictValue } from './verdict.ts';

/** The service's own favourable verdict as evidence, and the checks that a rulebook accepts it for. */
export interface ServiceEvidence {
  readonly ref: EvidenceRef;
  readonly validUntil: Instant;
  readonly checks: readonly string[];
}

/** Without any evidence a verdict is made again after this time, in case somebody waits for it. */
const idleRecheckMs = 24 * hourMs;

/** Runs all checks in order; each sees the verdicts before it. */
export function runChecks<Rules>(
  checks: readonly Check<Rules>[],
  input: Omit<CheckInput<Rules>, 'others'>,
  service: ServiceEvidence | undefined,
): readonly Verdict[] {
  const others: Verdict[] = [];
  const whole = withOthers(input, others);
  for (const check of checks) others.push(runCheck(check, whole, service));
  return others;
}

/** Places of the checks that can come out differently under other rules, in order. */
export interface Repetition {
  /** They read a rule that differs, or the service's word counts differently for them. */
  readonly changed: readonly number[];
  /** They compare the others, and come out as before when those do. */
  readonly comparing: readonly number[];
}

/**
 * What the verdicts come down to under other rules, for comparing editions: only the checks of `again` (see
 * `checksToRepeat`) are run again, and no evidence is written down, because nobody is shown it.
 * @returns `verdicts` itself when every check comes out as before.
 */
export function repeatChecks<Rules>(
  checks: readonly Check<Rules>[],
  verdicts: readonly Verdict[],
  input: Omit<CheckInput<Rules>, 'others'>,
  service: ServiceEvidence | undefined,
  again: Repetition,
): readonly Judgement[] {
  const judgements: Judgement[] = [...verdicts];
  if (!repeatSome(checks, judgements, again.changed, input, service)) return verdicts;
  repeatSome(checks, judgements, again.comparing, input, service);
  return judgements;
}

/** Judges the named checks again in `judgements`. @returns whether any came out differently. */
function repeatSome<Rules>(
  checks: readonly Check<Rules>[],
  judgements: Judgement[],
  indices: readonly number[],
  input: Omit<CheckInput<Rules>, 'others'>,
  service: ServiceEvidence | undefined,
): boolean {
  let differs = false;
  for (const index of indices) {
    const check = checks[index];
    const before = judgements[index];
    if (check === undefined || before === undefined) continue;
    const others = check.readsOthers === true ? judgements.slice(0, index) : [];
    const again = judge(check, withOthers(input, others), service);
    if (again.verdict === before.verdict && again.reason === before.reason) continue;
    judgements[index] = again;
    differs = true;
  }
  return differs;
}

/** Field by field: a spread takes V8's slow way here, and cost more than all checks together. */
function withOthers<Rules>(
  { host, facts, tenant, rules, edition, now }: Omit<CheckInput<Rules>, 'others'>,
  others: readonly Judgement[],
): CheckInput<Rules> {
  return { host, facts, tenant, rules, edition, now, others };
}

function judge<Rules>(check: Check<Rules>, input: CheckInput<Rules>, service: ServiceEvidence | undefined): Judgement {
  const { verdict, reason } = check.decide(input);
  return isAccepted(check, verdict, reason, service)
    ? { check: check.id, verdict: 'pass', reason: 'service-verdict' }
    : { check: check.id, verdict, reason };
}

/** Which checks can come out differently when the rules and checks named in `changed` change. */
export function checksToRepeat<Rules>(checks: readonly Check<Rules>[], changed: ReadonlySet<string>): Repetition {
  const isChanged = (check: Check<Rules>) =>
    changed.has(check.id) || check.rules.some((rule) => changed.has(String(rule)));
  const places = (which: (check: Check<Rules>) => boolean) =>
    checks.flatMap((check, index) => (which(check) ? [index] : []));
  return {
    changed: places(isChanged),
    comparing: places((check) => check.readsOthers === true && !isChanged(check)),
  };
}

/** One check as a verdict: with edition, evidence, its age, the remedy, and how to get what is missing. */
export function runCheck<Rules>(
  check: Check<Rules>,
  input: CheckInput<Rules>,
  service: ServiceEvidence | undefined,
): Verdict {
  const finding = check.decide(input);
  if (service !== undefined && isAccepted(check, finding.verdict, finding.reason, service)) {
    return byService(check, finding, input.edition, service);
  }
  return toVerdict(check, finding, input);
}

function isAccepted<Rules>(
  check: Check<Rules>,
  verdict: VerdictValue,
  reason: string,
  service: ServiceEvidence | undefined,
): boolean {
  if (verdict !== 'unknown' || service === undefined) return false;
  return check.acceptsServiceVerdict.includes(reason) && service.checks.includes(check.id);
}

function byService<Rules>(
  check: Check<Rules>,
  finding: Finding,
  edition: Verdict['edition'],
  service: ServiceEvidence,
): Verdict {
  return {
    check: check.id,
    verdict: 'pass',
    reason: 'service-verdict',
    summary: `The service itself calls the server ready, which it does only when this holds. ${finding.summary}`,
    evidence: [service.ref],
    edition,
    validUntil: service.validUntil,
  };
}

function toVerdict<Rules>(check: Check<Rules>, finding: Finding, input: CheckInput<Rules>): Verdict {
  const { verdict, evidence } = finding;
  let validUntil = input.now + idleRecheckMs;
  const refs: EvidenceRef[] = [];
  let conflict = finding.conflict;
  for (const fact of evidence) {
    if (fact.freshUntil < validUntil) validUntil = fact.freshUntil;
    refs.push({
      key: fact.key,
      value: fact.value,
      source: fact.source,
      observedAt: fact.observedAt,
      origin: fact.origin,
    });
    if (fact.conflict !== undefined) conflict = joined(conflict, conflictInWords(fact));
  }
  const isOpen = verdict === 'fail' || verdict === 'unknown';
  return {
    check: check.id,
    verdict,
    reason: finding.reason,
    summary: finding.summary,
    evidence: refs,
    edition: input.edition,
    disposition: finding.disposition,
    remedy: isOpen ? (finding.remedy ?? check.remedy) : undefined,
    howToGet: verdict === 'unknown' ? (finding.howToGet ?? check.howToGet) : undefined,
    conflict,
    validUntil,
  };
}

function joined(first: string | undefined, second: string): string {
  return first === undefined ? second : `${first} ${second}`;
}

/** "Windows build revision: believed 4893 (Host facts ...) over 4773 (...). Host facts ... stands nearer ..." */
function conflictInWords(fact: Fact): string {
  const title = isKnownFactKey(fact.key) ? factKeys[fact.key].title : fact.key;
  const others = (fact.conflict?.others ?? []).map(
    (other) => `${factInWords(other.value)} (${sourceOf(other.source).title})`,
  );
  const believed = `${factInWords(fact.value)} (${sourceOf(fact.source).title})`;
  return `${title}: believed ${believed} over ${others.join(' and ')}. ${fact.conflict?.why ?? ''}`.trimEnd();
}

type Sum = Pick<Eligibility, 'verdict' | 'disposition' | 'reasons' | 'validUntil'>;

/** What adding up must know of a journey's checks. */
interface Weighing {
  /** The reason code that says two judges disagree: then nothing is decided, whatever else fails, and it is named first. */
  readonly contradiction: string;
  /** Reasons that make the question moot (the host has moved): they come right after that. */
  readonly moot: ReadonlySet<string>;
  /** Ids of the checks of the whole tenant: their reasons are named last, or they would hide on every host what is wrong with it. */
  readonly ofTenant: ReadonlySet<string>;
}

/** Adds verdicts up. */
export function addUp(verdicts: readonly Verdict[], weighing: Weighing, now: Instant): Sum {
  let disposition: Disposition = 'moves';
  let validUntil = now + idleRecheckMs;
  for (const one of verdicts) {
    if (one.validUntil < validUntil) validUntil = one.validUntil;
    if (one.disposition === 'unsupported') disposition = 'unsupported';
    else if (one.disposition === 'stays' && disposition === 'moves') disposition = 'stays';
  }
  const verdict = overallVerdict(verdicts, weighing.contradiction);
  const reasons = verdict === 'pass' ? [] : worstFirst(verdicts, weighing);
  return { verdict, disposition, reasons, validUntil };
}

/** pass only when every applicable check passes, and at least one does. */
export function overallVerdict(verdicts: readonly Judgement[], contradiction: string): Eligibility['verdict'] {
  let failed = false;
  let unclear = false;
  let passed = false;
  for (const { verdict, reason } of verdicts) {
    if (verdict === 'pass') passed = true;
    else if (verdict === 'fail') failed = true;
    else if (verdict === 'unknown') {
      if (reason === contradiction) return 'unknown';
      unclear = true;
    }
  }
  return failed ? 'fail' : unclear || !passed ? 'unknown' : 'pass';
}

function worstFirst(verdicts: readonly Verdict[], weighing: Weighing): readonly string[] {
  const open = verdicts.filter((one) => one.verdict === 'fail' || one.verdict === 'unknown');
  open.sort((a, b) => badness(b, weighing) - badness(a, weighing));
  return [...new Set(open.map((one) => one.reason))];
}

function badness(verdict: Verdict, { contradiction, moot, ofTenant }: Weighing): number {
  if (verdict.reason === contradiction) return 5;
  if (moot.has(verdict.reason)) return 4;
  if (ofTenant.has(verdict.check)) return -1;
  if (verdict.verdict === 'unknown') return 0;
  if (verdict.disposition === 'unsupported') return 3;
  return verdict.disposition === 'stays' ? 2 : 1;
}
