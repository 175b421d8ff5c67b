import type { HostId } from './ids.ts';
import type { Instant } from './time.ts';

/** A fact's value. `null` says "looked, and it is not there"; a fact that nobody looked for has no entry at all. */
export type FactValue = string | number | boolean | null | readonly string[];

/** Dotted name of one thing that can be known about a host; the catalogue is `fact-keys.ts`. */
export type FactKey = string;

/** Sources that tell of a host with one document at a time. */
type WholeSource =
  | 'host-facts'
  | 'client-analyzer'
  | 'os-version'
  | 'sense-events'
  | 'mdatp-health'
  | 'mdatp-edr'
  | 'mdatp-connectivity'
  | 'mdi-sensor-log'
  | 'mdi-deployment-log'
  | 'mdi-readiness'
  | 'graph-sensor-migration'
  | 'graph-sensors'
  | 'graph-sensor-candidates'
  | 'graph-health-issues'
  | 'hunting-device-identity'
  | 'hunting-identity-activity'
  | 'csv-sensors'
  | 'csv-ad-computers'
  | 'csv-device-inventory'
  | 'probe'
  | 'attestation';

/** Sources of which a document tells one part of a host, say one service: documents of different parts stand side by side. */
type PartedSource = 'sc-query' | 'registry';

/** What rank and freshness belong to; they are in `source.ts`. */
export type SourceKind = WholeSource | PartedSource;

/** Where facts come from. One document a host and source is current. */
export type SourceId = WholeSource | `${PartedSource}/${string}`;

/** Where in a file something stands: the member of an archive, the line from 1; a log without lines numbers its records. */
export interface Place {
  readonly member?: string | undefined;
  readonly line?: number | undefined;
  readonly record?: number | undefined;
}

/** Where a document was read, for people who want to see it themselves. */
export interface Origin extends Place {
  readonly file?: string | undefined;
  /** Where facts stand that stand elsewhere than the document itself. */
  readonly places?: Readonly<Record<FactKey, Place>> | undefined;
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
  /** Of this fact alone; it has no `places`. */
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
