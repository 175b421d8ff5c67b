import type { Json } from './canonical.ts';

/** A page and the day somebody read it there. */
export interface PageRef {
  readonly page: string;
  /** The date the page itself carries. */
  readonly datedOn?: string;
  readonly seenOn: string;
}

/** A page of documentation that people are sent to. */
export interface RulePage extends PageRef {
  /** What the page calls itself. */
  readonly title: string;
  /** Between which months the copy that was read was made, for one that carries no date. */
  readonly copied?: { readonly from: string; readonly to: string };
}

/**
 * Where a rule's value comes from. `stated`: the edition's page says so. `known`: another source says so.
 * `ours`: the page does not say, the value is local policy and nothing Microsoft promises. `override`: the tenant chose it.
 */
type RuleBasis = 'stated' | 'known' | 'ours' | 'override';

/** One value of a rulebook edition. */
export interface Rule<T> {
  readonly value: T;
  readonly basis: RuleBasis;
  readonly sources: readonly RulePage[];
  readonly note?: string | undefined;
}

/** A rule in words, or a condition that has no value: what is demanded, and where that comes from. */
export interface RuleInWords extends Omit<Rule<unknown>, 'value'> {
  /** The name of the rule; of a condition the id of the check that looks at it. */
  readonly rule: string;
  readonly title: string;
  /** null for a condition. */
  readonly value: string | null;
}

/** The same where a tenant may have chosen another value: `edition` is what stands there without its choice, null where that is in force. */
export interface RuleInForce extends RuleInWords {
  readonly edition: RuleInWords | null;
}

/** Whether the edition's own page gives this value; when not, no promise may be made on it. */
export function isPromised(rule: Rule<unknown>): boolean {
  return rule.basis === 'stated';
}

/** Reads the value of an override; undefined when it is malformed or out of bounds. */
export type RuleReader<T> = (value: Json) => T | undefined;
