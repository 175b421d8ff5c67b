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
  const whole: CheckInput<Rules> = { ...input, others };
  for (const check of checks) others.push(runCheck(check, whole, service));
  return others;
}

/**
 * What the verdicts come down to under other rules, for comparing editions: only the checks marked in `again` (see
 * `checksToRepeat`) are run again, and no evidence is written down, because nobody is shown it.
 */
export function repeatChecks<Rules>(
  checks: readonly Check<Rules>[],
  verdicts: readonly Verdict[],
  input: Omit<CheckInput<Rules>, 'others'>,
  service: ServiceEvidence | undefined,
  again: readonly boolean[],
): readonly Judgement[] {
  const others: Judgement[] = [];
  const whole: CheckInput<Rules> = { ...input, others };
  for (let index = 0; index < checks.length; index += 1) {
    const check = checks[index];
    const before = verdicts[index];
    if (before !== undefined && again[index] === false) others.push(before);
    else if (check !== undefined) others.push(judge(check, whole, service));
  }
  return others;
}

function judge<Rules>(check: Check<Rules>, input: CheckInput<Rules>, service: ServiceEvidence | undefined): Judgement {
  const { verdict, reason } = check.decide(input);
  return isAccepted(check, verdict, reason, service)
    ? { check: check.id, verdict: 'pass', reason: 'service-verdict' }
    : { check: check.id, verdict, reason };
}

/**
 * Which checks can come out differently when the rules and checks named in `changed` change: those that read such a rule, are
 * named themselves, or compare the others.
 */
export function checksToRepeat<Rules>(
  checks: readonly Check<Rules>[],
  changed: ReadonlySet<string>,
): readonly boolean[] {
  return checks.map(
    (check) =>
      check.readsOthers === true || changed.has(check.id) || check.rules.some((rule) => changed.has(String(rule))),
  );
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
