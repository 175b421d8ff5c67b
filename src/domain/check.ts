import type { Fact, FactTable, FactValue } from './fact.ts';
import { type FactDefinition, factKeys, type KnownFactKey } from './fact-keys.ts';
import type { Host } from './host.ts';
import type { EditionId } from './ids.ts';
import type { TenantFacts } from './journey.ts';
import { sourceOf } from './source.ts';
import { durationInWords, type Instant } from './time.ts';
import type { Disposition, Verdict, VerdictValue } from './verdict.ts';

/** What a verdict comes down to. */
export type Judgement = Pick<Verdict, 'check' | 'verdict' | 'reason'>;

/** What a check looks at. `others` are the verdicts of the checks before it; only a check that compares reads them. */
export interface CheckInput<Rules> {
  readonly host: Host;
  readonly facts: FactTable;
  readonly tenant: TenantFacts;
  readonly rules: Rules;
  readonly edition: EditionId;
  readonly now: Instant;
  readonly others: readonly Judgement[];
}

/**
 * Whose work something is: of the administrators of the server, of whoever runs the network, Defender for Endpoint or Defender for Identity, of the SOC, or of
 * whoever runs this program.
 */
export type Owner = 'server' | 'network' | 'endpoint' | 'identity' | 'soc' | 'operator';

/** What a check found: everything of a verdict that is its own to say. */
export interface Finding<Code extends string = string> {
  readonly verdict: VerdictValue;
  readonly reason: Code | '';
  readonly summary: string;
  /** The facts it rests on; their ages bound the verdict. */
  readonly evidence: readonly Fact[];
  /** On fail: what becomes of the host when nothing changes; a plain blocker leaves it out. */
  readonly disposition?: Exclude<Disposition, 'moves'> | undefined;
  /** Instead of the check's own remedy, when this finding needs another. */
  readonly remedy?: string | undefined;
  readonly howToGet?: string | undefined;
  readonly conflict?: string | undefined;
}

/**
 * One rule about one host. A check is pure, total, and passes only on facts that are there: taking a fact away from a host
 * that does not pass never makes it pass.
 */
export interface Check<Rules, Code extends string = string> {
  readonly id: string;
  readonly title: string;
  readonly requirements: readonly string[];
  /** How a person verifies the same thing: in the Client Analyzer's result (or that it is not covered), and by hand. */
  readonly verify: { readonly analyzer: string; readonly byHand: string };
  readonly remedy: string;
  /** How to get the evidence when it is missing. */
  readonly howToGet: string;
  /** Who mends it, and who gets the evidence when it is missing: seldom the same people. */
  readonly owners: { readonly mends: Owner; readonly finds: Owner };
  /** The unknown reasons for which the service's own verdict is accepted as evidence; empty for none. */
  readonly acceptsServiceVerdict: readonly Code[];
  readonly reads: readonly KnownFactKey[];
  readonly rules: readonly (keyof Rules)[];
  /** True for a check of the whole tenant: its reason is the same on every host, so it stands behind the host's own. */
  readonly isOfTenant?: true;
  /** True for a check that compares the verdicts before it; it must stand last. */
  readonly readsOthers?: true;
  decide(input: CheckInput<Rules>): Finding<Code>;
}

export const notCoveredByAnalyzer = 'Not covered by the Client Analyzer.';

/*
 * All four write every field, also the absent ones: an estate is judged check by check, and findings of one shape are read
 * several times faster than findings of many.
 */

export function pass(summary: string, evidence: readonly Fact[], conflict?: string): Finding<never> {
  return {
    verdict: 'pass',
    reason: '',
    summary,
    evidence,
    disposition: undefined,
    remedy: undefined,
    howToGet: undefined,
    conflict,
  };
}

export function fail<Code extends string>(
  reason: Code,
  summary: string,
  evidence: readonly Fact[],
  more?: Pick<Finding, 'disposition' | 'remedy' | 'conflict'>,
): Finding<Code> {
  return {
    verdict: 'fail',
    reason,
    summary,
    evidence,
    disposition: more?.disposition,
    remedy: more?.remedy,
    howToGet: undefined,
    conflict: more?.conflict,
  };
}

export function unknown<Code extends string>(
  reason: Code,
  summary: string,
  evidence: readonly Fact[] = [],
  more?: Pick<Finding, 'remedy' | 'howToGet' | 'conflict'>,
): Finding<Code> {
  return {
    verdict: 'unknown',
    reason,
    summary,
    evidence,
    disposition: undefined,
    remedy: more?.remedy,
    howToGet: more?.howToGet,
    conflict: more?.conflict,
  };
}

export function notApplicable<Code extends string>(
  reason: Code,
  summary: string,
  evidence: readonly Fact[] = [],
): Finding<Code> {
  return {
    verdict: 'notApplicable',
    reason,
    summary,
    evidence,
    disposition: undefined,
    remedy: undefined,
    howToGet: undefined,
    conflict: undefined,
  };
}

/** Unknown, because a fact is missing, too old, or said to be not determinable; the sentence says which. */
export function missing<Code extends string>(
  reason: Code,
  key: KnownFactKey,
  input: { readonly facts: FactTable; readonly now: Instant },
): Finding<Code> {
  const definition: FactDefinition = factKeys[key];
  const { title } = definition;
  const stale = input.facts.stale.get(key);
  if (stale !== undefined) {
    const age = input.now - stale.observedAt;
    const when = age >= 0 ? `${durationInWords(age)} ago` : 'at a time that has not come yet';
    const seen = `${title}: last seen as ${factInWords(stale.value)} ${when} (${sourceOf(stale.source).title})`;
    return unknown(reason, `${seen}, which is too old to decide on.`);
  }
  const fresh = input.facts.fresh.get(key);
  if (fresh === undefined) return unknown(reason, `${title}: not known.`);
  return unknown(reason, `${title}: the source could not tell.`, [fresh]);
}

/** A value as people read it. */
export function factInWords(value: FactValue): string {
  if (value === null) return 'not there';
  if (value === true) return 'yes';
  if (value === false) return 'no';
  if (typeof value === 'object') return value.length === 0 ? 'none' : value.join(', ');
  return String(value);
}
