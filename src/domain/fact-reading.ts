import type { Fact, FactTable } from './fact.ts';
import { type KnownFactKey, type ServiceState, serviceStates } from './fact-keys.ts';

/** A fresh fact whose value has the shape a rule asked for. */
export type FactOf<T> = Omit<Fact, 'value'> & { readonly value: T & Fact['value'] };

/**
 * The readers below give a fresh fact of one shape. A value of another shape counts as not known: importers refuse it, and
 * a rule that met one anyway must not guess.
 */
export function textFact(facts: FactTable, key: KnownFactKey): FactOf<string> | undefined {
  const fact = facts.fresh.get(key);
  return fact !== undefined && typeof fact.value === 'string' ? (fact as FactOf<string>) : undefined;
}

export function numberFact(facts: FactTable, key: KnownFactKey): FactOf<number> | undefined {
  const fact = facts.fresh.get(key);
  return fact !== undefined && typeof fact.value === 'number' && Number.isFinite(fact.value)
    ? (fact as FactOf<number>)
    : undefined;
}

export function yesNoFact(facts: FactTable, key: KnownFactKey): FactOf<boolean> | undefined {
  const fact = facts.fresh.get(key);
  return fact !== undefined && typeof fact.value === 'boolean' ? (fact as FactOf<boolean>) : undefined;
}

export function listFact(facts: FactTable, key: KnownFactKey): FactOf<readonly string[]> | undefined {
  const fact = facts.fresh.get(key);
  return fact !== undefined && typeof fact.value === 'object' && fact.value !== null
    ? (fact as FactOf<readonly string[]>)
    : undefined;
}

export function serviceFact(facts: FactTable, key: KnownFactKey): FactOf<ServiceState> | undefined {
  const fact = textFact(facts, key);
  return fact !== undefined && (serviceStates as readonly string[]).includes(fact.value)
    ? (fact as FactOf<ServiceState>)
    : undefined;
}
