import type { ServerDetail } from '../contract/servers.ts';
import type { Fact, FactTable, FactValue } from '../domain/fact.ts';
import { factKeys, isKnownFactKey } from '../domain/fact-keys.ts';
import { toRfc3339 } from '../domain/time.ts';

type FactRow = ServerDetail['facts'][number];

/** All facts of a host by key: the fresh ones, and the stale ones marked as such. */
export function factRows(facts: FactTable): FactRow[] {
  const rows = [
    ...[...facts.fresh.values()].map((fact) => factRow(fact, true)),
    ...[...facts.stale.values()].map((fact) => factRow(fact, false)),
  ];
  return rows.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

function factRow(fact: Fact, isFresh: boolean): FactRow {
  const row: FactRow = {
    key: fact.key,
    title: factTitle(fact.key),
    value: factValue(fact.value),
    source: fact.source,
    observedAt: toRfc3339(fact.observedAt),
    isFresh,
  };
  if (fact.conflict === undefined) return row;
  return {
    ...row,
    conflict: {
      why: fact.conflict.why,
      others: fact.conflict.others.map((other) => ({
        value: factValue(other.value),
        source: other.source,
        observedAt: toRfc3339(other.observedAt),
      })),
    },
  };
}

export function factTitle(key: string): string {
  return isKnownFactKey(key) ? factKeys[key].title : key;
}

/** The wire's arrays are its own, so that nobody can change ours through them. */
export function factValue(value: FactValue): string | number | boolean | null | string[] {
  return typeof value === 'object' && value !== null ? [...value] : value;
}
