import type { Json } from './canonical.ts';

/** A page and the day somebody read it there. */
export interface PageRef {
  readonly page: string;
  /** The date the page itself carries. */
  readonly datedOn?: string;
  readonly seenOn: string;
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
  readonly sources: readonly PageRef[];
  readonly note?: string | undefined;
}

/** Whether the edition's own page gives this value; when not, no promise may be made on it. */
export function isPromised(rule: Rule<unknown>): boolean {
  return rule.basis === 'stated';
}

/** Reads the value of an override; undefined when it is malformed or out of bounds. */
export type RuleReader<T> = (value: Json) => T | undefined;
