import type { Fact, FactDocument, FactKey, FactTable, FactValue, Origin, SourcedValue } from './fact.ts';
import type { HostId } from './ids.ts';
import { clockToleranceMs, sourceOf } from './source.ts';
import { durationInWords, type Instant } from './time.ts';

/**
 * Merges what all sources say about one host into one table. Of several fresh values the source with the highest rank is
 * believed, of equal ranks the newest; every fresh value that differs is kept beside it as a conflict. What is too old,
 * or dated in the future beyond what clocks may differ, decides nothing and stands under `stale`, newest first.
 * Documents of other hosts are not looked at. Their order does not matter.
 */
export function mergeFacts(hostId: HostId, documents: readonly FactDocument[], now: Instant): FactTable {
  const current: FactDocument[] = [];
  const outdated: FactDocument[] = [];
  for (const document of documents) {
    if (document.hostId !== hostId) continue;
    (isFresh(document, now) ? current : outdated).push(document);
  }
  current.sort(byRank);
  const fresh = new Map<FactKey, Fact>();
  for (const document of current) addFresh(fresh, document);
  const stale = new Map<FactKey, Fact>();
  if (outdated.length > 0) {
    outdated.sort(byAge);
    for (const document of outdated) addStale(stale, fresh, document);
  }
  return { hostId, fresh, stale };
}

function isFresh(document: FactDocument, now: Instant): boolean {
  const age = now - document.observedAt;
  return age <= sourceOf(document.source).maxAgeMs && age >= -clockToleranceMs;
}

/** Rank first, then the newer one; the name last, so that the outcome never depends on the order of arrival. */
function byRank(a: FactDocument, b: FactDocument): number {
  return sourceOf(b.source).rank - sourceOf(a.source).rank || byAge(a, b);
}

function byAge(a: FactDocument, b: FactDocument): number {
  return b.observedAt - a.observedAt || (a.source < b.source ? -1 : a.source > b.source ? 1 : 0);
}

function addFresh(fresh: Map<FactKey, Fact>, document: FactDocument): void {
  const { source, observedAt, origin, facts } = document;
  const freshUntil = observedAt + sourceOf(source).maxAgeMs;
  for (const key in facts) {
    const value = facts[key];
    if (value === undefined) continue;
    const believed = fresh.get(key);
    if (believed === undefined) {
      fresh.set(key, { key, value, source, observedAt, freshUntil, origin: placed(origin, key), conflict: undefined });
    } else if (!isSameFactValue(believed.value, value)) {
      fresh.set(key, withConflict(believed, { value, source, observedAt }));
    }
  }
}

function addStale(stale: Map<FactKey, Fact>, fresh: ReadonlyMap<FactKey, Fact>, document: FactDocument): void {
  const { source, observedAt, origin, facts } = document;
  const freshUntil = observedAt + sourceOf(source).maxAgeMs;
  for (const key in facts) {
    const value = facts[key];
    if (value === undefined || fresh.has(key) || stale.has(key)) continue;
    stale.set(key, { key, value, source, observedAt, freshUntil, origin: placed(origin, key), conflict: undefined });
  }
}

/** Where this one fact stands. */
function placed(origin: Origin | undefined, key: FactKey): Origin | undefined {
  if (origin?.places === undefined) return origin;
  const { places, ...whole } = origin;
  return { ...whole, ...places[key] };
}

function withConflict(believed: Fact, other: SourcedValue): Fact {
  const others = [...(believed.conflict?.others ?? []), other];
  return { ...believed, conflict: { others, why: whyBelieved(believed, others) } };
}

function whyBelieved(believed: Fact, others: readonly SourcedValue[]): string {
  const { title, rank } = sourceOf(believed.source);
  const newest = others.reduce((a, b) => (b.observedAt > a.observedAt ? b : a));
  const lead = newest.observedAt - believed.observedAt;
  const because = others.every((other) => sourceOf(other.source).rank < rank)
    ? `${title} stands nearer to the server than ${listed(others)}`
    : `${title} is the newest of equally near sources`;
  return lead > 0
    ? `${because}, although ${sourceOf(newest.source).title} is newer by ${durationInWords(lead)}; collect it again to settle it.`
    : `${because}.`;
}

function listed(others: readonly SourcedValue[]): string {
  return [...new Set(others.map((other) => sourceOf(other.source).title))].join(' and ');
}

/**
 * Whether two sources say the same: texts without regard to case (sources spell names and ids differently), lists without
 * regard to order.
 */
export function isSameFactValue(a: FactValue, b: FactValue): boolean {
  if (a === b) return true;
  if (typeof a === 'string' && typeof b === 'string') return a.toLowerCase() === b.toLowerCase();
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a.length !== b.length) return false;
  const left = a.map((item) => item.toLowerCase()).sort();
  const right = b.map((item) => item.toLowerCase()).sort();
  return left.every((item, index) => item === right[index]);
}
