import type { Fact, FactTable } from './fact.ts';
import { factKeys, type KnownFactKey } from './fact-keys.ts';
import { yesNoFact } from './fact-reading.ts';
import type { ProblemCode } from './problem.ts';

/** What the facts say about one cause. `open`: they neither show nor exclude it. */
export interface Sign {
  readonly says: 'proven' | 'likely' | 'open' | 'excluded';
  /** One sentence: what shows it, or what is not known. */
  readonly proof: string;
  readonly evidence: readonly Fact[];
}

/** One thing that can be wrong with a host: symptom, how it shows, remedy. */
export interface Cause<Input> {
  /** Kebab-case, stable. */
  readonly code: string;
  readonly title: string;
  readonly requirements: readonly string[];
  readonly symptom: string;
  /** After these problems it is a candidate even before anything shows it. */
  readonly problems: readonly ProblemCode[];
  /** Ids of the checks that fail with it. */
  readonly explains: readonly string[];
  readonly remedy: string;
  readonly howToProve: string;
  look(input: Input): Sign;
}

export const excluded: Sign = { says: 'excluded', proof: '', evidence: [] };

export function unseen(what: string): Sign {
  return { says: 'open', proof: `Not known: ${what}.`, evidence: [] };
}

export function proven(proof: string, ...evidence: readonly Fact[]): Sign {
  return { says: 'proven', proof, evidence };
}

export function likely(proof: string, ...evidence: readonly Fact[]): Sign {
  return { says: 'likely', proof, evidence };
}

export function whenNo(facts: FactTable, key: KnownFactKey, proof: string): Sign {
  const fact = yesNoFact(facts, key);
  if (fact === undefined) return unseen(`"${factKeys[key].title}"`);
  return fact.value ? excluded : proven(proof, fact);
}

export function whenYes(facts: FactTable, key: KnownFactKey, proof: string): Sign {
  const fact = yesNoFact(facts, key);
  if (fact === undefined) return unseen(`"${factKeys[key].title}"`);
  return fact.value ? proven(proof, fact) : excluded;
}
