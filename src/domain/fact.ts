import type { HostId } from './ids.ts';
import type { Instant } from './time.ts';

/** A fact's value. `null` says "looked, and it is not there"; a fact that nobody looked for has no entry at all. */
export type FactValue = string | number | boolean | null | readonly string[];

/** Dotted name of one thing that can be known about a host; the catalogue is `fact-keys.ts`. */
export type FactKey = string;

/** Where facts come from. Rank and freshness of each are in `source.ts`. */
export type SourceId =
  | 'host-facts'
  | 'client-analyzer'
  | 'graph-sensor-migration'
  | 'graph-sensors'
  | 'graph-sensor-candidates'
  | 'graph-health-issues'
  | 'hunting-device-identity'
  | 'hunting-identity-activity'
  | 'csv-sensors'
  | 'csv-ad-computers'
  | 'csv-device-inventory'
  | 'attestation';

/** Where in a file a document was read, for people who want to see it themselves. */
export interface Origin {
  readonly file?: string | undefined;
  readonly member?: string | undefined;
  readonly line?: number | undefined;
}

/**
 * What one source said about one host at one instant. One document a host and source is current; those a decision cites are kept for good.
 * `observedAt` is when the source saw it, not when we read it.
 */
export interface FactDocument {
  readonly hostId: HostId;
  readonly source: SourceId;
  readonly observedAt: Instant;
  readonly facts: Readonly<Record<FactKey, FactValue>>;
  readonly origin?: Origin | undefined;
}

/** A fact as a rule sees it: the believed value, and everything that contradicts it. */
export interface Fact {
  readonly key: FactKey;
  readonly value: FactValue;
  readonly source: SourceId;
  readonly observedAt: Instant;
  /** Until when the value may be used for a decision. */
  readonly freshUntil: Instant;
  readonly origin?: Origin | undefined;
  /** Other fresh sources that say something else; the believed one stands above, `why` says why. */
  readonly conflict?: { readonly others: readonly SourcedValue[]; readonly why: string } | undefined;
}

export interface SourcedValue {
  readonly value: FactValue;
  readonly source: SourceId;
  readonly observedAt: Instant;
}

/** The merged facts of one host. `stale` holds what is known but too old to decide on. */
export interface FactTable {
  readonly hostId: HostId;
  readonly fresh: ReadonlyMap<FactKey, Fact>;
  readonly stale: ReadonlyMap<FactKey, Fact>;
}
