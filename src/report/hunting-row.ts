import type { HuntingRow } from '../contract/hunting-routes.ts';
import type { FactKey, FactValue } from '../domain/fact.ts';
import { type FactDefinition, factKeys, isKnownFactKey } from '../domain/fact-keys.ts';
import { type HuntingQueryName, huntingQueries } from '../domain/hunting-queries.ts';
import { sourceOf } from '../domain/source.ts';
import { toRfc3339 } from '../domain/time.ts';
import type { AnswerRow } from '../engine/ports/store.ts';
import { factTitle, factValue } from './fact.ts';

/** What a query said of one server, as it is kept. */
export function huntingRowShape(query: HuntingQueryName, row: AnswerRow): HuntingRow {
  const { source, hasTimes } = huntingQueries[query];
  return {
    serverId: row.hostId,
    server: row.name,
    fqdn: row.fqdn,
    site: row.site === '' ? null : row.site,
    standing: row.isListed ? 'current' : hasTimes ? 'dated' : 'earlier',
    observedAt: toRfc3339(row.observedAt),
    freshUntil: toRfc3339(row.observedAt + sourceOf(source).maxAgeMs),
    facts: Object.entries(row.facts)
      .map(([key, value]) => factShape(key, value))
      .sort((a, b) => (a.key < b.key ? -1 : 1)),
  };
}

function factShape(key: FactKey, value: FactValue): HuntingRow['facts'][number] {
  const definition: FactDefinition | undefined = isKnownFactKey(key) ? factKeys[key] : undefined;
  const isInstant = definition?.unit === 'epoch ms' && typeof value === 'number';
  return { key, title: factTitle(key), value: factValue(value), ...(isInstant ? { at: toRfc3339(value) } : {}) };
}
