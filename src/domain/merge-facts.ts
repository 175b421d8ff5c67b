import type { Fact, FactDocument, FactKey, FactTable, FactValue, Origin, SourcedValue } from './fact.ts';
import type { HostId } from './ids.ts';
import { clockToleranceMs, sourceOf } from './source.ts';
import { durationInWords, type Instant } from './time.ts';

/** Facts that mean nothing without another one of the same document: the revision of one build says nothing about another. */
const countsWithin: readonly { readonly key: FactKey; readonly whole: FactKey }[] = [
  { key: 'os.revision', whole: 'os.build' },
];
const partial = new Set<FactKey>(countsWithin.map(({ key }) => key));

/**
 * Merges what all sources say about one host into one table. Of several fresh values the source with the highest rank is
 * believed, of equal ranks the newest; every fresh value that differs is kept beside it as a conflict. What is too old,
 * or dated in the future beyond what clocks may differ, decides nothing and stands under `stale`, newest first.
 * A revision is believed, and contradicted, only by documents with the build that is believed.
 * Documents of other hosts are not looked at. Their order does not matter.
 */
export function mergeFacts(hostId: HostId, documents: readonly FactDocument[], now: Instant): FactTable {
  const current: Sourced[] = [];
  const outdated: Sourced[] = [];
  for (const document of documents) {
    if (document.hostId !== hostId) continue;
    const { rank, maxAgeMs } = sourceOf(document.source);
    const freshUntil = document.observedAt + maxAgeMs;
    const isFresh = now <= freshUntil && now - document.observedAt >= -clockToleranceMs;
    (isFresh ? current : outdated).push({ document, rank, freshUntil });
  }
  current.sort(byRank);
  const fresh = new Map<FactKey, Fact>();
  for (const one of current) addFresh(fresh, one);
  for (const { key, whole } of countsWithin)
    for (const one of current) if (isWithin(fresh.get(whole), one.document.facts[whole])) addOne(fresh, one, key);
  const stale = new Map<FactKey, Fact>();
  if (outdated.length > 0) {
    outdated.sort(byAge);
    for (const one of outdated) addStale(stale, fresh, one);
  }
  return { hostId, fresh, stale };
}

/** A document with what its source makes of it, looked up once. */
interface Sourced {
  readonly document: FactDocument;
  readonly rank: number;
  readonly freshUntil: Instant;
}

/** Rank first, then the newer one; the name last, so that the outcome never depends on the order of arrival. */
function byRank(a: Sourced, b: Sourced): number {
  return b.rank - a.rank || byAge(a, b);
}

function byAge({ document: a }: Sourced, { document: b }: Sourced): number {
  return b.observedAt - a.observedAt || (a.source < b.source ? -1 : a.source > b.source ? 1 : 0);
}

function addFresh(fresh: Map<FactKey, Fact>, sourced: Sourced): void {
  for (const key in sourced.document.facts) if (!partial.has(key)) addOne(fresh, sourced, key);
}

function addOne(fresh: Map<FactKey, Fact>, { document, freshUntil }: Sourced, key: FactKey): void {
  const { source, observedAt, origin, facts } = document;
  const value = facts[key];
  if (value === undefined) return;
  const believed = fresh.get(key);
  if (believed === undefined) {
    fresh.set(key, { key, value, source, observedAt, freshUntil, origin: placed(origin, key), conflict: undefined });
  } else if (!isSameFactValue(believed.value, value)) {
    fresh.set(key, withConflict(believed, { value, source, observedAt }));
  }
}

function isWithin(whole: Fact | undefined, said: FactValue | undefined): boolean {
  return whole !== undefined && said !== undefined && isSameFactValue(whole.value, said);
}

function addStale(stale: Map<FactKey, Fact>, fresh: ReadonlyMap<FactKey, Fact>, sourced: Sourced): void {
  const { document, freshUntil } = sourced;
  const { source, observedAt, origin, facts } = document;
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
